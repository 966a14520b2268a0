# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The numbered document of a loss or discount that takes taxes back."""
from collections import defaultdict, namedtuple
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval

from ..exceptions import PaymentReportError
from .letter import LetterReport

# What is taken back of one tax, in the currency of the company, and if the
# tax was due before
TaxBack = namedtuple('TaxBack', 'tax base amount due')


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    document_number = fields.Char(
        "Document Number", readonly=True,
        states={
            'invisible': ~Eval('document_number'),
            },
        help="The number of the document that takes the taxes back.")

    @classmethod
    def _link(cls, payments):
        super()._link(payments)
        cls.number_documents(payments)

    @classmethod
    def number_documents(cls, payments):
        "Number what gives away with taxes, one document for each move"
        pool = Pool()
        Configuration = pool.get('account.configuration')
        configuration = Configuration(1)
        with_taxes = cls._moves_with_taxes([
                p.move for p in payments
                if p.gives_away and not p.document_number])
        by_company = defaultdict(lambda: defaultdict(list))
        for payment in payments:
            if payment.gives_away and payment.move.id in with_taxes:
                by_company[payment.company][payment.move.id].append(payment)
        for company, by_move in by_company.items():
            sequence = configuration.get_multivalue(
                'given_away_sequence', company=company.id)
            for payments_, number in zip(
                    by_move.values(), sequence.get_many(len(by_move))):
                for payment in payments_:
                    payment.document_number = number
                cls.save(payments_)

    @classmethod
    def _moves_with_taxes(cls, moves):
        "Return the ids of the moves that take back taxes that were due"
        TaxLine = Pool().get('account.tax.line')
        if not moves:
            return set()
        return {l.move_line.move.id for l in TaxLine.search([
                    ('move_line.move', 'in', [m.id for m in moves]),
                    ])
            if cls._was_due(l)}

    @classmethod
    def _was_due(cls, tax_line):
        return True

    @classmethod
    def copy(cls, payments, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('document_number', None)
        return super().copy(payments, default=default)

    @property
    def taxes_taken_back(self):
        "The taxes and bases that the move reverses, by tax"
        amounts = defaultdict(lambda: {'base': Decimal(0), 'tax': Decimal(0)})
        for line in self.move.lines:
            for tax_line in line.tax_lines:
                key = tax_line.tax, self._was_due(tax_line)
                amounts[key][tax_line.type] -= tax_line.amount
        return [
            TaxBack(tax, back['base'], back['tax'], due)
            for (tax, due), back in sorted(
                amounts.items(),
                key=lambda i: (i[0][0].sequence or 0, i[0][0].id, i[0][1]))]


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
