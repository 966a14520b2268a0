# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Cash counted by denomination: how many there are of each note and coin."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary

from ..exceptions import DepositError

# The notes and coins of central banks, the largest first
UNITS = {
    'CHF': '1000 200 100 50 20 10 5 2 1 0.50 0.20 0.10 0.05',
    'EUR': '500 200 100 50 20 10 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01',
    }
# Of other currencies what most have
USUAL = '1000 500 200 100 50 20 10 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01'


def denominations(currency):
    "Return the notes and coins of the currency, the largest first"
    units = map(Decimal, UNITS.get(currency.code, USUAL).split())
    return [u for u in units if not u % currency.rounding]


class CashCountMixin:
    __slots__ = ()

    denomination = Monetary(
        "Denomination", currency='currency', digits='currency',
        required=True, readonly=True)
    number = fields.Integer(
        "Number",
        domain=['OR',
            ('number', '=', None),
            ('number', '>=', 0),
            ],
        help="How many there are.")
    amount = fields.Function(Monetary(
            "Amount", currency='currency', digits='currency'),
        'on_change_with_amount')

    @property
    def is_counted(self):
        # Clients leave out what was not entered into a new line
        return getattr(self, 'number', None) is not None

    @fields.depends('denomination', 'number')
    def on_change_with_amount(self, name=None):
        if not self.is_counted:
            return Decimal(0)
        denomination = getattr(self, 'denomination', None) or Decimal(0)
        return denomination * self.number


class CashCount(CashCountMixin, ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.cash_count'

    deposit = fields.Many2One(
        'account.invoice.payment.deposit', "Deposit", required=True,
        readonly=True, ondelete='CASCADE')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"),
        'on_change_with_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.number.readonly = True
        cls.__access__.add('deposit')
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.deposit, Index.Range())))
        cls._order = [
            ('denomination', 'DESC'),
            ('id', 'ASC'),
            ]

    @fields.depends('deposit', '_parent_deposit.currency')
    def on_change_with_currency(self, name=None):
        return self.deposit.currency if self.deposit else None

    @classmethod
    def of(cls, counts):
        "Return the records of pairs of denomination and number"
        return [
            cls(denomination=unit, number=number)
            for unit, number in counts if number]

    @classmethod
    def total(cls, counts):
        "Return the sum of pairs of denomination and number"
        counts = list(counts)
        for unit, number in counts:
            if unit <= 0 or number < 0:
                raise DepositError(
                    gettext('medical_payment.msg_cash_count_negative'))
        return sum((u * n for u, n in counts), Decimal(0))


class CashCountEnter(CashCountMixin, ModelView):
    "A line of a form to count cash"
    __name__ = 'account.invoice.payment.cash_count.enter'

    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)

    @classmethod
    def lines_for(cls, currency):
        "Return the values of the lines of a form"
        return [{
                'denomination': unit,
                'currency': currency.id,
                'currency.': {
                    'rec_name': currency.rec_name,
                    },
                'number': None,
                } for unit in denominations(currency)]

    @property
    def pair(self):
        return getattr(self, 'denomination', None) or Decimal(0), self.number


class CountedMixin:
    "A form with cash that is counted by denomination"
    __slots__ = ()

    counts = fields.One2Many(
        'account.invoice.payment.cash_count.enter', None, "Denominations",
        help="How many notes and coins there are; "
        "leave it empty to enter the amount alone.")

    @property
    def pairs(self):
        return [
            c.pair for c in self.counts or [] if c.is_counted and c.number]
