# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The steps of the random runs: a practice where anything may be done.

What Tryton or the module refuses is taken back, as the call of a client is,
so that the books are those of before. Some steps do at once what a fault
needs one after the other, and some have two names, so that they come twice
as often: `python -m bench.faults` tells how soon each fault is found.
"""
from hypothesis.stateful import invariant

from trytond.pool import Pool

from ..books_tools import check_books
from .ending import Ending


class Settling(Ending):

    @invariant()
    def nothing_is_lost(self):
        if self.practice is None:
            return
        if self.refused:
            self.refused = False
            return
        check_books(self.practice)
        Payment = Pool().get('account.invoice.payment')
        for payment in Payment.search([('kind', 'in', ['loss', 'discount'])]):
            assert payment.reason_category == self.reason


class SettlingOnCashBasis(Settling):
    modules = ('account_tax_cash',)
