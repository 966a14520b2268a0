# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Payments that reach the bank together, for tests."""
from decimal import Decimal

from trytond.pool import Pool

from .match_tools import record_payment
from .tools import balance, create_invoices, reload

# An acquirer numbers what it pays, as every bank does
NUMBER = {'number': 'PO-2026-0471', 'camt_creditor_name': "Acquirer Ltd"}


def payments(practice, amounts, method='card'):
    invoices = create_invoices(
        practice, amounts, party=lambda i: practice.patients[i % 2])
    return [record_payment(practice, i, method=method) for i in invoices]


def set_payout(practice, **values):
    method = practice.method('card')
    method.deposit = 'payout'
    method.commission_rate = Decimal('0.013')
    method.commission_account = practice.accounts['discount']
    for name, value in values.items():
        setattr(method, name, value)
    method.save()
    return reload(method)


def set_slip(practice, name='card', **values):
    method = practice.method(name)
    method.deposit = 'slip'
    for key, value in values.items():
        setattr(method, key, value)
    method.save()
    return reload(method)


def deposit(method, *args, **kwargs):
    Deposit = Pool().get('account.invoice.payment.deposit')
    return Deposit.deposit_payments(
        method, Pool().get('ir.date').today(), *args, **kwargs)


def waiting():
    Payment = Pool().get('account.invoice.payment')
    return Payment.search([('waits_for_bank', '=', True)])


def transit(practice):
    return balance(practice.accounts['transit'])


def on(date, *payments):
    "Payments that were taken on the day, whatever day it is"
    Payment = Pool().get('account.invoice.payment')
    Payment.write(list(payments), {'date': date})
