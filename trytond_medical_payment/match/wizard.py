# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from itertools import groupby

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..context import BY_CODE
from ..defaults import with_names
from ..rights import check_group
from .rest import ACCEPTED, RestMixin
from .review import SHOWN


class MatchStart(ModelView):
    __name__ = 'account.statement.match.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    statements = fields.Many2Many(
        'account.statement', None, None, "Statements", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('state', 'in', ['draft', 'validated']),
            ],
        help="The statements whose pending transactions are looked at.")

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')


class MatchStatement(RestMixin, Wizard):
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
        with Transaction().set_context({BY_CODE: True}):
            matches = Match.search([
                    ('statement', 'in', statements),
                    ('state', '=', 'proposed'),
                    ])
        transactions = Origin.search([
                ('statement', 'in', statements),
                ('pending_amount', '!=', 0),
                ('matches', 'not where', [('state', '=', 'proposed')]),
                ('no_receipt', '=', False),
                ])
        with Transaction().set_context({BY_CODE: True}):
            accepted = Match.search([
                    ('statement', 'in', statements),
                    ('state', '=', 'accepted'),
                    ],
                limit=ACCEPTED,
                order=[('write_date', 'DESC'), ('id', 'DESC')])
        return {
            'message': self._review_message(matches, transactions),
            'sure': sum(map(self._is_sure, matches)),
            **self._review_lines(matches),
            'transactions': [
                self._transaction_line(o) for o in transactions],
            'accepted': [self._accepted_line(m) for m in accepted],
            }

    @staticmethod
    def _is_sure(match):
        return match.confidence == 'sure' and match.promised

    def _review_message(self, matches, transactions):
        "Return how far the statements are"
        Match = Pool().get('account.statement.match')
        accepted = Match.search([
                ('statement', 'in', [s.id for s in self.start.statements]),
                ('state', '=', 'accepted'),
                ], count=True)
        origins = {m.origin for m in matches}
        sure = {m.origin for m in matches if self._is_sure(m)}
        return gettext(
            'medical_payment.msg_match_review',
            accepted=accepted,
            sure=len(sure),
            check=len(origins - sure),
            unmatched=len(transactions))

    def _review_lines(self, matches):
        """Return a line for each transaction, with its best proposal, what
        is sure by itself.

        What the user chose before and still can be chosen stays."""
        chosen = {
            l.match.id: l.choice for l in self._lines if l.match}
        lines = {'sure_lines': [], 'lines': []}
        for _, group in groupby(matches, lambda m: m.origin):
            group = list(group)
            match = next((m for m in group if m.id in chosen), group[0])
            page = 'sure_lines' if self._is_sure(group[0]) else 'lines'
            lines[page].append(self._review_line(
                    match, len(group) - 1, chosen.get(match.id)))
        return lines

    @property
    def _lines(self):
        "What the user has before him on both pages"
        return [
            *getattr(self.review, 'sure_lines', []),
            *getattr(self.review, 'lines', [])]

    def _review_line(self, match, others, choice):
        "Only what is sure is ticked beforehand"
        names = ['date', 'payer', 'text', 'amount', *SHOWN]
        return {
            **{name: getattr(match, name) for name in names},
            **with_names(match=match, currency=match.currency),
            'others': others,
            'choice': choice or (
                'accept' if self._is_sure(match) else 'leave'),
            }

    def _chosen(self, choice):
        return [
            l.match for l in self._lines
            if l.choice == choice and l.match]

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
        self._treat_rest()
        return 'review'


class ReviewStatements(MatchStatement):
    __name__ = 'account.statement.review'
    start_state = 'open_'
    open_ = StateTransition()

    def transition_open_(self):
        if self.model and self.model.__name__ == 'account.statement':
            self.start.statements = self.records
            return 'review'
        return 'start'
