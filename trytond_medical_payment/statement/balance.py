# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Statements of which the bank does not say all balances.

A notification (camt.054) has no balance, and a statement that comes after it
repeats transactions that were imported already. Neither is a reason to invent
a balance or to give up the control of those that are known.
"""

from trytond.i18n import gettext
from trytond.model import fields
from trytond.modules.account_statement.exceptions import StatementValidateError
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval


class BalanceMixin:
    __slots__ = ()

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
        help="The transactions between the balances "
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
