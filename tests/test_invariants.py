# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Random sequences of everything that settles, checked after every step.

HYPOTHESIS_STEPS multiplies the number of sequences for a longer run.
"""
import os
from contextlib import ExitStack
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine, initialize, invariant, precondition, rule)

from trytond.pool import Pool
from trytond.transaction import Transaction

from .payment_tools import (
    cancel_moves, check_invariants, pay, reconcile_by_hand, taken)
from .tools import (
    balance, create_invoice, create_statement, pay_with_core,
    practice_transaction, reload, run_tasks)

FACTOR = int(os.environ.get('HYPOTHESIS_STEPS', 1))
shares = st.integers(1, 12).map(lambda n: Decimal(n) / 10)
indexes = st.integers(0, 99)


def if_any(name):
    "Let the rule have its turn when there is something for it to do"
    return precondition(lambda machine: getattr(machine, name))


def pick(records, index):
    return records[index % len(records)]


def part(record, amount, share, most=1):
    "At least a cent"
    amount = record.currency.round(amount * min(share, most))
    return max(amount, Decimal('0.01'))


class Seen(RuleBasedStateMachine):
    "The practice, and what there is to do in it"

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.practice = None
        self.invoices = 0
        self.statements = []

    def teardown(self):
        self.stack.close()

    @initialize()
    def open_practice(self):
        self.practice = self.stack.enter_context(practice_transaction())
        self.stack.enter_context(
            Transaction().set_context(_skip_warnings=True))
        for name in ['loss', 'discount']:
            self.practice.method(name, adjust_taxes=True)
        self._create(Decimal('107.70'), True)

    def _create(self, amount, taxed, **values):
        practice = self.practice
        self.invoices += 1
        create_invoice(
            practice, [
                (amount, [practice.tax] if taxed else []),
                ('50', [])],
            payment_term=practice.term(
                "30 days" if self.invoices % 2 else "4 instalments"),
            **values)

    @invariant()
    def see(self):
        if self.practice is None:
            return
        self._see_invoices()
        self._see_payments()

    def _see_invoices(self):
        Invoice = Pool().get('account.invoice')
        self.open = [
            i for i in Invoice.search([
                    ('state', '=', 'posted'),
                    ('payment_state', '!=', 'paid')])
            if i.balance_to_pay > 0]
        self.open_in_francs = [
            i for i in self.open if i.currency == self.practice.currency]
        self.few_open = len(self.open) < 4

    def _see_payments(self):
        Payment = Pool().get('account.invoice.payment')
        posted = Payment.search([('state', '=', 'posted')])
        # Recovering a part loses the rest again: refused where more is
        # settled than there was, by hand
        self.losses = [
            p for p in posted
            if p.kind == 'loss' and p.invoice.balance_to_pay >= 0]
        self.credits = [
            p for p in posted if not p.invoice and p.amount_available > 0]
        parties = {p.party for p in self.credits}
        self.may_use_credit = [i for i in self.open if i.party in parties]
        used = [p.credit or p.refunded for p in posted]
        used = [p for p in used if p]
        moves = {p.move for p in used}
        self.cancellable = [
            p for p in posted
            if p.move not in moves
            and not (p.statement_line and not p.invoice)]
        settling = {p.move for p in posted if p.line.reconciliation}
        self.cancellable_by_accounting = [
            p for p in self.cancellable
            if p.move not in settling
            and not (p.statement_line or p.credit or p.refunded)]
        in_use = {
            p.statement_line.statement for p in used if p.statement_line}
        self.drafts = [
            s for s in map(reload, self.statements) if s.state == 'draft']
        self.unused_drafts = [s for s in self.drafts if s not in in_use]


class Settling(Seen):

    @if_any('few_open')
    @rule(amount=st.decimals('0.05', '500', places=2), taxed=st.booleans(),
        foreign=st.booleans())
    def add_invoice(self, amount, taxed, foreign):
        values = {'currency': self.practice.eur} if foreign else {}
        self._create(amount, taxed, **values)

    @if_any('open')
    @rule(index=indexes, share=shares, method=st.sampled_from(
            ['cash', 'card', 'transfer']))
    def pay_or_overpay(self, index, share, method):
        invoice = pick(self.open, index)
        amount = part(
            invoice, invoice.balance_to_pay, share, most=Decimal('1.2'))
        pay(self.practice, invoice, method, amount)

    @if_any('open')
    @rule()
    def mark_as_paid(self):
        "All that is open, in one batch"
        Invoice = Pool().get('account.invoice')
        Invoice.pay_balance(
            self.open, self.practice.method('cash'), self.practice.today)
        run_tasks()

    @if_any('open')
    @rule(index=indexes, share=shares, kind=st.sampled_from(
            ['loss', 'discount']))
    def give_away(self, index, share, kind):
        invoice = pick(self.open, index)
        pay(self.practice, invoice, kind,
            part(invoice, invoice.balance_to_pay, share), reason="Chance")

    @if_any('cancellable')
    @rule(index=indexes)
    def cancel(self, index):
        Payment = Pool().get('account.invoice.payment')
        Payment.cancel_payments(
            [pick(self.cancellable, index)], reason="Chance")
        run_tasks()

    @if_any('cancellable_by_accounting')
    @rule(index=indexes)
    def cancel_move(self, index):
        cancel_moves(pick(self.cancellable_by_accounting, index).move)
        run_tasks()

    @if_any('open')
    @rule(index=indexes, share=shares)
    def core_pay(self, index, share):
        invoice = pick(self.open, index)
        pay_with_core(
            invoice, part(invoice, invoice.balance_to_pay, share),
            self.practice.method('cash'))

    @if_any('open')
    @rule(index=indexes)
    def core_write_off(self, index):
        Line = Pool().get('account.move.line')
        invoice = pick(self.open, index)
        Line.reconcile([
                l for l in invoice.lines_to_pay + invoice.payment_lines
                if not l.reconciliation],
            writeoff=self._write_off())
        run_tasks()

    def _write_off(self):
        WriteOff = Pool().get('account.move.reconcile.write_off')
        found = WriteOff.search([])
        if found:
            return found[0]
        account = self.practice.accounts['loss']
        write_off = WriteOff(
            company=self.practice.company, name="Rest",
            journal=self.practice.journal('write-off'),
            debit_account=account, credit_account=account)
        write_off.save()
        return write_off

    @if_any('open_in_francs')
    @rule(index=indexes)
    def reconcile_by_hand(self, index):
        reconcile_by_hand(self.practice, pick(self.open_in_francs, index))

    @if_any('open')
    @rule(index=indexes)
    def credit_note(self, index):
        "A credit note over a part, put on the invoice"
        Invoice = Pool().get('account.invoice')
        invoice = pick(self.open, index)
        note = create_invoice(
            self.practice,
            -part(invoice, invoice.balance_to_pay, Decimal('0.3')),
            currency=invoice.currency)
        Invoice.add_payment_lines({invoice: note.lines_to_pay})
        Invoice.settle_due([invoice])

    @if_any('open_in_francs')
    @rule(index=indexes, share=shares)
    def statement_line(self, index, share):
        pool = Pool()
        Line = pool.get('account.statement.line')
        Statement = pool.get('account.statement')
        invoice = pick(self.open_in_francs, index)
        amount = part(invoice, invoice.balance_to_pay, share)
        rest = Decimal('5')
        statement = create_statement(
            self.practice, [{'amount': amount + rest}])
        origin, = statement.origins
        values = {
            'statement': statement, 'origin': origin, 'date': origin.date,
            'party': invoice.party, 'account': invoice.account}
        Statement.settle([
                Line(amount=amount, related_to=invoice, **values),
                Line(amount=rest, **values)])
        run_tasks()
        self.statements.append(statement)

    @if_any('drafts')
    @rule(index=indexes)
    def post_statement(self, index):
        Statement = Pool().get('account.statement')
        statement = pick(self.drafts, index)
        Statement.validate_statement([statement])
        Statement.post([reload(statement)])
        run_tasks()

    @if_any('unused_drafts')
    @rule(index=indexes)
    def cancel_statement(self, index):
        Statement = Pool().get('account.statement')
        Statement.cancel([pick(self.unused_drafts, index)])
        run_tasks()

    @if_any('may_use_credit')
    @rule(index=indexes)
    def use_credit(self, index):
        Invoice = Pool().get('account.invoice')
        Invoice.use_credit([pick(self.may_use_credit, index)])
        run_tasks()

    @if_any('credits')
    @rule(index=indexes, share=shares)
    def refund(self, index, share):
        Payment = Pool().get('account.invoice.payment')
        credit = pick(self.credits, index)
        Payment.refund(
            [credit], self.practice.method('cash'), self.practice.today,
            amount=part(credit, credit.amount_available, share))

    @if_any('losses')
    @rule(index=indexes, share=shares)
    def recover(self, index, share):
        Payment = Pool().get('account.invoice.payment')
        loss = pick(self.losses, index)
        Payment.reverse_losses(
            [(loss, part(loss, loss.amount, share))], self.practice.today)
        run_tasks()

    @invariant()
    def nothing_is_lost(self):
        if self.practice is None:
            return
        practice = self.practice
        check_invariants(practice)
        Line = Pool().get('account.move.line')
        Payment = Pool().get('account.invoice.payment')
        posted = Payment.search([('state', '=', 'posted')])
        # No line is received twice, and none is used twice: a credit and
        # its use may share theirs
        received = [p.line for p in posted if not p.credit]
        uses = [p.line for p in posted if p.credit]
        assert len(set(received)) == len(received)
        assert len(set(uses)) == len(uses)
        # What the records say is what the accounts say
        for payment in posted:
            balance_ = (
                payment.invoice.claim_balance(payment.line)
                if payment.invoice
                else -payment._credit_balance(payment.line))
            assert payment.amount == -balance_
        # Cash, transit and bank hold what was taken
        held = balance(*(
                practice.accounts[n] for n in ['cash', 'transit', 'bank']))
        if all(p.currency == practice.currency for p in posted):
            assert held == taken()
        for line in Line.search([('reconciliation', '!=', None)]):
            assert line.account.reconcile


TestSettling = Settling.TestCase
TestSettling.settings = settings(
    max_examples=50 * FACTOR, stateful_step_count=50,
    # The same sequences every day; a longer run looks for new ones
    derandomize=FACTOR == 1, deadline=None,
    suppress_health_check=list(HealthCheck), print_blob=True)
TestSettling = pytest.mark.slow(TestSettling)
