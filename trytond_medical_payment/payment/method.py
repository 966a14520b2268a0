# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.i18n import gettext
from trytond.model import fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, If
from trytond.transaction import Transaction, without_check_access

from .kind import GIVEN_AWAY
from .limit import LimitMixin
from .migrate import name_lumps
from .till import TillMixin, name_tills


class PaymentMethod(TillMixin, LimitMixin, metaclass=PoolMeta):
    __name__ = 'account.invoice.payment.method'

    kind = fields.Selection([
            ('payment', "Payment"),
            ('loss', "Loss"),
            ('discount', "Discount"),
            ], "Kind", required=True, sort=False,
        help="Payment: money that was received.\n"
        "Loss: what will never be received.\n"
        "Discount: what is given to the customer.")
    adjust_taxes = fields.Boolean(
        "Adjust Taxes",
        states={
            'invisible': ~Eval('kind').in_(GIVEN_AWAY),
            },
        help="Check to take back the share of the taxes of what is given "
        "away.\n"
        "Leave it unchecked when the tax authority does not allow it.")

    deposit = fields.Selection([
            (None, "One by One"),
            ('payout', "Payout"),
            ('slip', "Slip"),
            ], "Reaches the Bank", sort=False,
        states={
            'invisible': Eval('kind') != 'payment',
            },
        help="How the money reaches the bank.\n"
        "Payout: an acquirer pays the payments of some days in one sum.\n"
        "Slip: somebody brings cheques or cash to the bank.")
    deposit_account = fields.Many2One(
        'account.account', "Deposit Account",
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type', '!=', None),
            ('closed', '!=', True),
            ('reconcile', '=', True),
            ('party_required', '=', False),
            ],
        states={
            'invisible': Eval('deposit') != 'slip',
            },
        help="Where cash of the till waits for the bank.\n"
        "Leave empty when the payments wait there already, as cheques do.")
    commission_account = fields.Many2One(
        'account.account', "Commission Account",
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type', '!=', None),
            ('closed', '!=', True),
            ('party_required', '=', False),
            ],
        states={
            'invisible': Eval('deposit') != 'payout',
            },
        help="The expense of what the acquirer keeps.")
    commission_rate = fields.Numeric(
        "Commission Rate", digits=(16, 6),
        domain=['OR',
            ('commission_rate', '=', None),
            [
                ('commission_rate', '>=', 0),
                ('commission_rate', '<', 1),
                ],
            ],
        states={
            'invisible': Eval('deposit') != 'payout',
            },
        help="What the acquirer is expected to keep.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.journal.domain = [
            If(Eval('kind').in_(GIVEN_AWAY),
                ('type', 'in', ['cash', 'write-off']),
                ('type', '=', 'cash')),
            ]
        for field in [cls.limit_amount, cls.limit_group]:
            field.states['invisible'] = ~Eval('kind').in_(GIVEN_AWAY)

    @classmethod
    def __register__(cls, module):
        table = cls.__table_handler__(module)
        is_new = not table.column_exist('deposit')
        without_tills = not table.column_exist('till')
        super().__register__(module)
        if is_new:
            name_lumps(cls)
        if without_tills:
            name_tills(cls)

    @classmethod
    def default_kind(cls):
        return 'payment'

    @classmethod
    def default_adjust_taxes(cls):
        return False

    @classmethod
    def check_modification(cls, mode, methods, values=None, external=False):
        super().check_modification(
            mode, methods, values=values, external=external)
        if mode == 'write' and 'kind' in values:
            cls._check_used(
                [m for m in methods if m.kind != values['kind']])

    @classmethod
    def _check_used(cls, methods):
        "Past takings are no losses because a method becomes one"
        Payment = Pool().get('account.invoice.payment')
        if not methods:
            return
        with without_check_access():
            used = Payment.search([
                    ('method', 'in', [m.id for m in methods]),
                    ], limit=1)
        if used:
            payment, = used
            raise AccessError(gettext(
                    'medical_payment.msg_payment_method_used',
                    method=payment.method.rec_name))

    @classmethod
    def default_deposit(cls):
        return None

    @property
    def gives_away(self):
        return self.kind in GIVEN_AWAY

    def account_for(self, amount, date=None):
        "Return the account that faces a claim settled by the signed amount"
        if amount >= 0:
            account = self.debit_account
        else:
            account = self.credit_account
        return account.current(date=date)

    @classmethod
    def _usual(cls):
        """Return message, kind, account and deposit of the usual methods,
        in order"""
        return [
            ('msg_payment_method_cash', 'payment', 'cash', 'slip'),
            ('msg_payment_method_card', 'payment', 'transit', 'payout'),
            ('msg_payment_method_twint', 'payment', 'transit', 'payout'),
            ('msg_payment_method_cheque', 'payment', 'transit', 'slip'),
            ('msg_payment_method_transfer', 'payment', 'transit', None),
            ('msg_payment_method_loss', 'loss', 'loss', None),
            ('msg_payment_method_discount', 'discount', 'discount', None),
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
        for message, kind, account, deposit in cls._usual():
            name = gettext(f'medical_payment.{message}')
            if name not in names:
                methods.append(cls(
                        company=company, name=name, kind=kind,
                        journal=journal,
                        debit_account=accounts[account],
                        credit_account=accounts[account],
                        deposit=deposit,
                        deposit_account=(
                            accounts['transit'] if account == 'cash'
                            else None),
                        commission_account=(
                            accounts.get('commission')
                            if deposit == 'payout' else None),
                        **cls._usual_till(account, accounts)))
        cls.save(methods)
        cls._translate_usual(methods)
        configuration = Configuration(1)
        if methods and not configuration.get_multivalue(
                'default_payment_method', company=company.id):
            configuration.set_multivalue(
                'default_payment_method', methods[0], company=company.id)
        return methods

    @classmethod
    def _usual_till(cls, account, accounts):
        if account != 'cash' or not cls.may_be_till(accounts['cash']):
            return {}
        return {
            'till': True,
            'till_shortage_account': accounts.get('difference'),
            'till_surplus_account': accounts.get('difference'),
            }

    @classmethod
    def _translate_usual(cls, methods):
        Lang = Pool().get('ir.lang')
        transaction = Transaction()
        by_name = {m.name: m for m in methods}
        languages = Lang.search([('translatable', '=', True)])
        for message, *_ in cls._usual():
            method = by_name.get(gettext(f'medical_payment.{message}'))
            if not method:
                continue
            for language in languages:
                with transaction.set_context(language=language.code):
                    cls.write([method], {
                            'name': gettext(f'medical_payment.{message}'),
                            })


class PayInvoiceStart(metaclass=PoolMeta):
    __name__ = 'account.invoice.pay.start'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.payment_method.domain = [
            cls.payment_method.domain,
            # A loss or a discount needs a reason
            ('kind', '=', 'payment'),
            ]
