# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from collections import defaultdict

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta


class Reconciliation(metaclass=PoolMeta):
    __name__ = 'account.move.reconciliation'

    @classmethod
    def create(cls, vlist):
        # One by one, a number costs seven statements of SQL
        configuration = Pool().get('account.configuration')(1)
        vlist = [v.copy() for v in vlist]
        missing = defaultdict(list)
        for values in vlist:
            company = values.get('company', cls.default_company())
            if not values.get('number') and company is not None:
                missing[company].append(values)
        for company, c_values in missing.items():
            sequence = configuration.get_multivalue(
                'reconciliation_sequence',
                company=getattr(company, 'id', company))
            if sequence:
                for values, number in zip(
                        c_values, sequence.get_many(len(c_values))):
                    values['number'] = number
        return super().create(vlist)

    @classmethod
    def on_modification(cls, mode, reconciliations, field_names=None):
        Payment = Pool().get('account.invoice.payment')
        super().on_modification(mode, reconciliations, field_names=field_names)
        if mode == 'create':
            Payment.record_reconciled(reconciliations)
        elif mode == 'delete':
            Payment.release_reconciled(reconciliations)


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def record_reconciled(cls, reconciliations):
        "Record the credits that somebody reconciled with invoices by hand"
        pool = Pool()
        Invoice = pool.get('account.invoice')
        credits = cls._reconciled_credits(reconciliations)
        if not credits:
            return
        moves = {l.move.id for r in credits for l in r.lines}
        by_move = defaultdict(list)
        for invoice in Invoice.search([
                    ('type', '=', 'out'),
                    ('state', 'in', ['posted', 'paid']),
                    ['OR',
                        ('move', 'in', moves),
                        ('additional_moves', 'in', moves),
                        ],
                    ]):
            for move in [invoice.move, *invoice.additional_moves]:
                by_move[move].append(invoice)
        payments = []
        for reconciliation, lines in credits.items():
            claims = defaultdict(int)
            for line in reconciliation.lines:
                for invoice in by_move[line.move]:
                    if line.account == invoice.account:
                        claims[invoice] += invoice.claim_balance(line)
            payments.extend(cls._spread_credits(claims, lines))
        cls.number_payments(payments)
        cls.save(payments)

    @classmethod
    def _reconciled_credits(cls, reconciliations):
        "Return the lines of credits that no invoice has as payment line"
        lines = [
            l for r in reconciliations for l in r.lines if l.credit > 0]
        by_line = {p.line: p for p in cls.search([
                    ('line', 'in', [l.id for l in lines]),
                    ('state', '=', 'posted'),
                    ('invoice', '=', None),
                    ('refunded', '=', None),
                    ])}
        result = defaultdict(list)
        for line in lines:
            credit = by_line.get(line)
            if not credit and isinstance(line.origin, cls):
                if line.origin.is_credit:
                    credit = line.origin
            if credit and not line.invoice_payment:
                result[line.reconciliation].append((credit, line))
        return result

    @classmethod
    def _spread_credits(cls, claims, lines):
        "Use up the lines on the claims, in order"
        for credit, line in lines:
            left = credit._credit_balance(line)
            for invoice in sorted(claims, key=lambda i: i.id):
                amount = min(left, claims[invoice])
                if amount > 0 and invoice.currency == credit.currency:
                    payment = cls._from_line(invoice, line)
                    payment.amount = amount
                    payment._set_credit(credit)
                    claims[invoice] -= amount
                    left -= amount
                    yield payment

    @classmethod
    def release_reconciled(cls, reconciliations):
        "Cancel the uses that end with the reconciliations"
        lines = [l for r in reconciliations for l in r.lines]
        uses = cls.search([
                ('line', 'in', [l.id for l in lines]),
                ('credit', '!=', None),
                ('state', '=', 'posted'),
                ('line.invoice_payment', '=', None),
                ])
        cls.release(uses, reason=gettext(
                'medical_payment.msg_payment_released'))
