# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Each receipt once, whatever tells of it in whatever order (S4, S5)."""
import datetime as dt
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trytond_medical_payment.bankfile import read
from trytond_medical_payment.bankfile.duplicates import (
    DAYS, Known, decide, decide_all)

from .files import camt, detail, entry

D = Decimal
DAY = dt.date(2025, 1, 31)


def one(*details, amount='30', **options):
    statement, = read(camt(
            entry(amount, *details, servicer='X', **options)))
    return statement.entries[0]


TOTAL = one()
PARTS = one(detail('10', reference='A'), detail('20', reference='B'))


LONE = one(detail('30', reference='A'))


def known(entry_, free=True, date=DAY, without=0):
    return [
        Known(id_, t.key, t.amount, date, free, entry_.bare)
        for id_, t in enumerate(entry_.transactions[without:])]


def amounts(decision):
    return [t.amount for t in decision.transactions]


@pytest.mark.parametrize('entry_, known_, action, imported', [
        (TOTAL, [], 'new', [30]),
        (PARTS, [], 'new', [10, 20]),
        (TOTAL, known(TOTAL), 'known', []),
        (PARTS, known(PARTS), 'known', []),
        (TOTAL, known(PARTS), 'known', []),
        (PARTS, known(TOTAL), 'split', [10, 20]),
        (PARTS, known(LONE), 'split', [10, 20]),
        (PARTS, known(LONE, free=False), 'late', []),
        (LONE, known(TOTAL), 'split', [30]),
        (LONE, known(TOTAL, free=False), 'late', []),
        (TOTAL, known(LONE), 'known', []),
        (LONE, known(LONE), 'known', []),
        (PARTS, known(TOTAL, free=False), 'late', []),
        (PARTS, known(PARTS, without=1), 'rest', [10]),
        (TOTAL, known(PARTS, without=1), 'changed', []),
        ])
def test_decisions(entry_, known_, action, imported):
    decision = decide(entry_, known_)
    assert decision.action == action
    assert amounts(decision) == imported


def test_changed_by_hand():
    change = [Known(1, TOTAL.transactions[0].key, D(25), DAY)]
    assert decide(TOTAL, change).action == 'changed'


@pytest.mark.parametrize('days, action', [
        (0, 'known'), (DAYS, 'known'), (DAYS + 1, 'new')])
def test_a_reference_used_again(days, action):
    earlier = known(TOTAL, date=DAY - dt.timedelta(days))
    assert decide(TOTAL, earlier).action == action


class Store:
    "A database of transactions, as obvious as can be"

    def __init__(self):
        self.ids = count()
        self.rows = {}

    def add(self, data):
        for statement in read(data):
            by_key, by_total = {}, {}
            for id_, (entry_, t, free) in self.rows.items():
                known_ = Known(
                    id_, t.key, t.amount, t.date, free, entry_.bare)
                by_key.setdefault(entry_.key, []).append(known_)
                by_total.setdefault(entry_.total_key, []).append(known_)
            decisions = decide_all(statement.entries, by_key, by_total)
            for entry_, decision in zip(statement.entries, decisions):
                self.save(entry_, decision)

    def save(self, entry_, decision):
        if decision.action == 'split':
            for known_ in decision.known:
                del self.rows[known_.id]
        for transaction in decision.transactions:
            self.rows[next(self.ids)] = (entry_, transaction, True)

    def work_on(self, part):
        "Somebody works on a transaction: it is not replaced any more"
        if self.rows:
            id_ = sorted(self.rows)[int(len(self.rows) * part)]
            self.rows[id_] = (*self.rows[id_][:2], False)

    @property
    def total(self):
        return sum((t.amount for _, t, _ in self.rows.values()), D(0))


bookings = st.lists(
    st.lists(st.sampled_from([D(10), D(20), D(-5)]), min_size=1, max_size=3)
    .filter(sum),
    min_size=1, max_size=4)


@given(bookings, st.booleans(), st.data())
def test_S5_any_messages_in_any_order(bookings, numbered, data):
    if not numbered:
        # without numbers bookings are told apart by their amounts
        totals = [sum(parts) for parts in bookings]
        bookings = [
            parts for index, parts in enumerate(bookings)
            if sum(parts) not in totals[:index]]

    def message(detailed, chosen, kind):
        return camt(*(
                entry(sum(parts), *(
                        detail(p, reference=f'R{index}{n}')
                        for n, p in enumerate(parts)) if detailed else (),
                    servicer=f'S{index}' if numbered else None)
                for index, parts in enumerate(bookings) if index in chosen),
            kind=kind, identification=f'{kind}{detailed}')

    everything = set(range(len(bookings)))
    messages = data.draw(st.lists(st.tuples(
                st.booleans(), st.sets(st.sampled_from(sorted(everything))),
                st.sampled_from(['camt.052', 'camt.053', 'camt.054'])),
            max_size=5))
    messages.append((data.draw(st.booleans()), everything, 'camt.053'))
    store = Store()
    for detailed, chosen, kind in data.draw(st.permutations(messages)):
        store.add(message(detailed, chosen, kind))
        if data.draw(st.booleans()):
            store.work_on(data.draw(st.floats(0, 1, exclude_max=True)))
    assert store.total == sum(sum(parts) for parts in bookings)


@pytest.mark.parametrize('first, second', [
        ([entry('30')], [entry('30', detail('10'), detail('20'))]),
        ([entry('30', detail('10'), detail('20'))], [entry('30')]),
        ])
def test_S5_total_and_details_that_nothing_identifies(first, second):
    store = Store()
    store.add(camt(*first))
    store.add(camt(*second, kind='camt.054'))
    assert sorted(t.amount for _, t, _ in store.rows.values()) == [10, 20]


@pytest.mark.parametrize('servicer', ['X', None])
@pytest.mark.parametrize('order', [1, -1])
def test_S5_the_message_that_says_more_stays(servicer, order):
    total = entry('30', detail(), servicer=servicer)
    lone = entry('30', detail('30', reference='A'), servicer=servicer)
    store = Store()
    for message in [total, lone][::order]:
        store.add(camt(message))
    (_, transaction, _), = store.rows.values()
    assert transaction.references == ('A',)


def test_what_is_told_of_a_transaction_is_not_overruled():
    "A payment that is known as such is no total of a batch"
    store = Store()
    store.add(camt(entry('30', detail('30', name="Ann"))))
    store.add(camt(
            entry('30', detail('10'), detail('20')), kind='camt.054'))
    assert store.total == 60


def test_a_total_stands_for_one_batch_only():
    batch = entry('30', detail('10', name="Ann"), detail('20', name="Bob"))
    other = entry('30', detail('15', name="Eve"), detail('15', name="Dan"))
    store = Store()
    store.add(camt(entry('30')))
    store.add(camt(batch, entry('30'), kind='camt.054'))
    assert store.total == 60
    store = Store()
    store.add(camt(entry('30'), entry('30')))
    store.add(camt(batch, other, kind='camt.054'))
    assert sorted(t.amount for _, t, _ in store.rows.values()) == [
        10, 15, 15, 20]
