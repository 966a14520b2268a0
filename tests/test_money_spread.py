# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Who gets an amount, and what follows from a payment (Money 5, 6, 14)."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond_medical_payment.exceptions import PaymentAmountError

from .books_tools import check_books
from .core_tools import delegate, reschedule, take_off, unreconcile
from .match_tools import accept, bank_payment, match_of, undo
from .payment_tools import pay
from .report_tools import GIVEN_AWAY, rows_of
from .test_on_account import receive
from .tools import (
    balance, create_invoice, create_statement, days_ago, reload, run_tasks,
    savepoint)


@pytest.fixture
def gone_away(practice):
    Reason = Pool().get('account.invoice.payment.reason')
    reason, = Reason.create([{'name': "Gone away"}])
    return reason


def shared_invoice(practice):
    "200, of which the insurer owes the first 50"
    invoice = create_invoice(practice, '200')
    first, _ = reschedule(practice, invoice, '50')
    delegate(practice, invoice, practice.insurer, [first])
    return reload(invoice)


def owed(invoice):
    claims = invoice.__class__.open_claims([reload(invoice)])[invoice.id]
    return {p: a for p, a in claims.items() if a}


def test_money_5_own_part_first(practice):
    Invoice = Pool().get('account.invoice')
    receive(practice, '50')
    invoice = shared_invoice(practice)
    patient, insurer = practice.patient.id, practice.insurer.id
    assert owed(invoice) == {patient: 150, insurer: 50}

    Invoice.use_credit([invoice])
    run_tasks()

    assert owed(invoice) == {patient: 100, insurer: 50}
    check_books(practice)


def test_money_5_the_same_by_every_road(practice):
    "A payment, a credit and a line of the bank take from the same part"
    Payment = Pool().get('account.invoice.payment')
    left = []
    for road in ['payment', 'credit', 'bank']:
        invoice = shared_invoice(practice)
        if road == 'payment':
            pay(practice, invoice, 'cash', '170')
        elif road == 'credit':
            credit = receive(practice, '170')
            Payment.use_credits([(credit, invoice, Decimal(170))])
        else:
            statement = create_statement(practice, [{'amount': '170'}])
            accept(match_of(statement.origins[0], (invoice, '170')))
        run_tasks()
        left.append(owed(invoice))
        check_books(practice)
    assert left == [{practice.insurer.id: 30}] * 3


def test_money_5_insurers_credit(practice):
    "What the insurer has on account takes its own part first"
    Payment = Pool().get('account.invoice.payment')
    credit = receive(practice, '60', party=practice.insurer)
    invoice = shared_invoice(practice)

    Payment.use_credits([(credit, invoice, Decimal(60))])
    run_tasks()

    assert owed(invoice) == {practice.patient.id: 140}
    check_books(practice)


@pytest.mark.parametrize('amount', ['50', '30', '70'])
def test_credit_comes_back_to_who_had_it(practice, amount):
    "The patient's credit paid the insurer's part, and is taken off again"
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '50')
    delegate(practice, invoice, practice.insurer, list(invoice.lines_to_pay))
    invoice = reload(invoice)
    patient, insurer = practice.patient, practice.insurer
    assert owed(invoice) == {insurer.id: 50}
    credit = receive(practice, amount)
    used = min(Decimal(amount), 50)
    uses = Payment.use_credits([(credit, invoice, used)])
    run_tasks()

    Payment.cancel_payments(uses, reason="Wrong invoice")
    run_tasks()

    assert owed(invoice) == {insurer.id: 50}
    assert reload(credit).amount_available == Decimal(amount)
    assert reload(patient).receivable == -Decimal(amount)
    assert reload(insurer).receivable == 50
    check_books(practice)
    # And it can be used once more
    again = create_invoice(practice, amount)
    again.__class__.use_credit([again])
    run_tasks()
    assert reload(again).state == 'paid'
    check_books(practice)


@pytest.mark.parametrize('index', [0, 1])
@pytest.mark.parametrize('kind', ['loss', 'discount'])
def test_given_away_to_two_ends_for_both(practice, kind, index):
    "It is one move: what is taken off of one of them is off of the other"
    Payment = Pool().get('account.invoice.payment')
    invoice = shared_invoice(practice)
    patient, insurer = practice.patient, practice.insurer
    pay(practice, invoice, kind, '180', reason="Agreed")
    run_tasks()
    given = Payment.search([('kind', '=', kind)], order=[('id', 'ASC')])
    assert {p.amount for p in given} == {150, 30}
    assert owed(invoice) == {insurer.id: 20}

    take_off(reload(invoice), reload(given[index]).line)

    assert {p.state for p in map(reload, given)} == {'cancelled'}
    assert owed(invoice) == {patient.id: 150, insurer.id: 50}
    assert balance(practice.accounts[kind]) == 0
    assert not sum(by_reason(practice).values())
    assert not reload(invoice).payment_lines
    check_books(practice)


def lost(practice, invoice, amount, reason, **values):
    return pay(
        practice, invoice, 'loss', amount, reason="Moved",
        reason_category=reason, reference="L1", **values)


def by_reason(practice):
    sums = {}
    for row in rows_of(practice, GIVEN_AWAY):
        sums.setdefault(row.reason_category, Decimal(0))
        sums[row.reason_category] += row.amount
    return sums


def test_money_6_recovered(practice, gone_away):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    loss = lost(practice, invoice, '100', gone_away)
    run_tasks()

    rest, = Payment.reverse_losses([(loss, Decimal(40))], practice.today)

    assert by_reason(practice) == {gone_away: 60}
    assert (rest.reason, rest.reference) == ("Moved", "L1")
    check_books(practice)


def test_money_6_undone_match(practice, gone_away):
    invoice = create_invoice(practice, '100')
    loss = lost(practice, invoice, '100', gone_away)
    run_tasks()
    statement = create_statement(practice, [{'amount': '100'}])
    match = match_of(statement.origins[0], (loss, '100'))
    accept(match)
    run_tasks()
    assert by_reason(practice) == {gone_away: 0}

    undo(match)
    run_tasks()

    assert by_reason(practice) == {gone_away: 100}
    check_books(practice)


def test_money_6_two_parties(practice, gone_away):
    invoice = shared_invoice(practice)

    lost(practice, invoice, '180', gone_away)

    assert by_reason(practice) == {gone_away: 180}
    assert len(reload(invoice).payments) == 2
    check_books(practice)


def test_money_6_booked_on_the_bank_again(practice):
    "What the line of the bank replaced is there again as it was"
    invoice = create_invoice(practice, '100')
    payment = bank_payment(practice, invoice)
    payment.__class__.write([payment], {'reference': "Counter 7"})
    statement = create_statement(practice, [{'amount': '100'}])
    match = match_of(statement.origins[0], (reload(payment), '100'))
    accept(match)
    run_tasks()

    undo(match)
    run_tasks()

    again, = [p for p in reload(invoice).payments if p.state == 'posted']
    assert (again.method, again.party, again.reference, again.date) == (
        payment.method, payment.party, "Counter 7", payment.date)
    line, = reload(match).lines
    assert (line.payment, line.replaced) == (again, False)


def test_money_6_released(practice):
    "What goes on account keeps who paid and how"
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    payment = pay(
        practice, invoice, 'card', '40', party=practice.insurer,
        reference="Terminal 3", date=days_ago(2))
    invoice.__class__.remove_payment_lines([payment.line])
    run_tasks()

    credit, = Payment.search([('invoice', '=', None)])
    assert (
        credit.party, credit.method, credit.reference, credit.date) == (
        practice.insurer, payment.method, "Terminal 3", days_ago(2))
    check_books(practice)


def test_money_14_more_than_is_left(practice):
    "No name is empty"
    Payment = Pool().get('account.invoice.payment')
    credit = receive(practice, '50')

    with pytest.raises(PaymentAmountError) as error:
        Payment.refund(
            [credit], practice.method('cash'), practice.today,
            amount=Decimal(80))

    message = str(error.value)
    assert '""' not in message and "“”" not in message
    assert "80.00" in message and "50.00" in message
    assert credit.number in message


@pytest.mark.parametrize('amount', ['-5', '0'])
def test_money_14_on_account(practice, amount):
    Payment = Pool().get('account.invoice.payment')
    payment = Payment(
        party=practice.patient, method=practice.method('cash'),
        amount=Decimal(amount))
    payment.save()

    with pytest.raises(PaymentAmountError) as error:
        Payment.post([payment])

    assert '""' not in str(error.value)
    assert practice.patient.rec_name in str(error.value)


def test_delegated_and_paid(practice):
    "The insurer pays all of it"
    invoice = create_invoice(practice, '100')
    delegate(practice, invoice, practice.insurer)
    assert owed(invoice) == {practice.insurer.id: 100}

    pay(practice, invoice, 'cash', party=practice.insurer)
    run_tasks()

    assert reload(invoice).state == 'paid'
    check_books(practice)


@pytest.mark.parametrize('amount', ['20', '50'])
@pytest.mark.parametrize('way', ['refund', 'use'])
def test_credit_unreconciled_is_not_there_twice(practice, way, amount):
    """The random run found it: what was given back or split is open again
    on both sides, and the credit was offered once more"""
    Payment = Pool().get('account.invoice.payment')
    amount = Decimal(amount)
    credit = receive(practice, '50')
    invoice = create_invoice(practice, '100')

    def take():
        if way == 'refund':
            Payment.refund(
                [reload(credit)], practice.method('cash'), practice.today,
                amount=amount)
        else:
            Payment.use_credits([(reload(credit), reload(invoice), amount)])
        run_tasks()

    take()
    unreconcile(credit.line)

    assert reload(credit).amount_available == 50 - amount
    assert reload(practice.patient).credit_available == 50 - amount
    check_books(practice)
    with pytest.raises(PaymentAmountError), savepoint():
        Payment.refund(
            [reload(credit)], practice.method('cash'), practice.today,
            amount=51 - amount)
    if amount == 20:
        take()
        assert reload(credit).amount_available == 10
        check_books(practice)


@pytest.mark.parametrize('amount', ['0', '-5', '50.01', '60'])
def test_credit_in_no_measure(practice, amount):
    "Nothing, less, more than there is or than is owed is refused"
    Payment = Pool().get('account.invoice.payment')
    credit = receive(practice, '60' if amount == '60' else '50')
    invoice = create_invoice(practice, '59.99')
    with pytest.raises(PaymentAmountError):
        Payment.use_credits([(credit, invoice, Decimal(amount))])
    assert reload(invoice).amount_to_pay == Decimal('59.99')
