# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Taxes on cash basis: what is given away makes no tax due."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond.transaction import Transaction

from .books_tools import due_taxes as due
from .core_tools import tax_on_receipt
from .payment_tools import check_invariants, pay
from .tools import balance, create_invoice, reload, run_tasks

pytestmark = pytest.mark.modules('account_tax_cash')


@pytest.fixture
def cash(practice):
    tax_on_receipt(practice)
    return practice


def invoice_of(practice):
    return create_invoice(practice, [('100', [practice.tax])])


@pytest.mark.parametrize('adjust_taxes', [False, True])
def test_loss_of_the_rest(cash, adjust_taxes):
    invoice = invoice_of(cash)
    assert due() == (0, 0)

    pay(cash, invoice, 'cash', '53.85')
    assert due() == (Decimal('3.85'), Decimal(50))
    pay(cash, invoice, cash.method('loss', adjust_taxes=adjust_taxes),
        reason="Gone away")
    run_tasks()

    assert reload(invoice).state == 'paid'
    assert due() == (Decimal('3.85'), Decimal(50))
    assert balance(cash.accounts['vat']) == Decimal('-3.85')
    assert balance(cash.accounts['loss']) == Decimal(50)
    check_invariants(cash)


def test_loss_before_the_payment(cash):
    invoice = invoice_of(cash)

    pay(cash, invoice, 'loss', '53.85', reason="Hardship")
    run_tasks()
    assert due() == (0, 0)
    assert balance(cash.accounts['vat']) == Decimal('-3.85')
    pay(cash, invoice, 'cash')
    run_tasks()

    assert due() == (Decimal('3.85'), Decimal(50))
    assert balance(cash.accounts['vat']) == Decimal('-3.85')


def test_everything_lost(cash):
    invoice = invoice_of(cash)

    for amount in ['33.33', '0.01', None]:
        pay(cash, invoice, 'loss', amount, reason="Gone away")
    run_tasks()

    assert due() == (0, 0)
    assert balance(cash.accounts['vat']) == 0
    assert balance(cash.accounts['loss']) == Decimal(100)


def test_cancelling_the_loss_and_paying(cash):
    Payment = Pool().get('account.invoice.payment')
    invoice = invoice_of(cash)
    pay(cash, invoice, 'cash', '53.85')
    loss = pay(cash, invoice, 'loss', reason="Gone away")

    Payment.cancel_payments([loss], reason="Found again")
    run_tasks()
    assert due() == (Decimal('3.85'), Decimal(50))
    assert balance(cash.accounts['vat']) == Decimal('-7.70')
    pay(cash, invoice, 'cash')
    run_tasks()

    assert due() == (Decimal('7.70'), Decimal(100))
    check_invariants(cash)


def test_due_in_the_period_of_the_payment(cash):
    before = cash.today.replace(day=1) - dt.timedelta(days=1)
    with Transaction().set_context(_skip_warnings=True):
        invoice = create_invoice(
            cash, [('100', [cash.tax])],
            invoice_date=before.replace(day=1))

    pay(cash, invoice, 'cash', '53.85', date=before)

    assert due(before) == (Decimal('3.85'), Decimal(50))
    assert due(cash.today) == (0, 0)
