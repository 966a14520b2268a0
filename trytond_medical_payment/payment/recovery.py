# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Money that arrives for a claim that was lost (W6)."""
from trytond.i18n import gettext
from trytond.model import ModelView
from trytond.pyson import Eval
from trytond.transaction import Transaction

from ..exceptions import PaymentAmountError
from ..rights import check_any_group, check_readable


class RecoveryMixin:
    __slots__ = ()

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
                remains.append(loss.follow(
                        date=date, amount=loss.amount - amount))
        with Transaction().set_user(0, set_context=True):
            cls.cancel_payments(losses, date=date, reason=gettext(
                    'medical_payment.msg_payment_recovered'))
            cls.save(remains)
            cls.settle(remains)
        return remains
