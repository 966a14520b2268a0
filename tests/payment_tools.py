# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Helpers for the tests of payments."""
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace

from trytond.pool import Pool
from trytond.transaction import Transaction

from .tools import TODAY, create_statement, reload, run_tasks


def pay(practice, invoice, method, amount=None, date=None, **values):
    "Record and post a payment of the invoice; its balance by default"
    Payment = Pool().get('account.invoice.payment')
    if isinstance(method, str):
        method = practice.method(method)
    invoice = reload(invoice)
    payment = Payment(
        invoice=invoice,
        party=values.pop('party', invoice.party),
        currency=invoice.currency,
        method=method,
        date=date or TODAY,
        amount=(
            invoice.balance_to_pay if amount is None else Decimal(amount)),
        **values)
    payment.save()
    Payment.post([payment])
    return reload(payment)


def cancel_moves(*moves, description=None, reversal=True):
    "Cancel with core's wizard"
    pool = Pool()
    Move = pool.get('account.move')
    Cancel = pool.get('account.move.cancel', type='wizard')
    with Transaction().set_context(
            active_model=Move.__name__, active_id=moves[0].id,
            active_ids=[m.id for m in moves], _skip_warnings=True):
        session_id, _, _ = Cancel.create()
        wizard = Cancel(session_id)
        wizard.default.description = description
        wizard.default.reversal = reversal
        wizard.transition_cancel()
        Cancel.delete(session_id)
    run_tasks()


def reconcile_by_hand(practice, invoice, account='expense'):
    "What is due first, with an entry that is no payment"
    pool = Pool()
    Line = pool.get('account.move.line')
    Move = pool.get('account.move')
    line = next(
        l for l in invoice.lines_to_pay if not l.reconciliation and l.debit)
    move = Move(
        company=invoice.company, date=TODAY,
        journal=practice.journal('write-off'), lines=[
            Line(account=line.account, party=line.party, debit=Decimal(0),
                credit=line.debit),
            Line(account=practice.accounts[account], debit=line.debit,
                credit=Decimal(0)),
            ])
    move.save()
    Move.post([move])
    Line.reconcile([
            line, *(l for l in move.lines if l.account == line.account)])
    run_tasks()


def pay_by_statement(practice, invoice, amount, date):
    "Return the statement, validated, whose only transaction pays the invoice"
    pool = Pool()
    Line = pool.get('account.statement.line')
    Statement = pool.get('account.statement')
    statement = create_statement(practice, [{'amount': amount, 'date': date}])
    origin, = statement.origins
    Line(
        statement=statement, origin=origin, date=origin.date,
        number=origin.number, amount=origin.amount, party=invoice.party,
        account=invoice.account,
        related_to=invoice).save()
    Statement.validate_statement([Statement(statement.id)])
    return Statement(statement.id)


def taken():
    "What was received: no losses, no discounts, no use of credits"
    Payment = Pool().get('account.invoice.payment')
    payments = Payment.search([
            ('state', '=', 'posted'),
            ('kind', '=', 'payment'),
            ('credit', '=', None),
            ])
    return sum((p.amount for p in payments), Decimal(0))


@contextmanager
def count_statements():
    "Count the SQL statements that are executed"
    counter = SimpleNamespace(number=0)
    connection = Transaction().connection
    connection.set_trace_callback(
        lambda statement: setattr(counter, 'number', counter.number + 1))
    try:
        yield counter
    finally:
        connection.set_trace_callback(None)


def check_invariants(practice):
    "Check what must hold at every moment"
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Move = pool.get('account.move')
    with Transaction().set_context(with_payment=False):
        invoices = Invoice.search([('state', 'in', ['posted', 'paid'])])
        # All at once: one by one each amount would be a query of its own
        rows = Invoice.read([i.id for i in invoices], [
                'state', 'payment_state', 'total_amount', 'amount_paid',
                'amount_lost', 'amount_discounted', 'amount_credited',
                'amount_other', 'amount_to_pay'])
    for row in rows:
        assert row['total_amount'] == (
            row['amount_paid'] + row['amount_lost']
            + row['amount_discounted'] + row['amount_credited']
            + row['amount_other'] + row['amount_to_pay']), row
        expected = 'paid' if row['state'] == 'paid' else (
            'unpaid' if row['amount_to_pay'] == row['total_amount']
            else 'partial')
        assert row['payment_state'] == expected, row
    found = {r['id']: r['payment_state'] for r in rows}
    for states in [
            {'unpaid'}, {'partial'}, {'paid'}, {'unpaid', 'partial'},
            {'unpaid', 'paid'}]:
        assert {i.id for i in Invoice.search([
                    ('payment_state', 'in', states)])} == {
            i for i, state in found.items() if state in states}
    for move in Move.search([]):
        assert sum(l.debit - l.credit for l in move.lines) == 0
    # Only what comes with a statement waits to be posted
    for model in ['account.invoice', 'account.invoice.payment']:
        assert not Move.search([
                ('state', '=', 'draft'),
                ('origin', 'like', f'{model},%')])
