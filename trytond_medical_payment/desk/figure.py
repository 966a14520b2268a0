# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The figures of the board, each with the list that it counts."""
from collections import namedtuple
from datetime import timedelta
from decimal import Decimal

from sql import Literal, Select, Union
from sql.aggregate import Sum

from trytond import backend
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import PYSONEncoder
from trytond.tools import sqlite_apply_types
from trytond.transaction import Transaction

from ..gateway.data import recorded_payments
from ..rights import in_group

# The list that a figure counts
Listed = namedtuple('Listed', 'model action domain')

EVERYBODY = [
    'group_payment', 'group_bank_reconciliation', 'group_payment_report']
BANK = ['group_bank_reconciliation']
OWNER = ['group_payment_report']
# code, section, the groups that see it
FIGURES = [
    ('to_collect', 'collect', EVERYBODY),
    ('overdue_30', 'overdue', EVERYBODY),
    ('overdue_60', 'overdue', EVERYBODY),
    ('overdue_90', 'overdue', EVERYBODY),
    ('overdue_older', 'overdue', EVERYBODY),
    ('on_account', 'collect', EVERYBODY),
    ('sure', 'bank', BANK),
    ('check', 'bank', BANK),
    ('unmatched', 'bank', BANK),
    ('transit', 'bank', EVERYBODY),
    ('lost', 'given', OWNER),
    ('discounted', 'given', OWNER),
    ]
# Days since the due date: from, to
AGES = {
    'overdue_30': (1, 30),
    'overdue_60': (31, 60),
    'overdue_90': (61, 90),
    'overdue_older': (91, None),
    }
# What is taken today comes after what is to take
TAKEN_AFTER = 'on_account'
# Rows of methods have other ids than the figures
TAKEN = 1000


class Figure(ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.figure'

    code = fields.Char("Code")
    sequence = fields.Integer("Sequence")
    section = fields.Selection([
            ('collect', "Collect"),
            ('overdue', "Overdue"),
            ('taken', "Taken Today"),
            ('bank', "Bank"),
            ('given', "Given Away"),
            ], "Section", sort=False)
    method = fields.Many2One('account.invoice.payment.method', "Method")
    title = fields.Function(fields.Char("Name"), 'get_title')
    number = fields.Function(fields.Integer("Number"), 'get_figures')
    amount = fields.Function(Monetary(
            "Amount", currency='currency', digits='currency'), 'get_figures')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('sequence', 'ASC'), ('id', 'ASC')]
        cls._buttons.update({'open_list': {}})

    @classmethod
    def table_query(cls):
        Method = Pool().get('account.invoice.payment.method')
        rows = [
            Select([
                    Literal(index).as_('id'),
                    Literal(code).as_('code'),
                    Literal(index).as_('sequence'),
                    Literal(section).as_('section'),
                    Literal(None).as_('method')])
            for index, (code, section, groups) in enumerate(FIGURES, 1)
            if any(map(in_group, groups))]
        codes = [code for code, _, _ in FIGURES]
        sequence = codes.index(TAKEN_AFTER) + 1
        method = Method.__table__()
        taken = method.select(
            (method.id + TAKEN).as_('id'),
            Literal('taken').as_('code'),
            Literal(sequence).as_('sequence'),
            Literal('taken').as_('section'),
            method.id.as_('method'),
            where=(method.company == cls._company().id
                if cls._company() else Literal(False))
            & (method.kind == 'payment')
            & (Literal(any(map(in_group, EVERYBODY)))))
        return Union(*rows, taken, all_=True) if rows else taken

    @staticmethod
    def _company():
        pool = Pool()
        Company = pool.get('company.company')
        User = pool.get('res.user')
        transaction = Transaction()
        company = transaction.context.get('company')
        # A client may name any
        if company is None or (
                transaction.user and company not in User.get_companies()):
            return None
        return Company(company)

    @classmethod
    def get_currency(cls, figures, name):
        company = cls._company()
        currency = company.currency.id if company else None
        return {f.id: currency for f in figures}

    def get_title(self, name):
        if self.method:
            return gettext(
                'medical_payment.msg_figure_taken',
                method=self.method.rec_name)
        return gettext(f'medical_payment.msg_figure_{self.code}')

    def get_rec_name(self, name):
        return self.title

    @classmethod
    def get_figures(cls, figures, names):
        result = {name: {} for name in names}
        for figure in figures:
            values = figure._count()
            for name in names:
                result[name][figure.id] = values[name]
        return result

    def _count(self):
        "Return how many records its list has, and their amount"
        if not self._company():
            return {'number': 0, 'amount': None}
        listed = self.listed
        Model = Pool().get(listed.model)
        if listed.model == 'account.invoice':
            return {
                'number': Model.search(listed.domain, count=True),
                'amount': self._open_amount(listed.domain),
                }
        field = {
            'account.statement.origin': 'pending_amount',
            }.get(listed.model, 'amount')
        if self.code == 'on_account':
            field = 'amount_available'
        records = Model.search(listed.domain)
        return {
            'number': len(records),
            'amount': self._in_currency(
                (r.currency, getattr(r, field)) for r in records),
            }

    @classmethod
    def _in_currency(cls, amounts):
        Currency = Pool().get('currency.currency')
        currency = cls._company().currency
        return currency.round(sum((
                    Currency.compute(c, a, currency, round=False)
                    for c, a in amounts), Decimal(0)))

    @classmethod
    def _open_amount(cls, domain):
        "Return what is open of the invoices, added up by the database"
        pool = Pool()
        Currency = pool.get('currency.currency')
        Invoice = pool.get('account.invoice')
        cursor = Transaction().connection.cursor()
        ids = Invoice.search(domain, order=[], query=True)
        claims = Invoice._claims_query(lambda invoice: invoice.id.in_(ids))
        invoice = Invoice.__table__()
        query = (claims
            .join(invoice, condition=claims.invoice == invoice.id)
            .select(
                invoice.currency,
                Sum(claims.open).as_('amount'),
                group_by=invoice.currency))
        if backend.name == 'sqlite':
            sqlite_apply_types(query, [None, 'NUMERIC'])
        cursor.execute(*query)
        return cls._in_currency(
            (Currency(currency), amount) for currency, amount in cursor)

    @property
    def listed(self):
        "The list that the figure counts"
        if self.method:
            return self._taken()
        elif self.section == 'overdue':
            return self._overdue(*AGES[self.code])
        return getattr(self, f'_{self.code}')()

    def _invoices(self, *domain):
        return Listed('account.invoice', 'act_invoice_collection', [
                ('company', '=', self._company().id),
                ('type', '=', 'out'),
                ('payment_state', 'in', ['unpaid', 'partial']),
                *domain])

    def _to_collect(self):
        return self._invoices()

    def _overdue(self, first, last):
        today = Pool().get('ir.date').today()
        domain = [('due_date', '<=', today - timedelta(days=first))]
        if last:
            domain.append(('due_date', '>=', today - timedelta(days=last)))
        return self._invoices(*domain)

    def _payments(self, *domain):
        return Listed('account.invoice.payment', 'act_payment_form', [
                ('company', '=', self._company().id),
                ('state', '=', 'posted'),
                *domain])

    def _taken(self):
        today = Pool().get('ir.date').today()
        return self._payments(
            ('method', '=', self.method.id),
            ('date', '=', today),
            ('credit', '=', None))

    def _on_account(self):
        Payment = Pool().get('account.invoice.payment')
        credits = Payment.search(self._payments(
                ('invoice', '=', None),
                ('credit', '=', None),
                ('refunded', '=', None)).domain)
        return self._payments(
            ('id', 'in', [c.id for c in credits if c.amount_available]))

    def _transit(self):
        company = self._company().id
        return self._payments(
            ('id', 'in', list({r.id for r in recorded_payments(company)})))

    def _given(self, kind):
        today = Pool().get('ir.date').today()
        return self._payments(
            ('kind', '=', kind), ('date', '>=', today.replace(day=1)))

    def _lost(self):
        return self._given('loss')

    def _discounted(self):
        return self._given('discount')

    def _matches(self, *domain):
        return Listed('account.statement.match', 'act_match_form', [
                ('company', '=', self._company().id),
                ('state', '=', 'proposed'),
                ('best', '=', True),
                *domain])

    def _sure(self):
        return self._matches(('confidence', '=', 'sure'))

    def _check(self):
        return self._matches(['OR',
                ('confidence', '!=', 'sure'),
                ('confidence', '=', None)])

    def _unmatched(self):
        return Listed('account.statement.origin', 'act_origin_unmatched', [
                ('statement.company', '=', self._company().id),
                ('pending_amount', '!=', 0),
                ('statement.state', 'in', ['draft', 'validated']),
                ('matches', 'not where', [('state', '=', 'proposed')]),
                ('no_receipt', '=', False),
                ])

    @classmethod
    @ModelView.button
    def open_list(cls, figures):
        pool = Pool()
        Action = pool.get('ir.action')
        ModelData = pool.get('ir.model.data')
        if not figures:
            return
        figure, *_ = figures
        listed = figure.listed
        action = Action(Action.get_action_id(
                ModelData.get_id('medical_payment', listed.action))
            ).get_action_value()
        action['name'] = figure.title
        action['pyson_domain'] = PYSONEncoder().encode(listed.domain)
        # Its own tabs would show less than what was counted
        action['domains'] = []
        return action
