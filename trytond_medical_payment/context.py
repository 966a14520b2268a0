# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Every key of this module in the context.

A client may send any key that does not begin with an underscore, and none
that does: so what the module tells itself is private, and a test finds keys
that are not declared here.
"""
from trytond.transaction import Transaction

PREFIX = '_medical_payment_'


class Key(str):
    "A private key, through which the module speaks to itself"
    __slots__ = ()

    def __new__(cls, name):
        return super().__new__(cls, PREFIX + name)

    def set(self, value=True):
        "Return the manager of a context with the value"
        return Transaction().set_context({self: value})

    def get(self, default=None):
        return Transaction().context.get(self, default)


# Matches are written by the search for them, by accepting and by undoing
MATCHING = Key('matching')
# What the search for matches found is stored, and need not be checked
FOUND = Key('found')
# A settled line of a statement, or its invoice, is taken back
UNDOING_SETTLEMENT = Key('undoing_settlement')
# The other lines of a statement are validated: what is settled stays
SETTLED_LEFT_ALONE = Key('settled_left_alone')
# The method of the line that core's wizard is adding to an invoice
PAYMENT_METHOD = Key('payment_method')
# The date at which credits are used
USE_DATE = Key('use_date')
# The date at which what settled an invoice ends
END_DATE = Key('end_date')
# Lines are taken off invoices because their move is reversed
REVERSING = Key('reversing')

# What clients send, as it only chooses how they see what they may read
# The codes of parties in place of their names: who reconciles the bank may not
# need to know the patients
BY_CODE = 'party_by_code'
# The filters of reports
FILTERS = {'from_date', 'to_date', 'posted', 'interval', 'payer_code'}
SHOWN = {BY_CODE, *FILTERS}
