# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which dues and payments of a party are reconciled with each other."""
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trytond_medical_payment.invoice.claim import due_groups


def groups(dues, payments):
    "Of amounts in words: d0 is the first due, p0 the first payment"
    def named(letter, amounts):
        return [
            (f'{letter}{i}', Decimal(a))
            for i, a in enumerate(amounts.split())]
    return [
        ' '.join(group) for group in due_groups(
            named('d', dues), named('p', payments))]


@pytest.mark.parametrize('dues, payments, expected', [
        ('100', '100', ['d0 p0']),
        ('0.05', '0.05', ['d0 p0']),
        # Cents are as much as francs
        ('0.50 0.50', '0.50 0.50', ['d0 p0', 'd1 p1']),
        ('1 1', '1 1', ['d0 p0', 'd1 p1']),
        ('1.05 1.05', '0.05 1 1.05', ['d0 p0 p1', 'd1 p2']),
        ('100 100', '100', ['d0 p0']),
        ('100', '99.99', []),
        ('99.99', '100', []),
        ('30', '10 20', ['d0 p0 p1']),
        ('10 20', '30', ['d0 p0 d1']),
        ('10 20', '10 20', ['d0 p0', 'd1 p1']),
        ('10 20 30', '10 15', ['d0 p0']),
        ('10', '', []),
        ('', '10', []),
        ])
def test_groups(dues, payments, expected):
    assert groups(dues, payments) == expected


amounts = st.lists(st.integers(1, 40).map(lambda n: n * Decimal('0.05')))


@given(amounts, amounts)
def test_where_the_sums_meet(dues, payments):
    "A group ends at each sum that both come to, and nowhere else"
    found = due_groups(
        [(('due', i), a) for i, a in enumerate(dues)],
        [(('payment', i), a) for i, a in enumerate(payments)])
    sums = [list(accumulate(dues)), list(accumulate(payments))]
    meeting = sorted(set(sums[0]) & set(sums[1]))
    assert len(found) == len(meeting)
    by_kind = {'due': dues, 'payment': payments}
    total = 0
    for group, end in zip(found, meeting):
        for kind, amounts_ in by_kind.items():
            taken = sum(amounts_[i] for k, i in group if k == kind)
            assert taken == end - total
        total = end
