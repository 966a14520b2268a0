# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Cancelling the payments that came from a match undoes the match (S6).

As long as its statement is not posted the transaction is pending again,
instead of money on the account of the party.
"""
from trytond.pool import Pool


class EndedMixin:
    __slots__ = ()

    @classmethod
    def ended_with(cls, payments):
        """Return the matches of which nothing would be left without the
        payments, and which of the payments are theirs.

        Not those that took the place of a payment recorded before: that one
        would be there again."""
        Payment = Pool().get('account.invoice.payment')
        matches = {
            p.statement_line.match for p in payments if p.statement_line}
        matches = {
            m for m in matches - {None}
            if m.state == 'accepted' and m.statement.state != 'posted'
            and not any(l.replaced for l in m.lines)}
        others = Payment.search([
                ('statement_line.match', 'in', [m.id for m in matches]),
                ('state', '=', 'posted'),
                ('id', 'not in', [p.id for p in payments]),
                ])
        matches -= {p.statement_line.match for p in others}
        return matches, [
            p for p in payments
            if p.statement_line and p.statement_line.match in matches]
