# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval


class MoneyMixin:
    "What wizards ask of money that comes or goes"
    __slots__ = ()

    company = fields.Many2One('company.company', "Company", readonly=True)
    method = fields.Many2One(
        'account.invoice.payment.method', "Method", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('kind', '=', 'payment'),
            ])
    date = fields.Date("Date", required=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)

    @classmethod
    def default_date(cls):
        return Pool().get('ir.date').today()
