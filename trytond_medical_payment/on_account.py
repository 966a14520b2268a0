# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Credits: what a party paid before an invoice or above it.

A credit is a payment without invoice. Its money is on open lines of the
party's account: the line of the receipt, or the lines that split it, whose
origin is the credit. Using it adds such a line to an invoice, so no money
moves, and taking it off the invoice makes it available again.
"""
from collections import defaultdict, namedtuple
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction

from .exceptions import PaymentAmountError
from .rights import check_readable

# An amount of a credit that is taken for a party
Take = namedtuple('Take', 'credit amount party')


def _credit_available():
    return fields.Function(Monetary(
            "Credit Available", currency='currency', digits='currency',
            states={
                'invisible': ~Eval('credit_available'),
                },
            help="What the party has on account."),
        'get_credit_available')


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

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
        with Transaction().set_context(
                payment_date=date, payment_use_date=date):
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
            self._raise_use(invoice, amount)
        for party, claim in claims.items():
            part = min(claim, amount)
            if part > 0:
                yield party, part
                claims[party] -= part
                amount -= part

    def _raise_use(self, invoice, amount):
        Lang = Pool().get('ir.lang')
        lang = Lang.get()
        raise PaymentAmountError(gettext(
                'medical_payment.msg_credit_amount',
                credit=self.rec_name,
                amount=lang.currency(amount, self.currency),
                available=lang.currency(self.amount_available, self.currency),
                invoice=invoice.rec_name if invoice else ''))

    @classmethod
    def _take(cls, takes, date):
        """Return for each take one open line of its amount and party,
        splitting the lines of the credit where none is just right"""
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        open_ = cls._credit_lines([t.credit for t in takes])
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
        pool = Pool()
        Move = pool.get('account.move')
        Period = pool.get('account.period')
        move = Move(
            company=self.company, journal=self.move.journal,
            period=Period.find(self.company, date=date), date=date,
            origin=self)
        missing = take.amount
        closing, pairs = [], []
        while missing > 0:
            if not lines:
                self._raise_use(None, take.amount)
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
        for split in splits:
            split.origin = self
        for split in splits + closing:
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
        payments = [cls._from_line(None, l) for l in lines]
        cls.number_payments(payments)
        cls.save(payments)

    @classmethod
    def refund(cls, credits, method, date, amount=None, reason=None):
        """Give credits back with the payment method, all that is left or the
        amount of each. Return the payments of the refunds."""
        pool = Pool()
        Line = pool.get('account.move.line')
        cls.check_rights(credits)
        cls.lock(credits)
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


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    credit_available = _credit_available()

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


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    credit_available = _credit_available()

    @classmethod
    def get_credit_available(cls, parties, name):
        pool = Pool()
        Company = pool.get('company.company')
        Currency = pool.get('currency.currency')
        Payment = pool.get('account.invoice.payment')
        amounts = {p.id: Decimal(0) for p in parties}
        company = Transaction().context.get('company')
        if company is None:
            return amounts
        company = Company(company)
        for party, credits in Payment.available_credits(
                parties, company).items():
            for credit in credits:
                if party and party.id in amounts:
                    amounts[party.id] += Currency.compute(
                        credit.currency, credit.amount_available,
                        company.currency)
        return amounts


class MoveLine(metaclass=PoolMeta):
    __name__ = 'account.move.line'

    @classmethod
    def _get_origin(cls):
        return super()._get_origin() + ['account.invoice.payment']


class Statement(metaclass=PoolMeta):
    __name__ = 'account.statement'

    @classmethod
    def create_move(cls, statements):
        Payment = Pool().get('account.invoice.payment')
        moves = super().create_move(statements)
        Payment.record_on_account([m for m, _, _ in moves])
        return moves
