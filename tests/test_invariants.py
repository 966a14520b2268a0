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
    RuleBasedStateMachine, initialize, invariant, rule)

from trytond.pool import Pool
from trytond.transaction import Transaction

from .payment_tools import check_invariants, pay, taken
from .tools import (
    balance, create_invoice, create_statement, pay_with_core,
    practice_transaction, reload, run_tasks)

FACTOR = int(os.environ.get('HYPOTHESIS_STEPS', 1))
shares = st.integers(1, 12).map(lambda n: Decimal(n) / 10)
indexes = st.integers(0, 99)


class Settling(RuleBasedStateMachine):

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.practice = None

    @initialize()
    def open_practice(self):
        self.practice = self.stack.enter_context(practice_transaction())
        self.stack.enter_context(
            Transaction().set_context(_skip_warnings=True))
        for name in ['loss', 'discount']:
            self.practice.method(name, adjust_taxes=True)
        self.invoices = []
        self.statements = []
        self.add_invoice(Decimal('107.70'), True, False)

    def teardown(self):
        self.stack.close()

    def _open(self, index):
        open_ = [
            i for i in map(reload, self.invoices)
            if i.state == 'posted' and i.balance_to_pay > 0]
        if open_:
            return open_[index % len(open_)]

    def _part(self, invoice, share, most=1):
        amount = invoice.currency.round(
            invoice.balance_to_pay * min(share, most))
        return max(amount, Decimal('0.01'))

    @rule(amount=st.decimals('0.05', '500', places=2), taxed=st.booleans(),
        foreign=st.booleans())
    def add_invoice(self, amount, taxed, foreign):
        practice = self.practice
        if len(self.invoices) >= 6:
            return
        values = {'currency': practice.eur} if foreign else {}
        self.invoices.append(create_invoice(
                practice, [
                    (amount, [practice.tax] if taxed else []),
                    ('50', [])],
                payment_term=practice.term(
                    "4 instalments" if len(self.invoices) % 2 else "30 days"),
                **values))

    @rule(index=indexes, share=shares, method=st.sampled_from(
            ['cash', 'card', 'transfer']))
    def pay_or_overpay(self, index, share, method):
        invoice = self._open(index)
        if invoice:
            pay(self.practice, invoice, method,
                self._part(invoice, share, Decimal('1.2')))

    @rule(index=indexes, share=shares, kind=st.sampled_from(
            ['loss', 'discount']))
    def give_away(self, index, share, kind):
        invoice = self._open(index)
        if invoice:
            pay(self.practice, invoice, kind,
                self._part(invoice, share), reason="Chance")

    @rule(index=indexes)
    def cancel(self, index):
        Payment = Pool().get('account.invoice.payment')
        used = {p.credit or p.refunded for p in Payment.search([
                    ('state', '=', 'posted'),
                    ['OR', ('credit', '!=', None), ('refunded', '!=', None)],
                    ])}
        posted = [
            p for p in Payment.search([('state', '=', 'posted')])
            if p not in used
            and not (set(Payment.search([('move', '=', p.move.id)])) & used)
            and not (p.statement_line and not p.invoice)]
        if posted:
            Payment.cancel_payments(
                [posted[index % len(posted)]], reason="Chance")
            run_tasks()

    @rule(index=indexes, share=shares)
    def core_pay(self, index, share):
        invoice = self._open(index)
        if invoice:
            pay_with_core(
                invoice, self._part(invoice, share),
                self.practice.method('cash'))

    @rule(index=indexes)
    def core_write_off(self, index):
        invoice = self._open(index)
        Line = Pool().get('account.move.line')
        if not invoice or len({
                l.party for l in invoice.lines_to_pay}) != 1:
            return
        lines = [
            l for l in invoice.lines_to_pay + invoice.payment_lines
            if not l.reconciliation]
        Line.reconcile(lines, writeoff=self._write_off())
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

    @rule(index=indexes)
    def credit_note(self, index):
        "A credit note over a part, put on the invoice"
        Invoice = Pool().get('account.invoice')
        invoice = self._open(index)
        if invoice:
            note = create_invoice(
                self.practice, -self._part(invoice, Decimal('0.3')),
                currency=invoice.currency)
            Invoice.add_payment_lines({invoice: note.lines_to_pay})
            Invoice.settle_due([invoice])

    @rule(index=indexes, share=shares)
    def statement_line(self, index, share):
        pool = Pool()
        Line = pool.get('account.statement.line')
        Statement = pool.get('account.statement')
        invoice = self._open(index)
        if not invoice or invoice.currency != self.practice.currency:
            return
        amount = self._part(invoice, share)
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

    @rule(index=indexes)
    def post_statement(self, index):
        Statement = Pool().get('account.statement')
        drafts = [
            s for s in map(reload, self.statements) if s.state == 'draft']
        if drafts:
            statement = drafts[index % len(drafts)]
            Statement.validate_statement([statement])
            Statement.post([reload(statement)])
            run_tasks()

    @rule(index=indexes)
    def cancel_statement(self, index):
        pool = Pool()
        Payment = pool.get('account.invoice.payment')
        Statement = pool.get('account.statement')
        for statement in map(reload, self.statements):
            used = Payment.search([
                    ('state', '=', 'posted'),
                    ['OR',
                        ('credit.statement_line.statement', '=',
                            statement.id),
                        ('refunded.statement_line.statement', '=',
                            statement.id)]])
            if statement.state == 'draft' and not used:
                Statement.cancel([statement])
                run_tasks()
                return

    @rule(index=indexes)
    def use_credit(self, index):
        Invoice = Pool().get('account.invoice')
        invoice = self._open(index)
        if invoice:
            Invoice.use_credit([invoice])
            run_tasks()

    @rule(share=shares)
    def refund(self, share):
        Payment = Pool().get('account.invoice.payment')
        credits = [
            p for p in Payment.search([
                    ('invoice', '=', None), ('state', '=', 'posted')])
            if p.amount_available > 0]
        if credits:
            credit = credits[0]
            amount = credit.currency.round(
                credit.amount_available * min(share, 1))
            if amount:
                Payment.refund(
                    [credit], self.practice.method('cash'),
                    self.practice.today, amount=amount)

    @rule(index=indexes, share=shares)
    def recover(self, index, share):
        Payment = Pool().get('account.invoice.payment')
        losses = Payment.search([
                ('kind', '=', 'loss'), ('state', '=', 'posted')])
        if losses:
            loss = losses[index % len(losses)]
            amount = loss.currency.round(loss.amount * min(share, 1))
            if amount:
                Payment.reverse_losses(
                    [(loss, amount)], self.practice.today)
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
    max_examples=24 * FACTOR, stateful_step_count=25,
    # The same sequences every day; a longer run looks for new ones
    derandomize=FACTOR == 1, deadline=None,
    suppress_health_check=list(HealthCheck), print_blob=True)
TestSettling = pytest.mark.slow(TestSettling)
