# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is printed: receipts, books and documents."""
import datetime as dt
import re
from decimal import Decimal
from functools import partial

import pytest

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import PaymentReportError

from .payment_tools import pay
from .report_tools import (
    BOOK, GIVEN_AWAY, PREFIX, SHEET, period, print_text, rows_of)
from .tools import (
    as_user, create_invoice, create_user, days_ago, reload, run_tasks)


@pytest.fixture
def printed(monkeypatch):
    "Print, and return the text line by line"
    return partial(print_text, monkeypatch)


def after(lines, label):
    "What stands beside the label"
    return lines[lines.index(label) + 1]


def number(text):
    return Decimal(re.sub(r'[^0-9.-]', '', text.replace('−', '-')))


def cancel(payment, **values):
    Payment = Pool().get('account.invoice.payment')
    Payment.cancel_payments([payment], reason="Mistake", **values)
    run_tasks()
    return reload(payment)


def test_receipt_of_a_payment(practice, printed):
    invoice = create_invoice(practice, '100')
    pay(practice, invoice, 'cash', '10')
    payment = pay(
        practice, invoice, 'card', '40', reference="R1",
        party=practice.insurer)

    lines = printed('report_receipt_payment', payment)

    assert f"Receipt {payment.number}" in lines
    assert f"Invoice: {invoice.number}" in lines
    assert practice.insurer.name in lines
    assert {"Card", "R1", f"Invoice {invoice.number}"} <= set(lines)
    assert number(after(lines, "Total Received")) == 40
    assert number(after(lines, "Total of the Invoice")) == 100
    assert number(after(lines, "Received so far")) == 50
    assert number(after(lines, "Remaining to Pay")) == 50
    assert "Settled otherwise" not in lines


def test_receipt_of_what_was_paid_too_much(practice, printed):
    payment = pay(practice, create_invoice(practice, '100'), 'cash', '130')

    lines = printed('report_receipt_payment', payment)

    assert "On Account" in lines
    assert number(after(lines, "Total Received")) == 130
    assert number(after(lines, "Remaining to Pay")) == 0


def test_receipt_on_account(practice, printed):
    Payment = Pool().get('account.invoice.payment')
    payment = Payment(
        party=practice.patient, currency=practice.currency,
        method=practice.method('cash'), date=practice.today,
        amount=Decimal(25))
    payment.save()
    Payment.post([payment])

    lines = printed('report_receipt_payment', payment)

    assert number(after(lines, "Total Received")) == 25
    assert "Remaining to Pay" not in lines


def test_receipt_of_an_invoice(practice, printed):
    invoice = create_invoice(practice, '100', invoice_date=days_ago(9))
    pay(practice, invoice, 'cash', '10', date=days_ago(9))
    cancel(pay(practice, invoice, 'cash', '33'))
    pay(practice, invoice, 'card', '40', date=days_ago(5))
    pay(practice, invoice, 'discount', '15', reason="Family")

    lines = printed('report_receipt_invoice', reload(invoice))

    assert "Receipt" in lines
    assert lines.index("Cash") < lines.index("Card")
    assert number(after(lines, "Total Received")) == 50
    assert number(after(lines, "Settled otherwise")) == 15
    assert number(after(lines, "Remaining to Pay")) == 35
    assert not any('33' in line for line in lines)


def test_no_receipt_without_money(practice, printed):
    invoice = create_invoice(practice, '100')
    with pytest.raises(PaymentReportError) as error:
        printed('report_receipt_invoice', invoice)
    assert invoice.number in str(error.value)

    loss = pay(practice, invoice, 'loss', '10', reason="Gone away")
    cancelled = cancel(pay(practice, invoice, 'cash', '10'))
    for payment in [loss, cancelled]:
        with pytest.raises(PaymentReportError) as error:
            printed('report_receipt_payment', payment)
        assert payment.number in str(error.value)


def test_receipt_in_the_language_of_the_payer(practice, printed):
    Lang = Pool().get('ir.lang')
    french, = Lang.search([('code', '=', 'fr')])
    practice.patient.lang = french
    practice.patient.save()
    payment = pay(
        practice, create_invoice(practice, '1234.5'), 'cash', '1000')

    lines = printed('report_receipt_payment', payment)

    assert any('1 000,00' in line.replace('\xa0', ' ') for line in lines)


def test_receipts_book_prints_the_period(practice, printed):
    "Everything of the period, whatever is selected"
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '60')
    cancel(pay(practice, invoice, 'card', '7'))
    pay(practice, invoice, 'discount', '3', reason="Family")
    rows = rows_of(practice, BOOK)

    for records in [rows, rows[:1], []]:
        lines = printed('report_receipts_book', *records, **period(practice))
        assert number(after(lines, "Total")) == 60
        assert lines.count("Card") == 2
        assert lines.count("Reversal: Mistake") == 1
        assert payment.number in lines
        assert practice.patient.name in lines
    lines = printed(
        'report_receipts_book', payer_code=True, **period(practice))
    assert practice.patient.name not in lines
    assert practice.patient.code in lines


def test_cash_sheet_prints_each_day(practice, printed):
    invoice = create_invoice(practice, '100', invoice_date=days_ago(1))
    pay(practice, invoice, 'cash', '60', date=days_ago(1))
    pay(practice, invoice, 'card', '7')
    pay(practice, invoice, 'cash', '8')
    pay(practice, create_invoice(practice, '9', type='in'), 'cash')

    lines = printed(
        'report_cash_sheet', *rows_of(practice, SHEET), **{
            **period(practice), 'from_date': days_ago(1)})

    assert lines.count("Total of the Day") == 2
    index = lines.index("Total")
    assert list(map(number, lines[index + 1:index + 6])) == [
        3, 75, 0, -9, 66]


def test_losses_and_discounts_printed(practice, printed):
    invoice = create_invoice(practice, '100')
    pay(practice, invoice, 'loss', '60', reason="Gone away")
    pay(practice, invoice, 'discount', '7', reason="Family")

    lines = printed(
        'report_given_away', *rows_of(practice, GIVEN_AWAY),
        **period(practice))

    assert number(after(lines, "Total")) == 67
    assert {"Loss", "Discount", "Gone away", "Family"} <= set(lines)


def printed_by_menu(practice, printed, name, **values):
    "What the menu entry prints, which needs no rows to select"
    Wizard = Pool().get(f'{PREFIX}{name}.print', type='wizard')
    with Transaction().set_context(company=practice.company.id):
        session, start, end = Wizard.create()
        asked = {
            name: value for name, value in Wizard.execute(
                session, {}, start)['view']['defaults'].items()
            if '.' not in name}
        (action, data), = Wizard.execute(
            session, {start: asked | values}, 'print_')['actions']
        Wizard.delete(session)
    assert action['report_name'] == PREFIX + name
    return printed(f'report_{name}', data=data)


@pytest.mark.parametrize('name, title, nothing', [
        ('receipts_book', "Receipts Book",
            "No money was received or given back in this period."),
        ('cash_sheet', "Cash Sheet",
            "No money was received or paid out in this period."),
        ('given_away', "Losses and Discounts",
            "Nothing was given away in this period."),
        ])
def test_period_without_anything(practice, printed, name, title, nothing):
    "There is no row to select: the menu prints, with totals of zero"
    invoice = create_invoice(practice, '100')
    pay(practice, invoice, 'cash', '60')
    pay(practice, invoice, 'loss', '5', reason="Gone away")

    empty = {
        'from_date': dt.date(2001, 2, 3), 'to_date': dt.date(2001, 2, 28)}
    lines = printed_by_menu(practice, printed, name, **empty)
    assert title in lines
    assert "From 02/03/2001 to 02/28/2001" in lines
    assert nothing in lines
    assert number(after(lines, "Total")) == 0
    assert "Cash" not in lines and "Gone away" not in lines

    lines = printed_by_menu(practice, printed, name)
    assert nothing not in lines
    label, total = {
        'receipts_book': ("Total", 60),
        'cash_sheet': ("Total of the Day", 1),
        'given_away': ("Total", 5),
        }[name]
    assert number(after(lines, label)) == total


def test_menu_prints_as_asked(practice, printed):
    pay(practice, create_invoice(practice, '100'), 'cash', '60')

    lines = printed_by_menu(
        practice, printed, 'receipts_book', payer_code=True)

    assert practice.patient.code in lines
    assert practice.patient.name not in lines


def test_document_with_taxes(practice, printed):
    "It names the invoice, the base and the tax that the move reverses"
    invoice = create_invoice(practice, [('100', [practice.tax]), ('50', [])])
    payment = pay(
        practice, invoice, practice.method('discount', adjust_taxes=True),
        '40', reason="Family")
    assert payment.document_number == '1'

    lines = printed('report_given_away_document', payment)

    assert "Discount 1" in lines
    assert f"Invoice: {invoice.number}" in lines
    assert "Reason: Family" in lines
    index = lines.index(practice.tax.description)
    # 100 × 40 ÷ 157.70 and 7.70 × 40 ÷ 157.70
    assert list(map(number, lines[index + 1:index + 3])) == [
        Decimal('25.36'), Decimal('1.95')]
    assert number(after(lines, "Net")) == Decimal('38.05')
    assert number(lines[-1]) == 40

    cancelled = printed('report_given_away_document', cancel(payment))
    assert any(l.startswith("Cancelled on") for l in cancelled)


def test_documents_are_numbered_without_gap(practice):
    "Only what takes taxes back has a number, in the order of the postings"
    loss = practice.method('loss', adjust_taxes=True)
    taxed = create_invoice(practice, [('100', [practice.tax])])
    plain = create_invoice(practice, '100')

    numbers = [
        pay(practice, invoice, method, '10', reason="R").document_number
        for invoice, method in [
            (taxed, loss), (plain, loss), (taxed, 'discount'), (taxed, loss),
            (taxed, loss)]]

    assert numbers == ['1', None, None, '2', '3']


@pytest.mark.modules('account_tax_cash')
def test_document_of_pending_taxes(practice, printed):
    "On cash basis no tax was due: no number, and it is said"
    FiscalYear = Pool().get('account.fiscalyear')
    Group = Pool().get('account.tax.group')
    group, = Group.create([{'name': "VAT", 'code': 'vat', 'kind': 'both'}])
    practice.tax.group = group
    practice.tax.save()
    FiscalYear.write(FiscalYear.search([]), {
            'tax_group_on_cash_basis': [('add', [group.id])],
            })
    invoice = create_invoice(practice, [('100', [practice.tax])])
    payment = pay(practice, invoice, 'loss', reason="Gone away")

    lines = printed('report_given_away_document', payment)

    assert not payment.document_number
    assert "It was not due yet." in lines
    assert number(after(lines, "Net")) == 100


def test_document_without_taxes(practice, printed):
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'loss', '40', reason="Gone away")

    lines = printed('report_given_away_document', payment)

    assert f"Loss {payment.number}" in lines
    assert "No tax is taken back." in lines


def test_no_document_of_money(practice, printed):
    payment = pay(practice, create_invoice(practice, '100'), 'cash')

    with pytest.raises(PaymentReportError) as error:
        printed('report_given_away_document', payment)
    assert payment.number in str(error.value)


def test_S10_who_prints(practice, printed):
    payment = pay(practice, create_invoice(practice, '100'), 'cash')
    receptionist = create_user(
        practice, 'receptionist', 'medical_payment.group_payment')
    reader = create_user(
        practice, 'reader', 'medical_payment.group_payment_report')
    stranger = create_user(practice, 'stranger')
    for user in [receptionist, reader]:
        with as_user(user):
            assert printed('report_receipt_payment', payment)
    with as_user(stranger), pytest.raises(AccessError):
        printed('report_receipt_payment', payment)
    with as_user(reader), Transaction().set_context(period(practice)):
        assert printed('report_receipts_book', **period(practice))
        assert printed_by_menu(practice, printed, 'receipts_book')
    with as_user(receptionist), pytest.raises(AccessError):
        printed('report_receipts_book', **period(practice))
    with as_user(receptionist), pytest.raises(AccessError):
        printed_by_menu(practice, printed, 'receipts_book')
