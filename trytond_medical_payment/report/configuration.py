# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import ModelSQL, fields
from trytond.modules.company.model import CompanyValueMixin
from trytond.pool import Pool
from trytond.pyson import Eval, Id

payer_code = fields.Boolean(
    "Payer by Code",
    help="Receipts books show the code of the payer in place of the name.")


def document_sequence(company):
    return fields.Many2One(
        'ir.sequence.strict', "Loss and Discount Sequence", required=True,
        domain=[
            ('company', 'in', [company, None]),
            ('sequence_type', '=',
                Id('medical_payment', 'sequence_type_given_away')),
            ],
        help="Used to number the documents of losses and discounts "
        "that take taxes back.")


class ReportConfigurationMixin:
    __slots__ = ()

    payer_code = fields.MultiValue(payer_code)
    given_away_sequence = fields.MultiValue(
        document_sequence(Eval('context', {}).get('company', -1)))

    @classmethod
    def multivalue_model(cls, field):
        pool = Pool()
        if field in {'payer_code', 'given_away_sequence'}:
            return pool.get('account.configuration.payment_report')
        return super().multivalue_model(field)

    @classmethod
    def default_given_away_sequence(cls, **pattern):
        return cls.multivalue_model(
            'given_away_sequence').default_given_away_sequence()


class ConfigurationPaymentReport(ModelSQL, CompanyValueMixin):
    __name__ = 'account.configuration.payment_report'

    payer_code = payer_code
    given_away_sequence = document_sequence(Eval('company', -1))

    @classmethod
    def default_given_away_sequence(cls):
        ModelData = Pool().get('ir.model.data')
        try:
            return ModelData.get_id(
                'medical_payment', 'sequence_given_away')
        except KeyError:
            return None
