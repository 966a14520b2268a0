# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What all ways of looking for candidates share."""
import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import islice

from .book import Book
from .codes import ItemKind, NoteCode
from .combination import subsets_of
from .criteria import judge
from .draft import Claim, Draft, Filling, Ledger
from .model import Note
from .policy import Policy
from .reading import Reading


class Search:
    "Looks among what is open"

    def __init__(self, book: Book, ledger: Ledger, policy: Policy) -> None:
        self.book = book
        self.ledger = ledger
        self.policy = policy
        self.tolerance = book.scale.minor(policy.tolerance)

    def judge(self, reading: Reading, filling: Filling) -> Draft:
        return judge(reading, filling, self.ledger, self.policy)

    def fill(
            self, reading: Reading, items: Sequence[int]) -> list[Draft]:
        """The items with the amount, in their order.

        Credit notes are netted if that makes the sum exact.  Nothing comes
        of credit notes named in a receipt, or invoices in a debit (A7).
        """
        if any(self.ledger.open(i, reading) < 0 for i in items):
            netted = self.ledger.whole(items, reading)
            if not netted.rest:
                return [self.judge(reading, netted)]
        filling = self.ledger.fill(items, reading, self.tolerance)
        if not filling.claims:
            return []
        return [self.judge(reading, self._with_instalment(reading, filling))]

    def _with_instalment(
            self, reading: Reading, filling: Filling) -> Filling:
        "The instalments that the amount pays off exactly (A8)"
        if len(filling.claims) != 1 or filling.rest or not filling.missing:
            return filling
        claim = filling.claims[0]
        total = 0
        for instalment in sorted(
                self.book.items[claim.item].instalments,
                key=lambda i: i.date):
            total += self.book.scale.minor(instalment.amount) * reading.sign
            if total == claim.amount:
                claim = Claim(claim.item, total, 0, instalment.date)
                return Filling((claim,), 0, filling.missing)
        return filling

    def pool(
            self, reading: Reading, party: int, notes: list[Note]
            ) -> list[int]:
        "What the party may pay, what is dated after the payment left out"
        latest = reading.movement.date + dt.timedelta(
            days=self.policy.days_before)
        pool = list(islice(
                (i for i in self.book.owned.get(party, ())
                    if self.ledger.open(i, reading)
                    and self.book.items[i].date <= latest),
                self.policy.max_pool + 1))
        if len(pool) > self.policy.max_pool:
            pool.pop()
            notes.append(Note(
                    NoteCode.TOO_MANY_CANDIDATES,
                    params=(('count', self.policy.max_pool),)))
        return pool

    def exact(self, reading: Reading, items: Iterable[int]) -> list[int]:
        "A recorded payment hides the invoice that it was made for (S2)"
        return [
            i for i in items
            if self.ledger.open(i, reading) == reading.amount and (
                self.book.items[i].kind == ItemKind.PAYMENT
                or not self.is_recorded(reading, i))]

    def is_recorded(self, reading: Reading, item: int) -> bool:
        "Whether a recorded payment of just the amount stands for it (S2)"
        return any(
            i != item and self.book.items[i].kind == ItemKind.PAYMENT
            and self.ledger.open(i, reading) == reading.amount
            for i in self.book.of_invoice[self.book.invoice(item)])

    def sums(
            self, reading: Reading, pool: Sequence[int], target: int,
            more: list[Note]) -> list[tuple[int, ...]]:
        """The items of one party that add up exactly (A5).

        Up to three credit notes may be netted, one at a time.  More sums
        than are listed say nothing, so that none is.
        """
        positive = [
            i for i in pool if self.ledger.open(i, reading) > 0
            and self.book.items[i].kind != ItemKind.LOSS]
        credits = [i for i in pool if self.ledger.open(i, reading) < 0][:3]
        amounts = [self.ledger.open(i, reading) for i in positive]
        found: list[tuple[int, ...]] = []
        exceeded = False
        for netted in ((), *((c,) for c in credits)):
            sums = subsets_of(
                amounts, target - sum(
                    self.ledger.open(c, reading) for c in netted),
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


def is_exact(draft: Draft) -> bool:
    filling = draft.filling
    return not filling.rest and (
        not filling.missing
        or filling.claims[0].instalment is not None)
