# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What becomes of one transaction during a run."""
from .candidate import Candidate, Finding, Ledger
from .codes import Confidence
from .extract import Extract
from .model import Note, Refusal, Transaction
from .policy import Policy
from .sureness import Standing, contested


class Case:
    """A transaction on its way through a run.

    wanted: the best candidate when nothing was promised yet.
    candidates: those possible now, best first; tied: as good as the best.
    promised: the candidate whose items are reserved, and what was left on each
        item after it.
    lost: another transaction got something that this one could have had.
    rivalled: another transaction wants it as much.
    by_reference: a reference decides, whatever others want.
    """

    def __init__(
            self, extract: Extract, refused: frozenset[Refusal]) -> None:
        self.extract = extract
        self.wanted: Candidate | None = None
        self.candidates: list[Candidate] = []
        self.settled: tuple[int, ...] = ()
        self.notes: list[Note] = []
        self.tied: list[Candidate] = []
        self.promised: Candidate | None = None
        self.left: dict[int, int] = {}
        self.refusals = refused
        self.refused = False
        self.lost = False
        self.rivalled = False
        self.by_reference = False

    @property
    def transaction(self) -> Transaction:
        return self.extract.transaction

    @property
    def is_tied(self) -> bool:
        return len(self.tied) > 1

    @property
    def is_active(self) -> bool:
        return bool(self.extract.amount)

    def update(self, finding: Finding, policy: Policy) -> None:
        "Take over what was found; the first time it is what was wanted"
        self.lost = self.lost or bool(self.candidates)
        self.candidates = finding.candidates
        self.settled = finding.settled
        self.notes = finding.notes
        if self.wanted is None and self.candidates:
            self.wanted = self.candidates[0]
        if self.lost:
            self.candidates = self.acceptable_again(policy)
        self.tied = [
            c for c in self.candidates
            if self.candidates[0].points - c.points < policy.margin]

    def acceptable(self, policy: Policy) -> tuple[Candidate, ...]:
        "What may be promised instead of the best"
        return tuple(
            c for c in self.candidates
            if c.points >= self.candidates[0].points - policy.fall_back)

    def acceptable_again(self, policy: Policy) -> list[Candidate]:
        "Much weaker candidates are no replacement for what was lost"
        assert self.wanted is not None
        least = self.wanted.points - policy.fall_back
        return [c for c in self.candidates if c.points >= least]

    def promise(self, candidate: Candidate, ledger: Ledger) -> None:
        self.promised = candidate
        ledger.take(candidate, self.extract)
        self.left = {
            a.item: ledger.left[a.item] for a in candidate.allocations}

    def confidence(self, candidate: Candidate) -> Confidence:
        "How far a candidate may be trusted beside its rivals"
        return contested(candidate.confidence, self.standing(candidate))

    def standing(self, candidate: Candidate) -> Standing:
        if candidate is not self.promised:
            return Standing.TIED
        if self.by_reference:
            return Standing.FREE
        if self.rivalled:
            return Standing.RIVALLED
        if self.lost or (
                self.wanted and candidate.items != self.wanted.items):
            return Standing.SECOND
        return Standing.FREE

    def rivals(self, other: 'Case', policy: Policy) -> bool:
        """Whether this one wanted as much what was promised to the other.

        Not if both come from the same payer: then the first paid, and the
        second paid twice.
        """
        if other is self or not (self.wanted and other.promised):
            return False
        if not self.wanted.items & other.promised.items or (
                self.promised
                and self.promised.items & other.promised.items):
            return False
        if self.has_same_payer(other):
            return False
        return (
            self.wanted.points > other.promised.points - policy.margin)

    def has_same_payer(self, other: 'Case') -> bool:
        mine, his = self.extract.payers, other.extract.payers
        return mine.identity is not None and mine.identity == his.identity
