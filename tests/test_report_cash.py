# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The cash sheet says what the accounts of the methods gained each day."""
from decimal import Decimal
from random import Random

import pytest

from trytond.pool import Pool

from .payment_tools import check_invariants, pay
from .report_tools import BOOK, SHEET, rows_of, total
from .test_move_cancel import cancel_moves
from .tools import (
    balance, create_invoice, days_ago, pay_with_core, reload, run_tasks)

# The account of each method
ACCOUNTS = {'cash': 'cash', 'card': 'transit', 'transfer': 'transit'}


def row(practice, method, date=None):
    date = date or practice.today
    return next(
        r for r in rows_of(practice, SHEET)
        if r.method == practice.method(method) and r.date == date)


def check_sheet(practice, days):
    sheet = rows_of(practice, SHEET)
    for account in set(ACCOUNTS.values()):
        methods = {
            practice.method(m) for m, a in ACCOUNTS.items() if a == account}
        for day in range(days):
            date = days_ago(day)
            assert total(
                r for r in sheet if r.method in methods and r.date == date
                ) == balance(practice.accounts[account], date=date), (
                account, date)
    for r in sheet:
        assert r.received + r.given_back + r.paid_out == r.amount
    assert total(sheet) - total(sheet, 'paid_out') == total(
        rows_of(practice, BOOK))


def test_supplier_paid_with_core(practice):
    "Even what core's wizard pays too much"
    pay(practice, create_invoice(practice, '100'), 'cash')
    invoice = create_invoice(practice, '40', type='in')
    pay_with_core(invoice, '30', practice.method('cash'))
    pay_with_core(
        reload(invoice), '15', practice.method('cash'), type='overpayment')

    sheet = row(practice, 'cash')
    assert (sheet.number, sheet.received, sheet.given_back) == (1, 100, 0)
    assert (sheet.paid_out, sheet.amount) == (-45, 55)
    assert total(rows_of(practice, BOOK)) == 100
    check_sheet(practice, 1)


def test_supplier_gives_back(practice):
    pay(practice, create_invoice(practice, '-25', type='in'), 'cash')

    sheet = row(practice, 'cash')
    assert (sheet.number, sheet.paid_out, sheet.amount) == (0, 25, 25)
    check_sheet(practice, 1)


def test_payment_of_a_supplier_cancelled(practice):
    Payment = Pool().get('account.invoice.payment')
    payment = pay(
        practice, create_invoice(
            practice, '40', type='in', invoice_date=days_ago(2)),
        'cash', date=days_ago(2))
    Payment.cancel_payments([payment], reason="Mistake")
    run_tasks()

    assert row(practice, 'cash', days_ago(2)).amount == -40
    assert row(practice, 'cash').paid_out == 40
    check_sheet(practice, 3)


class Day:
    "Things that happen at the desk, by chance"

    def __init__(self, practice, seed, days):
        self.practice = practice
        self.random = Random(seed)
        self.days = days

    def run(self, steps):
        names = [n for n in dir(self) if n.startswith('do_')]
        for _ in range(steps):
            getattr(self, self.random.choice(names))()
            run_tasks()

    @property
    def date(self):
        return days_ago(self.random.randrange(self.days))

    @property
    def amount(self):
        return Decimal(self.random.randrange(1, 20000)) / 100

    @property
    def method(self):
        return self.random.choice(list(ACCOUNTS))

    def invoice(self, amount=None, type='out'):
        return create_invoice(
            self.practice, amount or self.amount, type=type,
            currency=self.random.choice(
                [self.practice.currency] * 3 + [self.practice.eur]),
            invoice_date=days_ago(self.days))

    def payments(self, *clauses):
        Payment = Pool().get('account.invoice.payment')
        return Payment.search([('state', '=', 'posted'), *clauses])

    def do_pay(self):
        invoice = self.invoice()
        rest = self.random.choice([None, self.amount, '0.05'])
        pay(self.practice, invoice, self.method, rest, date=self.date)

    def do_refund_credit_note(self):
        pay(
            self.practice, self.invoice(-self.amount), self.method,
            date=self.date)

    def do_pay_supplier(self):
        amount = self.amount
        paid = self.random.choice([amount, amount / 2, amount + 7])
        pay_with_core(
            self.invoice(amount, type='in'), round(paid, 2),
            self.practice.method(self.method), date=self.date,
            type='overpayment' if paid > amount else 'partial')

    def do_pay_with_core(self):
        amount = self.amount
        paid = self.random.choice([amount, amount + 3])
        pay_with_core(
            self.invoice(amount), paid, self.practice.method(self.method),
            date=self.date, type='overpayment')

    def do_give_away(self):
        pay(
            self.practice, self.invoice(),
            self.random.choice(['loss', 'discount']), reason="Reason")

    def do_cancel(self):
        Payment = Pool().get('account.invoice.payment')
        if payments := self.payments(('credit', '=', None)):
            payment = self.random.choice(payments)
            if not self.payments(['OR',
                        ('credit.move', '=', payment.move.id),
                        ('refunded.move', '=', payment.move.id)]):
                Payment.cancel_payments(
                    [payment], date=self.date, reason="Mistake")

    def do_cancel_move(self):
        if payments := self.payments(
                ('line.reconciliation', '=', None), ('credit', '=', None),
                ('invoice', '!=', None)):
            cancel_moves(self.random.choice(payments).move)

    def do_use_credit(self):
        Payment = Pool().get('account.invoice.payment')
        if credits := self.credits():
            credit = self.random.choice(credits)
            invoice = self.invoice()
            amount = min(credit.amount_available, invoice.total_amount)
            if credit.currency == invoice.currency:
                Payment.use_credits([(credit, invoice, amount)])

    def do_refund(self):
        Payment = Pool().get('account.invoice.payment')
        if credits := self.credits():
            credit = self.random.choice(credits)
            Payment.refund(
                [credit], self.practice.method(self.method), self.date)

    def credits(self):
        return [
            p for p in self.payments(
                ('invoice', '=', None), ('refunded', '=', None))
            if p.amount_available > 0]


@pytest.mark.parametrize('seed', range(4))
def test_random_days(practice, seed):
    day = Day(practice, seed, days=3)

    day.run(25)

    assert rows_of(practice, SHEET)
    check_sheet(practice, 4)
    check_invariants(practice)
