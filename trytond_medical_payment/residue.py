# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Closing in one step what is left by cents, too little or too much."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def _residue_limits(cls, company):
        "Return the method that closes residues and up to which amount"
        configuration = Pool().get('account.configuration')(1)
        return (
            configuration.get_multivalue(
                'match_residue_method', company=company.id),
            configuration.get_multivalue(
                'match_tolerance', company=company.id) or Decimal(0))

    @classmethod
    def close_residues(cls, payments):
        """Close what the posted payments left open of their invoices, or
        brought too much, within the tolerance of the configuration.

        The practice decided this, so nobody needs the right to give away.
        Return the payments that close.
        """
        closing = []
        for payment in cls.browse(payments):
            method, tolerance = cls._residue_limits(payment.company)
            rest = payment.invoice.balance_to_pay
            if method and 0 < abs(rest) <= tolerance:
                closing.append(cls.new(
                        company=payment.company,
                        invoice=payment.invoice,
                        party=payment.invoice.party,
                        method=method,
                        date=payment.date,
                        currency=payment.currency,
                        amount=rest,
                        reason=gettext(
                            'medical_payment.msg_payment_residue')))
        credits = cls.search([
                ('move', 'in', [p.move.id for p in payments]),
                ('invoice', '=', None),
                ('state', '=', 'posted'),
                ])
        with Transaction().set_user(0, set_context=True):
            cls.settle(closing)
            for credit in credits:
                method, tolerance = cls._residue_limits(credit.company)
                if method and credit.amount <= tolerance:
                    closing.extend(cls.refund(
                            [credit], method, credit.date, reason=gettext(
                                'medical_payment.msg_payment_residue')))
        return closing


class MarkAsPaidStart(metaclass=PoolMeta):
    __name__ = 'account.invoice.mark_as_paid.start'

    tolerance = fields.Numeric("Tolerance", readonly=True)
    is_residue = fields.Function(
        fields.Boolean("Is Residue"), 'on_change_with_is_residue')
    close_residue = fields.Boolean(
        "Close the Rest",
        states={
            'invisible': ~Eval('is_residue', False),
            },
        help="Check to close the difference with the method for residues.")

    @fields.depends('amount', 'total_amount', 'tolerance', 'kind')
    def on_change_with_is_residue(self, name=None):
        if (self.amount is None or self.total_amount is None
                or not self.tolerance or self.kind != 'payment'):
            return False
        return 0 < abs(self.amount - self.total_amount) <= self.tolerance


class MarkAsPaid(metaclass=PoolMeta):
    __name__ = 'account.invoice.mark_as_paid'

    def default_start(self, fields):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Payment = pool.get('account.invoice.payment')
        values = super().default_start(fields)
        if values.get('invoice'):
            invoice = Invoice(values['invoice'])
            method, tolerance = Payment._residue_limits(invoice.company)
            values['tolerance'] = tolerance if method else Decimal(0)
            values['close_residue'] = True
        return values

    def _pay(self, invoices, values):
        Payment = Pool().get('account.invoice.payment')
        payments, skipped = super()._pay(invoices, values)
        start = self.start
        if start.invoice and start.is_residue and start.close_residue:
            Payment.close_residues(payments)
        return payments, skipped
