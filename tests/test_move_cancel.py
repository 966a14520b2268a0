# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Tryton's own cancelling of moves, when they are those of payments."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import DepositError, PaymentCancelError

from .deposit_tools import deposit, set_slip
from .payment_tools import (
    cancel_moves, check_invariants, pay, pay_by_statement)
from .report_tools import BOOK, GIVEN_AWAY, SHEET, rows_of, total
from .test_clearing import fail, journal, process, succeed  # noqa: F401
from .tools import (
    balance, create_invoice, days_ago, pay_with_core, reload, run_tasks,
    savepoint)


def unreconcile(*lines):
    "Unreconcile with core's wizard"
    Unreconcile = Pool().get('account.move.unreconcile_lines', type='wizard')
    with Transaction().set_context(_skip_warnings=True):
        Unreconcile.make_unreconciliation(list(lines))
    run_tasks()


def check_reports(practice, *accounts):
    "Book and sheet say what the accounts say"
    expected = balance(*(practice.accounts[name] for name in accounts))
    assert total(rows_of(practice, BOOK)) == expected
    assert total(rows_of(practice, SHEET)) == expected
    check_invariants(practice)


@pytest.mark.parametrize('reversal', [True, False])
def test_part_of_an_invoice(practice, reversal):
    invoice = create_invoice(practice, '100', invoice_date=days_ago(5))
    pay(practice, invoice, 'cash', '25', date=days_ago(5))
    payment = pay(practice, invoice, 'cash', '40', date=days_ago(3))

    cancel_moves(
        payment.move, description="Wrong patient", reversal=reversal)

    payment = reload(payment)
    assert payment.state == 'cancelled'
    assert payment.cancel_reason == "Wrong patient"
    assert payment.cancel_move.origin == payment.move
    assert payment.cancel_date == payment.cancel_move.date
    assert payment.cancelled_by.id == Transaction().user
    invoice = reload(invoice)
    assert invoice.amount_paid == 25
    assert invoice.amount_to_pay == 75
    assert payment.line not in invoice.payment_lines
    check_reports(practice, 'cash')
    assert [
        (r.date, r.amount, r.reversal, r.description)
        for r in rows_of(practice, BOOK) if r.payment == payment] == [
        (payment.date, 40, False, None),
        (payment.cancel_date, -40, True, "Wrong patient")]

    pay(practice, invoice, 'cash')
    assert reload(invoice).state == 'paid'
    check_reports(practice, 'cash')


def test_the_reason_when_none_is_given(practice):
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '40', reference="R1")

    cancel_moves(payment.move)

    assert reload(payment).cancel_reason == "Its move was cancelled"


def test_settled_invoice(practice):
    "Refused with what to do, and possible once it is unreconciled"
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '130')
    with pytest.raises(PaymentCancelError) as error:
        cancel_moves(payment.move)
    assert "Cancel the payment" in str(error.value)
    assert payment.number in str(error.value)

    unreconcile(payment.line)
    cancel_moves(payment.move)

    payments = Pool().get('account.invoice.payment').search([])
    assert {(p.amount, p.state) for p in payments} == {
        (100, 'cancelled'), (30, 'cancelled')}
    assert len({p.cancel_move for p in payments}) == 1
    invoice = reload(invoice)
    assert (invoice.state, invoice.amount_to_pay) == ('posted', 100)
    assert not balance(practice.accounts['cash'])
    check_reports(practice, 'cash')


def test_several_at_once(practice):
    invoices = [create_invoice(practice, '100') for _ in range(2)]
    payments = [
        pay(practice, i, method, '40')
        for i in invoices for method in ['cash', 'card']]

    cancel_moves(*(p.move for p in payments))

    assert {reload(p).state for p in payments} == {'cancelled'}
    assert {reload(i).amount_to_pay for i in invoices} == {Decimal(100)}
    check_reports(practice, 'cash', 'transit')


def test_several_are_refused_at_once(practice):
    "One of them is named"
    method = set_slip(
        practice, 'cash', deposit_account=practice.accounts['transit'])
    settled, parts = [
        [pay(practice, create_invoice(practice, '100'), 'cash', amount)
            for _ in range(2)]
        for amount in ['100', '40']]
    cancel_moves(*(p.move for p in parts))
    slips = [deposit(method, cash=Decimal(amount)) for amount in [30, 40]]
    for moves, named, Error in [
            ([p.move for p in settled], settled, PaymentCancelError),
            ([reload(p).cancel_move for p in parts], parts,
                PaymentCancelError),
            ([s.move for s in slips], slips, DepositError)]:
        with pytest.raises(Error) as error, savepoint():
            cancel_moves(*moves)
        assert any(r.number in str(error.value) for r in named)


def test_loss_with_taxes(practice):
    invoice = create_invoice(practice, [('100', [practice.tax]), ('50', [])])
    method = practice.method('discount', adjust_taxes=True)
    payment = pay(practice, invoice, method, '40', reason="Family")

    cancel_moves(payment.move, reversal=False)

    assert reload(payment).state == 'cancelled'
    assert reload(invoice).amount_discounted == 0
    rows = rows_of(practice, GIVEN_AWAY)
    assert [r.reversal for r in rows] == [False, True]
    assert total(rows) == total(rows, 'tax') == total(rows, 'net') == 0
    check_reports(practice, 'cash')
    assert pay(practice, invoice, 'cash').amount == Decimal('157.70')


def test_on_account_and_refund(practice):
    Payment = Pool().get('account.invoice.payment')
    credit = Payment(
        party=practice.patient, currency=practice.currency,
        method=practice.method('cash'), date=days_ago(3),
        amount=Decimal(100))
    credit.save()
    Payment.post([credit])
    refund, = Payment.refund(
        [reload(credit)], practice.method('cash'), days_ago(2),
        amount=Decimal(30))
    with pytest.raises(PaymentCancelError):
        cancel_moves(refund.move)
    with pytest.raises(PaymentCancelError):
        cancel_moves(credit.move)

    unreconcile(refund.line)
    cancel_moves(refund.move)
    assert reload(refund).state == 'cancelled'
    check_reports(practice, 'cash')

    unreconcile(credit.line)
    cancel_moves(credit.move)
    assert reload(credit).state == 'cancelled'
    assert not balance(practice.accounts['cash'])
    assert not practice.patient.credit_available
    check_reports(practice, 'cash')


def test_used_credit_stays(practice):
    Payment = Pool().get('account.invoice.payment')
    credit = pay(practice, create_invoice(practice, '10'), 'cash', '60')
    credit, = Payment.search([('invoice', '=', None)])
    use, = Payment.use_credits(
        [(credit, create_invoice(practice, '80'), Decimal(20))])
    unreconcile(*(
            l for l in credit.move.lines if l.reconciliation))

    with pytest.raises(PaymentCancelError) as error:
        cancel_moves(credit.move)
    assert use.number in str(error.value)


def test_what_cancels_stays(practice):
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '40')
    cancel_moves(payment.move)
    reversal = reload(payment).cancel_move

    with pytest.raises(PaymentCancelError) as error:
        cancel_moves(reversal)
    assert payment.number in str(error.value)


def test_second_currency(practice):
    invoice = create_invoice(practice, '100', currency=practice.eur)
    payment = pay(practice, invoice, 'cash', '80')

    cancel_moves(payment.move)

    assert reload(payment).state == 'cancelled'
    assert reload(invoice).amount_to_pay == 100
    check_reports(practice, 'cash')


def test_core_and_suppliers(practice):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    pay_with_core(invoice, '40', practice.method('cash'))
    supplied = create_invoice(practice, '70', type='in')
    pay_with_core(supplied, '30', practice.method('card'))
    payments = Payment.search([])

    cancel_moves(*(p.move for p in payments))

    assert {reload(p).state for p in payments} == {'cancelled'}
    assert reload(supplied).amount_to_pay == 70
    check_reports(practice, 'cash', 'transit')


def test_statement(practice):
    "The move of a statement that is posted"
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    statement = pay_by_statement(practice, invoice, '40', days_ago(2))
    statement.__class__.post([statement])
    run_tasks()
    payment, = Payment.search([])

    cancel_moves(payment.move)

    assert reload(payment).state == 'cancelled'
    assert reload(invoice).amount_to_pay == 100
    assert not balance(practice.accounts['bank'])
    check_reports(practice, 'bank')


@pytest.mark.modules('account_payment_clearing')
@pytest.mark.parametrize('amount', ['60', '100'])
def test_cleared_payment_that_fails(
        practice, journal, amount):  # noqa: F811
    "Core reverses the move of the clearing, which was posted"
    Move = Pool().get('account.move')
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    bank_payment = process(practice, journal, amount, *invoice.lines_to_pay)
    succeed(bank_payment)
    Move.post([reload(bank_payment).clearing_move])
    check_reports(practice, 'transit')
    payment, = Payment.search([])

    fail(bank_payment)

    payment = reload(payment)
    assert payment.state == 'cancelled'
    assert payment.cancel_move.origin == payment.move
    assert reload(invoice).amount_to_pay == 100
    assert [r.amount for r in rows_of(practice, BOOK)] == [
        Decimal(amount), -Decimal(amount)]
    assert not balance(practice.accounts['transit'])
    check_reports(practice, 'transit')


def test_released_and_reversed(practice):
    "Money that went on account before its move is cancelled counts once"
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '40')
    invoice.__class__.remove_payment_lines([payment.line])
    run_tasks()
    assert len(Pool().get('account.invoice.payment').search([])) == 2

    cancel_moves(payment.move)

    assert not reload(payment).cancel_move
    assert [r.amount for r in rows_of(practice, BOOK)] == [40, -40]
    check_reports(practice, 'cash')


def test_other_moves(practice):
    "What is no payment is cancelled as ever"
    invoice = create_invoice(practice, '100')
    Period = Pool().get('account.period')
    Move = Pool().get('account.move')
    Line = Pool().get('account.move.line')
    move = Move(
        company=practice.company, journal=practice.journal('cash'),
        period=Period.find(practice.company, date=practice.today),
        date=practice.today, lines=[
            Line(account=practice.accounts['cash'], debit=Decimal(5)),
            Line(account=practice.accounts['bank'], credit=Decimal(5))])
    move.save()
    Move.post([move])

    cancel_moves(move)

    assert not balance(practice.accounts['cash'])
    assert reload(invoice).amount_to_pay == 100
    check_invariants(practice)
