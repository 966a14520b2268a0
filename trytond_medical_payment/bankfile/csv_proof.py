# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The column of balances as a proof of the transactions."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from .csv_booking import Booking, net
from .errors import BankFileError, Place
from .model import Notice

__all__ = ['Proof', 'fee_meaning', 'prove']

ZERO = Decimal(0)


@dataclass(frozen=True)
class Proof:
    """What the balances say of the transactions.

    :param opening: balance before them; None where it is not known
    :param closing: balance after them; None where it is not known
    :param contradiction: the first one, None where they agree
    :param number: how many balances follow from the one before
    """
    opening: Decimal | None = None
    closing: Decimal | None = None
    contradiction: Notice | None = None
    number: int = 0


def prove(bookings: Sequence[Booking], fee: str) -> Proof:
    """Compare the balances of the transactions of one account.

    Files go up or down, and some banks write one balance a day: what agrees
    anywhere is right.

    :param fee: one of FEES of csv_profile
    """
    if not any(b.balance is not None for b in bookings):
        return Proof()
    proofs = []
    for order in _orders(bookings):
        proof = _prove(order, fee)
        if proof.contradiction is None:
            return proof
        proofs.append(proof)
    return max(proofs, key=lambda proof: proof.number)


def fee_meaning(
        groups: Sequence[Sequence[Booking]], stated: str, column: str) -> str:
    """Return what the fees mean, one of csv_profile.FEES.

    :param stated: what the profile says; empty where the balances have to
    :param column: title of the column, for the refusal
    :raises BankFileError: fee_open, fee_signs, fee_wrong
    """
    fees = [b for group in groups for b in group if b.fee]
    if stated == 'apart' or not fees:
        return 'apart'
    if len({b.fee > 0 for b in fees}) > 1:
        raise BankFileError('fee_signs', {'column': column})
    proven = [
        meaning for meaning in ('after', 'before')
        if all(_proves(group, meaning) for group in groups
            if any(b.fee for b in group))]
    place = Place(line=fees[0].line)
    if stated and len(proven) == 1 and stated not in proven:
        raise BankFileError('fee_wrong', {'column': column}, place=place)
    if not stated and len(proven) != 1:
        raise BankFileError('fee_open', {'column': column}, place=place)
    return stated or proven[0]


def _proves(bookings: Sequence[Booking], fee: str) -> bool:
    proof = prove(bookings, fee)
    return proof.number > 0 and proof.contradiction is None


def _orders(
        bookings: Sequence[Booking]) -> list[list[tuple[Booking, ...]]]:
    """Return the orders in which the transactions may have been booked.

    Each is a list of steps after which the balance is known.
    """
    upwards: list[tuple[Booking, ...]] = [(b,) for b in bookings]
    orders = [upwards, upwards[::-1]]
    days = [
        tuple(day) for _, day in groupby(
            sorted(bookings, key=lambda b: b.transaction.date),
            key=lambda b: b.transaction.date)]
    if all(sum(b.balance is not None for b in day) < 2 for day in days):
        orders.append(days)
    return orders


def _prove(steps: Sequence[tuple[Booking, ...]], fee: str) -> Proof:
    opening = closing = contradiction = None
    pending, number = ZERO, 0
    for step in steps:
        pending += sum((net(b, fee) for b in step), ZERO)
        stated = [b for b in step if b.balance is not None]
        if not stated:
            continue
        balance = stated[0].balance
        assert balance is not None
        if closing is None:
            opening = balance - pending
        elif closing + pending == balance:
            number += 1
        else:
            contradiction = contradiction or _notice(
                stated[0], closing + pending)
        closing, pending = balance, ZERO
    if contradiction or (not number and len(steps) > 1):
        # a single balance does not say whether the file goes up or down
        return Proof(contradiction=contradiction, number=number)
    return Proof(
        opening, None if closing is None else closing + pending,
        number=number)


def _notice(booking: Booking, expected: Decimal) -> Notice:
    return Notice('balance_row', {
            'balance': str(booking.balance), 'expected': str(expected)},
        Place(line=booking.line))
