# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Invoices that end: whatever settled them ends with them."""
from trytond.i18n import gettext
from trytond.model import ModelView
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..exceptions import PaymentCancelError


class EndedMixin:
    __slots__ = ()

    @classmethod
    @ModelView.button
    def cancel(cls, invoices):
        # Core leaves what is settled, and cannot cancel what is in part
        cls._end_settlements([i for i in invoices if i.state == 'posted'])
        super().cancel(cls.browse(invoices))

    @classmethod
    def _end_settlements(cls, invoices):
        """Open what is settled of the invoices: losses are reversed, money is
        on account of who paid, credit notes are open again"""
        pool = Pool()
        Line = pool.get('account.move.line')
        Payment = pool.get('account.invoice.payment')
        Reconciliation = pool.get('account.move.reconciliation')
        payments = Payment.search([
                ('invoice', 'in', [i.id for i in invoices]),
                ('state', '=', 'posted'),
                ])
        if payments:
            Payment.end_payments(payments, gettext(
                    'medical_payment.msg_payment_invoice_cancelled'))
        invoices = cls.browse(invoices)
        cls._check_by_hand(invoices)
        with Transaction().set_context(_skip_warnings=True):
            Reconciliation.delete(list(
                    {r for i in invoices for r in i._settling()}))
        # A cancelled invoice has no payment lines
        cls.remove_payment_lines(Line.browse(
                [l for i in cls.browse(invoices) for l in i.payment_lines]))

    @classmethod
    def _check_by_hand(cls, invoices):
        """Refuse to open what is reconciled with neither payments nor credit
        notes: that entry would stay open, and nobody would be told"""
        Reconciliation = Pool().get('account.move.reconciliation')
        settling = {i: list(i._settling()) for i in invoices}
        reconciliations = {r for found in settling.values() for r in found}
        moves = {l.move for r in reconciliations for l in r.lines}
        known = {
            *cls.of_moves(moves),
            *Reconciliation._attached_moves(reconciliations)}
        for invoice, found in settling.items():
            for move in {l.move for r in found for l in r.lines} - known:
                raise PaymentCancelError(gettext(
                        'medical_payment.msg_invoice_cancel_by_hand',
                        invoice=invoice.rec_name,
                        move=move.rec_name))

    def _settling(self):
        "Return the reconciliations of the claims with something else"
        own = {self.move, *self.additional_moves}
        for line in self.lines_to_pay:
            reconciliation = line.reconciliation
            if reconciliation and any(
                    l.move not in own for l in reconciliation.lines):
                yield reconciliation

    @classmethod
    def _post(cls, invoices):
        super()._post(invoices)
        # Nobody pays what is nothing
        nothing = [
            i for i in cls.browse(invoices)
            if not i.total_amount
            and any(not l.reconciliation for l in i.lines_to_pay)]
        if nothing:
            cls.settle_due(nothing)
