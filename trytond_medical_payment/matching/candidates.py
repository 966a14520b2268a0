# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which fillings are worth a judgement: by document, by payer, by amount."""
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from .book import Book
from .codes import Confidence, EvidenceCode, ItemKind, NoteCode
from .combination import subsets_of
from .criteria import judge, near_amount
from .draft import Claim, Draft, Filling, Ledger
from .model import Evidence, Note
from .numbers import MIN_TYPO_LENGTH, Strength
from .payer import KNOWN, is_stranger
from .policy import Policy
from .reading import Reading

# Whose open items are paid in their order when no amount fits (M1, M2)
_TRUSTED = frozenset({
        EvidenceCode.ACCOUNT, EvidenceCode.ACCOUNT_SHARED,
        EvidenceCode.LEARNT_ACCOUNT, EvidenceCode.LEARNT_NAME,
        EvidenceCode.NAME, EvidenceCode.NAME_IN_TEXT})


@dataclass(slots=True)
class Candidates:
    """The drafts of one movement, best first.

    settled: items a document leads to that have nothing open any more.
    notes: what was not tried.
    """
    drafts: list[Draft] = field(default_factory=list)
    settled: tuple[int, ...] = ()
    notes: list[Note] = field(default_factory=list)


class Finder:
    "Looks for the candidates of a movement among what is open"

    def __init__(self, book: Book, ledger: Ledger, policy: Policy) -> None:
        self.book = book
        self.ledger = ledger
        self.policy = policy
        self.tolerance = book.scale.minor(policy.tolerance)

    def by_reference(self, reading: Reading) -> Candidates:
        """The invoices a reference leads to, and no other (R8, R9).

        A number in the text adds its invoice when the amount says so.
        """
        groups = [
            self.book.documents(c.items) for c in reading.references]
        candidates = self._by_documents(reading, groups)
        numbers = self._number_groups(reading, set(reading.referred))
        if numbers and candidates.drafts:
            both = self._by_documents(reading, groups + numbers)
            candidates.drafts.extend(
                d for d in both.drafts if _is_exact(d)
                and not d.items.isdisjoint(reading.referred))
        candidates.drafts = ranked(
            self._completed(reading, candidates.drafts))
        return candidates

    def by_pool(self, reading: Reading) -> Candidates:
        """Whatever numbers, payer and amount lead to.

        A document that is cited is not passed over for a vague one: beside
        it only what somebody known to pay owes to the cent (N6).
        """
        groups = self._number_groups(reading, set())
        candidates = self._by_documents(reading, groups)
        drafts = candidates.drafts
        cited = bool(candidates.settled) or not all(
            map(_is_contradicted, drafts))
        if not any(d.ceiling == Confidence.SURE for d in drafts) and not (
                self._is_paid_again(reading, candidates.settled)):
            parties = reading.payers.parties(KNOWN)
            many = len(parties) > self.policy.max_parties
            for party in parties:
                drafts.extend(self._by_payer(
                        reading, party, candidates.notes, cited or many))
        if not cited and not any(map(_is_exact, drafts)):
            drafts.extend(self._by_slip(reading))
            if not reading.unknown and not any(map(_is_exact, drafts)):
                drafts.extend(self._by_amount(reading, candidates.notes))
        candidates.drafts = ranked(drafts)
        return candidates

    def _is_paid_again(
            self, reading: Reading, settled: Sequence[int]) -> bool:
        "Whether a number is no slip, as the amount is that of its invoice"
        return any(
            abs(self.book.amounts[i]) == reading.amount
            and not is_stranger(reading.payers, i, self.book)
            for i in settled)

    def _judge(self, reading: Reading, filling: Filling) -> Draft:
        return judge(reading, filling, self.ledger, self.policy)

    # By document

    def _number_groups(
            self, reading: Reading, without: set[int]
            ) -> list[list[tuple[int, ...]]]:
        "For each place of a number in the text, what it may mean"
        places: dict[int, list[int]] = {}
        for hit in reading.numbers.hits:
            if hit.strength == Strength.STRONG and hit.target not in without:
                places.setdefault(hit.start, []).append(hit.target)
        groups = [self.book.documents(t) for t in places.values()]
        # The same number twice is one document
        return [g for n, g in enumerate(groups) if g not in groups[:n]]

    def _by_documents(
            self, reading: Reading, groups: Sequence[list[tuple[int, ...]]]
            ) -> Candidates:
        """Fillings of what the documents have open.

        groups: for each document cited, the invoices it may mean.
        """
        single = len(groups) == 1
        settled: list[int] = []
        choices: list[list[list[int]]] = []
        for group in groups:
            open_ = []
            for document in group:
                items = self._open_items(reading, document, single)
                if items:
                    open_.append(items)
                else:
                    settled.extend(document[:1])
            if open_:
                choices.append(open_)
        candidates = Candidates(settled=tuple(settled))
        if not choices:
            return candidates
        if len(choices) == 1:
            for items in choices[0]:
                candidates.drafts.extend(self._fill(reading, items))
            return candidates
        every = sorted({i for c in choices for i in c[0]})
        candidates.drafts.extend(self._fill(reading, every))
        if any(d.filling.missing for d in candidates.drafts):
            candidates.drafts.extend(
                d for c in choices for items in c
                for d in self._fill(reading, items) if _is_exact(d))
        return candidates

    def _open_items(
            self, reading: Reading, document: Sequence[int], single: bool
            ) -> list[int]:
        """What to pay of an invoice, in this order.

        A recorded payment of exactly the amount wins over the invoice (S2);
        what is lost comes after what is open (W6).
        """
        kinds: dict[ItemKind, list[int]] = {}
        for item in document:
            if self.ledger.open(item, reading):
                kinds.setdefault(self.book.items[item].kind, []).append(item)
        payments = kinds.get(ItemKind.PAYMENT, [])
        if single:
            for item in payments:
                if self.ledger.open(item, reading) == reading.amount:
                    return [item]
        items = (
            kinds.get(ItemKind.INVOICE, [])
            + kinds.get(ItemKind.CREDIT_NOTE, [])
            + kinds.get(ItemKind.LOSS, []))
        if not items and not single:
            items = payments
        return items

    def _fill(
            self, reading: Reading, items: Sequence[int]) -> list[Draft]:
        """The items with the amount, in their order.

        Credit notes are netted if that makes the sum exact.  Nothing comes
        of credit notes named in a receipt, or invoices in a debit (A7).
        """
        if any(self.ledger.open(i, reading) < 0 for i in items):
            netted = self.ledger.whole(items, reading)
            if not netted.rest:
                return [self._judge(reading, netted)]
        filling = self.ledger.fill(items, reading, self.tolerance)
        if not filling.claims:
            return []
        return [self._judge(reading, self._with_instalment(reading, filling))]

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

    def _completed(
            self, reading: Reading, drafts: list[Draft]) -> list[Draft]:
        "With what the same party owes besides, if that makes it exact"
        more = list(drafts)
        for draft in drafts:
            rest = draft.filling.rest
            owners = {self.book.owner[c.item] for c in draft.claims}
            owner = owners.pop()
            if not rest or draft.filling.close_rest or owners or (
                    owner is None):
                continue
            pool = [
                i for i in self._pool(reading, owner, [])
                if i not in draft.items]
            for chosen in self._sums(reading, pool, rest, more=[]):
                more.append(self._judge(reading, self.ledger.fill(
                            sorted(draft.items | set(chosen)), reading, 0)))
        return more

    # By payer

    def _pool(
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

    def _by_payer(
            self, reading: Reading, party: int, notes: list[Note],
            only_exact: bool) -> Iterator[Draft]:
        """What a party that may be paying owes.

        With a reference of elsewhere (R10) only what has no reference of its
        own, and to the cent.
        """
        owned = list(chain(
                self.book.owned.get(party, ()),
                self.book.paid_by.get(party, ())))
        if reading.unknown:
            owned = [i for i in owned if not self.book.items[i].references]
            if EvidenceCode.ACCOUNT not in reading.payers.codes(party):
                return
        exact = self._exact(reading, owned)
        for item in exact:
            yield from self._fill(reading, [item])
        if exact or only_exact or reading.unknown:
            return
        pool = self._pool(reading, party, notes)
        close = list(self._close(reading, pool))
        yield from close
        if any(map(_is_exact, close)):
            return
        sums = self._sums(reading, pool, reading.amount, notes)
        for chosen in sums:
            draft = self._judge(
                reading, self.ledger.whole(sorted(chosen), reading))
            if len(sums) > 1:
                other = Evidence(EvidenceCode.OTHER_SUMS, 0)
                draft = replace(draft, evidence=draft.evidence + (other,))
            yield draft
        if reading.payers.codes(party) & _TRUSTED:
            yield from self._in_order(reading, pool)

    def _exact(self, reading: Reading, items: Iterable[int]) -> list[int]:
        "A recorded payment hides the invoice that it was made for (S2)"
        return [
            i for i in items
            if self.ledger.open(i, reading) == reading.amount and (
                self.book.items[i].kind == ItemKind.PAYMENT
                or not self._is_recorded(reading, i))]

    def _close(
            self, reading: Reading, pool: Sequence[int]) -> Iterator[Draft]:
        "Instalments, and amounts that differ by no more than a fee"
        near = max(
            self.tolerance,
            near_amount(reading.amount, self.book, self.policy))
        for item in pool:
            found = self.book.items[item]
            if found.kind == ItemKind.PAYMENT:
                continue
            open_ = self.ledger.open(item, reading)
            if open_ > 0 and abs(open_ - reading.amount) <= near:
                yield from self._fill(reading, [item])
            elif len(found.instalments) > 1 and open_ > reading.amount:
                yield from filter(_is_exact, self._fill(reading, [item]))

    def _sums(
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

    def _in_order(
            self, reading: Reading, pool: Sequence[int]) -> Iterator[Draft]:
        "The oldest first, until it is used up (M1, M2)"
        items = [
            i for i in pool if self.book.items[i].kind == ItemKind.INVOICE]
        filling = self.ledger.fill(items, reading, self.tolerance)
        if not filling.claims:
            return
        # What got nothing is not short by this movement
        last = filling.claims[-1]
        missing = (
            self.ledger.open(last.item, reading) - last.amount - last.residue)
        yield self._judge(reading, Filling(
                filling.claims, filling.rest, missing, filling.close_rest))

    # By amount

    def _by_slip(self, reading: Reading) -> Iterator[Draft]:
        "A number with one slip, and the exact amount"
        for core in sorted(reading.numbers.cores):
            if core not in reading.numbers.cited and not (
                    MIN_TYPO_LENGTH <= len(core) <= 12):
                continue
            near = self.book.numbers.near(core)
            for item in self._exact(reading, near):
                yield from self._fill(reading, [item])

    def _by_amount(
            self, reading: Reading, notes: list[Note]) -> Iterator[Draft]:
        """Whatever has just the amount (A1, A2).

        Of those that nothing tells apart, the nearest in date are enough.
        """
        movement = reading.movement
        equal = self.book.by_amount.get(
            (movement.currency, reading.amount * reading.sign), [])
        special = set(reading.numbered)
        for party in reading.payers.namesakes.union(reading.payers.evidence):
            special.update(self.book.owned.get(party, ()))
        near = list(self._nearest(reading, equal))
        if len(near) > self.policy.max_proposals:
            notes.append(Note(
                    NoteCode.TOO_MANY_CANDIDATES,
                    params=(('count', len(equal)),)))
        chosen = self._exact(reading, sorted(special)) + near
        for item in sorted(set(chosen)):
            yield from self._fill(reading, [item])

    def _nearest(
            self, reading: Reading, equal: Sequence[int]) -> Iterator[int]:
        "First what was due before, the latest first, then what is due later"
        middle = bisect_right(
            equal, reading.movement.date,
            key=lambda i: self.book.items[i].due or self.book.items[i].date)
        return islice((
                i for i in chain(reversed(equal[:middle]), equal[middle:])
                if self._pays_exactly(reading, i)
                and self._is_timely(reading, i)
                and not self._is_recorded(reading, i)),
            self.policy.max_proposals + 1)

    def _is_recorded(self, reading: Reading, item: int) -> bool:
        "Whether a recorded payment of just the amount stands for it (S2)"
        return any(
            i != item and self.book.items[i].kind == ItemKind.PAYMENT
            and self.ledger.open(i, reading) == reading.amount
            for i in self.book.of_invoice[self.book.invoice(item)])

    def _pays_exactly(self, reading: Reading, item: int) -> bool:
        open_ = self.ledger.open(item, reading)
        if open_ == reading.amount:
            return True
        return open_ > reading.amount and any(
            self.book.scale.minor(i.amount) * reading.sign == reading.amount
            for i in self.book.items[item].instalments)

    def _is_timely(self, reading: Reading, item: int) -> bool:
        "A recorded payment shows on the bank within some weeks"
        found = self.book.items[item]
        if found.kind != ItemKind.PAYMENT:
            return True
        days = (reading.movement.date - found.date).days
        return -self.policy.days_before <= days <= self.policy.days_recorded


def _is_exact(draft: Draft) -> bool:
    filling = draft.filling
    return not filling.rest and (
        not filling.missing
        or filling.claims[0].instalment is not None)


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
