# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What can be wrong with a file from a bank.

Every refusal is a :class:`BankFileError`: the name of the file, the place in
it, a code and the parameters of the code.  The English sentence is for logs
and tests; an interface translates the code itself.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .advice import ADVICE, advice_for

__all__ = ['BankFileError', 'MESSAGES', 'NOTICES', 'Place', 'place_words']


@dataclass(frozen=True)
class Place:
    """Where something is in a file; what is not known is None.

    :param statement: identification of the statement, else its number from 1
    :param entry: number of the entry in its statement from 1
    :param reference: what the bank calls the entry
    :param line: line of the file from 1
    """
    statement: str | None = None
    entry: int | None = None
    reference: str | None = None
    line: int | None = None


MESSAGES: dict[str, str] = {
    'empty': "the file is empty",
    'too_large': "the file has %(size)s MB, more than the %(limit)s MB "
    "that are read at once; ask the bank for a shorter period",
    'too_complex': "the file holds more than %(limit)s XML marks; "
    "ask the bank for a shorter period",
    'unknown_format': "the format of the file is not known",
    'unknown_format_name': "there is no reader for the format \"%(format)s\"",
    'wrong_format': "the file is not %(expected)s but looks like %(found)s",
    'not_format': "the file is not %(expected)s",
    'archive_empty': "the archive holds no file",
    'archive_broken': "the archive is damaged; download it again",
    'archive_encrypted': "the archive asks for a password; "
    "unpack it first",
    'archive_files': "the archive holds more than %(limit)s files; "
    "import them in several parts",
    'archive_size': "the files of the archive have more than %(limit)s MB; "
    "import them in several parts",
    'archive_depth': "the archive holds archives within archives, more than "
    "%(limit)s deep; unpack it first",
    'neighbour_pdf': "this is a PDF, made to be looked at; "
    "ask the bank for the same statement as camt.053",
    'neighbour_document': "this is a document of an office program; "
    "save it as CSV, or ask the bank for camt.053",
    'neighbour_xls': "this is a table of Excel in its old form; "
    "save it as XLSX or as CSV, or ask the bank for camt.053",
    'neighbour_image': "this is a picture; "
    "ask the bank for the statement as camt.053",
    'neighbour_packed': "the file is packed in a way that is not read; "
    "unpack it first, or pack it as ZIP",
    'neighbour_mt942': "this is MT942, the interim report of a day, "
    "whose transactions may still change; ask the bank for MT940 or camt.053",
    'neighbour_qif': "this is QIF, which names neither account nor currency; "
    "ask the bank for camt.053, OFX or CSV",
    'neighbour_ofc': "this is OFC, the predecessor of OFX; "
    "ask the bank for camt.053 or OFX",
    'neighbour_pain': "this is a payment order or the bank's answer to one, "
    "no statement; ask the bank for camt.053",
    'neighbour_html': "this is a web page, perhaps the one that asks to log "
    "in; download the statement again, as camt.053",
    'neighbour_rtf': "this is a document of a word processor; "
    "ask the bank for the statement as camt.053",
    'encoding': "the file is not text in the encoding %(encoding)s",
    'xml': "the XML is broken: %(detail)s",
    'doctype': "the XML declares a document type or entities, "
    "which no bank file needs",
    'no_statement': "the file holds no statement",
    'no_account': "the account is missing",
    'amount_missing': "the amount is missing in %(field)s",
    'amount_invalid': "the amount \"%(value)s\" in %(field)s is no number",
    'sign_missing': "nothing says whether %(field)s is a credit or a debit",
    'sign_twice': "%(field)s has the amount %(value)s and is a debit, "
    "which may mean either; ask the bank which one it is",
    'sign_invalid': "\"%(value)s\" in %(field)s is neither credit nor debit",
    'date_missing': "the date is missing",
    'date_invalid': "the date \"%(value)s\" in %(field)s is no date",
    'malformed': "the file cannot be read as %(format)s: %(detail)s",
    'incomplete': "the end of the file is missing: there is no %(field)s",
    'decimals': "the amounts have %(decimals)s decimals, which is not usual "
    "for %(currency)s",
    'total': "the transactions add up to %(computed)s but the balances say "
    "%(expected)s",
    'no_profile': "no profile for tables has the columns of the file; "
    "choose one, or make one from the file",
    'no_table': "the file holds no table",
    'near_unread': "the profile \"%(profile)s\" does not know %(columns)s",
    'near_missing': "the profile \"%(profile)s\" also has %(columns)s",
    'several_profiles': "several profiles know the columns of the file and "
    "read it differently: %(profiles)s; choose one",
    'profile_expects': "the profile \"%(profile)s\" expects it like "
    "%(example)s; choose another one, or change it",
    'quote': "a quotation mark opens a cell that takes in whole rows; "
    "remove it, or ask the bank for the file again",
    'date_open': "the dates in \"%(column)s\", like %(value)s, do not tell "
    "day and month apart; choose the date format in the profile",
    'decimal_open': "the amounts in \"%(column)s\" do not tell whether "
    "point or comma is before the decimals; choose it in the profile",
    'fee_open': "nothing tells whether the amounts are before or after the "
    "fees in \"%(column)s\"; choose it in the profile",
    'fee_wrong': "the balances contradict what the profile says of the fees "
    "in \"%(column)s\"",
    'fee_signs': "the fees in \"%(column)s\" are positive and negative",
    'currencies': "the amount is in %(currency)s, but its column says "
    "%(other)s",
    'only_not_booked': "none of the %(number)s transactions is booked yet",
    'no_header': "the columns of the profile \"%(profile)s\" are not in the "
    "file",
    'profile': "the profile \"%(profile)s\" cannot be used",
    'profile_column': "\"%(column)s\" is nothing that a column may be",
    'profile_date': "it has no column for the date",
    'profile_amount': "it has neither a column for the amount nor both for "
    "credit and debit",
    'profile_sign': "it has a column for the sign and none for the amount",
    'profile_decimal': "its decimal sign is neither point nor comma",
    'profile_format': "its date format lacks day, month or year",
    'profile_fee': "its meaning of the fee is none that is known",
    'report_unknown': "the columns are those of no acquirer's report that is "
    "read; download the transactions with fee and payout as CSV or XLSX from "
    "the portal of %(names)s",
    'report_several': "the columns are those of several acquirers' reports: "
    "%(names)s",
    'report_mixed': "the archive holds the reports of several acquirers: "
    "%(names)s; read those of each by themselves",
    'report_column_twice': "the column \"%(column)s\" is there twice",
    'report_decimal': "the amounts in \"%(column)s\" do not tell whether "
    "point or comma is before the decimals; download the report as XLSX",
    'report_date': "the dates in \"%(column)s\", like %(value)s, do not tell "
    "day and month apart; download the report as XLSX",
    'report_kind': "\"%(value)s\" in %(field)s is no kind of transaction "
    "that is known",
    'report_difference': "%(gross)s less the fee of %(fee)s is not the "
    "%(net)s in \"%(column)s\"",
    'report_sign': "the amount %(value)s in %(field)s contradicts the kind of "
    "the transaction",
    'report_total': "the transactions add up to %(computed)s, but the total "
    "in \"%(column)s\" says %(expected)s",
    'report_twice': "the transaction %(reference)s is there twice",
    }

# What is told of a file that is read (see model.Notice)
NOTICES: dict[str, str] = {
    'currency': "the amount is in %(currency)s, the account in %(expected)s; "
    "it was taken as it was booked",
    'not_split': "the %(count)s details do not add up to the entry, "
    "so it is one transaction with all their references",
    'incomplete_details': "only %(count)s of the %(expected)s payments of the "
    "entry are in the file, so it is one transaction without a payer; "
    "ask the bank for the details (camt.054)",
    'detail': "the details say %(computed)s, the entry %(expected)s, "
    "which was taken; compare it with the bank",
    'count': "%(field)s says %(expected)s, but there are %(computed)s in the "
    "file; compare the transactions with the bank",
    'sum': "%(field)s says %(expected)s, but the transactions add up to "
    "%(computed)s; compare them with the bank",
    'balance': "the transactions add up to %(computed)s, but the balances "
    "%(opening)s and %(closing)s differ by %(expected)s; "
    "one is missing, twice or damaged: compare them with the bank",
    'balance_row': "the balance %(balance)s does not follow from the "
    "transactions, which give %(expected)s; compare them with the bank",
    'columns_missing': "the columns %(columns)s of the profile "
    "\"%(profile)s\" are not in the file",
    'columns_unread': "the columns %(columns)s of the file are not read by "
    "the profile \"%(profile)s\"",
    'left_out': "rows that look like totals or balances are left out: "
    "line %(lines)s",
    'type_sign': "the type \"%(type)s\" contradicts the amount %(amount)s, "
    "which was taken; compare it with the bank",
    'date_far': "is the date %(date)s right?",
    'amount_large': "is the amount %(amount)s right?",
    }


class BankFileError(ValueError):
    """A file that is not read, with the reason.

    :param code: a key of :data:`MESSAGES`
    :param parameters: the values of the message
    :param name: name of the file, as the user knows it
    :param place: where in the file
    :param hints: what else helps, as sentences of their own
    """

    def __init__(
            self, code: str, parameters: dict[str, str] | None = None, *,
            name: str = '', place: Place | None = None,
            hints: Iterable[BankFileError] = ()) -> None:
        if code not in MESSAGES:
            raise KeyError(code)
        self.code = code
        self.parameters = dict(parameters or {})
        self.name = name
        self.place = place or Place()
        self.hints = tuple(hints)
        super().__init__(code)

    def at(
            self, *, name: str | None = None, statement: str | None = None,
            entry: int | None = None, reference: str | None = None,
            line: int | None = None) -> BankFileError:
        """Return the same error with what a caller knows of its place.

        What is known already, from nearer to the problem, is kept.
        """
        place = self.place
        return BankFileError(
            self.code, self.parameters,
            name=self.name or name or '',
            place=Place(
                place.statement or statement,
                place.entry or entry,
                place.reference or reference,
                place.line or line),
            hints=self.hints)

    @property
    def advice(self) -> str | None:
        """What to do next, a key of ADVICE, unless the message says it."""
        return None if self.hints else advice_for(self.code)

    def __str__(self) -> str:
        words = ': '.join(filter(None, [
                    self.name,
                    place_words(self.place),
                    '; '.join(
                        MESSAGES[error.code] % error.parameters
                        for error in [self, *self.hints])]))
        return f'{words}; {ADVICE[self.advice]}' if self.advice else words


def place_words(place: Place) -> str:
    """Say a place in English, in one line; empty when nothing is known."""
    words = []
    if place.statement:
        words.append(f"statement {place.statement}")
    if place.entry:
        words.append(f"entry {place.entry}" + (
                f" ({place.reference})" if place.reference else ""))
    if place.line:
        words.append(f"line {place.line}")
    return ", ".join(words)
