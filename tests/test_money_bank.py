# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Transactions with a bank's number, and returned payments (Money 7, 12)."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond_medical_payment.exceptions import (
    MatchAcceptError, PaymentCancelError)

from .books_tools import check_books
from .match_tools import (
    accept, match_of, matches, propose, record_payment, undo)
from .payment_tools import pay
from .report_tools import BOOK, rows_of
from .tools import (
    balance, create_invoice, create_statement, days_ago, reload, run_tasks,
    savepoint)


def credits():
    Payment = Pool().get('account.invoice.payment')
    return Payment.search([
            ('invoice', '=', None), ('state', '=', 'posted')])


def accepted(practice, amount, *lines, date=None, number='4711', **values):
    "The match of a transaction with a bank's number, accepted"
    statement = create_statement(practice, [{
                'amount': amount, 'number': number,
                'date': date or practice.today}])
    match = match_of(statement.origins[0], *lines, **values)
    accept(match)
    run_tasks()
    return reload(match)


def post(*statements):
    Statement = Pool().get('account.statement')
    Statement.validate_statement([reload(s) for s in statements])
    Statement.post([reload(s) for s in statements])
    run_tasks()


@pytest.mark.parametrize('number', ['4711', None])
def test_money_7_overpaid(practice, number):
    invoice = create_invoice(practice, '100')

    match = accepted(
        practice, '150', (invoice, '100'), number=number,
        on_account=practice.patient.id)

    credit, = credits()
    assert (credit.amount, credit.amount_available) == (50, 50)
    assert sum(r.amount for r in rows_of(practice, BOOK)) == 150
    assert reload(practice.patient).credit_available == 50
    check_books(practice)

    undo(match)
    assert not credits()
    check_books(practice)


def test_money_7_two_invoices_and_a_rest(practice):
    first, second = [create_invoice(practice, a) for a in ['100', '30']]

    match = accepted(
        practice, '150', (first, '100'), (second, '30'),
        on_account=practice.patient.id)

    credit, = credits()
    assert credit.amount == 20
    for invoice in [first, second]:
        payment, = reload(invoice).payments
        assert (payment.credit, payment.statement_line.match) == (None, match)
    check_books(practice)


def test_money_7_posted(practice):
    invoice = create_invoice(practice, '100')
    match = accepted(
        practice, '150', (invoice, '100'), on_account=practice.patient.id)
    post(match.statement)
    assert len(credits()) == 1
    check_books(practice)

    undo(reload(match))
    run_tasks()

    assert sorted(c.amount for c in credits()) == [50, 100]
    check_books(practice)


@pytest.mark.parametrize('posted', [False, True])
def test_on_account_by_the_bank_is_not_cancelled(practice, posted):
    """The random run found it: the record was gone, the money still there.

    What pays the invoice may be cancelled, and is on account then; all of
    the match as long as the transaction can be pending again"""
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    match = accepted(
        practice, '150', (invoice, '100'), on_account=practice.patient.id)
    if posted:
        post(match.statement)
    credit, = credits()
    payment, = reload(invoice).payments

    for payments in [[credit], [payment, credit]] if posted else [[credit]]:
        with pytest.raises(PaymentCancelError) as error, savepoint():
            Payment.cancel_payments(payments, reason="Mistake")
        assert credit.number in str(error.value)
        assert practice.patient.rec_name in str(error.value)
        assert credits() == [credit]
        assert reload(invoice).state == 'paid'
        check_books(practice)

    if posted:
        Payment.cancel_payments([payment], reason="Mistake")
        assert sorted(c.amount for c in credits()) == [50, 100]
    else:
        Payment.cancel_payments([payment, credit], reason="Mistake")
        assert not credits()
    run_tasks()
    assert reload(invoice).amount_to_pay == 100
    check_books(practice)


def test_money_7_the_statement_of_core(practice):
    "Entered by hand, and validated and posted with core's buttons"
    pool = Pool()
    Line = pool.get('account.statement.line')
    invoice = create_invoice(practice, '100')
    statement = create_statement(
        practice, [{'amount': '150', 'number': '4711'}])
    origin, = statement.origins
    for amount, related_to in [('100', invoice), ('50', None)]:
        Line(
            statement=statement, origin=origin, date=origin.date,
            number=origin.number, amount=Decimal(amount),
            party=invoice.party, account=invoice.account,
            related_to=related_to).save()

    post(statement)

    credit, = credits()
    assert credit.amount == 50
    check_books(practice)


def returned(practice, *lines, **values):
    total = sum(Decimal(a) for _, a in lines)
    return accepted(practice, str(total), *lines, number='9000', **values)


@pytest.mark.parametrize('cleared', [False, True])
def test_money_12_proposed(practice, cleared):
    "A debit that says it is a return finds the payment that it takes back"
    invoice = create_invoice(practice, '100', invoice_date=days_ago(9))
    other = create_invoice(practice, '100', party=practice.patients[1])
    if cleared:
        recorded = record_payment(practice, invoice)
        match = accepted(practice, '100', (recorded, '100'))
    else:
        match = accepted(practice, '100', (invoice, '100'))
    post(match.statement)
    payment, = reload(invoice).payments
    statement = create_statement(practice, [{
                'amount': '-100', 'camt_returned': 'AC04',
                'camt_remittance_information': f"Retour {invoice.number}"}])

    propose(statement)

    back, *_ = matches(statement.origins[0])
    line, = back.lines
    assert (line.payment, line.amount) == (payment, -100)
    accept(back)
    run_tasks()
    assert reload(invoice).amount_to_pay == 100
    assert reload(other).amount_to_pay == 100
    check_books(practice)


@pytest.mark.parametrize('posted', [False, True])
def test_money_12_returned(practice, posted):
    invoice = create_invoice(practice, '100', invoice_date=days_ago(5))
    match = accepted(
        practice, '100', (invoice, '100'), date=days_ago(3))
    post(match.statement)
    payment, = reload(invoice).payments

    back = returned(practice, (payment, '-100'))
    if posted:
        post(back.statement)

    payment, invoice = reload(payment), reload(invoice)
    assert payment.state == 'cancelled'
    assert payment.cancel_date == practice.today
    assert payment.cancel_move.origin == back.statement
    assert (invoice.state, invoice.amount_to_pay) == ('posted', 100)
    assert not credits()
    assert balance(practice.accounts['bank']) == 0
    assert {(r.date, r.amount) for r in rows_of(practice, BOOK)} == {
        (days_ago(3), 100), (practice.today, -100)}
    check_books(practice)


def test_money_12_paid_again(practice):
    invoice = create_invoice(practice, '100')
    match = accepted(practice, '60', (invoice, '60'))
    post(match.statement)
    payment, = reload(invoice).payments
    returned(practice, (payment, '-60'))
    assert reload(invoice).amount_to_pay == 100

    pay(practice, invoice, 'cash')
    run_tasks()

    assert reload(invoice).state == 'paid'
    check_books(practice)


def test_money_12_undone(practice):
    "The payment is there again, as it was"
    invoice = create_invoice(practice, '100')
    match = accepted(
        practice, '100', (invoice, '100'), date=days_ago(3))
    post(match.statement)
    payment, = reload(invoice).payments
    back = returned(practice, (payment, '-100'))

    undo(back)
    run_tasks()

    invoice = reload(invoice)
    assert invoice.state == 'paid'
    again, = [p for p in invoice.payments if p.state == 'posted']
    assert (again.party, again.date, again.amount, again.line) == (
        payment.party, payment.date, 100, payment.line)
    assert [r.amount for r in rows_of(practice, BOOK)] == [100]
    check_books(practice)


def test_money_12_a_recorded_payment(practice):
    "Taken by card, cleared by the bank, and returned"
    invoice = create_invoice(practice, '100')
    payment = record_payment(practice, invoice)
    match = accepted(practice, '100', (payment, '100'))
    post(match.statement)

    returned(practice, (reload(payment), '-100'))

    assert reload(payment).state == 'cancelled'
    assert reload(invoice).amount_to_pay == 100
    assert balance(practice.accounts['transit']) == 0
    check_books(practice)


def test_money_12_overpaid(practice):
    "Both records of the receipt are returned with it"
    invoice = create_invoice(practice, '100')
    match = accepted(
        practice, '150', (invoice, '100'), on_account=practice.patient.id)
    post(match.statement)
    payment, = reload(invoice).payments
    credit, = credits()

    returned(practice, (payment, '-100'), (credit, '-50'))

    assert not credits()
    assert reload(practice.patient).credit_available == 0
    assert reload(invoice).amount_to_pay == 100
    check_books(practice)


def test_money_12_used_in_the_meantime(practice):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    match = accepted(
        practice, '150', (invoice, '100'), on_account=practice.patient.id)
    post(match.statement)
    credit, = credits()
    Payment.use_credits([
            (credit, create_invoice(practice, '20'), Decimal(20))])

    with pytest.raises(MatchAcceptError) as error:
        returned(practice, (credit, '-50'))
    assert credit.number in str(error.value)


def test_money_12_what_is_no_money_of_the_bank(practice):
    "A use of credit, a loss, a discount, a refund, a draft, what is cancelled"
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    match = accepted(
        practice, '150', (invoice, '100'), on_account=practice.patient.id)
    post(match.statement)
    credit, = credits()
    other = create_invoice(practice, '70')
    use, = Payment.use_credits([(credit, other, Decimal(20))])
    refund, = Payment.refund(
        [reload(credit)], practice.method('cash'), practice.today)
    cancelled = pay(practice, other, 'cash', '5')
    Payment.cancel_payments([cancelled], reason="Mistake")
    draft = Payment(
        invoice=other, party=other.party, currency=other.currency,
        method=practice.method('cash'), date=practice.today,
        amount=Decimal(5))
    draft.save()
    payment, = reload(invoice).payments
    others = [
        use, refund, credit, cancelled, draft,
        pay(practice, other, 'loss', '10', reason="Gone"),
        pay(practice, other, 'discount', '10', reason="Good")]

    assert payment.may_be_returned
    for record in map(reload, others):
        assert not record.may_be_returned, record.rec_name
    for record in [use, cancelled, draft]:
        amount = -record.amount
        with pytest.raises(MatchAcceptError), savepoint():
            returned(practice, (reload(record), str(amount)))
        assert reload(record).state == record.state


def test_money_12_another_amount(practice):
    invoice = create_invoice(practice, '100')
    match = accepted(practice, '100', (invoice, '100'))
    post(match.statement)
    payment, = reload(invoice).payments

    with pytest.raises(MatchAcceptError):
        returned(practice, (payment, '-40'))


def test_money_12_twice(practice):
    invoice = create_invoice(practice, '100')
    match = accepted(practice, '100', (invoice, '100'))
    post(match.statement)
    payment, = reload(invoice).payments
    returned(practice, (payment, '-100'))

    with pytest.raises(MatchAcceptError):
        returned(practice, (reload(payment), '-100'))
    check_books(practice)
