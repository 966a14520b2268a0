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
    return time.process_time() + _seconds_of_server()


def _seconds_of_server():
    "Of its processes, and of those that have ended"
    server = os.environ.get(SERVER)
    if not server:
        return 0
    ticks = _ticks(Path('/proc', server), ended=True) + sum(
        map(_ticks, _server_processes(server)))
    return ticks / os.sysconf('SC_CLK_TCK')


def _server_processes(server):
    "Those that serve a connection, and those beside them"
    for folder in Path('/proc').iterdir():
        if folder.name.isdecimal() and _stat(folder)[1:2] == [server]:
            yield folder


def _stat(folder):
    try:
        return (folder / 'stat').read_text().rpartition(')')[2].split()
    except OSError:
        return []


def _ticks(folder, ended=False):
    "What the process took, with what its children took that have ended"
    return sum(map(int, _stat(folder)[11:15 if ended else 13]))


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
