# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Every number the engine decides by, with its reason."""
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Policy:
    # A6: nothing is given away unless the practice says so.
    tolerance: Decimal = Decimal(0)
