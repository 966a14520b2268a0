# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How often the proposals of a year are right, class by class.

    python -m bench.quality [--seed N] [--seeds K] [--peer]

The statements of a practice come month by month; what was proposed is
corrected by the truth before the next one comes.  With `--at-once` a whole
year is matched in one run, all its invoices open.
"""
import argparse
import datetime as dt
import time
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal

from trytond_medical_payment.matching import (
    ItemKind, LearntPayer, OpenItem, Party, Transaction, propose)

from .lumps import CARDS, METHODS
from .year import Year

COLUMNS = (
    'lines', 'right', 'wrong', 'none', 'ambiguous', 'sure', 'sure wrong',
    'told', 'told right')


class Practice:
    "What the practice knows when a statement comes"

    def __init__(self, year):
        self.year = year
        self.by_key = {i.key: i for i in year.invoices}
        self.open = {i.key: i.amount for i in year.invoices}
        self.learnt = defaultdict(dict)
        self.acquirers = defaultdict(set)
        self.settled = set()

    def statements(self, at_once):
        if at_once:
            yield self.year.receipts, None
            return
        months = defaultdict(list)
        for receipt in self.year.receipts:
            months[receipt.date.year, receipt.date.month].append(receipt)
        for (year, month), receipts in sorted(months.items()):
            yield receipts, dt.date(
                year + month // 12, month % 12 + 1, 1)

    def items(self, receipts, until):
        recorded = [r for r in receipts if r.recorded and not r.taken]
        taken = {k: a for r in recorded for k, a in r.truth.items()}
        desk = list(self.taken_at_desk(until))
        taken.update((key, amount) for _, key, (amount, _, _) in desk)
        for invoice in self.year.invoices:
            if until and invoice.date >= until:
                continue
            open_ = self.open[invoice.key] - taken.get(invoice.key, 0)
            kind = ItemKind.PAID
            if open_:
                kind = (
                    ItemKind.CREDIT_NOTE if invoice.credit
                    else ItemKind.INVOICE)
            yield OpenItem(
                invoice.key, kind, open_ or invoice.amount, 'CHF',
                invoice.date, due=invoice.date + dt.timedelta(30),
                numbers=(invoice.number,), references=(invoice.reference,),
                party=invoice.patient.key, total=invoice.amount)
        for receipt in recorded:
            for key, amount in receipt.truth.items():
                yield OpenItem(
                    f'payment {key}', ItemKind.PAYMENT, amount, 'CHF',
                    receipt.date - dt.timedelta(3), invoice=key,
                    party=self.by_key[key].patient.key)
        for receipt, key, (amount, date, method) in desk:
            if not receipt.slip:
                yield OpenItem(
                    f'payment {key}', ItemKind.PAYMENT, amount, 'CHF', date,
                    invoice=key, party=self.by_key[key].patient.key,
                    method=method)
        yield from self.slips(until)
        yield from self.arrived(receipts)

    def taken_at_desk(self, until):
        "What was taken until then and has not arrived"
        for receipt in self.year.receipts:
            for key, values in receipt.taken.items():
                if (not until or values[1] < until) and (
                        key not in receipt.truth and not receipt.slip
                        or receipt not in self.settled):
                    yield receipt, key, values

    def slips(self, until):
        for receipt in self.year.receipts:
            if not receipt.slip or receipt in self.settled:
                continue
            number, date, method = receipt.slip
            if not until or date < until:
                yield OpenItem(
                    f'slip {receipt.key}', ItemKind.SLIP, receipt.amount,
                    'CHF', date, numbers=(number,), method=method)

    def arrived(self, receipts):
        "What may come back, of the amounts that do"
        amounts = {-r.amount for r in receipts if r.amount < 0}
        for receipt in self.settled:
            for key, amount in receipt.truth.items():
                if receipt.back or amount not in amounts:
                    continue
                invoice = self.by_key[key]
                taken = receipt.taken.get(key)
                yield OpenItem(
                    f'back {key}', ItemKind.ARRIVED, -amount, 'CHF',
                    receipt.date, numbers=(invoice.number,),
                    references=(invoice.reference,),
                    party=invoice.patient.key, invoice=key,
                    method=taken[2] if taken else None)

    def methods(self):
        for key, method in METHODS.items():
            yield replace(method, accounts=tuple(sorted(self.acquirers[key])))

    def parties(self):
        for patient in self.year.patients + self.year.insurers:
            yield Party(
                patient.key, (patient.name,),
                (patient.account,) if patient.account else (),
                tuple(
                    LearntPayer(date, account=account)
                    for account, date in self.learnt[patient.key].items()))

    def settle(self, receipts):
        "Book the truth, and learn from it"
        for receipt in receipts:
            self.settled.add(receipt)
            for key, (amount, _, method) in receipt.taken.items():
                if receipt.slip:
                    self.open[key] -= amount
                elif receipt.account:
                    self.acquirers[method].add(receipt.account)
            for key, amount in receipt.truth.items():
                self.open[key] -= amount
                if receipt.taken or receipt.back:
                    continue
                patient = self.by_key[key].patient
                if receipt.account and receipt.account != patient.account:
                    self.learnt[patient.key][receipt.account] = receipt.date

    def told(self, receipt, items):
        "Whether the data lead to the truth, and to nothing else"
        if receipt.hint in {'document', 'none'}:
            return receipt.hint == 'document' and not (
                receipt.back and not truth_of(receipt).keys() & {
                    i.key for i in items})
        if len(receipt.truth) != 1:
            return False
        latest = receipt.date + dt.timedelta(7)
        equal = [
            i for i in items if i.kind != ItemKind.PAID
            and i.amount == receipt.amount and i.date <= latest]
        if receipt.hint == 'amount':
            return len(equal) == 1
        patient = self.by_key[next(iter(receipt.truth))].patient
        if patient.payer:
            return False
        names = Counter(p.name for p in self.year.patients)
        if names[patient.name] > 1 and (
                not receipt.account or receipt.account != patient.account):
            return False
        return sum(i.party == patient.key for i in equal) == 1


def transaction(receipt):
    return Transaction(
        receipt.key, receipt.amount, 'CHF', receipt.date, receipt.name,
        receipt.account, references=receipt.references, texts=receipt.texts,
        returned=receipt.returned)


def truth_of(receipt):
    if receipt.slip:
        return {f'slip {receipt.key}': receipt.amount}
    prefix = 'payment ' if receipt.recorded else ''
    if receipt.back:
        prefix = 'back '
    return {prefix + k: a for k, a in receipt.truth.items()}


def verdict(receipt, proposal):
    """Right, wrong, none or ambiguous, of what is proposed first.

    Where nothing is to be settled, no allocation is right.
    """
    truth = truth_of(receipt)
    given = {
        a.item: a.amount for a in proposal.allocations} if proposal else {}
    if not given:
        return 'none' if truth else 'right'
    if proposal.confidence == 'ambiguous':
        return 'ambiguous'
    return 'right' if given == truth else 'wrong'


def measure(year, at_once=False, show=None):
    "Class → counts, and the seconds per line"
    practice = Practice(year)
    table = defaultdict(Counter)
    seconds = lines = 0
    for receipts, until in practice.statements(at_once):
        items = list(practice.items(receipts, until))
        parties = list(practice.parties())
        transactions = [transaction(r) for r in receipts]
        started = time.process_time()
        methods = list(practice.methods())
        result = propose(transactions, items, parties, methods=methods)
        seconds += time.process_time() - started
        lines += len(receipts)
        for receipt in receipts:
            outcome = result.of(receipt.key)
            best = outcome.proposals[0] if outcome.proposals else None
            count(
                table[receipt.kind], receipt, best,
                practice.told(receipt, items), show, outcome)
        practice.settle(receipts)
    return table, seconds / max(lines, 1)


def count(row, receipt, best, told, show, outcome):
    found = verdict(receipt, best)
    sure = best is not None and best.confidence == 'sure'
    row['lines'] += 1
    row[found] += 1
    row['sure'] += sure
    row['sure wrong'] += sure and found == 'wrong'
    row['told'] += told
    row['told right'] += told and found == 'right'
    if show and (
            show == 'sure' and sure and found == 'wrong'
            or show == 'told' and told and found != 'right'
            or show == receipt.kind and found != 'right'):
        print(found, receipt, truth_of(receipt), *outcome.proposals[:3],
            *outcome.notes, sep='\n    ')


def total(tables):
    merged = defaultdict(Counter)
    for table in tables:
        for kind, row in table.items():
            merged[kind].update(row)
            merged['ALL'].update(row)
            if any(w in kind for w in ('reference', 'number')):
                merged['WITH DOCUMENT'].update(row)
    return merged


def show_table(table):
    print(f'{"class":42}' + ''.join(f'{c:>11}' for c in COLUMNS))
    kinds = sorted(k for k in table if not k.isupper())
    for kind in kinds + ['WITH DOCUMENT', 'ALL']:
        print(f'{kind:42}' + ''.join(
                f'{table[kind][c]:>11}' for c in COLUMNS))


def share(part, whole):
    return f'{Decimal(100 * part) / whole:.2f} %' if whole else '-'


def summarise(table):
    for kind in ('WITH DOCUMENT', 'ALL'):
        row = table[kind]
        print(
            f'{kind}: sure and right',
            share(row['sure'] - row['sure wrong'], row['sure']),
            'of the sure ones;', share(row['sure'], row['lines']),
            'of the lines are sure')
    row = table['ALL']
    print(
        'first proposal right where the truth can be told:',
        share(row['told right'], row['told']))
    print('sure proposals on noise:', table['noise']['sure'])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--seeds', type=int, default=3)
    parser.add_argument('--patients', type=int, default=500)
    parser.add_argument('--invoices', type=int, default=3000)
    parser.add_argument('--receipts', type=int, default=1500)
    parser.add_argument(
        '--equal', type=float, default=0.8, help="share of equal fees")
    parser.add_argument(
        '--mix', action='append', default=[], metavar='CLASS=WEIGHT',
        help="how often a class comes, may be repeated")
    parser.add_argument('--at-once', action='store_true')
    parser.add_argument(
        '--cards', action='store_true',
        help="two receipts in five by card, TWINT, cheque or in cash")
    parser.add_argument(
        '--peer', action='store_true',
        help="measure core's rules on the same lines")
    parser.add_argument('--peer-invoices', type=int, default=400)
    parser.add_argument('--peer-receipts', type=int, default=250)
    parser.add_argument(
        '--show', help="print what failed: sure, told, or a class")
    options = parser.parse_args()
    mix = dict(CARDS) if options.cards else {}
    mix.update(
        (name, float(weight))
        for name, weight in (m.split('=') for m in options.mix))
    tables, speeds = [], []
    for seed in range(options.seed, options.seed + options.seeds):
        year = Year(
            seed, options.patients, options.invoices, options.receipts,
            mix, options.equal)
        table, speed = measure(year, options.at_once, options.show)
        tables.append(table)
        speeds.append(speed)
    table = total(tables)
    show_table(table)
    summarise(table)
    print(
        f'{1000 * sum(speeds) / len(speeds):.3f} ms (processor) per line,'
        f' seeds {options.seed} to {options.seed + options.seeds - 1}')
    if options.peer:
        compare(options)


def compare(options):
    "Core's rules beside it, on the same lines of a year of their own"
    from .peer_rule import LEFT_OUT, measure_rules
    year = Year(
        options.seed, 150, options.peer_invoices, options.peer_receipts,
        mix=dict.fromkeys(LEFT_OUT, 0), equal=options.equal, core=True)
    table, speed = measure(year, at_once=True)
    ours = total([table])['ALL']
    theirs, their_speed, statements = measure_rules(year)
    lines = len(year.receipts)
    print(
        f'\nBeside account_statement_rule: {len(year.invoices)} invoices'
        f' open, {lines} lines, all at once')
    print(f'{"":24}{"ms/line":>10}{"SQL/line":>10}' + ''.join(
            f'{c:>11}' for c in ('right', 'none', 'ambiguous', 'wrong')))
    for name, seconds, sql, row in (
            ('engine', speed, 0, ours),
            ('account_statement_rule', their_speed, statements, theirs)):
        print(f'{name:24}{1000 * seconds:>10.3f}{sql:>10.1f}' + ''.join(
                f'{row[c]:>11}'
                for c in ('right', 'none', 'ambiguous', 'wrong')))
    print(
        f'time: 1 to {their_speed / speed:.0f}; wrong:'
        f' {share(ours["wrong"], lines)} to {share(theirs["wrong"], lines)};'
        f' right: {share(ours["right"], lines)} to'
        f' {share(theirs["right"], lines)}')


if __name__ == '__main__':
    main()
