# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The receipts book: the money that came in, each once, at its date."""
from sql import Literal, Null, Union
from sql.conditionals import Case, Coalesce
from sql.functions import Round
from sql.operators import Exists

from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval, If
from trytond.transaction import Transaction
from trytond.wizard import StateReport

from .report_context import (
    PeriodContext, PeriodPrint, PeriodReport, company_digits, period_start,
    within_context)


def receipts_query():
    """Return the query of what was received and what was reversed of it.

    Losses, discounts and uses of credits are no money, what is paid to
    suppliers is none of the receipts. Amounts come from the lines of the
    moves, in the currency of the company."""
    received = _select_receipts(reversal=False)
    reversed_ = _select_receipts(reversal=True)
    return Union(received, reversed_, all_=True)


def _select_receipts(reversal):
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.move.line')
    Method = pool.get('account.invoice.payment.method')
    Move = pool.get('account.move')
    Payment = pool.get('account.invoice.payment')
    invoice = Invoice.__table__()
    line = Line.__table__()
    method = Method.__table__()
    move = Move.__table__()
    payment = Payment.__table__()

    where = (
        (payment.credit == Null)
        & (Coalesce(method.kind, 'payment') == 'payment')
        & (Coalesce(invoice.type, 'out') == 'out'))
    if reversal:
        sign, move_id = -1, payment.cancel_move
        description = payment.cancel_reason
    else:
        sign, move_id = 1, line.move
        description = payment.reference
        where &= (
            (payment.state == 'posted')
            | (payment.cancel_move != Null)
            | ((payment.state == 'cancelled') & _still_there(payment, move)))
    digits = company_digits()
    return (payment
        .join(line, condition=payment.line == line.id)
        .join(move, condition=move_id == move.id)
        .join(method, 'LEFT', condition=payment.method == method.id)
        .join(invoice, 'LEFT', condition=payment.invoice == invoice.id)
        .select(
            (payment.id * 2 + int(reversal)).as_('id'),
            payment.id.as_('payment'),
            payment.company.as_('company'),
            move.date.as_('date'),
            payment.number.as_('number'),
            payment.party.as_('party'),
            payment.invoice.as_('invoice'),
            payment.method.as_('method'),
            Case((payment.method == Null, move.journal),
                else_=Null).as_('journal'),
            description.as_('description'),
            Round((line.credit - line.debit) * sign, digits).as_('amount'),
            line.second_currency.as_('second_currency'),
            (line.amount_second_currency * -sign).as_(
                'amount_second_currency'),
            Literal(reversal).as_('reversal'),
            move.id.as_('move'),
            move.state.as_('move_state'),
            where=where))


def _still_there(payment, move):
    """Return the clause of the cancelled payments whose money was neither
    given back nor is shown by the payment on account they became"""
    Payment = Pool().get('account.invoice.payment')
    later = Payment.__table__()
    return (move.state == 'posted') & ~Exists(
        later.select(later.id,
            where=(later.line == payment.line)
            & (later.credit == Null)
            & (later.id > payment.id)))


class ReceiptsBook(ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.receipts_book'

    company = fields.Many2One('company.company', "Company")
    date = fields.Date("Date")
    number = fields.Char("Number")
    payment = fields.Many2One('account.invoice.payment', "Payment")
    party = fields.Many2One(
        'party.party', "Party",
        context={
            'company': Eval('company', -1),
            },
        depends={'company'})
    payer = fields.Function(
        fields.Char("Payer", help="The name of who paid, or the code."),
        'get_payer', searcher='search_payer')
    invoice = fields.Many2One('account.invoice', "Invoice")
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
    description = fields.Char(
        "Description", help="The reference, or why it was cancelled.")
    amount = Monetary("Amount", currency='currency', digits='currency')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')
    second_currency = fields.Many2One(
        'currency.currency', "Second Currency",
        help="The currency in which it was paid.")
    amount_second_currency = Monetary(
        "Amount Second Currency",
        currency='second_currency', digits='second_currency',
        states={
            'invisible': ~Eval('second_currency'),
            })
    reversal = fields.Boolean("Reversal")
    move = fields.Many2One('account.move', "Move")
    move_state = fields.Selection([
            ('draft', "Draft"),
            ('posted', "Posted"),
            ], "Move State", sort=False)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [
            ('date', 'ASC'),
            ('id', 'ASC'),
            ]

    @classmethod
    def table_query(cls):
        rows = receipts_query()
        return rows.select(
            rows.id, rows.payment, rows.company, rows.date, rows.number,
            rows.party, rows.invoice, rows.method, rows.journal,
            rows.description, rows.amount, rows.second_currency,
            rows.amount_second_currency, rows.reversal, rows.move,
            rows.move_state,
            where=within_context(rows))

    @classmethod
    def get_payer(cls, lines, name):
        by_code = Transaction().context.get('payer_code')
        return {
            l.id: (l.party.code or f'#{l.party.id}') if by_code
            else l.party.rec_name
            for l in lines}

    @classmethod
    def search_payer(cls, name, clause):
        name = 'code' if Transaction().context.get('payer_code') else (
            'rec_name')
        return [('party.' + name, *clause[1:])]

    @classmethod
    def get_means(cls, lines, name):
        return {l.id: (l.method or l.journal).rec_name for l in lines}

    @classmethod
    def get_currency(cls, lines, name):
        return {l.id: l.company.currency.id for l in lines}

    def get_rec_name(self, name):
        return self.number or f'({self.payment.id})'

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('number', *clause[1:])]

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree', 'visual', If(Eval('reversal'), 'warning', '')),
            ]


class ReceiptsBookContext(PeriodContext):
    __name__ = 'account.invoice.payment.receipts_book.context'

    payer_code = fields.Boolean(
        "Payer by Code", help="Show the code in place of the name.")

    @classmethod
    def default_payer_code(cls):
        Configuration = Pool().get('account.configuration')
        return bool(Configuration(1).get_multivalue(
                'payer_code', company=cls.default_company()))


class ReceiptsBookReport(PeriodReport):
    __name__ = 'account.invoice.payment.receipts_book'
    _model = 'account.invoice.payment.receipts_book'


class ReceiptsBookPrint(PeriodPrint):
    __name__ = 'account.invoice.payment.receipts_book.print'
    start = period_start('account.invoice.payment.receipts_book')
    print_ = StateReport('account.invoice.payment.receipts_book')
