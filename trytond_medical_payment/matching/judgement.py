# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What speaks for a filling: its document, its payer, its amount."""
from .book import Book
from .codes import EvidenceCode, ItemKind
from .draft import Filling, Ledger
from .levels import Amount, Document, Payer
from .model import Evidence, Param
from .numbers import Hit, Strength, is_slip
from .payer import KNOWN, is_stranger
from .policy import Policy
from .reading import Cited, Reading


class Judgement:
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
        self.owners = {self.book.owner[i] for i in self.items}
        self.capped = False

    def add(
            self, code: EvidenceCode, points: int = 0, cap: bool = False,
            **params: Param) -> None:
        self.evidence.append(
            Evidence(code, points, tuple(sorted(params.items()))))
        self.capped = self.capped or cap

    def is_exactly_open(self, item: int) -> bool:
        return self.ledger.open(item, self.reading) == self.reading.amount

    def document(self) -> Document:
        referred = {
            c.shown: c for i in self.items
            if (c := self.reading.referred.get(i))}
        hits = {
            h.shown: h for i in self.items
            if (h := self.reading.numbered.get(i))
            and h.strength == Strength.STRONG}
        self._add_references(list(referred.values()))
        self._add_numbers(list(hits.values()))
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

    def _add_references(self, cited: list[Cited]) -> None:
        if len(cited) > 1:
            self.add(
                EvidenceCode.REFERENCES, self.points.reference,
                count=len(cited))
        elif cited and cited[0].in_text:
            self.add(
                EvidenceCode.REFERENCE_IN_TEXT,
                self.points.reference_in_text, reference=cited[0].shown)
        elif cited:
            self.add(
                EvidenceCode.REFERENCE, self.points.reference,
                reference=cited[0].shown)

    def _add_numbers(self, hits: list[Hit]) -> None:
        if len(hits) > 1:
            self.add(
                EvidenceCode.NUMBERS, self.points.number, count=len(hits))
        elif hits:
            self.add(
                EvidenceCode.NUMBER, self.points.number,
                number=hits[0].shown)

    def _weak_number(self) -> None:
        item = self.items[0]
        if hit := self.reading.numbered.get(item):
            self.add(
                EvidenceCode.NUMBER_SHORT, self.points.number_short,
                number=hit.shown)
            return
        slips = [
            c for c in sorted(self.reading.numbers.cores)
            for p in self.book.patterns[item] if is_slip(c, p.core)]
        if slips and not self.exact_hit(of_stranger=False):
            self.add(
                EvidenceCode.NUMBER_TYPO, self.points.number_typo,
                number=slips[0])

    def exact_hit(self, of_stranger: bool) -> bool:
        """Whether a number in the text leads to an item of just that amount.

        What a stranger owes may be hit by a slip where fees are equal.
        """
        return any(
            h.strength == Strength.STRONG
            and self.is_exactly_open(i)
            and (of_stranger or not is_stranger(
                    self.reading.payers, i, self.book))
            for i, h in self.reading.numbered.items())

    def payer(self, document: Document) -> Payer:
        payers = self.reading.payers
        owner = next(iter(self.owners)) if len(self.owners) == 1 else None
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
        "Without a document, a wrong amount speaks against the proposal"
        filling, points = self.filling, self.points
        over = filling.rest if not filling.close_rest else 0
        if not over and filling.claims[0].instalment:
            self.add(
                EvidenceCode.AMOUNT_INSTALMENT, points.amount_instalment,
                date=filling.claims[0].instalment)
            return Amount.EXACT
        if not over and not filling.missing:
            self._add_exact()
            return Amount.EXACT
        difference = over or filling.missing
        near = difference <= near_amount(
            self.reading.amount, self.book, self.policy)
        worth = points.amount_off if document else points.amount_off_alone
        if near:
            worth = points.amount_near
        code = EvidenceCode.AMOUNT_SHORT
        if over:
            code = (
                EvidenceCode.AMOUNT_TOTAL if self._is_total()
                else EvidenceCode.AMOUNT_OVER)
        self.add(code, worth, difference=self.book.scale.decimal(difference))
        if not over:
            return Amount.SHORT
        return Amount.NEAR if near else Amount.OFF

    def _add_exact(self) -> None:
        filling, points = self.filling, self.points
        decimal = self.book.scale.decimal
        residue = filling.rest or sum(c.residue for c in filling.claims)
        if residue:
            self.add(
                EvidenceCode.AMOUNT_TOLERANCE, points.amount_tolerance,
                difference=decimal(residue))
        elif len(filling.claims) > 1:
            self.add(
                EvidenceCode.AMOUNT_SUM, points.amount_sum,
                count=len(filling.claims))
        else:
            self.add(
                EvidenceCode.AMOUNT, points.amount,
                amount=decimal(self.reading.amount))

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


def near_amount(amount: int, book: Book, policy: Policy) -> int:
    "The difference that may be a fee or a slip, in minor units"
    return max(
        min(book.scale.minor(policy.near_amount), amount // 4),
        amount * policy.near_percent // 100)
