# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Time and SQL statements to propose and to accept, on SQLite in memory.

    python -m bench.accounts --open 1000 --lines 300

Half of the receipts have a structured reference, the others the number of
the invoice in their text.
"""
import argparse
import cProfile
import pstats
import time
from contextlib import contextmanager

from stdnum.ch import esr

from tests import cache
from tests.tools import (
    count_statements, create_invoices, create_statement, practice_transaction,
    reload)
from trytond.pool import Pool
from trytond.transaction import Transaction


def reference(index):
    number = f'2100000000031394{index:010}'
    return number + esr.calc_check_digit(number)


def create_open_invoices(practice, size):
    invoices = []
    for start in range(0, size, 100):
        invoices.extend(create_invoices(
                practice,
                [f'{50 + (start + i) % 97}.00'
                    for i in range(min(100, size - start))],
                party=lambda i: practice.patients[i % len(practice.patients)],
                structured_reference=lambda i: reference(start + i)))
        Transaction().tasks.clear()
    return invoices


def create_receipts(practice, invoices):
    transactions = []
    for index, invoice in enumerate(invoices):
        transaction = {'amount': invoice.total_amount}
        if index % 2:
            transaction['camt_structured_reference'] = (
                invoice.structured_reference)
        else:
            transaction['description'] = f"facture {invoice.number}"
        transactions.append(transaction)
    return create_statement(practice, transactions)


@contextmanager
def measure(name, lines, profile=False):
    profiler = cProfile.Profile()
    with count_statements() as statements:
        start = time.perf_counter()
        if profile:
            profiler.enable()
        yield
        profiler.disable()
        seconds = time.perf_counter() - start
    print(
        f'{name:20} {seconds:7.2f} s {1000 * seconds / lines:7.1f} ms/line '
        f'{len(statements):7} SQL {len(statements) / lines:6.1f} SQL/line',
        flush=True)
    if profile:
        pstats.Stats(profiler).sort_stats('cumulative').print_stats(70)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--open', type=int, default=1000)
    parser.add_argument('--lines', type=int, default=300)
    parser.add_argument('--one', type=int, default=20, help=(
            "how many proposals to accept one by one"))
    parser.add_argument('--profile', action='store_true')
    arguments = parser.parse_args()
    cache.install()
    with practice_transaction() as practice:
        invoices = create_open_invoices(practice, arguments.open)
        chosen = invoices[::max(1, arguments.open // arguments.lines)]
        chosen = chosen[:arguments.lines]
        statement = create_receipts(practice, chosen)
        run(statement, chosen, arguments)


def run(statement, invoices, arguments):
    pool = Pool()
    Match = pool.get('account.statement.match')
    Statement = pool.get('account.statement')
    profile = arguments.profile
    with measure('propose', len(invoices), profile):
        Statement.propose_matches([statement])
    with measure('propose again', len(invoices)):
        Statement.propose_matches([reload(statement)])
    matches = Match.search([
            ('statement', '=', statement.id),
            ('state', '=', 'proposed'),
            ('confidence', '=', 'sure'),
            ], limit=arguments.one)
    with measure('accept one by one', len(matches), profile):
        for match in matches:
            Match.accept([match])
    left = len(invoices) - len(matches)
    with measure('accept all sure', left, profile):
        Statement.accept_sure([reload(statement)])
    paid = sum(reload(i).state == 'paid' for i in invoices)
    print(f'{paid} of {len(invoices)} invoices are paid')
    accepted = Match.search([('state', '=', 'accepted')])
    with measure('undo all', len(accepted)):
        Match.undo(accepted)


if __name__ == '__main__':
    main()
