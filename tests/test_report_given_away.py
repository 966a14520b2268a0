# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Losses and discounts: their report agrees with the accounts."""
from decimal import Decimal

import pytest

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction

from .payment_tools import pay
from .report_tools import BOOK, GIVEN_AWAY, rows_of, total
from .tools import (
    as_user, balance, create_invoice, create_user, days_ago, pay_with_core,
    reload, run_tasks)

SUMS = [f'{GIVEN_AWAY}.{name}' for name in ['period', 'reason', 'party']]


def cancel(payment, **values):
    Payment = Pool().get('account.invoice.payment')
    Payment.cancel_payments([payment], reason="Mistake", **values)
    run_tasks()


def give_away(practice):
    "Some losses and discounts of two patients, one of them cancelled"
    one, two = practice.patients[:2]
    loss = practice.method('loss')
    discount = practice.method('discount', adjust_taxes=True)
    taxed = create_invoice(
        practice, [('100', [practice.tax]), ('50', [])], party=one)
    plain = create_invoice(practice, '80', party=two)
    pay(practice, taxed, 'cash', '60')
    first = pay(practice, taxed, discount, '40', reason="Family")
    pay(practice, taxed, loss, reason="Gone away")
    pay(practice, plain, loss, '30', reason="Gone away", date=days_ago(1))
    second = pay(practice, plain, discount, '5', reason="Family")
    cancel(first, date=days_ago(0))
    return first, second


def check_accounts(practice, rows):
    "Check the sums against the lines of the moves"
    kinds = {
        kind: [r for r in rows if r.kind == kind]
        for kind in ['loss', 'discount']}
    for kind, rows_ in kinds.items():
        assert total(rows_, 'net') == balance(practice.accounts[kind])
    pool = Pool()
    Invoice = pool.get('account.invoice')
    TaxLine = pool.get('account.tax.line')
    invoiced = [i.move.id for i in Invoice.search([])]
    assert total(rows, 'tax') == sum(
        -l.amount for l in TaxLine.search([
                ('type', '=', 'tax'),
                ('move_line.move', 'not in', invoiced),
                ]))
    for row in rows:
        assert row.amount == row.tax + row.net


def test_agrees_with_the_accounts(practice):
    cancelled, _ = give_away(practice)

    rows = rows_of(practice, GIVEN_AWAY)

    check_accounts(practice, rows)
    assert [(r.kind, r.reason, r.amount, r.tax, r.reversal)
        for r in rows if r.payment == cancelled] == [
        ('discount', "Family", 40, Decimal('1.95'), False),
        ('discount', "Family", -40, Decimal('-1.95'), True),
        ]
    assert total(rows) == Decimal('57.70') + 30 + 5
    assert {r.method.kind for r in rows} == {'loss', 'discount'}
    assert all(r.invoice.party == r.party for r in rows)


@pytest.mark.parametrize('name', SUMS)
def test_sums_are_those_of_the_list(practice, name):
    give_away(practice)
    rows = rows_of(practice, GIVEN_AWAY)

    sums = rows_of(practice, name, interval='day')

    for field in ['amount', 'tax', 'net']:
        assert total(sums, field) == total(rows, field)
    for row in sums:
        assert row.amount == row.lost + row.discounted
    assert total(sums, 'number') == len(
        [r for r in rows if not r.reversal]) - 1


def test_by_reason_party_and_period(practice):
    give_away(practice)
    one, two = practice.patients[:2]

    by_period, by_reason, by_party = [
        rows_of(practice, name, interval='day') for name in SUMS]

    assert {r.reason: (r.lost, r.discounted) for r in by_reason} == {
        "Gone away": (Decimal('87.70'), 0),
        "Family": (0, 5),
        }
    assert {r.party: r.amount for r in by_party} == {
        one: Decimal('57.70'), two: 35}
    assert {r.date: r.amount for r in by_period} == {
        days_ago(1): 30, practice.today: Decimal('62.70')}
    year, = rows_of(practice, SUMS[0], interval='year',
        from_date=practice.today.replace(month=1, day=1),
        to_date=practice.today.replace(month=12, day=31))
    assert year.date == practice.today.replace(month=1, day=1)


def test_reasons_of_the_list_go_before_the_text(practice):
    Reason = Pool().get('account.invoice.payment.reason')
    reason, = Reason.create([{'name': "Gone away"}])
    invoice = create_invoice(practice, '100')
    for amount, text in [('10', "To Peru"), ('20', None), ('5', "To Chile")]:
        pay(practice, invoice, 'loss', amount, reason=text,
            reason_category=reason)
    pay(practice, invoice, 'loss', '1', reason="Cents")

    rows = rows_of(practice, GIVEN_AWAY)
    sums = rows_of(practice, SUMS[1])

    assert [(r.reason_name, r.number, r.amount) for r in sums] == [
        ("Gone away", 3, 35), ("Cents", 1, 1)]
    assert [r.reason_category for r in rows] == [reason] * 3 + [None]
    assert rows[0].reason == "To Peru"


def test_W6_recovery_takes_the_loss_back(practice):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    loss = pay(practice, invoice, 'loss', reason="Gone away")

    Payment.reverse_losses([(loss, Decimal(60))], practice.today)
    pay(practice, invoice, 'cash', '60')

    rows = rows_of(practice, GIVEN_AWAY)
    assert [r.amount for r in rows] == [100, -100, 40]
    check_accounts(practice, rows)
    assert total(rows_of(practice, BOOK)) == 60


def test_each_in_its_period(practice):
    invoice = create_invoice(practice, '100', invoice_date=days_ago(20))
    loss = pay(
        practice, invoice, 'loss', reason="Gone away", date=days_ago(20))
    cancel(loss, date=days_ago(5))

    assert [r.amount for r in rows_of(
            practice, GIVEN_AWAY, to_date=days_ago(10))] == [100]
    assert [r.amount for r in rows_of(
            practice, GIVEN_AWAY, from_date=days_ago(10))] == [-100]


def test_write_off_of_core_is_a_loss(practice):
    WriteOff = Pool().get('account.move.reconcile.write_off')
    journal = practice.method('loss').journal
    write_off, = WriteOff.create([{
                'company': practice.company.id,
                'name': "Rounding",
                'journal': journal.id,
                'credit_account': practice.accounts['loss'].id,
                'debit_account': practice.accounts['loss'].id,
                }])
    invoice = create_invoice(practice, '100')
    pay(practice, invoice, 'loss', '10', reason="Gone away")
    pay_with_core(
        invoice, '89.50', practice.method('cash'), type='writeoff',
        writeoff=write_off)

    rows = rows_of(practice, GIVEN_AWAY)

    assert total(rows) == balance(practice.accounts['loss'])
    row, = (r for r in rows if not r.payment)
    assert (row.kind, row.amount) == ('loss', Decimal('0.50'))
    assert total(rows) == reload(invoice).amount_lost
    assert row.party == practice.patient


def test_exchange_difference_is_no_loss(practice):
    Rate = Pool().get('currency.currency.rate')
    invoice = create_invoice(practice, '100', currency=practice.eur)
    Rate.create([{
                'currency': practice.eur.id, 'date': practice.today,
                'rate': Decimal('0.9')}])
    pay(practice, invoice, 'cash')
    assert balance(practice.accounts['exchange'])

    assert rows_of(practice, GIVEN_AWAY) == []


def test_second_currency(practice):
    invoice = create_invoice(
        practice, [('100', [practice.tax])], currency=practice.eur)
    pay(practice, invoice, practice.method('loss', adjust_taxes=True), '50',
        reason="Gone away")

    rows = rows_of(practice, GIVEN_AWAY)

    check_accounts(practice, rows)
    assert rows[0].amount != 50


def test_suppliers_give_away_nothing_of_ours(practice):
    invoice = create_invoice(practice, '100', type='in')
    pay(practice, invoice, 'discount', '10', reason="Prompt payment")

    assert rows_of(practice, GIVEN_AWAY) == []


@pytest.mark.parametrize('name', [GIVEN_AWAY, *SUMS])
def test_S10_access(practice, name):
    Model = Pool().get(name)
    give_away(practice)
    reader = create_user(
        practice, 'reader', 'medical_payment.group_payment_report')
    other = create_user(
        practice, 'other', 'medical_payment.group_give_away')
    context = {'company': practice.company.id}
    with as_user(reader), Transaction().set_context(context):
        assert Model.search([])
    with as_user(other), Transaction().set_context(context):
        with pytest.raises(AccessError):
            Model.search([])
