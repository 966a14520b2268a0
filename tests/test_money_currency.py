# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The exchange difference goes with what it came from (Money 8)."""
from decimal import Decimal

import pytest

from trytond.pool import Pool

from .books_tools import check_books
from .core_tools import set_rate, unreconcile
from .match_tools import accept, match_of, undo
from .payment_tools import pay, reconcile_by_hand
from .test_on_account import receive
from .tools import (
    TODAY, balance, create_invoice, create_statement, days_ago, reload,
    run_tasks)


@pytest.fixture
def euros(practice):
    "1 EUR is 1.25 CHF, and 1.30 since yesterday"
    set_rate(practice, days_ago(1), '1.30')
    return practice


def invoice_of(practice, amount='100'):
    "Of five days ago, 100 EUR are 125 CHF"
    return create_invoice(
        practice, amount, currency=practice.eur, invoice_date=days_ago(5))


def gain(practice):
    return -balance(practice.accounts['exchange'])


def cancel(*payments):
    Payment = Pool().get('account.invoice.payment')
    Payment.cancel_payments(
        [reload(p) for p in payments], reason="Mistake")
    run_tasks()


def test_money_8_pay_cancel_pay(euros):
    invoice = invoice_of(euros)
    payment = pay(euros, invoice, 'cash')
    run_tasks()
    assert gain(euros) == 5

    cancel(payment)
    assert gain(euros) == 0
    assert balance(euros.accounts['receivable']) == 125
    assert reload(invoice).amount_to_pay == 100
    check_books(euros)

    pay(euros, invoice, 'cash')
    run_tasks()
    assert gain(euros) == 5
    assert balance(euros.accounts['receivable']) == 0
    check_books(euros)


def test_money_8_one_of_two(euros):
    invoice = invoice_of(euros)
    first = pay(euros, invoice, 'cash', '40', date=days_ago(3))
    second = pay(euros, invoice, 'card')
    run_tasks()
    assert gain(euros) == 3

    cancel(first)

    assert gain(euros) == 0
    assert reload(invoice).amount_to_pay == 40
    assert balance(euros.accounts['receivable']) == 125 - 78
    check_books(euros)
    cancel(second)
    assert balance(euros.accounts['receivable']) == 125
    check_books(euros)


def test_money_8_loss(euros):
    "The loss has the rate of the claim, the payment that of its day"
    invoice = invoice_of(euros)
    pay(euros, invoice, 'cash', '60')
    loss = pay(euros, invoice, 'loss', reason="Gone away")
    run_tasks()
    assert (gain(euros), balance(euros.accounts['loss'])) == (3, 50)

    cancel(loss)

    assert (gain(euros), balance(euros.accounts['loss'])) == (0, 0)
    check_books(euros)


def test_money_8_use_of_credit(euros):
    Invoice = Pool().get('account.invoice')
    receive(euros, '1')
    pay(euros, invoice_of(euros, '10'), 'cash', '110', date=days_ago(3))
    run_tasks()
    invoice = create_invoice(euros, '100', currency=euros.eur)
    Invoice.use_credit([reload(invoice)])
    run_tasks()
    assert reload(invoice).state == 'paid'
    assert gain(euros) == -5
    use, = reload(invoice).payments

    cancel(use)

    assert gain(euros) == 0
    assert balance(euros.accounts['receivable']) == 130 - 125 - 1
    check_books(euros)


def test_money_8_refund(euros):
    Payment = Pool().get('account.invoice.payment')
    pay(euros, invoice_of(euros, '10'), 'cash', '110', date=days_ago(3))
    run_tasks()
    credit, = Payment.search([('invoice', '=', None)])
    refund, = Payment.refund([credit], euros.method('cash'), euros.today)
    assert gain(euros) == -5

    cancel(refund)

    assert gain(euros) == 0
    assert reload(credit).amount_available == 100
    check_books(euros)


def test_money_8_credit_in_parts(euros):
    "A credit of one rate, split and used in two steps"
    Payment = Pool().get('account.invoice.payment')
    pay(euros, invoice_of(euros, '10'), 'cash', '110', date=days_ago(3))
    credit, = Payment.search([('invoice', '=', None)])
    invoice = create_invoice(euros, '100', currency=euros.eur)
    uses = []
    for amount in ['33.33', '66.67']:
        use, = Payment.use_credits([
                (reload(credit), reload(invoice), Decimal(amount))])
        uses.append(use)
    run_tasks()
    assert reload(invoice).state == 'paid'
    assert gain(euros) == -5

    cancel(*uses)

    assert gain(euros) == 0
    check_books(euros)


def test_money_8_unreconciled(euros):
    invoice = invoice_of(euros)
    payment = pay(euros, invoice, 'cash')
    run_tasks()

    unreconcile(payment.line)

    assert gain(euros) == 0
    assert reload(invoice).amount_to_pay == 0
    check_books(euros)
    invoice.__class__.settle_due([reload(invoice)])
    assert gain(euros) == 5
    check_books(euros)


def test_money_8_entry_of_the_accountant_stays(euros):
    "He splits the difference by hand: nobody but him takes that back"
    pool = Pool()
    Line = pool.get('account.move.line')
    Move = pool.get('account.move')
    invoice = invoice_of(euros)
    payment = pay(euros, invoice, 'cash')
    run_tasks()
    unreconcile(payment.line)
    entry = Move(
        company=euros.company, date=TODAY, journal=euros.journal('general'),
        lines=[
            Line(account=invoice.account, party=invoice.party,
                debit=Decimal(5), credit=Decimal(0)),
            Line(account=euros.accounts['exchange'],
                debit=Decimal(0), credit=Decimal(3)),
            Line(account=euros.accounts['expense'],
                debit=Decimal(0), credit=Decimal(2))])
    entry.save()
    Move.post([entry])
    Line.reconcile([
            *reload(invoice).lines_to_pay, reload(payment).line,
            next(l for l in entry.lines if l.party)])
    run_tasks()
    assert reload(invoice).state == 'paid'

    unreconcile(reload(payment).line)

    assert gain(euros) == 3
    assert reload(entry).state == 'posted'
    assert not Move.search([('origin', '=', str(entry))])


def test_money_8_entry_in_francs_stays(practice):
    "It looks as a difference of exchange, but nothing was exchanged"
    Move = Pool().get('account.move')
    invoice = create_invoice(practice, '100')
    reconcile_by_hand(practice, invoice, account='exchange')
    line, = reload(invoice).lines_to_pay
    entry, = {l.move for l in line.reconciliation.lines} - {line.move}

    unreconcile(line)

    assert gain(practice) == -100
    assert not Move.search([('origin', '=', str(entry))])
    assert reload(invoice).amount_to_pay == 100


@pytest.mark.parametrize('posted', [False, True])
def test_money_8_accepted_and_undone(euros, posted):
    Statement = Pool().get('account.statement')
    invoice = invoice_of(euros)
    statement = create_statement(euros, [{
                'amount': '130', 'second_currency': euros.eur,
                'amount_second_currency': Decimal(100)}])
    match = match_of(statement.origins[0], (invoice, '130'))
    line, = match.lines
    line.second_currency = euros.eur
    line.amount_second_currency = Decimal(100)
    line.save()
    accept(match)
    run_tasks()
    assert gain(euros) == 5
    check_books(euros)
    if posted:
        Statement.validate_statement([reload(statement)])
        Statement.post([reload(statement)])
        run_tasks()
        check_books(euros)

    undo(reload(match))
    run_tasks()

    assert gain(euros) == 0
    assert reload(invoice).amount_to_pay == 100
    check_books(euros)


def test_money_8_in_the_period_of_the_cancelling(euros):
    "The gain stays in its month, and is taken back in that of the cancelling"
    Payment = Pool().get('account.invoice.payment')
    Line = Pool().get('account.move.line')
    invoice = invoice_of(euros)
    payment = pay(euros, invoice, 'cash')
    run_tasks()
    last = days_ago(-1)

    Payment.cancel_payments([payment], date=last, reason="Mistake")

    dates = {
        l.credit - l.debit: l.move.date for l in Line.search([
                ('account', '=', euros.accounts['exchange'].id)])}
    assert dates == {5: euros.today, -5: last}
