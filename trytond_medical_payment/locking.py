# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Whoever comes second waits for the first (S11).

Tryton locks records when a transaction begins again, tries for a fifth of a
second, and then the user sees an error of the database. What takes longer,
a statement to accept or a selection to mark as paid, is waited for here.
"""
import random
import time
from functools import wraps

from sql.aggregate import Max

from trytond import backend
from trytond.i18n import gettext
from trytond.model import dualmethod, fields
from trytond.pool import PoolMeta
from trytond.transaction import Transaction, TransactionError

from .exceptions import LockedError
from .rights import check_readable

in_ = fields.SQL_OPERATORS['in']
# Seconds after which a user would rather know
PATIENCE = 30
# Seconds between two attempts, not the same for all who wait
PAUSE = 0.05, 0.15


class Waiting(TransactionError):
    "Somebody else holds the records: begin again, a little later"

    def fix(self, extras):
        super().fix(extras)
        now = time.monotonic()
        if now > extras.setdefault(
                'medical_payment_patience', now + PATIENCE):
            raise LockedError(gettext('medical_payment.msg_locked'))
        time.sleep(random.uniform(*PAUSE))


def unless_done(*states):
    """Leave out records that are in one of the states already.

    Around a button: else whoever is second is told that he can not call it.
    """
    def decorator(func):
        @wraps(func)
        def wrapper(cls, records):
            done = [r for r in records if r.state in states]
            result = func(cls, [r for r in records if r not in done])
            check_readable(done)
            return result
        return wrapper
    return decorator


class WaitingLockMixin:
    __slots__ = ()

    @dualmethod
    def lock(cls, records=None):
        transaction = Transaction()
        if backend.name != 'postgresql':
            super().lock(records)
        elif records is None:
            if cls._table not in transaction._locked_tables:
                cls._lock_table_now(transaction)
                transaction._locked_tables.add(cls._table)
        else:
            new_ids = set(transaction.create_records[cls.__name__])
            locked = transaction._locked_records[cls._table]
            if ids := set(map(int, records)) - new_ids - locked:
                cls._lock_now(transaction, sorted(ids))
                locked.update(ids)

    @classmethod
    def _lock_now(cls, transaction, ids):
        """Lock in this transaction, which may have begun before another one
        ended: it would not see what that one did.

        So the records are written, though nothing changes: whoever began
        before that is told so by the database, and begins again.
        """
        table = cls.__table__()
        cursor = transaction.connection.cursor()
        try:
            transaction.database.lock_records(
                transaction.connection, cls._table, ids)
            cursor.execute(*table.update(
                    [table.id], [table.id], where=in_(table.id, ids)))
        except backend.DatabaseOperationalError as exception:
            raise Waiting from exception

    @classmethod
    def _lock_table_now(cls, transaction):
        "Begin again, too, when records were added in the meantime"
        try:
            transaction.database.lock(transaction.connection, cls._table)
        except backend.DatabaseOperationalError as exception:
            raise Waiting from exception
        seen = cls._last_id()
        with transaction.new_transaction(readonly=True):
            if cls._last_id() > seen:
                raise Waiting

    @classmethod
    def _last_id(cls):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(Max(table.id)))
        (last,) = cursor.fetchone()
        return last or 0


class SequenceStrict(WaitingLockMixin, metaclass=PoolMeta):
    "Each payment posted takes a number of the same sequence"
    __name__ = 'ir.sequence.strict'


class JournalPeriod(WaitingLockMixin, metaclass=PoolMeta):
    "Created by the first move of a month"
    __name__ = 'account.journal.period'
