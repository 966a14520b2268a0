# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What all ways of looking for candidates share."""
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from .candidate import Candidate, Ledger, Spread
from .codes import ItemKind, NoteCode
from .evidence import near_amount
from .extract import Extract
from .index import Index
from .model import Note
from .policy import Policy
from .score import score
from .subset_sum import subsets_of


class Search:
    "Looks among what is open"

    def __init__(self, index: Index, ledger: Ledger, policy: Policy) -> None:
        self.index = index
        self.ledger = ledger
        self.policy = policy
        self.tolerance = index.scale.minor(policy.tolerance)

    def score(self, extract: Extract, spread: Spread) -> Candidate:
        return score(extract, spread, self.ledger, self.policy)

    def spread(
            self, extract: Extract, items: Sequence[int]) -> list[Candidate]:
        """The items with the amount, in their order.

        Credit notes are netted if that makes the sum exact.  Nothing comes
        of credit notes named in a receipt, or invoices in a debit (A7).
        """
        if any(self.ledger.open(i, extract) < 0 for i in items):
            netted = self.ledger.whole(items, extract)
            if not netted.rest:
                return [self.score(extract, netted)]
        spread = self.ledger.spread(items, extract, self.tolerance)
        if not spread.allocations:
            return []
        return [self.score(extract, self._with_instalment(extract, spread))]

    def _with_instalment(
            self, extract: Extract, spread: Spread) -> Spread:
        "The instalments that the amount pays off exactly (A8)"
        if len(spread.allocations) != 1 or spread.rest or not spread.missing:
            return spread
        allocation = spread.allocations[0]
        total = 0
        for instalment in sorted(
                self.index.items[allocation.item].instalments,
                key=lambda i: i.date):
            total += self.index.scale.minor(instalment.amount) * extract.sign
            if total == allocation.amount:
                allocation = replace(allocation, instalment=instalment.date)
                return Spread((allocation,), 0, spread.missing)
        return spread

    def latest(self, extract: Extract) -> dt.date:
        "The last date of what the transaction may be for"
        return extract.transaction.date + dt.timedelta(
            days=self.policy.days_before)

    def pool(
            self, extract: Extract, party: int, notes: list[Note]
            ) -> list[int]:
        "What the party may pay, what is dated after the payment left out"
        latest = self.latest(extract)
        pool = list(islice(
                (i for i in self.index.owned.get(party, ())
                    if self.index.items[i].date <= latest
                    and self.ledger.open(i, extract)),
                self.policy.max_pool + 1))
        if len(pool) > self.policy.max_pool:
            pool.pop()
            notes.append(Note(
                    NoteCode.TOO_MANY_CANDIDATES,
                    params=(('count', self.policy.max_pool),)))
        return pool

    def exact(
            self, extract: Extract, items: Iterable[int]) -> Iterator[int]:
        "A recorded payment hides the invoice that it was made for (S2)"
        return (
            i for i in items
            if self.ledger.open(i, extract) == extract.amount and (
                self.index.items[i].kind == ItemKind.PAYMENT
                or not self.is_recorded(extract, i)))

    def near(self, extract: Extract) -> int:
        "The difference that may be a fee or a slip"
        return near_amount(extract.amount, self.index, self.policy)

    def is_recorded(self, extract: Extract, item: int) -> bool:
        "Whether a recorded payment of just the amount stands for it (S2)"
        return any(
            i != item and self.index.items[i].kind == ItemKind.PAYMENT
            and not self.index.is_lump(i)
            and self.ledger.open(i, extract) == extract.amount
            for i in self.index.of_invoice[self.index.invoice(item)])

    def sums(
            self, extract: Extract, pool: Sequence[int], target: int,
            more: list[Note]) -> list[tuple[int, ...]]:
        """The items of one party that add up exactly (A5).

        Up to three credit notes may be netted, one at a time.  More sums
        than are listed say nothing, so that none is.
        """
        opens = {i: self.ledger.open(i, extract) for i in pool}
        positive = [
            i for i in pool if opens[i] > 0
            and self.index.items[i].kind != ItemKind.LOSS]
        credits = [i for i in pool if opens[i] < 0][:3]
        amounts = [opens[i] for i in positive]
        found: list[tuple[int, ...]] = []
        exceeded = False
        for netted in ((), *((c,) for c in credits)):
            sums = subsets_of(
                amounts, target - sum(opens[c] for c in netted),
                self.policy.max_sums, self.policy.max_sum_bits)
            exceeded = exceeded or sums.exceeded
            if sums.more:
                more.append(Note(
                        NoteCode.TOO_MANY_CANDIDATES,
                        params=(('count', self.policy.max_sums),)))
                continue
            found.extend(
                tuple(positive[n] for n in subset) + netted
                for subset in sums.subsets)
        if exceeded:
            more.append(Note(
                    NoteCode.SEARCH_BOUND,
                    params=(('count', len(positive)),)))
        return found


def is_exact(candidate: Candidate) -> bool:
    spread = candidate.spread
    return not spread.rest and (
        not spread.missing
        or spread.allocations[0].instalment is not None)
