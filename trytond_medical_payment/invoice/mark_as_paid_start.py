# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pyson import Bool, Eval, If

from ..payment.kind import GIVEN_AWAY
from ..payment.reason import reason_category

# What helps to decide whether a claim is lost
_DECISION_STATES = {
    'invisible': (Eval('kind') != 'loss') | ~Eval('invoice'),
    }


class MarkAsPaidStart(ModelView):
    __name__ = 'account.invoice.mark_as_paid.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    invoice = fields.Many2One(
        'account.invoice', "Invoice", readonly=True,
        states={
            'invisible': ~Eval('invoice'),
            })
    invoices = fields.Integer(
        "Invoices", readonly=True,
        states={
            'invisible': Bool(Eval('invoice')),
            },
        help="The number of invoices to mark as paid.")
    method = fields.Many2One(
        'account.invoice.payment.method', "Method", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            If(Eval('may_give_away', False),
                (),
                ('kind', '=', 'payment')),
            ])
    may_give_away = fields.Boolean("May Give Away", readonly=True)
    kind = fields.Function(
        fields.Char("Kind"), 'on_change_with_kind')
    date = fields.Date("Date", required=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency',
        states={
            'invisible': ~Eval('invoice'),
            'required': Bool(Eval('invoice')),
            })
    total_amount = Monetary(
        "Total to Pay", currency='currency', digits='currency', readonly=True,
        states={
            'invisible': Bool(Eval('invoice')) | ~Eval('currency'),
            })
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    party = fields.Many2One(
        'party.party', "Party",
        states={
            'invisible': ~Eval('invoice'),
            'required': Bool(Eval('invoice')),
            },
        context={
            'company': Eval('company', -1),
            },
        depends={'company'},
        help="Who paid.")
    reference = fields.Char(
        "Reference",
        states={
            'invisible': ~Eval('invoice'),
            })
    reason_category = reason_category({
            'invisible': ~Eval('kind').in_(GIVEN_AWAY),
            })
    reason = fields.Char(
        "Reason",
        states={
            'invisible': ~Eval('kind').in_(GIVEN_AWAY),
            'required': (
                Eval('kind').in_(GIVEN_AWAY)
                & ~Bool(Eval('reason_category'))),
            },
        help="Why it is given away.")
    age = fields.Integer(
        "Age", readonly=True, states=_DECISION_STATES,
        help="The number of days since the date of the invoice.")
    reminders = fields.Integer(
        "Reminders", readonly=True,
        states={
            'invisible': (
                _DECISION_STATES['invisible']
                | (Eval('reminders', -1) < 0)),
            },
        help="The number of reminders that were sent.")
    earlier_losses = Monetary(
        "Earlier Losses", currency='currency', digits='currency',
        readonly=True, states=_DECISION_STATES,
        help="What was lost before on other invoices of the same party.")
    tolerance = fields.Numeric("Tolerance", readonly=True)
    is_residue = fields.Function(
        fields.Boolean("Is Residue"), 'on_change_with_is_residue')
    close_residue = fields.Boolean(
        "Close the Rest",
        states={
            'invisible': ~Eval('is_residue', False),
            },
        help="Check to close the difference with the method for residues.")

    @fields.depends('method')
    def on_change_with_kind(self, name=None):
        return self.method.kind if self.method else None

    @fields.depends('amount', 'total_amount', 'tolerance', 'kind')
    def on_change_with_is_residue(self, name=None):
        if (self.amount is None or self.total_amount is None
                or not self.tolerance or self.kind != 'payment'):
            return False
        return 0 < abs(self.amount - self.total_amount) <= self.tolerance
