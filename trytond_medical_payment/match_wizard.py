# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .rights import check_group


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

    statements = fields.Many2Many(
        'account.statement', None, None, "Statements", readonly=True)
    sure = fields.Integer(
        "Sure", readonly=True,
        help="How many proposals are sure.")
    matches = fields.Many2Many(
        'account.statement.match', None, None, "Proposals", readonly=True)
    movements = fields.Many2Many(
        'account.statement.origin', None, None,
        "Movements without Proposal", readonly=True)


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
            Button(
                "Accept All Sure", 'accept_sure', 'tryton-ok', default=True,
                states={
                    'readonly': ~Eval('sure', 0),
                    }),
            ])
    accept_sure = StateTransition()

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
        matches = Match.search([
                ('statement', 'in', statements),
                ('state', '=', 'proposed'),
                ])
        movements = Origin.search([
                ('statement', 'in', statements),
                ('pending_amount', '!=', 0),
                ('matches', 'not where', [('state', '=', 'proposed')]),
                ])
        return {
            'statements': statements,
            'sure': sum(
                m.confidence == 'sure' and m.promised for m in matches),
            'matches': [m.id for m in matches],
            'movements': [o.id for o in movements],
            }

    def transition_accept_sure(self):
        Match = Pool().get('account.statement.match')
        Match.accept_sure(list(self.start.statements))
        return 'review'
