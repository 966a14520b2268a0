# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateAction, StateView, Wizard

from ..defaults import with_names
from .cash_count import CountedMixin


class DepositCheque(ModelView):
    __name__ = 'account.invoice.payment.deposit.cheque'

    payment = fields.Many2One(
        'account.invoice.payment', "Payment", readonly=True)
    party = fields.Many2One('party.party', "Drawer", readonly=True)
    bank = fields.Char(
        "Bank", help="The bank on which the cheque is drawn.")
    number = fields.Char("Number", help="The number of the cheque.")
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)


class DepositPaymentsStart(CountedMixin, ModelView):
    __name__ = 'account.invoice.payment.deposit.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    method = fields.Many2One(
        'account.invoice.payment.method', "Method", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('deposit', '=', 'slip'),
            ],
        states={
            'readonly': Bool(Eval('cheques')),
            })
    date = fields.Date("Date", required=True)
    cheques = fields.One2Many(
        'account.invoice.payment.deposit.cheque', None, "Payments",
        states={
            'invisible': ~Eval('cheques'),
            })
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True,
        states={
            'readonly': Bool(Eval('cheques')),
            },
        help="What is brought to the bank.")
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    reference = fields.Char(
        "Reference", help="The number of the slip of the bank.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.counts.states['invisible'] = Bool(Eval('cheques'))

    @fields.depends('counts', 'amount')
    def on_change_counts(self):
        if pairs := self.pairs:
            self.amount = sum(u * n for u, n in pairs)


class DepositPayments(Wizard):
    __name__ = 'account.invoice.payment.deposit_payments'
    start = StateView('account.invoice.payment.deposit.start',
        'medical_payment.deposit_payments_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Deposit", 'deposit', 'tryton-ok', default=True),
            ])
    deposit = StateAction('medical_payment.act_deposit_form')

    def default_start(self, fields):
        pool = Pool()
        Company = pool.get('company.company')
        Count = pool.get('account.invoice.payment.cash_count.enter')
        Date = pool.get('ir.date')
        Method = pool.get('account.invoice.payment.method')
        company = Company(Transaction().context['company'])
        values = {
            'company': company.id,
            'currency': company.currency.id,
            'date': Date.today(),
            }
        payments = self._payments
        if payments:
            values['cheques'] = list(map(self._cheque, payments))
            values['method'] = (
                payments[0].method.id if payments[0].method else None)
            values['currency'] = payments[0].currency.id
            values['amount'] = sum(p.amount for p in payments)
        else:
            values['counts'] = Count.lines_for(company.currency)
            methods = Method.search([
                    ('company', '=', company.id),
                    ('deposit', '=', 'slip'),
                    ('deposit_account', '!=', None),
                    ], limit=2)
            if len(methods) == 1:
                values['method'] = methods[0].id
        return values

    @staticmethod
    def _cheque(payment):
        return {
            **with_names(
                payment=payment, party=payment.party,
                currency=payment.currency),
            'bank': payment.cheque_bank or payment.bank_proposed,
            'number': payment.cheque_number or payment.reference,
            'amount': payment.amount,
            }

    @property
    def _payments(self):
        "What was selected; from the menu nothing is"
        if self.model and self.model.__name__ == 'account.invoice.payment':
            return list(self.records)
        return []

    def do_deposit(self, action):
        Deposit = Pool().get('account.invoice.payment.deposit')
        start = self.start
        payments = self._payments
        deposit = Deposit.deposit_payments(
            start.method, start.date, payments,
            cash=None if payments else start.amount,
            reference=start.reference,
            counts=() if payments else start.pairs,
            cheques={
                c.payment: (c.bank, c.number) for c in start.cheques or []})
        action['views'].reverse()
        return action, {'res_id': [deposit.id]}
