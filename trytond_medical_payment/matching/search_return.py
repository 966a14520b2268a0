# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Candidates for a payment that comes back: a return, a chargeback (S8, D6).
"""
from collections.abc import Iterator
from itertools import chain

from .candidate import Candidate
from .codes import ItemKind
from .extract import Extract
from .search import Search


class ReturnSearch(Search):
    "Looks among the payments that the bank has shown"

    def find(self, extract: Extract) -> Iterator[Candidate]:
        """The payments of just the amount that may come back.

        By their documents, or those of a known acquirer or payer; by the
        amount alone only when the bank says that it is a return.
        """
        for item in sorted({*self._cited(extract), *self._equal(extract)}):
            if self._may_return(extract, item):
                yield from self.spread(extract, [item])

    def _cited(self, extract: Extract) -> Iterator[int]:
        "Those that a reference or a number leads to, be it with a fee"
        near = self.near(extract)
        for item in chain(extract.referred, extract.numbered):
            fee = extract.amount - self.ledger.open(item, extract)
            if 0 <= fee <= near:
                yield item

    def _equal(self, extract: Extract) -> Iterator[int]:
        methods = extract.payers.methods
        for item in self.index.arrived.get((
                    extract.transaction.currency,
                    extract.amount * extract.sign), ()):
            if extract.transaction.returned or (
                    self.index.method_of(item) in methods
                    or any(
                        extract.payers.codes(p)
                        for p in self.index.concerned(item))):
                yield item

    def _may_return(self, extract: Extract, item: int) -> bool:
        found = self.index.items[item]
        days = (extract.transaction.date - found.date).days
        return found.kind == ItemKind.ARRIVED and (
            0 <= days <= self.policy.days_returned)
