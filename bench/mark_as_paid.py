# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Marking n invoices as paid, beside core's own ways, in one run.

``python -m bench.mark_as_paid [--past p …] [n …]`` prints for each number of
invoices the statements of SQL and the processor time an invoice, the ratio to
core's, and how they grow with n, and with the number p of invoices that were
paid before. Core is measured twice: its wizard's pay_invoice one by one, and
its methods called with lists.
"""
import argparse
import time
from collections import defaultdict

from tests import cache
from tests.payment_tools import count_statements, pay
from tests.tools import create_invoices, practice_transaction
from trytond.pool import Pool

from .past import add_past

NUMBERS = [10, 50, 250]


def module(practice, invoices, method):
    Invoice = Pool().get('account.invoice')
    Invoice.pay_balance(invoices, method, practice.today)


def core_one_by_one(practice, invoices, method):
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.move.line')
    for invoice in invoices:
        lines = invoice.pay_invoice(
            invoice.amount_to_pay, method, practice.today)
        Line.reconcile([*invoice.lines_to_pay, *lines])
    Invoice.process(Invoice.browse(invoices))


def core_with_lists(practice, invoices, method):
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.move.line')
    Move = pool.get('account.move')
    Period = pool.get('account.period')
    period = Period.find(practice.company, date=practice.today)
    moves = [
        Move(
            company=practice.company, journal=method.journal, period=period,
            date=practice.today, origin=invoice,
            lines=[
                Line(account=invoice.account, party=invoice.party, debit=0,
                    credit=invoice.amount_to_pay),
                Line(account=method.debit_account,
                    debit=invoice.amount_to_pay, credit=0),
                ])
        for invoice in invoices]
    Move.save(moves)
    Move.post(moves)
    links, groups = defaultdict(list), []
    for invoice, move in zip(invoices, Move.browse(moves)):
        line, = [l for l in move.lines if l.account == invoice.account]
        links[invoice].append(line)
        groups.append([*invoice.lines_to_pay, line])
    Invoice.add_payment_lines(links)
    Line.reconcile(*groups)
    Invoice.process(Invoice.browse(invoices))


WAYS = [module, core_with_lists, core_one_by_one]


def measure(way, number, past=0):
    "Return the statements and the seconds an invoice"
    with practice_transaction() as practice:
        Invoice = Pool().get('account.invoice')
        if past:
            paid, = create_invoices(practice, ['100'])
            pay(practice, paid, 'cash')
            add_past(paid, past)
        invoices = create_invoices(practice, ['100'] * number)
        method = practice.method('cash')
        invoices = Invoice.browse(invoices)
        start = time.process_time()
        with count_statements() as counter:
            way(practice, invoices, method)
        seconds = time.process_time() - start
        assert {i.state for i in Invoice.browse(invoices)} == {'paid'}
    return counter.number / number, seconds / number


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('numbers', nargs='*', type=int, default=NUMBERS)
    parser.add_argument('--past', nargs='*', type=int, default=[0])
    arguments = parser.parse_args()
    cache.install()
    with practice_transaction():
        pass  # the database is there from now on
    print(f"{'past':>8} {'invoices':>8} {'way':<16} {'SQL each':>9} "
        f"{'ms each':>8} {'SQL ratio':>9} {'time ratio':>10}")
    for past in arguments.past:
        for number in arguments.numbers:
            results = {way: measure(way, number, past) for way in WAYS}
            sql, seconds = results[module]
            for way in WAYS:
                way_sql, way_seconds = results[way]
                print(f"{past:>8} {number:>8} {way.__name__:<16} "
                    f"{way_sql:>9.1f} {way_seconds * 1000:>8.2f} "
                    f"{way_sql / sql:>9.2f} {way_seconds / seconds:>10.2f}")


if __name__ == '__main__':
    main()
