# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The practice of the random runs, and what there is to do in it."""
from contextlib import ExitStack
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine, initialize, invariant, precondition)

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import core_tools as core
from ..tools import (
    create_invoice, practice_transaction, reload, run_tasks, savepoint)

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
