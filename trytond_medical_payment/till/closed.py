# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A day that is closed stays as it was counted."""
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..exceptions import TillError
from .lock import keep_open


class ClosedMixin:
    __slots__ = ()

    @classmethod
    def check_open(cls, moves):
        "Refuse to post cash of a day that is closed, or before it"
        Line = Pool().get('account.move.line')
        keep_open(moves)
        closed = {
            c.account: c for c in cls.search([
                    ('state', '=', 'closed'),
                    ('date', '>=', min(m.date for m in moves)),
                    ], order=[('date', 'ASC')])} if moves else {}
        if not closed:
            return
        for line in Line.search([
                    ('move', 'in', [m.id for m in moves]),
                    ('account', 'in', [a.id for a in closed]),
                    ]):
            closing = closed[line.account]
            if line.move.date <= closing.date:
                raise TillError(gettext(
                        'medical_payment.msg_till_closed',
                        record=(line.move.origin or line.move).rec_name,
                        closing=closing.rec_name))

    @classmethod
    def check_cancel(cls, moves):
        "Refuse to cancel, beside the till, what was booked for it"
        ids = [m.id for m in moves]
        for closing in cls.search([
                    ('state', '!=', 'draft'),
                    ['OR',
                        ('move', 'in', ids),
                        ('cancel_move', 'in', ids),
                        ],
                    ], limit=1):
            move = next(
                m for m in [closing.move, closing.cancel_move]
                if m and m.id in ids)
            raise TillError(gettext(
                    'medical_payment.msg_move_cancel_till',
                    move=move.rec_name,
                    closing=closing.rec_name))

    def _check_days(self):
        "Refuse a day that is not over, is closed, or comes before one"
        Date = Pool().get('ir.date')
        with Transaction().set_context(company=self.company.id):
            today = Date.today()
        if self.date > today:
            raise TillError(gettext(
                    'medical_payment.msg_till_future', closing=self.rec_name))
        closed = self.search([
                ('account', '=', self.account.id),
                ('state', '=', 'closed'),
                ('date', '>=', self.date),
                ], order=[('date', 'DESC')], limit=1)
        for other in closed:
            raise TillError(gettext(
                    'medical_payment.msg_till_closed_before',
                    closing=self.rec_name, other=other.rec_name))
        drafts = self.search([
                ('company', '=', self.company.id),
                ('state', '=', 'draft'),
                ('date', '<', self.date),
                ])
        for other in drafts:
            if other.till_account == self.account:
                raise TillError(gettext(
                        'medical_payment.msg_till_draft_before',
                        closing=self.rec_name, other=other.rec_name))

    def _check_moves(self):
        "Refuse while it is not decided what was taken or paid out"
        Line = Pool().get('account.move.line')
        for line in Line.search([
                    ('account', '=', self.account.id),
                    ('move.state', '=', 'draft'),
                    ('date', '<=', self.date),
                    ], limit=1):
            raise TillError(gettext(
                    'medical_payment.msg_till_draft_move',
                    closing=self.rec_name,
                    record=(line.move.origin or line.move).rec_name))

    def _check_open_again(self, closings):
        "Refuse to open a day while a later one stays closed"
        if self.state != 'closed':
            raise TillError(gettext(
                    'medical_payment.msg_till_open_state',
                    closing=self.rec_name))
        for other in self.search([
                    ('account', '=', self.account.id),
                    ('state', '=', 'closed'),
                    ('date', '>', self.date),
                    ('id', 'not in', [c.id for c in closings]),
                    ], limit=1):
            raise TillError(gettext(
                    'medical_payment.msg_till_open_later',
                    closing=self.rec_name, other=other.rec_name))
