# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Undoing, in a posted statement, what had cleared a recorded payment."""
from trytond.pool import Pool
from trytond.transaction import Transaction

from .allocate import party_account


class TransitMixin:
    __slots__ = ()

    @classmethod
    def _put_on_account(cls, matches):
        """Put the money of posted statements on the account of the party.

        It is not what the recorded payment awaits: that waits for the bank
        again. Both would stay open on the transit account, where nobody
        looks for the money of a patient, and where their sum is zero.
        """
        pool = Pool()
        Move = pool.get('account.move')
        MoveLine = pool.get('account.move.line')
        Payment = pool.get('account.invoice.payment')
        cleared = [c for m in matches for c in m._cleared_transit()]
        if not cleared:
            return
        moves, transfers = [], []
        for match, transit, party in cleared:
            move = match._transit_move()
            moves.append(move)
            transfers.append([
                    MoveLine(
                        account=transit.account, party=transit.party,
                        **_amounts(transit, -1)),
                    MoveLine(
                        account=party_account(match, party), party=party,
                        origin=transit.origin, **_amounts(transit, 1))])
        Move.save(moves)
        for move, lines in zip(moves, transfers):
            for line in lines:
                line.move = move
        MoveLine.save([l for lines in transfers for l in lines])
        Move.post(moves)
        MoveLine.reconcile(*(
                [transit, lines[0]]
                for (_, transit, _), lines in zip(cleared, transfers)))
        Payment.record_on_account(moves)

    def _cleared_transit(self):
        "The lines of the bank on transit accounts, and who owed the money"
        if self.statement.state != 'posted':
            return
        lines = [
            ml for l in self.statement_lines if l.move for ml in l.move.lines
            if ml.origin == l and ml.account == l.account]
        for line in self.lines:
            payment = line.payment
            if not payment or line.replaced or not payment.move:
                continue
            accounts = {
                l.account for l in payment.move.lines
                if l.account.reconcile and l != payment.line}
            for transit in lines:
                if (transit.account in accounts
                        and not transit.reconciliation
                        and transit.origin.amount == line.amount):
                    lines.remove(transit)
                    yield self, transit, line.party or payment.party
                    break

    def _transit_move(self):
        pool = Pool()
        Date = pool.get('ir.date')
        Move = pool.get('account.move')
        Period = pool.get('account.period')
        with Transaction().set_context(company=self.company.id):
            today = Date.today()
        return Move(
            company=self.company,
            journal=self.statement.journal.journal,
            period=Period.find(self.company, date=today),
            date=today,
            origin=self.statement)


def _amounts(line, sign):
    "The amounts of the line, on its side or on the other one"
    debit, credit = line.debit, line.credit
    if sign < 0:
        debit, credit = credit, debit
    second = line.amount_second_currency
    return {
        'debit': debit,
        'credit': credit,
        'second_currency': line.second_currency,
        'amount_second_currency': (
            None if second is None else sign * second),
        }
