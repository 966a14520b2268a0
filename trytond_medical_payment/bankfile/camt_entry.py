# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""An entry of a camt message (Ntry) and the movements it stands for."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from .camt_amount import currency_of, detail_amounts, signed
from .camt_detail import charges, describe
from .errors import BankFileError, Place
from .model import Entry, Identifiers, Notice, Party, Transaction
from .values import iso_date
from .xml import Element, text, texts, wild

__all__ = ['is_booked', 'read_date', 'read_entry']


def is_booked(entry: Element) -> bool:
    """Whether an entry is booked: its status is BOOK or not said (case B5).

    From version 08 on the status is wrapped in a code.
    """
    status = entry.find(wild('Sts'))
    if status is None:
        return True
    value = text(status, '.', 'Cd', 'Prtry')
    return value is None or value == 'BOOK'


def read_date(element: Element, path: str) -> dt.date | None:
    """Return a date, or the date of a moment; None when there is none.

    :raises BankFileError: date_invalid
    """
    value = text(element, f'{path}/Dt', f'{path}/DtTm')
    return iso_date(value, path) if value else None


def read_entry(
        element: Element, index: int, currency: str | None,
        default_date: dt.date | None) -> tuple[Entry, list[Notice]]:
    """Read a booked entry.

    :param index: its position in the statement from 1
    :param currency: of the account, if it is known
    :param default_date: for an entry that gives no date
    :raises BankFileError: with the place of the entry
    """
    reference = text(element, 'NtryRef')
    servicer_reference = text(element, 'AcctSvcrRef')
    place = Place(entry=index, reference=reference or servicer_reference)
    try:
        transactions, notices = _transactions(
            element, currency, default_date)
    except BankFileError as error:
        raise error.at(entry=place.entry, reference=place.reference) from None
    return Entry(
        index=index,
        amount=sum((t.amount for t in transactions), Decimal(0)),
        date=transactions[0].date,
        transactions=tuple(transactions),
        reference=reference,
        servicer_reference=servicer_reference,
        ), [replace(notice, place=place) for notice in notices]


def _transactions(
        element: Element, currency: str | None,
        default_date: dt.date | None,
        ) -> tuple[list[Transaction], list[Notice]]:
    notices = []
    amount = signed(element, 'Ntry')
    entry_currency = currency_of(element.find(wild('Amt')))
    if currency and entry_currency not in {currency, None}:
        # The amount of an entry is what was booked, so it is taken as it is
        notices.append(Notice('currency', {
                    'currency': entry_currency or '',
                    'expected': currency}, Place()))
    details = element.findall(wild('NtryDtls/TxDtls'))
    common = _common(element, amount, default_date)
    if len(details) <= 1:
        # one detail repeats the entry, maybe before fees or in the
        # currency of the payer; only the entry says what was booked
        return [_one(common, details)], notices
    amounts = detail_amounts(details, amount, entry_currency or currency)
    if amounts is None:
        notices.append(
            Notice('not_split', {'count': str(len(details))}, Place()))
        return [_one(common, details)], notices
    parts = [
        _join(replace(common, amount=part, charges=()), [detail])
        for part, detail in zip(amounts, details, strict=True)]
    return parts, notices


def _common(
        element: Element, amount: Decimal,
        default_date: dt.date | None) -> Transaction:
    value_date = read_date(element, 'ValDt')
    date = read_date(element, 'BookgDt') or value_date or default_date
    if date is None:
        raise BankFileError('date_missing')
    return Transaction(
        amount=amount,
        date=date,
        value_date=value_date,
        additional=tuple(texts(element, 'AddtlNtryInf')),
        reversal=text(element, 'RvslInd') in {'true', '1'},
        charges=charges(element))


def _one(common: Transaction, details: list[Element]) -> Transaction:
    return _join(common, details) if details else common


def _join(common: Transaction, details: list[Element]) -> Transaction:
    """Add to a movement what its details say.

    Of several details all texts and references are kept, and parties and
    identifiers where they are the same in all.  One that came back marks the
    whole.
    """
    all_ = [describe(detail) for detail in details]
    first = all_[0]

    def same(values: list[Party]) -> Party:
        return values[0] if len(set(values)) == 1 else Party()

    identifiers = {
        name: value
        for name, value in vars(first['identifiers']).items()
        if all(
            getattr(d['identifiers'], name) == value for d in all_)}
    returned = [d['returned'] for d in all_ if d['returned'] is not None]
    return replace(
        common,
        debtor=same([d['debtor'] for d in all_]),
        creditor=same([d['creditor'] for d in all_]),
        ultimate_debtor=same([d['ultimate_debtor'] for d in all_]),
        ultimate_creditor=same([d['ultimate_creditor'] for d in all_]),
        references=tuple(r for d in all_ for r in d['references']),
        remittance=_unique(r for d in all_ for r in d['remittance']),
        additional=_unique(
            a for a in (
                *(a for d in all_ for a in d['additional']),
                *common.additional)),
        identifiers=Identifiers(**identifiers),
        charges=(
            tuple(c for d in all_ for c in d['charges']) or common.charges),
        instructed=first['instructed'] if len(all_) == 1 else None,
        returned=next(filter(None, returned), returned[0])
        if returned else None,
        return_information=_unique(
            r for d in all_ for r in d['return_information']),
        rejected=max(d['rejected'] for d in all_))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
