# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a year is made of."""
import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from .people import Patient

START = dt.date(2025, 1, 6)


@dataclass(eq=False)
class Invoice:
    key: str
    patient: Patient
    date: dt.date
    amount: Decimal
    number: str
    reference: str

    @property
    def credit(self):
        return self.amount < 0


@dataclass(eq=False)
class Receipt:
    """A line of the bank.

    truth: invoice → amount; empty for what settles nothing.
    hint: `document`, `payer` or `amount`: what leads to the truth.
    recorded: the payment was marked by hand before the bank showed it.
    taken: invoice → amount, day and method of what was taken at the desk
        and arrives, or should, with this.
    slip: number, day and method of the slip that it is.
    back: a payment that comes back.
    """
    date: dt.date
    amount: Decimal
    truth: dict = field(default_factory=dict)
    hint: str = 'document'
    name: str = ''
    account: str = ''
    references: tuple = ()
    texts: tuple = ()
    returned: bool = False
    recorded: bool = False
    taken: dict = field(default_factory=dict)
    slip: tuple = ()
    back: bool = False
    kind: str = ''
    key: str = ''
