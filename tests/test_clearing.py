# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Payments of account_payment that clear the invoice."""
from decimal import Decimal

import pytest

from trytond.pool import Pool

from .payment_tools import check_invariants, taken
from .tools import create_invoice, reload, run_tasks

pytestmark = pytest.mark.modules('account_payment_clearing')


@pytest.fixture
def bank_payment(practice):
    pool = Pool()
    Journal = pool.get('account.payment.journal')
    Payment = pool.get('account.payment')
    journal, = Journal.create([{
                'name': "Direct debit",
                'company': practice.company.id,
                'currency': practice.currency.id,
                'process_method': 'manual',
                'clearing_account': practice.accounts['transit'].id,
                'clearing_journal': practice.journal('cash').id,
                }])
    invoice = create_invoice(practice, '100')
    line, = invoice.lines_to_pay
    payment, = Payment.create([{
                'company': practice.company.id,
                'kind': 'receivable',
                'party': practice.patient.id,
                'journal': journal.id,
                'amount': Decimal(100),
                'line': line.id,
                'date': practice.today,
                }])
    Payment.submit([payment])
    return invoice, payment


def test_cleared(practice, bank_payment):
    pool = Pool()
    BankPayment = pool.get('account.payment')
    Group = pool.get('account.payment.group')
    invoice, bank_payment = bank_payment
    BankPayment.process([bank_payment], lambda: Group.create([{
                    'company': practice.company.id,
                    'journal': bank_payment.journal.id,
                    'kind': 'receivable',
                    }])[0])
    assert reload(invoice).payment_state == 'unpaid'

    BankPayment.succeed([reload(bank_payment)])
    run_tasks()

    invoice = reload(invoice)
    assert invoice.state == 'paid'
    payment, = invoice.payments
    assert (payment.amount, payment.kind, payment.party) == (
        100, 'payment', practice.patient)
    assert invoice.amount_paid == 100
    assert taken() == 100
    check_invariants(practice)

    BankPayment.fail([reload(bank_payment)])
    run_tasks()

    assert reload(payment).state == 'cancelled'
    assert reload(invoice).payment_state == 'unpaid'
    assert taken() == 0
    check_invariants(practice)
