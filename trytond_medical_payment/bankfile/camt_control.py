# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Control sums of camt messages: what they say of their own entries."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from .camt_amount import amount_of, currency_of, is_debit, signed
from .errors import BankFileError, Place
from .model import Entry, Notice
from .values import iso_decimal
from .xml import Element, text, wild

__all__ = ['batch_size', 'batch_total', 'check_sums']

# What a total is about
_TOTALS: dict[str, Callable[[Decimal], bool]] = {
    'TtlNtries': lambda amount: True,
    'TtlCdtNtries': lambda amount: amount > 0,
    'TtlDbtNtries': lambda amount: amount < 0,
    }


def batch_size(element: Element) -> int:
    """Return of how many payments an entry says to be; 0 for unknown."""
    return sum(
        int(number) for batch in [
            *element.iterfind(wild('NtryDtls/Btch')),
            *element.iterfind(wild('Btch'))]
        if (number := text(batch, 'NbOfTxs') or '').isdecimal()
        and len(number) <= 15)


def batch_total(element: Element, currency: str | None) -> Decimal | None:
    """Return the amount an entry says to be the one of its payments.

    None where it says none, or one in another currency.
    """
    totals = [
        total for path in ['NtryDtls/Btch/TtlAmt', 'Btch/TtlAmt']
        for total in element.iterfind(wild(path))]
    if not totals or any(
            currency_of(total) not in {currency, None} for total in totals):
        return None
    return sum((amount_of(t, 'TtlAmt') for t in totals), Decimal(0))


def check_sums(element: Element, entries: Sequence[Entry]) -> Iterator[Notice]:
    """Return what the totals of a statement say otherwise than its entries.

    Banks count all entries or those that are booked: one of both must agree.

    :param entries: the booked ones
    """
    booked = [entry.amount for entry in entries]
    everything = _amounts(element)
    for name, concerns in _TOTALS.items():
        for total in element.iterfind(wild(f'TxsSummry/{name}')):
            readings = [
                [amount for amount in amounts if concerns(amount)]
                for amounts in (booked, everything)]
            yield from _check(name, total, readings)


def _amounts(element: Element) -> list[Decimal]:
    amounts = []
    for entry in element.iterfind(wild('Ntry')):
        try:
            amounts.append(signed(entry, 'Ntry'))
        except BankFileError:
            # of an entry that is left out, or it would have been refused
            continue
    return amounts


def _check(
        name: str, total: Element,
        readings: Sequence[Sequence[Decimal]]) -> list[Notice]:
    """Return what a total says otherwise than each of the readings."""
    found = [list(_compare(name, total, amounts)) for amounts in readings]
    return [] if [] in found else found[0]


def _compare(
        name: str, total: Element,
        amounts: Sequence[Decimal]) -> Iterator[Notice]:
    number = text(total, 'NbOfNtries')
    if number and number.isdecimal() and (
            number.lstrip('0') != str(len(amounts)).lstrip('0')):
        yield Notice('count', {
                'field': f'{name}/NbOfNtries', 'expected': number,
                'computed': str(len(amounts))}, Place())
    for field in ['Sum', 'TtlNetNtry/Amt', 'TtlNetNtryAmt']:
        value = text(total, field)
        if value is None:
            continue
        expected = iso_decimal(value, f'{name}/{field}')
        is_net = field != 'Sum'
        if is_net and _is_net_debit(total):
            expected = -expected
        computed = sum(amounts if is_net else map(abs, amounts), Decimal(0))
        if expected != computed:
            yield Notice('sum', {
                    'field': f'{name}/{field}', 'expected': str(expected),
                    'computed': str(computed)}, Place())


def _is_net_debit(total: Element) -> bool:
    inner = total.find(wild('TtlNetNtry'))
    return bool(is_debit(
            total if inner is None else inner, 'TxsSummry', default=False))
