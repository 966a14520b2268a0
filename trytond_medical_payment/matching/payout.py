# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What an acquirer may pay: the sums of runs of closing days, less commission.

A run is all that waits by one method on some closing days that follow each
other.  Its sum is a difference of two prefix sums, so that a payout is found
by one look-up and nothing is tried.
"""
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from .candidate import Ledger
from .codes import ItemKind
from .index import Index
from .model import Method


@dataclass(frozen=True, slots=True)
class Run:
    """The payments of one method on some closing days.

    items: by date; gross: their sum, commission: what the acquirer kept.
    """
    method: int
    items: tuple[int, ...]
    gross: int
    commission: int


class Waiting:
    "The payments of one method and currency that wait, by closing day"

    def __init__(
            self, index: Index, method: int, currency: str,
            items: Sequence[int]) -> None:
        self.method = method
        self.currency = currency
        self.items = sorted(items, key=lambda i: (index.items[i].date, i))
        self.dates = [index.items[i].date for i in self.items]
        self.days = sorted(set(self.dates))
        self._commission = Commission(index, index.methods[method])
        self._amounts = [index.amounts[i] for i in self.items]
        self._kept = [self._commission.of(a) for a in self._amounts]
        self._gross = [0, *accumulate(self._amounts)]
        self._each = [0, *accumulate(self._kept)]

    def runs(
            self, first: dt.date, last: dt.date, length: int
            ) -> Iterator[Run]:
        "Each run that ends between two days, `length` days long at most"
        for end in self.days[
                bisect_left(self.days, first):bisect_right(self.days, last)]:
            stop = bisect_right(self.dates, end)
            earliest = end - dt.timedelta(length - 1)
            for begin in self.days[
                    bisect_left(self.days, earliest):
                    bisect_right(self.days, end)]:
                yield from self._ways(bisect_left(self.dates, begin), stop)

    def _ways(self, start: int, stop: int) -> Iterator[Run]:
        "Gross, less commission of the sum, less commission of each payment"
        gross = self._gross[stop] - self._gross[start]
        each = self._each[stop] - self._each[start]
        items = tuple(self.items[start:stop])
        for commission in sorted({0, self._commission.of(gross), each}):
            yield Run(self.method, items, gross, commission)


class Commission:
    "What an acquirer keeps, in minor units, rounded half up"

    def __init__(self, index: Index, method: Method) -> None:
        self._scale = index.scale
        self._rate = method.rate
        self._cent = Decimal(1).scaleb(-method.digits)

    def of(self, gross: int) -> int:
        if not self._rate:
            return 0
        kept = (self._scale.decimal(gross) * self._rate).quantize(
            self._cent, ROUND_HALF_UP)
        return self._scale.minor(kept)

    def gross_of(self, net: int) -> list[int]:
        "What was paid by cards, if so much arrived: without and with it"
        found = {net}
        if self._rate:
            near = int(net / (1 - self._rate))
            cent = self._scale.minor(self._cent)
            for gross in range(near - 2 * cent, near + 3 * cent):
                if gross - self.of(gross) == net:
                    found.add(gross)
        return sorted(found)


def waiting(ledger: Ledger) -> list[Waiting]:
    "What waits for a payout, by method and currency"
    index = ledger.index
    found: dict[tuple[int, str], list[int]] = {}
    for n, item in enumerate(index.items):
        method = index.payout_of(n)
        if method is not None and item.kind == ItemKind.PAYMENT and (
                ledger.left[n] == index.amounts[n]):
            found.setdefault((method, item.currency), []).append(n)
    return [
        Waiting(index, method, currency, items)
        for (method, currency), items in sorted(found.items())]
