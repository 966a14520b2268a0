# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What has to work on PostgreSQL too.

One process has one kind of database, so tests that run on SQLite here are
run once more in a process of their own.
"""
import os

import pytest

from .cache import MODULE
from .process import admin, create_database

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
AGAIN = [
    'tests/test_tools.py',
    'tests/test_migration.py',
    'tests/test_module.py::MedicalPaymentTestCase',
    # One database for them all
    'tests/test_payment.py tests/test_on_account.py'
    ' tests/test_tax_adjustment.py tests/test_gateway.py'
    ' tests/test_propose.py tests/test_propose_again.py'
    ' tests/test_report_book.py tests/test_report_cash.py'
    ' tests/test_report_given_away.py tests/test_worker.py',
    ]


def test_activation(postgresql, tmp_path):
    environment = {**os.environ, 'TRYTOND_DATABASE__URI': postgresql.uri}
    postgresql.create('activation')
    create_database('activation', tmp_path, environment)
    admin(
        'activation', '-u', MODULE, '--activate-dependencies',
        cwd=tmp_path, env=environment)
    assert state_of_module(postgresql, 'activation') == 'activated'


def state_of_module(postgresql, database):
    import psycopg
    with psycopg.connect(postgresql.uri + database) as connection:
        return connection.execute(
            'SELECT state FROM ir_module WHERE name = %s',
            [MODULE]).fetchone()[0]


@pytest.mark.parametrize('tests',
    AGAIN, ids=['tools', 'migration', 'module', 'models'])
def test_again(postgresql, tests):
    # Statements of SQL are counted on SQLite
    postgresql.run_tests(
        f'test_{AGAIN.index(tests)}', '-k', 'not sql_statements',
        *tests.split())
