# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What PostgreSQL's planner would read of the tables."""
import re
from contextlib import contextmanager

from trytond.transaction import Transaction

from .cost import listening

# Rows from which on a table is not to be read as a whole
LARGE = 10_000
# What the planner thinks of a part of a table that hardly has a row
CHEAP = 50
READING = 'SELECT', 'WITH', 'UPDATE', 'DELETE'
DELETES = re.compile(r'DELETE FROM "([^"]+)"')
# The tables whose rows refer to one of the table, with no index to find them
REFERENCES = '''
SELECT child.relname
FROM pg_constraint
JOIN pg_class AS parent ON parent.oid = confrelid
JOIN pg_class AS child ON child.oid = conrelid
WHERE contype = 'f' AND parent.relname = %s AND NOT EXISTS (
    SELECT 1 FROM pg_index
    WHERE indrelid = conrelid AND indkey[0] = conkey[1])
'''


@contextmanager
def collected():
    "Collect the statements, each once, with parameters"
    statements = {}

    def hear(statement, parameters):
        if statement.lstrip().startswith(READING):
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
            if _reads_all(node)}
        tables = (tables | _referring(cursor, statement)) & large
        if tables:
            found.append((sorted(tables), statement))
    return found


def _referring(cursor, statement):
    "Which the database reads for each row that is deleted, and does not tell"
    deletes = DELETES.match(statement)
    if not deletes:
        return set()
    cursor.execute(REFERENCES, deletes.groups())
    return {name for name, in cursor}


def _nodes(plan):
    yield plan
    for child in plan.get('Plans', []):
        yield from _nodes(child)


def _reads_all(node):
    "Sequentially, or through an index from end to end"
    return 'Relation Name' in node and (
        node['Node Type'] == 'Seq Scan'
        or node['Node Type'].startswith('Index')
        and 'Index Cond' not in node
        and node['Total Cost'] > CHEAP)
