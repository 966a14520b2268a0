# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The assignment against all assignments there are."""
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from trytond_medical_payment.matching import Confidence, Policy
from trytond_medical_payment.matching.assignment import Wish, assign, weight
from trytond_medical_payment.matching.book import Book
from trytond_medical_payment.matching.draft import (
    Claim, Draft, Filling, Ledger)
from trytond_medical_payment.matching.money import Scale
from trytond_medical_payment.matching.reading import read

from .tools import invoice, move

BOOK = Book([invoice(n, 1) for n in range(5)], [], Scale())
READING = read(move(1, 1), BOOK, Policy())
AMOUNTS = st.sampled_from([40, 50, 100])


def draft(claims, points):
    return Draft(
        Filling(tuple(Claim(*c) for c in sorted(claims.items())), 0), None,
        (), points, Confidence.LIKELY, False)


drafts = st.builds(
    draft, st.dictionaries(
        st.integers(0, 4), AMOUNTS, min_size=1, max_size=2),
    st.integers(1, 100))


def total_of(chosen):
    return sum(map(weight, chosen))


def fits_all(chosen):
    taken = [0] * 5
    for one in filter(None, chosen):
        for claim in one.claims:
            taken[claim.item] += claim.amount
    return max(taken) <= 100


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(drafts, max_size=3), max_size=5))
def test_best_whole_against_brute_force(options):
    wishes = [
        Wish(READING, tuple(sorted(o, key=lambda d: -d.points)))
        for o in options]
    ledger = Ledger(BOOK)
    before = list(ledger.left)
    chosen = assign(wishes, ledger, 100000)
    assert ledger.left == before
    assert fits_all(chosen)
    for wish, one in zip(wishes, chosen, strict=True):
        assert one is None or one in wish.drafts
    best = max(
        total_of(c) for c in product(*([*w.drafts, None] for w in wishes))
        if fits_all(c))
    assert total_of(chosen) == best


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(drafts, max_size=3), max_size=8), st.integers(0, 20))
def test_few_attempts_are_still_right(options, attempts):
    wishes = [
        Wish(READING, tuple(sorted(o, key=lambda d: -d.points)))
        for o in options]
    ledger = Ledger(BOOK)
    assert fits_all(assign(wishes, ledger, attempts))
    assert ledger.left == BOOK.amounts
