# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Asking once before more is taken than what is open."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.wizard import Button, StateView


class MarkAsPaidExcess(ModelView):
    __name__ = 'account.invoice.mark_as_paid.excess'

    message = fields.Text("Message", readonly=True)
    amount = fields.Numeric("Amount", readonly=True)


class ExcessMixin:
    "The part of the wizard that asks about too much money"
    __slots__ = ()

    excess = StateView('account.invoice.mark_as_paid.excess',
        'medical_payment.mark_as_paid_excess_view_form', [
            Button("Back", 'start', 'tryton-back'),
            Button("Pay", 'pay', 'tryton-ok', default=True),
            ])

    @property
    def _excess(self):
        "Return what the amount is above what is open, None if it is not"
        Invoice = Pool().get('account.invoice')
        start = self.start
        if (not start.invoice or len(self.records) != 1
                or start.method.gives_away
                or (start.is_residue and start.close_residue)):
            return
        invoice, = self.records
        open_ = sum(Invoice.open_claims([invoice])[invoice.id].values())
        # What else does not fit is refused when it is paid
        if invoice.type == 'out' and start.amount > open_ > 0:
            return start.amount - open_

    def _ask_excess(self):
        "If the user has still to say that so much is meant"
        start = self.start
        if (getattr(self.excess, 'amount', None) == start.amount
                or self._excess is None
                # Some cents are closed, not put on account
                or (start.is_residue and start.close_residue)):
            return False
        self.excess.amount = self.start.amount
        return True

    def default_excess(self, fields):
        Lang = Pool().get('ir.lang')
        lang = Lang.get()
        invoice, = self.records
        currency = invoice.currency
        excess = self._excess
        return {
            'message': gettext(
                'medical_payment.msg_mark_as_paid_excess',
                amount=lang.currency(self.start.amount, currency),
                open=lang.currency(self.start.amount - excess, currency),
                invoice=invoice.rec_name,
                excess=lang.currency(excess, currency),
                party=invoice.party.rec_name),
            }
