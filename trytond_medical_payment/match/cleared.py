# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Core's Unreconcile on what cleared recorded payments.

As long as the statement is not posted the match is undone instead. After
that only an accountant can say what the money was: the payments wait for the
bank again, and its lines are open on the transit account.
"""
from trytond.i18n import gettext
from trytond.pool import Pool

from ..exceptions import MatchUndoError


class ClearedMixin:
    __slots__ = ()

    @classmethod
    def end_unreconciled(cls, reconciliations):
        """End the matches that cleared payments with the reconciliations.

        Return all the reconciliations that end with them."""
        pool = Pool()
        Deposit = pool.get('account.invoice.payment.deposit')
        Payer = pool.get('account.statement.payer')
        matches = cls._cleared_with(reconciliations)
        cls._check_unreconcile(
            m for m in matches if m.statement.state != 'posted')
        matches = [m for m in matches if m.clears_only]
        cls._check_taken_back(matches)
        ended = [r for m in matches for r in m._transit_reconciliations()]
        Deposit.leave(matches)
        Payer.unlearn(cls._payers(matches))
        cls._set_state(matches, 'withdrawn')
        return list(dict.fromkeys([*reconciliations, *ended]))

    @classmethod
    def check_reconciled(cls, reconciliations):
        "Refuse to delete alone what cleared the payments of a match"
        cls._check_unreconcile(cls._cleared_with(reconciliations))

    @staticmethod
    def _check_unreconcile(matches):
        for match in matches:
            raise MatchUndoError(gettext(
                    'medical_payment.msg_match_unreconcile',
                    match=match.rec_name,
                    settles=', '.join(l.rec_name for l in match.lines)))

    @classmethod
    def _cleared_with(cls, reconciliations):
        "Return the accepted matches whose lines of the bank these clear"
        StatementLine = Pool().get('account.statement.line')
        matches = {}
        for reconciliation in reconciliations:
            for line in reconciliation.lines:
                if (isinstance(line.origin, StatementLine)
                        and line.origin.match
                        and line.origin.match.state == 'accepted'
                        and _is_transit(line)):
                    matches[line.origin.match] = None
        return list(matches)

    @property
    def clears_only(self):
        "If all that the bank shows was recorded before"
        return bool(self.method) or all(
            l.deposit or (l.payment and not l.replaced and not l.is_return)
            for l in self.lines)

    def _transit_reconciliations(self):
        return [
            ml.reconciliation for l in self.statement_lines if l.move
            for ml in l.move.lines
            if ml.origin == l and ml.reconciliation and _is_transit(ml)]


def _is_transit(line):
    type_ = line.account.type
    return not (type_.receivable or type_.payable)
