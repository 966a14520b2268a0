# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What may settle a transaction of the bank: records to accept or refuse."""
from decimal import Decimal

from sql.conditionals import Case

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If

from ..context import FOUND, MATCHING
from ..locking import WaitingLockMixin
from ..search import FoundByWordsMixin, is_negative, party_domain
from .accept import AcceptMixin
from .cleared import ClearedMixin
from .ended import EndedMixin
from .line import STATES
from .propose import ProposeMixin
from .reason import render
from .rest import OnAccountMixin
from .rival import RivalMixin
from .store import FoundMixin, StoreMixin
from .transit import TransitMixin
from .undo import UndoMixin

CONFIDENCES = [
    (None, ""),
    ('sure', "Sure"),
    ('likely', "Likely"),
    ('ambiguous', "Ambiguous"),
    ]
_STATES = {'readonly': Eval('state') != 'proposed'}


class Match(
        OnAccountMixin,
        TransitMixin, ClearedMixin, EndedMixin, UndoMixin, AcceptMixin,
        ProposeMixin, StoreMixin, FoundMixin, RivalMixin, FoundByWordsMixin,
        WaitingLockMixin, ModelSQL, ModelView):
    __name__ = 'account.statement.match'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True,
        ondelete='CASCADE')
    statement = fields.Many2One(
        'account.statement', "Statement", required=True, readonly=True,
        ondelete='CASCADE')
    origin = fields.Many2One(
        'account.statement.origin', "Transaction", required=True,
        ondelete='CASCADE',
        domain=[
            If(Eval('state') == 'proposed',
                ('statement.state', 'in', ['draft', 'validated']),
                ()),
            ],
        states={
            'readonly': Eval('id', -1) >= 0,
            })
    date = fields.Date("Date", required=True, readonly=True)
    payer = fields.Function(fields.Char("Payer"), 'get_transaction')
    text = fields.Function(fields.Char("Text"), 'get_transaction')
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True,
        readonly=True,
        help="What of the transaction is to be settled.")
    remainder = fields.Function(Monetary(
            "Remainder", currency='currency', digits='currency',
            help="What of the amount the lines leave."),
        'on_change_with_remainder')
    on_account = fields.Many2One(
        'party.party', "On Account of", ondelete='RESTRICT', states=_STATES,
        context={
            'company': Eval('company', -1),
            },
        depends={'company'},
        help="The party on whose account the remainder goes.\n"
        "Leave empty to leave the remainder of the transaction pending.")
    method = fields.Many2One(
        'account.invoice.payment.method', "Method", readonly=True,
        ondelete='RESTRICT',
        states={
            'invisible': ~Eval('method'),
            },
        help="The method whose payments reach the bank together.")
    commission = Monetary(
        "Commission", currency='currency', digits='currency', readonly=True,
        states={
            'invisible': ~Eval('commission'),
            },
        help="What the acquirer keeps of the payments.")
    close_remainder = fields.Boolean(
        "Close Remainder", readonly=True,
        states={
            'invisible': ~Eval('close_remainder'),
            },
        help="Check to close the remainder with the method set for residues.")
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"),
        'on_change_with_currency')
    settles = fields.Function(fields.Text("Settles"), 'get_settles')
    confidence = fields.Selection(
        CONFIDENCES, "Confidence", readonly=True, sort=False)
    score = fields.Integer(
        "Score", readonly=True, required=True,
        help="From 0 to 100, the best first.")
    promised = fields.Boolean(
        "Promised", readonly=True,
        help="Checked when what it settles is kept for this transaction.")
    by_hand = fields.Boolean(
        "By Hand", readonly=True,
        help="Checked when a user changed it: "
        "proposing again leaves it alone.")
    evidence = fields.Dict(None, "Evidence", readonly=True)
    reasons = fields.Function(fields.Text("Reasons"), 'get_reasons')
    state = fields.Selection(STATES, "State", readonly=True, sort=False)
    lines = fields.One2Many(
        'account.statement.match.line', 'match', "Lines", states=_STATES)
    statement_lines = fields.One2Many(
        'account.statement.line', 'match', "Statement Lines", readonly=True,
        states={
            'invisible': ~Eval('statement_lines', []),
            })
    statement_state = fields.Function(
        fields.Selection('get_statement_states', "Statement State"),
        'on_change_with_statement_state')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.origin, Index.Range())),
                Index(t, (t.statement, Index.Range())),
                Index(t,
                    (t.state, Index.Equality(cardinality='low')),
                    where=t.state == 'proposed'),
                })
        cls._order = [
            ('date', 'ASC'),
            ('origin', 'ASC'),
            ('state', 'ASC'),
            ('score', 'DESC'),
            ('id', 'ASC'),
            ]
        proposed = Eval('state') == 'proposed'
        cls._buttons.update({
                'accept': {
                    'invisible': ~proposed,
                    'depends': ['state'],
                    },
                'refuse': {
                    'invisible': ~proposed,
                    'depends': ['state'],
                    },
                'restore': {
                    'invisible': Eval('state') != 'refused',
                    'depends': ['state'],
                    },
                'undo': {
                    'invisible': ((Eval('state') != 'accepted')
                        | (Eval('statement_state') == 'cancelled')),
                    'depends': ['state', 'statement_state'],
                    },
                })

    @classmethod
    def default_state(cls):
        return 'proposed'

    @classmethod
    def default_score(cls):
        return 0

    @classmethod
    def default_promised(cls):
        return False

    @classmethod
    def default_by_hand(cls):
        return True

    @classmethod
    def default_close_remainder(cls):
        return False

    @classmethod
    def order_state(cls, tables):
        table, _ = tables[None]
        return [Case(
                *((table.state == state, index)
                    for index, (state, _) in enumerate(STATES)))]

    @classmethod
    def get_statement_states(cls):
        Statement = Pool().get('account.statement')
        return Statement.fields_get(['state'])['state']['selection']

    @fields.depends('origin', '_parent_origin.statement')
    def on_change_with_statement_state(self, name=None):
        if self.origin and self.origin.statement:
            return self.origin.statement.state

    @fields.depends('origin', '_parent_origin.currency')
    def on_change_with_currency(self, name=None):
        return self.origin.currency if self.origin else None

    @fields.depends('amount', 'commission', 'lines')
    def on_change_with_remainder(self, name=None):
        return (
            (self.amount or Decimal(0)) + (self.commission or Decimal(0))
            - sum(
                (getattr(l, 'amount', None) or Decimal(0)
                    for l in self.lines),
                Decimal(0)))

    @fields.depends(
        'origin', '_parent_origin.statement', '_parent_origin.company',
        '_parent_origin.date', '_parent_origin.pending_amount',
        '_parent_origin.party', 'on_account')
    def on_change_origin(self):
        if self.origin:
            self.statement = self.origin.statement
            self.company = self.origin.company
            self.date = self.origin.date
            self.amount = self.origin.pending_amount
            if not self.on_account:
                self.on_account = self.origin.party

    def get_rec_name(self, name):
        pool = Pool()
        Lang = pool.get('ir.lang')
        lang = Lang.get()
        parts = [
            lang.strftime(self.date), lang.currency(
                self.amount, self.currency), self.payer]
        return ' '.join(filter(None, parts))

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, value = clause[:3]
        return ['AND' if is_negative(operator) else 'OR',
            ('origin.rec_name', *clause[1:]),
            ('lines.invoice.rec_name', *clause[1:]),
            *party_domain('lines.party', operator, value),
            ]

    @classmethod
    def get_transaction(cls, matches, names):
        return {
            'payer': {m.id: m.origin.payer_name for m in matches},
            'text': {m.id: m.origin.payer_text for m in matches},
            }

    def get_settles(self, name):
        "The invoices with patient and amount, a line each"
        Lang = Pool().get('ir.lang')
        lang = Lang.get()
        result = []
        for line in self.lines:
            parts = [
                line.rec_name, lang.currency(line.amount, self.currency)]
            result.append(' '.join(parts))
        if self.remainder and self.on_account:
            result.append(gettext(
                    'medical_payment.msg_match_on_account',
                    party=self.on_account.rec_name,
                    amount=lang.currency(self.remainder, self.currency)))
        return '\n'.join(result)

    def get_reasons(self, name):
        # What was found in the currency of the invoices is told in it
        currencies = {
            l.second_currency for l in self.lines if l.second_currency}
        currency = currencies.pop() if len(currencies) == 1 else self.currency
        return render(self.evidence, currency)

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree', 'visual',
                If(Eval('state').in_(['refused', 'withdrawn']), 'muted', '')),
            ('/tree/field[@name="confidence"]', 'visual',
                If(Eval('state') != 'proposed', '',
                    If(Eval('confidence') == 'sure', 'success',
                        If(Eval('confidence') == 'ambiguous', 'warning',
                            '')))),
            ('/tree/field[@name="remainder"]', 'visual',
                If((Eval('state') == 'proposed')
                    & Bool(Eval('remainder')), 'warning', '')),
            ]

    @classmethod
    def preprocess_values(cls, mode, values):
        values = super().preprocess_values(mode, values)
        if mode == 'create' and values.get('origin') and not FOUND.get():
            Origin = Pool().get('account.statement.origin')
            for name, value in cls._of_origin(
                    Origin(values['origin'])).items():
                if values.get(name) is None:
                    values[name] = value
        elif mode == 'write' and 'on_account' in values:
            # A user decided
            values.setdefault('by_hand', True)
        return values

    @staticmethod
    def _of_origin(origin):
        "Return what follows from the transaction"
        return {
            'statement': origin.statement.id,
            'company': origin.company.id,
            'date': origin.date,
            'amount': origin.pending_amount,
            }

    @classmethod
    def filled_in(cls, match):
        return cls._of_origin(match.origin)

    @classmethod
    def check_modification(cls, mode, matches, values=None, external=False):
        super().check_modification(
            mode, matches, values=values, external=external)
        if mode == 'delete' or (
                mode == 'write'
                and values.keys() & {'lines', 'on_account', 'amount'}):
            for match in matches:
                if match.state == 'accepted' and not cls._internal():
                    raise AccessError(gettext(
                            'medical_payment.msg_match_modify_accepted',
                            match=match.rec_name))

    @classmethod
    def _internal(cls):
        return MATCHING.get()

    @classmethod
    def set_by_hand(cls, matches, deleted=False):
        """Say that a user changed the lines of the matches.

        What he leaves of the transaction is no longer what the search found to
        be a difference of cents."""
        for match in matches:
            match.by_hand = True
            if deleted or not match.remainder_within_tolerance:
                match.close_remainder = False
        with MATCHING.set():
            cls.save(matches)

    @property
    def remainder_within_tolerance(self):
        Payment = Pool().get('account.invoice.payment')
        _, tolerance = Payment.residue_limits(self.company)
        return abs(self.remainder) <= tolerance
