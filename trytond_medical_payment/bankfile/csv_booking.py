# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A movement of a CSV file: a row and those that add to it."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from .model import Entry, Identifiers, Transaction

__all__ = ['Booking', 'booking_entry']


@dataclass
class Booking:
    """A movement while its following rows are read."""
    transaction: Transaction
    currency: str | None
    account: str
    identification: str | None
    fee: Decimal
    details: list[Transaction] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def booking_entry(booking: Booking, index: int) -> Entry:
    """Return the entry: its details if they add up, and its fee."""
    transaction = replace(
        booking.transaction,
        remittance=(*booking.transaction.remittance, *booking.texts),
        identifiers=Identifiers(
            account_service_reference=booking.identification))
    transactions = [transaction]
    if booking.details and sum(
            d.amount for d in booking.details) == transaction.amount:
        transactions = [
            replace(detail, value_date=transaction.value_date)
            for detail in booking.details]
        if len(transactions) == 1:
            # a single detail only adds its text
            transactions = [_add(transaction, booking.details)]
    elif booking.details:
        transactions = [_add(transaction, booking.details)]
    if booking.fee:
        # what the payer paid is booked whole, and the fee beside it
        transactions = [
            replace(transaction, amount=transaction.amount + booking.fee),
            Transaction(
                amount=-booking.fee, date=transaction.date,
                value_date=transaction.value_date,
                additional=("fee",), identifiers=transaction.identifiers)]
    return Entry(
        index=index,
        amount=sum((t.amount for t in transactions), Decimal(0)),
        date=transaction.date,
        transactions=tuple(transactions),
        reference=booking.identification,
        servicer_reference=booking.identification)


def _add(transaction: Transaction, details: list[Transaction]) -> Transaction:
    texts = [*transaction.remittance]
    references = [*transaction.references]
    for detail in details:
        texts.extend(detail.remittance)
        references.extend(detail.references)
    return replace(
        transaction, remittance=tuple(dict.fromkeys(texts)),
        references=tuple(dict.fromkeys(references)))
