# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Many records from one, by SQL.

Posting 200 000 invoices would take hours. So one is, and its rows are copied
with all that hangs on them, which takes seconds.
"""
from sql import Flavor

from trytond import backend
from trytond.transaction import Transaction

SERIES = (
    'WITH RECURSIVE series(n) AS ('
    'SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {number}) ')
# A value of the template that each copy has in its own way
VARIATION = 'bench_variation'


class Rows:
    "The rows of one model that belong to the template, to be copied"

    def __init__(self, Model, ids):
        self.Model = Model
        self.ids = sorted(ids)
        self.table = Model._table

    def prepare(self, cursor):
        cursor.execute(f'SELECT MAX(id) FROM "{self.table}"')
        (self.last,), = cursor.fetchall()
        cursor.execute(
            f'SELECT * FROM "{self.table}" WHERE id IN ('
            f'{", ".join(map(str, self.ids))}) ORDER BY id')
        self.columns = [c[0] for c in cursor.description]
        self.values = cursor.fetchall()

    def copied(self, id_):
        "The expression of the id of the copy number n"
        index = self.ids.index(id_)
        return f'{self.last} + (n - 1) * {len(self.ids)} + {index + 1}'

    def first_copy(self, id_):
        return self.last + self.ids.index(id_) + 1


class Copies:
    """So many copies of the rows.

    varied gives, for the name of a column or a value of the template, the
    name of the column of the variations that takes its place; variations are
    the rows of these, one a copy.
    """

    def __init__(self, rows, number=None, varied=None, variations=()):
        self.groups = {r.Model.__name__: r for r in rows}
        self.variations = variations
        self.number = len(variations) if variations else number
        self.varied = varied or {}

    def add(self):
        "Return how many rows were added"
        cursor = Transaction().connection.cursor()
        for rows in self.groups.values():
            rows.prepare(cursor)
        self._check_references(cursor, False)
        if self.variations:
            self._store_variations(cursor)
        added = 0
        for rows in self.groups.values():
            for values in rows.values:
                self._copy(cursor, rows, values)
                added += self.number
        self._check_references(cursor, True)
        self._set_next_ids()
        if self.variations:
            cursor.execute(f'DROP TABLE {VARIATION}')
        cursor.execute('ANALYZE')
        Transaction().cache.clear()
        return added

    @staticmethod
    def _check_references(cursor, check):
        "Copies point at each other: any of them comes first"
        if backend.name == 'postgresql':
            role = 'origin' if check else 'replica'
            cursor.execute(f'SET LOCAL session_replication_role = {role}')

    def _store_variations(self, cursor):
        names = list(dict.fromkeys(self.varied.values()))
        types = {
            name: self._type(cursor, name, self.variations[0][name])
            for name in names}
        cursor.execute(
            f'CREATE TEMPORARY TABLE {VARIATION} (copy INTEGER PRIMARY KEY, '
            + ', '.join(f'"{n}" {types[n]}' for n in names) + ')')
        marks = ', '.join([Flavor.get().param] * (len(names) + 1))
        cursor.executemany(
            f'INSERT INTO {VARIATION} VALUES ({marks})', [
                (n, *(values[name] for name in names))
                for n, values in enumerate(self.variations, 1)])

    @staticmethod
    def _type(cursor, name, value):
        return {'int': 'INTEGER', 'Decimal': 'NUMERIC', 'date': 'DATE'}.get(
            type(value).__name__, 'VARCHAR')

    def _copy(self, cursor, rows, values):
        expressions, parameters = [], []
        for column, value in zip(rows.columns, values):
            field = rows.Model._fields.get(column)
            target = self.groups.get(getattr(field, 'model_name', None))
            if column == 'id':
                expressions.append(rows.copied(value))
            elif target and value in target.ids:
                expressions.append(target.copied(value))
            elif (name := self._variation(column, value)):
                expressions.append(f'variation."{name}"')
            elif column == 'number' and value:
                expressions.append("'PAST' || n")
            elif isinstance(value, str) and ',' in value:
                expressions.append(self._reference(value))
            else:
                expressions.append(Flavor.get().param)
                parameters.append(value)
        names = ', '.join(f'"{c}"' for c in rows.columns)
        variation = (
            f' JOIN {VARIATION} AS variation ON variation.copy = n'
            if self.variations else '')
        cursor.execute(
            f'INSERT INTO "{rows.table}" ({names}) '
            + SERIES.format(number=self.number)
            + f'SELECT {", ".join(expressions)} FROM series{variation}',
            parameters)

    def _variation(self, column, value):
        if value is None:
            return
        return self.varied.get(column) or self.varied.get(value)

    def _reference(self, value):
        "A field Reference points at the copy as well"
        name, _, id_ = value.partition(',')
        rows = self.groups.get(name)
        if rows and id_.isdecimal() and int(id_) in rows.ids:
            return f"'{name},' || ({rows.copied(int(id_))})"
        return "'" + value.replace("'", "''") + "'"

    def _set_next_ids(self):
        "PostgreSQL counts by itself"
        transaction = Transaction()
        if backend.name != 'postgresql':
            return
        cursor = transaction.connection.cursor()
        for rows in self.groups.values():
            cursor.execute(f'SELECT MAX(id) FROM "{rows.table}"')
            (last,), = cursor.fetchall()
            transaction.database.setnextid(
                transaction.connection, rows.table, last + 1)
