# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Credit notes on invoices, and invoices of nothing (Money 3, 4, 11)."""
from decimal import Decimal

import pytest

from trytond.pool import Pool

from .books_tools import check_books
from .core_tools import credit_note, put_on, take_off
from .payment_tools import pay
from .tools import create_invoice, reload, run_tasks


def test_money_3_counts_as_credited(practice):
    invoice = create_invoice(practice, '100')

    put_on(invoice, credit_note(practice, '30'))

    invoice = reload(invoice)
    assert (invoice.amount_credited, invoice.amount_other) == (30, 0)
    assert invoice.amount_to_pay == 70
    assert invoice.payment_state == 'partial'
    check_books(practice)
    pay(practice, invoice, 'cash')
    run_tasks()
    invoice = reload(invoice)
    assert (invoice.amount_credited, invoice.amount_paid) == (30, 70)
    assert invoice.state == 'paid'
    check_books(practice)


def test_money_3_cents_add_up(practice):
    "Tenths have no end in the sums of SQLite"
    invoice = create_invoice(practice, '100')
    for amount in ['0.10', '0.20']:
        put_on(invoice, credit_note(practice, amount))
    assert reload(invoice).amount_credited == Decimal('0.30')
    check_books(practice)


@pytest.mark.parametrize('amount', ['100', '0.60'])
@pytest.mark.parametrize('term', ["30 days", "4 instalments"])
def test_money_3_credited_in_full(practice, term, amount):
    invoice = create_invoice(
        practice, amount, payment_term=practice.term(term))
    note = credit_note(practice, amount)

    put_on(invoice, note)

    assert reload(invoice).state == 'paid'
    assert reload(invoice).amount_credited == Decimal(amount)
    assert reload(note).state == 'paid'
    assert reload(note).amount_credited == -Decimal(amount)
    check_books(practice)


@pytest.mark.parametrize('total, paid, credited', [
        ('100', '60', '40'),
        # Signs are those of cents, too
        ('0.60', '0.40', '0.20')])
def test_money_3_paid_then_credited(practice, total, paid, credited):
    invoice = create_invoice(practice, total)
    pay(practice, invoice, 'cash', paid)
    note = credit_note(practice, credited)

    put_on(invoice, note)

    # Read together, as a list reads them
    invoice, note = Pool().get('account.invoice').browse([invoice, note])
    assert (invoice.state, invoice.amount_paid, invoice.amount_credited) == (
        'paid', Decimal(paid), Decimal(credited))
    assert note.amount_credited == -Decimal(credited)
    check_books(practice)


def test_money_3_taken_off(practice):
    invoice = create_invoice(practice, '100')
    note = credit_note(practice, '30')
    put_on(invoice, note)

    take_off(invoice, *note.lines_to_pay)

    assert reload(invoice).amount_to_pay == 100
    assert reload(invoice).amount_credited == 0
    assert reload(note).amount_to_pay == -30
    check_books(practice)


def test_money_4_marked_as_paid_together(practice):
    Invoice = Pool().get('account.invoice')
    invoice = create_invoice(practice, '100')
    note = credit_note(practice, '30')
    put_on(invoice, note)
    other = create_invoice(practice, '20')

    payments, skipped = Invoice.pay_balance(
        [reload(i) for i in [note, invoice, other]],
        practice.method('cash'), practice.today)
    run_tasks()

    assert sorted(p.amount for p in payments) == [20, 70]
    assert skipped == [note]
    assert {reload(i).state for i in [invoice, note, other]} == {'paid'}
    check_books(practice)


def test_money_4_a_note_alone_is_paid_out(practice):
    Invoice = Pool().get('account.invoice')
    note = credit_note(practice, '30')
    invoice = create_invoice(practice, '100')

    Invoice.pay_balance(
        [note, invoice], practice.method('cash'), practice.today)
    run_tasks()

    assert {reload(i).state for i in [invoice, note]} == {'paid'}
    check_books(practice)


def test_money_4_a_note_that_is_used_is_no_money(practice):
    "Nobody gives back what an invoice has taken"
    Invoice = Pool().get('account.invoice')
    invoice = create_invoice(practice, '100')
    note = credit_note(practice, '30')
    put_on(invoice, note)

    payments, skipped = Invoice.pay_balance(
        [reload(note)], practice.method('cash'), practice.today)

    assert (payments, skipped) == ([], [note])


@pytest.mark.parametrize('term', [None, "30 days", "4 instalments"])
def test_money_11_nothing_to_pay(practice, term):
    invoice = create_invoice(
        practice, '0', payment_term=practice.term(term) if term else None)
    run_tasks()

    invoice = reload(invoice)
    assert invoice.payment_state == 'paid'
    assert invoice.state == 'paid'
    assert invoice not in invoice.__class__.search([
            ('payment_state', 'in', ['unpaid', 'partial'])])
    check_books(practice)


def test_money_11_lines_that_cancel_out(practice):
    invoice = create_invoice(
        practice, [('50', []), ('-50', [])], payment_term=None)
    run_tasks()

    assert reload(invoice).state == 'paid'


def test_money_11_in_another_currency(practice):
    invoice = create_invoice(
        practice, '0', payment_term=None, currency=practice.eur)
    run_tasks()

    assert reload(invoice).state == 'paid'
    assert reload(invoice).amount_to_pay == Decimal(0)
