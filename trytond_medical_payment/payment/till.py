# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The till of a method: cash that is counted and closed for the day."""
from sql import Null
from sql.conditionals import Coalesce

from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction

from ..exceptions import TillError


def _difference_account(string, help):
    return fields.Many2One(
        'account.account', string,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type', '!=', None),
            ('closed', '!=', True),
            ('party_required', '=', False),
            ('second_currency', '=', None),
            ],
        states={
            'invisible': ~Eval('till', False),
            },
        help=help)


class TillMixin:
    __slots__ = ()

    till = fields.Boolean(
        "Till",
        states={
            'invisible': Eval('kind') != 'payment',
            },
        help="Check when the money lies in a till, "
        "which is counted and closed for the day.")
    till_shortage_account = _difference_account(
        "Shortage Account", "The expense of what is missing in the till.")
    till_surplus_account = _difference_account(
        "Surplus Account", "The revenue of what is too much in the till.")

    @classmethod
    def default_till(cls):
        return False

    @classmethod
    def may_be_till(cls, account):
        "Test if the balance of the account may be the cash of a till"
        return (
            not account.second_currency
            and not account.reconcile
            and not account.party_required)

    @classmethod
    def validate_fields(cls, methods, field_names):
        super().validate_fields(methods, field_names)
        if field_names and not field_names & {
                'till', 'kind', 'debit_account', 'credit_account'}:
            return
        for method in methods:
            if method.till and (
                    method.kind != 'payment'
                    or method.debit_account != method.credit_account
                    or not cls.may_be_till(method.debit_account)):
                raise TillError(gettext(
                        'medical_payment.msg_till_method',
                        method=method.rec_name))

    def till_difference_account(self, difference, date):
        "Return the account that faces what the till differs by, if any"
        account = (
            self.till_surplus_account if difference > 0
            else self.till_shortage_account)
        return account.current(date=date) if account else None


def name_tills(Method):
    "What was brought to the bank in cash so far lay in a till"
    cursor = Transaction().connection.cursor()
    method = Method.__table__()
    account = Pool().get('account.account').__table__()
    cursor.execute(*method.update(
            [method.till], [True],
            where=(method.deposit == 'slip')
            & (method.kind == 'payment')
            & (method.deposit_account != Null)
            & (method.debit_account == method.credit_account)
            & method.debit_account.in_(account.select(
                    account.id,
                    where=(account.second_currency == Null)
                    & ~Coalesce(account.reconcile, False)
                    & ~Coalesce(account.party_required, False)))))
