# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What became of the total of an invoice.

total = paid + lost + discounted + credited + other + to pay
"""
from collections import defaultdict, namedtuple
from decimal import Decimal

from sql import Null, Union
from sql.aggregate import Sum
from sql.conditionals import Case, Coalesce

from trytond import backend
from trytond.model import fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.tools import grouped_slice, sqlite_apply_types
from trytond.transaction import Transaction

KIND_NAMES = {
    'payment': 'amount_paid',
    'loss': 'amount_lost',
    'discount': 'amount_discounted',
    }

# How many invoices a query is for
SLICE = 1000

# A line of a reconciliation that explains why a claim is closed
Explanation = namedtuple('Explanation',
    'invoice balance second_currency amount_second_currency')


def _amount(name, string, help=""):
    return fields.Function(Monetary(
            string, currency='currency', digits='currency',
            states={
                'invisible': Eval(name, 0) == 0,
                },
            help=help),
        'get_settled_amounts')


class AmountMixin:
    __slots__ = ()

    amount_paid = _amount('amount_paid', "Amount Paid")
    amount_lost = _amount('amount_lost', "Amount Lost")
    amount_discounted = _amount('amount_discounted', "Amount Discounted")
    amount_credited = _amount(
        'amount_credited', "Amount Credited",
        help="What credit notes took off.")
    amount_other = _amount(
        'amount_other', "Other Amount",
        help="What was reconciled by hand with something that is neither "
        "a payment nor a credit note.")

    @classmethod
    def get_settled_amounts(cls, invoices, names):
        amounts = {
            name: {i.id: i.currency.round(Decimal(0)) for i in invoices}
            for name in [
                *KIND_NAMES.values(), 'amount_credited', 'amount_other']}
        invoices = [i for i in invoices if i.state in {'posted', 'paid'}]
        with Transaction().set_context(with_payment=False):
            invoices = cls.browse(invoices)
        for sub_invoices in grouped_slice(invoices, SLICE):
            sub_invoices = list(sub_invoices)
            cls._add_recorded(sub_invoices, amounts)
            cls._add_notes(sub_invoices, amounts)
            cls._add_reconciled(sub_invoices, amounts)
        for invoice in invoices:
            amounts['amount_other'][invoice.id] = (
                invoice.total_amount - invoice.amount_to_pay
                - sum(a[invoice.id] for n, a in amounts.items()
                    if n != 'amount_other'))
        return {name: amounts[name] for name in names}

    @classmethod
    def _add_recorded(cls, invoices, amounts):
        "Add what the payments of the invoices settled, by kind"
        pool = Pool()
        Method = pool.get('account.invoice.payment.method')
        Payment = pool.get('account.invoice.payment')
        cursor = Transaction().connection.cursor()
        payment = Payment.__table__()
        method = Method.__table__()

        kind = Coalesce(method.kind, 'payment')
        query = (payment
            .join(method, 'LEFT', condition=payment.method == method.id)
            .select(
                payment.invoice.as_('invoice'), kind.as_('kind'),
                Sum(payment.amount).as_('amount'),
                where=(payment.state == 'posted')
                & fields.SQL_OPERATORS['in'](
                    payment.invoice, [i.id for i in invoices]),
                group_by=[payment.invoice, method.kind]))
        if backend.name == 'sqlite':
            sqlite_apply_types(query, [None, None, 'NUMERIC'])
        cursor.execute(*query)
        currencies = {i.id: i.currency for i in invoices}
        for invoice, kind, amount in cursor:
            amounts[KIND_NAMES[kind]][invoice] += (
                currencies[invoice].round(amount))

    @classmethod
    def _add_notes(cls, invoices, amounts):
        "Add the credit notes among the payment lines of the invoices"
        pool = Pool()
        AdditionalMove = pool.get('account.invoice-additional-account.move')
        Line = pool.get('account.move.line')
        Link = pool.get('account.invoice-account.move.line')
        cursor = Transaction().connection.cursor()

        def select(notes):
            invoice = cls.__table__()
            line = Line.__table__()
            link = Link.__table__()
            balance = Case(
                (line.second_currency == invoice.currency,
                    line.amount_second_currency),
                else_=line.debit - line.credit)
            return (link
                .join(invoice, condition=link.invoice == invoice.id)
                .join(line, condition=link.line == line.id)
                .join(notes, condition=notes.move == line.move)
                .select(
                    invoice.id.as_('invoice'),
                    Case((invoice.type == 'in', balance), else_=-balance
                        ).as_('amount'),
                    where=fields.SQL_OPERATORS['in'](
                        invoice.id, [i.id for i in invoices])))

        lines = Union(
            select(cls.__table__()), select(AdditionalMove.__table__()),
            all_=True)
        query = lines.select(
            lines.invoice, Sum(lines.amount).as_('amount'),
            group_by=[lines.invoice])
        if backend.name == 'sqlite':
            sqlite_apply_types(query, [None, 'NUMERIC'])
        cursor.execute(*query)
        currencies = {i.id: i.currency for i in invoices}
        for id_, amount in cursor:
            amounts['amount_credited'][id_] += currencies[id_].round(amount)

    @classmethod
    def _add_reconciled(cls, invoices, amounts):
        "Add what was reconciled with credit notes or written off"
        ids = {i.id: i for i in invoices}
        claims = cls._reconciled_claims(invoices)
        if not claims:
            return
        used = defaultdict(Decimal)
        others = cls._reconciled_with(claims)
        for (reconciliation, id_), amount in sorted(claims.items()):
            invoice = ids[id_]
            for name, available in cls._explained(
                    invoice, others[reconciliation]):
                key = reconciliation, name, amount > 0
                available -= used[key]
                if not available or (available > 0) != (amount > 0):
                    continue
                taken = min(amount, available, key=abs)
                amounts[name][id_] += taken
                used[key] += taken
                amount -= taken
                if not amount:
                    break

    @classmethod
    def _reconciled_claims(cls, invoices):
        """Return by reconciliation and invoice what of the claim was closed
        by something else than its payments"""
        pool = Pool()
        Company = pool.get('company.company')
        Line = pool.get('account.move.line')
        Link = pool.get('account.invoice-account.move.line')
        Payment = pool.get('account.invoice.payment')
        cursor = Transaction().connection.cursor()
        ids = [i.id for i in invoices]

        def select(from_, invoice_id, line, amount=None, where=None):
            invoice = cls.__table__()
            company = Company.__table__()
            balance = Case(
                (line.second_currency == invoice.currency,
                    line.amount_second_currency),
                (company.currency == invoice.currency,
                    line.debit - line.credit),
                else_=0)
            condition = ((line.reconciliation != Null)
                & fields.SQL_OPERATORS['in'](invoice.id, ids))
            if where is not None:
                condition &= where
            return (from_
                .join(invoice, condition=invoice_id == invoice.id)
                .join(company, condition=invoice.company == company.id)
                .select(
                    line.reconciliation, invoice.id.as_('invoice'),
                    (Case((invoice.type == 'in', -balance), else_=balance)
                        if amount is None else amount).as_('balance'),
                    where=condition))

        to_pay = cls._query_lines_to_pay(invoices)
        line = Line.__table__()
        claimed = select(
            to_pay.join(line, condition=to_pay.line == line.id),
            to_pay.invoice, line)
        link = Link.__table__()
        line = Line.__table__()
        paid = select(
            link.join(line, condition=link.line == line.id),
            link.invoice, line)
        payment = Payment.__table__()
        link = Link.__table__()
        line = Line.__table__()
        # What was reconciled without being a payment line
        used = select(
            payment
            .join(line, condition=payment.line == line.id)
            .join(link, 'LEFT', condition=link.line == line.id),
            payment.invoice, line,
            amount=-payment.amount,
            where=(payment.state == 'posted') & (link.id == Null))
        lines = Union(claimed, paid, used, all_=True)
        query = lines.select(
            lines.reconciliation, lines.invoice,
            Sum(lines.balance).as_('balance'),
            group_by=[lines.reconciliation, lines.invoice])
        if backend.name == 'sqlite':
            sqlite_apply_types(query, [None, None, 'NUMERIC'])
        cursor.execute(*query)
        currencies = {i.id: i.currency for i in invoices}
        claims = {}
        for reconciliation, invoice, balance in cursor:
            balance = currencies[invoice].round(balance)
            if balance:
                claims[reconciliation, invoice] = balance
        return claims

    @classmethod
    def _reconciled_with(cls, claims):
        """Return by reconciliation the lines that close claims without
        being payments: those of other invoices and write-offs"""
        pool = Pool()
        AdditionalMove = pool.get('account.invoice-additional-account.move')
        Journal = pool.get('account.journal')
        Line = pool.get('account.move.line')
        Link = pool.get('account.invoice-account.move.line')
        Move = pool.get('account.move')
        cursor = Transaction().connection.cursor()
        additional = AdditionalMove.__table__()
        invoice = cls.__table__()
        journal = Journal.__table__()
        line = Line.__table__()
        link = Link.__table__()
        move = Move.__table__()

        owner = Coalesce(invoice.id, additional.invoice)
        query = (line
            .join(move, condition=line.move == move.id)
            .join(journal, condition=move.journal == journal.id)
            .join(link, 'LEFT', condition=link.line == line.id)
            .join(invoice, 'LEFT',
                condition=(invoice.move == line.move)
                & (invoice.account == line.account))
            .join(additional, 'LEFT', condition=additional.move == line.move)
            .select(
                line.reconciliation.as_('reconciliation'),
                owner.as_('owner'),
                (line.debit - line.credit).as_('balance'),
                line.second_currency.as_('second_currency'),
                line.amount_second_currency.as_('amount_second_currency'),
                where=fields.SQL_OPERATORS['in'](
                    line.reconciliation, list({r for r, _ in claims}))
                & (link.id == Null)
                & ((owner != Null) | (journal.type == 'write-off'))))
        if backend.name == 'sqlite':
            sqlite_apply_types(
                query, [None, None, 'NUMERIC', None, 'NUMERIC'])
        cursor.execute(*query)
        others = defaultdict(list)
        for reconciliation, *explanation in cursor:
            others[reconciliation].append(Explanation(*explanation))
        return others

    @classmethod
    def _explained(cls, invoice, explanations):
        "Return what credit notes and write-offs take off the claim"
        amounts = defaultdict(Decimal)
        currency = invoice.currency
        sign = -1 if invoice.type == 'out' else 1
        for explanation in explanations:
            if explanation.invoice == invoice.id:
                continue
            if explanation.second_currency == currency.id:
                balance = explanation.amount_second_currency
            elif currency == invoice.company.currency:
                balance = explanation.balance
            else:
                continue
            name = 'amount_credited' if explanation.invoice else 'amount_lost'
            amounts[name] += sign * currency.round(balance)
        return amounts.items()
