# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from decimal import Decimal

from sql import Null
from sql.functions import CharLength

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Workflow, fields
from trytond.model.exceptions import AccessError
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If
from trytond.tools.domain_inversion import eval_domain
from trytond.transaction import Transaction

from ..locking import WaitingLockMixin
from ..search import (
    FoundByWordsMixin, amount_domain, is_negative, party_domain)
from .access import AccessMixin
from .cancellation import CancellationMixin
from .credit import CreditMixin
from .document import DocumentMixin
from .importer import ImportMixin
from .limit import PaymentLimitMixin
from .migrate import MigrateMixin
from .reason import ReasonMixin
from .reconciled import ReconciledMixin
from .recording import RecordingMixin
from .recovery import RecoveryMixin
from .residue import ResidueMixin
from .returned import ReturnedMixin
from .reversed import ReversedMixin
from .settlement import SettlementMixin
from .taxes import TaxesMixin
from .waiting import DepositMixin

_STATES = {'readonly': Eval('state') != 'draft'}


class Payment(
        ResidueMixin, ReasonMixin, DocumentMixin, ReversedMixin,
        ReturnedMixin,
        ReconciledMixin, CancellationMixin, RecoveryMixin, CreditMixin,
        DepositMixin,
        RecordingMixin, TaxesMixin, ImportMixin, PaymentLimitMixin,
        SettlementMixin, AccessMixin, MigrateMixin, FoundByWordsMixin,
        WaitingLockMixin, Workflow, ModelSQL, ModelView):
    __name__ = 'account.invoice.payment'
    _rec_name = 'number'

    number = fields.Char("Number", readonly=True)
    company = fields.Many2One(
        'company.company', "Company", required=True, states=_STATES)
    invoice = fields.Many2One(
        'account.invoice', "Invoice", ondelete='RESTRICT', states=_STATES,
        domain=[
            ('company', '=', Eval('company', -1)),
            If(Eval('state') == 'draft',
                ('state', '=', 'posted'),
                ()),
            ],
        help="The invoice that is settled.\n"
        "Leave empty for a payment on account of the party.")
    party = fields.Many2One(
        'party.party', "Party", required=True, ondelete='RESTRICT',
        states=_STATES,
        context={
            'company': Eval('company', -1),
            },
        depends={'company'},
        help="Who paid.")
    method = fields.Many2One(
        'account.invoice.payment.method', "Method", ondelete='RESTRICT',
        states={
            'readonly': Eval('state') != 'draft',
            'required': Eval('state') == 'draft',
            },
        domain=[
            ('company', '=', Eval('company', -1)),
            If((Eval('state') == 'draft')
                & ~Eval('invoice') & ~Eval('refunded'),
                ('kind', '=', 'payment'),
                ()),
            ])
    kind = fields.Function(
        fields.Selection('get_kinds', "Kind"),
        'on_change_with_kind', searcher='search_kind')
    date = fields.Date("Date", required=True, states=_STATES)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True,
        states=_STATES)
    amount_counted = fields.Function(Monetary(
            "Amount Counted", currency='currency', digits='currency',
            help="What counts of the amount: "
            "nothing before it is posted, nor once it is cancelled."),
        'get_amount_counted')
    currency = fields.Many2One(
        'currency.currency', "Currency", required=True, ondelete='RESTRICT',
        states={
            'readonly': (Eval('state') != 'draft') | Bool(Eval('invoice')),
            })
    reference = fields.Char("Reference", states=_STATES)
    reason = fields.Char(
        "Reason",
        states={
            'readonly': Eval('state') != 'draft',
            'required': (
                (Eval('state') == 'draft')
                & Eval('kind').in_(['loss', 'discount'])),
            },
        help="Why it is given away.")
    state = fields.Selection([
            ('draft', "Draft"),
            ('posted', "Posted"),
            ('cancelled', "Cancelled"),
            ], "State", readonly=True, sort=False)

    move = fields.Many2One(
        'account.move', "Move", readonly=True,
        domain=[('company', '=', Eval('company', -1))])
    line = fields.Many2One(
        'account.move.line', "Line", readonly=True,
        help="The line of the account that settles.")
    statement_line = fields.Many2One(
        'account.statement.line', "Statement Line", readonly=True,
        states={
            'invisible': ~Eval('statement_line'),
            })
    credit = fields.Many2One(
        'account.invoice.payment', "Credit", readonly=True,
        ondelete='RESTRICT',
        states={
            'invisible': ~Eval('credit'),
            },
        help="The payment on account that is used.")

    cancel_date = fields.Date(
        "Cancel Date", readonly=True,
        states={
            'invisible': Eval('state') != 'cancelled',
            })
    cancel_reason = fields.Char(
        "Cancel Reason", readonly=True,
        states={
            'invisible': Eval('state') != 'cancelled',
            })
    cancelled_by = fields.Many2One(
        'res.user', "Cancelled By", readonly=True, ondelete='RESTRICT',
        states={
            'invisible': Eval('state') != 'cancelled',
            })
    cancel_move = fields.Many2One(
        'account.move', "Cancel Move", readonly=True,
        domain=[('company', '=', Eval('company', -1))],
        states={
            'invisible': ~Eval('cancel_move'),
            })

    @classmethod
    def __setup__(cls):
        cls.number.search_unaccented = False
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.invoice, Index.Range())),
                Index(t, (t.line, Index.Range())),
                Index(t, (t.move, Index.Range())),
                Index(t, (t.method, Index.Range())),
                Index(t,
                    (t.cancel_move, Index.Range()),
                    where=t.cancel_move != Null),
                Index(t,
                    (t.credit, Index.Range()),
                    where=t.credit != Null),
                Index(t,
                    (t.refunded, Index.Range()),
                    where=t.refunded != Null),
                Index(t,
                    (t.statement_line, Index.Range()),
                    where=t.statement_line != Null),
                Index(t, (t.party, Index.Range()), (t.date, Index.Range())),
                Index(t, (t.date, Index.Range(order='DESC'))),
                })
        cls._order = [
            ('date', 'DESC'),
            ('id', 'DESC'),
            ]
        cls._transitions |= {
            ('draft', 'posted'),
            ('draft', 'cancelled'),
            ('posted', 'cancelled'),
            }
        cls._buttons.update({
                'post': {
                    'invisible': Eval('state') != 'draft',
                    'depends': ['state'],
                    },
                'cancel': {
                    'invisible': Eval('state') == 'cancelled',
                    'depends': ['state'],
                    },
                })

    @classmethod
    def order_number(cls, tables):
        table, _ = tables[None]
        return [CharLength(table.number), table.number]

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')

    @classmethod
    def default_currency(cls):
        Company = Pool().get('company.company')
        if (company := cls.default_company()) is not None:
            return Company(company).currency.id

    @classmethod
    def default_date(cls):
        return Pool().get('ir.date').today()

    @classmethod
    def default_method(cls):
        Configuration = Pool().get('account.configuration')
        if (company := cls.default_company()) is not None:
            method = Configuration(1).get_multivalue(
                'default_payment_method', company=company)
            return method.id if method else None

    @classmethod
    def default_state(cls):
        return 'draft'

    @fields.depends('invoice', 'party', 'amount')
    def on_change_invoice(self):
        if self.invoice:
            self.currency = self.invoice.currency
            if not self.party:
                self.party = self.invoice.payer_proposed
            if self.amount is None:
                self.amount = self.invoice.balance_to_pay

    def get_amount_counted(self, name):
        if self.state == 'posted':
            return self.amount
        return self.currency.round(Decimal(0))

    @classmethod
    def get_kinds(cls):
        Method = Pool().get('account.invoice.payment.method')
        return Method.fields_get(['kind'])['kind']['selection']

    @fields.depends('method')
    def on_change_with_kind(self, name=None):
        return self.method.kind if self.method else 'payment'

    @classmethod
    def search_kind(cls, name, clause):
        domain = [
            ('method', '!=', None),
            ('method.' + name, *clause[1:]),
            ]
        # What has no method is money that the bank brought
        if eval_domain([clause], {name: 'payment'}):
            domain = ['OR', domain, ('method', '=', None)]
        return domain

    @property
    def gives_away(self):
        return bool(self.method) and self.method.gives_away

    def get_rec_name(self, name):
        if self.number and self.invoice:
            return f'{self.invoice.rec_name}, {self.number}'
        elif self.number:
            return self.number
        return f'{(self.invoice or self.party).rec_name} ({self.id})'

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, value = clause[:3]
        return ['AND' if is_negative(operator) else 'OR',
            ('number', *clause[1:]),
            ('reference', *clause[1:]),
            ('invoice.rec_name', *clause[1:]),
            *party_domain('party', operator, value),
            *amount_domain('amount', operator, value),
            ]

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree', 'visual', If(Eval('state') == 'cancelled', 'muted', '')),
            ]

    @classmethod
    def check_modification(cls, mode, payments, values=None, external=False):
        super().check_modification(
            mode, payments, values=values, external=external)
        messages = {
            'delete': 'medical_payment.msg_payment_delete',
            'write': 'medical_payment.msg_payment_modify',
            'create': 'medical_payment.msg_payment_create_state',
            }
        if mode != 'delete' and not external:
            return
        for payment in payments:
            if payment.state != 'draft':
                raise AccessError(gettext(
                        messages[mode], payment=payment.rec_name))

    @classmethod
    @ModelView.button
    def post(cls, payments):
        cls.settle([p for p in payments if p.state == 'draft'])

    @classmethod
    @ModelView.button_action('medical_payment.wizard_payment_cancel')
    def cancel(cls, payments):
        pass
