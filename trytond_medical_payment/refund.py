# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Giving back what is on account."""
from trytond.model import ModelView, fields
from trytond.pool import PoolMeta
from trytond.pyson import Eval
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .payment_start import MoneyMixin


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'give_back': {
                    'invisible': ~(Eval('amount_available', 0) > 0),
                    'depends': ['amount_available'],
                    },
                })

    @classmethod
    @ModelView.button_action('medical_payment.wizard_payment_refund')
    def give_back(cls, payments):
        pass


class RefundPaymentStart(MoneyMixin, ModelView):
    __name__ = 'account.invoice.payment.refund.start'

    reason = fields.Char("Reason")


class RefundPayment(Wizard):
    __name__ = 'account.invoice.payment.refund'
    start = StateView('account.invoice.payment.refund.start',
        'medical_payment.payment_refund_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Give Back", 'refund', 'tryton-ok', default=True),
            ])
    refund = StateTransition()

    def default_start(self, fields):
        credit = self.record
        return {
            'company': credit.company.id,
            'method': credit.method.id if credit.method else None,
            'amount': credit.amount_available,
            'currency': credit.currency.id,
            }

    def transition_refund(self):
        self.model.refund(
            [self.record], self.start.method, self.start.date,
            amount=self.start.amount, reason=self.start.reason)
        return 'end'

    def end(self):
        return 'reload'
