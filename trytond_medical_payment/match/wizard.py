# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..defaults import with_names
from ..rights import check_group
from .match import CONFIDENCES
from .party import CONTEXT


class MatchStart(ModelView):
    __name__ = 'account.statement.match.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    statements = fields.Many2Many(
        'account.statement', None, None, "Statements", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('state', 'in', ['draft', 'validated']),
            ],
        help="The statements whose pending movements are looked at.")

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')


class MatchReview(ModelView):
    __name__ = 'account.statement.match.review'

    sure = fields.Integer(
        "Sure", readonly=True,
        help="How many proposals are sure.")
    lines = fields.One2Many(
        'account.statement.match.review.line', None, "Proposals",
        # Clients offer no new line
        size=0)
    movements = fields.Many2Many(
        'account.statement.origin', None, None,
        "Movements without Proposal", readonly=True)


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
    choice = fields.Selection([
            ('leave', "Leave"),
            ('accept', "Accept"),
            ('refuse', "Refuse"),
            ], "Choice", required=True, sort=False)

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree', 'visual',
                If(Eval('confidence') == 'sure', 'success',
                    If(Eval('confidence') == 'ambiguous', 'warning', ''))),
            ('/tree/field[@name="remainder"]', 'visual',
                If(Bool(Eval('remainder')), 'warning', '')),
            ]


class MatchStatement(Wizard):
    __name__ = 'account.statement.match'

    start = StateView(
        'account.statement.match.start',
        'medical_payment.match_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Propose", 'propose', 'tryton-search', default=True),
            ])
    propose = StateTransition()
    review = StateView(
        'account.statement.match.review',
        'medical_payment.match_review_view_form', [
            Button("Close", 'end', 'tryton-close'),
            Button("Apply Choices", 'apply', 'tryton-forward'),
            Button(
                "Accept All Sure", 'accept_sure', 'tryton-ok', default=True,
                states={
                    'readonly': ~Eval('sure', 0),
                    }),
            ])
    accept_sure = StateTransition()
    apply = StateTransition()

    def default_start(self, fields):
        Statement = Pool().get('account.statement')
        if self.model and self.model.__name__ == 'account.statement':
            statements = [
                s for s in self.records if s.state in {'draft', 'validated'}]
        else:
            statements = Statement.search([
                    ('company', '=', Transaction().context.get('company')),
                    ('state', 'in', ['draft', 'validated']),
                    ('origins.pending_amount', '!=', 0),
                    ])
        company = Transaction().context.get('company')
        if statements:
            company = statements[0].company.id
        return {
            'company': company,
            'statements': [s.id for s in statements],
            }

    def transition_propose(self):
        Match = Pool().get('account.statement.match')
        Match.propose(list(self.start.statements))
        return 'review'

    def default_review(self, fields):
        pool = Pool()
        Match = pool.get('account.statement.match')
        Origin = pool.get('account.statement.origin')
        check_group('group_bank_reconciliation')
        statements = [s.id for s in self.start.statements]
        with Transaction().set_context({CONTEXT: True}):
            matches = Match.search([
                    ('statement', 'in', statements),
                    ('state', '=', 'proposed'),
                    ])
        movements = Origin.search([
                ('statement', 'in', statements),
                ('pending_amount', '!=', 0),
                ('matches', 'not where', [('state', '=', 'proposed')]),
                ])
        chosen = {
            l.match: l.choice for l in getattr(self.review, 'lines', [])}
        return {
            'sure': sum(map(self._is_sure, matches)),
            'lines': [self._review_line(m, chosen.get(m)) for m in matches],
            'movements': [o.id for o in movements],
            }

    @staticmethod
    def _is_sure(match):
        return match.confidence == 'sure' and match.promised

    def _review_line(self, match, choice):
        "Only what is sure is ticked beforehand, what was chosen stays so"
        names = [
            'date', 'payer', 'text', 'amount', 'remainder', 'settles',
            'confidence', 'reasons']
        return {
            **{name: getattr(match, name) for name in names},
            **with_names(match=match, currency=match.currency),
            'choice': choice or (
                'accept' if self._is_sure(match) else 'leave'),
            }

    def _chosen(self, choice):
        return [l.match for l in self.review.lines if l.choice == choice]

    def transition_accept_sure(self):
        "Accept what is sure of what the user saw and would accept"
        Match = Pool().get('account.statement.match')
        Match.accept_sure(
            list(self.start.statements),
            among=self._chosen('accept'))
        return 'review'

    def transition_apply(self):
        Match = Pool().get('account.statement.match')
        Match.accept(self._chosen('accept'))
        refused = self._chosen('refuse')
        if refused:
            Match.refuse(Match.browse(refused))
        return 'review'
