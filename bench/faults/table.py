# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Faults that were mended once, each with what its mend is without.

An edit replaces some text of one function, which must be there exactly once,
so that a mend that moves is missed by a test and not by nobody.
"""
import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / 'trytond_medical_payment'


@dataclass(frozen=True)
class Edit:
    "What a function says with the mend, and without"
    path: str
    function: str   # by its qualified name
    before: str
    after: str

    @property
    def file(self):
        return PACKAGE / self.path

    def compiled(self):
        "Return the code of the file without the mend, and a line of it"
        source = self.file.read_text()
        node = _find(ast.parse(source), self.function.split('.'))
        lines = source.splitlines(keepends=True)
        start, end = node.lineno - 1, node.end_lineno
        text = ''.join(lines[start:end])
        if text.count(self.before) != 1:
            raise LookupError(
                f"{self.path}: {self.function} says {self.before!r} "
                f"{text.count(self.before)} times")
        text = text.replace(self.before, self.after)
        source = ''.join([*lines[:start], text, *lines[end:]])
        return compile(source, str(self.file), 'exec'), node.lineno


def _find(tree, names):
    node = tree
    for name in names:
        node = next((
                n for n in node.body if getattr(n, 'name', None) == name),
            None)
        if not node:
            raise LookupError(f"{'.'.join(names)} is no more")
    return node


@dataclass(frozen=True)
class Fault:
    number: int
    what: str       # that is taken out
    edits: tuple[Edit, ...]
    on_receipt: bool = False    # it needs taxes on receipt


_PENDING_AGAIN = Edit(
    'invoice/tax_cash.py', 'Invoice._make_due',
    "            if not pending:\n",
    "            if amount < 0:\n"
    "                continue\n"
    "            if not pending:\n")

FAULTS = [
    Fault(1, "what is no longer due is pending again", (_PENDING_AGAIN,),
        on_receipt=True),
    Fault(2, "the taxes of the credit notes are taken off", (
            Edit('invoice/tax_cash.py', 'Invoice._cash_target',
                "share = self._share_of_notes(\n"
                "                notes, settled['amount_credited'])",
                "share = ZERO"),),
        on_receipt=True),
    Fault(3, "a credit note on an invoice is counted and reconciled", (
            Edit('invoice/amount.py', 'AmountMixin.get_settled_amounts',
                "cls._add_notes(sub_invoices, amounts)", "pass"),
            Edit('payment/recording.py', 'RecordingMixin.record_links',
                "if noted:", "if False:"))),
    Fault(4, "a credit note that is on an invoice is not paid out", (
            Edit('invoice/claim.py', 'ClaimMixin._open_lines',
                "if self.total_amount < 0:", "if False:"),)),
    Fault(5, "a credit pays the own part first", (
            Edit('payment/credit.py', 'CreditMixin._split_use',
                "amount, claims, first=self.line.party.id",
                "amount, claims"),)),
    Fault(6, "what follows from a loss keeps its category", (
            Edit('payment/settlement.py', 'SettlementMixin.follow',
                "for name in FOLLOWING}",
                "for name in FOLLOWING if name != 'reason_category'}"),)),
    Fault(7, "what statements put on account is told once", (
            Edit('payment/recording.py', 'RecordingMixin._overpaid_lines',
                "isinstance(l.origin, (cls, StatementLine))",
                "isinstance(l.origin, cls)"),
            Edit('payment/recording.py', 'RecordingMixin.record_credits',
                "            if l not in known]", "            ]"))),
    Fault(8, "the exchange difference goes with its reconciliation", (
            Edit('payment/attached.py', 'AttachedMixin._is_exchange',
                "if move.origin or len(move.lines) != 2:", "if True:"),)),
    Fault(9, "the write-off goes with its reconciliation", (
            Edit('payment/account.py', 'MoveLine._get_writeoff_move',
                "move.origin = writeoff", "pass"),)),
    Fault(10, "a loss that is released is reversed", (
            Edit('payment/recording.py', 'RecordingMixin.release',
                "given = [p for p in payments if p.gives_away]",
                "given = []"),
            Edit('payment/cancellation.py', 'CancellationMixin.end_payments',
                "given = [p for p in payments if p.gives_away]",
                "given = []"))),
    Fault(11, "an invoice of nothing is paid when it is posted", (
            Edit('invoice/ended.py', 'EndedMixin._post',
                "if nothing:", "if False:"),)),
    Fault(12, "a debit that takes a payment back is its return", (
            Edit('match/line.py', 'MatchLine.is_return',
                "return bool(self.payment) and "
                "self.amount < 0 < self.payment.amount",
                "return False"),)),
    Fault(14, "a refusal names an invoice where there is one only", (
            Edit('payment/credit.py', 'CreditMixin._raise_use',
                "        if invoice:\n"
                "            raise PaymentAmountError(gettext(\n"
                "                    'medical_payment.msg_credit_amount',\n"
                "                    invoice=invoice.rec_name, **names))",
                "        if True:\n"
                "            raise PaymentAmountError(gettext(\n"
                "                    'medical_payment.msg_credit_amount',\n"
                "                    invoice=getattr(invoice, 'number', ''),\n"
                "                    **names))"),)),
    Fault(16, "what an undone match made due is pending again (as 1)",
        (_PENDING_AGAIN,), on_receipt=True),
    Fault(17, "the list of losses has what is reversed", (
            Edit('report/given_away_query.py', 'given_away_query',
                "        _select_given(reversal=True),\n", ""),)),
    Fault(18, "the kind of a method in use stays", (
            Edit('payment/method.py', 'PaymentMethod.check_modification',
                "if mode == 'write' and 'kind' in values:", "if False:"),)),
    Fault(20, "what is pending is taken back whatever the method says", (
            Edit('payment/tax_cash.py', 'Payment._takes_taxes_back',
                "return True", "return self.method.adjust_taxes"),),
        on_receipt=True),
    Fault(19, "who is erased leaves nothing behind", (
            Edit('erase.py', 'PartyErase.transition_erase',
                "[p.id for p in parties]", "[]"),
            Edit('erase.py', 'PartyErase.to_erase',
                "            (Match, [('origin', 'in', origins)], True,"
                " ['evidence'], [None]),\n", ""))),
    # Not among the scenarios: the random run came upon them
    Fault(22, "a credit that paid for another comes back", (
            Edit('payment/recording.py', 'RecordingMixin.release',
                "[p for p in payments if p.credit], date", "[], date"),)),
    Fault(23, "what two were let off ends as a whole", (
            Edit('payment/recording.py', 'RecordingMixin._reverse_given',
                "cls._same_receipts(given)", "given"),)),
    ]

# What is no step of a random run, and the test that sees to it
ASIDE = {
    13: 'test_money_13_a_patient_entered_twice',
    15: 'test_money_15_views_have_what_conditions_need',
    21: 'test_account_and_amount_stay_sure',
    }
