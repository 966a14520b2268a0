# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The practice of the demo, served to real clients."""
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from develop.server import Server

from .cache import ROOT

DATABASE = 'cabinet'
FOLDER = ROOT / '.cache' / 'demo-tests'


def prepared():
    "The folder of the demo's database, built when something changed"
    # In a process of its own: this one is busy with another database
    subprocess.run(
        [sys.executable, '-c',
            'import sys; from pathlib import Path; from demo import prepare;'
            'prepare.build(Path(sys.argv[1]))', str(FOLDER)],
        cwd=ROOT, check=True)
    return FOLDER


def serve(folder, web_root=None):
    "A server with a fresh copy of the practice in the folder"
    from demo import prepare
    prepare.copy_database(DATABASE, prepared(), Path(folder))
    return Server(Path(folder), [DATABASE], web_root=web_root)


def propose(server):
    "Import the demo's bank file and leave the proposals to the user"
    from demo import prepare
    statement, _ = prepare.files(FOLDER)
    subprocess.run(
        [sys.executable, '-m',
            'trytond_medical_payment.scripts.import_statements',
            '-c', str(server.configuration), '-d', DATABASE,
            '--propose-only', str(statement)],
        check=True, capture_output=True)


def wait(condition, what, seconds=60):
    "Until it is so, for what is seen only in the end"
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.5)


def query(server, statement, *parameters):
    "What the database of the server holds now"
    path = server.folder / f'{DATABASE}.sqlite'
    with closing(sqlite3.connect(
                f'file:{path}?mode=ro', uri=True)) as connection:
        return connection.execute(statement, parameters).fetchall()


def matches(server, state, confidence=None):
    "The proposals in that state: (id, numbers of the invoices)"
    rows = query(server,
        'SELECT m.id, i.number FROM account_statement_match m '
        'JOIN account_statement_match_line l ON l.match = m.id '
        'LEFT JOIN account_invoice i ON i.id = l.invoice '
        'WHERE m.state = ? AND (? IS NULL OR m.confidence = ?)',
        state, confidence, confidence)
    result = {}
    for id_, number in rows:
        result.setdefault(id_, set()).add(number)
    return result


def paid(server):
    "The numbers of the invoices that are paid"
    return {number for number, in query(server,
            "SELECT number FROM account_invoice WHERE state = 'paid'")}


def paid_by_bank(server):
    "The numbers of the invoices that a line of a statement pays"
    return {number for number, in query(server,
            "SELECT i.number FROM account_invoice i "
            "JOIN account_invoice_payment p ON p.invoice = i.id "
            "WHERE p.statement_line IS NOT NULL AND p.state = 'posted'")}
