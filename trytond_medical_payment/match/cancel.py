# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Cancelling the payments that came from a match undoes the match (S6).

As long as its statement is not posted the movement is pending again, instead
of money on the account of the party.
"""
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def _unsettle(cls, payments, date, reason):
        Match = Pool().get('account.statement.match')
        matches = cls._matches_of(payments)
        of_matches = [
            p for p in payments
            if p.statement_line and p.statement_line.match in matches]
        super()._unsettle(
            [p for p in payments if p not in of_matches], date, reason)
        if matches:
            cls._detach(of_matches)
            cls.release(
                of_matches, date=date, reason=reason, on_account=False)
            # Who may cancel a payment need not be one who reconciles
            with Transaction().set_user(0, set_context=True):
                Match.take_back(Match.browse(matches))

    @classmethod
    def _matches_of(cls, payments):
        """Return the matches of which nothing would be left.

        Not those that took the place of a payment recorded before: that one
        would be there again."""
        matches = {
            p.statement_line.match for p in payments if p.statement_line}
        matches = {
            m for m in matches - {None}
            if m.state == 'accepted' and m.statement.state != 'posted'
            and not any(l.replaced for l in m.lines)}
        others = cls.search([
                ('statement_line.match', 'in', [m.id for m in matches]),
                ('state', '=', 'posted'),
                ('id', 'not in', [p.id for p in payments]),
                ])
        return matches - {p.statement_line.match for p in others}
