# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The 0.02 that can always be closed."""
from decimal import Decimal

import pytest

from trytond.pool import Pool

from .payment_tools import check_invariants, taken
from .test_mark_as_paid import mark_as_paid, methods  # noqa: F401
from .tools import balance, create_invoice, reload


@pytest.fixture
def tolerant(methods):  # noqa: F811
    configuration = Pool().get('account.configuration')(1)
    configuration.match_tolerance = Decimal('0.05')
    configuration.match_residue_method = methods.method('discount')
    configuration.save()
    return methods


def pay_in_part(invoice, amount, **values):
    with mark_as_paid(invoice) as wizard:
        wizard.pay(amount=Decimal(amount), is_residue=abs(
                Decimal(amount) - invoice.total_amount) <= Decimal('0.05'),
            **values)
    return reload(invoice)


def test_too_little(tolerant):
    invoice = pay_in_part(create_invoice(tolerant, '100'), '99.98')

    assert invoice.state == 'paid'
    assert invoice.amount_discounted == Decimal('0.02')
    assert balance(tolerant.accounts['discount']) == Decimal('0.02')
    check_invariants(tolerant)


def test_too_much(tolerant):
    invoice = pay_in_part(create_invoice(tolerant, '100'), '100.02')

    assert invoice.state == 'paid'
    assert reload(tolerant.patient).credit_available == 0
    assert balance(tolerant.accounts['receivable']) == 0
    assert balance(tolerant.accounts['discount']) == Decimal('-0.02')
    assert taken() == balance(tolerant.accounts['cash']) == Decimal('100.02')
    check_invariants(tolerant)


def test_beyond_the_tolerance(tolerant):
    invoice = pay_in_part(create_invoice(tolerant, '100'), '99.94')
    assert invoice.payment_state == 'partial'


def test_kept_open(tolerant):
    invoice = pay_in_part(
        create_invoice(tolerant, '100'), '99.98', close_residue=False)
    assert invoice.payment_state == 'partial'


def test_no_tolerance_by_default(methods):  # noqa: F811
    invoice = pay_in_part(create_invoice(methods, '100'), '99.98')
    assert invoice.payment_state == 'partial'
