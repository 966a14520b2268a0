# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What to do with an entry when some of its movements are known already.

Each receipt is booked once, whichever messages tell of it and in whichever
order they come (cases S4 and S5), and nothing disappears without a word:

`new`
    nothing is known: import it.
`known`
    all of it is known: leave it out.
`split`
    a total is known and this file has its details: the details take the place
    of the total, if nobody has worked on it yet.
`late`
    the same, but somebody has: leave the details out and tell.
`rest`
    some of the details are known and others are missing, as after somebody
    deleted them: import the missing ones.
`changed`
    what is known was changed by hand: leave it out and tell.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .model import Entry, Transaction

__all__ = ['DAYS', 'Decision', 'Known', 'decide']

# The messages of a bank date a booking at most some days apart.  Banks that
# use a reference again do so after months or years.
DAYS = 10


@dataclass(frozen=True)
class Known:
    """A movement that was imported before, for the same account.

    :param id: for the caller
    :param key: of the transaction
    :param free: whether nobody has worked on it, so that it can be replaced
    """
    id: int
    key: str
    amount: Decimal
    date: dt.date
    free: bool = False


@dataclass(frozen=True)
class Decision:
    """What to do with an entry.

    :param action: see above
    :param transactions: those to import
    :param known: the movements that are known
    """
    action: str
    transactions: tuple[Transaction, ...]
    known: tuple[Known, ...] = ()


def decide(entry: Entry, known: Sequence[Known]) -> Decision:
    """Decide on an entry.

    :param known: the movements with the key of the entry
    """
    near = tuple(
        k for k in known
        if not entry.identified or abs(k.date - entry.date).days <= DAYS)
    if not near:
        return Decision('new', entry.transactions)
    keys = {k.key for k in near}
    missing = tuple(t for t in entry.transactions if t.key not in keys)
    if sum(k.amount for k in near) == entry.amount:
        if len(near) == 1 and len(entry.transactions) > 1:
            if near[0].free:
                return Decision('split', entry.transactions, near)
            return Decision('late', (), near)
        return Decision('known', (), near)
    rest = sum((t.amount for t in missing), Decimal(0))
    if (len(near) + len(missing) == len(entry.transactions)
            and rest + sum(k.amount for k in near) == entry.amount):
        return Decision('rest', missing, near)
    return Decision('changed', (), near)
