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
    a total is known and this file says what it is made of: this takes the
    place of the total, if nobody has worked on it yet.
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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .model import Entry, Transaction

__all__ = ['DAYS', 'Decision', 'Known', 'decide', 'decide_all']

# The messages of a bank date a booking at most some days apart.  Banks that
# use a reference again do so after months or years.
DAYS = 10


@dataclass(frozen=True)
class Known:
    """A movement that was imported before, for the same account.

    :param id: for the caller
    :param key: of the transaction
    :param free: whether nobody has worked on it, so that it can be replaced
    :param bare: whether it is a total of which nothing is said
    """
    id: int
    key: str
    amount: Decimal
    date: dt.date
    free: bool = False
    bare: bool = False


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
        if len(near) == 1 and (
                len(entry.transactions) > 1
                or (near[0].bare and not entry.bare)):
            if near[0].free:
                return Decision('split', entry.transactions, near)
            return Decision('late', (), near)
        return Decision('known', (), near)
    rest = sum((t.amount for t in missing), Decimal(0))
    if (len(near) + len(missing) == len(entry.transactions)
            and rest + sum(k.amount for k in near) == entry.amount):
        return Decision('rest', missing, near)
    return Decision('changed', (), near)


def decide_all(
        entries: Iterable[Entry], by_key: Mapping[str, Sequence[Known]],
        by_total: Mapping[str, Sequence[Known]]) -> list[Decision]:
    """Decide on the entries of one account.

    Payments and their mere total that no number identifies are the same when
    day and amount are, unless the key says that they are something else.

    :param by_key: the known movements by the key of their entry
    :param by_total: the same by their total key
    """
    entries = list(entries)
    decisions = [decide(entry, by_key.get(entry.key, ())) for entry in entries]
    claimed = {k.id for decision in decisions for k in decision.known}
    for index, entry in enumerate(entries):
        if decisions[index].action != 'new' or not entry.total_key:
            continue
        others = [
            k for k in by_total.get(entry.total_key, ())
            if k.bare is not entry.bare and k.id not in claimed]
        if sum(k.amount for k in others) == entry.amount:
            decisions[index] = decide(entry, others)
            claimed.update(k.id for k in others)
    return decisions
