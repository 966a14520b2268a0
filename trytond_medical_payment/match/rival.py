# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The proposals for one transaction: the best, and the others."""
from collections import defaultdict

from sql.operators import Exists

from trytond.model import fields
from trytond.pool import Pool


class RivalMixin:
    __slots__ = ()

    best = fields.Function(
        fields.Boolean("Best",
            help="Checked for the best proposal of each transaction."),
        'get_best', searcher='search_best')
    others = fields.Function(
        fields.Many2Many(
            'account.statement.match', None, None, "Other Proposals"),
        'get_others')
    others_number = fields.Function(
        fields.Integer("Others",
            help="How many other proposals there are for the transaction."),
        'get_others')

    @classmethod
    def _best_query(cls):
        "Return the query of the proposals that no other one comes before"
        match = cls.__table__()
        rival = cls.__table__()
        before = (
            (rival.score > match.score)
            | ((rival.score == match.score) & (rival.id < match.id)))
        return match.select(
            match.id,
            where=(match.state == 'proposed')
            & ~Exists(rival.select(
                    rival.id,
                    where=(rival.origin == match.origin)
                    & (rival.state == 'proposed')
                    & before)))

    @classmethod
    def get_best(cls, matches, name):
        best = set(map(int, cls.search([
                        ('id', 'in', [m.id for m in matches]),
                        ('best', '=', True),
                        ])))
        return {m.id: m.id in best for m in matches}

    @classmethod
    def search_best(cls, name, clause):
        _, operator, value = clause[:3]
        wanted = bool(value) == (operator in {'=', 'in'})
        if isinstance(value, (list, tuple)):
            if len(set(map(bool, value))) != 1:
                return [('id', '<' if not value else '>=', 0)]
            wanted = bool(value[0]) == (operator == 'in')
        return [('id', 'in' if wanted else 'not in', cls._best_query())]

    @classmethod
    def get_others(cls, matches, names):
        by_origin = defaultdict(list)
        for match in cls.search([
                    ('origin', 'in', list({m.origin.id for m in matches})),
                    ('state', '=', 'proposed'),
                    ]):
            by_origin[match.origin].append(match.id)
        others = {
            m.id: [i for i in by_origin[m.origin] if i != m.id]
            for m in matches}
        result = {
            'others': others,
            'others_number': {id_: len(o) for id_, o in others.items()},
            }
        return {name: result[name] for name in names}


class Rivals:
    """The other proposals for the transactions of accepted matches, and those
    that wanted the same money.

    Made before the matches are settled, as long as they are read."""

    def __init__(self, accepted, refused):
        self.refused = refused
        self.origins = {m.origin.id for m in accepted}
        # What their transactions have left
        self.pending = {
            m.origin.id for m in accepted
            if m.remainder and not m.on_account and not m.close_remainder}
        lines = [l for m in accepted + refused for l in m.lines]
        self.invoices = {l.invoice.id for l in lines if l.invoice}
        self.payments = {l.payment.id for l in lines if l.payment}
        self.deposits = {l.deposit.id for l in lines if l.deposit}

    def withdraw(self):
        """Withdraw the other proposals for the same transactions; propose
        again for other transactions that wanted the same money"""
        Match = Pool().get('account.statement.match')
        if not self.origins and not self.refused:
            return
        Match._set_state(Match.search([
                    ('origin', 'in', list(self.origins)),
                    ('state', '=', 'proposed'),
                    ]), 'withdrawn')
        lines = self._lines()
        self._withdraw_by_hand(lines)
        Match._propose_again(
            self.refused,
            self.pending | {l.match.origin.id for l in lines})

    def _lines(self):
        "Return the lines of proposals that want the same money"
        Line = Pool().get('account.statement.match.line')
        return Line.search([
                ('match.state', '=', 'proposed'),
                ['OR',
                    ('invoice', 'in', list(self.invoices)),
                    ('payment', 'in', list(self.payments)),
                    ('deposit', 'in', list(self.deposits)),
                    ],
                ])

    @staticmethod
    def _withdraw_by_hand(lines):
        "What a user made is left alone, unless its money is gone"
        Match = Pool().get('account.statement.match')
        gone = set()
        for line in lines:
            if not line.match.by_hand:
                continue
            if line.payment or line.deposit or (
                    line.amount_second_currency is None
                    and abs(line.open_amount) < abs(line.amount)):
                gone.add(line.match.id)
        Match._set_state(Match.browse(gone), 'withdrawn')
