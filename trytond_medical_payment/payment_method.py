# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.pyson import Eval, If

GIVEN_AWAY = ['loss', 'discount']


class PaymentMethod(metaclass=PoolMeta):
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

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.journal.domain = [
            If(Eval('kind').in_(GIVEN_AWAY),
                ('type', 'in', ['cash', 'write-off']),
                ('type', '=', 'cash')),
            ]

    @classmethod
    def default_kind(cls):
        return 'payment'

    @classmethod
    def default_adjust_taxes(cls):
        return False

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


class StatementJournal(metaclass=PoolMeta):
    __name__ = 'account.statement.journal'

    payment_method = fields.Many2One(
        'account.invoice.payment.method', "Payment Method",
        domain=[
            ('company', '=', Eval('company', -1)),
            ('kind', '=', 'payment'),
            ],
        help="The method of the payments that arrive with the statements.")
