# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The payments of account_payment that are cleared.

Where one clears a whole line, core reconciles the two. Where it clears a
part, core leaves its money beside the invoice: here it pays the invoice, or
is on account where it does not fit.
"""
from collections import defaultdict

from trytond.pool import Pool, PoolMeta


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def _is_receipt(cls, line):
        # The clearing of a payment only reconciles
        BankPayment = Pool().get('account.payment')
        return (super()._is_receipt(line)
            or isinstance(line.move.origin, BankPayment))


class BankPayment(metaclass=PoolMeta):
    __name__ = 'account.payment'

    @classmethod
    def succeed(cls, payments):
        super().succeed(payments)
        cls._settle_cleared(cls.browse(payments))

    @classmethod
    def proceed(cls, payments):
        cls._unsettle_cleared(payments)
        super().proceed(payments)

    @classmethod
    def fail(cls, payments):
        cls._unsettle_cleared(payments)
        super().fail(payments)

    @classmethod
    def _settle_cleared(cls, payments):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Payment = pool.get('account.invoice.payment')
        pending = cls._pending_lines(payments)
        invoices = cls._invoices_of([p.line for p in pending if p.line])
        claims = Invoice.open_claims(list({*invoices.values()}))
        links, credits = defaultdict(list), []
        for payment, line in pending.items():
            invoice = invoices.get(payment.line)
            amount = -invoice.claim_balance(line) if invoice else 0
            if invoice and 0 < amount <= claims[invoice.id][line.party.id]:
                claims[invoice.id][line.party.id] -= amount
                links[invoice].append(line)
            else:
                credits.append(Payment._from_line(None, line))
        Invoice.add_payment_lines(links)
        Invoice.settle_due(list(links))
        Payment.number_payments(credits)
        Payment.save(credits)

    @classmethod
    def _pending_lines(cls, payments):
        "Return what was received and settles nothing so far, by payment"
        Payment = Pool().get('account.invoice.payment')
        lines = {
            payment: line for payment in payments
            if payment.kind == 'receivable' and payment.clearing_move
            for line in payment.clearing_move.lines
            if (line.account == payment.clearing_account and line.party
                and line.credit > 0 and not line.reconciliation
                and not line.invoice_payment)}
        known = {p.line for p in Payment.search([
                    ('line', 'in', [l.id for l in lines.values()]),
                    ('state', '=', 'posted'),
                    ])}
        return {p: l for p, l in lines.items() if l not in known}

    @classmethod
    def _invoices_of(cls, lines):
        Invoice = Pool().get('account.invoice')
        by_move = Invoice.of_moves(
            (l.move for l in lines),
            ('type', '=', 'out'),
            ('state', '=', 'posted'))
        return {l: by_move[l.move][0] for l in lines if l.move in by_move}

    @classmethod
    def _unsettle_cleared(cls, payments):
        "Take the money that did not come off the invoices and the accounts"
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Payment = pool.get('account.invoice.payment')
        records = Payment.search([
                ('move', 'in', [
                        p.clearing_move.id for p in payments
                        if p.clearing_move]),
                ('state', '=', 'posted'),
                ['OR',
                    ('invoice', '=', None),
                    ('line.invoice_payment', '!=', None),
                    ],
                ])
        if not records:
            return
        Payment.check_unused(records)
        invoices = Payment._detach(records)
        Payment.release(records, on_account=False)
        Invoice.settle_due(invoices)
