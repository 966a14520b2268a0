# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Proposals in the making, in minor units and positions of the book.

Amounts are seen from the movement: what it pays is positive, be it a
receipt or a refund.
"""
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from .book import Book
from .codes import Confidence, ItemKind
from .model import Evidence, Note
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Claim:
    """What a movement gives to an item.

    residue: what is closed without money (A6).
    """
    item: int
    amount: int
    residue: int = 0
    instalment: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Filling:
    """An amount spread over items.

    rest: what is left of the amount; missing: what stays open on the items,
    those that got nothing included.
    """
    claims: tuple[Claim, ...]
    rest: int
    missing: int = 0
    close_rest: bool = False

    @property
    def items(self) -> frozenset[int]:
        return frozenset(c.item for c in self.claims)


@dataclass(frozen=True, slots=True)
class Draft:
    """A filling and what is to be thought of it.

    account: the party on whose account the rest goes.
    ceiling: the confidence it has if nothing rivals it.
    documented: a reference or a number leads to all of its items.
    """
    filling: Filling
    account: int | None
    evidence: tuple[Evidence, ...]
    points: int
    ceiling: Confidence
    documented: bool

    @property
    def claims(self) -> tuple[Claim, ...]:
        return self.filling.claims

    @property
    def items(self) -> frozenset[int]:
        return self.filling.items


class Ledger:
    "What is open on each item, while the run promises it"

    def __init__(self, book: Book) -> None:
        self.book = book
        self.left = list(book.amounts)

    def open(self, item: int, reading: Reading) -> int:
        """What the movement could settle of the item.

        Negative for what would be netted; 0 if another currency, or an
        invoice that is paid already.
        """
        found = self.book.items[item]
        if found.kind == ItemKind.PAID or (
                found.currency != reading.movement.currency):
            return 0
        return self.left[item] * reading.sign

    def fits(self, draft: Draft, reading: Reading) -> bool:
        "Whether all that is claimed is still open"
        for claim in draft.claims:
            open_ = self.open(claim.item, reading)
            wanted = claim.amount + claim.residue
            if not (0 < wanted <= open_ or open_ <= wanted < 0):
                return False
        return True

    def take(self, draft: Draft, reading: Reading, times: int = 1) -> None:
        for claim in draft.claims:
            self.left[claim.item] -= (
                times * reading.sign * (claim.amount + claim.residue))

    def fill(
            self, items: Iterable[int], reading: Reading, tolerance: int
            ) -> Filling:
        """Give the amount to the items in their order, until it is used up.

        What is missing or too much within the tolerance is closed (A6).  A
        recorded payment is the whole movement or a whole part of it (S2).
        """
        rest, missing, short = reading.amount, 0, 0
        claims: list[Claim] = []
        for item in items:
            open_ = self.open(item, reading)
            if open_ <= 0:
                continue
            amount = min(open_, rest)
            if amount < open_ and (
                    self.book.items[item].kind == ItemKind.PAYMENT):
                amount = 0
            if amount:
                claims.append(Claim(item, amount))
                short = open_ - amount
            rest -= amount
            missing += open_ - amount
        if not claims:
            return Filling((), rest)
        if 0 < missing == short <= tolerance:
            last = claims[-1]
            claims[-1] = Claim(last.item, last.amount, missing)
            missing = 0
        return Filling(tuple(claims), rest, missing, 0 < rest <= tolerance)

    def whole(self, items: Iterable[int], reading: Reading) -> Filling:
        "All of the items, credit notes netted, and what is left"
        claims = tuple(
            Claim(i, o) for i in items if (o := self.open(i, reading)))
        return Filling(claims, reading.amount - sum(c.amount for c in claims))


@dataclass(slots=True)
class Candidates:
    """The drafts of one movement, best first.

    settled: items a document leads to that have nothing open any more.
    notes: what was not tried.
    """
    drafts: list[Draft] = field(default_factory=list)
    settled: tuple[int, ...] = ()
    notes: list[Note] = field(default_factory=list)
