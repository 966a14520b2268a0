# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How the acquirers write their reports.

A report is known by the titles of its columns alone: a profile fits where all
that it needs are there.  Columns that it does not know do no harm, unlike in
the table of a bank, as gross, fee and net prove each other in every row.

The titles are those that merchants and accounting programs show in public:

* TWINT: the settlement that the portal for merchants gives as CSV, one payout
  a file, with its date and its currency in rows above the titles.
* SumUp: the transactions of the reports, English or German.  The fee and the
  payout may stand in a row of their own with the same transaction ID.
* Worldline: the e-statement, grouped by brand with totals, and the
  transactions of a payout of myPortal, formerly SIX.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .csv_header import PREAMBLE
from .errors import BankFileError
from .table import Row, title

__all__ = ['PROFILES', 'AcquirerProfile', 'Titles', 'find_titles']

# Columns of which there may be several that say the same
_REPEATED = {'currency'}


@dataclass(frozen=True)
class AcquirerProfile:
    """The form of the reports of an acquirer.

    :param name: what programs call it; it begins the keys of transactions,
        so that it never changes
    :param label: what people call it
    :param needed: titles of the columns without which it is no such report,
        by what they are, in all languages
    :param optional: the same for those that may be missing
    :param words: what the column of kinds calls each kind; empty where the
        sign of the amount tells it, settled is a row with the fee and the
        payout of a transaction, total a sum, and ignored a sum of the same
        once more
    :param booked: what the column of the status says of what was paid
    """
    name: str
    label: str
    needed: Mapping[str, Sequence[str]]
    optional: Mapping[str, Sequence[str]]
    words: Mapping[str, Sequence[str]]
    booked: Sequence[str] = ()

    @cached_property
    def names(self) -> dict[str, str]:
        """What a column is, by its title as titles are compared."""
        return {
            title(text): name
            for columns in [self.needed, self.optional]
            for name, texts in columns.items() for text in texts}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of a row by its word, as titles are compared."""
        return {
            title(word): kind
            for kind, words in self.words.items() for word in words}

    @cached_property
    def statuses(self) -> frozenset[str]:
        """The statuses of what is paid, as titles are compared."""
        return frozenset(map(title, self.booked))


@dataclass(frozen=True)
class Titles:
    """Where the columns of a profile are in a file.

    :param row: the number of the row of the titles, from 0
    :param places: of the columns, from 0, by what they are
    :param texts: of the file
    """
    row: int
    places: dict[str, list[int]]
    texts: tuple[str, ...]

    def text(self, name: str) -> str:
        """Return the title of a column, for messages."""
        places = self.places.get(name)
        return self.texts[places[0]] if places else name


def find_titles(
        profile: AcquirerProfile, rows: Sequence[Row]) -> Titles | None:
    """Return where the columns are, if the file has all that are needed.

    :raises BankFileError: report_column_twice, with the line
    """
    for number, (line, row) in enumerate(rows[:PREAMBLE]):
        places: dict[str, list[int]] = {}
        for place, cell in enumerate(row):
            if name := profile.names.get(title(cell)):
                places.setdefault(name, []).append(place)
        if profile.needed.keys() <= places.keys():
            for name, found in places.items():
                if len(found) > 1 and name not in _REPEATED:
                    raise BankFileError('report_column_twice', {
                            'column': row[found[1]][:40]}).at(line=line)
            return Titles(number, places, tuple(row))
    return None


TWINT = AcquirerProfile(
    name='twint',
    label="TWINT",
    needed={
        'payout_date': ["Überweisung am", "Transfer on", "Virement le"],
        'fee': ["Transaktionsgebühr", "Transaction fee",
            "Frais de transaction"],
        'net': ["Gutgeschriebener Betrag", "Credited amount",
            "Montant crédité"],
        'gross': ["Betrag Transaktion", "Transaction amount",
            "Montant de la transaction"],
        'date': ["Transaktionsdatum", "Transaction date",
            "Date de la transaction"],
        'reference': ["Transaktions-ID", "Transaction ID",
            "ID de transaction"],
        },
    optional={
        'currency': ["Währung", "Currency", "Monnaie"],
        'kind': ["Typ", "Type"],
        },
    words={
        '': ["Product", "Produkt", "Produit"],
        'payment': [
            "Zahlung", "Payment", "Paiement", "Kauf", "Purchase", "Achat"],
        'refund': [
            "Rückerstattung", "Refund", "Remboursement", "Storno",
            "Reversal"],
        'chargeback': ["Chargeback", "Rückbelastung", "Rétrofacturation"],
        'fee': ["Gebühr", "Fee", "Frais"],
        })

SUMUP = AcquirerProfile(
    name='sumup',
    label="SumUp",
    needed={
        'date': ["Date", "Datum"],
        'reference': ["Transaction ID", "Transaktions-ID"],
        'kind': ["Transaction type", "Zahlungsart", "Transaktionsart"],
        'status': ["Status"],
        'gross': ["Total", "Betrag inkl. MwSt."],
        'fee': ["Fee", "Gebühr"],
        'net': ["Payout", "Auszahlung"],
        'payout_date': ["Payout date", "Auszahlungsdatum"],
        },
    optional={
        'payout': ["Payout ID", "Auszahlungs-ID"],
        'currency': ["Currency", "Währung"],
        },
    words={
        'payment': ["Sale", "Umsatz", "Payment", "Verkauf"],
        'refund': ["Refund", "Rückerstattung"],
        'chargeback': ["Chargeback", "Charge back", "Rückbuchung"],
        'fee': ["Fee", "Gebühr"],
        'settled': ["Payout", "Auszahlung"],
        },
    booked=[
        "Successful", "Paid", "Paid out", "Refunded", "Charged back",
        "Erfolgreich", "Gezahlt", "Ausgezahlt", "Rückerstattet",
        "Zurückgebucht"])

WORLDLINE = AcquirerProfile(
    name='worldline',
    label="Worldline",
    needed={
        'payout_date': [
            "Paym. date", "Payment date", "Zahlungsdatum",
            "Date de paiement"],
        'date': [
            "Trx Date", "Transaction date", "Transaktionsdatum",
            "Date de transaction"],
        'gross': [
            "Gross Amount", "Bruttobetrag", "Montant brut"],
        'fee': [
            "Comm. Amount", "Commission", "Commission amount", "Kommission"],
        'net': ["Net amount", "Nettobetrag", "Montant net"],
        },
    optional={
        'payout': [
            "Payment reference", "SIX reference number", "Zahlungsreferenz",
            "Référence de paiement"],
        'kind': [
            "Record type", "Type of record", "Post type", "Transaction type",
            "Transaktionstyp", "Type de transaction"],
        'brand': ["Brand", "Marke", "Marque"],
        'currency': ["Currency", "Währung", "Monnaie", "Devise"],
        'reference': [
            "Transaction ID", "Trx ID", "Transaktions-ID",
            "Transaction reference", "Transaktionsreferenz",
            "Référence de transaction"],
        'concerns': [
            "Original transaction ID", "Original-Transaktions-ID"],
        },
    words={
        'payment': [
            "Trx", "Transaction", "Purchase", "Sale", "Kauf", "Verkauf",
            "Achat", "Vente"],
        'refund': [
            "Refund", "Credit", "Gutschrift", "Crédit", "Remboursement"],
        'chargeback': ["Chargeback", "Rückbelastung", "Rétrofacturation"],
        'fee': ["Fee", "Gebühr", "Frais"],
        'total': ["Merchant Total"],
        'ignored': ["Pos Total", "Mach. Total"],
        })

PROFILES = (TWINT, SUMUP, WORLDLINE)
