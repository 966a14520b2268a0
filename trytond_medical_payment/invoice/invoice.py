# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from sql import Null

from trytond.model import Index, ModelView, fields
from trytond.pool import PoolMeta
from trytond.pyson import Eval, If

from ..batch import batches
from ..context import PAYMENT_METHOD
from ..locking import WaitingLockMixin
from ..search import FoundByWordsMixin
from .amount import AmountMixin
from .claim import ClaimMixin
from .credit import CreditMixin
from .decision import DecisionMixin
from .due import DueMixin
from .ended import EndedMixin
from .pay import PayMixin
from .reference import ReferenceMixin
from .state import StateMixin

# The list of the people at the desk
_COLLECTION = '/tree[field[@name="due_date"]]'
# How many invoices are validated with one statement, in which core puts the
# domain of the payment lines of each: PostgreSQL takes to compile it in
# seconds from some hundred on, and SQLite counts its parameters
VALIDATED = 50


class Invoice(
        DecisionMixin, PayMixin, ReferenceMixin, AmountMixin, StateMixin,
        ClaimMixin, CreditMixin, DueMixin, EndedMixin, FoundByWordsMixin,
        WaitingLockMixin, metaclass=PoolMeta):
    __name__ = 'account.invoice'

    payments = fields.One2Many(
        'account.invoice.payment', 'invoice', "Payments", readonly=True,
        states={
            'invisible': ~Eval('payments', [-1]),
            })

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.move, Index.Range()), where=t.move != Null),
                # The database looks here for each move that is deleted
                Index(t,
                    (t.cancel_move, Index.Range()),
                    where=t.cancel_move != Null),
                })
        cls._check_modify_exclude.add('payments')
        cls._buttons.update({
                'mark_as_paid': {
                    'invisible': ~Eval('payment_state').in_(
                        ['unpaid', 'partial']),
                    'depends': ['payment_state'],
                    },
                })

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/form//page[@id="payments"]', 'states', {
                    'invisible': ~Eval('state').in_(['posted', 'paid']),
                    }),
            # One cell says what is late; core colours the whole row
            (_COLLECTION, 'visual',
                If(Eval('state') == 'cancelled', 'muted', '')),
            (f'{_COLLECTION}/field[@name="due_date"]', 'visual',
                If(Eval('overdue', False), 'danger', '')),
            ]

    @classmethod
    @ModelView.button_action('medical_payment.wizard_mark_as_paid')
    def mark_as_paid(cls, invoices):
        pass

    def pay_invoice(self, amount, payment_method, *args, **kwargs):
        # The line is added to the invoice inside, without the method
        with PAYMENT_METHOD.set(payment_method.id):
            return super().pay_invoice(
                amount, payment_method, *args, **kwargs)

    @classmethod
    def _validate(cls, invoices, field_names=None):
        for batch in batches(invoices, VALIDATED):
            super()._validate(batch, field_names=field_names)

    @classmethod
    def copy(cls, invoices, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('payments', None)
        default.setdefault('structured_reference', None)
        return super().copy(invoices, default=default)
