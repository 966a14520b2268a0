# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""D9: what the acquirer reports against what is recorded."""
import datetime as dt
import random
from collections import Counter
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trytond_medical_payment.matching import Policy
from trytond_medical_payment.matching.reported import (
    Sighting, compare, concerned)

DAY = dt.date(2026, 11, 2)
DAYS = Policy().days_reported


def seen(key, amount, day=0, *references, currency='CHF', concerns=''):
    return Sighting(
        key, Decimal(amount), currency, DAY + dt.timedelta(day), references,
        concerns)


def found(transactions, payments):
    result = compare(transactions, payments)
    return (
        dict(result.pairs), set(result.missing_here),
        set(result.missing_there), set(result.unclear))


@pytest.mark.parametrize('transactions, payments, expected', [
        # one of each
        ([('t', '80')], [('p', '80')], {'t': 'p'}),
        ([('t', '80', 3)], [('p', '80')], {'t': 'p'}),
        ([('t', '80')], [('p', '80', 3)], {'t': 'p'}),
        ([('t', '80', 4)], [('p', '80')], {}),
        ([('t', '80')], [('p', '80.05')], {}),
        # the reference tells, on whatever day and however it is written
        ([('t', '80', 20, 'Ab 1')], [('p', '80', 0, 'aB1')], {'t': 'p'}),
        ([('t', '80', 0, 'A2')],
            [('p', '80', 0), ('q', '80', 0, 'A2')], {'t': 'q'}),
        # another amount is another payment, whatever the reference
        ([('t', '80', 0, 'A')], [('p', '79', 0, 'A')], {}),
        # equal amounts of a day, in order
        ([('t', '80'), ('u', '80')], [('p', '80'), ('q', '80')],
            {'t': 'p', 'u': 'q'}),
        ([('t', '80')], [('p', '80'), ('q', '80')], {'t': 'p'}),
        # the same day comes first
        ([('t', '80', 1)], [('p', '80', 0), ('q', '80', 1)], {'t': 'q'}),
        # all of them, each a day later
        ([('t', '80', 1), ('u', '80', 3)], [('p', '80', 0), ('q', '80', 2)],
            {'t': 'p', 'u': 'q'}),
        ([('t', '80', 1), ('u', '80', 3), ('v', '80', 5)],
            [('p', '80', 0), ('q', '80', 2), ('r', '80', 4)],
            {'t': 'p', 'u': 'q', 'v': 'r'}),
        # one that is known by two references is one
        ([('t', '80', 0, 'A', 'B')],
            [('p', '80', 9, 'A'), ('q', '80', 9, 'B')], {'t': 'p'}),
        # money given back is no payment
        ([('t', '-80')], [('p', '80')], {}),
        ([('t', '-80', 1)], [('p', '-80')], {'t': 'p'}),
        ])
def test_D9_pairs(transactions, payments, expected):
    pairs, here, there, unclear = found(
        [seen(*t) for t in transactions], [seen(*p) for p in payments])
    assert pairs == expected
    assert here == {t[0] for t in transactions} - expected.keys()
    assert there == {p[0] for p in payments} - set(expected.values())
    assert not unclear


def test_D9_which_day_is_missing():
    "Either may be the one: nothing is recorded twice"
    transactions, payments = [seen('t', '80', 1)], [
        seen('p', '80', 0), seen('q', '80', 2)]
    pairs, here, there, unclear = found(transactions, payments)
    assert not pairs and here == {'t'} and there == {'p', 'q'}
    assert unclear == {
        ('transaction', 't'), ('payment', 'p'), ('payment', 'q')}


def test_D9_two_of_one_day_are_alike():
    "Which of them is missing nobody can tell, and it makes no difference"
    pairs, here, there, unclear = found(
        [seen('t', '80', 1)], [seen('p', '80', 0), seen('q', '80', 0)])
    assert pairs == {'t': 'p'} and there == {'q'} and not unclear


def test_currencies_are_apart():
    assert not found(
        [seen('t', '80', currency='EUR')], [seen('p', '80')])[0]


@pytest.mark.parametrize('taken, payments, expected', [
        ([('r', '-80', 5)], [('p', '80')], {'r': 'p'}),
        ([('r', '-80', 5)], [('p', '80'), ('q', '80', 1)], {}),
        ([('r', '-80', 400)], [('p', '80')], {'r': 'p'}),
        ([('r', '-80', 401)], [('p', '80')], {}),
        ([('r', '-80')], [('p', '80')], {'r': 'p'}),
        ([('r', '-80')], [('p', '80', 1)], {}),
        # one that came back can not come back again
        ([('r', '-80', 5), ('s', '-80', 6)], [('p', '80')], {'r': 'p'}),
        ])
def test_D9_what_is_taken_back(taken, payments, expected):
    assert concerned(
        [seen(*t) for t in taken], [seen(*p) for p in payments]) == expected


def test_numbers_of_the_policy():
    policy = Policy(days_reported=1, days_returned=2)
    payments = [seen('p', '80')]
    for days, near in [(1, True), (2, False)]:
        assert bool(compare(
                [seen('t', '80', days)], payments, policy).pairs) == near
    for days, known in [(2, True), (3, False)]:
        assert bool(concerned(
                [seen('r', '-80', days)], payments, policy)) == known


def test_D9_taken_back_by_reference():
    payments = [seen('p', '80', 0, 'A1'), seen('q', '80', 0, 'A2')]
    assert concerned([
            seen('r', '-30', 5, concerns='a2'),
            seen('s', '-50', 5, concerns='A 2'),
            seen('t', '-80', 5, concerns='A9'),
            seen('u', '-80', 6)], payments) == {'r': 'q', 's': 'q', 'u': 'p'}


# For any report

sightings = st.lists(st.tuples(
        st.sampled_from(['50', '80']), st.integers(0, 9),
        st.sampled_from(['', '', '', 'A', 'B'])), max_size=6)


def numbered(name, rows):
    return [
        seen(f'{name}{n}', amount, day, *filter(None, [reference]))
        for n, (amount, day, reference) in enumerate(rows)]


def is_near(transaction, payment):
    return (transaction.amount == payment.amount
        and abs((transaction.date - payment.date).days) <= DAYS)


def matchings(transactions, payments):
    "All the ways to pair some of them"
    if not transactions:
        yield []
        return
    first, *others = transactions
    yield from matchings(others, payments)
    for payment in payments:
        if is_near(first, payment):
            for pairs in matchings(
                    others, [p for p in payments if p != payment]):
                yield [(first, payment), *pairs]


def slowly(transactions, payments):
    """By how many of each day and amount are paired on both sides, and what
    is unclear: all the ways that pair most are looked at"""
    clusters = []
    for one in sorted(
            transactions + payments, key=lambda s: (s.amount, s.date)):
        last = clusters[-1][-1] if clusters else None
        if (last and last.amount == one.amount
                and (one.date - last.date).days <= DAYS):
            clusters[-1].append(one)
        else:
            clusters.append([one])
    paired, unclear = Counter(), set()
    for cluster in clusters:
        ways = list(matchings(
                [t for t in transactions if t in cluster],
                [p for p in payments if p in cluster]))
        most = max(map(len, ways))
        results = [
            Counter((s.key[0], s.amount, s.date) for p in way for s in p)
            for way in ways if len(way) == most]
        if all(r == results[0] for r in results):
            paired += results[0]
        else:
            unclear.update(s.key for s in cluster)
    return paired, unclear


def certain(transactions, payments):
    "What the reference or the day tells, for the slow way"
    for by in [
            lambda s: s.references and (s.references, s.amount),
            lambda s: (s.amount, s.date)]:
        for key in {by(t) for t in transactions if by(t)}:
            left = [t for t in transactions if by(t) == key]
            right = [p for p in payments if by(p) == key]
            if by(left[0])[0] == left[0].references and not (
                    len(left) == len(right) == 1):
                continue
            for transaction, payment in zip(left, right):
                transactions = [t for t in transactions if t != transaction]
                payments = [p for p in payments if p != payment]
                yield transaction, payment


@given(sightings, sightings)
def test_D9_against_a_slow_way(rows, others):
    transactions, payments = numbered('t', rows), numbered('p', others)
    result = compare(transactions, payments)
    known = {s.key: s for s in transactions + payments}
    sure = list(certain(transactions, payments))
    expected, unclear = slowly(
        [t for t in transactions if t not in [s for s, _ in sure]],
        [p for p in payments if p not in [s for _, s in sure]])
    for pair in sure:
        expected.update((s.key[0], s.amount, s.date) for s in pair)
    assert expected == Counter(
        (k[0], known[k].amount, known[k].date)
        for pair in result.pairs for k in pair)
    assert {k for _, k in result.unclear} == unclear


@given(sightings, sightings, st.randoms())
def test_D9_what_holds(rows, others, chance):
    transactions, payments = numbered('t', rows), numbered('p', others)
    result = compare(transactions, payments)
    known = {s.key: s for s in transactions + payments}
    ours = [t for t, _ in result.pairs]
    theirs = [p for _, p in result.pairs]
    # Each once, and on one list
    assert Counter(ours + list(result.missing_here)) == Counter(
        t.key for t in transactions)
    assert Counter(theirs + list(result.missing_there)) == Counter(
        p.key for p in payments)
    for transaction, payment in result.pairs:
        one, other = known[transaction], known[payment]
        assert is_near(one, other) or (
            one.amount == other.amount
            and set(one.references) & set(other.references))
    # What is left and clear is near to nothing of the other list
    for one, other in combinations(
            [*result.missing_here, *result.missing_there], 2):
        if one[0] != other[0] and is_near(known[one], known[other]):
            assert {('transaction', one), ('payment', other)} <= (
                result.unclear)
    shuffled = random.Random(chance.random())
    shuffled.shuffle(transactions)
    shuffled.shuffle(payments)
    assert compare(transactions, payments) == result
