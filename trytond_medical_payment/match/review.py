# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the user reviews: one line a transaction, with its best proposal."""
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If
from trytond.transaction import Transaction

from ..context import BY_CODE
from .match import CONFIDENCES

# What a line shows of its proposal
SHOWN = ['remainder', 'settles', 'confidence', 'reasons']


class MatchReview(ModelView):
    __name__ = 'account.statement.match.review'

    message = fields.Char("Message", readonly=True)
    sure = fields.Integer(
        "Sure", readonly=True,
        help="How many proposals are sure.")
    sure_lines = fields.One2Many(
        'account.statement.match.review.line', None, "Sure",
        # Clients offer no new line
        size=0)
    lines = fields.One2Many(
        'account.statement.match.review.line', None, "To Check",
        # Clients offer no new line
        size=0)
    transactions = fields.One2Many(
        'account.statement.match.review.transaction', None,
        "Transactions without Proposal",
        # Clients offer no new line
        size=0)
    accepted = fields.One2Many(
        'account.statement.match.review.accepted', None, "Accepted",
        # Clients offer no new line
        size=0)

    @classmethod
    def view_attributes(cls):
        # What is empty is in nobody's way
        return super().view_attributes() + [
            (f'/form/notebook/page[@name="{name}"]', 'states', {
                    'invisible': ~Eval(name, []),
                    })
            for name in ['sure_lines', 'lines', 'transactions', 'accepted']]


class MatchReviewLine(ModelView):
    __name__ = 'account.statement.match.review.line'

    match = fields.Many2One(
        'account.statement.match', "Match", readonly=True)
    date = fields.Date("Date", readonly=True)
    payer = fields.Char("Payer", readonly=True)
    text = fields.Char("Text", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True)
    remainder = Monetary(
        "Remainder", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    settles = fields.Text("Settles", readonly=True)
    confidence = fields.Selection(
        CONFIDENCES, "Confidence", readonly=True, sort=False)
    reasons = fields.Text("Reasons", readonly=True)
    others = fields.Integer(
        "Others", readonly=True,
        help="How many other proposals there are for the transaction.")
    choice = fields.Selection([
            ('leave', "Leave"),
            ('accept', "Accept"),
            ('refuse', "Refuse"),
            ], "Choice", required=True, sort=False)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'choose_accept': {
                    'readonly': Eval('choice') == 'accept',
                    'depends': ['choice'],
                    },
                'choose_refuse': {
                    'readonly': Eval('choice') == 'refuse',
                    'depends': ['choice'],
                    },
                'show_other': {
                    'invisible': ~Eval('others', 0),
                    'depends': ['others'],
                    },
                })

    @ModelView.button_change('choice')
    def choose_accept(self):
        self.choice = 'accept'

    @ModelView.button_change('choice')
    def choose_refuse(self):
        self.choice = 'refuse'

    @ModelView.button_change('match')
    def show_other(self):
        "Show the next proposal for the transaction, then the first again"
        Match = Pool().get('account.statement.match')
        if not self.match:
            return
        with Transaction().set_context({BY_CODE: True}):
            matches = Match.search([
                    ('origin', '=', self.match.origin.id),
                    ('state', '=', 'proposed'),
                    ])
        if not matches:
            return
        ids = [m.id for m in matches]
        index = ids.index(self.match.id) if self.match.id in ids else -1
        other = matches[(index + 1) % len(matches)]
        self.match = other
        for name in SHOWN:
            setattr(self, name, getattr(other, name))
        self.choice = 'leave'

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="confidence"]', 'visual',
                If(Eval('confidence') == 'sure', 'success',
                    If(Eval('confidence') == 'ambiguous', 'warning', ''))),
            ('/tree/field[@name="choice"]', 'visual',
                If(Eval('choice') == 'refuse', 'danger',
                    If(Eval('choice') == 'accept', 'success', ''))),
            ('/tree/field[@name="remainder"]', 'visual',
                If(Bool(Eval('remainder')), 'warning', '')),
            ]
