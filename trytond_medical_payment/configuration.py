# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import ModelSQL, fields
from trytond.modules.company.model import CompanyValueMixin
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, Id

from .match.configuration import MatchConfigurationMixin
from .report.configuration import ReportConfigurationMixin

_CONTEXT = Eval('context', {}).get('company', -1)


def invoice_payment_sequence(company):
    return fields.Many2One(
        'ir.sequence', "Payment Sequence", required=True,
        domain=[
            ('company', 'in', [company, None]),
            ('sequence_type', '=',
                Id('medical_payment', 'sequence_type_payment')),
            ],
        help="Used to number the payments.")


def payment_deposit_sequence(company):
    return fields.Many2One(
        'ir.sequence', "Deposit Sequence", required=True,
        domain=[
            ('company', 'in', [company, None]),
            ('sequence_type', '=',
                Id('medical_payment', 'sequence_type_deposit')),
            ],
        help="Used to number what is brought to the bank together.")


def default_payment_method(company):
    return fields.Many2One(
        'account.invoice.payment.method', "Default Payment Method",
        domain=[
            ('company', '=', company),
            ],
        help="The method proposed to mark an invoice as paid.")


structured_reference_type = fields.Selection([
        (None, ""),
        ('qrr', "QR Reference"),
        ('scor', "Creditor Reference"),
        ], "Structured Reference",
    help="The reference made for each customer invoice when it is posted.\n"
    "Leave empty when another software gives the reference.")
structured_reference_prefix = fields.Char(
    "Structured Reference Prefix",
    help="What each reference starts with, "
    "like the identification given by the bank.")

payment_queue_size = fields.Integer(
    "Payments at Once",
    domain=['OR',
        ('payment_queue_size', '=', None),
        ('payment_queue_size', '>', 0),
        ],
    help="Above this number, invoices are marked as paid in the background "
    "where the server has workers, else this number at a time.\n"
    "Leave empty to pay them all at once.")


class Configuration(
        MatchConfigurationMixin, ReportConfigurationMixin,
        metaclass=PoolMeta):
    __name__ = 'account.configuration'

    invoice_payment_sequence = fields.MultiValue(
        invoice_payment_sequence(_CONTEXT))
    payment_deposit_sequence = fields.MultiValue(
        payment_deposit_sequence(_CONTEXT))
    default_payment_method = fields.MultiValue(
        default_payment_method(_CONTEXT))
    structured_reference_type = fields.MultiValue(structured_reference_type)
    structured_reference_prefix = fields.MultiValue(
        structured_reference_prefix)
    payment_queue_size = fields.MultiValue(payment_queue_size)

    @classmethod
    def multivalue_model(cls, field):
        pool = Pool()
        if field in {
                'invoice_payment_sequence', 'payment_deposit_sequence',
                'default_payment_method',
                'structured_reference_type', 'structured_reference_prefix',
                'payment_queue_size'}:
            return pool.get('account.configuration.invoice_payment')
        return super().multivalue_model(field)

    @classmethod
    def default_invoice_payment_sequence(cls, **pattern):
        return cls.multivalue_model(
            'invoice_payment_sequence').default_invoice_payment_sequence()

    @classmethod
    def default_payment_deposit_sequence(cls, **pattern):
        return cls.multivalue_model(
            'payment_deposit_sequence').default_payment_deposit_sequence()

    @classmethod
    def default_payment_queue_size(cls, **pattern):
        return cls.multivalue_model(
            'payment_queue_size').default_payment_queue_size()


class ConfigurationInvoicePayment(ModelSQL, CompanyValueMixin):
    __name__ = 'account.configuration.invoice_payment'

    invoice_payment_sequence = invoice_payment_sequence(Eval('company', -1))
    payment_deposit_sequence = payment_deposit_sequence(Eval('company', -1))
    default_payment_method = default_payment_method(Eval('company', -1))
    structured_reference_type = structured_reference_type
    structured_reference_prefix = structured_reference_prefix
    payment_queue_size = payment_queue_size

    @classmethod
    def default_invoice_payment_sequence(cls):
        return cls._sequence('sequence_payment')

    @classmethod
    def default_payment_deposit_sequence(cls):
        return cls._sequence('sequence_deposit')

    @staticmethod
    def _sequence(name):
        ModelData = Pool().get('ir.model.data')
        try:
            return ModelData.get_id('medical_payment', name)
        except KeyError:
            return None

    @classmethod
    def default_payment_queue_size(cls):
        return 1000
