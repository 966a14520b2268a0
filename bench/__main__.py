# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Each work beside its peer, in one run, on PostgreSQL and then on SQLite.

    python -m bench [--works w,…] [--pasts p,…] [--sizes n,…]
        [--entries n,…] [--at-once n] [--sqlite] [--write]

The databases are made once and kept in .cache/bench: also the practice with
200 000 invoices. Each work runs in a process of its own. With --write the
table of doc/performance.rst is written anew.
"""
import argparse
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.postgresql import Server, find_programs

from .cost import SERVER
from .table import Row, show, write

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / '.cache' / 'bench'
# Whose cost is looked at as the number of records grows, and as the past does
GROWING = ['propose', 'propose_one_payer']
FILES = ['import_camt', 'read_csv']
AGED = ['mark', 'accept', 'undo', 'cancel', 'use_credit', 'find']
SIZES = [250, 500, 1000]
AT_ONCE = 200
# A search costs the same among more of them
SEARCHES = 100
PASTS = [2000, 200_000]
ENTRIES = [2500, 5000, 10_000]


def measure(environment, name, size, past):
    done = subprocess.run(
        [sys.executable, '-m', 'bench.works', name, str(size), str(past)],
        cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE,
        text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def rows(database, environment, arguments):
    "Measure one after the other"
    for name in GROWING + FILES:
        before = None
        sizes = arguments.entries if name in FILES else arguments.sizes
        for size in sizes if name in arguments.works else []:
            result = measure(environment, name, size, 0)
            yield Row(database, name, size, 0, result, before)
            before = Row(database, name, size, 0, result)
    for name in AGED:
        size = arguments.at_once
        if name == 'find':
            size = min(size, SEARCHES)
        before = None
        for past in arguments.pasts if name in arguments.works else []:
            result = measure(environment, name, size, past)
            yield Row(database, name, size, past, result, before)
            before = Row(database, name, size, past, result)


def numbers(text):
    return [int(n) for n in text.split(',') if n]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        '--works', type=lambda t: t.split(','), default=GROWING + FILES + AGED)
    parser.add_argument('--sizes', type=numbers, default=SIZES)
    parser.add_argument('--entries', type=numbers, default=ENTRIES)
    parser.add_argument('--pasts', type=numbers, default=PASTS)
    parser.add_argument('--at-once', type=int, default=AT_ONCE)
    parser.add_argument(
        '--sqlite', action='store_true', help="on SQLite as well")
    parser.add_argument('--write', action='store_true')
    arguments = parser.parse_args()
    found = []
    server = Server(find_programs(), FOLDER)
    server.start()
    try:
        databases = {'PostgreSQL': {
                'TRYTOND_DATABASE__URI': server.uri,
                'DB_NAME': 'bench',
                SERVER: str(server.process.pid),
                }}
        if arguments.sqlite:
            databases['SQLite'] = {
                'TRYTOND_DATABASE__URI': 'sqlite://', 'DB_NAME': ':memory:'}
        for database, environment in databases.items():
            for row in rows(database, environment, arguments):
                show(row, first=not found)
                found.append(row)
    finally:
        server.stop()
    if arguments.write:
        write(ROOT / 'doc' / 'performance.rst', found, dt.date.today())


if __name__ == '__main__':
    main()
