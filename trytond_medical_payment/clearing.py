# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.pool import Pool, PoolMeta


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def _is_receipt(cls, line):
        # The clearing of a payment only reconciles
        BankPayment = Pool().get('account.payment')
        return (super()._is_receipt(line)
            or isinstance(line.move.origin, BankPayment))
