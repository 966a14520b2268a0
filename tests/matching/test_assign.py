# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The assignment against all assignments there are."""
from itertools import product

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


def test_others_move_in_a_group_too_large_to_try_all():
    "Over two of them, and whoever has something does not ask"
    size = MAX_DEPTH + 3
    index = Index([invoice(n, 1) for n in range(size + 2)], [], Scale())

    def wish(**points):
        return Wish(EXTRACT, tuple(
                candidate({int(n[1:]): 100}, p) for n, p in points.items()))

    # Most are content, and by their second choices all are one group
    wishes = [
        wish(**{f'_{n}': 100, f'_{n + 1}': 60}) for n in range(3, size)]
    wishes += [wish(_0=80), wish(_0=90, _1=85), wish(_1=95, _2=90, _3=10)]
    wishes.append(wish(**{f'_{size + 1}': 90, f'_{size}': 20}))
    chosen = assign(wishes, Ledger(index), 1000)
    taken = [[a.item for a in c.allocations] if c else [] for c in chosen]
    assert taken == [
        *([n] for n in range(3, size)), [0], [1], [2], [size + 1]]
