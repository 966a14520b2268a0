# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How to judge: three facts about a filling, and what speaks against it.

Each fact is a level with its own evidence: the document (reference, number,
none), the payer (own, agrees, unknown, other), the amount (exact, near,
off).  A table of them says how far the proposal may be trusted; the points
of the evidence only order the proposals.
"""
import datetime as dt
from enum import IntEnum

from .book import Book
from .codes import Confidence, EvidenceCode, ItemKind
from .draft import Draft, Filling, Ledger
from .model import Evidence, Param
from .numbers import Strength, is_slip
from .payer import IDENTIFIED, KNOWN, LEARNT, is_stranger
from .policy import Policy
from .reading import Reading


class Document(IntEnum):
    NONE = 0
    PART = 1
    NUMBER = 2
    REFERENCE = 3


class Payer(IntEnum):
    OTHER = 0
    UNKNOWN = 1
    AGREES = 2
    OWN = 3


class Amount(IntEnum):
    OFF = 0
    NEAR = 1
    SHORT = 2
    EXACT = 3


# What may be sure, the amount being that of one item or of several:
# (document, payer at least, amounts, several items)
SURE = (
    # R1, R8, R11, M4: the reference is right, whoever pays it
    (Document.REFERENCE, Payer.OTHER, {Amount.EXACT}, True),
    # R8, M3: a part of what the reference says, or a bit too much
    (Document.REFERENCE, Payer.OTHER, {Amount.SHORT, Amount.NEAR}, False),
    # N1, N3: a number can be mistyped, the amount or the payer tells
    (Document.NUMBER, Payer.UNKNOWN, {Amount.EXACT}, True),
    (Document.NUMBER, Payer.OWN, {Amount.SHORT, Amount.NEAR}, False),
    # A3, A8: his own account and his only invoice of that amount
    (Document.NONE, Payer.OWN, {Amount.EXACT}, False),
    )


class _Judgement:
    "Collects the evidence about one filling"

    def __init__(
            self, reading: Reading, filling: Filling, ledger: Ledger,
            policy: Policy) -> None:
        self.reading = reading
        self.filling = filling
        self.ledger = ledger
        self.book: Book = ledger.book
        self.policy = policy
        self.points = policy.points
        self.evidence: list[Evidence] = []
        self.items = [c.item for c in filling.claims]
        self.capped = False

    def add(
            self, code: EvidenceCode, points: int = 0, cap: bool = False,
            **params: Param) -> None:
        self.evidence.append(
            Evidence(code, points, tuple(sorted(params.items()))))
        self.capped = self.capped or cap

    def document(self) -> Document:
        referred = {
            c.shown: c for i in self.items
            if (c := self.reading.referred.get(i))}
        hits = {
            h.shown: h for i in self.items
            if (h := self.reading.numbered.get(i))
            and h.strength == Strength.STRONG}
        if len(referred) > 1:
            self.add(
                EvidenceCode.REFERENCES, self.points.reference,
                count=len(referred))
        for cited in list(referred.values())[:2 - len(referred)]:
            if cited.in_text:
                self.add(
                    EvidenceCode.REFERENCE_IN_TEXT,
                    self.points.reference_in_text, reference=cited.shown)
            else:
                self.add(
                    EvidenceCode.REFERENCE, self.points.reference,
                    reference=cited.shown)
        if len(hits) > 1:
            self.add(
                EvidenceCode.NUMBERS, self.points.number, count=len(hits))
        for hit in list(hits.values())[:2 - len(hits)]:
            self.add(
                EvidenceCode.NUMBER, self.points.number, number=hit.shown)
        if all(i in self.reading.referred for i in self.items):
            return Document.REFERENCE
        documented = [
            i in self.reading.referred or (
                i in self.reading.numbered
                and self.reading.numbered[i].strength == Strength.STRONG)
            for i in self.items]
        if all(documented):
            return Document.NUMBER
        if any(documented):
            return Document.PART
        self._weak_number()
        return Document.NONE

    def _weak_number(self) -> None:
        numbers = self.reading.numbers
        for item in self.items[:1]:
            if hit := self.reading.numbered.get(item):
                self.add(
                    EvidenceCode.NUMBER_SHORT, self.points.number_short,
                    number=hit.shown)
                continue
            if not numbers.cores:
                continue
            for pattern in self.book.patterns[item]:
                slips = [
                    c for c in sorted(numbers.cores)
                    if is_slip(c, pattern.core)]
                if slips and not self._exact_hit(of_stranger=False):
                    self.add(
                        EvidenceCode.NUMBER_TYPO, self.points.number_typo,
                        number=slips[0])
                    break

    def _exact_hit(self, of_stranger: bool) -> bool:
        """Whether a number in the text leads to an item of just that amount.

        What a stranger owes may be hit by a slip where fees are equal.
        """
        return any(
            h.strength == Strength.STRONG
            and self.ledger.open(i, self.reading) == self.reading.amount
            and (of_stranger or not is_stranger(
                    self.reading.payers, i, self.book))
            for i, h in self.reading.numbered.items())

    def payer(self, document: Document) -> Payer:
        payers = self.reading.payers
        owners = {self.book.owner[i] for i in self.items}
        owner = owners.pop() if len(owners) == 1 else None
        found = payers.evidence.get(owner, []) if owner is not None else []
        codes = {e.code for e in found}
        if codes & KNOWN:
            self.evidence.extend(found)
            if EvidenceCode.ACCOUNT in codes:
                return Payer.OWN
            return Payer.AGREES
        identified = set(payers.parties(KNOWN))
        if all(identified & self.book.payers[i] for i in self.items):
            self.add(
                EvidenceCode.PAYER_OF_INVOICE, self.points.payer_of_invoice)
            return Payer.AGREES
        if owner is not None and owner in payers.namesakes:
            self.add(
                EvidenceCode.SURNAME, self.points.surname,
                name=self.book.labels[owner])
            return Payer.AGREES
        if any(is_stranger(payers, i, self.book) for i in self.items):
            if document:
                self.add(
                    EvidenceCode.PAYER_OTHER,
                    name=self.reading.movement.payer_name)
            return Payer.OTHER
        return Payer.UNKNOWN

    def amount(self, document: Document) -> Amount:
        off = self.points.amount_off if document else (
            self.points.amount_off_alone)
        filling, scale = self.filling, self.book.scale
        points = self.points
        reading = self.reading
        if filling.rest and not filling.close_rest:
            near = filling.rest <= near_amount(
                reading.amount, self.book, self.policy)
            self.add(
                EvidenceCode.AMOUNT_TOTAL if self._is_total()
                else EvidenceCode.AMOUNT_OVER,
                points.amount_near if near else off,
                difference=scale.decimal(filling.rest))
            return Amount.NEAR if near else Amount.OFF
        if filling.claims[0].instalment and len(filling.claims) == 1:
            self.add(
                EvidenceCode.AMOUNT_INSTALMENT, points.amount_instalment,
                date=filling.claims[0].instalment)
            return Amount.EXACT
        if filling.missing:
            near = filling.missing <= near_amount(
                reading.amount, self.book, self.policy)
            self.add(
                EvidenceCode.AMOUNT_SHORT,
                points.amount_near if near else off,
                difference=scale.decimal(filling.missing))
            return Amount.SHORT
        residue = filling.rest or sum(c.residue for c in filling.claims)
        if residue:
            self.add(
                EvidenceCode.AMOUNT_TOLERANCE, points.amount_tolerance,
                difference=scale.decimal(residue))
        elif len(filling.claims) > 1:
            self.add(
                EvidenceCode.AMOUNT_SUM, points.amount_sum,
                count=len(filling.claims))
        else:
            self.add(
                EvidenceCode.AMOUNT, points.amount,
                amount=scale.decimal(reading.amount))
        return Amount.EXACT

    def _is_total(self) -> bool:
        "Whether it is the total of an invoice that was settled in part"
        total = self.book.items[self.items[0]].total
        return len(self.items) == 1 and total is not None and (
            self.book.scale.minor(total) * self.reading.sign
            == self.reading.amount)

    def kind(self) -> None:
        kinds = {self.book.items[i].kind for i in self.items}
        if ItemKind.PAYMENT in kinds:
            self.add(
                EvidenceCode.RECORDED_PAYMENT, self.points.recorded_payment,
                date=self.book.items[self.items[0]].date)
        if ItemKind.LOSS in kinds:
            self.add(EvidenceCode.RECOVERY, self.points.recovery, cap=True)
        if self.reading.sign < 0:
            self.add(EvidenceCode.REFUND)

    def against(
            self, document: Document, payer: Payer, amount: Amount) -> None:
        reading, points = self.reading, self.points
        if document < Document.REFERENCE:
            if reading.unknown:
                self.add(
                    EvidenceCode.REFERENCE_UNKNOWN, points.reference_unknown,
                    cap=True, reference=reading.unknown)
            if reading.invalid:
                self.add(
                    EvidenceCode.REFERENCE_INVALID, cap=True,
                    reference=reading.invalid)
        if document == Document.NUMBER and payer == Payer.OTHER and (
                amount < Amount.EXACT):
            self.add(
                EvidenceCode.PAYER_CONTRADICTS, points.payer_contradicts,
                cap=True)
        if document == Document.NUMBER:
            self._against_number()
        if document == Document.NONE:
            self._against_undocumented(payer)
        elif document < Document.REFERENCE and amount < Amount.EXACT:
            self._against_unread()
        elif document == Document.REFERENCE:
            self._against_reference(amount)

    def _against_number(self) -> None:
        "Who owes this very amount himself may have mistyped his number"
        owners = {self.book.owner[i] for i in self.items}
        for party in self.reading.payers.parties(IDENTIFIED):
            if party not in owners and any(
                    self.ledger.open(i, self.reading) == self.reading.amount
                    for i in self.book.owned.get(party, ())):
                self.add(EvidenceCode.PAYER_OWES_SAME, cap=True)
                return

    def _against_unread(self) -> None:
        "Other numbers are cited: the difference may be theirs"
        numbers = self.reading.numbers
        others = [
            h.shown for h in numbers.hits
            if h.target not in self.items] + list(numbers.cited)
        if others:
            self.add(EvidenceCode.NUMBER_OTHER, cap=True, number=others[0])

    def _against_reference(self, amount: Amount) -> None:
        """Another reference is cited as well, and not paid.

        Or an old slip was used for another invoice: the amount is its.
        """
        if any(
                not set(self.items) & set(self.book.of_document(c.items))
                for c in self.reading.references):
            self.add(EvidenceCode.REFERENCE_CONFLICT, cap=True)
            return
        if amount == Amount.EXACT:
            return
        concerned = {self.book.owner[i] for i in self.items}
        concerned.update(self.reading.payers.parties(IDENTIFIED))
        others = {
            i for p in concerned if p is not None
            for i in self.book.owned.get(p, ())}
        others.update(self.reading.numbered)
        for item in others - set(self.items):
            if self.ledger.open(item, self.reading) == self.reading.amount:
                self.add(EvidenceCode.REFERENCE_CONFLICT, cap=True)
                return

    def _against_undocumented(self, payer: Payer) -> None:
        if payer == Payer.OTHER and self.reading.payers.parties(IDENTIFIED):
            self.add(
                EvidenceCode.PAYER_CONTRADICTS, self.points.payer_contradicts,
                cap=True)
        reading, points = self.reading, self.points
        codes = {e.code for e in self.evidence}
        typed = codes & {EvidenceCode.NUMBER_TYPO, EvidenceCode.NUMBER_SHORT}
        others = [
            h for h in reading.numbers.hits if h.strength == Strength.STRONG]
        if reading.referred:
            self.add(EvidenceCode.REFERENCE_CONFLICT, cap=True)
        if others or reading.numbers.cited and not typed:
            shown = (
                others[0].shown if others else reading.numbers.cited[0])
            self.add(
                EvidenceCode.NUMBER_OTHER,
                points.number_other_exact
                if self._exact_hit(of_stranger=True) and not typed
                else points.number_other,
                cap=True, number=shown)
        owners = {self.book.owner[i] for i in self.items}
        if reading.payers.named and not owners & reading.payers.named:
            self.add(
                EvidenceCode.NAMED_OTHER, points.named_other, cap=True)
        first = max(self.book.items[i].date for i in self.items)
        early = dt.timedelta(days=self.policy.days_before)
        if reading.movement.date < first - early:
            self.add(
                EvidenceCode.DATE_BEFORE_INVOICE, points.date_before_invoice,
                cap=True, date=first)

    def family(self) -> None:
        """A relative without an account of his own owes the same amount.

        Or somebody for whom this payer is known to have paid.
        """
        owner = self.book.owner[self.items[0]]
        if owner is None:
            return
        others = self.book.surnames.relatives(owner) - self.book.has_account
        others.update(self.reading.payers.parties(LEARNT))
        others.discard(owner)
        for other in others:
            for item in self.book.owned.get(other, ()):
                if self.ledger.open(item, self.reading) == (
                        self.reading.amount):
                    self.add(EvidenceCode.FAMILY, cap=True)
                    return


def near_amount(amount: int, book: Book, policy: Policy) -> int:
    "The difference that may be a fee or a slip, in minor units"
    return max(
        min(book.scale.minor(policy.near_amount), amount // 4),
        amount * policy.near_percent // 100)


def judge(
        reading: Reading, filling: Filling, ledger: Ledger, policy: Policy
        ) -> Draft:
    "What is to be thought of a filling with at least one claim"
    judgement = _Judgement(reading, filling, ledger, policy)
    document = judgement.document()
    payer = judgement.payer(document)
    amount = judgement.amount(document)
    judgement.kind()
    judgement.against(document, payer, amount)
    sure = not judgement.capped and _may_be_sure(
        document, payer, amount, filling, judgement.book, policy)
    if sure and document == Document.NONE:
        judgement.family()
        sure = not judgement.capped
    return Draft(
        filling, account_of(reading, filling, judgement.book),
        tuple(judgement.evidence), sum(e.points for e in judgement.evidence),
        Confidence.SURE if sure else Confidence.LIKELY,
        document >= Document.NUMBER)


def _may_be_sure(
        document: Document, payer: Payer, amount: Amount, filling: Filling,
        book: Book, policy: Policy) -> bool:
    several = len(filling.claims) > 1
    if several and document == Document.NUMBER and amount == Amount.EXACT:
        # A list of an insurer (M4) was written by a machine; by hand, a
        # mistyped number leads to another party (N3 is about one)
        if len(filling.claims) >= policy.machine_list:
            return True
        if payer < Payer.AGREES and (
                len({book.owner[c.item] for c in filling.claims}) > 1):
            return False
    return any(
        document == d and payer >= p and amount in a and (s or not several)
        for d, p, a, s in SURE)


def account_of(
        reading: Reading, filling: Filling, book: Book) -> int | None:
    "On whose account the rest goes: the one who owed, else who paid"
    if not filling.rest or filling.close_rest:
        return None
    owners = {book.owner[c.item] for c in filling.claims}
    if len(owners) == 1:
        return owners.pop()
    payers = reading.payers.parties(IDENTIFIED)
    return payers[0] if len(payers) == 1 else None
