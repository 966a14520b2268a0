# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What something costs: processor time and statements of SQL.

The time is that of Python and of the server of the database together, not
what passed on the clock: other programs do not count.
"""
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trytond import backend
from trytond.pool import Pool
from trytond.transaction import Transaction

# The process of the PostgreSQL server, if there is one
SERVER = 'BENCH_SERVER'


@dataclass
class Cost:
    seconds: float = 0
    statements: int = 0


def _seconds():
    return time.process_time() + sum(map(_seconds_of, _server_processes()))


def _server_processes():
    "Those that serve a connection, and those beside them"
    server = os.environ.get(SERVER)
    if not server:
        return
    for folder in Path('/proc').iterdir():
        if folder.name.isdecimal() and _stat(folder)[1:2] == [server]:
            yield folder


def _stat(folder):
    try:
        return (folder / 'stat').read_text().rpartition(')')[2].split()
    except OSError:
        return []


def _seconds_of(folder):
    stat = _stat(folder)
    if not stat:
        return 0
    return sum(map(int, stat[11:13])) / os.sysconf('SC_CLK_TCK')


@contextmanager
def measured():
    "Give the cost, which is complete when the block is left"
    cost = Cost()
    with (listening(lambda statement, parameters: _count(cost)),
            outside_of_tests()):
        started = _seconds()
        yield cost
        cost.seconds = _seconds() - started


@contextmanager
def outside_of_tests():
    "In tests Tryton validates the Function fields, too, which users never pay"
    test, Pool.test = Pool.test, False
    try:
        yield
    finally:
        Pool.test = test


def _count(cost):
    cost.statements += 1


@contextmanager
def listening(heard):
    "Call for each statement, with its parameters where they are known"
    if backend.name == 'sqlite':
        connection = Transaction().connection
        connection.set_trace_callback(lambda statement: heard(statement, None))
        try:
            yield
        finally:
            connection.set_trace_callback(None)
        return
    from trytond.backend.postgresql.database import LoggingCursor
    execute = LoggingCursor.execute

    def heard_execute(self, query, params=None, **options):
        heard(query, params)
        return execute(self, query, params, **options)
    LoggingCursor.execute = heard_execute
    try:
        yield
    finally:
        LoggingCursor.execute = execute
