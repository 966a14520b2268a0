# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Candidates by slip: cheques and cash brought to the bank (D6, D7)."""
import re
from collections.abc import Iterator

from .candidate import Allocation, Candidate, Ledger, Spread
from .codes import Confidence, EvidenceCode, ItemKind
from .document_numbers import Strength
from .extract import Extract
from .index import Index
from .model import Evidence
from .policy import Policy
from .sureness import (
    Amount, Document, Facts, Payer, Scope, Subject, is_allowed)

_DIGITS = re.compile('[0-9]+')
# A slip has so many digits that count, as it also has the amount
_MIN_DIGITS = 3


class SlipSearch:
    "Looks for a slip by its sum, and by its number"

    def __init__(self, index: Index, ledger: Ledger, policy: Policy) -> None:
        self.index = index
        self.ledger = ledger
        self.policy = policy
        self._by_amount: dict[tuple[str, int], list[int]] = {}
        self._numbers: dict[int, set[str]] = {}
        for n, item in enumerate(index.items):
            if item.kind == ItemKind.SLIP:
                key = item.currency, index.amounts[n]
                self._by_amount.setdefault(key, []).append(n)
                self._numbers[n] = {
                    digits for number in item.numbers
                    for digits in _significant(number)[-1:]}

    def find(self, extract: Extract) -> Iterator[Candidate]:
        "The slips of just the amount"
        if extract.sign < 0 or extract.transaction.returned:
            return
        for item in self._by_amount.get(
                (extract.transaction.currency, extract.amount), ()):
            days = (
                extract.transaction.date - self.index.items[item].date).days
            if self.ledger.left[item] == extract.amount and (
                    -self.policy.days_before <= days
                    <= self.policy.days_recorded):
                yield self._candidate(extract, item)

    def _candidate(self, extract: Extract, item: int) -> Candidate:
        evidence = list(self._evidence(extract, item))
        codes = {e.code for e in evidence}
        payer = Payer.UNKNOWN
        if EvidenceCode.ACQUIRER in codes:
            payer = Payer.AGREES
        elif extract.payers.identity is not None:
            payer = Payer.OTHER
        document = Document.NONE
        if EvidenceCode.NUMBER in codes:
            document = Document.NUMBER
        sure = is_allowed(Facts(
                document, payer, Amount.EXACT, Scope.ONE, Subject.SLIP),
            codes)
        return Candidate(
            Spread(
                (Allocation(item, extract.amount),), 0,
                method=self.index.method_of(item)),
            None, tuple(evidence), sum(e.points for e in evidence),
            Confidence.SURE if sure else Confidence.LIKELY,
            document == Document.NUMBER)

    def _evidence(self, extract: Extract, item: int) -> Iterator[Evidence]:
        found, points = self.index.items[item], self.policy.points
        method = self.index.method_of(item)
        yield Evidence.of(
            EvidenceCode.SLIP, points.slip, date=found.date,
            number=next(iter(found.numbers), ''))
        written = set(_significant(extract.numbers.text))
        named = {n for n, own in self._numbers.items() if own & written}
        if item in named:
            yield Evidence.of(
                EvidenceCode.NUMBER, points.number,
                number=next(iter(found.numbers)))
        elif named:
            yield Evidence.of(
                EvidenceCode.NUMBER_OTHER, points.number_other_exact,
                number=next(iter(self.index.items[min(named)].numbers)))
        if method is not None and method in extract.payers.methods:
            yield Evidence.of(
                EvidenceCode.ACQUIRER, points.acquirer,
                name=extract.transaction.payer_name)
        if not named:
            yield from self._against(extract)
        if item not in named and self._is_asked(extract):
            yield Evidence.of(EvidenceCode.AMOUNT_OF_OTHER, 0, number='')

    def _against(self, extract: Extract) -> Iterator[Evidence]:
        "What says that it is something else, where no slip is named"
        points = self.policy.points
        if extract.unknown:
            yield Evidence.of(
                EvidenceCode.REFERENCE_UNKNOWN, points.reference_unknown,
                reference=extract.unknown)
        if extract.invalid:
            yield Evidence.of(
                EvidenceCode.REFERENCE_INVALID, reference=extract.invalid)
        numbers = extract.numbers
        others = [
            h.shown for h in numbers.hits
            if h.strength == Strength.STRONG] + list(numbers.cited)
        if others:
            yield Evidence.of(
                EvidenceCode.NUMBER_OTHER, points.number_other,
                number=others[0])
        if extract.payers.named:
            yield Evidence.of(EvidenceCode.NAMED_OTHER, points.named_other)

    def _is_asked(self, extract: Extract) -> bool:
        "Whether something else that is open has just the amount"
        return any(
            self.ledger.open(i, extract) == extract.amount
            for i in self.index.by_amount.get(
                (extract.transaction.currency, extract.amount), ()))


def _significant(text: str) -> list[str]:
    "The groups of digits, without the zeros that lead them"
    groups = (g.lstrip('0') for g in _DIGITS.findall(text))
    return [g for g in groups if len(g) >= _MIN_DIGITS]
