# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The cash sheet: what came in and went out each day by method."""
from itertools import groupby

from sql import Literal
from sql.aggregate import Max, Min, Sum
from sql.conditionals import Case
from sql.functions import Round

from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.wizard import StateReport

from .context import PeriodContext, PeriodPrint, PeriodReport, period_start
from .money_query import money_query
from .query import company_digits, within_context
from .row import CompanyRow, MeansRow


def _sum(*cases, else_):
    return Round(Sum(Case(*cases, else_=else_)), company_digits())


class CashSheet(MeansRow, CompanyRow, ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.cash_sheet'

    date = fields.Date("Date")
    number = fields.Integer("Number", help="How many payments were received.")
    received = Monetary("Received", currency='currency', digits='currency')
    given_back = Monetary(
        "Given Back", currency='currency', digits='currency',
        help="What was reversed or refunded.")
    paid_out = Monetary(
        "Paid Out", currency='currency', digits='currency',
        help="What was paid to suppliers, less what came back.")
    amount = Monetary(
        "Amount", currency='currency', digits='currency',
        help="What the account of the method gained.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [
            ('date', 'DESC'),
            ('method', 'ASC'),
            ('id', 'ASC'),
            ]

    @classmethod
    def table_query(cls):
        rows = money_query()
        of_supplier = rows.type == 'in'
        received = (
            (rows.type == 'out')
            & (rows.reversal == Literal(False))
            & (rows.amount > 0))
        return rows.select(
            Min(rows.id).as_('id'),
            rows.company,
            rows.date,
            rows.method,
            Max(rows.journal).as_('journal'),
            Sum(Case((received, 1), else_=0)).as_('number'),
            _sum((received, rows.amount), else_=0).as_('received'),
            _sum((received | of_supplier, 0), else_=rows.amount).as_(
                'given_back'),
            _sum((of_supplier, rows.amount), else_=0).as_('paid_out'),
            Round(Sum(rows.amount), company_digits()).as_('amount'),
            where=within_context(rows),
            group_by=[rows.company, rows.date, rows.method, rows.journal])

    def get_rec_name(self, name):
        return self.means


class CashSheetContext(PeriodContext):
    __name__ = 'account.invoice.payment.cash_sheet.context'

    @classmethod
    def default_from_date(cls):
        return Pool().get('ir.date').today()


class CashSheetReport(PeriodReport):
    __name__ = 'account.invoice.payment.cash_sheet'
    _model = 'account.invoice.payment.cash_sheet'

    @classmethod
    def get_context(cls, records, header, data):
        report_context = super().get_context(records, header, data)
        lines = sorted(
            report_context['lines'], key=lambda l: (l.date, l.means, l.id))
        report_context['lines'] = lines
        report_context['days'] = [
            (date, list(day))
            for date, day in groupby(lines, key=lambda l: l.date)]
        by_means = {}
        for line in lines:
            by_means.setdefault(line.means, []).append(line)
        report_context['by_means'] = sorted(by_means.items())
        return report_context


class CashSheetPrint(PeriodPrint):
    __name__ = 'account.invoice.payment.cash_sheet.print'
    start = period_start('account.invoice.payment.cash_sheet')
    print_ = StateReport('account.invoice.payment.cash_sheet')
