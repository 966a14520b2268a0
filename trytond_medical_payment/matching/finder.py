# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which candidates a transaction has: by document, by payer, by amount."""
from collections.abc import Iterable, Sequence

from .candidate import Candidate, Finding, Ledger
from .codes import Confidence, EvidenceCode
from .extract import Extract
from .index import Index
from .model import Note
from .payer import KNOWN, is_stranger
from .policy import Policy
from .search import is_exact
from .search_amount import AmountSearch
from .search_document import DocumentSearch
from .search_payer import PayerSearch
from .search_payout import PayoutSearch
from .search_return import ReturnSearch
from .search_slip import SlipSearch


class Finder:
    "Looks for the candidates of a transaction among what is open"

    def __init__(self, index: Index, ledger: Ledger, policy: Policy) -> None:
        self.index = index
        self.policy = policy
        self.documents = DocumentSearch(index, ledger, policy)
        self.payers = PayerSearch(index, ledger, policy)
        self.payouts = PayoutSearch(index, ledger, policy)
        self.slips = SlipSearch(index, ledger, policy)
        self.returns = ReturnSearch(index, ledger, policy)
        self.amounts = AmountSearch(index, ledger, policy)

    def by_reference(self, extract: Extract) -> Finding:
        """The invoices a reference leads to, and no other (R8, R9).

        A number in the text adds its invoice when the amount says so.
        """
        groups = [
            self.index.documents(c.items) for c in extract.references]
        finding = self.documents.find(extract, groups)
        numbers = self.documents.number_groups(extract, set(extract.referred))
        if numbers and finding.candidates:
            both = self.documents.find(extract, groups + numbers)
            finding.candidates.extend(
                c for c in both.candidates if is_exact(c)
                and not c.items.isdisjoint(extract.referred))
        candidates = finding.candidates
        if not any(map(is_exact, candidates)):
            candidates = self.documents.completed(extract, candidates)
        candidates.extend(self.returns.find(extract))
        finding.candidates = ranked(candidates)
        return finding

    def by_pool(self, extract: Extract) -> Finding:
        """Whatever numbers, payer and amount lead to.

        A document that is cited is not passed over for a vague one: beside
        it only what somebody known to pay owes to the cent (N6).
        """
        if extract.transaction.returned:
            return Finding(ranked(self.returns.find(extract)))
        groups = self.documents.number_groups(extract, set())
        finding = self.documents.find(extract, groups)
        candidates = finding.candidates
        cited = bool(finding.settled) or not all(
            map(_is_contradicted, candidates))
        sure = any(c.confidence == Confidence.SURE for c in candidates)
        if not sure and not self._is_paid_again(extract, finding.settled):
            parties = extract.payers.parties(KNOWN)
            many = len(parties) > self.policy.max_parties
            for party in parties:
                candidates.extend(self.payers.find(
                        extract, party, finding.notes, cited or many))
        if not cited and not any(map(is_exact, candidates)):
            candidates.extend(self.amounts.find_mistyped(extract))
            if not extract.unknown and not any(map(is_exact, candidates)):
                candidates.extend(self.amounts.find(extract, finding.notes))
        candidates.extend(self._lumps(extract, finding.notes))
        candidates.extend(self.returns.find(extract))
        finding.candidates = ranked(candidates)
        return finding

    def _lumps(
            self, extract: Extract, notes: list[Note]) -> list[Candidate]:
        "What arrives together: payouts and slips"
        found = [*self.payouts.find(extract), *self.slips.find(extract)]
        if not found:
            found.extend(self.payouts.find_inexact(extract, notes))
        return found

    def _is_paid_again(
            self, extract: Extract, settled: Sequence[int]) -> bool:
        "Whether a number is no slip, as the amount is that of its invoice"
        return any(
            abs(self.index.amounts[i]) == extract.amount
            and not is_stranger(extract.payers, i, self.index)
            for i in settled)


def _is_contradicted(candidate: Candidate) -> bool:
    return any(
        e.code == EvidenceCode.PAYER_CONTRADICTS for e in candidate.evidence)


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    "Best first, each set of items once; ties in the order of what is due"
    best: dict[frozenset[int], Candidate] = {}
    for candidate in candidates:
        items = candidate.items
        old = best.get(items)
        if old is None or candidate.points > old.points:
            best[items] = candidate
    return sorted(
        best.values(), key=lambda c: (-c.points, sorted(c.items)))
