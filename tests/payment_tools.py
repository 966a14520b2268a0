# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Helpers for the tests of payments."""
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace

from trytond.pool import Pool
from trytond.transaction import Transaction

from .tools import TODAY, reload


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
        for invoice in invoices:
            assert invoice.total_amount == (
                invoice.amount_paid + invoice.amount_lost
                + invoice.amount_discounted + invoice.amount_credited
                + invoice.amount_other + invoice.amount_to_pay), invoice
            expected = 'paid' if invoice.state == 'paid' else (
                'unpaid' if invoice.amount_to_pay == invoice.total_amount
                else 'partial')
            assert invoice.payment_state == expected
    for state in ['unpaid', 'partial', 'paid']:
        assert set(Invoice.search([('payment_state', '=', state)])) == {
            i for i in invoices if i.payment_state == state}
    for move in Move.search([]):
        assert sum(l.debit - l.credit for l in move.lines) == 0
