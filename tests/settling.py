# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The steps of the random runs: a practice where anything may be done.

What Tryton or the module refuses is taken back, as the call of a client is,
so that the books are those of before. Some steps do at once what a fault
needs one after the other, and some have two names, so that they come twice
as often: `python -m bench.faults` tells how soon each fault is found.
"""
from contextlib import ExitStack
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine, initialize, invariant, precondition, rule)

from trytond.exceptions import UserError
from trytond.modules.account_invoice.exceptions import InvoiceValidationError
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import core_tools as core
from .books_tools import check_books
from .match_tools import accept, match_of, undo
from .payment_tools import cancel_moves, pay, reconcile_by_hand
from .test_on_account import receive
from .tools import (
    TODAY, create_invoice, create_statement, pay_with_core,
    practice_transaction, reload, run_tasks, savepoint)

shares = st.integers(1, 12).map(lambda n: Decimal(n) / 10)
indexes = st.integers(0, 99)
# Francs for a euro
RATES = ['1.10', '1.25', '1.31']


def if_any(name):
    "Let the rule have its turn when there is something for it to do"
    return precondition(lambda machine: getattr(machine, name))


def pick(records, index):
    return records[index % len(records)]


def part(record, amount, share, most=1):
    "At least a cent"
    amount = record.currency.round(amount * min(share, most))
    return max(amount, Decimal('0.01'))


class Everything:
    """All steps may come in each sequence. Hypothesis leaves most of them out
    of most sequences, which is for many more of them than are run here"""

    def is_enabled(self, name):
        return True


class Seen(RuleBasedStateMachine):
    "The practice, and what there is to do in it"
    modules = ()

    def __init__(self):
        super().__init__()
        self._rules_strategy.enabled_rules_strategy = st.just(Everything())
        self.stack = ExitStack()
        self.practice = None
        self.refused = False
        self.nothing_yet = True
        self.invoices = 0
        self.statements = []

    def teardown(self):
        self.stack.close()

    @initialize()
    def open_practice(self):
        self.practice = self.stack.enter_context(
            practice_transaction(self.modules))
        self.stack.enter_context(
            Transaction().set_context(_skip_warnings=True))
        core.allow_cancel(self.practice)
        if self.modules:
            core.tax_on_receipt(self.practice)
        for name in ['loss', 'discount']:
            # What is pending is taken back whatever the method says
            self.practice.method(name, adjust_taxes=not self.modules)
        Reason = Pool().get('account.invoice.payment.reason')
        self.reason, = Reason.create([{'name': "Chance"}])
        self._create(Decimal('107.70'), True)

    def _create(self, amount, taxed, **values):
        practice = self.practice
        self.invoices += 1
        with savepoint():
            invoice = create_invoice(
                practice, [
                    (amount, [practice.tax] if taxed else []),
                    ('50', [])],
                payment_term=practice.term(
                    "30 days" if self.invoices % 2 and not values
                    else "4 instalments"),
                **values)
        run_tasks()
        return reload(invoice)

    def attempt(self, function, *args, **kwargs):
        "Do it, or take it back where it is refused"
        try:
            with savepoint():
                function(*args, **kwargs)
                run_tasks()
        except UserError as error:
            # Names are never empty
            assert '""' not in str(error), error
            self.refused = True

    @invariant()
    def see(self):
        if self.practice is None:
            return
        self._see_invoices()
        self._see_payments()
        self._see_statements()

    def _see_invoices(self):
        Invoice = Pool().get('account.invoice')
        posted = Invoice.search([('state', '=', 'posted')])
        self.posted = [i for i in posted if i.total_amount > 0]
        self.open = [i for i in self.posted if i.balance_to_pay > 0]
        self.open_in_francs = [
            i for i in self.open if i.currency == self.practice.currency]
        self.open_notes = [
            i for i in posted if i.total_amount < 0
            and sum(Invoice.open_claims([i])[i.id].values())]
        self.to_mark = self.open + self.open_notes
        self.few_open = len(self.open) < 4
        self.with_lines = [i for i in self.posted if i.payment_lines]

    def _see_payments(self):
        Payment = Pool().get('account.invoice.payment')
        self.payments = posted = Payment.search([('state', '=', 'posted')])
        # Recovering a part loses the rest again: refused where more is
        # settled than there was, by hand
        self.losses = [
            p for p in posted
            if p.kind == 'loss' and p.invoice.balance_to_pay >= 0]
        self.credits = [
            p for p in posted if not p.invoice and p.amount_available > 0]
        parties = {p.party for p in self.credits}
        self.may_use_credit = [i for i in self.open if i.party in parties]
        self.received = [p for p in posted if p.may_be_returned
            and p.statement_line
            and p.statement_line.statement.state == 'posted'
            and p.currency == self.practice.currency]

    def _see_statements(self):
        Match = Pool().get('account.statement.match')
        self.drafts = [
            s for s in map(reload, self.statements) if s.state == 'draft']
        self.accepted = Match.search([('state', '=', 'accepted')])


class Receiving(Seen):
    "What settles"

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
                reason_category=self.reason if method == 'loss' else None)
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


class Ending(Receiving):
    "What ends it, in every way"

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

    def _returned(self, payment):
        "Nobody may refuse what the bank has done"
        statement = create_statement(
            self.practice, [{'amount': -payment.amount}])
        accept(match_of(statement.origins[0], (payment, -payment.amount)))
        run_tasks()
        assert reload(payment).state == 'cancelled'
        self.statements.append(statement)


class Settling(Ending):

    @invariant()
    def nothing_is_lost(self):
        if self.practice is None:
            return
        if self.refused:
            self.refused = False
            return
        check_books(self.practice)
        Payment = Pool().get('account.invoice.payment')
        for payment in Payment.search([('kind', 'in', ['loss', 'discount'])]):
            assert payment.reason_category == self.reason


class SettlingOnCashBasis(Settling):
    modules = ('account_tax_cash',)
