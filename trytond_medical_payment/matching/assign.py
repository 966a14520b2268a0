# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Who gets whom: no item is promised twice, and the best whole wins.

What counts is the sum of the squares of the points: two good proposals are
better than a good one and none, and yet a very good one is not given up
for two poor ones.
"""
from collections.abc import Sequence
from dataclasses import dataclass

from .candidate import Candidate, Ledger
from .extract import Extract

# How far one transaction may push others, and how many are tried in all ways;
# larger groups are those of equal amounts, where nothing is to be found.
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Wish:
    "A transaction and the candidates that may be promised to it, best first"
    extract: Extract
    candidates: tuple[Candidate, ...]


def assign(
        wishes: Sequence[Wish], ledger: Ledger, max_attempts: int
        ) -> list[Candidate | None]:
    """For each wish the candidate that is promised, or None.

    wishes: in the order in which equals are served.  Those that share no
    item are solved apart: greedily first, then by exchanges, and exactly as
    far as the attempts reach.  The ledger is left as it was.
    """
    chosen: list[Candidate | None] = [None] * len(wishes)
    for group in _groups(wishes):
        solver = _Solver([wishes[n] for n in group], ledger, max_attempts)
        for n, candidate in zip(group, solver.solve(), strict=True):
            chosen[n] = candidate
    return chosen


def weight(candidate: Candidate | None) -> int:
    return max(candidate.points, 1) ** 2 if candidate else 0


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
        for candidate in wish.candidates:
            for allocation in candidate.allocations:
                other = root(first.setdefault(allocation.item, n))
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
        self.chosen: list[Candidate | None] = [None] * len(wishes)
        self.holders: dict[int, set[int]] = {}

    def solve(self) -> list[Candidate | None]:
        self._greedy()
        if len(self.wishes) > 1:
            self._exchange()
        best = list(self.chosen)
        for n in range(len(self.wishes)):
            self._put(n, None)
        if len(self.wishes) > 1 and any(
                b is not w.candidates[0]
                for b, w in zip(best, self.wishes, strict=True)
                if w.candidates):
            best = self._search(best)
        return best

    def _put(self, n: int, candidate: Candidate | None) -> None:
        extract = self.wishes[n].extract
        if old := self.chosen[n]:
            self.ledger.take(old, extract, -1)
            for item in old.items:
                self.holders[item].discard(n)
        self.chosen[n] = candidate
        if candidate:
            self.ledger.take(candidate, extract)
            for item in candidate.items:
                self.holders.setdefault(item, set()).add(n)

    def _fits(self, n: int, candidate: Candidate) -> bool:
        return self.ledger.fits(candidate, self.wishes[n].extract)

    def _greedy(self) -> None:
        pairs = sorted(
            ((-c.points, n, rank) for n, w in enumerate(self.wishes)
                for rank, c in enumerate(w.candidates)))
        for _, n, rank in pairs:
            candidate = self.wishes[n].candidates[rank]
            if self.chosen[n] is None and self._fits(n, candidate):
                self._put(n, candidate)

    def _exchange(self) -> None:
        "Whoever got nothing asks the others to move to another candidate"
        for n, wish in enumerate(self.wishes):
            if self.chosen[n] is None and wish.candidates:
                self._move(n, 0, {n})

    def _move(self, n: int, loss: int, asked: set[int]) -> bool:
        """Find a candidate for n, moving others as long as the whole gains.

        loss: what was given up so far along the chain.
        """
        for candidate in self.wishes[n].candidates:
            if weight(candidate) <= loss:
                return False
            if self._fits(n, candidate):
                self._put(n, candidate)
                return True
            for other in self._holders(candidate):
                if other in asked or not self.attempts or (
                        len(asked) > MAX_DEPTH):
                    continue
                self.attempts -= 1
                held = self.chosen[other]
                self._put(other, None)
                if self._fits(n, candidate):
                    self._put(n, candidate)
                    asked.add(other)
                    if self._move(
                            other, weight(held) - weight(candidate) + loss,
                            asked):
                        return True
                    self._put(n, None)
                self._put(other, held)
        return False

    def _holders(self, candidate: Candidate) -> list[int]:
        return sorted({
                n for i in candidate.items for n in self.holders.get(i, ())})

    def _search(self, best: list[Candidate | None]) -> list[Candidate | None]:
        "All assignments, but those that cannot become better than the best"
        after = [0]
        for wish in reversed(self.wishes):
            top = weight(wish.candidates[0]) if wish.candidates else 0
            after.append(after[-1] + top)
        after.reverse()
        record = sum(map(weight, best))

        def descend(n: int, total: int) -> None:
            nonlocal best, record
            if n == len(self.wishes):
                if total > record:
                    best, record = list(self.chosen), total
                return
            for candidate in (*self.wishes[n].candidates, None):
                if total + weight(candidate) + after[n + 1] <= record:
                    return
                if not self.attempts:
                    return
                self.attempts -= 1
                if candidate is None or self._fits(n, candidate):
                    self._put(n, candidate)
                    descend(n + 1, total + weight(candidate))
                    self._put(n, None)

        if len(self.wishes) <= MAX_DEPTH:
            descend(0, 0)
        return best
