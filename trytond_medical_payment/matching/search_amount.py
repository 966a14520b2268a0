# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Candidates by amount: the last thing to go by."""
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from .codes import ItemKind, NoteCode
from .draft import Draft
from .model import Note
from .numbers import MIN_TYPO_LENGTH
from .reading import Reading
from .search import Search


class AmountSearch(Search):
    "Looks for the amount, with a mistyped number or without any"

    def find_slips(self, reading: Reading) -> Iterator[Draft]:
        "A number with one slip, and the exact amount"
        for core in sorted(reading.numbers.cores):
            if core not in reading.numbers.cited and not (
                    MIN_TYPO_LENGTH <= len(core) <= 12):
                continue
            near = self.book.numbers.near(core)
            for item in self.exact(reading, near):
                yield from self.fill(reading, [item])

    def find(
            self, reading: Reading, notes: list[Note]) -> Iterator[Draft]:
        """Whatever has just the amount (A1, A2).

        Of those that nothing tells apart, the nearest in date are enough.
        """
        movement = reading.movement
        equal = self.book.by_amount.get(
            (movement.currency, reading.amount * reading.sign), [])
        special = set(reading.numbered)
        for party in reading.payers.namesakes.union(reading.payers.evidence):
            special.update(self.book.owned.get(party, ()))
        near = list(self._nearest(reading, equal))
        if len(near) > self.policy.max_proposals:
            notes.append(Note(
                    NoteCode.TOO_MANY_CANDIDATES,
                    params=(('count', self.policy.max_proposals),)))
        chosen = self.exact(reading, sorted(special)) + near
        for item in sorted(set(chosen)):
            yield from self.fill(reading, [item])

    def _nearest(
            self, reading: Reading, equal: Sequence[int]) -> Iterator[int]:
        "First what was due before, the latest first, then what is due later"
        middle = bisect_right(
            equal, reading.movement.date,
            key=lambda i: self.book.items[i].due or self.book.items[i].date)
        return islice((
                i for i in chain(reversed(equal[:middle]), equal[middle:])
                if self._pays_exactly(reading, i)
                and self._is_timely(reading, i)
                and not self.is_recorded(reading, i)),
            self.policy.max_proposals + 1)

    def _pays_exactly(self, reading: Reading, item: int) -> bool:
        open_ = self.ledger.open(item, reading)
        if open_ == reading.amount:
            return True
        return open_ > reading.amount and any(
            self.book.scale.minor(i.amount) * reading.sign == reading.amount
            for i in self.book.items[item].instalments)

    def _is_timely(self, reading: Reading, item: int) -> bool:
        "A recorded payment shows on the bank within some weeks"
        found = self.book.items[item]
        if found.kind != ItemKind.PAYMENT:
            return True
        days = (reading.movement.date - found.date).days
        return -self.policy.days_before <= days <= self.policy.days_recorded
