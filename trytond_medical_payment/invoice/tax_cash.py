# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Taxes on cash basis are due for what was really received.

Core makes due the share that is settled, whatever settled it, and adds up
all the tax lines of a line, so that a tax that was due and no more sums to
nothing and is never due again. Here the sum of the tax lines of a line stays
the tax of the invoice: what becomes due moves from the pending tax line to
one of the period, and what is no longer due moves back.

Due is tax × received ÷ total, both net of the credit notes settled on the
invoice: these make nothing due themselves, only what is paid out for them.
"""
from collections import defaultdict, namedtuple
from decimal import Decimal

from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from ..context import REVERSING

AMOUNTS = [
    'amount_paid', 'amount_lost', 'amount_discounted', 'amount_credited',
    'amount_other']
ZERO = Decimal(0)

# What the taxes of the company are summed by
Key = namedtuple('Key', 'tax type')


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @classmethod
    def _update_tax_cash_basis(cls, invoices):
        if REVERSING.get():
            # On the way: what is settled is known at its end
            return
        with Transaction().set_context(with_payment=False):
            invoices = cls.browse(invoices)
        invoices = [i for i in invoices if i.move]
        lines = {i: _cash_lines(i.move) for i in invoices}
        amounts = cls._cash_amounts(invoices)
        notes = cls._settled_notes([
                i for i in invoices if amounts['amount_credited'].get(i.id)])
        invoices = [i for i in invoices if lines[i] or notes[i]]
        changes = []
        for invoice in invoices:
            settled = {n: amounts[n].get(invoice.id, ZERO) for n in AMOUNTS}
            target = invoice._cash_target(
                lines[invoice], notes[invoice], settled)
            changes.extend(invoice._cash_changes(lines[invoice], target))
        cls._make_due(changes)

    @classmethod
    def _cash_amounts(cls, invoices):
        "Return what became of the totals, by name and invoice"
        if not invoices:
            return {name: {} for name in AMOUNTS}
        return cls.get_settled_amounts(invoices, AMOUNTS)

    @classmethod
    def _settled_notes(cls, invoices):
        "Return by invoice the moves of the credit notes settled on it"
        pool = Pool()
        Move = pool.get('account.move')
        Payment = pool.get('account.invoice.payment')
        notes = defaultdict(list)
        invoices = {i.id: i for i in invoices if i.total_amount > 0}
        if not invoices:
            return notes
        cursor = Transaction().connection.cursor()
        query = Payment._documents_query(list(invoices.values()))
        cursor.execute(*query.select(query.invoice, query.move))
        found = [
            (invoices[i], move) for i, move in cursor
            if move != invoices[i].move.id]
        moves = {m.id: m for m in Move.browse({m for _, m in found})}
        for invoice, move in found:
            notes[invoice].append(moves[move])
        return notes

    def _cash_target(self, lines, notes, settled):
        "Return what must be due of each tax"
        taxes = defaultdict(Decimal)
        for line in lines:
            taxes[Key(line.tax, line.type)] += line.amount
        total = self.total_amount
        if total > 0:
            total -= settled['amount_credited']
            share = self._share_of_notes(
                notes, settled['amount_credited'])
            for move in notes:
                for line in _cash_lines(move):
                    taxes[Key(line.tax, line.type)] += line.amount * share
        received = settled['amount_paid'] + settled['amount_other']
        ratio = ZERO
        if total and self.state in {'posted', 'paid'}:
            # What was received besides is for another invoice
            ratio = min(max(received / total, ZERO), Decimal(1))
        round_ = self.company.currency.round
        return {key: round_(tax * ratio) for key, tax in taxes.items()}

    def _share_of_notes(self, notes, credited):
        "Return the part of the credit notes that is settled on the invoice"
        whole = -sum(
            (self.claim_balance(l) for m in notes for l in m.lines
                if l.account == self.account), ZERO)
        if not whole:
            return ZERO
        return min(credited / whole, Decimal(1))

    def _cash_changes(self, lines, target):
        """Return what is to become due, as (move line, key, pending tax line
        or none, amount)"""
        by_key = defaultdict(lambda: defaultdict(list))
        for line in lines:
            by_key[Key(line.tax, line.type)][line.move_line].append(line)
        round_ = self.company.currency.round
        for key, due in target.items():
            groups = by_key.get(key) or {self.move.lines[0]: []}
            whole = sum(l.amount for g in groups.values() for l in g)
            so_far, done = ZERO, ZERO
            for move_line, group in groups.items():
                so_far += sum(l.amount for l in group)
                part = due if not whole else round_(due * so_far / whole)
                missing = part - done - sum(
                    l.amount for l in group if l.period)
                done = part
                if missing:
                    pending = next((l for l in group if not l.period), None)
                    yield self, move_line, key, pending, missing

    @classmethod
    def _make_due(cls, changes):
        pool = Pool()
        Date = pool.get('ir.date')
        Period = pool.get('account.period')
        TaxLine = pool.get('account.tax.line')
        periods, to_save = {}, []
        for invoice, move_line, key, pending, amount in changes:
            company = invoice.company
            if company not in periods:
                with Transaction().set_context(company=company.id):
                    date = Transaction().context.get(
                        'payment_date') or Date.today()
                periods[company] = Period.find(company, date=date)
            values = {
                'tax': key.tax, 'type': key.type, 'move_line': move_line,
                'on_cash_basis': True}
            if pending and pending.amount == amount:
                pending.period = periods[company]
                to_save.append(pending)
                continue
            to_save.append(TaxLine(
                    amount=amount, period=periods[company], **values))
            if not pending:
                pending = TaxLine(amount=ZERO, period=None, **values)
            pending.amount -= amount
            to_save.append(pending)
        TaxLine.save(to_save)


def _cash_lines(move):
    "Return the tax lines of the move that are on cash basis, in order"
    return sorted(
        (t for l in move.lines for t in l.tax_lines if t.on_cash_basis),
        key=lambda t: (t.move_line.id, t.id))


class Move(metaclass=PoolMeta):
    __name__ = 'account.move'

    def _cancel_default(self, reversal=False):
        """Take back the taxes that are pending, not those of the periods in
        which they were due: that is told in the period in which it ends"""
        default = super()._cancel_default(reversal=reversal)
        sums, lines = defaultdict(Decimal), {}
        for line in _cash_lines(self):
            key = line.move_line, line.tax, line.type
            sums[key] += line.amount
            if key not in lines or not line.period:
                lines[key] = line.id
        others = {
            t.id for l in self.lines for t in l.tax_lines
            if not t.on_cash_basis}
        amounts = {lines[key]: amount for key, amount in sums.items()}

        def kept(data):
            return [
                i for i in data['tax_lines'] if i in amounts or i in others]

        default['lines.tax_lines'] = kept
        default['lines.tax_lines.amount'] = (
            lambda data: -amounts.get(data['id'], data['amount']))
        default['lines.tax_lines.period'] = None
        return default
