# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Taxes on cash basis: what is given away is never due.

Its share of the pending tax leaves the tax account with a tax line that is
pending as well, so that the report sees neither.
"""

from sql import Literal
from sql.conditionals import Coalesce

from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @property
    def _takes_taxes_back(self):
        # Pending taxes are, whatever the method says
        return True

    @classmethod
    def _was_due(cls, tax_line):
        # Core sets the period once what is on cash basis becomes due
        return super()._was_due(tax_line) and (
            not tax_line.on_cash_basis or bool(tax_line.period))

    def _get_tax_line(self, key, amount):
        tax_line = super()._get_tax_line(key, amount)
        tax_line.on_cash_basis = key.on_cash_basis
        return tax_line

    @classmethod
    def _on_cash_basis_column(cls, tax_line):
        return Coalesce(tax_line.on_cash_basis, Literal(False))

    @classmethod
    def cancel_payments(cls, payments, date=None, reason=None):
        Date = Pool().get('ir.date')
        with Transaction().set_context(payment_date=date or Date.today()):
            super().cancel_payments(payments, date=date, reason=reason)

    @classmethod
    def settle(cls, payments):
        if not payments:
            return
        date = max(p.date for p in payments)
        with Transaction().set_context(payment_date=date):
            super().settle(payments)
