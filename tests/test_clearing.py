# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Payments of account_payment that clear the invoice."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond_medical_payment.exceptions import PaymentCancelError

from .payment_tools import check_invariants, pay, taken
from .tools import create_invoice, reload, run_tasks

pytestmark = pytest.mark.modules('account_payment_clearing')


@pytest.fixture
def journal(practice):
    Journal = Pool().get('account.payment.journal')
    journal, = Journal.create([{
                'name': "Direct debit",
                'company': practice.company.id,
                'currency': practice.currency.id,
                'process_method': 'manual',
                'clearing_account': practice.accounts['transit'].id,
                'clearing_journal': practice.journal('cash').id,
                }])
    return journal


def process(practice, journal, amount, line=None):
    "Let a payment of the patient be under way"
    pool = Pool()
    Group = pool.get('account.payment.group')
    BankPayment = pool.get('account.payment')
    payment, = BankPayment.create([{
                'company': practice.company.id,
                'kind': 'receivable',
                'party': practice.patient.id,
                'journal': journal.id,
                'amount': Decimal(amount),
                'line': line.id if line else None,
                'date': practice.today,
                }])
    BankPayment.submit([payment])
    BankPayment.process([payment], lambda: Group.create([{
                    'company': practice.company.id,
                    'journal': journal.id,
                    'kind': 'receivable',
                    }])[0])
    return reload(payment)


def succeed(payment):
    payment.__class__.succeed([reload(payment)])
    run_tasks()


def fail(payment):
    payment.__class__.fail([reload(payment)])
    run_tasks()


@pytest.mark.parametrize('amount', ['100', '0.60'])
def test_cleared(practice, journal, amount):
    invoice = create_invoice(practice, amount)
    bank_payment = process(practice, journal, amount, *invoice.lines_to_pay)
    assert reload(invoice).payment_state == 'unpaid'

    succeed(bank_payment)

    invoice = reload(invoice)
    assert invoice.state == 'paid'
    payment, = invoice.payments
    assert (payment.amount, payment.kind, payment.party) == (
        Decimal(amount), 'payment', practice.patient)
    assert invoice.amount_paid == Decimal(amount)
    assert taken() == Decimal(amount)
    check_invariants(practice)

    fail(bank_payment)

    assert reload(payment).state == 'cancelled'
    assert reload(invoice).payment_state == 'unpaid'
    assert taken() == 0
    check_invariants(practice)


@pytest.mark.parametrize('posted', [False, True], ids=['draft', 'posted'])
@pytest.mark.parametrize('part', ['60', '0.60'])
def test_cleared_in_part(practice, journal, posted, part):
    invoice = create_invoice(practice, '100')
    bank_payment = process(practice, journal, part, *invoice.lines_to_pay)
    part = Decimal(part)

    succeed(bank_payment)

    invoice = reload(invoice)
    payment, = invoice.payments
    assert (payment.amount, payment.party) == (part, practice.patient)
    assert invoice.payment_state == 'partial'
    assert invoice.amount_paid == part
    assert invoice.amount_to_pay == 100 - part
    assert taken() == part
    check_invariants(practice)

    # The rest comes
    rest = pay(practice, invoice, 'cash')
    assert reload(invoice).state == 'paid'
    check_invariants(practice)

    # What was cleared does not come after all
    if posted:
        bank_payment = reload(bank_payment)
        bank_payment.clearing_move.__class__.post(
            [bank_payment.clearing_move])
    fail(bank_payment)

    invoice = reload(invoice)
    assert reload(payment).state == 'cancelled'
    assert reload(rest).state == 'posted'
    assert invoice.amount_to_pay == part
    assert taken() == 100 - part
    check_invariants(practice)


def test_cleared_more_than_is_open(practice, journal):
    "What was paid in the meantime is on account"
    invoice = create_invoice(practice, '100')
    bank_payment = process(practice, journal, '60', *invoice.lines_to_pay)
    pay(practice, invoice, 'cash', '70')

    succeed(bank_payment)

    assert reload(practice.patient).credit_available == 60
    assert reload(invoice).amount_paid == 70
    assert taken() == 130
    check_invariants(practice)

    fail(bank_payment)
    assert reload(practice.patient).credit_available == 0
    assert taken() == 70


def test_cleared_without_invoice(practice, journal):
    bank_payment = process(practice, journal, '60')

    succeed(bank_payment)
    assert reload(practice.patient).credit_available == 60

    invoice = create_invoice(practice, '50')
    invoice.__class__.use_credit([invoice])
    assert reload(invoice).payment_state == 'paid'
    with pytest.raises(PaymentCancelError):
        fail(bank_payment)
