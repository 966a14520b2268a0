# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""An entry of a camt message (Ntry) and the transactions it stands for."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from .camt_amount import contradiction, currency_of, detail_amounts, signed
from .camt_control import batch_size, batch_total
from .camt_detail import charges, describe, is_return
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
    # until version 01 there is nothing between entry and detail
    details = (
        element.findall(wild('NtryDtls/TxDtls'))
        + element.findall(wild('TxDtls')))
    common = _common(element, amount, default_date)
    entry_currency = entry_currency or currency
    fees = _fees(element, details)
    said = contradiction(details, amount, entry_currency, fees)
    total = batch_total(element, entry_currency)
    if total is not None and abs(total) not in {
            abs(amount) + sign * fee for fee in [Decimal(0), *fees]
            for sign in (1, -1)}:
        notices.append(Notice('sum', {
                    'field': "TtlAmt", 'expected': str(total),
                    'computed': str(amount)}, Place()))
    expected = batch_size(element)
    if len(details) <= 1:
        # one detail repeats the entry, maybe before fees or in the
        # currency of the payer; only the entry says what was booked
        if details and said is not None:
            if expected > len(details):
                return _incomplete(common, details, expected, notices)
            notices.append(_differs(said, amount))
        if details and expected > 1:
            notices.append(_miscounted(expected, details))
        return [_one(common, details)], notices
    amounts = detail_amounts(details, amount, entry_currency)
    if amounts is None:
        if expected > len(details):
            return _incomplete(common, details, expected, notices)
        notices.append(
            Notice('not_split', {'count': str(len(details))}, Place()))
        return [_one(common, details)], notices
    if said is not None:
        notices.append(_differs(said, amount))
    if expected not in {0, len(details)}:
        notices.append(_miscounted(expected, details))
    parts = [
        _join(replace(common, amount=part, charges=()), [detail])
        for part, detail in zip(amounts, details, strict=True)]
    return parts, notices


def _fees(element: Element, details: list[Element]) -> list[Decimal]:
    """Return the sums of fees that may lie between entry and details."""
    own = sum((c.amount for c in charges(element)), Decimal(0))
    theirs = sum(
        (c.amount for detail in details for c in charges(detail)), Decimal(0))
    return [own, theirs, own + theirs]


def _differs(said: Decimal, amount: Decimal) -> Notice:
    return Notice(
        'detail', {'computed': str(said), 'expected': str(amount)}, Place())


def _miscounted(expected: int, details: list[Element]) -> Notice:
    return Notice('count', {
            'field': "NbOfTxs", 'expected': str(expected),
            'computed': str(len(details))}, Place())


def _incomplete(
        common: Transaction, details: list[Element], expected: int,
        notices: list[Notice]) -> tuple[list[Transaction], list[Notice]]:
    """Return one transaction for some payments of a batch.

    Who made some of them has not paid the whole.
    """
    notices.append(Notice('incomplete_details', {
                'count': str(len(details)), 'expected': str(expected)},
            Place()))
    return [replace(
            _one(common, details), debtor=Party(), creditor=Party(),
            ultimate_debtor=Party(), ultimate_creditor=Party(),
            identifiers=Identifiers(), instructed=None)], notices


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
        returned='' if is_return(element) else None,
        charges=charges(element))


def _one(common: Transaction, details: list[Element]) -> Transaction:
    return _join(common, details) if details else common


def _join(common: Transaction, details: list[Element]) -> Transaction:
    """Add to a transaction what its details say.

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
    returned = [
        r for r in (*(d['returned'] for d in all_), common.returned)
        if r is not None]
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
