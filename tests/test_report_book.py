# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The receipts book and the cash sheet agree with the accounts."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction

from .payment_tools import pay, pay_by_statement
from .report_tools import BOOK, SHEET, book, rows_of, total
from .tools import (
    as_user, balance, create_invoice, create_user, days_ago, pay_with_core,
    reload, run_tasks)

REPORT = 'medical_payment.group_payment_report'


def cancel(payment, **values):
    Payment = Pool().get('account.invoice.payment')
    values.setdefault('reason', "Mistake")
    Payment.cancel_payments([payment], **values)
    run_tasks()


def test_W4_no_loss_no_discount(practice):
    invoice = create_invoice(practice, '100')
    pay(practice, invoice, 'cash', '50')
    before = book(practice), total(rows_of(practice, SHEET))

    pay(practice, invoice, 'discount', '20', reason="Family")
    loss = pay(practice, invoice, 'loss', reason="Gone away")
    cancel(loss)

    assert (book(practice), total(rows_of(practice, SHEET))) == before
    assert book(practice) == [(practice.today, Decimal(50), False)]


def test_a_line_of_the_book(practice):
    invoice = create_invoice(practice, '100')
    payment = pay(
        practice, invoice, 'card', '40', party=practice.insurer,
        reference="R1")

    line, = rows_of(practice, BOOK)

    assert (line.date, line.amount) == (practice.today, Decimal(40))
    assert line.payment == payment
    assert line.number == payment.number
    assert line.payer == practice.insurer.rec_name
    assert line.means == "Card"
    assert line.invoice == invoice
    assert line.description == "R1"
    assert line.currency == practice.currency
    assert line.move_state == 'posted'


def test_code_stands_for_the_name(practice):
    pool = Pool()
    Configuration = pool.get('account.configuration')
    Context = pool.get('account.invoice.payment.receipts_book.context')
    pay(practice, create_invoice(practice, '100'), 'cash')
    assert not Context.default_payer_code()
    Configuration(1).set_multivalue(
        'payer_code', True, company=practice.company.id)
    assert Context.default_payer_code()

    line, = rows_of(practice, BOOK, payer_code=True)

    assert line.payer == practice.patient.code
    assert practice.patient.name not in line.payer


def test_reversal_at_its_own_date(practice):
    earlier = days_ago(10)
    payment = pay(
        practice, create_invoice(practice, '100', invoice_date=earlier),
        'cash', date=earlier)

    cancel(payment, date=days_ago(3))

    assert book(practice) == [
        (earlier, Decimal(100), False), (days_ago(3), Decimal(-100), True)]
    assert book(practice, from_date=days_ago(5)) == [
        (days_ago(3), Decimal(-100), True)]
    assert book(practice, to_date=days_ago(5)) == [
        (earlier, Decimal(100), False)]
    line = rows_of(practice, BOOK)[1]
    assert line.description == "Mistake"
    assert balance(practice.accounts['cash']) == 0


def test_draft_and_cancelled_draft_are_left_out(practice):
    Payment = Pool().get('account.invoice.payment')
    draft = Payment(
        invoice=create_invoice(practice, '100'), party=practice.patient,
        currency=practice.currency, method=practice.method('cash'),
        date=practice.today, amount=Decimal(100))
    draft.save()
    assert book(practice) == []

    cancel(draft)

    assert book(practice) == []


def test_money_that_stays_on_account_counts_once(practice):
    "Released from the invoice: no second receipt, and no reversal"
    Invoice = Pool().get('account.invoice')
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '60', reference="R1")
    expected = [(practice.today, Decimal(60), False)]
    assert book(practice) == expected

    Invoice.remove_payment_lines([payment.line])

    assert reload(payment).state == 'cancelled'
    line, = rows_of(practice, BOOK)
    assert line.payment != payment
    assert line.payment.state == 'posted'
    assert (line.means, line.description) == ("Cash", "R1")
    assert book(practice) == expected

    # Using it on an invoice moves no money
    Invoice.add_payment_lines({invoice: [payment.line]})
    assert book(practice) == expected
    Invoice.remove_payment_lines([payment.line])
    assert book(practice) == expected

    cancel(line.payment)
    assert book(practice) == expected + [
        (practice.today, Decimal(-60), True)]


def test_S6_line_of_a_posted_statement(practice):
    "Released: the money goes to the account of the party, at its date"
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    statement = pay_by_statement(practice, invoice, '100', days_ago(2))
    assert book(practice) == [(days_ago(2), Decimal(100), False)]
    assert book(practice, posted=True) == []
    statement.__class__.post([statement])
    run_tasks()
    assert book(practice, posted=True) == [
        (days_ago(2), Decimal(100), False)]

    payment, = Payment.search([('invoice', '=', invoice.id)])
    cancel(payment)
    line, = rows_of(practice, BOOK)
    assert not line.invoice
    assert (line.date, line.amount) == (days_ago(2), Decimal(100))
    assert line.means == "Bank"

    # The bank still has it: the record on account is not cancelled
    with pytest.raises(UserError):
        cancel(line.payment)
    assert book(practice) == [(days_ago(2), Decimal(100), False)]
    assert balance(practice.accounts['bank']) == 100


def test_excess_and_suppliers(practice):
    pay(practice, create_invoice(practice, '100'), 'cash', '130')
    pay(practice, create_invoice(practice, '40', type='in'), 'cash')

    assert total(rows_of(practice, BOOK)) == Decimal(130)
    assert balance(practice.accounts['cash']) == 130 - 40
    sheet, = rows_of(practice, SHEET)
    assert (sheet.number, sheet.received, sheet.given_back) == (2, 130, 0)
    assert (sheet.paid_out, sheet.amount) == (-40, 90)


def test_refund_of_what_is_on_account(practice):
    "Received and given back; the split lines of the credit add nothing"
    Payment = Pool().get('account.invoice.payment')
    payment = Payment(
        party=practice.patient, currency=practice.currency,
        method=practice.method('cash'), date=days_ago(2),
        amount=Decimal(100))
    payment.save()
    Payment.post([payment])
    Payment.use_credits(
        [(payment, create_invoice(practice, '30'), Decimal(30))])
    Payment.refund(
        [reload(payment)], practice.method('card'), practice.today,
        reason="Moved")

    lines = rows_of(practice, BOOK)

    assert [(l.date, l.amount, l.means) for l in lines] == [
        (days_ago(2), Decimal(100), "Cash"),
        (practice.today, Decimal(-70), "Card")]
    assert total(lines) == sum(
        balance(practice.accounts[name]) for name in ['cash', 'transit'])


def test_refund_of_a_credit_note(practice):
    pay(practice, create_invoice(practice, '-25'), 'cash')

    line, = rows_of(practice, BOOK)
    assert (line.amount, line.reversal) == (Decimal(-25), False)
    sheet, = rows_of(practice, SHEET)
    assert (sheet.number, sheet.received, sheet.given_back) == (
        0, Decimal(0), Decimal(-25))


def test_payment_with_core_names_the_method(practice):
    invoice = create_invoice(practice, '100')
    pay_with_core(invoice, '30', practice.method('card'))

    line, = rows_of(practice, BOOK)
    assert (line.means, line.amount) == ("Card", Decimal(30))


def test_without_method_the_journal_stands_for_it(practice):
    Payment = Pool().get('account.invoice.payment')
    payment = pay(practice, create_invoice(practice, '100'), 'cash')
    Payment.write([payment], {'method': None})

    line, = rows_of(practice, BOOK)
    sheet, = rows_of(practice, SHEET)
    assert line.means == sheet.means == payment.move.journal.rec_name


def test_second_currency(practice):
    "The sums are in the currency of the company, as the accounts say"
    invoice = create_invoice(practice, '100', currency=practice.eur)
    payment = pay(practice, invoice, 'cash', '80')
    cancel(pay(practice, invoice, 'cash', '5'))

    lines = rows_of(practice, BOOK)

    assert total(lines) == balance(practice.accounts['cash'])
    assert total(lines) == payment.line.credit != payment.amount
    assert [l.amount_second_currency for l in lines] == [80, 5, -5]
    assert {l.second_currency for l in lines} == {practice.eur}


def test_totals_agree_with_the_accounts(practice):
    "Hundreds of cents that floats would not add up to"
    amounts = [Decimal(17 * n % 97 + 3) / 100 for n in range(60)]
    invoice = create_invoice(practice, sum(amounts) + 1)
    for index, amount in enumerate(amounts):
        payment = pay(
            practice, invoice, ['cash', 'card', 'transfer'][index % 3],
            amount, date=days_ago(index % 4))
        if index % 7 == 0:
            cancel(payment)

    lines = rows_of(practice, BOOK)
    sheet = rows_of(practice, SHEET)

    names = {"Cash": 'cash', "Card": 'transit', "Transfer": 'transit'}
    assert total(lines) == total(sheet) == sum(
        balance(practice.accounts[a]) for a in set(names.values()))
    assert total(l for l in lines if l.means == "Cash") == balance(
        practice.accounts['cash'])
    for index in range(4):
        date = days_ago(index)
        assert total(l for l in sheet if l.date == date) == balance(
            practice.accounts['cash'], date=date) + balance(
            practice.accounts['transit'], date=date)
    for line in sheet:
        assert line.received + line.given_back == line.amount


def test_cash_sheet_by_day_and_method(practice):
    yesterday = days_ago(1)
    invoice = create_invoice(practice, '100', invoice_date=yesterday)
    pay(practice, invoice, 'cash', '10', date=yesterday)
    pay(practice, invoice, 'cash', '20')
    wrong = pay(practice, invoice, 'cash', '7', date=yesterday)
    pay(practice, invoice, 'card', '30')
    cancel(wrong)

    rows = [
        (r.date, r.means, r.number, r.received, r.given_back, r.amount)
        for r in rows_of(practice, SHEET)]

    assert sorted(rows) == [
        (yesterday, "Cash", 2, 17, 0, 17),
        (practice.today, "Card", 1, 30, 0, 30),
        (practice.today, "Cash", 1, 20, -7, 13),
        ]


def test_context_follows_the_period(practice):
    pool = Pool()
    Period = pool.get('account.period')
    for name in ['receipts_book', 'cash_sheet', 'given_away']:
        Context = pool.get(f'account.invoice.payment.{name}.context')
        period, = Period.search([
                ('company', '=', practice.company.id),
                ('start_date', '=', dt.date(practice.today.year, 3, 1)),
                ])
        context = Context(period=period)
        context.on_change_period()
        assert (context.from_date, context.to_date) == (
            period.start_date, period.end_date)


@pytest.mark.parametrize('name', [BOOK, SHEET])
def test_S10_access(practice, name):
    "Only who reads reports, only of the own company"
    Model = Pool().get(name)
    pay(practice, create_invoice(practice, '100'), 'cash')
    reader = create_user(practice, 'reader', REPORT)
    other = create_user(
        practice, 'other', 'medical_payment.group_payment')
    context = {'company': practice.company.id}
    with as_user(reader), Transaction().set_context(context):
        ids = [r.id for r in Model.search([])]
        assert Model.read(ids, ['amount'])[0]['amount'] == Decimal(100)
    with as_user(other), Transaction().set_context(context):
        with pytest.raises(AccessError):
            Model.search([])
    Pool().get('res.user').write([reader], {
            'company': None,
            'companies': [('remove', [practice.company.id])],
            })
    with as_user(reader), Transaction().set_context(context):
        assert Model.search([]) == []
