# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A loss with sense: reasons, age, reminders, earlier losses."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond.transaction import Transaction

from .payment_tools import pay
from .test_mark_as_paid import mark_as_paid, methods  # noqa: F401
from .tools import create_invoice, reload


@pytest.fixture
def reason(practice):
    Reason = Pool().get('account.invoice.payment.reason')
    reason = Reason(name="Deceased", kind='loss')
    reason.save()
    return reason


def test_reason_of_the_list(practice, reason):
    invoice = create_invoice(practice, '100')

    payment = pay(practice, invoice, 'loss', reason_category=reason)

    assert (payment.reason, payment.reason_category) == ("Deceased", reason)


def test_reason_of_the_list_with_text(methods, reason):  # noqa: F811
    invoice = create_invoice(methods, '100')

    with mark_as_paid(invoice) as wizard:
        wizard.pay(
            method=methods.method('loss').id, reason_category=reason.id,
            reason="Estate without means")

    payment, = reload(invoice).payments
    assert (payment.reason, payment.reason_category) == (
        "Estate without means", reason)


def old_invoice(practice, amount):
    with Transaction().set_context(_skip_warnings=True):
        return create_invoice(
            practice, amount,
            invoice_date=practice.today - dt.timedelta(days=90))


def test_what_helps_to_decide(methods):  # noqa: F811
    invoice = old_invoice(methods, '100')
    pay(methods, create_invoice(methods, '30'), 'loss', reason="Gone away")
    pay(methods, create_invoice(methods, '20'), 'discount', reason="Family")
    pay(methods, create_invoice(methods, '40', party=methods.insurer),
        'loss', reason="Bankrupt")

    with mark_as_paid(invoice) as wizard:
        assert wizard.values['age'] == 90
        assert wizard.values['earlier_losses'] == Decimal(30)
        assert wizard.values['reminders'] == -1


@pytest.mark.modules('account_dunning')
def test_reminders(methods):  # noqa: F811
    pool = Pool()
    Dunning = pool.get('account.dunning')
    Procedure = pool.get('account.dunning.procedure')
    procedure, = Procedure.create([{
                'name': "Reminders",
                'levels': [('create', [
                            {'sequence': n,
                                'overdue': dt.timedelta(days=10 * n)}
                            for n in range(1, 4)])],
                }])
    methods.patient.dunning_procedure = procedure
    methods.patient.save()
    invoice = old_invoice(methods, '100')
    for days in [45, 30]:
        Dunning.generate_dunnings(
            date=methods.today - dt.timedelta(days=days))
        Dunning.process(Dunning.search([('state', '=', 'draft')]))

    with mark_as_paid(invoice) as wizard:
        assert wizard.values['reminders'] == 2
