# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The numbered document of a loss or discount that takes taxes back."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from ..exceptions import PaymentReportError
from .letter import LetterReport


class GivenAwayDocument(LetterReport):
    __name__ = 'account.invoice.payment.given_away.document'

    @classmethod
    def get_context(cls, records, header, data):
        Payment = Pool().get('account.invoice.payment')
        report_context = super().get_context(records, header, data)
        payment = Payment(report_context['record'].id)
        if not payment.gives_away or not payment.move:
            raise PaymentReportError(gettext(
                    'medical_payment.msg_given_away_document',
                    payment=payment.rec_name))
        taxes = payment.taxes_taken_back
        amount, payment_amount = cls._get_amounts(payment)
        tax_amount = sum((t.amount for t in taxes), Decimal(0))
        report_context.update(
            cls.get_letter_context(
                payment.company, payment.invoice.party,
                report_context['user']),
            payment=payment,
            invoice=payment.invoice,
            number=payment.document_number or payment.number or '',
            taxes=taxes,
            amount=amount,
            payment_amount=payment_amount,
            tax_amount=tax_amount,
            net=amount - tax_amount,
            )
        return report_context

    @classmethod
    def _get_amounts(cls, payment):
        """Return what the move gives away, in the currency of the company
        and in the one of the invoice"""
        Payment = Pool().get('account.invoice.payment')
        payments = Payment.search([
                ('move', '=', payment.move.id),
                ('invoice', '=', payment.invoice.id),
                ])
        sign = 1 if payment.invoice.type == 'out' else -1
        return (
            sign * sum(p.line.credit - p.line.debit for p in payments),
            sum(p.amount for p in payments))
