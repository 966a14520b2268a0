# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Candidates by closing day: the payout of an acquirer (D1 to D5)."""
import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations

from rapidfuzz.distance import OSA

from .candidate import Allocation, Candidate, Ledger, Spread
from .codes import Confidence, EvidenceCode, NoteCode
from .extract import Extract
from .index import Index
from .model import Evidence, Note, Param
from .money import Scale
from .payout import Commission, Run, Waiting, waiting
from .policy import Policy
from .sureness import (
    Amount, Document, Facts, Payer, Scope, Subject, is_allowed)


class PayoutSearch:
    "Looks for the closing days that an acquirer pays"

    def __init__(self, index: Index, ledger: Ledger, policy: Policy) -> None:
        self.index = index
        self.ledger = ledger
        self.policy = policy
        self.waiting: list[Waiting] = []
        self._by_net: dict[tuple[str, int], list[Run]] = {}

    def prepare(self, first: dt.date, last: dt.date) -> None:
        """Sum up the runs that transactions between two dates may pay.

        Again whenever something was promised, as it waits no longer.
        """
        found = waiting(self.ledger)
        if [w.items for w in found] == [w.items for w in self.waiting]:
            return
        self.waiting, self._by_net = found, {}
        early = first - dt.timedelta(self.policy.days_payout)
        for one in self.waiting:
            for run in one.runs(early, last, self.policy.days_run):
                key = one.currency, run.gross - run.commission
                self._by_net.setdefault(key, []).append(run)

    def find(self, extract: Extract) -> Iterator[Candidate]:
        "The runs that add up to the amount, gross or less commission"
        known = extract.payers.methods
        if extract.sign < 0 or extract.transaction.returned:
            return
        if not known and (extract.is_documented or extract.is_identified):
            return
        for run in self._by_net.get(
                (extract.transaction.currency, extract.amount), ()):
            if known and run.method not in known:
                continue
            if self._is_timely(extract, run) and self._is_open(run.items):
                yield self._candidate(extract, run, run.items, ())

    def _is_timely(self, extract: Extract, run: Run) -> bool:
        last = self.index.items[run.items[-1]].date
        days = (extract.transaction.date - last).days
        return 0 <= days <= self.policy.days_payout

    def _is_open(self, items: Sequence[int]) -> bool:
        return all(
            self.ledger.left[i] == self.index.amounts[i] for i in items)

    def find_inexact(
            self, extract: Extract, notes: list[Note]
            ) -> Iterator[Candidate]:
        """Runs in which a payment is missing or was mistyped (D4).

        Only for a known acquirer, and only the last days: among many sums
        any amount is near one.
        """
        if extract.sign < 0 or extract.transaction.returned:
            return
        date = extract.transaction.date
        for one in self.waiting:
            if one.method not in extract.payers.methods or (
                    one.currency != extract.transaction.currency):
                continue
            for run in one.runs(
                    date - dt.timedelta(self.policy.days_inexact), date,
                    self.policy.days_inexact_run):
                if not run.commission and len(run.items) > 1 and (
                        self._is_open(run.items)):
                    yield from self._without(extract, one, run)
            notes.append(self._on_transit(one))

    def _on_transit(self, one: Waiting) -> Note:
        left = [i for i in one.items if self._is_open([i])]
        total = sum(self.index.amounts[i] for i in left)
        return Note(NoteCode.ON_TRANSIT, params=(
                ('amount', self.index.scale.decimal(total)),
                ('count', len(left)),
                ('method', self.index.methods[one.method].name)))

    def _without(
            self, extract: Extract, one: Waiting, run: Run
            ) -> Iterator[Candidate]:
        "The run without one or two that are missing, or one that differs"
        commission = Commission(self.index, self.index.methods[one.method])
        amounts = {i: self.index.amounts[i] for i in run.items}
        for gross in commission.gross_of(extract.amount):
            more = run.gross - gross
            for item, amount in amounts.items():
                if amount == more:
                    yield self._left_out(
                        extract, run, (item,), gross - extract.amount)
                elif is_mistyped(amount, amount - more, self.index.scale):
                    yield self._differing(extract, run, item, amount - more)
            if len(run.items) > self.policy.max_payout:
                continue
            for pair in combinations(run.items, 2):
                if sum(amounts[i] for i in pair) == more:
                    yield self._left_out(
                        extract, run, pair, gross - extract.amount)

    def _left_out(
            self, extract: Extract, run: Run, missing: tuple[int, ...],
            commission: int) -> Candidate:
        kept = tuple(i for i in run.items if i not in missing)
        gross = sum(self.index.amounts[i] for i in kept)
        return self._candidate(
            extract, Run(run.method, kept, gross, commission), run.items, (
                Evidence.of(
                    EvidenceCode.PAYOUT_MISSING,
                    self.policy.points.payout_missing * len(missing),
                    count=len(missing), name=self._names(missing),
                    amount=self._decimal(sum(
                            self.index.amounts[i] for i in missing))),))

    def _differing(
            self, extract: Extract, run: Run, item: int, found: int
            ) -> Candidate:
        """All but the payment that differs, whose money is left over.

        It is corrected by hand, and then the whole is proposed.
        """
        kept = tuple(i for i in run.items if i != item)
        gross = sum(self.index.amounts[i] for i in kept)
        commission = Commission(
            self.index, self.index.methods[run.method]).of(gross)
        if run.gross - self.index.amounts[item] + found == extract.amount:
            commission = 0
        return self._candidate(
            extract, Run(run.method, kept, gross, commission), run.items, (
                Evidence.of(
                    EvidenceCode.PAYOUT_DIFFERS,
                    self.policy.points.payout_differs,
                    name=self._names((item,)),
                    amount=self._decimal(self.index.amounts[item]),
                    found=self._decimal(found)),))

    def _names(self, items: Sequence[int]) -> str:
        names = [
            self.index.labels[owner] for i in items
            if (owner := self.index.owner[i]) is not None]
        return ', '.join(dict.fromkeys(filter(None, names)))

    def _decimal(self, minor: int) -> Param:
        return self.index.scale.decimal(minor)

    def _candidate(
            self, extract: Extract, run: Run, whole: Sequence[int],
            more: tuple[Evidence, ...]) -> Candidate:
        spread = Spread(
            tuple(Allocation(i, self.index.amounts[i]) for i in run.items),
            extract.amount + run.commission - run.gross,
            commission=run.commission, method=run.method)
        known = run.method in extract.payers.methods
        evidence = [*self._reasons(run, whole), *more]
        if known:
            evidence.append(Evidence.of(
                    EvidenceCode.ACQUIRER, self.policy.points.acquirer,
                    name=extract.transaction.payer_name))
        facts = Facts(
            Document.NONE, Payer.AGREES if known else Payer.UNKNOWN,
            Amount.OFF if more else Amount.EXACT,
            Scope.ONE if len(run.items) == 1 else Scope.SEVERAL,
            Subject.PAYOUT)
        sure = is_allowed(facts, {e.code for e in evidence})
        return Candidate(
            spread, None, tuple(evidence), sum(e.points for e in evidence),
            Confidence.SURE if sure else Confidence.LIKELY, False)

    def _reasons(self, run: Run, whole: Sequence[int]) -> Iterator[Evidence]:
        first, last = (self.index.items[whole[n]].date for n in (0, -1))
        method = self.index.methods[run.method]
        points = self.policy.points.payout
        if first == last:
            yield Evidence.of(
                EvidenceCode.PAYOUT, points, count=len(run.items),
                method=method.name, date=first)
        else:
            yield Evidence.of(
                EvidenceCode.PAYOUT_DAYS, points, count=len(run.items),
                method=method.name, date=first, until=last)
        if run.commission:
            yield Evidence.of(
                EvidenceCode.COMMISSION, 0,
                amount=self._decimal(run.commission),
                percent=(100 * method.rate).normalize())


def is_mistyped(one: int, other: int, scale: Scale) -> bool:
    "Whether an amount is another one with two digits exchanged or one wrong"
    if one <= 0 or other <= 0:
        return False
    texts = (f'{scale.decimal(a):f}'.replace('.', '') for a in (one, other))
    return OSA.distance(*texts, score_cutoff=1) <= 1
