# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Candidates by payer: what somebody known owes."""
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from .codes import EvidenceCode, ItemKind
from .draft import Draft, Filling
from .judgement import near_amount
from .model import Evidence, Note
from .reading import Reading
from .search import Search, is_exact

# Whose open items are paid in their order when no amount fits (M1, M2)
_TRUSTED = frozenset({
        EvidenceCode.ACCOUNT, EvidenceCode.ACCOUNT_SHARED,
        EvidenceCode.LEARNT_ACCOUNT, EvidenceCode.LEARNT_NAME,
        EvidenceCode.NAME, EvidenceCode.NAME_IN_TEXT})


class PayerSearch(Search):
    "Looks at what a party owes"

    def find(
            self, reading: Reading, party: int, notes: list[Note],
            only_exact: bool) -> Iterator[Draft]:
        """What a party that may be paying owes.

        With a reference of elsewhere (R10) only what has no reference of its
        own, and to the cent, for who pays from his own account.
        """
        owned = list(chain(
                self.book.owned.get(party, ()),
                self.book.paid_by.get(party, ())))
        if reading.unknown:
            owned = [i for i in owned if not self.book.items[i].references]
            if EvidenceCode.ACCOUNT not in reading.payers.codes(party):
                return
        exact = self.exact(reading, owned)
        for item in exact:
            yield from self.fill(reading, [item])
        if exact or only_exact or reading.unknown:
            return
        pool = self.pool(reading, party, notes)
        close = list(self._close(reading, pool))
        yield from close
        if any(map(is_exact, close)):
            return
        sums = self.sums(reading, pool, reading.amount, notes)
        for chosen in sums:
            draft = self.judge(
                reading, self.ledger.whole(sorted(chosen), reading))
            if len(sums) > 1:
                other = Evidence(EvidenceCode.OTHER_SUMS, 0)
                draft = replace(draft, evidence=draft.evidence + (other,))
            yield draft
        if reading.payers.codes(party) & _TRUSTED:
            yield from self._in_order(reading, pool)

    def _close(
            self, reading: Reading, pool: Sequence[int]) -> Iterator[Draft]:
        "Instalments, and amounts that differ by no more than a fee"
        near = max(
            self.tolerance,
            near_amount(reading.amount, self.book, self.policy))
        for item in pool:
            found = self.book.items[item]
            if found.kind == ItemKind.PAYMENT:
                continue
            open_ = self.ledger.open(item, reading)
            if open_ > 0 and abs(open_ - reading.amount) <= near:
                yield from self.fill(reading, [item])
            elif len(found.instalments) > 1 and open_ > reading.amount:
                yield from filter(is_exact, self.fill(reading, [item]))

    def _in_order(
            self, reading: Reading, pool: Sequence[int]) -> Iterator[Draft]:
        "The oldest first, until it is used up (M1, M2)"
        items = [
            i for i in pool if self.book.items[i].kind == ItemKind.INVOICE]
        filling = self.ledger.fill(items, reading, self.tolerance)
        if not filling.claims:
            return
        # What got nothing is not short by this movement
        last = filling.claims[-1]
        missing = (
            self.ledger.open(last.item, reading) - last.amount - last.residue)
        yield self.judge(reading, Filling(
                filling.claims, filling.rest, missing, filling.close_rest))
