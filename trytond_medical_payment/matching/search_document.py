# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Candidates by document: what references and numbers lead to."""
from collections.abc import Sequence

from .candidate import Candidate, Finding
from .codes import ItemKind
from .document_numbers import Strength
from .extract import Extract
from .search import Search, is_exact


class DocumentSearch(Search):
    "Looks up the documents that a transaction cites"

    def number_groups(
            self, extract: Extract, without: set[int]
            ) -> list[list[tuple[int, ...]]]:
        "For each place of a number in the text, what it may mean"
        places: dict[int, list[int]] = {}
        for hit in extract.numbers.hits:
            if hit.strength == Strength.STRONG and hit.target not in without:
                places.setdefault(hit.start, []).append(hit.target)
        groups = [self.index.documents(t) for t in places.values()]
        # The same number twice is one document
        return [g for n, g in enumerate(groups) if g not in groups[:n]]

    def find(
            self, extract: Extract, groups: Sequence[list[tuple[int, ...]]]
            ) -> Finding:
        """Spreads of what the documents have open.

        groups: for each document cited, the invoices it may mean.
        """
        single = len(groups) == 1
        settled: list[int] = []
        choices: list[list[list[int]]] = []
        for group in groups:
            open_ = []
            for document in group:
                items = self._open_items(extract, document, single)
                if items:
                    open_.append(items)
                else:
                    settled.append(min(document, key=self._is_owing))
            if open_:
                choices.append(open_)
        finding = Finding(settled=tuple(settled))
        if not choices:
            return finding
        if len(choices) == 1:
            for items in choices[0]:
                finding.candidates.extend(self.spread(extract, items))
            return finding
        every = sorted({i for c in choices for i in c[0]})
        finding.candidates.extend(self.spread(extract, every))
        if any(c.spread.missing for c in finding.candidates):
            finding.candidates.extend(
                d for c in choices for items in c
                for d in self.spread(extract, items) if is_exact(d))
        return finding

    def _is_owing(self, item: int) -> bool:
        return self.index.items[item].kind != ItemKind.PAID

    def _open_items(
            self, extract: Extract, document: Sequence[int], single: bool
            ) -> list[int]:
        """What to pay of an invoice, in this order.

        A recorded payment of exactly the amount wins over the invoice (S2);
        what is lost comes after what is open (W6).
        """
        kinds: dict[ItemKind, list[int]] = {}
        for item in document:
            if self.ledger.open(item, extract):
                kinds.setdefault(self.index.items[item].kind, []).append(item)
        payments = kinds.get(ItemKind.PAYMENT, [])
        if single:
            for item in payments:
                if self.ledger.open(item, extract) == extract.amount:
                    return [item]
        items = (
            kinds.get(ItemKind.INVOICE, [])
            + kinds.get(ItemKind.CREDIT_NOTE, [])
            + kinds.get(ItemKind.LOSS, []))
        if not items and not single:
            items = payments
        return items

    def completed(
            self, extract: Extract, candidates: list[Candidate]
            ) -> list[Candidate]:
        """With what the same party owes besides, if that makes it exact.

        What looks like a slip is none of it (R8).
        """
        near = self.near(extract)
        more = list(candidates)
        for candidate in candidates:
            rest = candidate.spread.rest
            owners = {self.index.owner[c.item] for c in candidate.allocations}
            owner = owners.pop()
            if rest <= near or owners or owner is None:
                continue
            items = candidate.items
            pool = [
                i for i in self.pool(extract, owner, []) if i not in items]
            more.extend(
                self.score(extract, self.ledger.whole(
                        sorted(items.union(chosen)), extract))
                for chosen in self.sums(extract, pool, rest, []))
        return more
