# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which candidates a movement has: by document, by payer, by amount."""
from collections.abc import Iterable, Sequence

from .book import Book
from .codes import Confidence, EvidenceCode
from .draft import Candidates, Draft, Ledger
from .payer import KNOWN, is_stranger
from .policy import Policy
from .reading import Reading
from .search import is_exact
from .search_amount import AmountSearch
from .search_document import DocumentSearch
from .search_payer import PayerSearch


class Finder:
    "Looks for the candidates of a movement among what is open"

    def __init__(self, book: Book, ledger: Ledger, policy: Policy) -> None:
        self.book = book
        self.policy = policy
        self.documents = DocumentSearch(book, ledger, policy)
        self.payers = PayerSearch(book, ledger, policy)
        self.amounts = AmountSearch(book, ledger, policy)

    def by_reference(self, reading: Reading) -> Candidates:
        """The invoices a reference leads to, and no other (R8, R9).

        A number in the text adds its invoice when the amount says so.
        """
        groups = [
            self.book.documents(c.items) for c in reading.references]
        candidates = self.documents.find(reading, groups)
        numbers = self.documents.number_groups(reading, set(reading.referred))
        if numbers and candidates.drafts:
            both = self.documents.find(reading, groups + numbers)
            candidates.drafts.extend(
                d for d in both.drafts if is_exact(d)
                and not d.items.isdisjoint(reading.referred))
        drafts = candidates.drafts
        if not any(map(is_exact, drafts)):
            drafts = self.documents.completed(reading, drafts)
        candidates.drafts = ranked(drafts)
        return candidates

    def by_pool(self, reading: Reading) -> Candidates:
        """Whatever numbers, payer and amount lead to.

        A document that is cited is not passed over for a vague one: beside
        it only what somebody known to pay owes to the cent (N6).
        """
        groups = self.documents.number_groups(reading, set())
        candidates = self.documents.find(reading, groups)
        drafts = candidates.drafts
        cited = bool(candidates.settled) or not all(
            map(_is_contradicted, drafts))
        if not any(d.ceiling == Confidence.SURE for d in drafts) and not (
                self._is_paid_again(reading, candidates.settled)):
            parties = reading.payers.parties(KNOWN)
            many = len(parties) > self.policy.max_parties
            for party in parties:
                drafts.extend(self.payers.find(
                        reading, party, candidates.notes, cited or many))
        if not cited and not any(map(is_exact, drafts)):
            drafts.extend(self.amounts.find_slips(reading))
            if not reading.unknown and not any(map(is_exact, drafts)):
                drafts.extend(self.amounts.find(reading, candidates.notes))
        candidates.drafts = ranked(drafts)
        return candidates

    def _is_paid_again(
            self, reading: Reading, settled: Sequence[int]) -> bool:
        "Whether a number is no slip, as the amount is that of its invoice"
        return any(
            abs(self.book.amounts[i]) == reading.amount
            and not is_stranger(reading.payers, i, self.book)
            for i in settled)


def _is_contradicted(draft: Draft) -> bool:
    return any(
        e.code == EvidenceCode.PAYER_CONTRADICTS for e in draft.evidence)


def ranked(drafts: Iterable[Draft]) -> list[Draft]:
    "Best first, each set of items once; ties in the order of what is due"
    best: dict[frozenset[int], Draft] = {}
    for draft in drafts:
        old = best.get(draft.items)
        if old is None or draft.points > old.points:
            best[draft.items] = draft
    return sorted(
        best.values(), key=lambda d: (-d.points, sorted(d.items)))
