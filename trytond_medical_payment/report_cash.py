# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The cash sheet: what came in each day by method."""
from itertools import groupby

from sql import Literal
from sql.aggregate import Max, Min, Sum
from sql.conditionals import Case
from sql.functions import Round

from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import StateReport

from .report_book import receipts_query
from .report_context import (
    PeriodContext, PeriodPrint, PeriodReport, company_digits, period_start,
    within_context)


class CashSheet(ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.cash_sheet'

    company = fields.Many2One('company.company', "Company")
    date = fields.Date("Date")
    method = fields.Many2One('account.invoice.payment.method', "Method")
    journal = fields.Many2One(
        'account.journal', "Journal",
        context={
            'company': Eval('company', -1),
            },
        depends={'company'})
    means = fields.Function(
        fields.Char("Means", help="The method, or the journal without one."),
        'get_means')
    number = fields.Integer("Number", help="How many payments were received.")
    received = Monetary("Received", currency='currency', digits='currency')
    given_back = Monetary(
        "Given Back", currency='currency', digits='currency',
        help="What was reversed or refunded.")
    amount = Monetary("Amount", currency='currency', digits='currency')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')

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
        rows = receipts_query()
        digits = company_digits()
        received = (rows.reversal == Literal(False)) & (rows.amount > 0)
        return rows.select(
            Min(rows.id).as_('id'),
            rows.company,
            rows.date,
            rows.method,
            Max(rows.journal).as_('journal'),
            Sum(Case((received, 1), else_=0)).as_('number'),
            Round(Sum(Case((received, rows.amount), else_=0)), digits
                ).as_('received'),
            Round(Sum(Case((received, 0), else_=rows.amount)), digits
                ).as_('given_back'),
            Round(Sum(rows.amount), digits).as_('amount'),
            where=within_context(rows),
            group_by=[rows.company, rows.date, rows.method, rows.journal])

    @classmethod
    def get_means(cls, lines, name):
        return {l.id: (l.method or l.journal).rec_name for l in lines}

    @classmethod
    def get_currency(cls, lines, name):
        return {l.id: l.company.currency.id for l in lines}

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
