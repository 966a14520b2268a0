# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The move of what a till differs by, and its reversal."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from ..exceptions import TillError


class DifferenceMixin:
    __slots__ = ()

    @property
    def booked_difference(self):
        "What the move of the closing put into the till"
        if not self.move:
            return self.currency.round(Decimal(0))
        return sum(
            l.debit - l.credit for l in self.move.lines
            if l.account == self.account)

    def post_difference(self):
        "Post the difference against its account, return the move"
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        Period = pool.get('account.period')
        if not (self.reason or '').strip():
            raise TillError(gettext(
                    'medical_payment.msg_till_reason',
                    closing=self.rec_name, **self._amounts()))
        difference = self.difference
        facing = self.method.till_difference_account(difference, self.date)
        if not facing:
            raise TillError(gettext(
                    'medical_payment.msg_till_difference_account',
                    closing=self.rec_name, method=self.method.rec_name,
                    **self._amounts()))
        move = Move(
            company=self.company, journal=self.method.journal,
            period=Period.find(self.company, date=self.date),
            date=self.date, origin=self, description=self.reason)
        move.lines = [
            Line(
                account=account, debit=max(balance, Decimal(0)),
                credit=max(-balance, Decimal(0)))
            for account, balance in [
                (self.account, difference), (facing, -difference)]]
        move.save()
        Move.post([move])
        return move

    def _amounts(self):
        lang = Pool().get('ir.lang').get()
        return {
            name: lang.currency(getattr(self, name), self.currency)
            for name in ['expected', 'counted', 'difference']}

    @classmethod
    def reverse_differences(cls, closings):
        "Post, at the day of each, the move that reverses its difference"
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        Payment = pool.get('account.invoice.payment')
        reversals = {}
        for closing in closings:
            if closing.move:
                of_closing = Payment.reversals_of(
                    [closing.move], closing.date)
                reversals.update(of_closing)
                closing.cancel_move = of_closing[closing.move]
        Move.post(list(reversals.values()))
        cls.save(closings)
        Line.reconcile(*Payment.opposite_lines(reversals))
