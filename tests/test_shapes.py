# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The hard shapes of invoices: each works, or is refused with words."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond_medical_payment.exceptions import PaymentAmountError

from .payment_tools import check_invariants, pay
from .test_tax_adjustment import adjusting, tax_report
from .tools import balance, create_invoice, reload, run_tasks


def delegate(practice, lines, party):
    Delegate = Pool().get('account.move.line.delegate', type='wizard')
    move = Delegate.delegate_lines(
        lines, party, practice.journal('general'))
    move.post()
    run_tasks()


def test_insurer_and_patient(practice):
    "An instalment is delegated to the insurer: each pays its part"
    invoice = create_invoice(
        practice, '200', payment_term=practice.term("4 instalments"))
    delegate(practice, invoice.lines_to_pay[:1], practice.insurer)
    invoice = reload(invoice)
    assert invoice.balance_to_pay == 200
    check_invariants(practice)

    payment = pay(
        practice, invoice, 'transfer', '50', party=practice.insurer)

    assert payment.line.party == practice.insurer
    assert balance(
        practice.accounts['receivable'], party=practice.insurer.id) == 0
    assert reload(invoice).payment_state == 'partial'
    check_invariants(practice)

    payment = pay(practice, invoice, 'cash', '150')
    assert payment.line.party == practice.patient
    assert reload(invoice).state == 'paid'
    check_invariants(practice)


def test_one_payer_for_both_parts(practice):
    "The patient pays what the insurer should have paid as well"
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(
        practice, '200', payment_term=practice.term("4 instalments"))
    delegate(practice, invoice.lines_to_pay[:1], practice.insurer)

    pay(practice, invoice, 'cash', '200')

    invoice = reload(invoice)
    assert invoice.state == 'paid'
    assert sorted(p.amount for p in invoice.payments) == [50, 150]
    assert {p.party for p in invoice.payments} == {practice.patient}
    assert len({p.move for p in invoice.payments}) == 1
    check_invariants(practice)

    Payment.cancel_payments([invoice.payments[0]], reason="Mistake")
    run_tasks()
    assert reload(invoice).payment_state == 'unpaid'
    check_invariants(practice)


def test_alternative_payee(practice):
    "An invoice that somebody else pays: the claim is against him"
    invoice = create_invoice(
        practice, '100', alternative_payees=[practice.insurer])
    assert invoice.payer_proposed == practice.insurer

    payment = pay(
        practice, invoice, 'transfer', party=invoice.payer_proposed)

    assert reload(invoice).state == 'paid'
    assert payment.line.party == practice.insurer
    check_invariants(practice)


def test_rescheduled(practice):
    Reschedule = Pool().get('account.move.line.reschedule', type='wizard')
    Term = Pool().get('account.move.line.reschedule.term')
    invoice = create_invoice(practice, '100')
    move, _ = Reschedule.reschedule_lines(
        list(invoice.lines_to_pay), practice.journal('general'), [
            Term(date=practice.today + dt.timedelta(days=30 * n),
                amount=Decimal(50), currency=invoice.currency)
            for n in [1, 2]])
    move.origin = invoice
    move.save()
    move.post()
    Invoice = Pool().get('account.invoice')
    Invoice.write([invoice], {'additional_moves': [('add', [move.id])]})
    run_tasks()
    assert reload(invoice).payment_state == 'unpaid'
    check_invariants(practice)

    pay(practice, invoice, 'cash', '50')
    assert reload(invoice).payment_state == 'partial'
    pay(practice, invoice, 'cash')

    assert reload(invoice).state == 'paid'
    check_invariants(practice)


def test_zero_invoice(practice):
    invoice = create_invoice(practice, [('100', []), ('-100', [])])
    run_tasks()

    assert reload(invoice).payment_state == 'paid'
    with pytest.raises(Exception) as error:
        pay(practice, invoice, 'cash', '10')
    assert invoice.number in str(error.value)
    check_invariants(practice)


def test_negative_lines(practice):
    invoice = create_invoice(practice, [('100', []), ('-30', [])])

    pay(practice, invoice, 'cash')

    assert reload(invoice).amount_paid == 70
    check_invariants(practice)


def test_wrong_side(practice):
    invoice = create_invoice(practice, '100')

    with pytest.raises(PaymentAmountError):
        pay(practice, invoice, 'cash', '-10')


def test_second_currency_with_exchange_difference(practice):
    Rate = Pool().get('currency.currency.rate')
    invoice = create_invoice(practice, '100', currency=practice.eur)
    claimed = sum(l.debit for l in invoice.lines_to_pay)
    Rate.delete(practice.eur.rates)
    Rate.create([{
                'currency': practice.eur.id, 'date': practice.today,
                'rate': Decimal('2')}])

    pay(practice, invoice, 'cash', '40')
    check_invariants(practice)
    pay(practice, invoice, 'cash')
    run_tasks()

    invoice = reload(invoice)
    assert invoice.state == 'paid'
    assert invoice.amount_paid == 100
    assert balance(practice.accounts['receivable']) == 0
    assert balance(practice.accounts['cash']) == 50
    assert balance(practice.accounts['exchange']) == claimed - 50
    check_invariants(practice)


def test_second_currency_cancel(practice):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100', currency=practice.eur)
    pay(practice, invoice, 'cash', '40')
    last = pay(practice, invoice, 'cash')

    Payment.cancel_payments([last], reason="Mistake")
    run_tasks()

    assert reload(invoice).balance_to_pay == 60
    check_invariants(practice)


@pytest.mark.parametrize('steps', [['10', '20', None], ['0.05', None]])
def test_W3_several_rates_and_included_taxes(practice, steps):
    "Two taxes on a line, another on another, one included in the price"
    pool = Pool()
    Tax = pool.get('account.tax')
    low, = Tax.copy([practice.tax], default={
            'name': "VAT 2.6 %", 'rate': Decimal('0.026')})
    included, = Tax.copy([practice.tax], default={
            'name': "VAT 8.1 % included", 'rate': Decimal('0.081'),
            'update_unit_price': True})
    invoice = create_invoice(practice, [
            ('100', [practice.tax, low]), ('33.33', [low]),
            ('50', []), ('10.81', [included])])
    assert tax_report()['tax'] > 0

    for amount in steps:
        pay(practice, invoice, adjusting(practice, 'discount'), amount,
            reason="Family")
        check_invariants(practice)

    assert tax_report() == {'tax': 0, 'base': 0}
    assert balance(practice.accounts['vat']) == 0


@pytest.mark.modules('account_cash_rounding')
def test_W3_cash_rounding(practice):
    pool = Pool()
    Configuration = pool.get('account.configuration')
    configuration = Configuration(1)
    account = practice.accounts['exchange']
    practice.currency.cash_rounding = Decimal('0.05')
    practice.currency.save()
    configuration.cash_rounding_debit_account = account
    configuration.cash_rounding_credit_account = account
    configuration.save()
    invoice = create_invoice(
        practice, [('100.01', [practice.tax]), ('50', [])],
        cash_rounding=True)
    assert invoice.total_amount % Decimal('0.05') == 0

    for amount in ['10', '20', None]:
        pay(practice, invoice, adjusting(practice, 'discount'), amount,
            reason="Family")
        check_invariants(practice)

    assert tax_report() == {'tax': 0, 'base': 0}
    assert balance(practice.accounts['vat']) == 0
