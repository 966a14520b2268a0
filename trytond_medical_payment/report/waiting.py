# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is on transit: taken, and not on a statement of the bank so far.

At any date it adds up to the balance of the accounts of transit: a line
waits until the date on which it is reconciled with one of the bank.
"""
import datetime as dt
from decimal import Decimal
from itertools import groupby

from sql import Literal, Null, Union
from sql.aggregate import Min, Sum
from sql.conditionals import Case, Coalesce

from trytond import backend
from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.tools import sqlite_apply_types
from trytond.transaction import Transaction
from trytond.wizard import StateReport

from .context import PeriodPrint, PeriodReport, period_start
from .row import CompanyRow, of_company

# The days up to which a payment is of the age
AGES = [('week', 7), ('month', 30), ('older', None)]


class Waiting(CompanyRow, ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.waiting'

    date = fields.Date("Date")
    account = of_company('account.account', "Account")
    line = fields.Many2One('account.move.line', "Line")
    payment = fields.Many2One('account.invoice.payment', "Payment")
    deposit = fields.Many2One('account.invoice.payment.deposit', "Deposit")
    party = of_company('party.party', "Party")
    method = fields.Many2One('account.invoice.payment.method', "Method")
    amount = Monetary("Amount", currency='currency', digits='currency')
    means = fields.Function(
        fields.Char("Means", help="The method, or the account without one."),
        'get_means')
    number = fields.Function(fields.Char("Number"), 'get_number')
    days = fields.Function(
        fields.Integer("Days", help="How long it has waited."), 'get_age')
    age = fields.Function(fields.Selection([
                ('week', "Up to 7 Days"),
                ('month', "8 to 30 Days"),
                ('older', "Above 30 Days"),
                ], "Age", sort=False), 'get_age')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [
            ('date', 'ASC'),
            ('id', 'ASC'),
            ]

    @classmethod
    def table_query(cls):
        pool = Pool()
        Deposit = pool.get('account.invoice.payment.deposit')
        Payment = pool.get('account.invoice.payment')
        context = Transaction().context
        company = context.get('company', -1)
        to_date = context.get('to_date') or dt.date.max
        line = pool.get('account.move.line').__table__()
        move = pool.get('account.move').__table__()
        reconciliation = pool.get('account.move.reconciliation').__table__()
        payment, first = Payment.__table__(), Payment.__table__()
        deposit = Deposit.__table__()
        # A move may be of several payments: they are told by the first
        first = first.select(
            first.move, Min(first.id).as_('id'),
            where=first.company == company,
            group_by=[first.move])
        return (line
            .join(move, condition=line.move == move.id)
            .join(reconciliation, 'LEFT',
                condition=line.reconciliation == reconciliation.id)
            .join(first, 'LEFT', condition=first.move == move.id)
            .join(payment, 'LEFT', condition=payment.id == first.id)
            .join(deposit, 'LEFT', condition=deposit.move == move.id)
            .select(
                line.id.as_('id'),
                line.id.as_('line'),
                move.company.as_('company'),
                move.date.as_('date'),
                line.account.as_('account'),
                payment.id.as_('payment'),
                Case(
                    (payment.id != Null, payment.deposit),
                    else_=deposit.id).as_('deposit'),
                payment.party.as_('party'),
                Coalesce(payment.method, deposit.method).as_('method'),
                (line.debit - line.credit).as_('amount'),
                where=(move.company == company)
                & (move.date <= to_date)
                & line.account.in_(cls._accounts(company))
                & ((line.reconciliation == Null)
                    | (reconciliation.date > to_date))))

    @staticmethod
    def _accounts(company):
        "Return the query of the accounts where money waits for the bank"
        pool = Pool()
        account = pool.get('account.account').__table__()
        type_ = pool.get('account.account.type').__table__()
        queries = []
        for name in ['debit_account', 'credit_account', 'deposit_account']:
            method = pool.get(
                'account.invoice.payment.method').__table__()
            queries.append(method.select(
                    getattr(method, name),
                    where=(method.company == company)
                    & (method.kind == 'payment')))
        return (account
            .join(type_, condition=account.type == type_.id)
            .select(
                account.id,
                where=account.id.in_(Union(*queries))
                & (account.reconcile == Literal(True))
                & (Coalesce(type_.receivable, Literal(False))
                    == Literal(False))
                & (Coalesce(type_.payable, Literal(False))
                    == Literal(False))))

    @classmethod
    def get_means(cls, rows, name):
        return {r.id: (r.method or r.account).rec_name for r in rows}

    @classmethod
    def get_number(cls, rows, name):
        return {
            r.id: r.payment.number or '' if r.payment
            else r.deposit.number if r.deposit
            else r.line.move.number or ''
            for r in rows}

    @classmethod
    def get_age(cls, rows, names):
        today = (
            Transaction().context.get('to_date')
            or Pool().get('ir.date').today())
        days = {r.id: (today - r.date).days for r in rows}
        result = {
            'days': days,
            'age': {
                id_: next(
                    age for age, limit in AGES
                    if limit is None or count <= limit)
                for id_, count in days.items()},
            }
        return {name: result[name] for name in names}

    def get_rec_name(self, name):
        return self.number


class WaitingContext(ModelView):
    __name__ = 'account.invoice.payment.waiting.context'

    company = fields.Many2One('company.company', "Company", required=True)
    to_date = fields.Date("At", required=True)

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')

    @classmethod
    def default_to_date(cls):
        return Pool().get('ir.date').today()


class WaitingReport(PeriodReport):
    __name__ = 'account.invoice.payment.waiting'
    _model = 'account.invoice.payment.waiting'

    @classmethod
    def get_context(cls, records, header, data):
        report_context = super().get_context(records, header, data)
        lines = sorted(
            report_context['lines'], key=lambda l: (l.means, l.date, l.id))
        report_context['lines'] = lines
        report_context['by_means'] = [
            (means, list(rows))
            for means, rows in groupby(lines, key=lambda l: l.means)]
        report_context['of_age'] = cls.of_age
        report_context['balance'] = cls.balance()
        return report_context

    @staticmethod
    def of_age(lines, age):
        return [l for l in lines if l.age == age]

    @classmethod
    def balance(cls):
        "Return what the accounts of transit have at the date"
        pool = Pool()
        Line = pool.get('account.move.line')
        context = Transaction().context
        line, move = Line.__table__(), pool.get('account.move').__table__()
        cursor = Transaction().connection.cursor()
        query = line.join(move, condition=line.move == move.id).select(
            Sum(line.debit - line.credit).as_('balance'),
            where=(move.date <= (context.get('to_date') or dt.date.max))
            & line.account.in_(
                pool.get(cls._model)._accounts(context['company'])))
        if backend.name == 'sqlite':
            sqlite_apply_types(query, ['NUMERIC'])
        cursor.execute(*query)
        (balance,), = cursor
        return pool.get('company.company')(
            context['company']).currency.round(balance or Decimal(0))


class WaitingPrint(PeriodPrint):
    __name__ = 'account.invoice.payment.waiting.print'
    start = period_start('account.invoice.payment.waiting')
    print_ = StateReport('account.invoice.payment.waiting')
