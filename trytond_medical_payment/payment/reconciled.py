# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from collections import defaultdict

from trytond.i18n import gettext
from trytond.pool import Pool


class ReconciledMixin:
    __slots__ = ()

    @classmethod
    def record_reconciled(cls, reconciliations):
        """Record what was reconciled with invoices without being one of
        their payment lines: credits, by hand, and other receipts"""
        sources = cls._reconciled_sources(reconciliations)
        if not sources:
            return
        claims = cls._reconciled_invoices(sources)
        payments = []
        for reconciliation, lines in sources.items():
            payments.extend(cls._spread(claims[reconciliation], lines))
        cls.number_payments(payments)
        cls.save(payments)

    @classmethod
    def _reconciled_sources(cls, reconciliations):
        "Return by reconciliation the lines that pay, and their credits"
        lines = [
            l for r in reconciliations for l in r.lines if l.credit > 0]
        by_line = {p.line: p for p in cls.search([
                    ('line', 'in', [l.id for l in lines]),
                    ('state', '=', 'posted'),
                    ('invoice', '=', None),
                    ('refunded', '=', None),
                    ])}
        sources = defaultdict(list)
        for line in lines:
            credit = by_line.get(line)
            if not credit and isinstance(line.origin, cls):
                if line.origin.is_credit:
                    credit = line.origin
            if not line.invoice_payment and (
                    credit or cls._is_receipt(line)):
                sources[line.reconciliation].append((line, credit))
        return sources

    @classmethod
    def _is_receipt(cls, line):
        "Return if the line alone tells that money was received"
        return False

    @classmethod
    def _reconciled_invoices(cls, reconciliations):
        "Return by reconciliation what it settles of each invoice"
        Invoice = Pool().get('account.invoice')
        by_move = Invoice.of_moves(
            (l.move for r in reconciliations for l in r.lines),
            ('type', '=', 'out'),
            ('state', 'in', ['posted', 'paid']))
        claims = defaultdict(lambda: defaultdict(int))
        for reconciliation in reconciliations:
            for line in reconciliation.lines:
                for invoice in by_move[line.move]:
                    if line.account == invoice.account:
                        claims[reconciliation][invoice] += (
                            invoice.claim_balance(line))
        return claims

    @classmethod
    def _spread(cls, claims, lines):
        "Use up the lines on the claims, in order"
        for line, credit in lines:
            currency = line.second_currency or line.currency
            left = cls._credit_balance(line)
            for invoice in sorted(claims, key=lambda i: i.id):
                amount = min(left, claims[invoice])
                if amount > 0 and invoice.currency == currency:
                    payment = cls._from_line(invoice, line)
                    payment.amount = amount
                    if credit:
                        payment._set_credit(credit)
                    claims[invoice] -= amount
                    left -= amount
                    yield payment

    @classmethod
    def release_reconciled(cls, reconciliations):
        "Cancel what ends with the reconciliations"
        lines = [l for r in reconciliations for l in r.lines]
        ended = cls.search([
                ('line', 'in', [l.id for l in lines]),
                ('invoice', '!=', None),
                ('state', '=', 'posted'),
                ('line.invoice_payment', '=', None),
                ])
        cls._write_cancelled(
            ended, None, gettext('medical_payment.msg_payment_released'))
