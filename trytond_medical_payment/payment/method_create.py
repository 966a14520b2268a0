# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateAction, StateView, Wizard


def _account(string, help, *domain, required=True):
    return fields.Many2One(
        'account.account', string, required=required,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type', '!=', None),
            ('closed', '!=', True),
            ('type.receivable', '!=', True),
            ('type.payable', '!=', True),
            *domain],
        help=help)


class CreatePaymentMethodsStart(ModelView):
    __name__ = 'account.invoice.payment.method.create.start'

    company = fields.Many2One('company.company', "Company", required=True)
    journal = fields.Many2One(
        'account.journal', "Journal", required=True,
        domain=[('type', '=', 'cash')],
        context={'company': Eval('company', -1)},
        depends={'company'})
    cash_account = _account(
        "Cash Account", "The account of the cash box.")
    difference_account = _account(
        "Cash Difference Account",
        "What is missing or too much when the cash box is counted.",
        ('party_required', '=', False),
        ('second_currency', '=', None),
        required=False)
    transit_account = _account(
        "Transit Account",
        "Where cards, TWINT and transfers wait for the bank.\n"
        "It must be reconcilable: the line of the bank clears it.",
        ('reconcile', '=', True),
        ('party_required', '=', False))
    loss_account = _account(
        "Loss Account", "The expense of irrecoverable claims.")
    commission_account = _account(
        "Commission Account",
        "The expense of what acquirers of cards and TWINT keep.",
        required=False)
    discount_account = _account(
        "Discount Account",
        "The reduction of revenue for what is given to customers.")

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')

    @classmethod
    def default_journal(cls):
        Journal = Pool().get('account.journal')
        journals = Journal.search([('type', '=', 'cash')], limit=2)
        if len(journals) == 1:
            journal, = journals
            return journal.id


class CreatePaymentMethods(Wizard):
    __name__ = 'account.invoice.payment.method.create'
    start = StateView('account.invoice.payment.method.create.start',
        'medical_payment.payment_method_create_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Create", 'create_', 'tryton-ok', default=True),
            ])
    create_ = StateAction('account_invoice.act_payment_method_form')

    def do_create_(self, action):
        PaymentMethod = Pool().get('account.invoice.payment.method')
        methods = PaymentMethod.create_usual(
            self.start.company, self.start.journal,
            cash=self.start.cash_account,
            difference=self.start.difference_account,
            transit=self.start.transit_account,
            loss=self.start.loss_account,
            discount=self.start.discount_account,
            commission=self.start.commission_account)
        return action, {'res_id': [m.id for m in methods]}
