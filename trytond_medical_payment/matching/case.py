# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What becomes of one movement during a run."""
from .codes import Confidence
from .draft import Candidates, Draft, Ledger
from .model import Movement, Note, Refusal
from .policy import Policy
from .reading import Reading


class Case:
    """A movement on its way through a run.

    wanted: the best draft when nothing was promised yet.
    drafts: those possible now, best first; tied: those as good as the best.
    promised: the draft whose items are reserved, and what was left on each
        item after it.
    lost: another movement got something that this one could have had.
    rivalled: another movement has as good a claim.
    by_reference: a reference decides, whatever others want.
    """

    def __init__(
            self, reading: Reading, refused: frozenset[Refusal]) -> None:
        self.reading = reading
        self.wanted: Draft | None = None
        self.drafts: list[Draft] = []
        self.settled: tuple[int, ...] = ()
        self.notes: list[Note] = []
        self.tied: list[Draft] = []
        self.promised: Draft | None = None
        self.left: dict[int, int] = {}
        self.refusals = refused
        self.refused = False
        self.lost = False
        self.rivalled = False
        self.by_reference = False

    @property
    def movement(self) -> Movement:
        return self.reading.movement

    @property
    def is_tied(self) -> bool:
        return len(self.tied) > 1

    @property
    def is_active(self) -> bool:
        "Returns settle nothing (S8)"
        return bool(self.reading.amount) and not self.movement.returned

    def update(self, candidates: Candidates, policy: Policy) -> None:
        "Take over what was found; the first time it is what was wanted"
        self.lost = self.lost or bool(self.drafts)
        self.drafts = candidates.drafts
        self.settled = candidates.settled
        self.notes = candidates.notes
        if self.wanted is None and self.drafts:
            self.wanted = self.drafts[0]
        if self.lost:
            self.drafts = self.acceptable_again(policy)
        self.tied = [
            d for d in self.drafts
            if self.drafts[0].points - d.points < policy.margin]

    def acceptable(self, policy: Policy) -> tuple[Draft, ...]:
        "What may be promised instead of the best"
        return tuple(
            d for d in self.drafts
            if d.points >= self.drafts[0].points - policy.fall_back)

    def acceptable_again(self, policy: Policy) -> list[Draft]:
        "Much weaker drafts are no replacement for what was lost"
        assert self.wanted is not None
        least = self.wanted.points - policy.fall_back
        return [d for d in self.drafts if d.points >= least]

    def promise(self, draft: Draft, ledger: Ledger) -> None:
        self.promised = draft
        ledger.take(draft, self.reading)
        self.left = {c.item: ledger.left[c.item] for c in draft.claims}

    def confidence(self, draft: Draft) -> Confidence:
        """How far a draft may be trusted beside its rivals.

        Whoever took what another one lost, or has an equal rival, is one
        step less sure.
        """
        if draft is not self.promised:
            return Confidence.AMBIGUOUS
        if self.by_reference:
            return draft.ceiling
        if self.rivalled and draft.ceiling != Confidence.SURE:
            return Confidence.AMBIGUOUS
        if self.rivalled or self.lost or (
                self.wanted and draft.items != self.wanted.items):
            return Confidence.LIKELY
        return draft.ceiling

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
        mine, his = self.reading.payers, other.reading.payers
        return mine.identity is not None and mine.identity == his.identity
