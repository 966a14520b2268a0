# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Paying what is open of many invoices, at once or in the background."""
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..batch import batches
from ..rights import check_readable

# How many invoices a task of the queue pays
PAID_AT_ONCE = 100


class PayMixin:
    __slots__ = ()

    @property
    def allow_mark_as_paid(self):
        return self.payment_state in {'unpaid', 'partial'}

    @classmethod
    def pay_balance(cls, invoices, method, date, **values):
        """Pay what is open of the invoices: one payment each, one batch.

        Return the payments and the invoices that were skipped."""
        check_readable(invoices)
        cls.lock(invoices)
        payments, skipped = [], []
        for batch in batches(invoices):
            paid, left = cls._pay_batch(
                cls.browse(batch), method, date, values)
            payments.extend(paid)
            skipped.extend(left)
        return payments, skipped

    @classmethod
    def _pay_batch(cls, invoices, method, date, values):
        Payment = Pool().get('account.invoice.payment')
        allowed = [i for i in invoices if i.allow_mark_as_paid]
        skipped = [i for i in invoices if not i.allow_mark_as_paid]
        open_ = cls.open_claims(allowed)
        payments = []
        for invoice in allowed:
            amount = sum(open_[invoice.id].values())
            if not amount:
                skipped.append(invoice)
                continue
            payment = Payment.new(
                company=invoice.company,
                invoice=invoice,
                currency=invoice.currency,
                party=invoice.payer_proposed,
                method=method,
                date=date,
                amount=amount)
            for name, value in values.items():
                if value is not None:
                    setattr(payment, name, value)
            payments.append(payment)
        Payment.settle(payments)
        return payments, skipped

    @classmethod
    def pay_balance_later(cls, invoices, method, date, **values):
        """Pay what is open of the invoices in the background, in parts.

        Return the tasks."""
        Queue = Pool().get('ir.queue')
        values = {
            name: getattr(value, 'id', value)
            for name, value in values.items() if value is not None}
        with Transaction().set_context(queue_batch=PAID_AT_ONCE):
            return Queue.browse(cls.__queue__.pay_balance_queued(
                    invoices, method.id, date, values))

    @classmethod
    def pay_balance_queued(cls, invoices, method, date, values):
        Method = Pool().get('account.invoice.payment.method')
        cls.pay_balance(invoices, Method(method), date, **values)
