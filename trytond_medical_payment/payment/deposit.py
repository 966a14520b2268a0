# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Deposits: payments that reach the bank together.

A slip of cheques or of cash is prepared by hand and brought to the bank; the
payout of an acquirer is one sum for the payments of some days, less what the
acquirer keeps.
"""
from decimal import Decimal

from sql import Null

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Workflow, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If

from ..exceptions import DepositError
from ..locking import WaitingLockMixin
from ..rights import check_group, check_readable
from ..search import is_negative
from .waiting import open_transit


class Deposit(WaitingLockMixin, Workflow, ModelSQL, ModelView):
    __name__ = 'account.invoice.payment.deposit'
    _rec_name = 'number'

    number = fields.Char("Number", readonly=True)
    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True)
    method = fields.Many2One(
        'account.invoice.payment.method', "Method", required=True,
        readonly=True, ondelete='RESTRICT')
    date = fields.Date("Date", required=True, readonly=True)
    payments = fields.One2Many(
        'account.invoice.payment', 'deposit', "Payments", readonly=True,
        states={
            'invisible': Bool(Eval('cash')) & ~Eval('payments'),
            })
    cash = Monetary(
        "Cash", currency='currency', digits='currency', readonly=True,
        states={
            'invisible': ~Eval('cash'),
            },
        help="What was taken from the till.")
    amount = fields.Function(Monetary(
            "Amount", currency='currency', digits='currency',
            help="Gross, before what the acquirer keeps."),
        'get_amount')
    commission = Monetary(
        "Commission", currency='currency', digits='currency', readonly=True,
        states={
            'invisible': ~Eval('commission'),
            })
    net = fields.Function(Monetary(
            "To Arrive", currency='currency', digits='currency',
            help="What is to arrive at the bank, or has arrived."),
        'get_amount')
    currency = fields.Many2One(
        'currency.currency', "Currency", required=True, readonly=True,
        ondelete='RESTRICT')
    reference = fields.Char("Reference", readonly=True)
    counts = fields.One2Many(
        'account.invoice.payment.cash_count', 'deposit', "Denominations",
        readonly=True,
        states={
            'invisible': ~Eval('cash'),
            })
    move = fields.Many2One(
        'account.move', "Move", readonly=True,
        states={
            'invisible': ~Eval('move'),
            },
        help="The move that takes the cash from the till.")
    state = fields.Selection([
            ('draft', "Draft"),
            ('deposited', "Deposited"),
            ('arrived', "Arrived"),
            ('cancelled', "Cancelled"),
            ], "State", readonly=True, sort=False)

    @classmethod
    def __setup__(cls):
        cls.number.search_unaccented = False
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.date, Index.Range(order='DESC'))),
                Index(t, (t.move, Index.Range()), where=t.move != Null),
                Index(t,
                    (t.state, Index.Equality(cardinality='low')),
                    where=t.state.in_(['draft', 'deposited'])),
                })
        cls._order = [
            ('date', 'DESC'),
            ('id', 'DESC'),
            ]
        cls._transitions |= {
            ('draft', 'deposited'),
            ('draft', 'cancelled'),
            ('deposited', 'arrived'),
            ('deposited', 'cancelled'),
            ('arrived', 'deposited'),
            ('arrived', 'cancelled'),
            }
        cls._buttons.update({
                'cancel': {
                    'invisible': Eval('state') != 'deposited',
                    'depends': ['state'],
                    },
                })

    @classmethod
    def default_state(cls):
        return 'draft'

    @classmethod
    def get_amount(cls, deposits, names):
        amounts = {
            d.id: (d.cash or Decimal(0)) + sum(
                (p.amount for p in d.payments), Decimal(0))
            for d in deposits}
        result = {
            'amount': amounts,
            'net': {
                d.id: amounts[d.id] - (d.commission or Decimal(0))
                for d in deposits},
            }
        return {name: result[name] for name in names}

    def get_rec_name(self, name):
        return self.number or f'({self.id})'

    @classmethod
    def search_rec_name(cls, name, clause):
        return ['AND' if is_negative(clause[1]) else 'OR',
            ('number', *clause[1:]),
            ('reference', *clause[1:]),
            ]

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="state"]', 'visual',
                If(Eval('state') == 'deposited', 'warning',
                    If(Eval('state') == 'cancelled', 'muted', ''))),
            ]

    @classmethod
    def deposit_payments(
            cls, method, date, payments=(), cash=None, reference=None,
            counts=(), cheques=None):
        """Bring the payments, or cash of the till, to the bank with a slip.

        Return the deposit. The amount of cash is in the currency of the
        company and for a method that takes it from the till; counts says
        how many there are of which denomination. cheques gives the bank and
        the number of the cheque by payment."""
        pool = Pool()
        Count = pool.get('account.invoice.payment.cash_count')
        Payment = pool.get('account.invoice.payment')
        check_group('group_payment')
        payments = Payment.browse(payments)
        check_readable(payments)
        check_readable([method])
        Payment.lock(payments)
        if counts:
            cash = Count.total(counts)
        cls._check_deposit(method, payments, cash)
        deposit = cls(
            company=method.company, method=method, date=date,
            cash=method.company.currency.round(cash) if cash else None,
            commission=Decimal(0), reference=reference or None,
            currency=(
                payments[0].currency if payments
                else method.company.currency),
            counts=Count.of(counts), state='deposited')
        cls._number([deposit])
        cls.save([deposit])
        if deposit.cash:
            deposit.move = deposit._cash_move()
            deposit.save()
        Payment.write(payments, {'deposit': deposit.id})
        Payment.set_cheques(payments, cheques or {})
        cls.log([deposit], 'transition', 'state:deposited')
        return deposit

    @classmethod
    def _check_deposit(cls, method, payments, cash):
        if method.deposit != 'slip':
            raise DepositError(gettext(
                    'medical_payment.msg_deposit_method',
                    method=method.rec_name))
        if cash and (not method.deposit_account or not cash > 0):
            raise DepositError(gettext(
                    'medical_payment.msg_deposit_cash',
                    method=method.rec_name))
        if not cash and not payments:
            raise DepositError(gettext(
                    'medical_payment.msg_deposit_empty',
                    method=method.rec_name))
        currencies = {p.currency for p in payments}
        waiting = open_transit({p.move for p in payments if p.move})
        for payment in payments:
            if (payment.method != method or payment.deposit
                    or payment.state != 'posted'
                    or len(currencies) > 1
                    or not waiting.get(payment.move)):
                raise DepositError(gettext(
                        'medical_payment.msg_deposit_payment',
                        payment=payment.rec_name,
                        method=method.rec_name))

    @classmethod
    def _number(cls, deposits):
        Configuration = Pool().get('account.configuration')
        configuration = Configuration(1)
        for deposit in deposits:
            sequence = configuration.get_multivalue(
                'payment_deposit_sequence', company=deposit.company.id)
            deposit.number = sequence.get()

    def _cash_move(self):
        "Post what takes the cash from the till to where it waits"
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        Period = pool.get('account.period')
        till = self.method.account_for(-self.cash, date=self.date)
        waiting = self.method.deposit_account.current(date=self.date)
        move = Move(
            company=self.company, journal=self.method.journal,
            period=Period.find(self.company, date=self.date),
            date=self.date, origin=self, description=self.number)
        move.lines = [
            Line(account=waiting, debit=self.cash, credit=Decimal(0)),
            Line(account=till, debit=Decimal(0), credit=self.cash),
            ]
        move.save()
        Move.post([move])
        return move

    @property
    def transit_lines(self):
        "What of the deposit waits for the bank"
        moves = {p.move for p in self.payments}
        if self.move:
            moves.add(self.move)
        return [l for lines in open_transit(moves).values() for l in lines]

    @classmethod
    @ModelView.button
    def cancel(cls, deposits):
        "Take the payments off the slips again, put the cash back"
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        Payment = pool.get('account.invoice.payment')
        check_group('group_payment')
        check_readable(deposits)
        cls.lock(deposits)
        deposits = cls.browse(deposits)
        for deposit in deposits:
            if deposit.state != 'deposited':
                raise DepositError(gettext(
                        'medical_payment.msg_deposit_cancel_state',
                        deposit=deposit.rec_name))
        # Cash is back in the till on the day that somebody puts it there
        reversals = Payment.reversals_of(
            [d.move for d in deposits if d.move], None)
        Move.post(list(reversals.values()))
        Line.reconcile(*Payment.opposite_lines(reversals))
        Payment.write(
            [p for d in deposits for p in d.payments], {'deposit': None})
        cls.write(deposits, {'state': 'cancelled'})
        cls.log(deposits, 'transition', 'state:cancelled')
        return 'reload'

    @classmethod
    def arrive(cls, matches):
        "Record that the bank shows what the accepted matches name"
        Payment = Pool().get('account.invoice.payment')
        slips = [l.deposit for m in matches for l in m.lines if l.deposit]
        cls.write(slips, {'state': 'arrived'})
        payouts = [(m, paid) for m in matches if (paid := cls._paid_out(m))]
        deposits = [
            cls(company=m.company, method=m.method, date=m.date,
                commission=m.commission or Decimal(0),
                currency=paid[0].currency,
                reference=m.origin.number or None, state='arrived')
            for m, paid in payouts]
        cls._number(deposits)
        cls.save(deposits)
        for (_, paid), deposit in zip(payouts, deposits):
            Payment.write(paid, {'deposit': deposit.id})
        cls.log(deposits, 'transition', 'state:arrived')

    @staticmethod
    def _paid_out(match):
        """The payments that an acquirer paid with the match.

        Who changed it may have added what is no payment, or not his."""
        if not match.method or match.method.deposit != 'payout':
            return []
        return [
            l.payment for l in match.lines
            if l.payment and l.payment.method == match.method
            and l.payment.state == 'posted' and not l.is_return]

    @classmethod
    def leave(cls, matches):
        "Let what the matches named wait for the bank again"
        Payment = Pool().get('account.invoice.payment')
        lines = [l for m in matches for l in m.lines]
        slips = [
            l.deposit for l in lines
            if l.deposit and l.deposit.state == 'arrived']
        cls.write(slips, {'state': 'deposited'})
        payouts = list({
                l.payment.deposit for m in matches for l in m.lines
                if l.payment and l.payment.deposit and not l.is_return})
        Payment.write(
            [p for d in payouts for p in d.payments], {'deposit': None})
        cls.write(payouts, {'state': 'cancelled'})
