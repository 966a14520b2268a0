# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A transaction of a table: a row and those that add to it."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from .model import Entry, Identifiers, Transaction

__all__ = ['Booking', 'booking_entry', 'net']

ZERO = Decimal(0)


@dataclass
class Booking:
    """A transaction while its following rows are read.

    :param line: of the row that begins it
    :param fee: as it is written; what it means is told by the profile
    :param balance: of the account, None where the row does not say
    """
    line: int
    transaction: Transaction
    currency: str | None
    account: str
    identification: str | None
    fee: Decimal = ZERO
    balance: Decimal | None = None
    details: list[Transaction] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def net(booking: Booking, fee: str) -> Decimal:
    """Return what a transaction adds to the balance.

    :param fee: one of FEES of csv_profile
    """
    if fee == 'before':
        return booking.transaction.amount - abs(booking.fee)
    return booking.transaction.amount


def booking_entry(booking: Booking, index: int, fee: str) -> Entry:
    """Return the entry: its details if they add up, and its fee.

    :param fee: one of FEES of csv_profile
    """
    transaction = booking.transaction
    if booking.texts:
        transaction = replace(transaction, remittance=(
                *transaction.remittance, *booking.texts))
    if booking.identification:
        transaction = replace(transaction, identifiers=Identifiers(
                account_service_reference=booking.identification))
    transactions = [transaction]
    if booking.details:
        transactions = _detailed(transaction, booking.details)
    if booking.fee and fee != 'apart':
        transactions = _with_fee(transaction, abs(booking.fee), fee)
    return Entry(
        index=index,
        amount=sum((t.amount for t in transactions), ZERO),
        date=transaction.date,
        transactions=tuple(transactions),
        reference=booking.identification,
        servicer_reference=booking.identification)


def _detailed(
        transaction: Transaction,
        details: list[Transaction]) -> list[Transaction]:
    # a single detail only adds its text
    if len(details) == 1 or sum(
            d.amount for d in details) != transaction.amount:
        return [_add(transaction, details)]
    return [
        replace(detail, value_date=transaction.value_date)
        for detail in details]


def _with_fee(
        transaction: Transaction, fee: Decimal,
        meaning: str) -> list[Transaction]:
    """Return what was paid, whole, and the fee beside it."""
    amount = transaction.amount
    if meaning == 'after':
        amount += fee
    cost = Transaction(
        amount=-fee, date=transaction.date,
        value_date=transaction.value_date,
        remittance=() if amount else transaction.remittance,
        additional=("fee",), identifiers=transaction.identifiers)
    if not amount:
        # nothing was paid but the fee
        return [cost]
    return [replace(transaction, amount=amount), cost]


def _add(transaction: Transaction, details: list[Transaction]) -> Transaction:
    texts = [*transaction.remittance]
    references = [*transaction.references]
    for detail in details:
        texts.extend(detail.remittance)
        references.extend(detail.references)
    return replace(
        transaction, remittance=tuple(dict.fromkeys(texts)),
        references=tuple(dict.fromkeys(references)))
