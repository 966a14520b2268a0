# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What every statement is asked, whatever format it came in.

Balances prove the transactions between them.  A year or an amount that no
practice has is damage more often than truth: it is a doubt, to be asked about
before it is taken.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from .errors import Place
from .model import Notice, Statement

__all__ = ['DOUBTS', 'checked']

# Notices that are asked about
DOUBTS = frozenset({'date_far', 'amount_large'})
# Before banks gave files to their customers, and after anybody's life
_FIRST, _LAST = dt.date(1980, 1, 1), dt.date(2099, 12, 31)
# More than any account of a practice, in any currency that is used
_LARGE = Decimal(10) ** 12


def checked(statement: Statement) -> Statement:
    """Return a statement with notices on what contradicts or is doubtful."""
    found = (*_balance(statement), *_doubts(statement))
    if not found:
        return statement
    return replace(statement, notices=(*statement.notices, *found))


def _balance(statement: Statement) -> Iterator[Notice]:
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None:
        return
    if opening + statement.net != closing:
        yield Notice('balance', {
                'opening': str(opening), 'closing': str(closing),
                'computed': str(statement.net),
                'expected': str(closing - opening)},
            Place(statement.identification or None))


def _doubts(statement: Statement) -> Iterator[Notice]:
    where = Place(statement.identification or None)
    yield from _far(statement.date, where)
    for amount in (statement.opening, statement.closing):
        yield from _large(amount, where)
    for entry in statement.entries:
        where = Place(
            statement.identification or None, entry.index, entry.reference)
        for transaction in entry.transactions:
            yield from _far(transaction.date, where)
            yield from _far(transaction.value_date, where)
            yield from _large(transaction.amount, where)


def _far(date: dt.date | None, where: Place) -> Iterator[Notice]:
    if date and not _FIRST <= date <= _LAST:
        yield Notice('date_far', {'date': date.isoformat()}, where)


def _large(amount: Decimal | None, where: Place) -> Iterator[Notice]:
    if amount is not None and abs(amount) >= _LARGE:
        yield Notice('amount_large', {'amount': str(amount)}, where)
