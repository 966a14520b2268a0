# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A payment that came from a match is cancelled where it shows (S6)."""
import pytest

from trytond.pool import Pool
from trytond.transaction import without_check_access

from .match_tools import accept, match_of, states
from .payment_tools import check_invariants, pay, taken
from .tools import (
    as_user, create_invoice, create_statement, create_user, reload, run_tasks)


@pytest.fixture
def statement(practice):
    return create_statement(practice, [{'amount': '100'}])


def cancel(*payments):
    Payment = Pool().get('account.invoice.payment')
    Payment.cancel_payments(list(payments), reason="Not hers")
    run_tasks()


def on_account(practice):
    return reload(practice.patient).credit_available


def test_S6_the_transaction_is_pending_again(practice, statement):
    invoice = create_invoice(practice, '100')
    match = match_of(statement.origins[0], (invoice, '100'))
    accept(match)
    payment, = reload(invoice).payments
    receptionist = create_user(
        practice, 'reception', 'medical_payment.group_payment')

    # As the wizard does
    with as_user(receptionist), without_check_access():
        cancel(payment)

    payment = reload(payment)
    assert (payment.state, payment.cancel_reason) == ('cancelled', "Not hers")
    assert payment.cancelled_by == receptionist
    # As it was before it was accepted
    assert states(match, invoice) == ['proposed', 'posted']
    assert reload(statement.origins[0]).pending_amount == 100
    assert reload(invoice).amount_to_pay == 100
    assert (taken(), on_account(practice)) == (0, 0)
    check_invariants(practice)


def test_S6_one_of_two(practice, statement):
    "The other one is left alone, the money goes to the account"
    one, two = (create_invoice(practice, a) for a in ['70', '30'])
    match = match_of(statement.origins[0], (one, '70'), (two, '30'))
    accept(match)

    cancel(*reload(one).payments)

    assert states(match, one, two) == ['accepted', 'posted', 'paid']
    assert (taken(), on_account(practice)) == (100, 70)
    check_invariants(practice)


def test_S6_both(practice, statement):
    one, two = (create_invoice(practice, a) for a in ['70', '30'])
    match = match_of(statement.origins[0], (one, '70'), (two, '30'))
    accept(match)

    cancel(*reload(one).payments, *reload(two).payments)

    assert states(match, one, two) == ['withdrawn', 'posted', 'posted']
    assert reload(statement.origins[0]).pending_amount == 100
    assert (taken(), on_account(practice)) == (0, 0)
    check_invariants(practice)


def test_S6_what_was_recorded_before_does_not_come_back(practice, statement):
    "The line of the bank took the place of a payment booked on the bank"
    invoice = create_invoice(practice, '100')
    account = practice.accounts['bank'].id
    practice.method('cash', debit_account=account, credit_account=account)
    recorded = pay(practice, invoice, 'cash')
    match = match_of(statement.origins[0], (recorded, '100'))
    accept(match)
    payment, = [
        p for p in reload(invoice).payments if p.state == 'posted']
    assert payment.statement_line

    cancel(payment)

    assert reload(invoice).amount_to_pay == 100
    assert (taken(), on_account(practice)) == (100, 100)
    check_invariants(practice)
