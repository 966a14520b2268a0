# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How much a user may give away: by a loss, a discount or a write-off."""
from collections import defaultdict

from trytond.i18n import gettext
from trytond.model import fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..exceptions import PaymentAccessError
from ..rights import module_group, user_in


class LimitMixin:
    __slots__ = ()

    limit_amount = Monetary(
        "Limit", currency='limit_currency', digits='limit_currency',
        domain=['OR',
            ('limit_amount', '=', None),
            ('limit_amount', '>=', 0),
            ],
        help="How much of an invoice may be given away, in total.\n"
        "Leave empty for no limit.")
    limit_group = fields.Many2One(
        'res.group', "Group above Limit",
        help="The group that may give away more than the limit.\n"
        "Leave empty for the group that gives away without limit.")
    limit_currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"),
        'on_change_with_limit_currency')

    @fields.depends('company')
    def on_change_with_limit_currency(self, name=None):
        return self.company.currency if self.company else None

    @property
    def _limit_group(self):
        return self.limit_group or module_group('group_give_away_unlimited')

    @property
    def limits_user(self):
        "If there is a limit for the user"
        return (
            self.limit_amount is not None and not user_in(self._limit_group))

    def check_limit(self, amount, currency, date, name):
        "Refuse to give away more than the limit of what has the name"
        pool = Pool()
        Currency = pool.get('currency.currency')
        Lang = pool.get('ir.lang')
        if not self.limits_user:
            return
        with Transaction().set_context(date=date):
            amount = Currency.compute(
                currency, abs(amount), self.company.currency)
        if amount > self.limit_amount:
            lang = Lang.get()
            raise PaymentAccessError(gettext(
                    'medical_payment.msg_give_away_limit',
                    amount=lang.currency(amount, self.company.currency),
                    record=name,
                    method=self.rec_name,
                    limit=lang.currency(
                        self.limit_amount, self.company.currency),
                    group=self._limit_group.rec_name))


class PaymentLimitMixin:
    __slots__ = ()

    @classmethod
    def check_limits(cls, payments):
        """Refuse to give away more of an invoice than its method allows.

        What the method gave away of the invoice before counts, so that the
        limit is not passed by small steps."""
        limited = [
            p for p in payments if p.gives_away and p.method.limits_user]
        given = cls._given_away(limited)
        for payment in limited:
            key = payment.invoice, payment.method
            given[key] += payment.amount
            payment.method.check_limit(
                given[key], payment.currency, payment.date,
                payment.invoice.rec_name)

    @classmethod
    def _given_away(cls, payments):
        "Return what is given away so far by invoice and method"
        given = defaultdict(int)
        if payments:
            before = cls.search([
                    ('invoice', 'in', [p.invoice.id for p in payments]),
                    ('method', 'in', [p.method.id for p in payments]),
                    ('state', '=', 'posted'),
                    ])
            for payment in before:
                given[payment.invoice, payment.method] += payment.amount
        return given
