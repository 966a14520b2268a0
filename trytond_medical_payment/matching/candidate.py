# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Proposals in the making, in minor units and positions of the index.

Amounts are seen from the transaction: what it pays is positive, be it a
receipt or a refund.
"""
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from itertools import chain, islice

from .codes import Confidence, ItemKind
from .extract import Extract
from .index import Asked, Index
from .model import Evidence, Note

# What is settled as a whole or not at all
WHOLE = frozenset({ItemKind.PAYMENT, ItemKind.SLIP, ItemKind.ARRIVED})
# What a party itself may pay
PAYABLE = (
    ItemKind.INVOICE, ItemKind.CREDIT_NOTE, ItemKind.PAYMENT, ItemKind.LOSS)


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a transaction gives to an item.

    residue: what is closed without money (A6).
    """
    item: int
    amount: int
    residue: int = 0
    instalment: dt.date | None = None

    @property
    def settled(self) -> int:
        "What is no longer open on the item"
        return self.amount + self.residue


@dataclass(frozen=True, slots=True)
class Spread:
    """An amount spread over items.

    rest: what is left of the amount; missing: what stays open on the items,
    those that got nothing included.
    commission: what an acquirer kept; method: whose payments these are.
    """
    allocations: tuple[Allocation, ...]
    rest: int
    missing: int = 0
    close_rest: bool = False
    commission: int = 0
    method: int | None = None

    @property
    def items(self) -> frozenset[int]:
        return frozenset(c.item for c in self.allocations)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A spread and what is to be thought of it.

    account: the party on whose account the rest goes.
    confidence: the confidence it has if nothing rivals it.
    documented: a reference or a number leads to all of its items.
    """
    spread: Spread
    account: int | None
    evidence: tuple[Evidence, ...]
    points: int
    confidence: Confidence
    documented: bool

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        return self.spread.allocations

    @property
    def items(self) -> frozenset[int]:
        return self.spread.items


class Ledger:
    "What is open on each item, while the run promises it"

    def __init__(self, index: Index) -> None:
        self.index = index
        self.left = list(index.amounts)
        # Items of which a part is promised, by what is left
        self._begun: dict[Asked, set[int]] = {}
        # Who may pay what was begun
        self._asking: dict[tuple[str, int], set[int]] = {}

    def open(self, item: int, extract: Extract) -> int:
        """What the transaction could settle of the item.

        Negative for what would be netted; 0 if another currency, or an
        invoice that is paid already.  What comes back is not netted, and a
        return is of nothing else (S8).
        """
        found = self.index.items[item]
        if found.kind == ItemKind.PAID or (
                found.currency != extract.transaction.currency):
            return 0
        open_ = self.left[item] * extract.sign
        if found.kind == ItemKind.ARRIVED:
            return max(open_, 0)
        return 0 if extract.transaction.returned else open_

    def fits(self, candidate: Candidate, extract: Extract) -> bool:
        "Whether all that it takes is still open"
        for allocation in candidate.allocations:
            open_ = self.open(allocation.item, extract)
            wanted = allocation.settled
            if not (0 < wanted <= open_ or open_ <= wanted < 0):
                return False
        return True

    def take(
            self, candidate: Candidate, extract: Extract, times: int = 1
            ) -> None:
        for allocation in candidate.allocations:
            item = allocation.item
            before = self.left[item]
            self.left[item] -= times * extract.sign * allocation.settled
            for key in self._begun_keys(item, before):
                self._begun[key].discard(item)
            for key in self._begun_keys(item, self.left[item]):
                self._begun.setdefault(key, set()).add(item)
                party, currency, left, _ = key
                self._asking.setdefault((currency, left), set()).add(party)

    def _begun_keys(self, item: int, left: int) -> Iterator[Asked]:
        if left in (0, self.index.amounts[item]):
            return
        found = self.index.items[item]
        for party in self.index.concerned(item):
            yield party, found.currency, left, found.kind

    def asking(
            self, parties: Set[int], extract: Extract) -> Set[int]:
        """The only ones of the parties of whom `exactly` may find something.

        Many have a name in common, and few of them owe the same amount.
        """
        key = extract.transaction.currency, extract.amount * extract.sign
        return (
            parties & self.index.asking.get(key, frozenset())
            | parties & self._asking.get(key, frozenset()))

    def exactly(
            self, party: int, extract: Extract,
            until: dt.date | None = None, after: dt.date | None = None
            ) -> Iterator[Iterator[int]]:
        """For each kind what the party may pay of just the amount.

        until, after: of which dates.
        """
        if not self.asking({party}, extract):
            return
        for kind in PAYABLE:
            key = (
                party, extract.transaction.currency,
                extract.amount * extract.sign, kind)
            asked = self.index.asked.get(key, ())
            start = bisect_right(asked, after, key=self._date) if after else 0
            stop = (
                bisect_right(asked, until, key=self._date) if until
                else len(asked))
            yield (
                i for i in chain(
                    islice(asked, start, stop),
                    sorted(
                        i for i in self._begun.get(key, ())
                        if (not after or self._date(i) > after)
                        and (not until or self._date(i) <= until)))
                if self.open(i, extract) == extract.amount)

    def _date(self, item: int) -> dt.date:
        return self.index.items[item].date

    def spread(
            self, items: Iterable[int], extract: Extract, tolerance: int
            ) -> Spread:
        """Give the amount to the items in their order, until it is used up.

        What is missing or too much within the tolerance is closed (A6).  A
        recorded payment is the whole transaction or a whole part of it (S2).
        """
        rest, missing, short = extract.amount, 0, 0
        allocations: list[Allocation] = []
        for item in items:
            open_ = self.open(item, extract)
            if open_ <= 0:
                continue
            amount = min(open_, rest)
            if amount < open_ and (
                    self.index.items[item].kind in WHOLE):
                amount = 0
            if amount:
                allocations.append(Allocation(item, amount))
                short = open_ - amount
            rest -= amount
            missing += open_ - amount
        if not allocations:
            return Spread((), rest)
        if 0 < missing == short <= tolerance:
            last = allocations[-1]
            allocations[-1] = Allocation(last.item, last.amount, missing)
            missing = 0
        return Spread(
            tuple(allocations), rest, missing, 0 < rest <= tolerance)

    def whole(self, items: Iterable[int], extract: Extract) -> Spread:
        "All of the items, credit notes netted, and what is left"
        allocations = tuple(
            Allocation(i, o) for i in items if (o := self.open(i, extract)))
        return Spread(
            allocations, extract.amount - sum(a.amount for a in allocations))


@dataclass(slots=True)
class Finding:
    """The candidates of one transaction, best first.

    settled: items a document leads to that have nothing open any more.
    notes: what was not tried.
    """
    candidates: list[Candidate] = field(default_factory=list)
    settled: tuple[int, ...] = ()
    notes: list[Note] = field(default_factory=list)
