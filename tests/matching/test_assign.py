# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The assignment against all assignments there are."""
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trytond_medical_payment.matching import Confidence, Policy
from trytond_medical_payment.matching.assign import (
    MAX_DEPTH, Wish, assign, weight)
from trytond_medical_payment.matching.candidate import (
    Allocation, Candidate, Ledger, Spread)
from trytond_medical_payment.matching.extract import read
from trytond_medical_payment.matching.index import Index
from trytond_medical_payment.matching.money import Scale

from .tools import invoice, transaction

INDEX = Index([invoice(n, 1) for n in range(5)], [], Scale())
EXTRACT = read(transaction(1, 1), INDEX, Policy())
AMOUNTS = st.sampled_from([40, 50, 100])


def candidate(allocations, points):
    return Candidate(
        Spread(tuple(
                Allocation(*a) for a in sorted(allocations.items())), 0), None,
        (), points, Confidence.LIKELY, False)


candidates = st.builds(
    candidate, st.dictionaries(
        st.integers(0, 4), AMOUNTS, min_size=1, max_size=2),
    st.integers(1, 100))


def total_of(chosen):
    return sum(map(weight, chosen))


def fits_all(chosen):
    taken = [0] * 5
    for one in filter(None, chosen):
        for allocation in one.allocations:
            taken[allocation.item] += allocation.amount
    return max(taken) <= 100


@given(st.lists(st.lists(candidates, max_size=3), max_size=5))
def test_best_whole_against_brute_force(options):
    wishes = [
        Wish(EXTRACT, tuple(sorted(o, key=lambda d: -d.points)))
        for o in options]
    ledger = Ledger(INDEX)
    before = list(ledger.left)
    chosen = assign(wishes, ledger, 100000)
    assert ledger.left == before
    assert fits_all(chosen)
    for wish, one in zip(wishes, chosen, strict=True):
        assert one is None or one in wish.candidates
    best = max(
        total_of(c) for c in product(*([*w.candidates, None] for w in wishes))
        if fits_all(c))
    assert total_of(chosen) == best


@given(
    st.lists(st.lists(candidates, max_size=3), max_size=8),
    st.integers(0, 20))
def test_few_attempts_are_still_right(options, attempts):
    wishes = [
        Wish(EXTRACT, tuple(sorted(o, key=lambda d: -d.points)))
        for o in options]
    ledger = Ledger(INDEX)
    assert fits_all(assign(wishes, ledger, attempts))
    assert ledger.left == INDEX.amounts


@pytest.mark.parametrize('wanted, expected', [
        # Over two of them, and whoever has something does not ask
        ([{0: 80}, {0: 90, 1: 85}, {1: 95, 2: 90, 3: 10}], [0, 1, 2]),
        # Not if the whole loses, though the last step does not
        ([{0: 60}, {0: 100, 1: 90}, {1: 95, 2: 50, 3: 10}], [None, 0, 1]),
        # Over one, as far as it gains
        ([{0: 80}, {0: 90, 1: 45, 3: 10}], [0, 1]),
        ([{0: 80}, {0: 90, 1: 41, 3: 10}], [None, 0]),
        # Whoever wants it most, wherever it stands
        ([{0: 50}, {0: 90}, {0: 60, 3: 10}], [None, 0, None]),
        ([{0: 50, 1: 40}, {0: 90}, {1: 60, 3: 10}], [None, 0, 1])])
def test_others_move_in_a_group_too_large_to_try_all(wanted, expected):
    size = MAX_DEPTH + 3
    index = Index([invoice(n, 1) for n in range(size + 2)], [], Scale())

    def wish(points):
        return Wish(EXTRACT, tuple(
                candidate({n: 100}, p) for n, p in points.items()))

    # Most are content, and by their second choices all are one group
    wishes = [wish({n: 100, n + 1: 60}) for n in range(3, size)]
    wishes += map(wish, wanted)
    wishes.append(wish({size + 1: 90, size: 20}))
    chosen = assign(wishes, Ledger(index), 1000)
    taken = [c and c.allocations[0].item for c in chosen]
    assert taken == [*range(3, size), *expected, size + 1]


@pytest.mark.parametrize('points, expected', [
        (-5, 1), (0, 1), (1, 1), (2, 4), (50, 2500)])
def test_weight(points, expected):
    "The square of its points, and something is more than nothing"
    assert weight(candidate({0: 100}, points)) == expected
    assert weight(None) == 0
