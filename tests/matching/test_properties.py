# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What holds for any transactions and any items."""
import datetime as dt
import random
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from trytond_medical_payment.matching import Confidence, ItemKind, Policy
from trytond_medical_payment.matching.candidate import (
    Allocation, Candidate, Ledger, Spread)
from trytond_medical_payment.matching.extract import read
from trytond_medical_payment.matching.finder import ranked
from trytond_medical_payment.matching.index import Index
from trytond_medical_payment.matching.money import Scale
from trytond_medical_payment.matching.subset_sum import subsets_of

from .test_cases_many import references
from .tools import DAY, IBAN, IBAN_2, invoice, party, run, transaction

REFERENCES = list(references(6))
NUMBERS = [f'F2025-{n:05}' for n in range(11, 17)]
PARTIES = [
    party('p0', 'Ella Jackson', iban=IBAN), party('p1', 'Tim Jackson'),
    party('p2', 'Otto Meier', iban=IBAN_2), party('p3', 'Otto Meier')]
AMOUNTS = st.sampled_from(['20', '50', '50.05', '80', '100', '130', '150'])
DAYS = st.integers(-40, 20).map(lambda n: DAY + dt.timedelta(n))


@st.composite
def runs(draw):
    items = []
    for n in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from([
                    ItemKind.INVOICE, ItemKind.INVOICE, ItemKind.INVOICE,
                    ItemKind.CREDIT_NOTE, ItemKind.PAYMENT, ItemKind.LOSS,
                    ItemKind.PAID]))
        amount = Decimal(draw(AMOUNTS))
        items.append(invoice(
                f'i{n}', -amount if kind == ItemKind.CREDIT_NOTE else amount,
                NUMBERS[n % 6] if draw(st.booleans()) else '',
                REFERENCES[n % 6] if draw(st.booleans()) else '',
                party=f'p{draw(st.integers(0, 3))}', kind=kind,
                date=draw(DAYS), currency=draw(
                    st.sampled_from(['CHF', 'CHF', 'CHF', 'EUR'])),
                invoice=f'i{draw(st.integers(0, 6))}'
                if kind in {ItemKind.PAYMENT, ItemKind.LOSS} else None))
    transactions = []
    for n in range(draw(st.integers(0, 6))):
        transactions.append(transaction(
                n, draw(st.sampled_from([1, 1, 1, -1])) * Decimal(
                    draw(AMOUNTS)),
                draw(st.lists(st.sampled_from(
                            NUMBERS + ['Danke', REFERENCES[1]]), max_size=3)),
                draw(st.lists(st.sampled_from(REFERENCES), max_size=2)),
                day=draw(DAYS),
                name=draw(st.sampled_from(
                        ['', 'Jackson Ella', 'MEIER OTTO', 'Jackson Tom'])),
                iban=draw(st.sampled_from(['', IBAN, IBAN_2, 'DE00111']))))
    policy = {'tolerance': Decimal(draw(st.sampled_from(['0', '0.05'])))}
    return transactions, items, policy


@given(runs(), st.randoms(use_true_random=False))
def test_shuffling_changes_nothing(case, shuffler):
    transactions, items, policy = case
    expected = run(transactions, items, PARTIES, **policy)
    transactions, items = list(transactions), list(items)
    parties = list(PARTIES)
    for collection in (transactions, items, parties):
        shuffler.shuffle(collection)
    assert run(transactions, items, parties, **policy) == expected


def test_ties_stand_in_the_order_of_what_is_due():
    "However they were found; the better of two for the same items"
    wanted = [((0, 3), 50), ((1,), 40), ((1, 2), 40), ((2,), 40), ((0,), 9)]
    candidates = [
        Candidate(
            Spread(tuple(Allocation(i, 1) for i in items), 0), None, (),
            points, Confidence.LIKELY, False)
        for items, points in [*wanted, ((1,), 30)]]
    for found in permutations(candidates):
        assert ranked(found) == candidates[:-1]


@given(runs())
def test_amounts_add_up_and_nothing_is_promised_twice(case):
    transactions, items, policy = case
    by_key = {i.key: i for i in items}
    amounts = {m.key: m.amount for m in transactions}
    promised = defaultdict(Decimal)
    result = run(transactions, items, PARTIES, **policy)
    assert [o.transaction for o in result] == sorted(amounts)
    for outcome in result:
        assert outcome.proposals or outcome.notes
        assert [p.rank for p in outcome.proposals] == list(
            range(len(outcome.proposals)))
        for proposal in outcome.proposals:
            assert proposal.remainder + sum(
                a.amount for a in proposal.allocations
                ) == amounts[outcome.transaction]
            assert 0 <= proposal.score <= 100
            assert proposal.promised <= (proposal.rank == 0)
            assert proposal.rank == 0 or proposal.confidence == 'ambiguous'
            if proposal.confidence == 'sure':
                assert proposal.promised
            for allocation in proposal.allocations:
                item = by_key[allocation.item]
                assert item.kind != ItemKind.PAID
                taken = allocation.amount + allocation.residue
                assert abs(taken + allocation.left) <= abs(item.amount)
                assert 0 < taken / item.amount <= 1
                if item.kind == ItemKind.PAYMENT:
                    assert allocation.left == 0 == allocation.residue
                if proposal.promised:
                    promised[item.key] += taken
    for key, taken in promised.items():
        assert 0 < taken / by_key[key].amount <= 1


@given(runs())
def test_S3_accepting_proposes_nothing_twice(case):
    "What was promised and accepted is gone from the next run"
    transactions, items, policy = case
    rest = {i.key: i.amount for i in items}
    pending = {m.key: m for m in transactions}
    for outcome in run(transactions, items, PARTIES, **policy):
        for proposal in outcome.proposals:
            if proposal.promised:
                for allocation in proposal.allocations:
                    rest[allocation.item] -= (
                        allocation.amount + allocation.residue)
                del pending[outcome.transaction]
    again = run(
        pending.values(), [
            replace(i, amount=rest[i.key]) if rest[i.key]
            else replace(i, kind=ItemKind.PAID) for i in items], PARTIES,
        **policy)
    for outcome in again:
        for proposal in outcome.proposals:
            for allocation in proposal.allocations:
                assert abs(
                    allocation.amount + allocation.residue
                    ) <= abs(rest[allocation.item])


@given(runs())
def test_S7_refused_is_never_proposed(case):
    transactions, items, policy = case
    refused = set()
    for _ in range(3):
        for outcome in run(transactions, items, PARTIES, refused, **policy):
            for proposal in outcome.proposals:
                key = outcome.transaction, proposal.items
                assert key not in refused
                refused.add(key)


@given(
    st.lists(st.integers(-3, 30), max_size=9), st.integers(-3, 90),
    st.integers(1, 4))
def test_sums_against_brute_force(amounts, target, limit):
    expected = [
        subset for subset in chain.from_iterable(
            combinations(range(len(amounts)), size)
            for size in range(1, len(amounts) + 1))
        if all(amounts[n] > 0 for n in subset)
        and sum(amounts[n] for n in subset) == target]
    found = subsets_of(amounts, target, limit, 10 ** 6)
    assert not found.exceeded
    assert set(found.subsets) <= set(expected)
    assert len(set(found.subsets)) == min(limit, len(expected))
    assert found.more == (len(expected) > limit)


@given(runs(), st.integers(0, 3))
def test_what_is_exactly_open_against_a_look_at_every_item(case, party):
    "Before and after a part of some was promised, by dates"
    transactions, items, _ = case
    index = Index(items, PARTIES, Scale())
    ledger = Ledger(index)
    for one in transactions:
        extract = read(one, index, Policy())
        for until, after in ((None, None), (DAY, None), (None, DAY)):
            expected = [
                n for n, item in enumerate(index.items)
                if party in index.concerned(n)
                and ledger.open(n, extract) == extract.amount
                and (until is None or item.date <= until)
                and (after is None or item.date > after)]
            assert sorted(chain.from_iterable(ledger.exactly(
                        party, extract, until, after))) == expected
        spread = ledger.spread(range(len(items)), extract, 0)
        ledger.take(
            Candidate(spread, None, (), 0, Confidence.LIKELY, False), extract)


def test_sums_say_when_they_are_not_searched():
    found = subsets_of([3, 5, 7], 12, 2, 10)
    assert (found.subsets, found.exceeded) == ((), True)
    # The unit is taken out before
    found = subsets_of([300, 500, 700], 1200, 2, 50)
    assert (found.subsets, found.exceeded) == (((1, 2),), False)


def test_many_sums_of_many_amounts():
    shuffler = random.Random(7)
    amounts = [shuffler.randrange(5, 40000) * 5 for _ in range(200)]
    target = sum(amounts[3::9])
    found = subsets_of(amounts, target, 2, 2 ** 28)
    assert len(found.subsets) == 2
    assert found.more
    for subset in found.subsets:
        assert sum(amounts[n] for n in subset) == target
