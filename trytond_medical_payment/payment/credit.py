# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Credits: what a party paid before an invoice or above it.

A credit is a payment without invoice. Its money is on open lines of the
party's account: the line of the receipt, or the lines that split it, whose
origin is the credit. Using it adds such a line to an invoice, so no money
moves, and taking it off the invoice makes it available again.

What takes such lines away, a split or a refund, counts as well while it is
open: somebody may have unreconciled it.
"""
from collections import defaultdict, namedtuple
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction

from ..context import USE_DATE
from ..exceptions import PaymentAmountError
from ..rights import check_readable

# An amount of a credit that is taken for a party
Take = namedtuple('Take', 'credit amount party')


def credit_available():
    "Return the field of what a party has on account"
    return fields.Function(Monetary(
            "Credit Available", currency='currency', digits='currency',
            states={
                'invisible': ~Eval('credit_available'),
                },
            help="What the party has on account."),
        'get_credit_available')


class CreditMixin:
    __slots__ = ()

    amount_available = fields.Function(Monetary(
            "Amount Available", currency='currency', digits='currency',
            states={
                'invisible': ~Eval('amount_available'),
                },
            help="What is left on the account of the party."),
        'get_amount_available')
    refunded = fields.Many2One(
        'account.invoice.payment', "Refunded", readonly=True,
        ondelete='RESTRICT',
        states={
            'invisible': ~Eval('refunded'),
            },
        help="The payment on account that was given back.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'give_back': {
                    'invisible': ~(Eval('amount_available', 0) > 0),
                    'depends': ['amount_available'],
                    },
                })

    @classmethod
    def get_amount_available(cls, payments, name):
        lines = cls._credit_lines(payments)
        return {
            p.id: p.currency.round(sum(
                    map(p._credit_balance, lines[p]), Decimal(0)))
            for p in payments}

    @property
    def is_credit(self):
        return (
            self.state == 'posted' and not self.invoice
            and not self.credit and not self.refunded)

    @staticmethod
    def _credit_balance(line):
        if line.second_currency:
            return -line.amount_second_currency
        return line.credit - line.debit

    @classmethod
    def _credit_lines(cls, payments):
        "Return the open lines of each credit, the oldest first"
        Line = Pool().get('account.move.line')
        result = defaultdict(list)
        by_line = {p.line: p for p in payments if p.is_credit and p.line}
        credits = set(by_line.values())
        if not credits:
            return result
        for refund in cls.search([
                    ('refunded', 'in', [c.id for c in credits]),
                    ('state', '=', 'posted'),
                    ]):
            by_line[refund.line] = refund.refunded
        for line in Line.search([
                    ('reconciliation', '=', None),
                    ('invoice_payment', '=', None),
                    ['OR',
                        ('id', 'in', [l.id for l in by_line]),
                        ('origin', 'in', list(map(str, credits))),
                        ],
                    ],
                order=[('id', 'ASC')]):
            credit = by_line.get(line, line.origin)
            result[credit].append(line)
        return result

    @classmethod
    def available_credits(cls, parties, company):
        "Return the credits with something left by party, the oldest first"
        Line = Pool().get('account.move.line')
        credits = cls.search([
                ('company', '=', company.id),
                ('invoice', '=', None),
                ('credit', '=', None),
                ('refunded', '=', None),
                ('state', '=', 'posted'),
                ['OR',
                    ('line.party', 'in', [p.id for p in parties]),
                    ('party', 'in', [p.id for p in parties]),
                    ],
                ],
            order=[('date', 'ASC'), ('id', 'ASC')])
        result = defaultdict(list)
        lines = cls._credit_lines(credits)
        Line.browse([l for c in credits for l in lines[c]])
        for credit in credits:
            if lines[credit]:
                result[credit.line.party].append(credit)
        return result

    @classmethod
    def use_credits(cls, uses, date=None):
        """Use credits on invoices.

        uses is a list of credit, invoice and amount in the currency of the
        invoice. Return the payments of the invoices.
        """
        pool = Pool()
        Date = pool.get('ir.date')
        Invoice = pool.get('account.invoice')
        credits = cls.browse(list({c.id: None for c, _, _ in uses}))
        invoices = Invoice.browse(list({i.id: None for _, i, _ in uses}))
        cls.check_rights(credits)
        check_readable(invoices)
        cls.lock(credits)
        Invoice.lock(invoices)
        date = date or Date.today()
        claims = Invoice.open_claims(invoices)
        takes, targets = [], []
        for credit, invoice, amount in uses:
            for party, part in credit._split_use(
                    invoice, amount, claims[invoice.id]):
                takes.append(Take(credit, part, party))
                targets.append(invoice)
        lines = cls._take(takes, date)
        links = defaultdict(list)
        for invoice, line in zip(targets, lines):
            links[invoice].append(line)
        with Transaction().set_context(payment_date=date), \
                USE_DATE.set(date):
            Invoice.add_payment_lines(links)
        Invoice.settle_due(invoices)
        return cls.search([
                ('line', 'in', [l.id for l in lines]),
                ('credit', '!=', None),
                ('state', '=', 'posted'),
                ])

    def _split_use(self, invoice, amount, claims):
        "Take the amount from the open claims of the invoice, by party"
        if (self.currency != invoice.currency
                or not 0 < amount <= sum(claims.values())):
            self._raise_use(amount, invoice)
        parts = list(invoice.spread(
                amount, claims, first=self.line.party.id))
        for party, part in parts:
            claims[party] -= part
        return parts

    def _raise_use(self, amount, invoice=None):
        Lang = Pool().get('ir.lang')
        lang = Lang.get()
        names = {
            'credit': self.rec_name,
            'party': self.line.party.rec_name,
            'amount': lang.currency(amount, self.currency),
            'available': lang.currency(self.amount_available, self.currency),
            }
        if invoice:
            raise PaymentAmountError(gettext(
                    'medical_payment.msg_credit_amount',
                    invoice=invoice.rec_name, **names))
        raise PaymentAmountError(gettext(
                'medical_payment.msg_credit_amount_available', **names))

    @classmethod
    def _take(cls, takes, date):
        """Return for each take one open line of its amount and party,
        splitting the lines of the credit where none is just right"""
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        open_ = cls._credit_lines([t.credit for t in takes])
        cls._check_left(takes, open_)
        cls._close_again(open_)
        taken = [cls._take_whole(open_[t.credit], t) for t in takes]
        moves, splits, pairs = [], [], []
        for index, take in enumerate(takes):
            if taken[index]:
                continue
            move, lines, closed = take.credit._get_split(
                open_[take.credit], take, date)
            moves.append(move)
            splits.extend(lines)
            pairs.extend(closed)
            taken[index] = lines[0]
        if moves:
            Move.save(moves)
            Line.save(splits)
            Move.post(moves)
            Line.reconcile(*pairs)
        return taken

    @classmethod
    def bring_back(cls, uses, date=None):
        """Let whose credits were used have them again, where they paid what
        somebody else owed"""
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        moves, lines, pairs = [], [], []
        for use in uses:
            line, credit = use.line, use.credit
            if line.reconciliation or line.party == credit.line.party:
                continue
            amount = credit._credit_balance(line)
            balance = line.credit - line.debit
            away = credit._get_credit_line(
                line.account, -balance, line.party, -amount)
            back = credit._get_credit_line(
                line.account, balance, credit.line.party, amount)
            move = credit._get_split_move(date)
            for new in [away, back]:
                new.origin = credit
                new.move = move
            moves.append(move)
            lines.extend([away, back])
            pairs.append([line, away])
        if moves:
            Move.save(moves)
            Line.save(lines)
            Move.post(moves)
            Line.reconcile(*pairs)

    def _get_split_move(self, date=None):
        "Return the move of lines that stand for those of the credit"
        pool = Pool()
        Date = pool.get('ir.date')
        Move = pool.get('account.move')
        Period = pool.get('account.period')
        date = date or Date.today()
        return Move(
            company=self.company, journal=self.move.journal,
            period=Period.find(self.company, date=date), date=date,
            origin=self)

    @classmethod
    def _check_left(cls, takes, open_):
        "Refuse to take more than what is left of a credit in all"
        left = {
            c: sum(map(c._credit_balance, lines))
            for c, lines in open_.items()}
        for take in takes:
            left[take.credit] = left.get(take.credit, 0) - take.amount
            if left[take.credit] < 0:
                take.credit._raise_use(take.amount)

    @classmethod
    def _close_again(cls, open_):
        """Leave out of the lines what splits and refunds took away, where
        somebody opened it, and reconcile it with what it was"""
        Line = Pool().get('account.move.line')
        pairs = []
        for credit, lines in open_.items():
            balance = credit._credit_balance
            for away in [l for l in lines if balance(l) < 0]:
                lines.remove(away)
                whole = next((
                        l for l in lines
                        if (l.party, balance(l), l.credit - l.debit)
                        == (away.party, -balance(away),
                            away.debit - away.credit)), None)
                if whole:
                    lines.remove(whole)
                    pairs.append([whole, away])
        if pairs:
            Line.reconcile(*pairs)

    @classmethod
    def _take_whole(cls, lines, take):
        for line in lines:
            party = line.party.id if line.party else None
            if (take.credit._credit_balance(line) == take.amount
                    and party == take.party):
                lines.remove(line)
                return line

    def _get_split(self, lines, take, date):
        """Return the move that splits open lines, its lines, that of the
        take first, and the pairs to reconcile; lines is brought up to date"""
        move = self._get_split_move(date)
        missing = take.amount
        closing, pairs = [], []
        while missing > 0:
            line = lines.pop(0)
            missing -= self._credit_balance(line)
            opposite = self._get_credit_line(
                line.account, line.debit - line.credit, line.party,
                -self._credit_balance(line))
            closing.append(opposite)
            pairs.append([line, opposite])
        whole = sum((l.debit - l.credit for l in closing), Decimal(0))
        rest = self.company.currency.round(
            whole * -missing / (take.amount - missing))
        splits = [self._get_credit_line(
                line.account, whole - rest, take.party, take.amount)]
        if missing:
            splits.append(self._get_credit_line(
                    line.account, rest, line.party, -missing))
            lines.insert(0, splits[-1])
        for split in splits + closing:
            split.origin = self
            split.move = move
        return move, splits + closing, pairs

    def _get_credit_line(self, account, credit, party, amount):
        "Return a line of the account, negative amounts on its debit"
        line = self._get_line(account, -credit, -amount)
        if account.party_required:
            line.party = party
        return line

    @classmethod
    def record_on_account(cls, moves):
        "Record what statements put on the account of customers"
        pool = Pool()
        Line = pool.get('account.move.line')
        StatementLine = pool.get('account.statement.line')
        lines = [
            l for l in Line.search([
                    ('move', 'in', [m.id for m in moves]),
                    ('account.type.receivable', '=', True),
                    ('credit', '>', 0),
                    ('party', '!=', None),
                    ('reconciliation', '=', None),
                    ('invoice_payment', '=', None),
                    ])
            if isinstance(l.origin, StatementLine) and not l.origin.related_to]
        cls.record_credits(lines)

    @classmethod
    def refund(cls, credits, method, date, amount=None, reason=None):
        """Give credits back with the payment method, all that is left or the
        amount of each. Return the payments of the refunds."""
        pool = Pool()
        Line = pool.get('account.move.line')
        cls.check_rights(credits)
        cls.lock(credits)
        for credit in credits:
            if amount is not None and amount <= 0:
                credit._raise_use(amount)
        lines = cls._take([
                Take(c, c.amount_available if amount is None else amount,
                    c.line.party.id)
                for c in credits], date)
        refunds = cls.create([{
                    'company': c.company.id,
                    'party': c.party.id,
                    'method': method.id,
                    'date': date,
                    'amount': -c._credit_balance(l),
                    'currency': c.currency.id,
                    'reason': reason,
                    'refunded': c.id,
                    } for c, l in zip(credits, lines)])
        cls.settle(refunds)
        refunds = cls.browse(refunds)
        Line.reconcile(*(
                [r.line, Line(l.id)] for r, l in zip(refunds, lines)))
        return refunds

    @classmethod
    @ModelView.button_action('medical_payment.wizard_payment_refund')
    def give_back(cls, payments):
        pass
