# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What of a transaction goes to an invoice, a payment or a party."""
from decimal import Decimal

from sql import Null

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If
from trytond.transaction import Transaction

from ..context import MATCHING
from .store import FoundMixin

STATES = [
    ('proposed', "Proposed"),
    ('accepted', "Accepted"),
    ('refused', "Refused"),
    ('withdrawn', "Withdrawn"),
    ]
_LINE_STATES = {'readonly': Eval('match_state') != 'proposed'}


class MatchLine(FoundMixin, ModelSQL, ModelView):
    __name__ = 'account.statement.match.line'

    match = fields.Many2One(
        'account.statement.match', "Match", required=True,
        ondelete='CASCADE', states={
            'readonly': (
                (Eval('match_state') != 'proposed') | Bool(Eval('match'))),
            })
    invoice = fields.Many2One(
        'account.invoice', "Invoice", ondelete='CASCADE',
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type', '=', 'out'),
            If(Eval('match_state') == 'proposed',
                ('state', 'in', ['posted', 'paid']),
                ()),
            ],
        states={
            'readonly': _LINE_STATES['readonly'],
            'invisible': Bool(Eval('payment')),
            },
        context={
            'with_payment': False,
            })
    payment = fields.Many2One(
        'account.invoice.payment', "Payment", ondelete='CASCADE',
        domain=[
            ('company', '=', Eval('company', -1)),
            ],
        states={
            'readonly': _LINE_STATES['readonly'],
            'invisible': Bool(Eval('invoice')),
            },
        help="A payment recorded already, or a loss to recover.")
    deposit = fields.Many2One(
        'account.invoice.payment.deposit', "Deposit", readonly=True,
        ondelete='RESTRICT',
        states={
            'invisible': ~Eval('deposit'),
            },
        help="The slip that was brought to the bank.")
    party = fields.Many2One(
        'party.party', "Party", ondelete='RESTRICT',
        states={
            'readonly': _LINE_STATES['readonly'],
            'required': (
                ~Eval('invoice') & ~Eval('payment') & ~Eval('deposit')),
            },
        context={
            'company': Eval('company', -1),
            },
        depends={'company'},
        help="Who owed it.\n"
        "Without an invoice or a payment the amount goes on the account "
        "of the party.")
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True,
        states=_LINE_STATES)
    residue = Monetary(
        "Residue", currency='open_currency', digits='open_currency',
        states={
            'readonly': _LINE_STATES['readonly'],
            'invisible': ~Eval('invoice'),
            },
        help="What of the invoice is closed without being paid, "
        "in its currency.")
    residue_method = fields.Many2One(
        'account.invoice.payment.method', "Method for Residue",
        ondelete='RESTRICT',
        domain=[
            ('company', '=', Eval('company', -1)),
            ('kind', 'in', ['loss', 'discount']),
            ],
        states={
            'readonly': _LINE_STATES['readonly'],
            'invisible': ~Eval('residue'),
            },
        help="Leave empty to use the method set for residues.")
    residue_payment = fields.Many2One(
        'account.invoice.payment', "Residue Payment", readonly=True,
        ondelete='RESTRICT',
        states={
            'invisible': ~Eval('residue_payment'),
            })
    replaced = fields.Boolean(
        "Replaced", readonly=True,
        states={
            'invisible': ~Eval('replaced'),
            },
        help="Checked when the line of the bank took the place of the "
        "payment or of the loss.")
    amount_second_currency = Monetary(
        "Amount Second Currency",
        currency='second_currency', digits='second_currency', readonly=True,
        states={
            'invisible': ~Eval('second_currency'),
            })
    second_currency = fields.Many2One(
        'currency.currency', "Second Currency", readonly=True,
        ondelete='RESTRICT',
        states={
            'invisible': ~Eval('second_currency'),
            })
    open_amount = fields.Function(Monetary(
            "Open", currency='open_currency', digits='open_currency',
            help="What is open on the invoice now."),
        'get_open_amount')
    left = fields.Function(Monetary(
            "Left", currency='open_currency', digits='open_currency',
            help="What stays open on the invoice after it."),
        'on_change_with_left')
    open_currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"),
        'on_change_with_open_currency')
    company = fields.Function(
        fields.Many2One('company.company', "Company"),
        'on_change_with_company')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"),
        'on_change_with_currency')
    match_state = fields.Function(
        fields.Selection(STATES, "State"), 'on_change_with_match_state')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('match')
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.match, Index.Range())),
                Index(t, (t.invoice, Index.Range())),
                Index(t, (t.payment, Index.Range())),
                Index(t,
                    (t.residue_payment, Index.Range()),
                    where=t.residue_payment != Null),
                })

    @fields.depends('match', '_parent_match.company')
    def on_change_with_company(self, name=None):
        return self.match.company if self.match else None

    @fields.depends('match', '_parent_match.currency')
    def on_change_with_currency(self, name=None):
        return self.match.currency if self.match else None

    @fields.depends('match', '_parent_match.state')
    def on_change_with_match_state(self, name=None):
        return self.match.state if self.match else None

    @fields.depends(
        'invoice', 'party', 'amount', 'match', '_parent_match.remainder')
    def on_change_invoice(self):
        self.open_amount = None
        self.amount_second_currency = self.second_currency = None
        if self.invoice:
            self.party = self.invoice.party
            self.open_amount = self.invoice.amount_to_pay
            if not self.amount and self.match:
                remainder = self.match.remainder or Decimal(0)
                self.amount = min(
                    remainder, self.invoice.amount_to_pay, key=abs)

    @fields.depends(
        'invoice', 'amount', 'amount_second_currency', 'residue',
        'match_state', 'open_amount')
    def on_change_with_left(self, name=None):
        if not self.invoice or self.open_amount is None:
            return None
        if self.match_state != 'proposed':
            return self.open_amount
        amount = self.amount or Decimal(0)
        if self.amount_second_currency is not None:
            amount = self.amount_second_currency
        return self.open_amount - amount - (self.residue or Decimal(0))

    @fields.depends(
        'payment', 'party', 'amount', 'match', '_parent_match.amount')
    def on_change_payment(self):
        if self.payment:
            self.party = self.payment.party
            if not self.amount:
                self.amount = self.payment.amount
                if self.match and (self.match.amount or 0) < 0 < self.amount:
                    # The bank takes it back
                    self.amount = -self.amount

    @fields.depends('invoice')
    def on_change_with_open_currency(self, name=None):
        # Not together with what is open: each line is validated with it
        return self.invoice.currency if self.invoice else None

    @classmethod
    def get_open_amount(cls, lines, name):
        Invoice = Pool().get('account.invoice')
        with Transaction().set_context(with_payment=False):
            invoices = {
                i.id: i for i in Invoice.browse(
                    {l.invoice.id for l in lines if l.invoice})}
        return {
            l.id: invoices[l.invoice.id].amount_to_pay if l.invoice else None
            for l in lines}

    def get_rec_name(self, name):
        if self.deposit:
            parts = [gettext(
                    'medical_payment.msg_match_deposit',
                    deposit=self.deposit.rec_name)]
        elif self.payment:
            invoice = self.payment.invoice
            parts = [
                invoice.rec_name if invoice else '',
                self.party.rec_name if self.party else '',
                gettext(
                    'medical_payment.msg_match_payment',
                    payment=self.payment.rec_name)]
        else:
            parts = [
                self.invoice.rec_name if self.invoice else '',
                self.party.rec_name if self.party else '']
        return ' '.join(filter(None, parts))

    @classmethod
    def check_modification(cls, mode, lines, values=None, external=False):
        super().check_modification(
            mode, lines, values=values, external=external)
        if MATCHING.get():
            return
        for line in lines:
            if line.match.state == 'accepted':
                raise AccessError(gettext(
                        'medical_payment.msg_match_modify_accepted',
                        match=line.match.rec_name))

    @classmethod
    def on_modification(cls, mode, lines, field_names=None):
        super().on_modification(mode, lines, field_names=field_names)
        if MATCHING.get():
            return
        Match = Pool().get('account.statement.match')
        Match.set_by_hand(
            Match.browse({l.match.id for l in lines}),
            deleted=mode == 'delete')

    @classmethod
    def write_internally(cls, changes):
        "What follows from accepting and undoing, and is no user's change"
        with MATCHING.set():
            cls.write(*sum(changes, ()))

    @property
    def is_return(self):
        "If the bank takes the payment back"
        return bool(self.payment) and self.amount < 0 < self.payment.amount

    def _payment_again(self):
        "Return the payment, or the loss, as it was before"
        return self.payment.follow(amount=self.amount)

    @property
    def has_residue(self):
        return bool(self.residue and self.invoice and not self.payment)

    @property
    def is_replaced(self):
        "Test if the payment went, to come back when the match is undone"
        payment = self.payment
        return (self.replaced and payment
            and payment.state == 'cancelled'
            and payment.company == self.company)

    @property
    def closed_residue(self):
        "The payment that closed the residue, as long as it does"
        payment = self.residue_payment
        if (payment and payment.state == 'posted' and payment.gives_away
                and payment.invoice == self.invoice
                and payment.amount == self.residue):
            return payment
