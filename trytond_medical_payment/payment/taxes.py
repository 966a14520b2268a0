# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The share of the taxes of what is given away.

Each step reverses tax × everything given away so far ÷ total, rounded, less
what was reversed before, for base and tax alike. So the steps never drift
away from the taxes of the invoice, and giving everything away in any number
of steps reverses exactly them.
"""
from collections import defaultdict, namedtuple
from decimal import Decimal

from sql import Literal, Null, Union
from sql.aggregate import Sum
from sql.conditionals import Case

from trytond import backend
from trytond.model import fields
from trytond.pool import Pool
from trytond.tools import sqlite_apply_types
from trytond.transaction import Transaction

from .kind import GIVEN_AWAY

# Taxes on cash basis are pending until the invoice is paid
TaxKey = namedtuple('TaxKey', 'account tax type on_cash_basis')


class Basis:
    """What is known of the taxes of an invoice, net of its credit notes.

    claim and given are in the currency of the invoice, taxes and reversed
    in the one of the company, by TaxKey. What is given away counts for
    pending taxes always, for the others only when the method adjusts them.
    """

    def __init__(self):
        self.claim = Decimal(0)
        self.given = {True: Decimal(0), False: Decimal(0)}
        self.taxes = defaultdict(Decimal)
        self.reversed = defaultdict(Decimal)

    def add_given(self, amount, adjusts):
        self.given[True] += amount
        if adjusts:
            self.given[False] += amount

    def take(self, amount, round_, adjusts=True):
        "Give the amount away, return what to reverse of each tax"
        self.add_given(amount, adjusts)
        shares = {}
        if not self.claim:
            return shares
        for key, total in self.taxes.items():
            if not adjusts and not key.on_cash_basis:
                continue
            given = self.given[key.on_cash_basis]
            share = round_(total * given / self.claim) - self.reversed[key]
            if share:
                shares[key] = share
                self.reversed[key] += share
        return shares


class TaxesMixin:
    __slots__ = ()

    taxes_adjusted = fields.Boolean(
        "Taxes Adjusted", readonly=True,
        help="Checked when the share of the taxes was taken back.")

    @classmethod
    def default_taxes_adjusted(cls):
        return False

    @classmethod
    def _adjust_counterparts(cls, receipts, counterparts):
        "Move the share of the taxes of what is given away to their accounts"
        adjusting = [
            p.payment for parts in receipts for p in parts
            if p.payment.gives_away and p.payment.invoice
            and p.payment._takes_taxes_back]
        if not adjusting:
            return
        bases = cls._tax_bases(list({p.invoice for p in adjusting}))
        for parts, lines in zip(receipts, counterparts):
            for payment, _ in parts:
                if payment in adjusting:
                    payment.taxes_adjusted = payment.method.adjust_taxes
                    payment._adjust_taxes(lines, bases[payment.invoice.id])

    @property
    def _takes_taxes_back(self):
        return self.method.adjust_taxes

    def _adjust_taxes(self, lines, basis):
        "Move the share of the taxes from the counterpart to their accounts"
        pool = Pool()
        Account = pool.get('account.account')
        counterpart = lines[0]
        # A customer's tax is due, a supplier's is to recover
        sign = 1 if self.invoice.type == 'out' else -1
        counterpart_tax_lines = list(getattr(counterpart, 'tax_lines', []))
        balance = counterpart.debit - counterpart.credit
        shares = basis.take(
            self.amount, self.company.currency.round,
            self.method.adjust_taxes)
        for key, share in sorted(
                shares.items(), key=lambda i: tuple(map(str, i[0]))):
            tax_line = self._get_tax_line(key, -share)
            if key.account:
                account = Account(key.account).current(date=self.date)
                line = self._get_line(account, sign * share, None)
                line.second_currency = None
                line.amount_second_currency = None
                if account.party_required:
                    line.party = self.invoice.party
                line.tax_lines = [tax_line]
                lines.append(line)
                balance -= sign * share
            else:
                counterpart_tax_lines.append(tax_line)
        counterpart.debit = max(balance, Decimal(0))
        counterpart.credit = max(-balance, Decimal(0))
        counterpart.tax_lines = counterpart_tax_lines
        # The taxes are in the currency of the company alone
        counterpart.second_currency = None
        counterpart.amount_second_currency = None

    def _get_tax_line(self, key, amount):
        TaxLine = Pool().get('account.tax.line')
        return TaxLine(tax=key.tax, type=key.type, amount=amount)

    @classmethod
    def _on_cash_basis_column(cls, tax_line):
        return Literal(False)

    @classmethod
    def _tax_bases(cls, invoices):
        bases = defaultdict(Basis)
        cls._add_claims(invoices, bases)
        cls._add_given(invoices, bases)
        for name, moves in [
                ('taxes', cls._documents_query(invoices)),
                ('reversed', cls._given_moves_query(invoices))]:
            cls._add_taxes(invoices, moves, bases, name)
        return bases

    @classmethod
    def _documents_query(cls, invoices):
        "Return the moves of the invoices and of their credit notes"
        pool = Pool()
        AdditionalMove = pool.get('account.invoice-additional-account.move')
        Invoice = pool.get('account.invoice')
        Line = pool.get('account.move.line')
        Link = pool.get('account.invoice-account.move.line')
        ids = [i.id for i in invoices]

        invoice = Invoice.__table__()
        own = invoice.select(
            invoice.id.as_('invoice'), invoice.move.as_('move'),
            Literal(1).as_('sign'),
            where=fields.SQL_OPERATORS['in'](invoice.id, ids))

        link = Link.__table__()
        line = Line.__table__()
        note = Invoice.__table__()
        linked = (link
            .join(line, condition=link.line == line.id)
            .join(note, condition=note.move == line.move)
            .select(
                link.invoice.as_('invoice'), note.move.as_('move'),
                Literal(1).as_('sign'),
                where=fields.SQL_OPERATORS['in'](link.invoice, ids)))

        def reconciled(claims, invoice, move):
            claim = Line.__table__()
            line = Line.__table__()
            note = Invoice.__table__()
            return (claims
                .join(claim,
                    condition=(claim.move == move)
                    & (claim.account == invoice.account))
                .join(line,
                    condition=line.reconciliation == claim.reconciliation)
                .join(note,
                    condition=(note.move == line.move)
                    & (note.account == line.account)
                    & (note.id != invoice.id))
                .select(
                    invoice.id.as_('invoice'), note.move.as_('move'),
                    Literal(1).as_('sign'),
                    where=fields.SQL_OPERATORS['in'](invoice.id, ids)
                    # A credit note is on the other side
                    & ((line.debit - line.credit)
                        * (claim.debit - claim.credit) < 0)))

        invoice = Invoice.__table__()
        moved = Invoice.__table__()
        additional = AdditionalMove.__table__()
        return Union(
            own, linked,
            reconciled(invoice, invoice, invoice.move),
            # Its claim may be rescheduled or delegated
            reconciled(
                moved.join(
                    additional, condition=additional.invoice == moved.id),
                moved, additional.move))

    @classmethod
    def _given_moves_query(cls, invoices):
        """Return the moves that gave away and those that cancelled them;
        the sign turns reversed taxes positive"""
        Method = Pool().get('account.invoice.payment.method')
        ids = [i.id for i in invoices]
        queries = []
        for name in ['move', 'cancel_move']:
            method = Method.__table__()
            payment = cls.__table__()
            move = getattr(payment, name)
            queries.append(payment
                .join(method, condition=payment.method == method.id)
                .select(
                    payment.invoice.as_('invoice'), move.as_('move'),
                    Literal(-1).as_('sign'),
                    where=fields.SQL_OPERATORS['in'](payment.invoice, ids)
                    & method.kind.in_(GIVEN_AWAY)
                    & (move != Null)))
        return Union(*queries)

    @classmethod
    def _add_claims(cls, invoices, bases):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Line = pool.get('account.move.line')
        cursor = Transaction().connection.cursor()
        moves = cls._documents_query(invoices)
        invoice = Invoice.__table__()
        line = Line.__table__()
        balance = Case(
            (line.second_currency == invoice.currency,
                line.amount_second_currency),
            else_=line.debit - line.credit)
        query = (moves
            .join(invoice, condition=moves.invoice == invoice.id)
            .join(line,
                condition=(line.move == moves.move)
                & (line.account == invoice.account))
            .select(
                moves.invoice,
                Sum(Case((invoice.type == 'in', -balance), else_=balance)
                    ).as_('claim'),
                group_by=moves.invoice))
        if backend.name == 'sqlite':
            sqlite_apply_types(query, [None, 'NUMERIC'])
        cursor.execute(*query)
        currencies = {i.id: i.currency for i in invoices}
        for id_, claim in cursor:
            bases[id_].claim = currencies[id_].round(claim)

    @classmethod
    def _add_given(cls, invoices, bases):
        for payment in cls.search([
                    ('invoice', 'in', [i.id for i in invoices]),
                    ('state', '=', 'posted'),
                    ('method.kind', 'in', GIVEN_AWAY),
                    ]):
            bases[payment.invoice.id].add_given(
                payment.amount, payment.taxes_adjusted)

    @classmethod
    def _add_taxes(cls, invoices, moves, bases, name):
        pool = Pool()
        Line = pool.get('account.move.line')
        TaxLine = pool.get('account.tax.line')
        cursor = Transaction().connection.cursor()
        line = Line.__table__()
        tax_line = TaxLine.__table__()
        account = Case((tax_line.type == 'tax', line.account), else_=Null)
        on_cash_basis = cls._on_cash_basis_column(tax_line)
        lines = (moves
            .join(line, condition=line.move == moves.move)
            .join(tax_line, condition=tax_line.move_line == line.id)
            .select(
                moves.invoice.as_('invoice'), account.as_('account'),
                tax_line.tax.as_('tax'), tax_line.type.as_('type'),
                on_cash_basis.as_('on_cash_basis'),
                (tax_line.amount * moves.sign).as_('amount')))
        key = [
            lines.invoice, lines.account, lines.tax, lines.type,
            lines.on_cash_basis]
        query = lines.select(
            *key, Sum(lines.amount).as_('amount'), group_by=key)
        if backend.name == 'sqlite':
            sqlite_apply_types(
                query, [None, None, None, None, None, 'NUMERIC'])
        cursor.execute(*query)
        currencies = {i.id: i.company.currency for i in invoices}
        for invoice, account, tax, type_, on_cash_basis, amount in cursor:
            key = TaxKey(account, tax, type_, bool(on_cash_basis))
            # Sums of SQLite are floating
            getattr(bases[invoice], name)[key] = (
                currencies[invoice].round(amount))
