# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Reports read each table once, whatever the number of payments.

What looks through a whole table again for each row is as slow as the number
of rows times the size of the table. bench/reports.py measures it.
"""
import pytest

from trytond import backend
from trytond.pool import Pool
from trytond.transaction import Transaction

from .report_tools import BOOK, GIVEN_AWAY, SHEET

pytestmark = pytest.mark.skipif(
    backend.name != 'sqlite', reason="asks SQLite how it would do it")


def searched_again(query):
    "The steps of SQLite's plan that go through a table for each row"
    cursor = Transaction().connection.cursor()
    sql, parameters = tuple(query)
    cursor.execute('EXPLAIN QUERY PLAN ' + sql, parameters)
    steps = cursor.fetchall()
    for_each_row = {
        id_ for id_, _, _, step in steps if step.startswith('CORRELATED')}
    return [
        step for _, parent, _, step in steps
        if parent in for_each_row and step.startswith('SCAN')]


@pytest.mark.parametrize('name', [
        BOOK, SHEET, GIVEN_AWAY, GIVEN_AWAY + '.period',
        GIVEN_AWAY + '.reason', GIVEN_AWAY + '.party'])
def test_no_table_is_searched_for_each_row(practice, name):
    with Transaction().set_context(company=practice.company.id):
        query = Pool().get(name).table_query()
        assert not searched_again(query)


def test_a_search_for_each_row_is_seen(practice):
    "By the test above"
    from sql.operators import Exists
    table = Pool().get('account.invoice.payment').__table__()
    other = Pool().get('account.invoice.payment').__table__()
    assert searched_again(table.select(table.id, where=Exists(other.select(
                    other.id, where=other.reason == table.reason))))
