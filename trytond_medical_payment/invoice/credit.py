# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the party of an invoice has on account, used or offered."""
from collections import defaultdict
from decimal import Decimal

from trytond.model import ModelView
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction

from ..payment.credit import credit_available
from ..rights import in_group


class CreditMixin:
    __slots__ = ()

    credit_available = credit_available()

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'use_credit': {
                    'invisible': (
                        ~Eval('payment_state').in_(['unpaid', 'partial'])
                        | ~(Eval('credit_available', 0) > 0)),
                    'depends': ['payment_state', 'credit_available'],
                    },
                })

    @classmethod
    def _available_credits(cls, invoices):
        "Return the open invoices with the credits of their parties"
        Payment = Pool().get('account.invoice.payment')
        by_company = defaultdict(list)
        for invoice in invoices:
            if invoice.type == 'out' and invoice.state == 'posted':
                by_company[invoice.company].append(invoice)
        for company, c_invoices in by_company.items():
            credits = Payment.available_credits(
                list({i.party for i in c_invoices}), company)
            for invoice in c_invoices:
                yield invoice, [
                    c for c in credits[invoice.party]
                    if c.currency == invoice.currency]

    @classmethod
    def get_credit_available(cls, invoices, name):
        amounts = {i.id: i.currency.round(Decimal(0)) for i in invoices}
        for invoice, credits in cls._available_credits(invoices):
            amounts[invoice.id] += sum(c.amount_available for c in credits)
        return amounts

    @classmethod
    def credit_uses(cls, invoices):
        """Return what may be used on the invoices, the oldest first.

        A list of credit, invoice and amount."""
        claims = cls.open_claims(invoices)
        left, uses = {}, []
        for invoice, credits in cls._available_credits(invoices):
            open_ = sum(claims[invoice.id].values())
            for credit in credits:
                available = left.get(credit, credit.amount_available)
                amount = min(open_, available)
                if amount > 0:
                    uses.append((credit, invoice, amount))
                    left[credit] = available - amount
                    open_ -= amount
        return uses

    @classmethod
    @ModelView.button
    def use_credit(cls, invoices):
        "Use what the parties have on account"
        Payment = Pool().get('account.invoice.payment')
        uses = cls.credit_uses(invoices)
        if uses:
            Payment.use_credits(uses)
        return 'reload'

    @classmethod
    def post(cls, invoices):
        # No button itself: inside of one nobody knows whether a user asked
        return super().post(invoices) or cls._offer_credit(invoices)

    @classmethod
    def _offer_credit(cls, invoices):
        "Return the action that asks whether to use what is on account"
        pool = Pool()
        Action = pool.get('ir.action')
        ModelData = pool.get('ir.model.data')
        # Scripts and tasks cannot be asked
        if not Transaction().check_access or not in_group('group_payment'):
            return
        if cls.credit_uses(cls.browse(invoices)):
            return Action.get_action_id(ModelData.get_id(
                    'medical_payment', 'wizard_offer_credit'))
