# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Taxes on cash basis: what is given away is never due.

Its share of the pending tax leaves the tax account with a tax line that is
pending as well, so that the report sees neither.
"""
from decimal import Decimal

from sql import Literal
from sql.conditionals import Coalesce

from trytond.pool import PoolMeta
from trytond.transaction import Transaction


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @property
    def _takes_taxes_back(self):
        # Pending taxes are, whatever the method says
        return True

    def _get_tax_line(self, key, amount):
        tax_line = super()._get_tax_line(key, amount)
        tax_line.on_cash_basis = key.on_cash_basis
        return tax_line

    @classmethod
    def _on_cash_basis_column(cls, tax_line):
        return Coalesce(tax_line.on_cash_basis, Literal(False))

    @classmethod
    def cancel_payments(cls, payments, date=None, reason=None):
        context = {}
        if date:
            context['payment_date'] = date
        with Transaction().set_context(context):
            super().cancel_payments(payments, date=date, reason=reason)

    @classmethod
    def settle(cls, payments):
        if not payments:
            return
        date = max(p.date for p in payments)
        with Transaction().set_context(payment_date=date):
            super().settle(payments)


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @property
    def cash_paid_ratio(self):
        """The share that was received in money.

        Core counts all that settles, and stops when an exchange difference
        makes it more than the whole."""
        claim = sum(l.debit - l.credit for l in self.lines_to_pay)
        if self.state == 'cancelled' or not claim:
            return super().cash_paid_ratio
        given = sum(
            (l.credit - l.debit for l in self._given_away_lines), Decimal(0))
        if self.state == 'paid':
            settled = claim
        else:
            settled = sum(
                (l.debit - l.credit
                    for l in self.lines_to_pay if l.reconciliation),
                Decimal(0))
            settled += sum(
                (l.credit - l.debit
                    for l in self.payment_lines if not l.reconciliation),
                Decimal(0))
        return min(max((settled - given) / claim, Decimal(0)), Decimal(1))

    @property
    def _given_away_lines(self):
        return [
            p.line for p in self.payments
            if p.state == 'posted' and p.gives_away]
