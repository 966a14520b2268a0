# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from sql import Null, Window
from sql.functions import FirstValue

from trytond import backend
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.tools import sqlite_apply_types
from trytond.transaction import Transaction


class StatementJournal(metaclass=PoolMeta):
    __name__ = 'account.statement.journal'

    payment_method = fields.Many2One(
        'account.invoice.payment.method', "Payment Method",
        domain=[
            ('company', '=', Eval('company', -1)),
            ('kind', '=', 'payment'),
            ],
        help="The method of the payments that arrive with the statements.")

    @classmethod
    def get_last_statement(cls, journals, names):
        others = [name for name in names if name != 'last_amount']
        result = super().get_last_statement(journals, others) if others else {}
        if 'last_amount' in names:
            result['last_amount'] = cls._last_amounts(journals)
        return result

    @classmethod
    def _last_amounts(cls, journals):
        "Return the end balance of the last statement that has one"
        pool = Pool()
        Statement = pool.get('account.statement')
        statement = Statement.__table__()
        cursor = Transaction().connection.cursor()
        last = FirstValue(statement.end_balance, window=Window(
                partition=[statement.journal],
                order_by=[statement.date.desc, statement.id.desc]))
        query = statement.select(
            statement.journal, last.as_('amount'), distinct=True,
            where=fields.SQL_OPERATORS['in'](
                statement.journal, list(map(int, journals)))
            & (statement.state != 'cancelled')
            & (statement.end_balance != Null))
        if backend.name == 'sqlite':
            sqlite_apply_types(query, [None, 'NUMERIC'])
        cursor.execute(*query)
        amounts = dict(cursor)
        return {
            j.id: j.currency.round(amounts[j.id]) if j.id in amounts else None
            for j in journals}
