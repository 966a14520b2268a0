# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What settles."""
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import rule

from trytond.modules.account_invoice.exceptions import InvoiceValidationError
from trytond.pool import Pool

from .. import core_tools as core
from ..match_tools import accept, match_of
from ..payment_tools import pay, reconcile_by_hand
from ..test_on_account import receive
from ..tools import (
    TODAY, create_invoice, create_statement, pay_with_core, reload, run_tasks,
    savepoint)
from .seen import Seen, if_any, indexes, part, pick, shares

# Francs for a euro
RATES = ['1.10', '1.25', '1.31']


class Receiving(Seen):
    def _delegate(self, invoice, whole):
        lines = [l for l in invoice.lines_to_pay if not l.reconciliation]
        core.delegate(
            self.practice, invoice, self.practice.insurer,
            lines if whole else lines[:1])

    @if_any('few_open')
    @rule(amount=st.decimals('0.05', '500', places=2), taxed=st.booleans(),
        foreign=st.booleans(), insured=st.booleans())
    def add_invoice(self, amount, taxed, foreign, insured):
        values = {'currency': self.practice.eur} if foreign else {}
        if insured:
            values['alternative_payees'] = [self.practice.insurer]
        invoice = self._create(amount, taxed, **values)
        if insured:
            self.attempt(self._delegate, invoice, whole=False)

    add_another_invoice = add_invoice

    @rule(amount=st.decimals('0.05', '300', places=2))
    def receive(self, amount):
        "Before there is an invoice"
        receive(self.practice, amount)

    @if_any('nothing_yet')
    @rule(foreign=st.booleans())
    def add_nothing(self, foreign):
        "An invoice of zero"
        self.nothing_yet = False
        values = {'currency': self.practice.eur} if foreign else {}
        create_invoice(self.practice, '0', payment_term=None, **values)
        run_tasks()

    @rule(rate=st.sampled_from(RATES))
    def move_rate(self, rate):
        core.set_rate(self.practice, TODAY, rate)

    @if_any('open')
    @rule(index=indexes, share=shares, method=st.sampled_from(
            ['cash', 'card', 'transfer']))
    def pay_or_overpay(self, index, share, method):
        invoice = pick(self.open, index)
        amount = part(
            invoice, invoice.balance_to_pay, share, most=Decimal('1.2'))
        self.attempt(pay, self.practice, invoice, method, amount)

    @if_any('open')
    @rule(index=indexes, method=st.sampled_from(['cash', 'loss']))
    def settle_again(self, index, method):
        "Paid, cancelled, and paid again or lost"
        self.attempt(self._settle_again, pick(self.open, index), method)

    def _settle_again(self, invoice, method):
        Payment = Pool().get('account.invoice.payment')
        payment = pay(self.practice, invoice, 'card')
        run_tasks()
        Payment.cancel_payments([payment], reason="Chance")
        run_tasks()
        self._settle(invoice, method)

    def _settle(self, invoice, method, amount=None):
        invoice = reload(invoice)
        if invoice.balance_to_pay > 0:
            pay(self.practice, invoice, method, amount,
                reason_category=(
                    self.reason if method in {'loss', 'discount'} else None))
            run_tasks()

    @if_any('to_mark')
    @rule()
    def mark_as_paid(self):
        "All that is open, with the credit notes, in one batch"
        Invoice = Pool().get('account.invoice')
        invoices = self.to_mark
        try:
            with savepoint():
                Invoice.pay_balance(
                    invoices, self.practice.method('cash'),
                    self.practice.today)
                run_tasks()
        except InvoiceValidationError as error:
            # Of one that core's *Pay* has written off more than was due:
            # core takes no payment lines above the total. It is named
            assert any(i.rec_name in str(error) for i in invoices)

    @if_any('open')
    @rule(index=indexes, share=shares, kind=st.sampled_from(
            ['loss', 'discount']))
    def give_away(self, index, share, kind):
        invoice = pick(self.open, index)
        self.attempt(
            pay, self.practice, invoice, kind,
            part(invoice, invoice.balance_to_pay, share),
            reason_category=self.reason)

    @if_any('open')
    @rule(index=indexes, share=shares, rest=st.sampled_from(
            ['partial', 'writeoff']))
    def core_pay(self, index, share, rest):
        "By who owes: core pays for nobody else, and writes that off as well"
        self.attempt(self._core_pay, pick(self.open, index), share, rest)

    def _core_pay(self, invoice, share, rest):
        owing = [
            l.party for l in invoice.lines_to_pay if not l.reconciliation]
        pay_with_core(
            invoice,
            part(invoice, invoice.balance_to_pay, share),
            self.practice.method('cash'), type=rest,
            writeoff=core.create_write_off(self.practice),
            payee=owing[0] if owing else None)

    @if_any('open')
    @rule(index=indexes, share=shares)
    def write_off_and_cancel(self, index, share):
        "The payment of core's *Pay*: what it wrote off goes with it"
        self.attempt(
            self._write_off_and_cancel, pick(self.open, index), share)

    def _write_off_and_cancel(self, invoice, share):
        Payment = Pool().get('account.invoice.payment')
        self._core_pay(invoice, min(share, Decimal('0.9')), 'writeoff')
        payment = Payment.search(
            [('state', '=', 'posted')], order=[('id', 'DESC')], limit=1)
        Payment.cancel_payments(payment, reason="Chance")

    @if_any('open')
    @rule(index=indexes)
    def core_write_off(self, index):
        Line = Pool().get('account.move.line')
        invoice = pick(self.open, index)
        self.attempt(
            Line.reconcile, [
                l for l in invoice.lines_to_pay + invoice.payment_lines
                if not l.reconciliation],
            writeoff=core.create_write_off(self.practice))

    @if_any('open_in_francs')
    @rule(index=indexes)
    def by_hand(self, index):
        self.attempt(
            reconcile_by_hand, self.practice, pick(self.open_in_francs, index))

    @if_any('posted')
    @rule(index=indexes, share=shares, how=st.sampled_from(
            ['part', 'whole', 'line']))
    def credit_note(self, index, share, how):
        "Of a part, of all or of a line; put on the invoice where it fits"
        self.attempt(self._credit_note, pick(self.posted, index), share, how)

    @if_any('open')
    @rule(index=indexes, share=shares)
    def credit_note_and_pay(self, index, share):
        "Both are among what is marked as paid"
        self.attempt(
            self._credit_note, pick(self.open, index), share, 'part')
        if not self.refused:
            self._see_invoices()
            self.mark_as_paid()

    @if_any('posted')
    @rule(index=indexes, share=shares, method=st.sampled_from(
            ['cash', 'loss']))
    def credit_line_and_settle(self, index, share, method):
        "Of two rates one is credited, the other is paid in part and settled"
        self.attempt(
            self._credit_line, pick(self.posted, index), share, method)

    def _credit_line(self, invoice, share, method):
        self._credit_note(invoice, share, 'line')
        open_ = reload(invoice).balance_to_pay
        self._settle(invoice, 'cash', part(invoice, open_, share))
        self._settle(invoice, method)

    def _credit_note(self, invoice, share, how):
        open_ = invoice.balance_to_pay
        if how == 'part':
            note = create_invoice(
                self.practice,
                -part(invoice, max(open_, 1), share, Decimal('0.3')),
                currency=invoice.currency)
        else:
            note = core.credit_invoice(
                self.practice, invoice, refund=False,
                lines=[0] if how == 'line' else None)
        if -note.total_amount <= open_:
            self._put_on(reload(invoice), note)

    def _put_on(self, invoice, note):
        "It counts as what it is, and what it covers is paid"
        credited = invoice.amount_credited
        core.put_on(invoice, note)
        invoice = reload(invoice)
        assert invoice.amount_credited == credited - note.total_amount
        claims = invoice.__class__.open_claims([invoice])[invoice.id]
        assert any(claims.values()) or invoice.state == 'paid'

    @if_any('open_in_francs')
    @rule(index=indexes, share=shares, posted=st.booleans())
    def statement_line(self, index, share, posted):
        "A match of an invoice and a rest on account, accepted"
        self.attempt(
            self._statement_line, pick(self.open_in_francs, index), share,
            posted)

    def _statement_line(self, invoice, share, posted):
        amount = part(invoice, invoice.balance_to_pay, share)
        statement = create_statement(
            self.practice, [{'amount': amount + Decimal('5')}])
        accept(match_of(
                statement.origins[0], (invoice, amount),
                on_account=invoice.party.id))
        self.statements.append(statement)
        if posted:
            run_tasks()
            self._post_statement(reload(statement))

    def _post_statement(self, statement):
        Statement = Pool().get('account.statement')
        Statement.validate_statement([statement])
        Statement.post([reload(statement)])

    @if_any('may_use_credit')
    @rule(index=indexes)
    def use_credit(self, index):
        self.attempt(self._use_credit, pick(self.may_use_credit, index))

    @if_any('few_open')
    @rule(share=st.integers(1, 9).map(Decimal), whose=indexes)
    def share_and_use_credit(self, share, whose):
        "Less than the own part, of an invoice that two owe"
        self.attempt(self._share_and_use_credit, share / 10, whose)

    def _share_and_use_credit(self, share, whose):
        pool = Pool()
        Party = pool.get('party.party')
        Payment = pool.get('account.invoice.payment')
        invoice = create_invoice(
            self.practice, '200',
            payment_term=self.practice.term("4 instalments"))
        run_tasks()
        self._delegate(invoice, whole=False)
        invoice = reload(invoice)
        before = invoice.__class__.open_claims([invoice])[invoice.id]
        own = pick(sorted(before), whose)
        credit = receive(
            self.practice, part(invoice, before[own], share),
            party=Party(own))
        Payment.use_credits([(credit, invoice, credit.amount)])
        self._check_own_first(invoice, before, own)

    def _use_credit(self, invoice):
        Invoice = invoice.__class__
        before = Invoice.open_claims([invoice])[invoice.id]
        Invoice.use_credit([invoice])
        self._check_own_first(invoice, before, invoice.party.id)

    def _check_own_first(self, invoice, before, own):
        "As long as something of it is open, nothing of the others is paid"
        claims = invoice.__class__.open_claims([reload(invoice)])[invoice.id]
        if claims[own] > 0:
            assert all(
                claims[p] == a for p, a in before.items() if p != own)
