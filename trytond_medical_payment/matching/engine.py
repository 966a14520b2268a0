# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Movements + open items + parties + policy → proposals.

First come the movements with a reference, in the order of their dates, as
a reference leaves no choice; then all the others together, so that the best
whole wins and not the first line.  Whoever cannot tell his candidates apart
waits until the others have taken theirs.
"""
from collections.abc import Collection, Iterable
from itertools import chain

from .assignment import Wish, assign
from .book import Book
from .candidates import Finder
from .case import Case
from .draft import Ledger
from .model import Movement, OpenItem, Party, Refusal, Result
from .money import Scale
from .outcome import outcome_of
from .policy import Policy
from .reading import read


def propose(
        movements: Iterable[Movement],
        items: Iterable[OpenItem],
        parties: Iterable[Party] = (),
        policy: Policy = Policy(),
        refused: Collection[Refusal] = (),
        ) -> Result:
    """Propose for each movement what it may settle.

    The items are those of one company.  Neither the order of the
    collections nor the hash of the keys has any influence.
    """
    movements, items = list(movements), list(items)
    scale = Scale.of(chain(
            (m.amount for m in movements), (i.amount for i in items),
            (n.amount for i in items for n in i.instalments),
            (i.total for i in items if i.total is not None),
            [policy.tolerance, policy.near_amount]))
    run = _Run(Book(items, parties, scale), policy, frozenset(refused))
    return run.propose(movements)


class _Run:

    def __init__(
            self, book: Book, policy: Policy, refused: frozenset[Refusal]
            ) -> None:
        self.book = book
        self.policy = policy
        self.refused = refused
        self.ledger = Ledger(book)
        self.finder = Finder(book, self.ledger, policy)

    def propose(self, movements: list[Movement]) -> Result:
        cases = [
            Case(read(m, self.book, self.policy), self.refused)
            for m in sorted(movements, key=lambda m: (m.date, m.key))]
        active = [c for c in cases if c.is_active]
        pooled = [c for c in active if not self._settle_referred(c)]
        self._settle_pooled(pooled)
        holders = self._holders(active)
        self._find_rivals(active, holders)
        return Result(tuple(
                outcome_of(c, holders, self.ledger, self.policy)
                for c in sorted(cases, key=lambda c: c.movement.key)))

    def _holders(self, cases: list[Case]) -> dict[int, list[Case]]:
        "To whom each item is promised"
        holders: dict[int, list[Case]] = {}
        for case in cases:
            if case.promised:
                for item in sorted(case.promised.items):
                    holders.setdefault(item, []).append(case)
        return holders

    def _find_rivals(
            self, cases: list[Case], holders: dict[int, list[Case]]) -> None:
        for case in cases:
            if case.wanted is None:
                continue
            for item in case.wanted.items:
                for holder in holders.get(item, ()):
                    if case.rivals(holder, self.policy):
                        holder.rivalled = True

    def _search(self, case: Case, by_reference: bool) -> None:
        "Look for the candidates, without those refused (S7)"
        if by_reference:
            candidates = self.finder.by_reference(case.reading)
        else:
            candidates = self.finder.by_pool(case.reading)
        drafts = [
            d for d in candidates.drafts
            if (case.movement.key, self._keys(d.items)) not in self.refused]
        case.refused = case.refused or len(drafts) < len(candidates.drafts)
        candidates.drafts = drafts
        case.update(candidates, self.policy)

    def _keys(self, items: frozenset[int]) -> frozenset[object]:
        return frozenset(self.book.items[i].key for i in items)

    def _settle_referred(self, case: Case) -> bool:
        "Whether a reference decides about the movement (R1 to R12)"
        if not case.reading.references:
            return False
        self._search(case, True)
        if case.refused and not case.drafts:
            return False
        case.by_reference = True
        if case.drafts and not case.is_tied:
            case.promise(case.drafts[0], self.ledger)
        return True

    def _settle_pooled(self, cases: list[Case]) -> None:
        """Promise in rounds, until nobody's situation changes.

        Each round serves those who know what they want, and those who were
        left without look again at what is still open.
        """
        for case in cases:
            self._search(case, False)
        waiting = cases
        for _ in range(self.policy.max_rounds):
            ready = [c for c in waiting if c.drafts and not c.is_tied]
            wishes = [
                Wish(c.reading, c.acceptable(self.policy)) for c in ready]
            drafts = assign(wishes, self.ledger, self.policy.max_attempts)
            promised = 0
            for case, draft in zip(ready, drafts, strict=True):
                if draft:
                    case.promise(draft, self.ledger)
                    promised += 1
            if not promised:
                break
            waiting = [c for c in waiting if not c.promised]
            for case in waiting:
                if not all(
                        self.ledger.fits(d, case.reading)
                        for d in case.drafts):
                    self._search(case, False)
