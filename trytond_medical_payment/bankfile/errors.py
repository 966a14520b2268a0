# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What can be wrong with a file from a bank.

Every refusal is a :class:`BankFileError`: the name of the file, the place in
it, a code and the parameters of the code.  The English sentence is for logs
and tests; an interface translates the code itself.
"""
from __future__ import annotations

from dataclasses import dataclass

__all__ = ['BankFileError', 'MESSAGES', 'Place', 'place_words']


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
    'archive': "the file is an archive; unpack it first",
    'encoding': "the file is not text in the encoding %(encoding)s",
    'xml': "the XML is broken: %(detail)s",
    'doctype': "the XML declares a document type or entities, "
    "which no bank file needs",
    'no_statement': "the file holds no statement",
    'no_account': "the account is missing",
    'amount_missing': "the amount is missing in %(field)s",
    'amount_invalid': "the amount \"%(value)s\" in %(field)s is no number",
    'sign_missing': "nothing says whether %(field)s is a credit or a debit",
    'sign_invalid': "\"%(value)s\" in %(field)s is neither credit nor debit",
    'date_missing': "the date is missing",
    'date_invalid': "the date \"%(value)s\" in %(field)s is no date",
    'malformed': "the file cannot be read as %(format)s: %(detail)s",
    'incomplete': "the end of the file is missing: there is no %(field)s",
    'decimals': "the amounts have %(decimals)s decimals, which is not usual "
    "for %(currency)s",
    'total': "the movements add up to %(computed)s but the balances say "
    "%(expected)s",
    'no_profile': "no profile for CSV files knows the columns of the file",
    'no_header': "the columns of the profile \"%(profile)s\" are not in the "
    "file",
    'profile': "the profile \"%(profile)s\" is incomplete: %(detail)s",
    }


class BankFileError(ValueError):
    """A file that is not read, with the reason.

    :param code: a key of :data:`MESSAGES`
    :param parameters: the values of the message
    :param name: name of the file, as the user knows it
    :param place: where in the file
    """

    def __init__(
            self, code: str, parameters: dict[str, str] | None = None, *,
            name: str = '', place: Place | None = None) -> None:
        if code not in MESSAGES:
            raise KeyError(code)
        self.code = code
        self.parameters = dict(parameters or {})
        self.name = name
        self.place = place or Place()
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
                place.line or line))

    def __str__(self) -> str:
        return ': '.join(filter(None, [
                    self.name,
                    place_words(self.place),
                    MESSAGES[self.code] % self.parameters]))


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
