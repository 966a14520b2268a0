# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What helps to decide whether a claim is lost."""
from decimal import Decimal

from trytond.pool import Pool


class DecisionMixin:
    __slots__ = ()

    @property
    def earlier_losses(self):
        "What was lost before on the invoices of the party"
        pool = Pool()
        Currency = pool.get('currency.currency')
        Payment = pool.get('account.invoice.payment')
        losses = Payment.search([
                ('invoice.party', '=', self.party.id),
                ('company', '=', self.company.id),
                ('kind', '=', 'loss'),
                ('state', '=', 'posted'),
                ])
        return sum((
                Currency.compute(l.currency, l.amount, self.currency)
                for l in losses), Decimal(0))

    @property
    def reminders_sent(self):
        "The number of reminders, -1 when nobody counts them"
        return -1
