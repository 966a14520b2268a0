# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import PoolMeta

from .exceptions import PaymentAccessError, PaymentAmountError
from .rights import check_group, check_readable

# They are written by the framework, or checked elsewhere with their own words
_NOT_CHECKED = {
    'id', 'create_uid', 'create_date', 'write_uid', 'write_date', 'state'}


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def check_rights(cls, payments):
        "Check that the user may take, give away or cancel the payments"
        if not payments:
            return
        check_group('group_payment')
        if any(p.gives_away for p in payments):
            check_group('group_give_away')
        check_readable([p for p in payments if p.id is not None])
        check_readable(list({p.invoice for p in payments if p.invoice}))

    @classmethod
    def validate_fields(cls, payments, field_names):
        super().validate_fields(payments, field_names)
        if field_names and not field_names & {'invoice', 'currency'}:
            return
        for payment in payments:
            invoice = payment.invoice
            if invoice and payment.currency != invoice.currency:
                raise PaymentAmountError(gettext(
                        'medical_payment.msg_payment_currency',
                        payment=payment.rec_name,
                        invoice=invoice.rec_name,
                        currency=invoice.currency.rec_name))

    @classmethod
    def _kept_fields(cls):
        "Return the names of the fields that only the module fills in"
        return {
            name for name, field in cls._fields.items()
            if field.readonly and not isinstance(field, fields.Function)
            } - _NOT_CHECKED

    @classmethod
    def check_modification(cls, mode, payments, values=None, external=False):
        super().check_modification(
            mode, payments, values=values, external=external)
        if not external:
            return
        if mode == 'create':
            for payment in payments:
                for name in cls._kept_fields():
                    if getattr(payment, name):
                        cls._refuse_field(payment, name)
        elif mode == 'write':
            # A client that writes it means to forge: it shows it readonly
            for name in (cls._kept_fields() | {'state'}) & values.keys():
                cls._refuse_field(payments[0], name)

    @classmethod
    def _refuse_field(cls, payment, name):
        raise PaymentAccessError(gettext(
                'medical_payment.msg_payment_field_kept',
                payment=payment.rec_name,
                **cls.__names__(name)))
