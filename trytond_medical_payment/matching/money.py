# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Decimal amounts as integers in minor units, so that sums are exact."""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    "digits: how many decimals a minor unit has (2 for cents)"
    digits: int = 2

    @classmethod
    def of(cls, amounts: Iterable[Decimal]) -> 'Scale':
        "The smallest scale that keeps every amount exact, 2 at least"
        digits = 2
        for amount in amounts:
            exponent = amount.as_tuple().exponent
            if not isinstance(exponent, int):
                raise ValueError(f"{amount} is not an amount")
            if -exponent > digits:
                digits = -exponent
        return cls(digits)

    def minor(self, amount: Decimal) -> int:
        return int(amount.scaleb(self.digits))

    def decimal(self, minor: int) -> Decimal:
        return Decimal(minor).scaleb(-self.digits)
