# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Between the records of Tryton and the pure engine, the only one.

Items are known to the engine as ('invoice', id), ('payment', id) or
('deposit', id), the transactions by the id of their origin, the parties and
the methods by theirs.
"""
import datetime as dt
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from trytond.pool import Pool

from ..matching import (
    Confidence, Instalment, ItemKind, LearntPayer, OpenItem, Party, Policy,
    Transaction, propose)
from ..reference import make_scor
from . import data
from .lumps import Lumps
from .origin_information import read as read_information
from .text import compact, given, tokens

ZERO = Decimal(0)


class Gateway(Lumps):
    """Reads what one company has, asks the engine, gives values back.

    With `alone`, what the proposals for other transactions keep is not
    offered again.
    """

    def __init__(self, company, origins, policy=Policy(), alone=False):
        self.company = company
        self.ids = sorted(map(int, origins))
        self.policy = policy
        self.alone = alone
        self.rows = {}
        self.codes = {}
        self.cents = {}
        self.items = {}
        self.names = {}
        # Of the transactions in their second currency: both amounts
        self.pending = {}

    def propose(self):
        """Return the proposals and the notes for each origin.

        A dictionary of the id of the origin to a pair of lists, of values
        for account.statement.match and of [code, params] notes.
        """
        self._read_currencies()
        self.methods = self._methods()
        transactions = self._transactions()
        self._read_items(transactions)
        parties = list(self._parties(transactions))
        refused = self._refused()
        outcomes = {
            o.transaction: o for o in propose(
                transactions, self.items.values(), parties, self.policy,
                refused, self.methods)}
        if others := self._in_second_currency(transactions, outcomes):
            outcomes.update(
                (o.transaction, o) for o in propose(
                    others, self._left(outcomes), parties, self.policy,
                    refused, self.methods))
        return {
            key: (
                [self._match(p) for p in outcome.proposals],
                [self._note(n) for n in outcome.notes])
            for key, outcome in outcomes.items()}

    def _in_second_currency(self, transactions, outcomes):
        """The transactions in the currency in which they were paid.

        The bank tells both amounts; only what settles nothing in the
        currency of the account is looked for in the other one.
        """
        result = []
        currencies = {i.currency for i in self.items.values()}
        for transaction in transactions:
            row = self.rows[transaction.key]
            code = self.codes.get(row.second_currency)
            if (code not in currencies
                    or not row.amount_second_currency
                    or any(p.allocations for p in
                        outcomes[transaction.key].proposals)):
                continue
            amount = row.amount_second_currency
            if transaction.amount != row.amount:
                amount = self._round(
                    amount * transaction.amount / row.amount,
                    row.second_currency)
            self.pending[transaction.key] = transaction.amount, amount
            result.append(replace(transaction, amount=amount, currency=code))
        return result

    def _left(self, outcomes):
        "The items that are not promised yet"
        promised = {
            a.item for o in outcomes.values() for p in o.proposals
            if p.promised for a in p.allocations}
        return [i for k, i in self.items.items() if k not in promised]

    def _round(self, amount, currency):
        return amount.quantize(self.cents[currency])

    # What goes in

    def _read_currencies(self):
        Currency = Pool().get('currency.currency')
        currency = Currency.__table__()
        currencies = data.fetch(
            currency.select(currency.id, currency.code, currency.digits),
            'Currency', 'id code digits')
        self.codes = {c.id: c.code for c in currencies}
        self.cents = {
            c.id: Decimal(1).scaleb(-c.digits) for c in currencies}

    def _transactions(self):
        transactions = []
        for row, pending in data.origins(self.ids):
            if not pending:
                continue
            self.rows[row.id] = row
            transactions.append(self._transaction(row, pending))
        return transactions

    def _transaction(self, row, pending):
        information = read_information(
            row.information, row.amount >= 0, row.description)
        return Transaction(
            key=row.id,
            amount=pending,
            currency=self.codes[row.currency],
            date=row.date,
            payer_name=information.name,
            payer_account=(
                information.account or _known_party(row.party)),
            other_names=information.other_names,
            references=information.references,
            texts=information.texts,
            returned=information.returned)

    def _read_items(self, transactions):
        promised = self._promised()
        items = [
            *self._invoices(promised),
            *self._recorded(promised),
            *self._slips(promised),
            *self._losses(promised),
            *self._arrived(transactions, promised),
            *self._paid(transactions)]
        self.items = {item.key: item for item in items}

    def _promised(self):
        "Return what is kept of each item for other transactions"
        result = defaultdict(lambda: ZERO)
        if self.alone:
            for row in data.promised(self.company, self.ids):
                amount = row.amount
                if row.amount_second_currency is not None:
                    amount = row.amount_second_currency
                if key := _item_key(row):
                    result[key] += amount
        return result

    def _invoices(self, promised):
        dues, paid = defaultdict(list), defaultdict(list)
        for due in data.dues(self.company):
            dues[due.invoice].append(due)
        for due in data.payments(self.company):
            paid[due.invoice].append(due)
        payees = data.alternative_payees(self.company)
        for row in data.invoices(self.company):
            key = 'invoice', row.id
            kept = promised[key]
            total = sum((
                    self._balance(row, d) for d in dues[row.id]), ZERO)
            instalments = self._instalments(
                row, dues[row.id], paid[row.id], kept)
            amount = sum((i.amount for i in instalments), ZERO)
            self.names[key] = row.number or ''
            if not amount and not kept:
                continue
            payers = tuple(payees.get(row.id, ())) + tuple(
                d.party for d in dues[row.id]
                if d.party and d.party != row.party)
            yield OpenItem(
                key=key,
                kind=_kind(amount or ZERO),
                amount=amount or kept,
                currency=self.codes[row.currency],
                date=row.date,
                due=instalments[0].date if instalments else None,
                numbers=given(row.number, row.reference),
                references=self._references(row),
                party=row.party,
                payers=tuple(dict.fromkeys(payers)),
                instalments=(
                    tuple(instalments) if len(instalments) > 1 else ()),
                total=total if total != amount else None)

    def _balance(self, invoice, due):
        "The amount of the line in the currency of the invoice"
        if due.second_currency == invoice.currency:
            return due.amount_second_currency
        return due.debit - due.credit

    def _instalments(self, invoice, dues, paid, kept):
        "What is still open, the oldest first"
        used = kept - sum((self._balance(invoice, d) for d in paid), ZERO)
        result = []
        open_ = sorted(
            (d for d in dues if not d.reconciliation),
            key=lambda d: (d.maturity or invoice.date, d.line))
        for due in open_:
            amount = self._balance(invoice, due)
            if used and (used > 0) == (amount > 0):
                taken = min(used, amount, key=abs)
                used -= taken
                amount -= taken
            if amount:
                result.append(Instalment(
                        date=due.maturity or invoice.date, amount=amount))
        return result

    def _references(self, invoice):
        "The reference given to it, and the one Tryton makes of the number"
        references = []
        if invoice.structured_reference:
            references.append(invoice.structured_reference)
        if invoice.number_alnum:
            references.append(make_scor(invoice.number_alnum))
        return given(*references)

    def _recorded(self, promised):
        "A move may have several payments and several lines: they are one"
        moves = defaultdict(list)
        for row in data.recorded_payments(self.company):
            moves[row.move].append(row)
        booked = defaultdict(list)
        for row in data.booked_payments(self.company):
            booked[row.move].append(row)
        for move, rows in booked.items():
            # Only a payment of one invoice can be replaced
            if (move not in moves
                    and rows[0].invoice
                    and len({r.id for r in rows}) == 1):
                moves[move] = rows
        for rows in moves.values():
            first = rows[0]
            key = 'payment', first.id
            amount, currency = self._waiting(rows)
            # What stands on a slip reaches the bank with it
            if not amount or promised[key] or first.deposit:
                continue
            self.names[key] = first.number or first.reference or ''
            yield OpenItem(
                key=key,
                kind=ItemKind.PAYMENT,
                amount=amount,
                currency=self.codes[currency],
                date=first.date,
                numbers=given(*(
                        n for r in rows for n in [r.number, r.reference])),
                references=tuple(dict.fromkeys(
                        r.structured_reference for r in rows
                        if r.structured_reference)),
                party=first.party,
                method=first.method if first.lump else None,
                invoice=(
                    ('invoice', first.invoice) if first.invoice else None))

    def _waiting(self, rows):
        "Return the amount that the lines of the rows await, and its currency"
        lines = {r.line: r for r in rows}.values()
        currencies = {l.second_currency for l in lines}
        if len(currencies) == 1 and None not in currencies:
            currency, = currencies
            return (
                sum((l.amount_second_currency for l in lines), ZERO), currency)
        Company = Pool().get('company.company')
        return (
            sum((l.debit - l.credit for l in lines), ZERO),
            Company(self.company).currency.id)

    def _losses(self, promised):
        for row in data.losses(self.company):
            key = 'payment', row.id
            if promised[key]:
                continue
            self.names[key] = row.number or ''
            yield OpenItem(
                key=key,
                kind=ItemKind.LOSS,
                amount=row.amount,
                currency=self.codes[row.currency],
                date=row.date,
                numbers=given(row.number),
                references=self._references(row),
                party=row.party,
                invoice=('invoice', row.invoice))

    def _arrived(self, transactions, promised):
        "What the bank may take back, where it takes something"
        dates = [t.date for t in transactions if t.amount < 0]
        if not dates:
            return
        since = min(dates) - dt.timedelta(days=self.policy.days_returned)
        for row in data.arrived_payments(self.company, since):
            key = 'payment', row.id
            if promised[key]:
                continue
            self.names[key] = row.number or row.reference or ''
            yield OpenItem(
                key=key,
                kind=ItemKind.ARRIVED,
                amount=-row.amount,
                currency=self.codes[row.currency],
                date=row.date,
                numbers=given(row.number, row.reference, row.cheque),
                references=given(row.structured_reference),
                party=row.party,
                method=row.method if row.lump else None,
                invoice=(
                    ('invoice', row.invoice) if row.invoice else None))

    def _paid(self, transactions):
        "The paid invoices that the transactions speak of"
        for row in data.paid_invoices(self.company, tokens(transactions)):
            key = 'invoice', row.id
            self.names[key] = row.number or ''
            yield OpenItem(
                key=key,
                kind=ItemKind.PAID,
                amount=row.total or ZERO,
                currency=self.codes[row.currency],
                date=row.date,
                numbers=given(row.number),
                references=self._references(row),
                party=row.party)

    def _parties(self, transactions):
        ids = {i.party for i in self.items.values() if i.party}
        ids.update(p for i in self.items.values() for p in i.payers)
        ids.update(r.party for r in self.rows.values() if r.party)
        numbers = {compact(m.payer_account) for m in transactions} - {''}
        names = {' '.join(m.payer_name.split()) for m in transactions} - {''}
        accounts, learnt = defaultdict(set), defaultdict(set)
        for row in data.bank_accounts(ids, numbers):
            accounts[row.party].add(row.compact or row.number)
        for row in data.learnt(self.company, numbers, names):
            learnt[row.party].add((row.date, row.account or '',
                    row.name or ''))
        for row in self.rows.values():
            if row.party:
                accounts[row.party].add(_known_party(row.party))
        ids.update(accounts, learnt)
        for row in data.parties(ids):
            self.names[row.id] = row.name
            yield Party(
                key=row.id,
                names=(row.name,) if row.name else (),
                accounts=tuple(sorted(accounts[row.id])),
                learnt=tuple(
                    LearntPayer(date=date, account=account, name=name)
                    for date, account, name in sorted(learnt[row.id])))

    def _refused(self):
        matches = defaultdict(set)
        for row in data.refused(self.ids):
            items = matches[row.origin, row.match]
            if key := _item_key(row):
                items.add(key)
        return [
            (origin, frozenset(items))
            for (origin, _), items in sorted(matches.items())]

    # What comes out

    def _match(self, proposal):
        row = self.rows[proposal.transaction]
        amount = proposal.remainder - proposal.commission + sum(
            (a.amount for a in proposal.allocations), ZERO)
        if row.id in self.pending:
            amount, _ = self.pending[row.id]
        return {
            'origin': row.id,
            'amount': amount,
            'on_account': proposal.on_account,
            'close_remainder': proposal.close_remainder,
            'method': proposal.method,
            'commission': proposal.commission or None,
            'confidence': Confidence(proposal.confidence).value,
            'score': proposal.score,
            'promised': proposal.promised,
            'reasons': [
                [e.code.value, e.points, self._params(e.params)]
                for e in proposal.evidence],
            'lines': self._lines(row, proposal),
            }

    def _lines(self, row, proposal):
        lines = [self._line(a) for a in proposal.allocations]
        if row.id in self.pending:
            amount, second = self.pending[row.id]
            for line in lines:
                line['second_currency'] = row.second_currency
                line['amount_second_currency'] = line['amount']
                line['amount'] = self._round(
                    line['amount'] * amount / second, row.currency)
            if lines and not proposal.remainder:
                # The cents of the conversion
                lines[0]['amount'] += amount - sum(
                    l['amount'] for l in lines)
        return lines

    def _line(self, allocation):
        item = self.items[allocation.item]
        model, id_ = allocation.item
        return {
            'invoice': id_ if model == 'invoice' else None,
            'payment': id_ if model == 'payment' else None,
            'deposit': id_ if model == 'deposit' else None,
            'party': item.party,
            'amount': allocation.amount,
            'residue': allocation.residue or None,
            }

    def _note(self, note):
        params = self._params(note.params)
        if note.item is not None:
            params.setdefault('item', self.names.get(note.item, ''))
        if note.transaction is not None and note.transaction in self.rows:
            params.setdefault('other', self.rows[note.transaction].date)
        return [note.code.value, params]

    def _params(self, params):
        params = dict(params)
        account = params.get('account')
        if isinstance(account, str) and account.startswith('PARTY'):
            params['account'] = self.names.get(int(account[5:]), '')
        return params


def _item_key(row):
    "Return how the engine knows what the row of a match names, if anything"
    for name in ['invoice', 'payment', 'deposit']:
        if id_ := getattr(row, name):
            return name, id_


def _known_party(party):
    "Who entered the party of a transaction knows the payer as by an account"
    return f'PARTY{party}' if party else ''


def _kind(amount):
    if amount > 0:
        return ItemKind.INVOICE
    elif amount < 0:
        return ItemKind.CREDIT_NOTE
    return ItemKind.PAID
