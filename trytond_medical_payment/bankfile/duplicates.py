# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What to do with an entry when some of its transactions are known already.

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
`same`
    it has another key, but what is said of it is said of a payment that is
    known (see evidence): leave it out and tell.
`like`
    day and amount are those of a payment that is known, and nothing else
    tells: import it and tell.
`reused`
    its number is known, but of another payment: import it and tell.

Where the user says so an entry is `taken` or `left`, whatever is known.
"""
from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .evidence import Evidence, Verdict, compare, evidence_of, is_reused
from .model import Entry, Transaction

__all__ = ['DAYS', 'IMPORTED', 'Decision', 'Known', 'decide', 'decide_all']

# Actions that bring new transactions; a split puts them in the place of
# another
IMPORTED = ('new', 'rest', 'like', 'reused', 'taken')

# The messages of a bank date a booking at most some days apart.  Banks that
# use a reference again do so after months or years.
DAYS = 10


@dataclass(frozen=True)
class Known:
    """A transaction that was imported before, for the same account.

    :param id: for the caller
    :param key: of the transaction
    :param free: whether nobody has worked on it, so that it can be replaced
    :param bare: whether it is a total of which nothing is said
    :param evidence: what else is known of it
    """
    id: int
    key: str
    amount: Decimal
    date: dt.date
    free: bool = False
    bare: bool = False
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Decision:
    """What to do with an entry.

    :param action: see above
    :param transactions: those to import
    :param known: the transactions that are known
    """
    action: str
    transactions: tuple[Transaction, ...]
    known: tuple[Known, ...] = ()


def decide(
        entry: Entry, known: Sequence[Known], kind: str = '') -> Decision:
    """Decide on an entry.

    :param known: the transactions with the key of the entry
    :param kind: of the message it is in
    """
    near = tuple(
        k for k in known
        if not entry.identified or abs(k.date - entry.date).days <= DAYS)
    others = _reused(entry, near, kind)
    near = tuple(k for k in near if k not in others)
    if not near:
        return Decision(
            'reused' if others else 'new', entry.transactions, others)
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


def _reused(
        entry: Entry, known: Sequence[Known], kind: str) -> tuple[Known, ...]:
    """Return the transactions that have the number of an entry by chance."""
    if len(entry.transactions) != 1 or not entry.identified:
        return ()
    own = evidence_of(entry, entry.transactions[0], kind)
    return tuple(
        k for k in known
        if k.evidence and k.amount == entry.amount
        and is_reused(own, k.evidence))


def decide_all(
        entries: Iterable[Entry], by_key: Mapping[str, Sequence[Known]],
        by_total: Mapping[str, Sequence[Known]],
        around: Iterable[Known] = (), kind: str = '') -> list[Decision]:
    """Decide on the entries of one account.

    Payments and their mere total that no number identifies are the same when
    day and amount are, unless the key says that they are something else.
    Last of all what is said of a payment tells it from those around.

    :param by_key: the known transactions by the key of their entry
    :param by_total: the same by their total key
    :param around: the known transactions of the days of the entries
    :param kind: of the message they are in
    """
    entries = list(entries)
    decisions = [
        decide(entry, by_key.get(entry.key, ()), kind) for entry in entries]
    claimed = {k.id for decision in decisions for k in decision.known}
    for index, entry in enumerate(entries):
        if decisions[index].action != 'new' or not entry.total_key:
            continue
        others = [
            k for k in by_total.get(entry.total_key, ())
            if k.bare is not entry.bare and k.id not in claimed]
        if sum(k.amount for k in others) == entry.amount:
            decisions[index] = decide(entry, others, kind)
            claimed.update(k.id for k in others)
    _compare(entries, decisions, around, kind, claimed)
    return decisions


def _compare(
        entries: Sequence[Entry], decisions: list[Decision],
        around: Iterable[Known], kind: str, claimed: set[int]) -> None:
    """Look for what is new among the payments around.

    A payment that is known stands for one of the file only.
    """
    by_amount: dict[Decimal, list[Known]] = defaultdict(list)
    for known in around:
        if known.evidence and known.id not in claimed:
            by_amount[known.amount].append(known)
    for verdict, action in [
            (Verdict.SAME, 'same'), (Verdict.UNKNOWN, 'like')]:
        for index, entry in enumerate(entries):
            if decisions[index].action != 'new':
                continue
            found = _find(entry, by_amount, kind, verdict, claimed)
            if found:
                claimed.update(k.id for k in found)
                decisions[index] = Decision(
                    action, () if action == 'same' else entry.transactions,
                    found)


def _find(
        entry: Entry, by_amount: Mapping[Decimal, Sequence[Known]], kind: str,
        verdict: Verdict, claimed: set[int]) -> tuple[Known, ...]:
    """Return a payment around for each of an entry; none unless for all."""
    found: list[Known] = []
    for transaction in entry.transactions:
        own = evidence_of(entry, transaction, kind)
        match = next((
                k for k in by_amount.get(transaction.amount, ())
                if k.id not in claimed and k not in found and k.evidence
                and compare(own, k.evidence) is verdict), None)
        if match is None:
            return ()
        found.append(match)
    return tuple(found)
