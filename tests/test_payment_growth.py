# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a payment costs does not grow with what was ever paid."""
import pytest

from bench.past import add_past
from trytond.pool import Pool
from trytond.transaction import Transaction

from .payment_tools import pay
from .tools import create_invoice, create_invoices

PAST = 300


@pytest.fixture
def filled(practice):
    "A practice with some hundred paid invoices"
    paid = create_invoice(practice, '100.00')
    pay(practice, paid, 'cash')
    add_past(paid, PAST)
    return practice


def scanned(plan):
    "The tables that the plan reads as a whole"
    return {
        row[-1].split()[1] for row in plan if row[-1].startswith('SCAN ')}


def statements_of(connection, func):
    statements = []
    connection.set_trace_callback(statements.append)
    try:
        func()
    finally:
        connection.set_trace_callback(None)
    return [s for s in statements if s.startswith('SELECT')]


def test_the_copies_are_whole(filled):
    Invoice = Pool().get('account.invoice')
    Payment = Pool().get('account.invoice.payment')
    invoices = Invoice.search([('number', 'like', 'PAST%')])
    assert len(invoices) == PAST
    for invoice in invoices[::100]:
        payment, = invoice.payments
        assert invoice.state == 'paid'
        assert invoice.amount_paid == invoice.total_amount
        assert payment.line in invoice.payment_lines
        assert payment.line.reconciliation.lines
    assert Payment.search([('invoice', 'in', invoices)], count=True) == PAST


def test_no_statement_reads_all_payment_lines(filled):
    Invoice = Pool().get('account.invoice')
    invoices = create_invoices(filled, ['100.00', '50.00'])
    connection = Transaction().connection
    statements = statements_of(connection, lambda: Invoice.pay_balance(
            invoices, filled.method('cash'), filled.today))
    link = '"account_invoice-account_move_line"'
    asked = [s for s in statements if link in s]
    assert asked
    cursor = connection.cursor()
    for statement in asked:
        cursor.execute('EXPLAIN QUERY PLAN ' + statement)
        plan = cursor.fetchall()
        # Neither as a whole nor through its index from end to end
        assert not [
            row[-1] for row in plan
            if '(line>?)' in row[-1]
            or row[-1].startswith('SCAN account_invoice-account')], statement


def test_of_moves_starts_from_the_moves(filled):
    Invoice = Pool().get('account.invoice')
    invoice = create_invoice(filled, '100.00')
    connection = Transaction().connection
    statements = statements_of(
        connection, lambda: Invoice.of_moves([invoice.move]))
    cursor = connection.cursor()
    for statement in statements:
        if 'FROM "account_invoice" AS "a"' not in statement:
            continue
        cursor.execute('EXPLAIN QUERY PLAN ' + statement)
        assert 'a' not in scanned(cursor.fetchall()), statement
    assert Invoice.of_moves([invoice.move])[invoice.move] == [invoice]


def test_lines_without_invoice(filled):
    "The same as core finds, by another way"
    Line = Pool().get('account.move.line')
    lines = Line.search([('account', '=', filled.accounts['receivable'].id)])
    without = Line.search([
            ('account', '=', filled.accounts['receivable'].id),
            ('invoice_payment', '=', None),
            ])
    linked = Line.search([
            ('account', '=', filled.accounts['receivable'].id),
            ('invoice_payment', '!=', None),
            ])
    assert {l for l in lines if not l.invoice_payment} == set(without)
    assert {l for l in lines if l.invoice_payment} == set(linked)
    assert len(linked) == PAST + 1
    invoice = linked[0].invoice_payment
    assert Line.search([('invoice_payment', '=', invoice.id)]) == [linked[0]]
    assert linked[0] in Line.search([
            ('invoice_payment.state', '=', 'paid')])
