# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from collections import defaultdict

from trytond.pool import Pool, PoolMeta


class Reconciliation(metaclass=PoolMeta):
    __name__ = 'account.move.reconciliation'

    @classmethod
    def create(cls, vlist):
        # One by one, a number costs seven statements of SQL
        configuration = Pool().get('account.configuration')(1)
        vlist = [v.copy() for v in vlist]
        missing = defaultdict(list)
        for values in vlist:
            company = values.get('company', cls.default_company())
            if not values.get('number') and company is not None:
                missing[company].append(values)
        for company, c_values in missing.items():
            sequence = configuration.get_multivalue(
                'reconciliation_sequence',
                company=getattr(company, 'id', company))
            if sequence:
                for values, number in zip(
                        c_values, sequence.get_many(len(c_values))):
                    values['number'] = number
        return super().create(vlist)
