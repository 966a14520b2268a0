# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""When the next part of an invoice is due."""
from sql import Null, Union
from sql.aggregate import Min

from trytond import backend
from trytond.model import fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.tools import grouped_slice, sqlite_apply_types
from trytond.transaction import Transaction

# How many invoices a query is for
SLICE = 1000


class DueMixin:
    __slots__ = ()

    due_date = fields.Function(fields.Date(
            "Due Date",
            states={
                'invisible': ~Eval('due_date'),
                },
            help="When the oldest part that is open should be paid."),
        'get_due_date', searcher='search_due_date')

    @classmethod
    def _query_due(cls, where):
        "Return the query of the claims that are open, of some invoices"
        pool = Pool()
        AdditionalMove = pool.get('account.invoice-additional-account.move')
        Line = pool.get('account.move.line')

        def select(from_, invoice, move):
            line = Line.__table__()
            return (from_
                .join(line,
                    condition=(line.move == move)
                    # Not by the index of the account: nearly all have it
                    & (line.account - invoice.account == 0))
                .select(
                    invoice.id.as_('invoice'), line.maturity_date,
                    where=(invoice.state == 'posted')
                    & (line.reconciliation == Null)
                    & where(invoice)))

        invoice = cls.__table__()
        claimed = select(invoice, invoice, invoice.move)
        invoice = cls.__table__()
        additional = AdditionalMove.__table__()
        rescheduled = select(
            invoice.join(
                additional, condition=additional.invoice == invoice.id),
            invoice, additional.move)
        return Union(claimed, rescheduled, all_=True)

    @classmethod
    def get_due_date(cls, invoices, name):
        cursor = Transaction().connection.cursor()
        dates = dict.fromkeys(map(int, invoices))
        for sub_invoices in grouped_slice(invoices, SLICE):
            ids = list(map(int, sub_invoices))
            due = cls._query_due(
                lambda invoice: fields.SQL_OPERATORS['in'](invoice.id, ids))
            query = due.select(
                due.invoice,
                Min(due.maturity_date).as_('due_date'),
                group_by=due.invoice)
            if backend.name == 'sqlite':
                sqlite_apply_types(query, [None, 'DATE'])
            cursor.execute(*query)
            dates.update(cursor)
        return dates

    @classmethod
    def search_due_date(cls, name, clause):
        _, operator, value = clause[:3]
        due = cls._query_due(lambda invoice: invoice.type == 'out')
        query = due.select(due.invoice, group_by=due.invoice)
        if value is None:
            return [('id', 'not in' if operator == '=' else 'in', query)]
        Operator = fields.SQL_OPERATORS[operator]
        query.having = Operator(Min(due.maturity_date), value)
        return [('id', 'in', query)]
