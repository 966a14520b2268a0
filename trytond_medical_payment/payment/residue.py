# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Closing in one step what is left by cents, too little or too much."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction


class ResidueMixin:
    __slots__ = ()

    @classmethod
    def residue_limits(cls, company):
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
            method, tolerance = cls.residue_limits(payment.company)
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
                method, tolerance = cls.residue_limits(credit.company)
                if method and credit.amount <= tolerance:
                    closing.extend(cls.refund(
                            [credit], method, credit.date, reason=gettext(
                                'medical_payment.msg_payment_residue')))
        return closing
