# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.pool import PoolMeta


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def _was_due(cls, tax_line):
        # Core sets the period once what is on cash basis becomes due
        return super()._was_due(tax_line) and (
            not tax_line.on_cash_basis or bool(tax_line.period))
