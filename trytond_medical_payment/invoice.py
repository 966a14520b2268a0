# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from collections import defaultdict

from trytond import backend
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, If
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

from .due import due_groups


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    payments = fields.One2Many(
        'account.invoice.payment', 'invoice', "Payments", readonly=True,
        states={
            'invisible': ~Eval('payments', [-1]),
            })

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._check_modify_exclude.add('payments')
        cls._buttons.update({
                'mark_as_paid': {
                    'invisible': ~Eval('payment_state').in_(
                        ['unpaid', 'partial']),
                    'icon': If(Eval('payment_state') == 'partial',
                        'medical-payment-partial',
                        'medical-payment-unpaid'),
                    'depends': ['payment_state'],
                    },
                })

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/form//page[@id="payments"]', 'states', {
                    'invisible': ~Eval('state').in_(['posted', 'paid']),
                    }),
            ]

    @classmethod
    @ModelView.button_action('medical_payment.wizard_mark_as_paid')
    def mark_as_paid(cls, invoices):
        pass

    @classmethod
    def copy(cls, invoices, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('payments', None)
        return super().copy(invoices, default=default)

    @property
    def balance_to_pay(self):
        "What is open, whatever payments are under way"
        with Transaction().set_context(with_payment=False):
            return self.__class__(self.id).amount_to_pay

    @property
    def payer_proposed(self):
        "Who is expected to pay"
        if len(self.alternative_payees) == 1:
            payee, = self.alternative_payees
            return payee
        return self.party

    def claim_balance(self, line):
        "Return what the line adds to the claim, in the invoice's currency"
        if line.second_currency == self.currency:
            balance = line.amount_second_currency
        elif self.currency == self.company.currency:
            balance = line.debit - line.credit
        else:
            balance = 0
        return balance if self.type == 'out' else -balance

    def _open_lines(self):
        "Return the lines that are due and those that pay, in order"
        def key(line):
            date = line.maturity_date or line.date
            return date, line.id
        lines = [
            (line, self.claim_balance(line))
            for line in [
                *sorted(self.lines_to_pay, key=key),
                *sorted(self.payment_lines, key=key)]
            if not line.reconciliation]
        sign = 1 if sum(b for _, b in lines) >= 0 else -1
        if self.total_amount:
            sign = 1 if self.total_amount > 0 else -1
        dues = [(l, b) for l, b in lines if b * sign > 0]
        paid = [(l, b) for l, b in lines if b * sign < 0]
        return dues, paid

    @classmethod
    def of_moves(cls, moves, *domain):
        "Return by move the invoices whose claims it holds"
        moves = list({*map(int, moves)})
        by_move = defaultdict(list)
        for invoice in cls.search([
                    *domain,
                    ['OR',
                        ('move', 'in', moves),
                        ('additional_moves', 'in', moves),
                        ],
                    ]):
            for move in [invoice.move, *invoice.additional_moves]:
                by_move[move].append(invoice)
        return by_move

    @classmethod
    def open_claims(cls, invoices):
        """Return for each invoice what each party owes, the oldest first:
        a dictionary of party to amount in the currency of the invoice"""
        claims = {}
        for invoice in cls.browse(invoices):
            dues, paid = invoice._open_lines()
            claims[invoice.id] = by_party = defaultdict(int)
            for line, balance in dues + paid:
                party = line.party.id if line.party else None
                by_party[party] += balance
        return claims

    @classmethod
    def settle_due(cls, invoices):
        """Reconcile what is covered, the oldest due first, and bring the
        invoices up to date in the same transaction"""
        Line = Pool().get('account.move.line')
        groups = []
        for invoice in cls.browse(invoices):
            groups.extend(invoice._get_due_groups())
        if groups:
            Line.reconcile(*groups)
        # Browse again for what the reconciliation changed; core validates
        # each invoice with a domain of its own, too many for one query
        for sub_invoices in grouped_slice(
                invoices, backend.MAX_QUERY_PARAMS // 4):
            cls.process(cls.browse(sub_invoices))

    def _get_due_groups(self):
        dues, paid = self._open_lines()
        by_party = defaultdict(lambda: ([], []))
        for index, lines in enumerate([dues, paid]):
            for line, balance in lines:
                by_party[line.party][index].append((line, abs(balance)))
        for dues, paid in by_party.values():
            yield from due_groups(dues, paid)
