# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.pool import PoolMeta

from .rights import check_group, check_readable


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def check_rights(cls, payments):
        "Check that the user may take, give away or cancel the payments"
        if not payments:
            return
        check_group('group_payment')
        if any(p.gives_away for p in payments):
            check_group('group_give_away')
        check_readable([p for p in payments if p.id is not None])
        check_readable(list({p.invoice for p in payments if p.invoice}))
