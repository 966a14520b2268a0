# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @classmethod
    def get_amount_to_pay(cls, invoices, name):
        amounts = super().get_amount_to_pay(invoices, name)
        if Transaction().context.get('with_payment', True):
            # Core takes off what was cleared, which is among the payment
            # lines of the invoice already
            for payment, amount in cls._cleared_parts(invoices):
                amounts[payment.invoice.id] += amount
        return amounts

    @classmethod
    def _cleared_parts(cls, invoices):
        Payment = Pool().get('account.invoice.payment')
        for payment in Payment.search([
                    ('invoice', 'in', [i.id for i in invoices]),
                    ('state', '=', 'posted'),
                    ('line.invoice_payment', '!=', None),
                    ('line.reconciliation', '=', None),
                    ('move.origin.id', '!=', None, 'account.payment'),
                    ]):
            bank_payment = payment.move.origin
            if bank_payment.line and not bank_payment.line.reconciliation:
                yield payment, bank_payment.amount_line_paid
