# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The proposals are there as soon as a statement is imported."""
from trytond.pool import Pool, PoolMeta


class Statement(metaclass=PoolMeta):
    __name__ = 'account.statement'

    @classmethod
    def import_files(cls, *args, **kwargs):
        Match = Pool().get('account.statement.match')
        statements, messages = super().import_files(*args, **kwargs)
        Match.prepare(cls.browse(statements))
        return statements, messages


class StatementImport(metaclass=PoolMeta):
    __name__ = 'account.statement.import'

    def do_import_(self, action):
        pool = Pool()
        Match = pool.get('account.statement.match')
        Statement = pool.get('account.statement')
        result = super().do_import_(action)
        if result:
            _, data = result
            # The other importers know nothing of import_files
            Match.prepare([
                    s for s in Statement.browse(data.get('res_id', []))
                    if not Match.is_prepared(s)])
        return result
