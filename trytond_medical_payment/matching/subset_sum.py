# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which of the open amounts add up to a receipt: exact and bounded."""
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd


@dataclass(frozen=True, slots=True)
class Sums:
    """The subsets found, as tuples of ascending positions.

    more: there are others than those listed.
    exceeded: the search would have been too large and was not done.
    """
    subsets: tuple[tuple[int, ...], ...] = ()
    more: bool = False
    exceeded: bool = False


def subsets_of(
        amounts: Sequence[int], target: int, limit: int, bound: int) -> Sums:
    """The subsets of positive amounts that add up to the target.

    amounts, target: minor units.  Those with earlier positions come first.
    limit: how many subsets are listed.
    bound: how many bits the table of reachable sums may have.

    A table says for each position which sums the amounts from there on
    reach, so that the walk never enters a branch without a solution.
    """
    places = [i for i, a in enumerate(amounts) if 0 < a <= target]
    values = [amounts[i] for i in places]
    if target <= 0 or sum(values) < target:
        return Sums()
    unit = gcd(*values)
    if target % unit:
        return Sums()
    values = [v // unit for v in values]
    target //= unit
    if len(values) * target > bound:
        return Sums(exceeded=True)
    found = _walk(values, _reachable(values, target), target, limit + 1)
    return Sums(
        tuple(tuple(places[i] for i in f) for f in found[:limit]),
        more=len(found) > limit)


def _reachable(values: list[int], target: int) -> list[int]:
    "For each position, a bit set of the sums of the values from there on"
    mask = (1 << target + 1) - 1
    table = [1]
    for value in reversed(values):
        reach = table[-1]
        table.append((reach | reach << value) & mask)
    table.reverse()
    return table


def _walk(
        values: list[int], reachable: list[int], target: int, limit: int
        ) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, target, ())]
    while stack and len(found) < limit:
        position, rest, chosen = stack.pop()
        if not rest:
            found.append(chosen)
            continue
        if position == len(values) or not reachable[position] >> rest & 1:
            continue
        stack.append((position + 1, rest, chosen))
        value = values[position]
        if value <= rest:
            stack.append((position + 1, rest - value, chosen + (position,)))
    return found
