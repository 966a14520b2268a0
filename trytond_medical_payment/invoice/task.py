# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Tasks of the queue whose worker ended before they did."""
from sql import Null
from sql.functions import CurrentTimestamp, Extract

from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.transaction import Transaction

in_ = fields.SQL_OPERATORS['in']
# Seconds that a worker may take from a task's beginning to its lock
GRACE = 10


class Queue(metaclass=PoolMeta):
    __name__ = 'ir.queue'

    def run(self):
        # The lock ends with the process, however that ends
        self._select_unlocked([self])
        super().run()

    @classmethod
    def interrupted(cls, tasks):
        "Return the tasks that were begun, and that nobody works on any more"
        table = cls.__table__()
        return cls._select_unlocked(
            tasks,
            (table.finished_at == Null)
            & (Extract('EPOCH', CurrentTimestamp() - table.dequeued_at)
                > GRACE),
            table)

    @classmethod
    def _select_unlocked(cls, tasks, where=None, table=None):
        """Lock the tasks for this transaction, and return them.

        Those that another one has locked are left out. Databases that do not
        lock records have no workers beside the server."""
        transaction = Transaction()
        database = transaction.database
        if not tasks or not database.has_select_for():
            return []
        table = table or cls.__table__()
        query = table.select(table.id, where=in_(table.id, [
                    t.id for t in tasks]))
        if where is not None:
            query.where &= where
        query.for_ = database.get_select_for_skip_locked()('UPDATE')
        cursor = transaction.connection.cursor()
        cursor.execute(*query)
        return cls.browse([id_ for id_, in cursor])
