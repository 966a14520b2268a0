# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Money that arrives for a claim that was lost (W6)."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .exceptions import PaymentAmountError
from .payment_start import MoneyMixin
from .rights import check_any_group, check_readable


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'recover': {
                    'invisible': (
                        (Eval('kind') != 'loss')
                        | (Eval('state') != 'posted')),
                    'depends': ['kind', 'state'],
                    },
                })

    @classmethod
    @ModelView.button_action('medical_payment.wizard_payment_recover')
    def recover(cls, payments):
        pass

    @classmethod
    def reverse_losses(cls, recovered, date):
        """Reverse, at the date, the part of the losses that is recovered.

        recovered is a list of loss and amount in the loss's currency.
        Whoever takes money may do so: the claim is there again, nothing is
        given away. Return the losses of what remains lost.
        """
        losses = cls.browse([loss.id for loss, _ in recovered])
        check_any_group('group_payment', 'group_bank_reconciliation')
        check_readable(losses)
        remains = []
        for loss, (_, amount) in zip(losses, recovered):
            if (loss.kind != 'loss' or loss.state != 'posted'
                    or not 0 < amount <= loss.amount):
                raise PaymentAmountError(gettext(
                        'medical_payment.msg_payment_recover_amount',
                        payment=loss.rec_name,
                        invoice=loss.invoice.rec_name))
            if amount < loss.amount:
                remains.append(cls(
                        company=loss.company,
                        invoice=loss.invoice,
                        party=loss.party,
                        method=loss.method,
                        date=date,
                        currency=loss.currency,
                        amount=loss.amount - amount,
                        reference=loss.reference,
                        reason=loss.reason))
        with Transaction().set_user(0, set_context=True):
            cls.cancel_payments(losses, date=date, reason=gettext(
                    'medical_payment.msg_payment_recovered'))
            cls.save(remains)
            cls.settle(remains)
        return remains


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


class RecoverPayment(Wizard):
    __name__ = 'account.invoice.payment.recover'
    start = StateView('account.invoice.payment.recover.start',
        'medical_payment.payment_recover_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Recover", 'recover', 'tryton-ok', default=True),
            ])
    recover = StateTransition()

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

    def transition_recover(self):
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
        return 'end'

    def end(self):
        return 'reload'
