# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is paid before an invoice or above it."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond.transaction import Transaction, check_access
from trytond_medical_payment.exceptions import (
    PaymentAmountError, PaymentCancelError)

from .payment_tools import check_invariants, pay, taken
from .tools import balance, create_invoice, create_statement, reload, run_tasks


@pytest.fixture
def payments(practice):
    return Pool().get('account.invoice.payment')


def receive(practice, amount, party=None, method='cash'):
    Payment = Pool().get('account.invoice.payment')
    payment = Payment(
        party=party or practice.patient, method=practice.method(method),
        amount=Decimal(amount))
    payment.save()
    Payment.post([payment])
    return reload(payment)


def available(credit):
    return reload(credit).amount_available


def test_receipt_on_account(practice):
    credit = receive(practice, '80')

    assert available(credit) == 80
    assert reload(practice.patient).credit_available == 80
    assert balance(
        practice.accounts['receivable'], party=practice.patient.id) == -80
    assert taken() == 80


def test_credit_is_for_what_patients_owe(practice):
    "Neither for what is not posted yet nor for what suppliers want"
    Invoice = Pool().get('account.invoice')
    credit = receive(practice, '80')
    draft = create_invoice(practice, '100', post=False)
    supplied = create_invoice(
        practice, '100', type='in', party=practice.patient)
    for invoice in [draft, supplied]:
        assert reload(invoice).credit_available == 0
        Invoice.use_credit([invoice])
        assert not reload(invoice).payments
    assert available(credit) == 80


def test_use_the_whole(practice):
    Invoice = Pool().get('account.invoice')
    credit = receive(practice, '80')
    invoice = create_invoice(practice, '100')
    assert invoice.credit_available == 80

    Invoice.use_credit([invoice])

    invoice = reload(invoice)
    use, = invoice.payments
    assert (use.credit, use.amount, use.kind) == (credit, 80, 'payment')
    assert use.party == practice.patient
    assert invoice.payment_state == 'partial'
    assert invoice.amount_paid == 80
    assert invoice.credit_available == 0
    assert available(credit) == 0
    assert taken() == 80
    check_invariants(practice)


def test_larger_credit_is_split(practice):
    Invoice = Pool().get('account.invoice')
    credit = receive(practice, '100')
    first = create_invoice(practice, '30')
    second = create_invoice(practice, '50')

    Invoice.use_credit([first, second])

    assert {reload(i).payment_state for i in [first, second]} == {'paid'}
    assert available(credit) == 20
    assert taken() == 100
    assert balance(practice.accounts['receivable']) == -20
    check_invariants(practice)


def test_overpayment_is_used_on_the_next_invoice(practice):
    Invoice = Pool().get('account.invoice')
    pay(practice, create_invoice(practice, '100'), 'card', '130')
    invoice = create_invoice(practice, '30')

    Invoice.use_credit([invoice])

    assert reload(invoice).state == 'paid'
    assert taken() == 130
    check_invariants(practice)


def test_credit_of_another_party(practice, payments):
    "An insurer's money on account used for its patient"
    credit = receive(practice, '100', party=practice.insurer)
    invoice = create_invoice(practice, '60')
    assert invoice.credit_available == 0

    use, = payments.use_credits([(credit, invoice, Decimal(60))])

    assert reload(invoice).state == 'paid'
    assert use.party == practice.insurer
    assert available(credit) == 40
    assert balance(
        practice.accounts['receivable'], party=practice.insurer.id) == -40
    assert balance(
        practice.accounts['receivable'], party=practice.patient.id) == 0
    check_invariants(practice)


def test_more_than_available(practice, payments):
    credit = receive(practice, '50')
    invoice = create_invoice(practice, '100')

    with pytest.raises(PaymentAmountError):
        payments.use_credits([(credit, invoice, Decimal(60))])


def test_more_than_open(practice, payments):
    credit = receive(practice, '50')
    invoice = create_invoice(practice, '20')

    with pytest.raises(PaymentAmountError):
        payments.use_credits([(credit, invoice, Decimal(21))])


@pytest.mark.parametrize('amount', ['80', '50'])
def test_cancel_the_use(practice, payments, amount):
    Invoice = Pool().get('account.invoice')
    credit = receive(practice, '80')
    invoice = create_invoice(practice, amount)
    Invoice.use_credit([invoice])
    use, = reload(invoice).payments

    payments.cancel_payments([use], reason="Other invoice")
    run_tasks()

    assert reload(use).state == 'cancelled'
    assert reload(invoice).payment_state == 'unpaid'
    assert available(credit) == 80
    assert taken() == 80
    check_invariants(practice)

    # And again
    Invoice.use_credit([reload(invoice)])
    assert reload(invoice).state == 'paid'
    assert available(credit) == 80 - Decimal(amount)
    check_invariants(practice)


def test_a_used_credit_is_not_cancelled(practice, payments):
    Invoice = Pool().get('account.invoice')
    credit = receive(practice, '80')
    invoice = create_invoice(practice, '50')
    Invoice.use_credit([invoice])
    use, = reload(invoice).payments

    with pytest.raises(PaymentCancelError) as error:
        payments.cancel_payments([credit], reason="Mistake")
    assert use.number in str(error.value)

    payments.cancel_payments([use], reason="Mistake")
    payments.cancel_payments([credit], reason="Mistake")
    assert balance(practice.accounts['receivable']) == 50
    assert balance(practice.accounts['cash']) == 0
    assert taken() == 0
    Line = Pool().get('account.move.line')
    open_, = Line.search([
            ('account', '=', practice.accounts['receivable'].id),
            ('reconciliation', '=', None)])
    assert open_ in reload(invoice).lines_to_pay
    check_invariants(practice)


@pytest.mark.parametrize('amount', [None, '30'])
def test_refund(practice, payments, amount):
    credit = receive(practice, '80')

    refund, = payments.refund(
        [credit], practice.method('cash'), practice.today,
        amount=amount and Decimal(amount), reason="Wish of the patient")

    given = Decimal(amount or 80)
    assert refund.amount == -given
    assert available(credit) == 80 - given
    assert balance(practice.accounts['cash']) == 80 - given
    assert taken() == 80 - given
    with pytest.raises(PaymentCancelError):
        payments.cancel_payments([credit], reason="Mistake")

    payments.cancel_payments([refund], reason="Mistake")
    assert available(credit) == 80
    assert taken() == 80
    check_invariants(practice)


def test_M2_rest_of_a_statement_line_on_account(practice, payments):
    pool = Pool()
    Line = pool.get('account.statement.line')
    Statement = pool.get('account.statement')
    statement = create_statement(practice, [{'amount': '100'}])
    origin, = statement.origins
    invoice = create_invoice(practice, '70')
    Statement.settle([
            Line(statement=statement, origin=origin, date=origin.date,
                number=origin.number,
                amount=Decimal(70), party=practice.patient,
                account=invoice.account, related_to=invoice),
            Line(statement=statement, origin=origin, date=origin.date,
                number=origin.number,
                amount=Decimal(30), party=practice.patient,
                account=invoice.account)])

    payment, = reload(invoice).payments
    credit, = payments.search([('invoice', '=', None)])
    assert credit.amount == 30
    assert credit.statement_line
    assert payment.statement_line
    assert taken() == 100
    check_invariants(practice)

    Statement.cancel([reload(statement)])
    assert {reload(p).state for p in [payment, credit]} == {'cancelled'}
    assert taken() == 0
    check_invariants(practice)


def test_S6_posted_statement(practice, payments):
    "Cancelling what the bank received leaves it on the party's account"
    pool = Pool()
    Line = pool.get('account.statement.line')
    Statement = pool.get('account.statement')
    statement = create_statement(practice, [{'amount': '100'}])
    origin, = statement.origins
    invoice = create_invoice(practice, '100')
    Statement.settle([
            Line(statement=statement, origin=origin, date=origin.date,
                number=origin.number,
                amount=Decimal(100), party=practice.patient,
                account=invoice.account, related_to=invoice)])
    Statement.validate_statement([reload(statement)])
    Statement.post([reload(statement)])
    payment, = reload(invoice).payments

    payments.cancel_payments([payment], reason="Other patient")
    run_tasks()

    assert reload(invoice).payment_state == 'unpaid'
    credit, = payments.search([
            ('invoice', '=', None), ('state', '=', 'posted')])
    assert available(credit) == 100
    assert credit.line == payment.line
    assert taken() == 100
    check_invariants(practice)


def test_credit_reconciled_by_hand(practice, payments):
    "With core's own wizard: a use of the credit, not something else"
    Line = Pool().get('account.move.line')
    Reconciliation = Pool().get('account.move.reconciliation')
    credit = receive(practice, '100')
    first, second = [create_invoice(practice, a) for a in ['60', '40']]

    Line.reconcile(
        [*first.lines_to_pay, *second.lines_to_pay, credit.line])
    run_tasks()

    for invoice in map(reload, [first, second]):
        use, = invoice.payments
        assert use.credit == credit
        assert invoice.amount_paid == invoice.total_amount
        assert invoice.amount_other == 0
    assert available(credit) == 0
    assert taken() == 100
    check_invariants(practice)

    Reconciliation.delete([reload(credit).line.reconciliation])
    run_tasks()
    assert available(credit) == 100
    for invoice in map(reload, [first, second]):
        assert invoice.payment_state == 'unpaid'
        assert invoice.payments[0].state == 'cancelled'
    check_invariants(practice)


def posting_offers(practice, invoice):
    "Post as a client would; return the wizard with which that goes on"
    pool = Pool()
    Action = pool.get('ir.action')
    Invoice = pool.get('account.invoice')
    with check_access():
        action = Invoice.post([invoice])
    if action:
        value = Action(action).get_action_value()
        return pool.get(value['wiz_name'], type='wizard')


def test_credit_is_offered_when_posting(practice):
    receive(practice, '30')
    first = create_invoice(practice, '100', post=False)
    other = create_invoice(
        practice, '50', post=False, party=practice.patients[1])

    OfferCredit = posting_offers(practice, first)
    with Transaction().set_context(
            active_model='account.invoice', active_id=first.id,
            active_ids=[first.id]):
        session_id, _, _ = OfferCredit.create()
        wizard = OfferCredit(session_id)
        line, = wizard.default_start([])['lines']
        assert (line['invoice'], line['amount_to_pay'], line['amount']) == (
            first.id, 100, 30)
        wizard.transition_use()

    assert reload(first).amount_paid == 30
    # Nothing is left for the next, and the other party has nothing
    assert posting_offers(
        practice, create_invoice(practice, '10', post=False)) is None
    assert posting_offers(practice, other) is None


def test_credit_is_not_offered_to_scripts(practice):
    receive(practice, '30')
    invoice = create_invoice(practice, '100', post=False)

    assert Pool().get('account.invoice').post([invoice]) is None
