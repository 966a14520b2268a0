# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the rows of the reports on payments have in common."""
from trytond.model import fields
from trytond.pyson import Eval, If


def of_company(model, string):
    "Return a link to a record that depends on the company"
    return fields.Many2One(
        model, string,
        context={
            'company': Eval('company', -1),
            },
        depends={'company'})


class CompanyRow:
    __slots__ = ()

    company = fields.Many2One('company.company', "Company")
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')

    @classmethod
    def get_currency(cls, rows, name):
        return {r.id: r.company.currency.id for r in rows}


class MeansRow:
    __slots__ = ()

    method = fields.Many2One('account.invoice.payment.method', "Method")
    journal = of_company('account.journal', "Journal")
    means = fields.Function(
        fields.Char("Means", help="The method, or the journal without one."),
        'get_means')

    @classmethod
    def get_means(cls, rows, name):
        return {r.id: (r.method or r.journal).rec_name for r in rows}


class PaymentRow:
    "A payment, or its reversal"
    __slots__ = ()

    date = fields.Date("Date")
    number = fields.Char("Number")
    payment = fields.Many2One('account.invoice.payment', "Payment")
    party = of_company('party.party', "Party")
    invoice = fields.Many2One('account.invoice', "Invoice")
    reversal = fields.Boolean("Reversal")
    move = fields.Many2One('account.move', "Move")
    move_state = fields.Selection([
            ('draft', "Draft"),
            ('posted', "Posted"),
            ], "Move State", sort=False)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [
            ('date', 'ASC'),
            ('id', 'ASC'),
            ]

    def get_rec_name(self, name):
        return self.number or f'({self.id})'

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('number', *clause[1:])]

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="amount"]', 'visual',
                If(Eval('reversal', False), 'warning', '')),
            ]
