# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from sql import Null

from trytond.model import Index, fields
from trytond.pool import PoolMeta


class StatementOrigin(metaclass=PoolMeta):
    __name__ = 'account.statement.origin'

    bank_entry_key = fields.Char(
        "Bank Entry Key", readonly=True,
        help="Finds the booking again in another file of the bank.")
    bank_total_key = fields.Char(
        "Bank Total Key", readonly=True,
        help="Finds the total of a batch again in another file of the bank.")
    bank_key = fields.Char(
        "Bank Key", readonly=True,
        help="Finds the movement again in another file of the bank.")

    @classmethod
    def __setup__(cls):
        cls.bank_entry_key.search_unaccented = False
        cls.bank_total_key.search_unaccented = False
        cls.bank_key.search_unaccented = False
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t,
                    (t.bank_entry_key, Index.Equality()),
                    where=t.bank_entry_key != Null),
                Index(t,
                    (t.bank_total_key, Index.Equality()),
                    where=t.bank_total_key != Null),
                })

    @property
    def is_receipt(self):
        """If it is money received for something.

        Money that came back, a booking that was reversed or a payment that was
        rejected is none.
        """
        information = self.information or {}
        return (self.amount > 0
            and not any(
                information.get(key) for key in [
                    'camt_reversal', 'camt_returned', 'camt_rejection']))

    @classmethod
    def copy(cls, origins, default=None):
        # A copy is another movement
        default = default.copy() if default is not None else {}
        default.setdefault('bank_entry_key')
        default.setdefault('bank_total_key')
        default.setdefault('bank_key')
        return super().copy(origins, default=default)
