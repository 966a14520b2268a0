# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Whether an invoice is paid: one query that reads and searches alike."""
from sql import Literal, Null, Union
from sql.aggregate import Sum
from sql.conditionals import Case
from sql.functions import Abs

from trytond.model import fields
from trytond.pool import Pool
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

STATES = [
    (None, ""),
    ('unpaid', "Unpaid"),
    ('partial', "Partly Paid"),
    ('paid', "Paid"),
    ]
TO_COLLECT = {'unpaid', 'partial'}
# How many invoices a query is for
SLICE = 1000
# Half of the smallest cent: sums of SQLite are floating
EPSILON = 0.00005


class StateMixin:
    __slots__ = ()

    payment_state = fields.Function(fields.Selection(
            STATES, "Payment State", sort=False),
        'get_payment_state', searcher='search_payment_state')
    payment_state_icon = fields.Function(
        fields.Char("Payment State Icon"), 'get_payment_state_icon')
    overdue = fields.Function(
        fields.Boolean(
            "Overdue",
            help="Checked when something of the invoice should have been "
            "paid already."),
        'get_payment_state', searcher='search_overdue')

    @classmethod
    def _claims_query(cls, where=None):
        """Return the query of the totals of posted invoices: the claim,
        what is open of it and what of that is late"""
        pool = Pool()
        AdditionalMove = pool.get('account.invoice-additional-account.move')
        Link = pool.get('account.invoice-account.move.line')
        Line = pool.get('account.move.line')
        Date = pool.get('ir.date')
        today = Date.today()

        def columns(invoice, line, claim, late):
            balance = Case(
                (line.second_currency == invoice.currency,
                    line.amount_second_currency),
                else_=line.debit - line.credit)
            balance = Case((invoice.type == 'in', -balance), else_=balance)
            open_ = Case((line.reconciliation == Null, balance), else_=0)
            return [
                invoice.id.as_('invoice'),
                (balance if claim else Literal(0)).as_('claim'),
                open_.as_('open'),
                Case((late, open_), else_=0).as_('late'),
                ]

        def condition(invoice):
            condition = invoice.state == 'posted'
            if where is not None:
                condition &= where(invoice)
            return condition

        def late(line):
            return line.maturity_date < today

        invoice = cls.__table__()
        line = Line.__table__()
        claimed = (invoice
            .join(line,
                condition=(line.move == invoice.move)
                & (line.account == invoice.account))
            .select(*columns(invoice, line, True, late(line)),
                where=condition(invoice)))

        invoice = cls.__table__()
        line = Line.__table__()
        additional = AdditionalMove.__table__()
        rescheduled = (invoice
            .join(additional, condition=additional.invoice == invoice.id)
            .join(line,
                condition=(line.move == additional.move)
                # Not by the index of the account: nearly all lines have it
                & (line.account - invoice.account == 0))
            .select(*columns(invoice, line, True, late(line)),
                where=condition(invoice)))

        invoice = cls.__table__()
        line = Line.__table__()
        link = Link.__table__()
        paid = (invoice
            .join(link, condition=link.invoice == invoice.id)
            .join(line, condition=link.line == line.id)
            .select(*columns(invoice, line, False, Literal(True)),
                where=condition(invoice)))

        lines = Union(claimed, rescheduled, paid, all_=True)
        return lines.select(
            lines.invoice,
            Sum(lines.claim).as_('claim'),
            Sum(lines.open).as_('open'),
            Sum(lines.late).as_('late'),
            group_by=lines.invoice)

    @classmethod
    def get_payment_state(cls, invoices, names):
        cursor = Transaction().connection.cursor()
        states = {
            i.id: {'posted': 'unpaid', 'paid': 'paid'}.get(i.state)
            for i in invoices}
        overdue = dict.fromkeys(states, False)
        for sub_ids in grouped_slice(
                [i for i, s in states.items() if s == 'unpaid'], SLICE):
            sub_ids = list(sub_ids)
            cursor.execute(*cls._claims_query(
                    lambda invoice: fields.SQL_OPERATORS['in'](
                        invoice.id, sub_ids)))
            for id_, claim, open_, late in cursor:
                if abs(claim - open_) > EPSILON:
                    states[id_] = 'partial'
                overdue[id_] = late > EPSILON
        result = {'payment_state': states, 'overdue': overdue}
        return {name: result[name] for name in names}

    @classmethod
    def search_payment_state(cls, name, clause):
        _, operator, operand = clause[:3]
        if operator in {'in', 'not in'}:
            wanted = {v for v, _ in STATES if v in operand}
        else:
            wanted = {operand}
        if operator in {'!=', 'not in'}:
            wanted = {v for v, _ in STATES} - wanted
        domain = ['OR', ('id', '<', 0)]
        if TO_COLLECT <= wanted:
            # Without a look at what is paid of them
            wanted = wanted - TO_COLLECT
            domain.append(('state', '=', 'posted'))
        domain.extend(map(cls._payment_state_domain, wanted))
        return domain

    @classmethod
    def _payment_state_domain(cls, state):
        if state is None:
            return ('state', 'not in', ['posted', 'paid'])
        elif state == 'paid':
            return ('state', '=', 'paid')
        query = cls._claims_query()
        partial = query.select(
            query.invoice,
            where=Abs(query.claim - query.open) > EPSILON)
        operator = 'in' if state == 'partial' else 'not in'
        return [('state', '=', 'posted'), ('id', operator, partial)]

    @classmethod
    def search_overdue(cls, name, clause):
        _, operator, operand = clause[:3]
        query = cls._claims_query()
        late = query.select(query.invoice, where=query.late > EPSILON)
        if operator in {'in', 'not in'}:
            wanted = set(map(bool, operand))
        else:
            wanted = {bool(operand)}
        if operator in {'!=', 'not in'}:
            wanted = {True, False} - wanted
        domain = ['OR', ('id', '<', 0)]
        if True in wanted:
            domain.append(('id', 'in', late))
        if False in wanted:
            domain.append(('id', 'not in', late))
        return domain

    def get_payment_state_icon(self, name):
        if self.payment_state:
            return f'medical-payment-{self.payment_state}'
