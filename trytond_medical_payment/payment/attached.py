# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a reconciliation made itself: exchange differences and write-offs.

Core leaves them when the reconciliation is deleted: a gain that nobody had,
and a write-off that stays open on the account of the party. Here they go with
it, whoever deletes it: drafts are deleted, what is posted is reversed.
"""
from trytond.pool import Pool

from ..context import END_DATE


class AttachedMixin:
    __slots__ = ()

    @classmethod
    def delete(cls, reconciliations):
        moves = cls._attached_moves(reconciliations)
        super().delete(reconciliations)
        cls._take_back(moves)

    @classmethod
    def post_attached(cls, reconciliations):
        """Post what the reconciliations made, once all that they reconcile is
        posted: core forgets it where it was a draft"""
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        drafts = Line.search([
                ('reconciliation', 'in', [r.id for r in reconciliations]),
                ('move.state', '=', 'draft'),
                ])
        moves = cls._attached_moves({l.reconciliation for l in drafts})
        Move.post([
                m for m, reconciliation in moves.items()
                if m.state == 'draft' and all(
                    l.move.state == 'posted' or l.move in moves
                    for l in reconciliation.lines)])

    @classmethod
    def _attached_moves(cls, reconciliations):
        "Return the moves that the reconciliations made, with these"
        pool = Pool()
        WriteOff = pool.get('account.move.reconcile.write_off')
        moves = {}
        for reconciliation in cls.browse(reconciliations):
            lines = reconciliation.lines
            foreign = any(l.second_currency for l in lines)
            for line in lines:
                move = line.move
                if (isinstance(move.origin, WriteOff)
                        or (foreign and not line.second_currency
                            and cls._is_exchange(move))):
                    moves[move] = reconciliation
        return moves

    @classmethod
    def _is_exchange(cls, move):
        "Test if the move is a difference of exchange, of a reconciliation"
        Configuration = Pool().get('account.configuration')
        if move.origin or len(move.lines) != 2:
            return False
        configuration = Configuration(1)
        accounts = {
            configuration.get_multivalue(name, company=move.company.id)
            for name in [
                'currency_exchange_debit_account',
                'currency_exchange_credit_account']}
        return any(l.account in accounts for l in move.lines)

    @classmethod
    def _take_back(cls, moves):
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        Payment = pool.get('account.invoice.payment')
        if not moves:
            return
        moves = Move.browse(list(moves))
        drafts = [m for m in moves if m.state == 'draft']
        posted = [m for m in moves if m.state == 'posted']
        Move.delete(drafts)
        reversals = Payment.reversals_of(posted, END_DATE.get())
        Move.post(list(reversals.values()))
        Line.reconcile(*Payment.opposite_lines(reversals))
