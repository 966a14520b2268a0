# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Transactions + open items + parties + policy → proposals.

First come the transactions with a reference, in the order of their dates, as
a reference leaves no choice; then all the others together, so that the best
whole wins and not the first line.  Whoever cannot tell his candidates apart
waits until the others have taken theirs.
"""
from collections.abc import Collection, Iterable
from itertools import chain

from .assign import Wish, assign
from .candidate import Ledger
from .case import Case
from .extract import read
from .finder import Finder
from .index import Index
from .model import Method, OpenItem, Party, Refusal, Result, Transaction
from .money import Scale
from .policy import Policy
from .result import outcome_of


def propose(
        transactions: Iterable[Transaction],
        items: Iterable[OpenItem],
        parties: Iterable[Party] = (),
        policy: Policy = Policy(),
        refused: Collection[Refusal] = (),
        methods: Iterable[Method] = (),
        ) -> Result:
    """Propose for each transaction what it may settle.

    The items are those of one company; methods: those whose payments reach
    the bank in lumps.  Neither the order of the
    collections nor the hash of the keys has any influence.
    """
    transactions, items = list(transactions), list(items)
    scale = Scale.of(chain(
            (m.amount for m in transactions), (i.amount for i in items),
            (n.amount for i in items for n in i.instalments),
            (i.total for i in items if i.total is not None),
            [policy.tolerance, policy.near_amount]))
    run = _Run(
        Index(items, parties, scale, methods), policy, frozenset(refused))
    return run.propose(transactions)


class _Run:

    def __init__(
            self, index: Index, policy: Policy, refused: frozenset[Refusal]
            ) -> None:
        self.index = index
        self.policy = policy
        self.refused = refused
        self.ledger = Ledger(index)
        self.finder = Finder(index, self.ledger, policy)

    def propose(self, transactions: list[Transaction]) -> Result:
        cases = [
            Case(read(m, self.index, self.policy), self.refused)
            for m in sorted(transactions, key=lambda m: (m.date, m.key))]
        active = [c for c in cases if c.is_active]
        pooled = [c for c in active if not self._settle_referred(c)]
        self._settle_pooled(pooled)
        holders = self._holders(active)
        self._find_rivals(active, holders)
        return Result(tuple(
                outcome_of(c, holders, self.ledger, self.policy)
                for c in sorted(cases, key=lambda c: c.transaction.key)))

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
            finding = self.finder.by_reference(case.extract)
        else:
            finding = self.finder.by_pool(case.extract)
        candidates = [
            c for c in finding.candidates
            if (case.transaction.key, self._keys(c.items)) not in self.refused]
        case.refused = case.refused or (
            len(candidates) < len(finding.candidates))
        finding.candidates = candidates
        case.update(finding, self.policy)

    def _prepare_payouts(self, cases: list[Case]) -> None:
        if self.index.methods and cases:
            dates = [c.transaction.date for c in cases]
            self.finder.payouts.prepare(min(dates), max(dates))

    def _keys(self, items: frozenset[int]) -> frozenset[object]:
        return frozenset(self.index.items[i].key for i in items)

    def _settle_referred(self, case: Case) -> bool:
        "Whether a reference decides about the transaction (R1 to R12)"
        if not case.extract.references or case.transaction.returned:
            return False
        self._search(case, True)
        if case.refused and not case.candidates:
            return False
        case.by_reference = True
        if case.candidates and not case.is_tied:
            case.promise(case.candidates[0], self.ledger)
        return True

    def _settle_pooled(self, cases: list[Case]) -> None:
        """Promise in rounds, until nobody's situation changes.

        Each round serves those who know what they want, and those who were
        left without look again at what is still open.
        """
        self._prepare_payouts(cases)
        for case in cases:
            self._search(case, False)
        waiting = cases
        for _ in range(self.policy.max_rounds):
            ready = [c for c in waiting if c.candidates and not c.is_tied]
            wishes = [
                Wish(c.extract, c.acceptable(self.policy)) for c in ready]
            candidates = assign(wishes, self.ledger, self.policy.max_attempts)
            promised = 0
            for case, candidate in zip(ready, candidates, strict=True):
                if candidate:
                    case.promise(candidate, self.ledger)
                    promised += 1
            if not promised:
                break
            waiting = [c for c in waiting if not c.promised]
            self._prepare_payouts(waiting)
            for case in waiting:
                if not all(
                        self.ledger.fits(c, case.extract)
                        for c in case.candidates):
                    self._search(case, False)
