# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Candidates by document: what references and numbers lead to."""
from collections.abc import Sequence

from .codes import ItemKind
from .draft import Candidates, Draft
from .judgement import near_amount
from .numbers import Strength
from .reading import Reading
from .search import Search, is_exact


class DocumentSearch(Search):
    "Looks up the documents that a movement cites"

    def number_groups(
            self, reading: Reading, without: set[int]
            ) -> list[list[tuple[int, ...]]]:
        "For each place of a number in the text, what it may mean"
        places: dict[int, list[int]] = {}
        for hit in reading.numbers.hits:
            if hit.strength == Strength.STRONG and hit.target not in without:
                places.setdefault(hit.start, []).append(hit.target)
        groups = [self.book.documents(t) for t in places.values()]
        # The same number twice is one document
        return [g for n, g in enumerate(groups) if g not in groups[:n]]

    def find(
            self, reading: Reading, groups: Sequence[list[tuple[int, ...]]]
            ) -> Candidates:
        """Fillings of what the documents have open.

        groups: for each document cited, the invoices it may mean.
        """
        single = len(groups) == 1
        settled: list[int] = []
        choices: list[list[list[int]]] = []
        for group in groups:
            open_ = []
            for document in group:
                items = self._open_items(reading, document, single)
                if items:
                    open_.append(items)
                else:
                    settled.append(min(document, key=self._is_owing))
            if open_:
                choices.append(open_)
        candidates = Candidates(settled=tuple(settled))
        if not choices:
            return candidates
        if len(choices) == 1:
            for items in choices[0]:
                candidates.drafts.extend(self.fill(reading, items))
            return candidates
        every = sorted({i for c in choices for i in c[0]})
        candidates.drafts.extend(self.fill(reading, every))
        if any(d.filling.missing for d in candidates.drafts):
            candidates.drafts.extend(
                d for c in choices for items in c
                for d in self.fill(reading, items) if is_exact(d))
        return candidates

    def _is_owing(self, item: int) -> bool:
        return self.book.items[item].kind != ItemKind.PAID

    def _open_items(
            self, reading: Reading, document: Sequence[int], single: bool
            ) -> list[int]:
        """What to pay of an invoice, in this order.

        A recorded payment of exactly the amount wins over the invoice (S2);
        what is lost comes after what is open (W6).
        """
        kinds: dict[ItemKind, list[int]] = {}
        for item in document:
            if self.ledger.open(item, reading):
                kinds.setdefault(self.book.items[item].kind, []).append(item)
        payments = kinds.get(ItemKind.PAYMENT, [])
        if single:
            for item in payments:
                if self.ledger.open(item, reading) == reading.amount:
                    return [item]
        items = (
            kinds.get(ItemKind.INVOICE, [])
            + kinds.get(ItemKind.CREDIT_NOTE, [])
            + kinds.get(ItemKind.LOSS, []))
        if not items and not single:
            items = payments
        return items

    def completed(
            self, reading: Reading, drafts: list[Draft]) -> list[Draft]:
        """With what the same party owes besides, if that makes it exact.

        What looks like a slip is none of it (R8).
        """
        near = near_amount(reading.amount, self.book, self.policy)
        more = list(drafts)
        for draft in drafts:
            rest = draft.filling.rest
            owners = {self.book.owner[c.item] for c in draft.claims}
            owner = owners.pop()
            if rest <= near or owners or owner is None:
                continue
            pool = [
                i for i in self.pool(reading, owner, [])
                if i not in draft.items]
            more.extend(
                self.judge(reading, self.ledger.whole(
                        sorted(draft.items.union(chosen)), reading))
                for chosen in self.sums(reading, pool, rest, []))
        return more
