# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What PostgreSQL's planner would read of the tables."""
from contextlib import contextmanager

from trytond.transaction import Transaction

from .cost import listening

# Rows from which on a table is not to be read as a whole
LARGE = 10_000


@contextmanager
def collected():
    "Collect the statements, each once, with parameters"
    statements = {}

    def hear(statement, parameters):
        if statement.lstrip().startswith(('SELECT', 'UPDATE', 'DELETE')):
            statements.setdefault(statement, parameters)
    with listening(hear):
        yield statements


def large_tables():
    cursor = Transaction().connection.cursor()
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s",
        (LARGE,))
    return {name for name, in cursor}


def whole_tables(statements):
    "Return the statements by which a large table is read as a whole"
    large = large_tables()
    cursor = Transaction().connection.cursor()
    found = []
    for statement, parameters in statements.items():
        cursor.execute('EXPLAIN (FORMAT JSON) ' + statement, parameters)
        (plan,), = cursor.fetchall()
        tables = {
            node['Relation Name'] for node in _nodes(plan[0]['Plan'])
            if _reads_all(node)} & large
        if tables:
            found.append((sorted(tables), statement))
    return found


def _nodes(plan):
    yield plan
    for child in plan.get('Plans', []):
        yield from _nodes(child)


def _reads_all(node):
    "Sequentially, or through an index from end to end"
    return 'Relation Name' in node and (
        node['Node Type'] == 'Seq Scan'
        or node['Node Type'].startswith('Index')
        and 'Index Cond' not in node)
