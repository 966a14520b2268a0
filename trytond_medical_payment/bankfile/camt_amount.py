# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Amounts and signs in camt messages, and the parts of an entry."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from .errors import BankFileError
from .values import iso_decimal
from .xml import Element, text, wild

__all__ = [
    'amount_of', 'contradiction', 'currency_of', 'detail_amounts', 'is_debit',
    'signed']

_DEBIT = {'CRDT': False, 'DBIT': True}
# Where a detail may say its amount, the most exact first: its own amount in
# the currency of the account (from version 03 on), the amount that was
# transferred, the amount that was ordered, its counter-value
_SOURCES = (
    'Amt', 'AmtDtls/TxAmt/Amt', 'AmtDtls/InstdAmt/Amt',
    'AmtDtls/CntrValAmt/Amt')


def amount_of(element: Element, field: str) -> Decimal:
    """Return the amount an element holds, as written.

    :raises BankFileError: amount_missing, amount_invalid
    """
    return iso_decimal(element.text, field)


def currency_of(element: Element) -> str | None:
    """Return the currency of an amount."""
    currency: str = element.get('Ccy') or ''
    return currency.strip() or None


def is_debit(
        element: Element, field: str, *,
        default: bool | None = None) -> bool:
    """Whether an entry, detail, balance or fee takes money.

    :param default: what it is where the file says nothing
    :raises BankFileError: sign_missing, sign_invalid
    """
    value = text(element, 'CdtDbtInd')
    if value is None:
        if default is None:
            raise BankFileError('sign_missing', {'field': field})
        return default
    try:
        return _DEBIT[value]
    except KeyError:
        raise BankFileError(
            'sign_invalid', {'value': value[:40], 'field': field}) from None


def signed(
        element: Element, field: str, *,
        default: bool | None = None) -> Decimal:
    """Return the amount of an entry or balance with its sign.

    :raises BankFileError: see amount_of and is_debit
    """
    amount = element.find(wild('Amt'))
    if amount is None:
        raise BankFileError('amount_missing', {'field': field})
    value = amount_of(amount, field)
    debit = is_debit(element, field, default=default)
    if debit and value < 0:
        # of a debit it may mean one, or that it is given back
        raise BankFileError(
            'sign_twice', {'value': str(value), 'field': field})
    return -value if debit else value


def detail_amounts(
        details: Iterable[Element], total: Decimal,
        currency: str | None) -> list[Decimal] | None:
    """Return the signed amounts of the details if they make up the entry.

    A detail has its own sign and, where it has none, that of the entry.
    Versions and banks write the amount in different places, and some write
    another amount (before fees, in another currency) in one of them.  So a
    reading of all details from one place that adds up to the entry comes
    before the first amount of each; None when no reading adds up (case B5).

    :param total: the signed amount of the entry
    :param currency: of the entry; amounts in another one do not count
    """
    for amounts in _readings(list(details), total, currency):
        if sum(amounts) == total:
            return amounts
    return None


def contradiction(
        details: Iterable[Element], total: Decimal, currency: str | None,
        fees: Iterable[Decimal]) -> Decimal | None:
    """Return what the details say where it is not the amount of the entry.

    All places are looked at, as each is a copy of the amount, and what is
    before a fee that is told is no contradiction.

    :param total: the signed amount of the entry
    :param currency: of the entry
    :param fees: the sums that may lie between
    """
    explained = {total, *(total + s * f for f in fees for s in (1, -1))}
    for amounts in _readings(list(details), total, currency):
        if sum(amounts) not in explained:
            return sum(amounts, Decimal(0))
    return None


def _readings(
        details: list[Element], total: Decimal,
        currency: str | None) -> Iterator[list[Decimal]]:
    """Return the amounts of all details, as each place says them.

    First of them the first place of each detail.
    """
    signs = [
        -1 if is_debit(detail, 'TxDtls', default=total < 0) else 1
        for detail in details]
    table = [
        [_source(detail, source, currency) for source in _SOURCES]
        for detail in details]
    first = [next((a for a in row if a is not None), None) for row in table]
    for reading in [first, *map(list, zip(*table, strict=True))]:
        if amounts := _complete(reading):
            yield [
                _with_sign(sign, amount)
                for sign, amount in zip(signs, amounts, strict=True)]


def _with_sign(sign: int, amount: Decimal) -> Decimal:
    if sign < 0 and amount < 0:
        raise BankFileError(
            'sign_twice', {'value': str(amount), 'field': 'TxDtls'})
    return sign * amount


def _complete(amounts: list[Decimal | None]) -> list[Decimal] | None:
    complete = [amount for amount in amounts if amount is not None]
    return complete if len(complete) == len(amounts) else None


def _source(
        detail: Element, path: str, currency: str | None) -> Decimal | None:
    element = detail.find(wild(path))
    if element is None:
        return None
    if currency and currency_of(element) not in {currency, None}:
        return None
    return amount_of(element, 'TxDtls')
