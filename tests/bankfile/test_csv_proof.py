# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Balances of tables as a proof, in whatever order and with gaps."""
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trytond_medical_payment.bankfile import BankFileError, Transaction
from trytond_medical_payment.bankfile.csv_booking import Booking, net
from trytond_medical_payment.bankfile.csv_proof import fee_meaning, prove

D = Decimal
DAY = dt.date(2026, 11, 2)


def booking(amount, balance=None, fee=0, day=0, line=2):
    return Booking(
        line, Transaction(D(amount), DAY + dt.timedelta(day)), 'CHF', '',
        None, D(fee), None if balance is None else D(balance))


@st.composite
def files(draw):
    "Transactions with their balances, and what was there before"
    count = draw(st.integers(1, 6))
    # No two sums are equal, so that no other order agrees by chance
    amounts = [
        draw(st.sampled_from([1, -1])) * 10 ** n for n in range(1, count + 1)]
    fee = draw(st.sampled_from(['after', 'before', 'apart']))
    opening = draw(st.integers(-500, 500))
    found = [
        booking(amount, fee=draw(st.sampled_from([0, 0, 3, -3])), line=n)
        for n, amount in enumerate(amounts)]
    balances = list(accumulate((net(b, fee) for b in found), initial=opening))
    return [
        replace(b, balance=D(balance) if draw(st.integers(0, 3)) else None)
        for b, balance in zip(found, balances[1:])
        ], fee, D(opening), balances[-1]


def stated(bookings):
    return [n for n, b in enumerate(bookings) if b.balance is not None]


@given(files(), st.booleans())
def test_what_agrees_is_proven(file, downwards):
    bookings, fee, opening, closing = file
    known = len(stated(bookings))
    proof = prove(bookings[::-1] if downwards else bookings, fee)
    assert proof.contradiction is None
    if known > 1:
        assert proof.number == known - 1
        assert (proof.opening, proof.closing) == (opening, closing)
    elif len(bookings) > 1 or not known:
        # One balance does not tell whether the file goes up or down
        assert (proof.opening, proof.closing) == (None, None)
    else:
        assert (proof.opening, proof.closing) == (opening, closing)


@given(files(), st.booleans(), st.data())
def test_what_does_not_agree_is_told(file, downwards, data):
    "A balance that was changed between two others, with its line"
    bookings, fee, opening, _ = file
    known = stated(bookings)
    assume(len(known) > 2)
    place = data.draw(st.sampled_from(known[1:-1]))
    bookings[place] = replace(
        bookings[place], balance=bookings[place].balance + 1)
    proof = prove(bookings[::-1] if downwards else bookings, fee)
    assert (proof.opening, proof.closing) == (None, None)
    assert proof.contradiction.code == 'balance_row'
    assert proof.number == len(known) - 3


@pytest.mark.parametrize('rows, expected', [
        # amount, balance and day; opening and closing
        ([(10, None, 0), (20, 130, 0), (30, 160, 1)], (100, 160)),
        ([(10, 130, 0), (20, None, 0), (30, 160, 1)], (100, 160)),
        # The balance of a day, which stands with any of its transactions
        ([(10, 160, 0), (20, None, 0), (30, None, 0), (40, 200, 1)],
            (100, 200)),
        ([(40, 200, 1), (10, None, 0), (20, 160, 0), (30, None, 0)],
            (100, 200)),
        # Two of a day are two balances
        ([(10, 130, 0), (20, 130, 0), (30, 160, 1)], None)])
def test_one_balance_a_day(rows, expected):
    proof = prove([
            booking(amount, balance, day=day)
            for amount, balance, day in rows], 'apart')
    if expected:
        assert (proof.opening, proof.closing) == expected
    else:
        assert proof.contradiction


def test_the_first_contradiction_is_told():
    rows = [booking(10, 110, line=2), booking(20, 131, line=3),
        booking(30, 160, line=4), booking(40, 200, line=5)]
    proof = prove(rows, 'apart')
    assert proof.contradiction.place.line == 3
    assert proof.contradiction.parameters == {
        'balance': '131', 'expected': '130'}
    assert proof.number == 1


@pytest.mark.parametrize('rows, stated_, expected', [
        # amount, fee, balance after what was 100
        ([(50, 1, 150), (-10, 1, 140)], '', 'after'),
        ([(50, 1, 149), (-10, 1, 138)], '', 'before'),
        ([(50, 1, 149), (-10, 1, 138)], 'before', 'before'),
        ([(50, 1, 150), (-10, 1, 140)], 'before', 'fee_wrong'),
        ([(50, 1, None), (-10, 1, None)], '', 'fee_open'),
        ([(50, 1, None), (-10, 1, None)], 'after', 'after'),
        ([(50, 1, None), (-10, 1, None)], 'apart', 'apart'),
        ([(50, 1, 150), (-10, -1, 140)], '', 'fee_signs'),
        ([(50, -1, 149), (-10, -1, 138)], '', 'before'),
        ([(50, 0, None), (-10, 0, None)], '', 'apart'),
        ([(50, 0, None), (-10, 0, None)], 'after', 'apart')])
def test_what_fees_mean(rows, stated_, expected):
    group = [
        booking(amount, balance, fee, line=n)
        for n, (amount, fee, balance) in enumerate(rows, start=2)]
    # Another account without fees, of which nothing is known, changes nothing
    groups = [[booking(1)], group]
    try:
        assert fee_meaning(groups, stated_, 'Fee') == expected
    except BankFileError as error:
        assert error.code == expected
        assert error.parameters == {'column': 'Fee'}
        assert error.place.line == (2 if expected != 'fee_signs' else None)


def test_fees_of_several_accounts_mean_the_same():
    after = [booking(50, 150, 1), booking(-10, 140, 1)]
    before = [booking(50, 149, 1), booking(-10, 138, 1)]
    assert fee_meaning([after, after], '', 'Fee') == 'after'
    with pytest.raises(BankFileError) as caught:
        fee_meaning([after, before], '', 'Fee')
    assert caught.value.code == 'fee_open'
