# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is open of an invoice, and which payments close which dues."""
from collections import defaultdict

from trytond.model import fields
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..batch import batches, browse


class ClaimMixin:
    __slots__ = ()

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
        if self.total_amount < 0:
            # A credit note that was put on an invoice pays that one
            lines = [
                (l, b) for l, b in lines
                if l.invoice_payment in {None, self}]
        sign = 1 if sum(b for _, b in lines) >= 0 else -1
        if self.total_amount:
            sign = 1 if self.total_amount > 0 else -1
        dues = [(l, b) for l, b in lines if b * sign > 0]
        paid = [(l, b) for l, b in lines if b * sign < 0]
        return dues, paid

    @classmethod
    def domain_additional_moves(cls, domain, tables):
        """Ask first which invoices the moves are of.

        Core asks for all that have one of the moves in either way: the
        database would look at every invoice for each reconciliation."""
        Additional = Pool().get('account.invoice-additional-account.move')
        name, operator, value = domain[:3]
        if (name != 'additional_moves' or operator != 'in'
                or not all(isinstance(v, int) for v in value)):
            # As core does, without looking for this method again
            convert = fields.Many2Many.convert_domain.__wrapped__
            return convert(
                cls._fields['additional_moves'], domain, tables, cls)
        table, _ = tables[None]
        in_ = fields.SQL_OPERATORS['in']
        ids = []
        if value:
            cursor = Transaction().connection.cursor()
            additional = Additional.__table__()
            cursor.execute(*additional.select(
                    additional.invoice,
                    where=in_(additional.move, list(value))))
            ids = [id_ for id_, in cursor]
        return in_(table.id, ids) if ids else table.id < 0

    @classmethod
    def of_moves(cls, moves, *domain):
        "Return by move the invoices whose claims it holds"
        moves = list({*map(int, moves)})
        by_move = defaultdict(list)
        # One after the other: together no index would serve
        invoices = {
            i.id: i for name in ['move', 'additional_moves']
            for i in cls.search([*domain, (name, 'in', moves)])}
        for _, invoice in sorted(invoices.items()):
            for move in [invoice.move, *invoice.additional_moves]:
                by_move[move].append(invoice)
        return by_move

    @classmethod
    def open_claims(cls, invoices):
        """Return for each invoice what each party owes, the oldest first:
        a dictionary of party to amount in the currency of the invoice"""
        claims = {}
        for invoice in browse(cls, invoices):
            dues, paid = invoice._open_lines()
            claims[invoice.id] = by_party = defaultdict(int)
            for line, balance in dues + paid:
                party = line.party.id if line.party else None
                by_party[party] += balance
        return claims

    @staticmethod
    def spread(amount, claims, first=None):
        """Yield whose claims take what of the amount: the first one's own,
        then the others in order.

        claims is a dictionary of what is open. Where signs differ an amount
        goes to those of its sign. Nothing of it is changed, and what is left
        over of the amount is not told.
        """
        for key in sorted(claims, key=lambda k: k != first):
            claim = claims[key]
            if not amount:
                return
            if claim and (claim > 0) == (amount > 0):
                part = min(claim, amount, key=abs)
                amount -= part
                yield key, part

    @classmethod
    def add_payment_lines(cls, payments):
        """Add the lines to the invoices, all at once.

        Core writes one invoice after the other."""
        Link = Pool().get('account.invoice-account.move.line')
        invoices = list(payments)
        if not invoices:
            return
        if any(i.state == 'paid' for i in invoices):
            # It says why not
            return super().add_payment_lines(payments)
        pairs = {
            (invoice.id, int(line)): None
            for invoice, lines in payments.items() for line in lines}
        for link in Link.search([
                    ('invoice', 'in', [i.id for i in invoices]),
                    ('line', 'in', [line for _, line in pairs]),
                    ]):
            pairs.pop((link.invoice.id, link.line.id), None)
        Link.create([
                {'invoice': invoice, 'line': line}
                for invoice, line in pairs])
        cls._validate(invoices, {'payment_lines'})
        cls.on_modification('write', invoices, field_names={'payment_lines'})

    @classmethod
    def settle_due(cls, invoices):
        """Reconcile what is covered, the oldest due first, and bring the
        invoices up to date in the same transaction"""
        Line = Pool().get('account.move.line')
        for batch in batches(invoices):
            groups = []
            for invoice in cls.browse(batch):
                groups.extend(invoice._get_due_groups())
            if groups:
                Line.reconcile(*groups)
            # Browse again for what the reconciliation changed
            cls.process(cls.browse(batch))

    def _get_due_groups(self):
        dues, paid = self._open_lines()
        # Where nothing is to pay core waits for somebody to pay it
        for line in self.lines_to_pay:
            if not line.reconciliation and not (
                    line.debit or line.credit or line.amount_second_currency):
                yield [line]
        by_party = defaultdict(lambda: ([], []))
        for index, lines in enumerate([dues, paid]):
            for line, balance in lines:
                by_party[line.party][index].append((line, abs(balance)))
        for dues, paid in by_party.values():
            yield from due_groups(dues, paid)


def due_groups(dues, payments):
    """Return the groups of dues and payments that balance.

    dues and payments are sequences of (key, amount), in the order in which
    they are taken, all amounts positive and in the same currency.
    A group is the list of the keys; what does not balance is left out.
    So a payment goes to the oldest due, and a due is closed only by whole
    payments, as a line can not be reconciled by half.
    """
    groups, group, balance = [], [], 0
    dues, payments = iter(dues), iter(payments)
    while True:
        item = next(dues if balance <= 0 else payments, None)
        if item is None:
            return groups
        key, amount = item
        balance += amount if balance <= 0 else -amount
        group.append(key)
        if not balance:
            groups.append(group)
            group = []
