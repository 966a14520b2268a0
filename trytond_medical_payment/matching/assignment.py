# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Who gets whom: no item is promised twice, and the best whole wins.

What counts is the sum of the squares of the points: two good proposals are
better than a good one and none, and yet a very good one is not given up
for two poor ones.
"""
from collections.abc import Sequence
from dataclasses import dataclass

from .draft import Draft, Ledger
from .reading import Reading

# How far one movement may push others, and how many are tried in all ways;
# larger groups are those of equal amounts, where nothing is to be found.
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Wish:
    "A movement and the drafts that may be promised to it, best first"
    reading: Reading
    drafts: tuple[Draft, ...]


def assign(
        wishes: Sequence[Wish], ledger: Ledger, max_attempts: int
        ) -> list[Draft | None]:
    """For each wish the draft that is promised, or None.

    wishes: in the order in which equals are served.  Those that share no
    item are solved apart: greedily first, then by exchanges, and exactly as
    far as the attempts reach.  The ledger is left as it was.
    """
    chosen: list[Draft | None] = [None] * len(wishes)
    for group in _groups(wishes):
        solver = _Solver([wishes[n] for n in group], ledger, max_attempts)
        for n, draft in zip(group, solver.solve(), strict=True):
            chosen[n] = draft
    return chosen


def weight(draft: Draft | None) -> int:
    return max(draft.points, 1) ** 2 if draft else 0


def _groups(wishes: Sequence[Wish]) -> list[list[int]]:
    "Wishes that share items, directly or through others"
    parent = list(range(len(wishes)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    first: dict[int, int] = {}
    for n, wish in enumerate(wishes):
        for draft in wish.drafts:
            for claim in draft.claims:
                other = root(first.setdefault(claim.item, n))
                mine = root(n)
                parent[max(mine, other)] = min(mine, other)
    groups: dict[int, list[int]] = {}
    for n in range(len(wishes)):
        groups.setdefault(root(n), []).append(n)
    return list(groups.values())


class _Solver:
    "The best assignment of one group"

    def __init__(
            self, wishes: list[Wish], ledger: Ledger, max_attempts: int
            ) -> None:
        self.wishes = wishes
        self.ledger = ledger
        self.attempts = max_attempts
        self.chosen: list[Draft | None] = [None] * len(wishes)

    def solve(self) -> list[Draft | None]:
        self._greedy()
        if len(self.wishes) > 1:
            self._exchange()
        best = list(self.chosen)
        for n in range(len(self.wishes)):
            self._put(n, None)
        if len(self.wishes) > 1 and any(
                b is not w.drafts[0]
                for b, w in zip(best, self.wishes, strict=True)
                if w.drafts):
            best = self._search(best)
        return best

    def _put(self, n: int, draft: Draft | None) -> None:
        reading = self.wishes[n].reading
        if old := self.chosen[n]:
            self.ledger.take(old, reading, -1)
        self.chosen[n] = draft
        if draft:
            self.ledger.take(draft, reading)

    def _fits(self, n: int, draft: Draft) -> bool:
        return self.ledger.fits(draft, self.wishes[n].reading)

    def _greedy(self) -> None:
        pairs = sorted(
            ((-d.points, n, rank) for n, w in enumerate(self.wishes)
                for rank, d in enumerate(w.drafts)))
        for _, n, rank in pairs:
            draft = self.wishes[n].drafts[rank]
            if self.chosen[n] is None and self._fits(n, draft):
                self._put(n, draft)

    def _exchange(self) -> None:
        "Whoever got nothing asks the others to move to another draft"
        for n, wish in enumerate(self.wishes):
            if self.chosen[n] is None and wish.drafts:
                self._move(n, 0, {n})

    def _move(self, n: int, loss: int, asked: set[int]) -> bool:
        """Find a draft for n, moving others as long as the whole gains.

        loss: what was given up so far along the chain.
        """
        for draft in self.wishes[n].drafts:
            if weight(draft) <= loss:
                return False
            if self._fits(n, draft):
                self._put(n, draft)
                return True
            for other in self._holders(draft):
                if other in asked or not self.attempts or (
                        len(asked) > MAX_DEPTH):
                    continue
                self.attempts -= 1
                held = self.chosen[other]
                self._put(other, None)
                if self._fits(n, draft):
                    self._put(n, draft)
                    asked.add(other)
                    if self._move(
                            other, weight(held) - weight(draft) + loss,
                            asked):
                        return True
                    self._put(n, None)
                self._put(other, held)
        return False

    def _holders(self, draft: Draft) -> list[int]:
        items = draft.items
        return [
            n for n, d in enumerate(self.chosen) if d and d.items & items]

    def _search(self, best: list[Draft | None]) -> list[Draft | None]:
        "All assignments, but those that cannot become better than the best"
        after = [0]
        for wish in reversed(self.wishes):
            top = weight(wish.drafts[0]) if wish.drafts else 0
            after.append(after[-1] + top)
        after.reverse()
        record = sum(map(weight, best))

        def descend(n: int, total: int) -> None:
            nonlocal best, record
            if n == len(self.wishes):
                if total > record:
                    best, record = list(self.chosen), total
                return
            for draft in (*self.wishes[n].drafts, None):
                if total + weight(draft) + after[n + 1] <= record:
                    return
                if not self.attempts:
                    return
                self.attempts -= 1
                if draft is None or self._fits(n, draft):
                    self._put(n, draft)
                    descend(n + 1, total + weight(draft))
                    self._put(n, None)

        if len(self.wishes) <= MAX_DEPTH:
            descend(0, 0)
        return best
