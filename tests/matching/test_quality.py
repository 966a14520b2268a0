# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The targets of quality, on small years of the measurement."""
import pytest

from bench.lumps import CARDS
from bench.quality import measure, total
from bench.year import Year


@pytest.mark.parametrize('seed, mix, at_once', [
        (11, {}, False),
        (12, {'number mistyped': 40, 'noise': 60}, False),
        (13, {'parent, nothing said': 10, 'account and amount': 40}, False),
        (14, {}, True)])
def test_quality(seed, mix, at_once):
    year = Year(seed, patients=120, invoices=700, receipts=350, mix=mix)
    table, _ = measure(year, at_once)
    table = total([table])
    every, documented = table['ALL'], table['WITH DOCUMENT']
    assert every['sure'] > every['lines'] / 4
    assert documented['sure wrong'] <= 0.001 * documented['sure']
    assert every['sure wrong'] <= 0.003 * every['sure']
    assert table['noise']['sure'] == 0
    assert every['told right'] >= 0.98 * every['told']


@pytest.mark.parametrize('seed, at_once', [(15, False), (16, True)])
def test_quality_of_what_arrives_together(seed, at_once):
    year = Year(seed, patients=200, invoices=1400, receipts=300, mix=CARDS)
    table, _ = measure(year, at_once)
    every = total([table])['ALL']
    assert every['sure wrong'] == 0
    assert every['told right'] >= 0.98 * every['told']
    for kind in CARDS:
        row = table[kind]
        assert row['lines'] and not row['wrong'], kind
        assert row['told right'] >= 0.98 * row['told'], kind
    assert table['chargeback']['sure'] == 0
    assert table['payout with one missing']['sure'] == 0


def test_the_same_seed_makes_the_same_year():
    one, two = (Year(5, patients=30, invoices=60, receipts=40)
        for _ in range(2))
    assert [(r.key, r.date, r.amount, r.texts, r.truth)
        for r in one.receipts] == [
            (r.key, r.date, r.amount, r.texts, r.truth)
            for r in two.receipts]
