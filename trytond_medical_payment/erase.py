# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A party that is erased leaves nothing behind in the bank's texts.

What the books need stays: amounts, dates, methods and links to a party
without a name.
"""
from trytond.pool import Pool, PoolMeta
from trytond.transaction import inactive_records


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def to_erase(self, party_id):
        pool = Pool()
        Match = pool.get('account.statement.match')
        Move = pool.get('account.move')
        Origin = pool.get('account.statement.origin')
        Payment = pool.get('account.invoice.payment')
        StatementLine = pool.get('account.statement.line')
        origins = [o.id for o in self._origins_of(party_id)]
        paid_by = [
            'OR',
            ('party', '=', party_id),
            ('invoice.party', '=', party_id),
            ]
        moves = [p.move.id for p in Payment.search(paid_by) if p.move]
        return super().to_erase(party_id) + [
            (Payment, paid_by, True,
                ['reference', 'reason', 'cancel_reason'],
                [None, None, None]),
            (Move, [('id', 'in', moves)], True, ['description'], [None]),
            (Match, [('origin', 'in', origins)], True, ['evidence'], [None]),
            (Origin, [('id', 'in', origins)], True,
                ['description', 'information'],
                [None, None]),
            (StatementLine, [
                    'OR',
                    ('party', '=', party_id),
                    ('origin', 'in', origins),
                    ], True,
                ['description'],
                [None]),
            ]

    @classmethod
    def _origins_of(cls, party_id):
        "Return the transactions that were of the party, or proposed so"
        Origin = Pool().get('account.statement.origin')
        MatchLine = Pool().get('account.statement.match.line')
        lines = MatchLine.search([
                'OR',
                ('party', '=', party_id),
                ('match.on_account', '=', party_id),
                ('invoice.party', '=', party_id),
                ('payment.party', '=', party_id),
                ])
        return Origin.search([
                'OR',
                ('id', 'in', [l.match.origin.id for l in lines]),
                ('party', '=', party_id),
                ('lines.party', '=', party_id),
                ])

    def transition_erase(self):
        pool = Pool()
        Party = pool.get('party.party')
        Payer = pool.get('account.statement.payer')
        parties = replaced = [self.ask.party]
        with inactive_records():
            while replaced:
                replaced = Party.search([
                        ('replaced_by', 'in', list(map(int, replaced)))])
                parties = parties + replaced
        result = super().transition_erase()
        Payer.delete(Payer.search([
                    ('party', 'in', [p.id for p in parties])]))
        return result
