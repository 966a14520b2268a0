# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The commission of an acquirer, with its taxes where its account has some.

France and Switzerland exempt it. Elsewhere what was kept includes the tax;
that of an acquirer abroad is owed and deducted at once.
"""
from collections import namedtuple
from decimal import Decimal

from trytond.pool import Pool

# What the commission takes on an account, and the taxes that it is of
Part = namedtuple('Part', 'amount account type taxes')


def commission_parts(account, commission, currency, date):
    "Return the parts of what was kept, the expense first"
    Tax = Pool().get('account.tax')
    taxes = []
    if account.taxes:
        net = Tax.reverse_compute(commission, account.taxes, date)
        taxes = Tax.compute(account.taxes, net, 1, date)
    parts = [
        Part(amount, row['tax'].invoice_account.current(date=date), 'tax',
            [row['tax']])
        for row in taxes if (amount := currency.round(row['amount']))]
    # The cents of rounding are the expense's
    net = commission - sum((p.amount for p in parts), Decimal(0))
    return [
        Part(net, account, 'base', [row['tax'] for row in taxes]), *parts]


def tax_lines(line, part):
    "Return the tax lines of the line of the move, in the company's currency"
    TaxLine = Pool().get('account.tax.line')
    return [
        TaxLine(
            move_line=line, tax=tax, type=part.type,
            amount=line.debit - line.credit)
        for tax in part.taxes]
