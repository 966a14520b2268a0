# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Undoing: from accounts back to a proposal."""
from collections import defaultdict

from trytond.i18n import gettext
from trytond.model import ModelView
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..exceptions import MatchUndoError
from ..locking import unless_done
from ..rights import check_group, check_readable


class UndoMixin:
    __slots__ = ()

    @classmethod
    @unless_done('proposed', 'withdrawn')
    @ModelView.button
    def undo(cls, matches):
        """Take an acceptance back.

        As long as its statement is not posted the transaction is pending
        again; after that the money stays on the account of the party.
        """
        check_group('group_bank_reconciliation')
        check_readable(matches)
        cls.lock(matches)
        cls.take_back(
            [m for m in cls.browse(matches) if m.state == 'accepted'])
        return 'reload'

    @classmethod
    def take_back(cls, matches):
        "Release what the matches settled; their transactions are pending"
        cls.release([], matches)
        # By hand or proposed again; else it stays withdrawn
        cls._set_state([
                m for m in matches
                if m.by_hand and m.statement.state != 'posted'], 'proposed')
        cls._propose_again([
                m for m in matches if m.statement.state != 'posted'])

    @classmethod
    def release(cls, statements, matches=None):
        "Undo the accepted matches, of the statements if none are given"
        pool = Pool()
        Deposit = pool.get('account.invoice.payment.deposit')
        Payer = pool.get('account.statement.payer')
        StatementLine = pool.get('account.statement.line')
        if matches is None:
            matches = cls.search([
                    ('statement', 'in', [s.id for s in statements]),
                    ('state', '=', 'accepted'),
                    ])
            cls._set_state(cls.search([
                        ('statement', 'in', [s.id for s in statements]),
                        ('state', '=', 'proposed'),
                        ]), 'withdrawn')
        if not matches:
            return
        cls._check_returned(matches)
        cls._check_taken_back(matches)
        lines = defaultdict(list)
        for match in matches:
            lines[match.statement.state == 'posted'].extend(
                match.statement_lines)
        cls._check_payouts(matches)
        cls._check_used([m for m in matches if m.statement.state != 'posted'])
        cls._cancel_residues(matches)
        StatementLine.unsettle(lines[False])
        StatementLine.release(lines[True])
        cls._put_on_account(matches)
        cls._take_again(matches)
        Deposit.leave(matches)
        cls._stand_again(matches)
        Payer.unlearn(cls._payers(matches))
        cls._set_state(matches, 'withdrawn')

    @classmethod
    def _cancel_residues(cls, matches):
        Payment = Pool().get('account.invoice.payment')
        payments = [
            l.closed_residue for m in matches for l in m.lines
            if l.closed_residue]
        if payments:
            # Who may undo the acceptance may undo what came with it
            with Transaction().set_user(0, set_context=True):
                Payment.cancel_payments(
                    payments, reason=gettext(
                        'medical_payment.msg_match_undo_reason'))

    @classmethod
    def _take_again(cls, matches):
        """What the lines of the bank took the place of is there again:
        payments booked by hand on the bank, and losses"""
        pool = Pool()
        Line = pool.get('account.statement.match.line')
        Payment = pool.get('account.invoice.payment')
        lines = [
            l for m in matches if m.statement.state != 'posted'
            for l in m.lines if l.is_replaced]
        if not lines:
            return
        payments = [line._payment_again() for line in lines]
        with Transaction().set_user(0, set_context=True):
            Payment.save(payments)
            Payment.post(payments)
        Line.write_internally([
                ([l], {'payment': p.id, 'replaced': False})
                for l, p in zip(lines, payments)])

    @classmethod
    def _check_returned(cls, matches):
        "In the books for good the bank has the money back"
        for match in matches:
            if match.statement.state == 'posted':
                for line in match.lines:
                    if line.is_return:
                        raise MatchUndoError(gettext(
                                'medical_payment.msg_match_undo_returned',
                                match=match.rec_name,
                                payment=line.payment.rec_name))

    @classmethod
    def _check_taken_back(cls, matches):
        "What the bank took back since is to stand again first"
        pool = Pool()
        Line = pool.get('account.statement.match.line')
        Payment = pool.get('account.invoice.payment')
        came = {}
        for match in matches:
            for line in match.lines:
                if line.deposit:
                    came.update((p.id, match) for p in line.deposit.payments)
                elif line.payment and not line.is_return:
                    came[line.payment.id] = match
        came.update(
            (p.id, p.statement_line.match) for p in Payment.search([
                    ('statement_line.match', 'in', [m.id for m in matches]),
                    ]))
        for line in Line.search([
                    ('payment', 'in', list(came)),
                    ('amount', '<', 0),
                    ('match.state', '=', 'accepted'),
                    ('match', 'not in', [m.id for m in matches]),
                    ]):
            if line.is_return:
                raise MatchUndoError(gettext(
                        'medical_payment.msg_match_undo_taken_back',
                        match=came[line.payment.id].rec_name,
                        payment=line.payment.rec_name,
                        back=line.match.rec_name))

    @classmethod
    def _stand_again(cls, matches):
        "What the bank took back was not taken back"
        pool = Pool()
        Line = pool.get('account.statement.match.line')
        Payment = pool.get('account.invoice.payment')
        returned = Payment.browse([
                l.payment.id for m in matches for l in m.lines
                if l.is_return])
        # What the same statement had brought is gone with it
        returned = [p for p in returned if p.line]
        if not returned:
            return
        again = dict(zip(
                (p.id for p in returned), Payment.stand_again(returned)))
        lines = Line.search([
                ('payment', 'in', list(again)),
                ('match.state', 'in', ['proposed', 'accepted']),
                ])
        Line.write_internally([
                ([l], {'payment': again[l.payment.id].id}) for l in lines])

    @classmethod
    def _check_payouts(cls, matches):
        """What came in a lump belongs to nobody in particular: a posted
        statement can not put it on the account of a party"""
        for match in matches:
            if match.statement.state == 'posted' and (
                    match.method or any(l.deposit for l in match.lines)):
                raise MatchUndoError(gettext(
                        'medical_payment.msg_match_undo_payout',
                        match=match.rec_name))

    @classmethod
    def _check_used(cls, matches):
        "The money on account may pay an invoice by now"
        Payment = Pool().get('account.invoice.payment')
        lines = {l.id: m for m in matches for l in m.statement_lines}
        credits = [p.id for p in Payment.search([
                    ('statement_line', 'in', list(lines))])]
        uses = Payment.search([
                ['OR',
                    ('credit', 'in', credits),
                    ('refunded', 'in', credits),
                    ],
                ('state', '=', 'posted'),
                ], limit=1)
        for use in uses:
            credit = use.credit or use.refunded
            raise MatchUndoError(gettext(
                    'medical_payment.msg_match_undo_used',
                    match=lines[credit.statement_line.id].rec_name,
                    credit=credit.rec_name,
                    use=(use.invoice or use).rec_name))
