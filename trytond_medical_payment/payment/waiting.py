# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Payments that wait for the bank."""
from collections import defaultdict

from sql import Null

from trytond.i18n import gettext
from trytond.model import Index, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval

from ..exceptions import DepositError

# An open line of a move that waits for the bank
WAITING = [
    ('reconciliation', '=', None),
    ('account.reconcile', '=', True),
    ('account.type.receivable', '!=', True),
    ('account.type.payable', '!=', True),
    ]


def open_transit(moves):
    "Return by move the lines that wait for the bank"
    Line = Pool().get('account.move.line')
    result = defaultdict(list)
    if moves:
        for line in Line.search([
                    ('move', 'in', [m.id for m in moves]),
                    ('move.state', '=', 'posted'),
                    *WAITING]):
            result[line.move].append(line)
    return result


def is_wanted(clause):
    "Return if the clause on a boolean asks for what is checked"
    _, operator, operand = clause[:3]
    wanted = bool(operand) if operator in {'=', '!='} else True in operand
    return wanted != (operator in {'!=', 'not in'})


class DepositMixin:
    __slots__ = ()

    deposit = fields.Many2One(
        'account.invoice.payment.deposit', "Deposit", readonly=True,
        ondelete='RESTRICT',
        states={
            'invisible': ~Eval('deposit'),
            },
        help="With what the money reached the bank.")
    waits_for_bank = fields.Function(
        fields.Boolean(
            "Waits for the Bank",
            help="Checked when no statement shows the money yet."),
        'get_waits_for_bank', searcher='search_waits_for_bank')
    to_deposit = fields.Function(
        fields.Boolean(
            "To Deposit",
            help="Checked when somebody is to bring it to the bank."),
        'get_to_deposit', searcher='search_to_deposit')
    cheque_bank = fields.Char(
        "Bank of the Cheque", readonly=True,
        states={
            'invisible': ~Eval('cheque_bank'),
            },
        help="The bank on which the cheque is drawn.")
    cheque_number = fields.Char(
        "Number of the Cheque", readonly=True,
        states={
            'invisible': ~Eval('cheque_number'),
            })

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(
            Index(t, (t.deposit, Index.Range()), where=t.deposit != Null))
        cls._buttons.update({
                'bring_to_bank': {
                    'invisible': ~Eval('to_deposit', False),
                    'depends': ['to_deposit'],
                    },
                })

    @classmethod
    def get_waits_for_bank(cls, payments, name):
        posted = [p for p in payments if p.state == 'posted' and p.move]
        waiting = open_transit({p.move for p in posted})
        return {
            p.id: p.state == 'posted' and bool(waiting.get(p.move))
            for p in payments}

    @classmethod
    def search_waits_for_bank(cls, name, clause):
        domain = [
            ('state', '=', 'posted'),
            ('statement_line', '=', None),
            ('move.state', '=', 'posted'),
            ('move.lines', 'where', WAITING),
            ]
        if is_wanted(clause):
            return domain
        return [('id', 'not in', cls.search(domain, order=[], query=True))]

    @classmethod
    def get_to_deposit(cls, payments, name):
        waiting = cls.get_waits_for_bank(payments, name)
        return {
            p.id: waiting[p.id] and not p.deposit
            and bool(p.method) and p.method.deposit == 'slip'
            for p in payments}

    @classmethod
    def search_to_deposit(cls, name, clause):
        domain = [
            ('waits_for_bank', '=', True),
            ('deposit', '=', None),
            ('method.deposit', '=', 'slip'),
            ]
        if is_wanted(clause):
            return domain
        return [('id', 'not in', cls.search(domain, order=[], query=True))]

    @classmethod
    @ModelView.button_action('medical_payment.wizard_deposit_payments')
    def bring_to_bank(cls, payments):
        pass

    @classmethod
    def set_cheques(cls, payments, cheques):
        "Record of which bank and of which number the cheques are"
        changes = []
        for payment in payments:
            bank, number = cheques.get(payment, (None, None))
            if bank or number:
                changes.extend([[payment], {
                            'cheque_bank': bank or None,
                            'cheque_number': number or None,
                            }])
        if changes:
            cls.write(*changes)

    @property
    def bank_proposed(self):
        "The bank on which the party drew the last cheque, or has an account"
        earlier = self.search([
                ('party', '=', self.party.id),
                ('cheque_bank', '!=', None),
                ], order=[('id', 'DESC')], limit=1)
        for payment in earlier:
            return payment.cheque_bank
        for account in self.party.bank_accounts:
            if account.bank:
                return account.bank.rec_name

    @classmethod
    def check_deposits(cls, payments):
        "Refuse to cancel what is on its way to the bank, or has arrived"
        for payment in payments:
            if payment.deposit:
                raise DepositError(gettext(
                        'medical_payment.msg_deposit_payment_cancel',
                        payment=payment.rec_name,
                        deposit=payment.deposit.rec_name))
