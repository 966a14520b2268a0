# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Taxes on receipt follow the money, to and fro (Money 1, 2, 16, 20)."""
from decimal import Decimal

import pytest

from trytond.pool import Pool

from .books_tools import check_books, due_taxes
from .core_tools import (
    cancel_invoice, credit_invoice, credit_note, put_on, reschedule, take_off)
from .match_tools import accept, match_of, undo
from .payment_tools import pay
from .test_on_account import receive
from .test_tax_cash import cash  # noqa: F401
from .tools import (
    balance, create_invoice, create_statement, days_ago, reload, run_tasks)

pytestmark = pytest.mark.modules('account_tax_cash')


@pytest.fixture
def vat(cash):  # noqa: F811
    "8.1 % due on receipt, another rate, and a loss that adjusts nothing"
    pool = Pool()
    Tax = pool.get('account.tax')
    cash.tax.rate = Decimal('0.081')
    cash.tax.save()
    cash.reduced, = Tax.copy([cash.tax], default={
            'name': "VAT 2.6 %", 'description': "VAT 2.6 %",
            'rate': Decimal('0.026')})
    cash.method('loss')
    return cash


def invoice_of(practice, *lines):
    "108.10 by default"
    return create_invoice(practice, lines or [('100', [practice.tax])])


def cancel(*payments):
    Payment = Pool().get('account.invoice.payment')
    Payment.cancel_payments(list(payments), reason="Mistake")
    run_tasks()


def test_money_1_paid_cancelled_paid(vat):
    invoice = invoice_of(vat)
    payment = pay(vat, invoice, 'cash')
    run_tasks()
    assert due_taxes() == (Decimal('8.10'), 100)
    cancel(payment)
    assert due_taxes() == (0, 0)

    pay(vat, invoice, 'cash')
    run_tasks()

    assert due_taxes() == (Decimal('8.10'), 100)
    check_books(vat)


def test_money_1_in_the_periods_of_what_was_done(vat):
    "Due in the month of the payment, taken back in that of the cancelling"
    before = vat.today.replace(day=1) - (vat.today - days_ago(1))
    invoice = create_invoice(
        vat, [('100', [vat.tax])], invoice_date=before, payment_term=None,
        payment_term_date=vat.today)
    payment = pay(vat, invoice, 'cash', date=before)
    assert due_taxes(before) == (Decimal('8.10'), 100)

    cancel(payment)

    assert due_taxes(before) == (Decimal('8.10'), 100)
    assert due_taxes(vat.today) == (Decimal('-8.10'), -100)


def test_money_1_credit_used_taken_off_used(vat):
    Invoice = Pool().get('account.invoice')
    receive(vat, '108.10')
    invoice = invoice_of(vat)
    for _ in range(2):
        Invoice.use_credit([reload(invoice)])
        run_tasks()
        assert due_taxes() == (Decimal('8.10'), 100)
        use, = [p for p in reload(invoice).payments if p.state == 'posted']
        cancel(use)
        assert due_taxes() == (0, 0)
    Invoice.use_credit([reload(invoice)])
    run_tasks()

    assert due_taxes() == (Decimal('8.10'), 100)
    check_books(vat)


def test_money_1_two_halves(vat):
    invoice = invoice_of(vat)
    pay(vat, invoice, 'cash', '54.05')
    payment = pay(vat, invoice, 'cash')
    run_tasks()
    cancel(payment)
    assert due_taxes() == (Decimal('4.05'), 50)
    check_books(vat)

    pay(vat, invoice, 'cash')
    run_tasks()

    assert due_taxes() == (Decimal('8.10'), 100)
    check_books(vat)


@pytest.mark.parametrize('steps', [
        ['10', '-', '20', '-', '33.33', '0.01'],
        ['108.10', '-', '108.10', '-', '108.10', '-', '0.07']])
def test_money_1_steps(vat, steps):
    "Whatever went to and fro"
    invoice = invoice_of(vat)
    payments = []
    for step in steps:
        if step == '-':
            cancel(payments.pop())
        else:
            payments.append(pay(vat, invoice, 'cash', step))
            run_tasks()
        check_books(vat)
    received = sum(p.amount for p in payments)
    tax, base = due_taxes()
    assert abs(tax - received * Decimal('8.1') / Decimal('108.1')) <= (
        Decimal('0.005'))
    assert abs(tax + base - received) <= Decimal('0.01')


def test_money_1_a_loss_after_a_cancelled_payment(vat):
    "And Money 20"
    invoice = invoice_of(vat)
    payment = pay(vat, invoice, 'cash')
    run_tasks()
    cancel(payment)

    pay(vat, invoice, 'loss', reason="Gone away")
    run_tasks()

    assert due_taxes() == (0, 0)
    assert balance(vat.accounts['vat']) == 0
    assert balance(vat.accounts['loss']) == 100
    check_books(vat)


def test_money_20_lost_found_lost(vat):
    invoice = invoice_of(vat)
    for _ in range(2):
        loss = pay(vat, invoice, 'loss', reason="Gone away")
        run_tasks()
        cancel(loss)
        payment = pay(vat, invoice, 'cash')
        run_tasks()
        assert due_taxes() == (Decimal('8.10'), 100)
        cancel(payment)
    pay(vat, invoice, 'loss', reason="Gone away")
    run_tasks()

    assert due_taxes() == (0, 0)
    assert balance(vat.accounts['vat']) == 0
    assert balance(vat.accounts['loss']) == 100
    check_books(vat)


@pytest.mark.parametrize('by', ['line', 'reconciliation'])
@pytest.mark.parametrize('kind', ['loss', 'discount'])
def test_money_2_credit_note_of_an_exempt_line(vat, kind, by):
    "108.10 and 50 exempt; the 50 are credited, half is paid, the rest given"
    invoice = invoice_of(vat, ('100', [vat.tax]), ('50', []))
    note = credit_note(vat, '50')
    if by == 'line':
        put_on(invoice, note)
    else:
        reconcile(vat, invoice, note)
    pay(vat, invoice, 'cash', '54.05')
    run_tasks()
    assert due_taxes() == (Decimal('4.05'), 50)

    pay(vat, invoice, kind, reason="Chance")
    run_tasks()

    assert reload(invoice).state == 'paid'
    assert due_taxes() == (Decimal('4.05'), 50)
    assert balance(vat.accounts['vat']) == Decimal('-4.05')
    assert balance(vat.accounts[kind]) == 50
    check_books(vat)


def reconcile(practice, invoice, note):
    "With what is open of the invoice, of which core takes what balances"
    Line = Pool().get('account.move.line')
    line, *_ = reschedule(practice, invoice, -reload(note).amount_to_pay)
    Line.reconcile([line, *note.lines_to_pay])
    run_tasks()


def test_money_2_notes_of_others(vat):
    "What another invoice was credited changes nothing of this one"
    other = invoice_of(vat, ('200', [vat.tax]))
    invoice = invoice_of(vat, ('100', [vat.tax]), ('50', []))
    reconcile(vat, other, credit_note(vat, [('100', [vat.tax])]))
    reconcile(vat, invoice, credit_note(vat, '50'))
    pay(vat, invoice, 'cash', '54.05')
    run_tasks()
    assert due_taxes() == (Decimal('4.05'), 50)

    pay(vat, invoice, 'discount', reason="Chance")
    run_tasks()

    assert reload(invoice).state == 'paid'
    assert balance(vat.accounts['discount']) == 50
    pay(vat, other, 'cash')
    run_tasks()
    assert due_taxes() == (Decimal('12.15'), 150)
    check_books(vat)


def test_money_2_in_cents(vat):
    "0.43 and 0.40 exempt, which is credited: less than a franc is due, too"
    invoice = invoice_of(vat, ('0.40', [vat.tax]), ('0.40', []))
    put_on(invoice, credit_note(vat, '0.40'))
    pay(vat, invoice, 'cash', '0.20')
    run_tasks()
    pay(vat, invoice, 'cash')
    run_tasks()
    assert reload(invoice).state == 'paid'
    assert due_taxes() == (Decimal('0.03'), Decimal('0.40'))
    check_books(vat)


def test_money_2_two_rates(vat):
    "108.10 and 102.60; the second is credited, half is paid, the rest lost"
    invoice = invoice_of(vat, ('100', [vat.tax]), ('100', [vat.reduced]))
    put_on(invoice, credit_note(vat, [('100', [vat.reduced])]))
    pay(vat, invoice, 'cash', '54.05')
    run_tasks()
    assert due_taxes() == (Decimal('4.05'), 50)

    pay(vat, invoice, 'loss', reason="Gone away")
    run_tasks()

    assert due_taxes() == (Decimal('4.05'), 50)
    assert balance(vat.accounts['vat']) == Decimal('-4.05')
    assert balance(vat.accounts['loss']) == 50
    check_books(vat)


def test_money_2_the_note_comes_after_the_payment(vat):
    invoice = invoice_of(vat, ('100', [vat.tax]), ('100', [vat.reduced]))
    pay(vat, invoice, 'cash', '54.05')
    run_tasks()
    put_on(invoice, credit_note(vat, [('100', [vat.reduced])]))
    assert due_taxes() == (Decimal('4.05'), 50)
    pay(vat, invoice, 'cash')
    run_tasks()

    assert due_taxes() == (Decimal('8.10'), 100)
    check_books(vat)


def test_money_2_everything_credited(vat):
    "Nothing was received, so nothing is due"
    invoice = invoice_of(vat)
    put_on(invoice, credit_note(vat, [('100', [vat.tax])]))

    assert reload(invoice).state == 'paid'
    assert due_taxes() == (0, 0)
    assert balance(vat.accounts['vat']) == 0
    check_books(vat)


def test_money_2_a_note_that_is_paid_out(vat):
    "Paid, credited, and the money given back"
    invoice = invoice_of(vat)
    pay(vat, invoice, 'cash')
    run_tasks()
    note = credit_note(vat, [('100', [vat.tax])])
    assert due_taxes() == (Decimal('8.10'), 100)

    pay(vat, note, 'cash')
    run_tasks()

    assert due_taxes() == (0, 0)
    check_books(vat)


def test_money_2_a_note_used_on_another_invoice(vat):
    "A taxed service was paid and credited; it pays for an exempt one"
    first = invoice_of(vat)
    pay(vat, first, 'cash')
    run_tasks()
    other = invoice_of(vat, ('200', []))
    put_on(other, credit_note(vat, [('100', [vat.tax])]))
    pay(vat, other, 'cash')
    run_tasks()

    assert reload(other).state == 'paid'
    assert due_taxes() == (0, 0)


def test_money_16_accepted_undone_accepted(vat):
    invoice = invoice_of(vat)
    statement = create_statement(vat, [{'amount': '108.10'}])
    match = match_of(statement.origins[0], (invoice, '108.10'))
    accept(match)
    run_tasks()
    assert due_taxes() == (Decimal('8.10'), 100)
    undo(match)
    run_tasks()
    assert due_taxes() == (0, 0)

    again = match_of(statement.origins[0], (invoice, '108.10'))
    accept(again)
    run_tasks()

    assert due_taxes() == (Decimal('8.10'), 100)
    check_books(vat)


def test_core_cancels_the_invoice(vat):
    "Half is paid, half is lost: nothing is due, the money is on account"
    invoice = invoice_of(vat)
    pay(vat, invoice, 'cash', '54.05')
    pay(vat, invoice, 'loss', reason="Gone away")
    run_tasks()
    take_off_all(invoice)

    cancel_invoice(vat, invoice)

    assert due_taxes() == (0, 0)
    assert balance(vat.accounts['vat']) == 0
    assert balance(vat.accounts['loss']) == 0
    check_books(vat)


def take_off_all(invoice):
    "Core cancels no invoice that is paid"
    Payment = Pool().get('account.invoice.payment')
    if reload(invoice).state == 'paid':
        payment = reload(invoice).payments[0]
        Payment.cancel_payments([payment], reason="Mistake")
        run_tasks()


def test_core_credits_the_invoice(vat):
    invoice = invoice_of(vat)
    pay(vat, invoice, 'cash', '54.05')
    pay(vat, invoice, 'loss', '10', reason="Gone away")
    run_tasks()

    credit_invoice(vat, invoice)

    assert reload(invoice).state == 'cancelled'
    assert due_taxes() == (0, 0)
    assert balance(vat.accounts['vat']) == 0
    assert balance(vat.accounts['loss']) == 0
    check_books(vat)


def test_taken_off_the_payment_lines(vat):
    invoice = invoice_of(vat)
    payment = pay(vat, invoice, 'cash', '54.05')
    run_tasks()

    take_off(invoice, payment.line)

    assert due_taxes() == (0, 0)
    check_books(vat)
