# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Losses and discounts: one by one, by period, by reason and by party."""
from sql import Literal, Null
from sql.aggregate import Min, Sum
from sql.conditionals import Case, Coalesce
from sql.functions import DateTrunc, Round

from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.wizard import StateReport

from .context import PeriodContext, PeriodPrint, PeriodReport, period_start
from .given_away_query import given_away_query
from .query import company_digits, within_context
from .row import CompanyRow, PaymentRow, of_company


class GivenAwayMixin(CompanyRow):
    __slots__ = ()

    amount = Monetary(
        "Amount", currency='currency', digits='currency',
        help="What was given away, taxes included.")
    tax = Monetary(
        "Tax Taken Back", currency='currency', digits='currency')
    net = Monetary(
        "Net", currency='currency', digits='currency',
        help="What it costs: the amount without the tax taken back.")


class GivenAway(PaymentRow, GivenAwayMixin, ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.given_away'

    document_number = fields.Char("Document Number")
    method = fields.Many2One('account.invoice.payment.method', "Method")
    kind = fields.Selection([
            ('loss', "Loss"),
            ('discount', "Discount"),
            ], "Kind", sort=False)
    kind_string = kind.translated('kind')
    reason_category = fields.Many2One(
        'account.invoice.payment.reason', "Reason Category")
    reason = fields.Char("Reason")

    @classmethod
    def table_query(cls):
        rows = given_away_query()
        return rows.select(
            *(getattr(rows, name) for name in [
                    'id', 'payment', 'company', 'date', 'number',
                    'document_number', 'party', 'invoice', 'method', 'kind',
                    'reason_category', 'reason', 'amount', 'tax', 'net',
                    'reversal', 'move', 'move_state']),
            where=within_context(rows))


class GivenAwaySum(GivenAwayMixin, ModelSQL, ModelView):

    number = fields.Integer(
        "Number", help="How many losses and discounts, less reversals.")
    lost = Monetary("Lost", currency='currency', digits='currency')
    discounted = Monetary(
        "Discounted", currency='currency', digits='currency')

    @classmethod
    def table_query(cls):
        rows = given_away_query()
        # Apart from the sums: PostgreSQL takes an expression with
        # parameters for another one each time
        rows = rows.select(
            rows.id, rows.company, rows.kind, rows.reversal,
            rows.amount, rows.tax, rows.net,
            *(cls._get_key(rows, name).as_(name) for name in cls._keys),
            where=within_context(rows))
        keys = [getattr(rows, name) for name in cls._keys]
        return rows.select(
            Min(rows.id).as_('id'),
            rows.company,
            *keys,
            *cls._get_sums(rows),
            group_by=[rows.company, *keys])

    @classmethod
    def _get_key(cls, rows, name):
        "Return the column to sum by"
        return getattr(rows, name)

    @classmethod
    def _get_sums(cls, rows):
        digits = company_digits()
        yield Sum(
            Case((rows.reversal == Literal(True), -1), else_=1)
            ).as_('number')
        for name, kind in [('lost', 'loss'), ('discounted', 'discount')]:
            yield Round(
                Sum(Case((rows.kind == kind, rows.amount), else_=0)), digits
                ).as_(name)
        for name in ['amount', 'tax', 'net']:
            yield Round(Sum(getattr(rows, name)), digits).as_(name)


class GivenAwayPeriod(GivenAwaySum):
    __name__ = 'account.invoice.payment.given_away.period'
    _keys = ['date']

    date = fields.Date("Date")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('date', 'DESC'))

    @classmethod
    def _get_key(cls, rows, name):
        interval = Transaction().context.get('interval') or 'month'
        return cls.date.sql_cast(DateTrunc(interval, rows.date))

    def get_rec_name(self, name):
        Lang = Pool().get('ir.lang')
        return Lang.get().strftime(self.date)


class GivenAwayReason(GivenAwaySum):
    __name__ = 'account.invoice.payment.given_away.reason'
    _keys = ['reason_category', 'reason']

    reason_category = fields.Many2One(
        'account.invoice.payment.reason', "Reason Category")
    reason = fields.Char("Reason Text")
    reason_name = fields.Function(fields.Char(
            "Reason", help="The reason of the list, or the text without one."),
        'get_reason_name')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('amount', 'DESC'))

    @classmethod
    def _get_key(cls, rows, name):
        if name == 'reason':
            # What the list of reasons says goes before the text
            return Case(
                (rows.reason_category == Null, Coalesce(rows.reason, '')),
                else_='')
        return super()._get_key(rows, name)

    @classmethod
    def get_reason_name(cls, rows, name):
        return {
            r.id: r.reason_category.rec_name if r.reason_category
            else r.reason
            for r in rows}

    def get_rec_name(self, name):
        return self.reason_name


class GivenAwayParty(GivenAwaySum):
    __name__ = 'account.invoice.payment.given_away.party'
    _keys = ['party']

    party = of_company('party.party', "Party")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('amount', 'DESC'))

    def get_rec_name(self, name):
        return self.party.rec_name if self.party else ''


class GivenAwayContext(PeriodContext):
    __name__ = 'account.invoice.payment.given_away.context'

    interval = fields.Selection([
            ('day', "Day"),
            ('month', "Month"),
            ('year', "Year"),
            ], "Interval", required=True, sort=False)

    @classmethod
    def default_interval(cls):
        return 'month'

    @classmethod
    def default_from_date(cls):
        return Pool().get('ir.date').today().replace(month=1, day=1)


class GivenAwayReport(PeriodReport):
    __name__ = 'account.invoice.payment.given_away'
    _model = 'account.invoice.payment.given_away'

    @classmethod
    def get_context(cls, records, header, data):
        pool = Pool()
        Reason = pool.get('account.invoice.payment.given_away.reason')
        report_context = super().get_context(records, header, data)
        report_context['by_reason'] = Reason.search([])
        return report_context


class GivenAwayPrint(PeriodPrint):
    __name__ = 'account.invoice.payment.given_away.print'
    start = period_start('account.invoice.payment.given_away')
    print_ = StateReport('account.invoice.payment.given_away')
