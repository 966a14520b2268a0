# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Payments that the bank takes back: a debit that was refused, a cheque.

The line of the bank is what reverses such a payment, so it is cancelled with
the move of the bank at the day of the bank, and its invoice is open again.
"""
from collections import defaultdict

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..context import END_DATE


class ReturnedMixin:
    __slots__ = ()

    @property
    def may_be_returned(self):
        "If it is money that is still where it was put"
        if (self.state != 'posted' or self.kind != 'payment' or self.credit
                or self.amount <= 0):
            return False
        return bool(self.invoice) or (
            self.is_credit and self.amount_available == self.amount
            and not self.line.reconciliation)

    @classmethod
    def take_back(cls, returned, date):
        """Cancel the payments with the lines of the bank that take them back.

        returned is a list of payment and line."""
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Line = pool.get('account.move.line')
        payments = cls.browse([p.id for p, _ in returned])
        lines = [l for _, l in returned]
        with Transaction().set_context(payment_date=date), \
                END_DATE.set(date):
            invoices = cls._detach(payments)
            cls._write_cancelled(
                payments, date,
                gettext('medical_payment.msg_payment_returned'),
                {p.move: l.move for p, l in zip(payments, lines)})
            Line.reconcile(*(
                    [Line(p.line.id), l] for p, l in zip(payments, lines)))
            Invoice.settle_due(invoices)

    @classmethod
    def stand_again(cls, payments):
        """Record again what was taken back by mistake: it pays its invoice,
        or is on account where that is paid in the meantime. Return the
        payments."""
        pool = Pool()
        Invoice = pool.get('account.invoice')
        invoices = Invoice.browse(
            list({p.invoice.id for p in payments if p.invoice}))
        claims = Invoice.open_claims(invoices)
        again, links = [], defaultdict(list)
        for payment in payments:
            invoice, party = payment.invoice, payment.line.party
            if invoice:
                open_ = claims[invoice.id]
                key = party.id if party else None
                if payment.amount <= open_[key]:
                    open_[key] -= payment.amount
                    links[invoice].append(payment.line)
                else:
                    invoice = None
            record = payment._on_its_line(invoice)
            record.deposit = payment.deposit
            record.cheque_bank = payment.cheque_bank
            record.cheque_number = payment.cheque_number
            again.append(record)
        cls.number_payments(again)
        cls.save(again)
        # It is the same money, which arrived once
        cls.write(payments, {'deposit': None})
        Invoice.add_payment_lines(links)
        Invoice.settle_due(invoices)
        return again
