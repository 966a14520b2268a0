# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Why something is given away: a list that the practice keeps, and text."""
from trytond.model import (
    DeactivableMixin, ModelSQL, ModelView, fields, sequence_ordered)
from trytond.pyson import Bool, Eval

from .kind import GIVEN_AWAY


class PaymentReason(
        DeactivableMixin, sequence_ordered(), ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.reason'

    name = fields.Char("Name", required=True, translate=True)
    kind = fields.Selection([
            (None, "Loss or Discount"),
            ('loss', "Loss"),
            ('discount', "Discount"),
            ], "Kind",
        help="What it can be the reason of.")

    @classmethod
    def default_kind(cls):
        return None


def reason_category(states):
    return fields.Many2One(
        'account.invoice.payment.reason', "Reason Category",
        ondelete='RESTRICT',
        domain=[
            ('kind', 'in', [Eval('kind'), None]),
            ],
        states=states)


class ReasonMixin:
    __slots__ = ()

    reason_category = reason_category({
            'readonly': Eval('state') != 'draft',
            'invisible': ~Eval('kind').in_(GIVEN_AWAY),
            })

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.reason.states['required'] &= ~Bool(Eval('reason_category'))

    @classmethod
    def _fill_reasons(cls, payments):
        "Take the name of the category for who gave no text"
        for payment in payments:
            if payment.reason_category and not (payment.reason or '').strip():
                payment.reason = payment.reason_category.name
