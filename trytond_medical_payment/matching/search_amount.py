# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Candidates by amount: the last thing to go by."""
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from .candidate import Candidate
from .codes import ItemKind, NoteCode
from .extract import Extract
from .model import Note
from .search import Search
from .typing_error import MIN_LENGTH


class AmountSearch(Search):
    "Looks for the amount, with a mistyped number or without any"

    def find_mistyped(self, extract: Extract) -> Iterator[Candidate]:
        "A number with one slip, and the exact amount"
        for core in sorted(extract.numbers.cores):
            if core not in extract.numbers.cited and not (
                    MIN_LENGTH <= len(core) <= 12):
                continue
            near = self.index.numbers.near(core)
            for item in self.exact(extract, near):
                yield from self.spread(extract, [item])

    def find(
            self, extract: Extract, notes: list[Note]) -> Iterator[Candidate]:
        """Whatever has just the amount (A1, A2).

        Of those that nothing tells apart, the nearest in date are enough.
        """
        transaction = extract.transaction
        equal = self.index.by_amount.get(
            (transaction.currency, extract.amount * extract.sign), [])
        special = set(extract.numbered)
        payers = extract.payers
        parties = self.index.surnames.parties(payers.words)
        parties.update(payers.evidence)
        for party in self.ledger.asking(parties, extract):
            for alike in self.ledger.exactly(party, extract):
                special.update(
                    islice(alike, self.policy.max_proposals + 1))
        near = list(self._nearest(extract, equal))
        if len(near) > self.policy.max_proposals:
            notes.append(Note(
                    NoteCode.TOO_MANY_CANDIDATES,
                    params=(('count', self.policy.max_proposals),)))
        for item in sorted({*self.exact(extract, special), *near}):
            yield from self.spread(extract, [item])

    def _nearest(
            self, extract: Extract, equal: Sequence[int]) -> Iterator[int]:
        "First what was due before, the latest first, then what is due later"
        middle = bisect_right(
            equal, extract.transaction.date,
            key=lambda i: self.index.items[i].due or self.index.items[i].date)
        return islice((
                i for i in chain(reversed(equal[:middle]), equal[middle:])
                if self._pays_exactly(extract, i)
                and self._is_timely(extract, i)
                and not self.is_recorded(extract, i)),
            self.policy.max_proposals + 1)

    def _pays_exactly(self, extract: Extract, item: int) -> bool:
        open_ = self.ledger.open(item, extract)
        if open_ == extract.amount:
            return True
        return open_ > extract.amount and any(
            self.index.scale.minor(i.amount) * extract.sign == extract.amount
            for i in self.index.items[item].instalments)

    def _is_timely(self, extract: Extract, item: int) -> bool:
        "A recorded payment shows on the bank within some weeks"
        found = self.index.items[item]
        if found.kind != ItemKind.PAYMENT:
            return True
        days = (extract.transaction.date - found.date).days
        return -self.policy.days_before <= days <= self.policy.days_recorded
