# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The receipt for who paid, from a payment or from an invoice."""
from collections import namedtuple

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..exceptions import PaymentReportError
from .letter import LetterReport

# What a receipt says of one payment
Row = namedtuple('Row', 'number date payer means reference invoice amount')


class Receipt(LetterReport):
    __name__ = 'account.invoice.payment.receipt'

    @classmethod
    def get_context(cls, records, header, data):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Payment = pool.get('account.invoice.payment')
        report_context = super().get_context(records, header, data)
        record = report_context['record']
        report_context.update(cls.get_letter_context(
                record.company, record.party, report_context['user']))
        lang = report_context['lang']
        # The names of methods are in the language of the reader
        with Transaction().set_context(
                language=lang.code if lang else Transaction().language):
            if isinstance(record, Invoice):
                told = cls._of_invoice(Invoice(record.id))
            else:
                told = cls._of_payment(Payment(record.id))
        report_context.update(told)
        report_context['total'] = sum(r.amount for r in told['rows'])
        if invoice := told['invoice']:
            report_context['rest'] = invoice.balance_to_pay
            report_context['otherwise_settled'] = (
                invoice.total_amount - invoice.amount_paid
                - report_context['rest'])
        return report_context

    @classmethod
    def _of_payment(cls, payment):
        "Return what the receipt says of the money of a payment"
        if (payment.state != 'posted' or payment.gives_away
                or payment.credit):
            raise PaymentReportError(gettext(
                    'medical_payment.msg_receipt_payment',
                    payment=payment.rec_name))
        payments = cls._same_money(payment)
        invoice = next((p.invoice for p in payments if p.invoice), None)
        return {
            'address': payment.party.address_get(type='invoice'),
            'number': payment.number,
            'currency': payment.currency,
            'invoice': invoice,
            'rows': list(map(cls._get_row, payments)),
            }

    @classmethod
    def _same_money(cls, payment):
        "Return the payments that one receipt of money became"
        Payment = Pool().get('account.invoice.payment')
        if payment.statement_line:
            return [payment]
        return Payment.search([
                ('move', '=', payment.move.id),
                ('party', '=', payment.party.id),
                ('state', '=', 'posted'),
                ('statement_line', '=', None),
                ('credit', '=', None),
                ],
            order=[('id', 'ASC')])

    @classmethod
    def _of_invoice(cls, invoice):
        "Return what the receipt says of all payments of an invoice"
        rows = sorted(
            map(cls._get_row, (
                    p for p in invoice.payments
                    if p.state == 'posted' and not p.gives_away)),
            key=lambda r: r.date)
        if not rows or invoice.type != 'out':
            raise PaymentReportError(gettext(
                    'medical_payment.msg_receipt_invoice',
                    invoice=invoice.rec_name))
        return {
            'address': invoice.invoice_address,
            'number': None,
            'currency': invoice.currency,
            'invoice': invoice,
            'rows': rows,
            }

    @classmethod
    def _get_row(cls, payment):
        # The money of a credit came with the payment on account
        source = payment.credit or payment
        if source.method:
            means = source.method
        elif source.statement_line:
            means = source.statement_line.statement.journal
        else:
            means = source.move.journal
        return Row(
            number=source.number,
            date=source.date,
            payer=source.party,
            means=means,
            reference=source.reference,
            invoice=payment.invoice,
            amount=payment.amount)
