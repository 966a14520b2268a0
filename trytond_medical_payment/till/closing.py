# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The closing of a till: what should be in it, what was counted, and why
they differ."""
from decimal import Decimal

from sql import Null

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Workflow, fields
from trytond.model.exceptions import AccessError
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If
from trytond.transaction import Transaction

from ..exceptions import TillError
from ..locking import WaitingLockMixin
from ..payment.cash_count import denominations
from ..rights import check_group, check_readable, in_group
from .closed import ClosedMixin
from .difference import DifferenceMixin
from .figures import NO_FIGURES, read_figures
from .lock import hold

_STATES = {'readonly': Eval('state') != 'draft'}
_READERS = ['group_payment', 'group_payment_report']


def _figure(string, help='', invisible=None):
    states = {'invisible': Eval('state') == 'cancelled'}
    if invisible is not None:
        states['invisible'] |= invisible
    return fields.Function(Monetary(
            string, currency='currency', digits='currency', readonly=True,
            states=states, help=help),
        'get_figures')


class TillClosing(
        ClosedMixin, DifferenceMixin, WaitingLockMixin, Workflow, ModelSQL,
        ModelView):
    __name__ = 'account.invoice.payment.till_closing'

    company = fields.Many2One(
        'company.company', "Company", required=True,
        states={
            'readonly': (Eval('state') != 'draft') | Bool(Eval('method')),
            })
    method = fields.Many2One(
        'account.invoice.payment.method', "Till", required=True,
        ondelete='RESTRICT', states=_STATES,
        domain=[
            ('company', '=', Eval('company', -1)),
            If(Eval('state') == 'draft',
                ('till', '=', True),
                ()),
            ],
        help="The method whose money lies in the till.")
    account = fields.Many2One(
        'account.account', "Account", readonly=True, ondelete='RESTRICT',
        states={
            'invisible': ~Eval('account'),
            },
        help="The account of the till.")
    date = fields.Date("Date", required=True, states=_STATES)
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"),
        'on_change_with_currency')

    since = fields.Function(fields.Date(
            "Last Closed", readonly=True,
            states={
                'invisible': ~Eval('since') | (Eval('state') == 'cancelled'),
                },
            help="The figures are those of the days after."),
        'get_figures')
    opening = _figure("Opening", "What was in the till before.")
    taken = _figure("Taken", "The cash of payments.")
    paid_out = _figure(
        "Paid Out", "Cash given back to customers or paid to suppliers.")
    brought = _figure("Brought to the Bank")
    other = _figure(
        "Other Entries", "What accounting put in, less what it took out.",
        invisible=~Eval('other'))
    expected = fields.Function(Monetary(
            "Expected", currency='currency', digits='currency',
            readonly=True, help="What should be in the till."),
        'get_figures')

    counts = fields.One2Many(
        'account.invoice.payment.till_count', 'closing', "Denominations",
        states=_STATES, help="How many notes and coins there are.")
    bulk = Monetary(
        "Otherwise Counted", currency='currency', digits='currency',
        states=_STATES,
        domain=['OR',
            ('bulk', '=', None),
            ('bulk', '>=', 0),
            ],
        help="What is not counted by denomination: rolls of coins, "
        "or foreign notes at the value at which they were taken.")
    counted = fields.Function(Monetary(
            "Counted", currency='currency', digits='currency'),
        'on_change_with_counted')
    difference = fields.Function(Monetary(
            "Difference", currency='currency', digits='currency',
            readonly=True,
            help="What was counted less what should be there."),
        'get_figures')
    reason = fields.Char(
        "Reason", states=_STATES, help="Why the till differs.")
    closed_by = fields.Many2One(
        'res.user', "Closed By", readonly=True, ondelete='RESTRICT',
        states={
            'invisible': ~Eval('closed_by'),
            })
    cancelled_by = fields.Many2One(
        'res.user', "Opened Again By", readonly=True, ondelete='RESTRICT',
        states={
            'invisible': ~Eval('cancelled_by'),
            })
    move = fields.Many2One(
        'account.move', "Move", readonly=True, ondelete='RESTRICT',
        states={
            'invisible': ~Eval('move'),
            },
        help="The move of the difference.")
    cancel_move = fields.Many2One(
        'account.move', "Cancel Move", readonly=True, ondelete='RESTRICT',
        states={
            'invisible': ~Eval('cancel_move'),
            })
    state = fields.Selection([
            ('draft', "Draft"),
            ('closed', "Closed"),
            ('cancelled', "Cancelled"),
            ], "State", readonly=True, sort=False)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.account, Index.Range()), (t.date, Index.Range())),
                Index(t, (t.date, Index.Range(order='DESC'))),
                Index(t, (t.move, Index.Range()), where=t.move != Null),
                Index(t,
                    (t.cancel_move, Index.Range()),
                    where=t.cancel_move != Null),
                Index(t,
                    (t.state, Index.Equality(cardinality='low')),
                    where=t.state == 'draft'),
                })
        cls._order = [
            ('date', 'DESC'),
            ('id', 'DESC'),
            ]
        cls._transitions |= {
            ('draft', 'closed'),
            ('closed', 'cancelled'),
            }
        cls._buttons.update({
                'close': {
                    'invisible': Eval('state') != 'draft',
                    'depends': ['state'],
                    },
                'open_again': {
                    'invisible': Eval('state') != 'closed',
                    'depends': ['state'],
                    },
                })

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')

    @classmethod
    def default_method(cls):
        Method = Pool().get('account.invoice.payment.method')
        methods = Method.search([
                ('company', '=', cls.default_company()),
                ('till', '=', True),
                ], limit=2)
        if len(methods) == 1:
            method, = methods
            return method.id

    @classmethod
    def default_date(cls):
        return Pool().get('ir.date').today()

    @classmethod
    def default_counts(cls):
        Company = Pool().get('company.company')
        if (company := cls.default_company()) is not None and company >= 0:
            currency = Company(company).currency
            return [{
                    'denomination': unit,
                    # Clients write what is new with its digits
                    'currency': currency.id,
                    'currency.': {'rec_name': currency.rec_name},
                    'amount': Decimal(0),
                    } for unit in denominations(currency)]

    @classmethod
    def default_state(cls):
        return 'draft'

    @fields.depends('company')
    def on_change_with_currency(self, name=None):
        return self.company.currency if self.company else None

    @fields.depends('counts', 'bulk')
    def on_change_with_counted(self, name=None):
        if self.is_counted:
            return (self.bulk or Decimal(0)) + sum(
                c.on_change_with_amount() for c in self.counts or [])

    @property
    def is_counted(self):
        "If somebody counted, though there be nothing in the till"
        return self.bulk is not None or any(
            c.is_counted for c in self.counts or [])

    @fields.depends(methods=['_show_figures'])
    def on_change_company(self):
        self._show_figures()

    @fields.depends(methods=['_show_figures'])
    def on_change_method(self):
        self._show_figures()

    @fields.depends(methods=['_show_figures'])
    def on_change_date(self):
        self._show_figures()

    @fields.depends(
        'company', 'account', 'method', 'date',
        methods=['on_change_with_difference'])
    def _show_figures(self):
        if (not (self.company and self.method and self.date)
                or not any(map(in_group, _READERS))):
            figures = NO_FIGURES
        else:
            figures, = read_figures([(self.till_account, self.date)])
        for name, value in figures._asdict().items():
            setattr(self, name, value)
        self.difference = self.on_change_with_difference()

    @fields.depends('expected', methods=['on_change_with_counted'])
    def on_change_with_difference(self):
        counted = self.on_change_with_counted()
        if counted is not None and self.expected is not None:
            return counted - self.expected

    @property
    def till_account(self):
        "The account of the till, at the date"
        return self.account or self.method.account_for(
            Decimal(0), date=self.date)

    @classmethod
    def get_figures(cls, closings, names):
        figures = read_figures([(c.till_account, c.date) for c in closings])
        result = {name: {} for name in names}
        for closing, values in zip(closings, figures):
            values = {
                **values._asdict(), **closing._get_counted(values.expected)}
            if closing.state == 'closed':
                values['other'] -= closing.booked_difference
            for name in names:
                result[name][closing.id] = values[name]
        return result

    def _get_counted(self, expected):
        "Return what was expected and how the count differs"
        counted = self.on_change_with_counted()
        if self.state == 'draft' or counted is None:
            difference = (
                None if counted is None or expected is None
                else counted - expected)
        else:
            # As it was closed
            difference = self.booked_difference
            expected = counted - difference
        return {'expected': expected, 'difference': difference}

    def get_rec_name(self, name):
        Lang = Pool().get('ir.lang')
        return f'{self.method.rec_name}, {Lang.get().strftime(self.date)}'

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('method.rec_name', *clause[1:])]

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree', 'visual', If(Eval('state') == 'cancelled', 'muted', '')),
            ('/tree/field[@name="difference"]', 'visual',
                If(Bool(Eval('difference')), 'warning', '')),
            ]

    @classmethod
    def check_modification(cls, mode, closings, values=None, external=False):
        super().check_modification(
            mode, closings, values=values, external=external)
        if mode == 'delete':
            for closing in closings:
                if closing.state != 'draft':
                    raise AccessError(gettext(
                            'medical_payment.msg_till_delete',
                            closing=closing.rec_name))

    @classmethod
    @ModelView.button
    def close(cls, closings):
        "Book what differs, and close the days"
        check_group('group_payment')
        check_readable(closings)
        cls.lock(closings)
        closings = sorted(cls.browse(closings), key=lambda c: c.date)
        # Before anything of our own is posted, which others do not see
        for closing in closings:
            if closing.till_account:
                hold(closing.till_account, closing.date)
        for closing in closings:
            # One after the other: the first is the opening of the second
            closing._close()
        cls.log(closings, 'transition', 'state:closed')
        return 'reload'

    def _close(self):
        if self.state != 'draft':
            raise TillError(gettext(
                    'medical_payment.msg_till_state', closing=self.rec_name))
        self.account = self.till_account
        if not (self.account and self.method.till):
            raise TillError(gettext(
                    'medical_payment.msg_till_method',
                    method=self.method.rec_name))
        self._check_days()
        self._check_moves()
        if not self.is_counted:
            raise TillError(gettext(
                    'medical_payment.msg_till_not_counted',
                    closing=self.rec_name))
        if self.difference:
            self.move = self.post_difference()
        self.closed_by = Transaction().user or None
        self.state = 'closed'
        self.save()

    @classmethod
    @ModelView.button
    def open_again(cls, closings):
        "Reverse what was booked; the days may be closed once more"
        check_group('group_give_away')
        check_readable(closings)
        cls.lock(closings)
        closings = cls.browse(closings)
        for closing in closings:
            closing._check_open_again(closings)
        for closing in closings:
            closing.state = 'cancelled'
            closing.cancelled_by = Transaction().user or None
        # Before the reversal, for which the day must be open
        cls.save(closings)
        cls.reverse_differences(closings)
        cls.log(closings, 'transition', 'state:cancelled')
        return 'reload'
