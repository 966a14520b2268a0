# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.i18n import gettext

from ..exceptions import PaymentAmountError
from ..rights import check_group, check_readable


class AccessMixin:
    __slots__ = ()

    @classmethod
    def check_rights(cls, payments):
        "Check that the user may take, give away or cancel the payments"
        if not payments:
            return
        check_group('group_payment')
        if any(p.gives_away for p in payments):
            check_group('group_give_away')
        check_readable(payments)
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
