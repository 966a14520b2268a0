# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is left to do on the screen of the review: transactions that nothing
fits, and what was accepted and may be undone."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If

from ..defaults import with_names
from ..exceptions import MatchAcceptError
from ..rights import check_group, check_readable

# Accepted matches shown, the latest first
ACCEPTED = 500


class OnAccountMixin:
    __slots__ = ()

    @classmethod
    def put_on_account(cls, parties):
        """Put what is pending of transactions on the account of parties.

        What is given are pairs of transaction and party. Each makes a match
        by hand, which is undone like any other.
        """
        Origin = Pool().get('account.statement.origin')
        check_group('group_bank_reconciliation')
        origins = Origin.browse([o for o, _ in parties])
        check_readable(origins)
        Origin.lock(origins)
        for origin, party in parties:
            if not party:
                raise MatchAcceptError(gettext(
                        'medical_payment.msg_match_on_account_party',
                        transaction=origin.rec_name))
        check_readable([p for _, p in parties])
        for origin in Origin.browse(origins):
            if not origin.is_receipt or origin.pending_amount <= 0:
                raise MatchAcceptError(gettext(
                        'medical_payment.msg_match_on_account_receipt',
                        transaction=origin.rec_name))
        cls.accept(cls.create([{
                        'origin': origin.id,
                        'on_account': party.id,
                        } for origin, party in parties]))


class MatchReviewTransaction(ModelView):
    __name__ = 'account.statement.match.review.transaction'

    origin = fields.Many2One(
        'account.statement.origin', "Transaction", readonly=True)
    date = fields.Date("Date", readonly=True)
    payer = fields.Char("Payer", readonly=True)
    text = fields.Char("Text", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    note = fields.Text("Note", readonly=True)
    receipt = fields.Boolean("Receipt", readonly=True)
    party = fields.Many2One(
        'party.party', "On Account of",
        states={
            'readonly': ~Eval('receipt', False),
            },
        help="The party on whose account the amount goes.")
    choice = fields.Selection([
            ('leave', "Leave"),
            ('on_account', "Put on Account"),
            ('no_receipt', "No Receipt"),
            ], "Choice", required=True, sort=False,
        help="Put on Account: the party has it, to be used on an invoice.\n"
        "No Receipt: it is not looked at any more; the accountants book it.")

    @fields.depends('party', 'choice')
    def on_change_party(self):
        if self.party:
            self.choice = 'on_account'
        elif self.choice == 'on_account':
            self.choice = 'leave'

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="choice"]', 'visual',
                If(Eval('choice') == 'on_account', 'success', '')),
            ]


class MatchReviewAccepted(ModelView):
    __name__ = 'account.statement.match.review.accepted'

    match = fields.Many2One(
        'account.statement.match', "Match", readonly=True)
    date = fields.Date("Date", readonly=True)
    payer = fields.Char("Payer", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    settles = fields.Text("Settles", readonly=True)
    undo = fields.Boolean(
        "Undo",
        help="Check to take the acceptance back when the choices are applied.")

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="undo"]', 'visual',
                If(Bool(Eval('undo')), 'danger', '')),
            ]


class RestMixin:
    "The part of the wizard for what no proposal is about"
    __slots__ = ()

    @staticmethod
    def _transaction_line(origin):
        return {
            **with_names(origin=origin, currency=origin.currency),
            'date': origin.date,
            'payer': origin.payer_name,
            'text': origin.payer_text,
            'amount': origin.pending_amount,
            'note': origin.match_note,
            'receipt': origin.is_receipt,
            'choice': 'leave',
            }

    @staticmethod
    def _accepted_line(match):
        return {
            **with_names(match=match, currency=match.currency),
            'date': match.date,
            'payer': match.payer,
            'amount': match.amount,
            'settles': match.settles,
            'undo': False,
            }

    def _treat_rest(self):
        "Do what was chosen for what no proposal is about"
        pool = Pool()
        Match = pool.get('account.statement.match')
        Origin = pool.get('account.statement.origin')
        review = self.review
        undone = [
            l.match for l in getattr(review, 'accepted', [])
            if l.undo and l.match]
        if undone:
            Match.undo(Match.browse(undone))
        lines = [l for l in getattr(review, 'transactions', []) if l.origin]
        on_account = [
            (l.origin, getattr(l, 'party', None)) for l in lines
            if l.choice == 'on_account']
        if on_account:
            Match.put_on_account(on_account)
        aside = [l.origin for l in lines if l.choice == 'no_receipt']
        if aside:
            Origin.mark_no_receipt(Origin.browse(aside))
