# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Candidates by payer: what somebody known owes."""
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from .candidate import Candidate, Spread
from .codes import EvidenceCode, ItemKind
from .extract import Extract
from .model import Evidence, Note
from .search import Search, is_exact

# Whose open items are paid in their order when no amount fits (M1, M2)
_TRUSTED = frozenset({
        EvidenceCode.ACCOUNT, EvidenceCode.ACCOUNT_SHARED,
        EvidenceCode.LEARNT_ACCOUNT, EvidenceCode.LEARNT_NAME,
        EvidenceCode.NAME, EvidenceCode.NAME_IN_TEXT})


class PayerSearch(Search):
    "Looks at what a party owes"

    def find(
            self, extract: Extract, party: int, notes: list[Note],
            only_exact: bool) -> Iterator[Candidate]:
        """What a party that may be paying owes.

        With a reference of elsewhere (R10) only what has no reference of its
        own, and to the cent, for who pays from his own account.
        """
        if extract.unknown and (
                EvidenceCode.ACCOUNT not in extract.payers.codes(party)):
            return
        exact = sorted(set(self._exact(extract, party)))
        for item in exact:
            yield from self.spread(extract, [item])
        if exact or only_exact or extract.unknown:
            return
        pool = self.pool(extract, party, notes)
        close = list(self._close(extract, pool))
        yield from close
        if any(map(is_exact, close)):
            return
        sums = self.sums(extract, pool, extract.amount, notes)
        for chosen in sums:
            candidate = self.score(
                extract, self.ledger.whole(sorted(chosen), extract))
            if len(sums) > 1:
                other = Evidence(EvidenceCode.OTHER_SUMS, 0)
                candidate = replace(
                    candidate, evidence=candidate.evidence + (other,))
            yield candidate
        if extract.payers.codes(party) & _TRUSTED:
            yield from self._in_order(extract, pool)

    def _exact(self, extract: Extract, party: int) -> Iterator[int]:
        """What has just the amount, of those that are alike the first ones.

        More of them are not shown, and make it no more ambiguous.
        """
        latest = self.latest(extract)
        yield from self._possible(extract, (
                i for i in sorted(self._cited(extract))
                if party in self.index.concerned(i)))
        for alike in chain(
                self.ledger.exactly(party, extract, until=latest),
                self.ledger.exactly(party, extract, after=latest)):
            yield from islice(
                self._possible(extract, alike),
                self.policy.max_proposals + 1)

    def _possible(
            self, extract: Extract, items: Iterable[int]) -> Iterator[int]:
        return (
            i for i in self.exact(extract, items)
            if not (extract.unknown and self.index.items[i].references))

    def _cited(self, extract: Extract) -> set[int]:
        "Items whose number is in the text, right or with a slip"
        cited = set(extract.numbered)
        for core in extract.numbers.cores:
            cited.update(self.index.numbers.alike(core))
        return cited

    def _close(
            self, extract: Extract, pool: Sequence[int]
            ) -> Iterator[Candidate]:
        "Instalments, and amounts that differ by no more than a fee"
        near = max(self.tolerance, self.near(extract))
        for item in pool:
            found = self.index.items[item]
            if found.kind == ItemKind.PAYMENT:
                continue
            open_ = self.ledger.open(item, extract)
            if abs(open_ - extract.amount) <= near:
                yield from self.spread(extract, [item])
            elif len(found.instalments) > 1 and open_ > extract.amount:
                yield from filter(is_exact, self.spread(extract, [item]))

    def _in_order(
            self, extract: Extract, pool: Sequence[int]
            ) -> Iterator[Candidate]:
        "The oldest first, until it is used up (M1, M2)"
        items = [
            i for i in pool if self.index.items[i].kind == ItemKind.INVOICE]
        spread = self.ledger.spread(items, extract, self.tolerance)
        if not spread.allocations:
            return
        # What got nothing is not short by this transaction
        last = spread.allocations[-1]
        missing = (
            self.ledger.open(last.item, extract) - last.amount - last.residue)
        yield self.score(extract, Spread(
                spread.allocations, spread.rest, missing, spread.close_rest))
