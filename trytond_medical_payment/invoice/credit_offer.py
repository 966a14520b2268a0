# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a party has on account is offered when its invoice is posted."""
from collections import defaultdict

from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..defaults import with_names


class OfferCreditStart(ModelView):
    __name__ = 'account.invoice.offer_credit.start'

    lines = fields.One2Many(
        'account.invoice.offer_credit.line', None, "Credits", readonly=True)


class OfferCreditLine(ModelView):
    __name__ = 'account.invoice.offer_credit.line'

    invoice = fields.Many2One('account.invoice', "Invoice", readonly=True)
    party = fields.Many2One('party.party', "Party", readonly=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    amount_to_pay = Monetary(
        "Amount to Pay", currency='currency', digits='currency',
        readonly=True)
    amount = Monetary(
        "Credit to Use", currency='currency', digits='currency',
        readonly=True,
        help="What the party has on account, up to the amount to pay.")


class OfferCredit(Wizard):
    __name__ = 'account.invoice.offer_credit'
    start = StateView('account.invoice.offer_credit.start',
        'medical_payment.offer_credit_start_view_form', [
            Button("Not Now", 'end', 'tryton-cancel'),
            Button("Use Credit", 'use', 'tryton-ok', default=True),
            ])
    use = StateTransition()

    def default_start(self, fields):
        amounts = defaultdict(int)
        for _, invoice, amount in self.model.credit_uses(self.records):
            amounts[invoice] += amount
        return {
            'lines': [{
                    **with_names(
                        invoice=invoice, party=invoice.party,
                        currency=invoice.currency),
                    'amount_to_pay': invoice.balance_to_pay,
                    'amount': amount,
                    } for invoice, amount in amounts.items()],
            }

    def transition_use(self):
        self.model.use_credit(self.records)
        return 'end'

    def end(self):
        return 'reload'
