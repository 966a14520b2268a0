# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Statements of which the bank does not say all balances.

A notification (camt.054) has no balance, and a statement that comes after it
repeats movements that were imported already. Neither is a reason to invent a
balance or to give up the control of those that are known.
"""
from sql import Null, Window
from sql.functions import FirstValue

from trytond import backend
from trytond.i18n import gettext
from trytond.model import fields
from trytond.modules.account_statement.exceptions import StatementValidateError
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.tools import sqlite_apply_types
from trytond.transaction import Transaction


class Statement(metaclass=PoolMeta):
    __name__ = 'account.statement'

    without_balance = fields.Boolean(
        "Without Balance", readonly=True,
        states={
            'invisible': ~Eval('without_balance', False),
            },
        help="The file of the bank does not give both balances.")
    amount_elsewhere = Monetary(
        "Amount in Other Statements", currency='currency', digits='currency',
        readonly=True,
        states={
            'invisible': ~Bool(Eval('amount_elsewhere')),
            },
        help="The movements between the balances "
        "that were imported before with another file.")

    @fields.depends('without_balance')
    def on_change_with_validation(self, name=None):
        validation = super().on_change_with_validation(name=name)
        # Core asks for the balances and compares them when it validates by
        # balance. What can be controlled without them is the number of lines.
        if validation == 'balance' and self.without_balance:
            validation = 'number_of_lines'
        return validation

    @fields.depends('company', 'journal', 'date')
    def on_change_with_start_balance(self):
        balance = super().on_change_with_start_balance()
        if (balance is None
                and all([self.company, self.journal, self.date])
                and self.journal.validation == 'balance'):
            # The last statement has no balance: take the last that has
            if statements := self.search([
                        ('company', '=', self.company.id),
                        ('journal', '=', self.journal.id),
                        ('date', '<=', self.date),
                        ('end_balance', '!=', None),
                        ],
                    order=[('date', 'DESC'), ('id', 'DESC')],
                    limit=1):
                balance = statements[0].end_balance
        return balance

    def validate_balance(self):
        pool = Pool()
        Lang = pool.get('ir.lang')
        if not self.amount_elsewhere:
            super().validate_balance()
            return
        amount = (self.start_balance + self.amount_elsewhere
            + sum(l.amount for l in self.lines))
        if amount != self.end_balance:
            lang = Lang.get()

            def currency(value):
                return lang.currency(value, self.journal.currency)
            raise StatementValidateError(gettext(
                    'medical_payment.msg_statement_wrong_end_balance',
                    statement=self.rec_name,
                    end_balance=currency(self.end_balance),
                    amount=currency(amount),
                    elsewhere=currency(self.amount_elsewhere)))

    @classmethod
    def copy(cls, statements, default=None):
        # A copy has all its lines itself
        default = default.copy() if default is not None else {}
        default.setdefault('amount_elsewhere')
        return super().copy(statements, default=default)


class Journal(metaclass=PoolMeta):
    __name__ = 'account.statement.journal'

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
