# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What helps to decide whether a claim is lost."""
from decimal import Decimal

from trytond.model import fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

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


class InvoiceDunning(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @property
    def reminders_sent(self):
        Dunning = Pool().get('account.dunning')
        dunnings = Dunning.search([
                ('line', 'in', [l.id for l in self.lines_to_pay]),
                ('state', '!=', 'draft'),
                ])
        # Each level that was reached was a reminder
        return sum(
            list(d.procedure.levels).index(d.level) + 1
            for d in dunnings if d.level)


_STATES = {
    'invisible': (Eval('kind') != 'loss') | ~Eval('invoice'),
    }


class MarkAsPaidStart(metaclass=PoolMeta):
    __name__ = 'account.invoice.mark_as_paid.start'

    age = fields.Integer(
        "Age", readonly=True, states=_STATES,
        help="The number of days since the date of the invoice.")
    reminders = fields.Integer(
        "Reminders", readonly=True,
        states={
            'invisible': (
                _STATES['invisible'] | (Eval('reminders', -1) < 0)),
            },
        help="The number of reminders that were sent.")
    earlier_losses = Monetary(
        "Earlier Losses", currency='currency', digits='currency',
        readonly=True, states=_STATES,
        help="What was lost before on other invoices of the same party.")


class MarkAsPaid(metaclass=PoolMeta):
    __name__ = 'account.invoice.mark_as_paid'

    def default_start(self, fields):
        pool = Pool()
        Date = pool.get('ir.date')
        Invoice = pool.get('account.invoice')
        values = super().default_start(fields)
        if values.get('invoice'):
            invoice = Invoice(values['invoice'])
            values['age'] = (Date.today() - invoice.invoice_date).days
            values['reminders'] = invoice.reminders_sent
            values['earlier_losses'] = invoice.earlier_losses
        return values
