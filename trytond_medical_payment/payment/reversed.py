# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Payments whose move is cancelled by Tryton's own wizard, or by a script.

The reversing move is that of the payment then, as if it were cancelled."""
from collections import defaultdict

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..context import REVERSING


class ReversedMixin:
    __slots__ = ()

    @classmethod
    def record_reversed(cls, reconciliations):
        "Cancel the payments whose line is reconciled with its reversal"
        reversals = {}
        for reconciliation in reconciliations:
            reversals.update(cls._reversed_lines(reconciliation.lines))
        if not reversals:
            return
        payments = cls.search([
                ('line', 'in', [l.id for l in reversals]),
                ('state', 'in', ['posted', 'cancelled']),
                ],
            order=[('id', 'ASC')])
        posted = [p for p in payments if p.state == 'posted']
        cls.check_unused(posted)
        cls.check_deposits(posted)
        by_reversal = defaultdict(list)
        for payment in posted:
            by_reversal[reversals[payment.line].move].append(payment)
        # Of several records of the same money the last one stands for it
        released = {p.line: p for p in payments if not p.credit}
        for reversal, payments in by_reversal.items():
            cls._cancel_reversed(payments, reversal)
        cls._reverse_released(
            [p for p in released.values() if p not in posted], reversals)

    @classmethod
    def _reverse_released(cls, payments, reversals):
        "Say of what was taken off its invoice that the money went as well"
        payments = [p for p in payments if not p.cancel_move]
        for payment in payments:
            payment.cancel_move = reversals[payment.line].move
        cls.save(payments)

    @classmethod
    def _reversed_lines(cls, lines):
        "Return by line the line of the cancelling move that reverses it"
        lines = set(lines)
        return {
            l.origin: l for l in lines
            if l.origin in lines and l.move.origin == l.origin.move}

    @classmethod
    def _cancel_reversed(cls, payments, reversal):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Line = pool.get('account.move.line')
        move = reversal.origin
        reason = reversal.description
        if not reason or reason == move.description:
            reason = gettext('medical_payment.msg_payment_move_cancelled')
        cls._write_cancelled(
            payments, reversal.date, reason, {move: reversal})
        cls._close_splits(payments)
        invoices = Invoice.browse(
            list({p.invoice.id for p in payments if p.invoice}))
        with Transaction().set_context(payment_date=reversal.date), \
                REVERSING.set():
            # What is no longer paid lets its lines go
            Invoice.process(invoices)
            Invoice.remove_payment_lines(Line.browse(
                    [p.line for p in payments if p.invoice]))
        with Transaction().set_context(payment_date=reversal.date):
            # And their taxes follow
            Invoice.process(Invoice.browse(invoices))
