# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The work of a run grows as its size does: calls are counted, not seconds."""
import sys
from collections import Counter
from decimal import Decimal
from string import ascii_lowercase

import pytest

from bench.engine import START, look_up, make
from trytond_medical_payment.matching import (
    ItemKind, OpenItem, Party, Policy, Transaction, propose)
from trytond_medical_payment.matching.candidate import Ledger

# The bound is reached by small runs, too
POLICY = Policy(max_pool=30)


def calls_of(function, *args):
    "How often functions of Python and of C were called"
    count = Counter()

    def trace(frame, event, arg):
        count[event] += 1

    sys.setprofile(trace)
    try:
        result = function(*args)
    finally:
        sys.setprofile(None)
    return count['call'] + count['c_call'], result


@pytest.mark.parametrize('one_payer', [False, True])
def test_work_grows_as_the_run(one_payer):
    before = None
    for count in (150, 300):
        data = make(count, one_payer)
        calls, _ = calls_of(propose, *data, POLICY)
        if before:
            assert calls <= 2.3 * before, count
        before = calls


def make_families(count):
    "Who pays has the surname of many, and none of them owes the amount"
    surnames = ['Muster', 'Meier', 'Keller', 'Weber', 'Graf', 'Roth', 'Frei']
    first = [f'{a}{b}' for a in ascii_lowercase for b in ascii_lowercase]
    parties = [
        Party(n, (f'{first[n]} {surnames[n % len(surnames)]}',))
        for n in range(count)]
    items = [
        OpenItem(
            n, ItemKind.INVOICE, Decimal(1000 + n), 'CHF', START, party=n)
        for n in range(count)]
    transactions = [
        Transaction(
            n, items[n].amount, 'CHF', START,
            f'Unbekannt {surnames[(n + 1) % len(surnames)]}')
        for n in range(count)]
    return transactions, items, parties


def test_of_a_common_surname_only_who_owes_the_amount_is_asked(monkeypatch):
    asked = []
    exactly = Ledger.exactly

    def asking(self, party, *args, **options):
        asked.append(party)
        return exactly(self, party, *args, **options)
    monkeypatch.setattr(Ledger, 'exactly', asking)
    result = propose(*make_families(300))
    assert len(asked) <= 3 * 300
    assert sum(bool(o.proposals) for o in result) > 250


def test_what_the_look_up_finds_is_proposed():
    "The plain dictionaries of the measurement, and the engine beside them"
    data = make(200, False)
    found = look_up(*data)
    result = propose(*data)
    missed = [
        key for key, item in found.items()
        if item and item.key not in {
            a.item for p in result.of(key).proposals for a in p.allocations}]
    assert sum(map(bool, found.values())) > 120
    assert not missed
