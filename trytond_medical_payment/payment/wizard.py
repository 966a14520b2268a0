# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is asked to cancel a payment, to give one back, to recover a loss."""
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import (
    Button, StateAction, StateTransition, StateView, Wizard)

from .start import MoneyMixin


class ShowPaymentMixin:
    "The part of a wizard that shows the payment that it recorded"
    __slots__ = ()

    def _show(self, payments, action):
        action['views'].reverse()
        return action, {'res_id': [p.id for p in payments]}

    def end(self):
        return 'reload'


class RefundPaymentStart(MoneyMixin, ModelView):
    __name__ = 'account.invoice.payment.refund.start'

    reason = fields.Char("Reason")


class RefundPayment(ShowPaymentMixin, Wizard):
    __name__ = 'account.invoice.payment.refund'
    start = StateView('account.invoice.payment.refund.start',
        'medical_payment.payment_refund_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Give Back", 'refund', 'tryton-ok', default=True),
            ])
    refund = StateAction('medical_payment.act_payment_form')

    def default_start(self, fields):
        credit = self.record
        return {
            'company': credit.company.id,
            'method': credit.method.id if credit.method else None,
            'amount': credit.amount_available,
            'currency': credit.currency.id,
            }

    def do_refund(self, action):
        return self._show(
            self.model.refund(
                [self.record], self.start.method, self.start.date,
                amount=self.start.amount, reason=self.start.reason),
            action)


class RecoverPaymentStart(MoneyMixin, ModelView):
    __name__ = 'account.invoice.payment.recover.start'

    party = fields.Many2One(
        'party.party', "Party", required=True,
        context={
            'company': Eval('company', -1),
            },
        depends={'company'},
        help="Who paid.")
    reference = fields.Char("Reference")


class RecoverPayment(ShowPaymentMixin, Wizard):
    __name__ = 'account.invoice.payment.recover'
    start = StateView('account.invoice.payment.recover.start',
        'medical_payment.payment_recover_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Recover", 'recover', 'tryton-ok', default=True),
            ])
    recover = StateAction('medical_payment.act_payment_form')

    def default_start(self, fields):
        pool = Pool()
        Configuration = pool.get('account.configuration')
        loss = self.record
        method = Configuration(1).get_multivalue(
            'default_payment_method', company=loss.company.id)
        return {
            'company': loss.company.id,
            'method': (
                method.id if method and method.kind == 'payment' else None),
            'amount': loss.amount,
            'currency': loss.currency.id,
            'party': loss.party.id,
            }

    def do_recover(self, action):
        Payment = self.model
        loss, start = self.record, self.start
        Payment.reverse_losses(
            [(loss, min(start.amount, loss.amount))], start.date)
        payment = Payment(
            company=loss.company,
            invoice=loss.invoice,
            party=start.party,
            method=start.method,
            date=start.date,
            currency=loss.currency,
            amount=start.amount,
            reference=start.reference)
        payment.save()
        Payment.settle([payment])
        return self._show([payment], action)


class CancelPaymentStart(ModelView):
    __name__ = 'account.invoice.payment.cancel.start'

    date = fields.Date("Date", required=True)
    reason = fields.Char("Reason", required=True)

    @classmethod
    def default_date(cls):
        return Pool().get('ir.date').today()


class CancelPayment(Wizard):
    __name__ = 'account.invoice.payment.cancel'
    start = StateView('account.invoice.payment.cancel.start',
        'medical_payment.payment_cancel_start_view_form', [
            Button("Keep", 'end', 'tryton-cancel'),
            Button("Cancel Payment", 'cancel_', 'tryton-ok', default=True),
            ])
    cancel_ = StateTransition()

    def transition_cancel_(self):
        self.model.cancel_payments(
            self.records, date=self.start.date, reason=self.start.reason)
        return 'end'

    def end(self):
        return 'reload'
