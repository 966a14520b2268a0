# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateAction, StateView, Wizard


def _account(string, help, *domain):
    return fields.Many2One(
        'account.account', string, required=True,
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
    transit_account = _account(
        "Transit Account",
        "Where cards, TWINT and transfers wait for the bank.\n"
        "It must be reconcilable: the line of the bank clears it.",
        ('reconcile', '=', True),
        ('party_required', '=', False))
    loss_account = _account(
        "Loss Account", "The expense of irrecoverable claims.")
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
            transit=self.start.transit_account,
            loss=self.start.loss_account,
            discount=self.start.discount_account)
        return action, {'res_id': [m.id for m in methods]}


class PaymentMethod(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment.method'

    @classmethod
    def _usual(cls):
        "Return message, kind and account of the usual methods, in order"
        return [
            ('msg_payment_method_cash', 'payment', 'cash'),
            ('msg_payment_method_card', 'payment', 'transit'),
            ('msg_payment_method_twint', 'payment', 'transit'),
            ('msg_payment_method_transfer', 'payment', 'transit'),
            ('msg_payment_method_loss', 'loss', 'loss'),
            ('msg_payment_method_discount', 'discount', 'discount'),
            ]

    @classmethod
    def create_usual(cls, company, journal, **accounts):
        """Create the usual payment methods of the company that are missing,
        and make the first one the default"""
        pool = Pool()
        Configuration = pool.get('account.configuration')
        names = {
            m.name for m in cls.search([('company', '=', company.id)])}
        methods = []
        for message, kind, account in cls._usual():
            name = gettext(f'medical_payment.{message}')
            if name not in names:
                methods.append(cls(
                        company=company, name=name, kind=kind,
                        journal=journal,
                        debit_account=accounts[account],
                        credit_account=accounts[account]))
        cls.save(methods)
        cls._translate_usual(methods)
        configuration = Configuration(1)
        if methods and not configuration.get_multivalue(
                'default_payment_method', company=company.id):
            configuration.set_multivalue(
                'default_payment_method', methods[0], company=company.id)
        return methods

    @classmethod
    def _translate_usual(cls, methods):
        Lang = Pool().get('ir.lang')
        transaction = Transaction()
        by_name = {m.name: m for m in methods}
        languages = Lang.search([('translatable', '=', True)])
        for message, _, _ in cls._usual():
            method = by_name.get(gettext(f'medical_payment.{message}'))
            if not method:
                continue
            for language in languages:
                with transaction.set_context(language=language.code):
                    cls.write([method], {
                            'name': gettext(f'medical_payment.{message}'),
                            })
