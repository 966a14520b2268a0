# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Money for a lost invoice."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond.transaction import Transaction

from .payment_tools import check_invariants, pay, taken
from .test_tax_adjustment import adjusting, tax_report
from .tools import balance, create_invoice, create_user, reload, run_tasks


def recover(practice, loss, amount, **values):
    Wizard = Pool().get('account.invoice.payment.recover', type='wizard')
    with Transaction().set_context(
            active_model=loss.__name__, active_id=loss.id,
            active_ids=[loss.id]):
        session_id, start, _ = Wizard.create()
        defaults = Wizard.execute(session_id, {}, start)['view']['defaults']
        Wizard.execute(session_id, {start: {
                    **{n: v for n, v in defaults.items() if '.' not in n},
                    'method': practice.method('cash').id,
                    'amount': Decimal(amount), **values}}, 'recover')
        Wizard.delete(session_id)
    run_tasks()


@pytest.mark.parametrize('amount, lost', [('100', 0), ('60', 40)])
def test_W6_recovery(practice, amount, lost):
    invoice = create_invoice(practice, '100')
    loss = pay(practice, invoice, 'loss', reason="Gone away")

    recover(practice, loss, amount)

    invoice = reload(invoice)
    assert invoice.state == 'paid'
    assert invoice.amount_lost == lost
    assert invoice.amount_paid == Decimal(amount)
    assert balance(practice.accounts['loss']) == lost
    assert balance(practice.accounts['receivable']) == 0
    assert taken() == Decimal(amount)
    assert reload(loss).state == 'cancelled'
    check_invariants(practice)


def test_W6_more_than_was_lost(practice):
    "What is too much is on account"
    invoice = create_invoice(practice, '100')
    pay(practice, invoice, 'cash', '70')
    loss = pay(practice, invoice, 'loss', reason="Gone away")

    recover(practice, loss, '50')

    assert reload(invoice).amount_paid == 100
    assert reload(practice.patient).credit_available == 20
    check_invariants(practice)


def test_W6_the_tax_comes_back(practice):
    invoice = create_invoice(practice, [('100', [practice.tax]), ('50', [])])
    loss = pay(
        practice, invoice, adjusting(practice, 'loss'), reason="Gone away")
    assert tax_report()['tax'] == 0

    recover(practice, loss, '100')

    # 7.70 × 57.70 ÷ 157.70 stays reversed
    assert tax_report()['tax'] == Decimal('7.70') - Decimal('2.82')
    check_invariants(practice)


def test_W6_whoever_takes_money_recovers(practice):
    invoice = create_invoice(practice, '100')
    loss = pay(practice, invoice, 'loss', reason="Gone away")
    user = create_user(
        practice, 'receptionist', 'medical_payment.group_payment',
        'account.group_account')

    with Transaction().set_user(user.id):
        recover(practice, loss, '60')

    assert reload(loss).cancelled_by == user
    assert reload(invoice).amount_lost == 40
