# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The receipts book: the money that came in, each once, at its date."""
from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import StateReport

from .context import PeriodContext, PeriodPrint, PeriodReport, period_start
from .money_query import receipts_query
from .query import within_context
from .row import CompanyRow, MeansRow, PaymentRow


class ReceiptsBook(PaymentRow, MeansRow, CompanyRow, ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.receipts_book'

    payer = fields.Function(
        fields.Char("Payer", help="The name of who paid, or the code."),
        'get_payer', searcher='search_payer')
    description = fields.Char(
        "Description", help="The reference, or why it was cancelled.")
    amount = Monetary("Amount", currency='currency', digits='currency')
    second_currency = fields.Many2One(
        'currency.currency', "Second Currency",
        help="The currency in which it was paid.")
    amount_second_currency = Monetary(
        "Amount Second Currency",
        currency='second_currency', digits='second_currency',
        states={
            'invisible': ~Eval('second_currency'),
            })

    @classmethod
    def table_query(cls):
        rows = receipts_query()
        return rows.select(
            *(getattr(rows, name) for name in [
                    'id', 'payment', 'company', 'date', 'number', 'party',
                    'invoice', 'method', 'journal', 'description', 'amount',
                    'second_currency', 'amount_second_currency', 'reversal',
                    'move', 'move_state']),
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
