# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What ends it, in every way."""
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from trytond.exceptions import UserError
from trytond.pool import Pool

from .. import core_tools as core
from ..erase_tools import NAME, check_erased, erase, pay_by_bank
from ..match_tools import accept, match_of, undo
from ..payment_tools import cancel_moves
from ..tools import create_statement, reload, run_tasks, savepoint
from .receiving import Receiving
from .seen import if_any, indexes, part, pick, shares


class Ending(Receiving):
    @if_any('payments')
    @rule(index=indexes)
    def cancel(self, index):
        Payment = Pool().get('account.invoice.payment')
        self.attempt(
            Payment.cancel_payments, [pick(self.payments, index)],
            reason="Chance")

    @if_any('payments')
    @rule(index=indexes, unreconcile=st.booleans())
    def cancel_move(self, index, unreconcile):
        payment = pick(self.payments, index)
        if payment.statement_line:
            # Its move goes with the statement
            return

        def cancel():
            if unreconcile:
                core.unreconcile(payment.line)
            cancel_moves(payment.move)
        self.attempt(cancel)

    @if_any('payments')
    @rule(index=indexes)
    def unreconcile(self, index):
        self.attempt(core.unreconcile, pick(self.payments, index).line)

    @if_any('with_lines')
    @rule(index=indexes, line=indexes)
    def take_off(self, index, line):
        invoice = pick(self.with_lines, index)
        self.attempt(
            core.take_off, invoice, pick(invoice.payment_lines, line))

    @if_any('open')
    @rule(index=indexes, share=shares, kind=st.sampled_from(
            ['loss', 'discount']), line=indexes)
    def give_away_and_take_off(self, index, share, kind, line):
        "What two owe is given away at once, and one of the lines taken off"
        self.attempt(
            self._give_away_and_take_off, pick(self.open, index), share, kind,
            line)

    def _give_away_and_take_off(self, invoice, share, kind, line):
        self._delegate(invoice, whole=False)
        open_ = reload(invoice).balance_to_pay
        self._settle(invoice, kind, part(invoice, open_, share))
        invoice = reload(invoice)
        core.take_off(invoice, pick(invoice.payment_lines, line))

    @if_any('posted')
    @rule(index=indexes)
    def cancel_invoice(self, index):
        self.attempt(
            core.cancel_invoice, self.practice, pick(self.posted, index))

    @if_any('posted')
    @rule(index=indexes)
    def credit_with_refund(self, index):
        self.attempt(
            core.credit_invoice, self.practice, pick(self.posted, index))

    @if_any('open')
    @rule(index=indexes, whole=st.booleans())
    def delegate(self, index, whole):
        "All that is open, or what is due first"
        self.attempt(self._delegate, pick(self.open, index), whole)

    @if_any('open')
    @rule(index=indexes)
    def reschedule(self, index):
        self.attempt(
            core.reschedule, self.practice, pick(self.open, index))

    @if_any('open')
    @rule(index=indexes)
    def settle_due(self, index):
        "What was unreconciled"
        Invoice = Pool().get('account.invoice')
        self.attempt(Invoice.settle_due, [pick(self.posted, index)])

    @if_any('credits')
    @rule(index=indexes, share=shares)
    def refund(self, index, share):
        "Too much is refused, and names what it is refused for"
        credit = pick(self.credits, index)
        available = credit.amount_available
        self.attempt(self._refund, credit, available + 1)
        self.refused = False
        self.attempt(self._refund, credit, part(credit, available, share))

    def _refund(self, credit, amount):
        Payment = Pool().get('account.invoice.payment')
        Payment.refund(
            [reload(credit)], self.practice.method('cash'),
            self.practice.today, amount=amount)

    @if_any('payments')
    @rule(index=indexes)
    def change_kind(self, index):
        "Of a method in use: what was taken would be told as something else"
        method = pick(self.payments, index).method
        if method:
            kind = 'loss' if method.kind == 'payment' else 'payment'
            self.attempt(method.__class__.write, [method], {'kind': kind})

    @if_any('losses')
    @rule(index=indexes, share=shares)
    def recover(self, index, share):
        Payment = Pool().get('account.invoice.payment')
        loss = pick(self.losses, index)
        self.attempt(
            Payment.reverse_losses,
            [(loss, part(loss, loss.amount, share))], self.practice.today)

    @if_any('drafts')
    @rule(index=indexes)
    def post_statement(self, index):
        self.attempt(self._post_statement, pick(self.drafts, index))

    @if_any('drafts')
    @rule(index=indexes)
    def cancel_statement(self, index):
        Statement = Pool().get('account.statement')
        self.attempt(Statement.cancel, [pick(self.drafts, index)])

    @if_any('accepted')
    @rule(index=indexes, again=st.booleans())
    def undo(self, index, again):
        self.attempt(self._undo, pick(self.accepted, index), again)

    def _undo(self, match, again):
        lines = [(l.invoice, l.amount) for l in match.lines if l.invoice]
        undo(match)
        if again and lines and match.statement.state != 'posted':
            run_tasks()
            accept(match_of(
                    match.origin, *lines, on_account=lines[0][0].party.id))

    @if_any('received')
    @rule(index=indexes)
    def returned(self, index):
        self._returned(pick(self.received, index))

    @if_any('open_in_francs')
    @rule(index=indexes, share=shares)
    def bank_takes_back(self, index, share):
        "What it brought, after its statement was posted"
        self.attempt(
            self._statement_line, pick(self.open_in_francs, index), share,
            True)
        if not self.refused:
            self._see_payments()
            if self.received:
                self._returned(max(self.received, key=lambda p: p.id))

    @if_any('few_open')
    @rule(amount=st.decimals('0.05', '300', places=2))
    def erase(self, amount):
        "Who has paid through the bank, and is to be forgotten: never refused"
        party, = Pool().get('party.party').create([{
                    'name': NAME, 'addresses': [('create', [{}])]}])
        paid = pay_by_bank(self.practice, party, amount)
        erase(party)
        check_erased(*paid)

    @if_any('open')
    @rule(index=indexes)
    def replace(self, index):
        "A patient who was entered twice: core refuses, and changes nothing"
        invoice = pick(self.open, index)
        kept = pick(
            [p for p in self.practice.patients if p != invoice.party], index)
        with pytest.raises(UserError), savepoint():
            core.replace(invoice.party, kept)

    def _returned(self, payment):
        "Nobody may refuse what the bank has done"
        statement = create_statement(
            self.practice, [{'amount': -payment.amount}])
        accept(match_of(statement.origins[0], (payment, -payment.amount)))
        run_tasks()
        assert reload(payment).state == 'cancelled'
        self.statements.append(statement)
