# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the engine costs, and how the cost grows, in processor time.

    python -m bench.engine [--sizes 500,1000,…] [--seed N]

Each size has so many transactions and five times as many open invoices: once
with patients who pay for themselves, once with one payer for all of them,
the worst case.  Beside it a plain look-up in dictionaries, on the same data.
Every size runs in a process of its own, so that its memory can be told.
"""
import argparse
import datetime as dt
import random
import resource
import subprocess
import sys
import time
from decimal import Decimal

from stdnum.ch import esr

from trytond_medical_payment.matching import (
    ItemKind, OpenItem, Party, Transaction, propose)

from .people import FIRST, LAST, iban, write_name
from .year import FEES

START = dt.date(2025, 1, 6)
PAYERS = ('as they are', 'one for all')
SIZES = (500, 1000, 2000, 4000)


def make(count, one_payer, seed=1):
    "Return so many transactions, their items and the parties"
    source = random.Random(seed)
    parties = [
        Party(
            f'p{n:06}', (f'{source.choice(FIRST)} {source.choice(LAST)}',),
            (iban(source),))
        for n in range(1 if one_payer else count)]
    items = [make_item(source, n, parties) for n in range(5 * count)]
    by_key = {p.key: p for p in parties}
    transactions = [
        make_transaction(source, n, item, by_key[item.party])
        for n, item in enumerate(source.sample(items, count))]
    return transactions, items, parties


def make_item(source, n, parties):
    body = f'21{n:024}'
    amount = source.choice(FEES)
    if source.random() > 0.8:
        amount = Decimal(source.randrange(400, 9000)) / 20
    date = START + dt.timedelta(source.randrange(340))
    return OpenItem(
        f'i{n:06}', ItemKind.INVOICE, amount, 'CHF', date,
        due=date + dt.timedelta(30), numbers=(f'F2025-{n:06}',),
        references=(body + esr.calc_check_digit(body),),
        party=source.choice(parties).key)


def make_transaction(source, n, item, party):
    "By reference, by number, by account, by name; some of another amount"
    way = source.choice(
        ['reference', 'reference', 'number', 'account', 'name'])
    amount = item.amount
    if source.random() < 0.1:
        amount += source.choice([-20, 5, 80, 120])
    return Transaction(
        f't{n:06}', max(amount, Decimal(5)), 'CHF',
        item.date + dt.timedelta(20), write_name(source, party.names[0]),
        party.accounts[0] if way == 'account' else '',
        references=item.references if way == 'reference' else (),
        texts=(f'Rg {item.numbers[0]}',) if way == 'number' else ())


def look_up(transactions, items, parties):
    "What plain dictionaries find: a floor, without a judgement"
    by_reference, by_number, by_payer = {}, {}, {}
    for item in items:
        by_reference.update(dict.fromkeys(item.references, item))
        by_number.update(dict.fromkeys(item.numbers, item))
        by_payer.setdefault((item.party, item.amount), []).append(item)
    accounts = {a: p for p in parties for a in p.accounts}
    names = {' '.join(sorted(n.upper().split())): p
        for p in parties for n in p.names}
    found = {}
    for one in transactions:
        item = next(
            (by_reference[r] for r in one.references if r in by_reference),
            None)
        if item is None:
            item = next((
                    by_number[w] for t in one.texts for w in t.split()
                    if w in by_number), None)
        if item is None:
            party = accounts.get(one.payer_account) or names.get(
                ' '.join(sorted(one.payer_name.upper().split())))
            if party:
                equal = by_payer.get((party.key, one.amount), ())
                item = equal[0] if len(equal) == 1 else None
        found[one.key] = item
    return found


def measure(count, one_payer, seed):
    "Seconds of the engine and of the look-up, MiB, how many are promised"
    data = make(count, one_payer, seed)
    started = time.process_time()
    look_up(*data)
    plain = time.process_time() - started
    started = time.process_time()
    result = propose(*data)
    seconds = time.process_time() - started
    promised = sum(
        p.promised for o in result for p in o.proposals[:1])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return seconds, plain, memory, promised


def in_process(*arguments):
    done = subprocess.run(
        [sys.executable, '-m', 'bench.engine', '--one',
            *map(str, arguments)],
        capture_output=True, text=True, check=True)
    seconds, plain, memory, promised = done.stdout.split()
    return float(seconds), float(plain), int(memory), int(promised)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--sizes', default=','.join(map(str, SIZES)))
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument(
        '--one', nargs=3, type=int, metavar=('COUNT', 'ONE_PAYER', 'SEED'),
        help="measure one size in this process")
    options = parser.parse_args()
    if options.one:
        print(*measure(*options.one))
        return
    print(f'{"payers":14}{"lines":>7}{"open":>8}{"ms/line":>10}'
        f'{"growth":>8}{"look-up":>9}{"ratio":>7}{"MiB":>6}{"promised":>10}')
    for one_payer, name in enumerate(PAYERS):
        before = None
        for count in map(int, options.sizes.split(',')):
            seconds, plain, memory, promised = in_process(
                count, one_payer, options.seed)
            growth = f'{seconds / before:.2f}' if before else '-'
            print(
                f'{name:14}{count:>7}{5 * count:>8}'
                f'{1000 * seconds / count:>10.3f}{growth:>8}'
                f'{1000 * plain / count:>9.3f}{seconds / plain:>7.1f}'
                f'{memory:>6}{promised:>10}', flush=True)
            before = seconds


if __name__ == '__main__':
    main()
