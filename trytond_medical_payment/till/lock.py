# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Who closes a till and who puts cash into it do not pass each other.

Cash is taken by many at once, each of whom keeps the account from being
closed in the meantime; who closes it waits until none of them is left, and
begins again when he could not see what one of them did. SQLite writes one
after the other anyway.
"""
from sql import For

from trytond import backend
from trytond.model import fields
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..locking import Waiting
from .figures import read_figures

in_ = fields.SQL_OPERATORS['in']


def keep_open(moves):
    "Keep the tills from being closed while the moves are posted"
    if backend.name != 'postgresql' or not moves:
        return
    pool = Pool()
    account = pool.get('account.account').__table__()
    line = pool.get('account.move.line').__table__()
    method = pool.get('account.invoice.payment.method').__table__()
    _execute(account.select(
            account.id,
            where=account.id.in_(line.select(
                    line.account, where=in_(line.move, [m.id for m in moves])))
            & account.id.in_(method.select(
                    method.debit_account, where=method.till)),
            for_=For('SHARE', nowait=True)))


def hold(account, day):
    "Let nobody put cash into the till before the transaction ends"
    if backend.name != 'postgresql':
        return
    table = Pool().get('account.account').__table__()
    _execute(table.select(
            table.id, where=table.id == account.id,
            for_=For('UPDATE', nowait=True)))
    # Whoever began before is told so by the database, and begins again
    _execute(table.update([table.id], [table.id],
            where=table.id == account.id))
    seen = read_figures([(account, day)])
    with Transaction().new_transaction(readonly=True):
        Account = Pool().get('account.account')
        if read_figures([(Account(account.id), day)]) != seen:
            raise Waiting


def _execute(query):
    cursor = Transaction().connection.cursor()
    try:
        cursor.execute(*query)
    except backend.DatabaseOperationalError as exception:
        raise Waiting from exception
