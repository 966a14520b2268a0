# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What speaks for a spread: its document, its payer, its amount."""
from .candidate import Ledger, Spread
from .codes import EvidenceCode, ItemKind
from .document_numbers import Hit, Strength
from .extract import Cited, Extract
from .index import Index
from .model import Evidence, Param
from .payer import KNOWN, is_stranger
from .policy import Policy
from .sureness import Amount, Document, Payer, Scope
from .typing_error import is_mistyped


class Dossier:
    "Collects the evidence about one spread"

    def __init__(
            self, extract: Extract, spread: Spread, ledger: Ledger,
            policy: Policy) -> None:
        self.extract = extract
        self.spread = spread
        self.ledger = ledger
        self.index: Index = ledger.index
        self.policy = policy
        self.points = policy.points
        self.evidence: list[Evidence] = []
        self.items = [c.item for c in spread.allocations]
        self.owners = {self.index.owner[i] for i in self.items}

    def add(
            self, code: EvidenceCode, points: int = 0, **params: Param
            ) -> None:
        self.evidence.append(Evidence.of(code, points, **params))

    @property
    def codes(self) -> set[EvidenceCode]:
        return {e.code for e in self.evidence}

    def scope(self) -> Scope:
        if len(self.items) == 1:
            return Scope.ONE
        if len(self.items) >= self.policy.machine_list:
            return Scope.LIST
        return Scope.ONE_PARTY if len(self.owners) == 1 else Scope.SEVERAL

    def is_exactly_open(self, item: int) -> bool:
        return self.ledger.open(item, self.extract) == self.extract.amount

    def owes_exactly(self, party: int) -> int | None:
        "The first item of just the amount that a party owes, not of these"
        return next((
                i for alike in self.ledger.exactly(party, self.extract)
                for i in alike
                if self.index.owner[i] == party and i not in self.items),
            None)

    def document(self) -> Document:
        if not self.extract.referred and not self.extract.numbered:
            self._weak_number()
            return Document.NONE
        referred = {
            c.shown: c for i in self.items
            if (c := self.extract.referred.get(i))}
        hits = {
            h.shown: h for i in self.items
            if (h := self.extract.numbered.get(i))
            and h.strength == Strength.STRONG}
        self._add_references(list(referred.values()))
        self._add_numbers(list(hits.values()))
        if all(i in self.extract.referred for i in self.items):
            return Document.REFERENCE
        documented = [
            i in self.extract.referred or (
                i in self.extract.numbered
                and self.extract.numbered[i].strength == Strength.STRONG)
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
        if hit := self.extract.numbered.get(item):
            self.add(
                EvidenceCode.NUMBER_SHORT, self.points.number_short,
                number=hit.shown)
            return
        errors = [
            c for c in sorted(self.extract.numbers.cores)
            for p in self.index.patterns[item] if is_mistyped(c, p.core)]
        if errors and not self.exact_hit(of_stranger=False):
            self.add(
                EvidenceCode.NUMBER_TYPO, self.points.number_typo,
                number=errors[0])

    def exact_hit(self, of_stranger: bool) -> bool:
        """Whether a number in the text leads to an item of just that amount.

        What a stranger owes may be hit by a slip where fees are equal.
        """
        return any(
            h.strength == Strength.STRONG
            and self.is_exactly_open(i)
            and (of_stranger or not is_stranger(
                    self.extract.payers, i, self.index))
            for i, h in self.extract.numbered.items())

    def payer(self, document: Document) -> Payer:
        payers = self.extract.payers
        owner = next(iter(self.owners)) if len(self.owners) == 1 else None
        found = payers.evidence.get(owner, []) if owner is not None else []
        codes = {e.code for e in found}
        if codes & KNOWN:
            self.evidence.extend(found)
            if EvidenceCode.ACCOUNT in codes:
                return Payer.OWN
            return Payer.AGREES
        identified = set(payers.parties(KNOWN))
        if all(identified & self.index.payers[i] for i in self.items):
            self.add(
                EvidenceCode.PAYER_OF_INVOICE, self.points.payer_of_invoice)
            return Payer.AGREES
        if owner is not None and (
                self.index.surnames.has(owner, payers.words)):
            self.add(
                EvidenceCode.SURNAME, self.points.surname,
                name=self.index.labels[owner])
            return Payer.AGREES
        if any(is_stranger(payers, i, self.index) for i in self.items):
            if document:
                self.add(
                    EvidenceCode.PAYER_OTHER,
                    name=self.extract.transaction.payer_name)
            return Payer.OTHER
        return Payer.UNKNOWN

    def amount(self, document: Document) -> Amount:
        "Without a document, a wrong amount speaks against the proposal"
        spread, points = self.spread, self.points
        over = spread.rest if not spread.close_rest else 0
        if not over and spread.allocations[0].instalment:
            self.add(
                EvidenceCode.AMOUNT_INSTALMENT, points.amount_instalment,
                date=spread.allocations[0].instalment)
            return Amount.EXACT
        if not over and not spread.missing:
            self._add_exact()
            return Amount.EXACT
        difference = over or spread.missing
        near = difference <= near_amount(
            self.extract.amount, self.index, self.policy)
        worth = points.amount_off if document else points.amount_off_alone
        if near:
            worth = points.amount_near
        code = EvidenceCode.AMOUNT_SHORT
        if over:
            code = (
                EvidenceCode.AMOUNT_TOTAL if self._is_total()
                else EvidenceCode.AMOUNT_OVER)
        self.add(code, worth, difference=self.index.scale.decimal(difference))
        if not over:
            return Amount.SHORT
        return Amount.NEAR if near else Amount.OFF

    def _add_exact(self) -> None:
        spread, points = self.spread, self.points
        decimal = self.index.scale.decimal
        residue = spread.rest or sum(c.residue for c in spread.allocations)
        if residue:
            self.add(
                EvidenceCode.AMOUNT_TOLERANCE, points.amount_tolerance,
                difference=decimal(residue))
        elif len(spread.allocations) > 1:
            self.add(
                EvidenceCode.AMOUNT_SUM, points.amount_sum,
                count=len(spread.allocations))
        else:
            self.add(
                EvidenceCode.AMOUNT, points.amount,
                amount=decimal(self.extract.amount))

    def _is_total(self) -> bool:
        "Whether it is the total of an invoice that was settled in part"
        total = self.index.items[self.items[0]].total
        return len(self.items) == 1 and total is not None and (
            self.index.scale.minor(total) * self.extract.sign
            == self.extract.amount)

    def kind(self) -> None:
        kinds = {self.index.items[i].kind for i in self.items}
        if ItemKind.PAYMENT in kinds:
            self.add(
                EvidenceCode.RECORDED_PAYMENT, self.points.recorded_payment,
                date=self.index.items[self.items[0]].date)
        if ItemKind.LOSS in kinds:
            self.add(EvidenceCode.RECOVERY, self.points.recovery)
        if ItemKind.ARRIVED in kinds:
            self.add(
                EvidenceCode.RETURN, date=self.index.items[self.items[0]].date)
        elif self.extract.sign < 0:
            self.add(EvidenceCode.REFUND)
        if any(map(self.index.is_lump, self.items)):
            self.add(EvidenceCode.PAYOUT_EXPECTED)


def near_amount(amount: int, index: Index, policy: Policy) -> int:
    "The difference that may be a fee or a slip, in minor units"
    return max(
        min(index.scale.minor(policy.near_amount), amount // 4),
        amount * policy.near_percent // 100)
