# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a work costs does not grow with what was ever paid: PostgreSQL's
planner reads no table of the past as a whole for any of its statements."""
from contextlib import closing, contextmanager

import pytest

from bench import works
from bench.cost import Cost
from bench.desk import create_open
from bench.filled import filled_practice
from bench.plans import collected, large_tables, whole_tables
from trytond.pool import Pool
from trytond.transaction import Transaction

from .postgresql import only_postgresql

pytestmark = only_postgresql
PAST = 20_000
NUMBER = 10
WORKS = ['mark', 'accept', 'undo', 'cancel', 'use_credit']


@pytest.mark.parametrize('name', WORKS)
def test_work_reads_no_whole_table(name, monkeypatch):
    found = []

    @contextmanager
    def asked():
        with collected() as statements:
            yield Cost()
        assert statements
        found.extend(whole_tables(statements))

    monkeypatch.setattr(works, 'measured', asked)
    with closing(works.WORKS[name](NUMBER, PAST)) as work:
        # The work itself, not its peer
        next(work)
    assert not found


def test_propose_reads_no_whole_table():
    with filled_practice(PAST) as practice:
        statement = works._statement(practice, create_open(practice, NUMBER))
        with collected() as statements:
            statement.__class__.propose_matches([statement])
        assert statements
        assert not whole_tables(statements)


def test_whole_table_is_noticed():
    with filled_practice(PAST) as practice:
        Invoice = Pool().get('account.invoice')
        assert {
            'account_invoice', 'account_invoice_payment', 'account_move',
            'account_move_line'} <= large_tables()
        with collected() as statements:
            Invoice.search([('comment', 'like', '%paid%')])
        (tables, _), = whole_tables(statements)
        assert tables == ['account_invoice']
        # What refers to a row is looked for when it is deleted
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'ALTER TABLE account_invoice ADD COLUMN bench_move INTEGER '
            'REFERENCES account_move (id)')
        move = create_open(practice, 1)[0].move
        Move = move.__class__
        copies = Move.copy([move])
        with collected() as statements:
            Move.delete(copies)
        assert ['account_invoice'] in [t for t, _ in whole_tables(statements)]
