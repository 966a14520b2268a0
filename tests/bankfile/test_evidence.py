# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""One receipt once, two receipts twice, however they are numbered (S4, S5)."""
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trytond_medical_payment.bankfile import read
from trytond_medical_payment.bankfile.duplicates import (
    IMPORTED, Known, decide_all)
from trytond_medical_payment.bankfile.evidence import (
    Evidence, Verdict, compare, evidence_of, is_reused)

from .files import camt, content_of_case, detail, entry

D = Decimal
DAY = dt.date(2025, 1, 31)


def make(**values):
    return Evidence.make(D(50), **{'date': DAY, 'kind': 'camt.053', **values})


BASE = dict(
    number='N1', end_to_end='E1', references=['R1'],
    account='CH9300762011623852957', name="Ann Aubert", text="F-1")
ADVICE = dict(kind='camt.052')


@pytest.mark.parametrize('one, other, verdict', [
        # the number of the payment itself decides
        (dict(uetr='U1', number='N1', date=dt.date(2025, 1, 30)),
            dict(uetr='U1', number='N2'), 'same'),
        (dict(BASE, uetr='U1'), dict(BASE, uetr='U2'), 'other'),
        # one is numbered, or each in its own kind of message
        (dict(number='N1', end_to_end='E1'), dict(end_to_end='E1'), 'same'),
        (dict(BASE, **ADVICE), dict(BASE, number='N2'), 'same'),
        (dict(references=['R1'], number='N1'),
            dict(references=['R1'], **ADVICE), 'same'),
        (dict(account='A1', number='N1'), dict(account='A1'), 'same'),
        (dict(name="Ann Aubert"), dict(name="ann  AUBERT"), 'same'),
        # two numbers in messages of one kind are two bookings
        (dict(BASE), dict(BASE, number='N2'), 'other'),
        # nobody knows where it comes from
        (dict(BASE, kind=''), dict(BASE, kind='', number='N2'), 'unknown'),
        # day and amount alone
        ({}, {}, 'unknown'),
        (dict(name="Ann"), {}, 'unknown'),
        # another day, payer, reference, identification, text
        (dict(BASE, number=''), dict(BASE, date=dt.date(2025, 1, 30)),
            'other'),
        (dict(end_to_end='E1'), dict(end_to_end='E2'), 'other'),
        (dict(end_to_end='E1', references=['R1']),
            dict(end_to_end='E1', references=['R2']), 'other'),
        (dict(references=['R1'], account='A1'),
            dict(references=['R1'], account='A2'), 'other'),
        (dict(references=['R1'], name="Ann Aubert"),
            dict(references=['R1'], name="Bob Berset"), 'other'),
        (dict(account='A1', text="F-1"), dict(account='A1', text="F-2"),
            'other'),
        # the text of one is a part of the other's
        (dict(account='A1', text="F-1"),
            dict(account='A1', text="Thanks, f-1"), 'same'),
        # words that name nobody, unless there are no others
        (dict(references=['R1'], name="VIR SEPA MARTIN"),
            dict(references=['R1'], name="VIR SEPA PETIT"), 'other'),
        (dict(references=['R1'], name="Herr Meier"),
            dict(references=['R1'], name="Frau Meier"), 'same'),
        (dict(references=['R1'], name="Herr"),
            dict(references=['R1'], name="Herr Meier"), 'other'),
        (dict(references=['R1'], name="Virement"),
            dict(references=['R1'], name="virement"), 'same'),
        # of two letters they are none, and of a word six are enough
        (dict(references=['R1'], name="Li Meier"),
            dict(references=['R1'], name="Li Roth"), 'other'),
        (dict(references=['R1'], name="Ann Li"),
            dict(references=['R1'], name="Ann Bo"), 'same'),
        (dict(references=['R1'], name="Li"),
            dict(references=['R1'], name="Li, Bern"), 'other'),
        (dict(references=['R1'], name="Zurbriggen"),
            dict(references=['R1'], name="ZURBRI. E"), 'same'),
        (dict(references=['R1'], name="Zurbriggen"),
            dict(references=['R1'], name="Zurbr E"), 'other'),
        # a placeholder is no identification
        (dict(end_to_end='NOTPROVIDED'), dict(end_to_end='NOTPROVIDED'),
            'unknown'),
        ])
def test_compare(one, other, verdict):
    one, other = make(**one), make(**other)
    assert compare(one, other) is Verdict(verdict)
    assert compare(other, one) is Verdict(verdict)


def test_another_amount():
    assert compare(make(**BASE), replace(make(**BASE), amount=D(51))) is (
        Verdict.OTHER)


def test_the_same_value_date():
    "An advice is dated apart, its value is the same"
    one = dict(end_to_end='E1', value_date=DAY)
    assert compare(
        make(**one), make(**one, **{'date': dt.date(2025, 1, 30)})) is (
        Verdict.SAME)


@pytest.mark.parametrize('one, other, reused', [
        (dict(BASE), dict(BASE), False),
        (dict(BASE), dict(number='N1'), False),
        (dict(BASE), dict(BASE, date=dt.date(2025, 1, 29)), False),
        (dict(BASE, uetr='U1'), dict(BASE, uetr='U2'), True),
        (dict(BASE), dict(BASE, end_to_end='E2'), True),
        (dict(BASE), dict(BASE, references=['R2']), True),
        (dict(BASE), dict(BASE, account='A2'), True),
        (dict(name="Ann Aubert"), dict(name="Bob Berset"), True),
        (dict(name="Ann Aubert"), dict(name="Aubert Ann, Lausanne"), False),
        # of the same account another name is another name
        (dict(name="Ann Aubert", account='A1'),
            dict(name="Praxis", account='A1'), False),
        (dict(text="a"), dict(text="b"), False),
        # OFX counts anew in each file
        (dict(kind='ofx', name="VIR MARTIN ANNE", text="F-12"),
            dict(kind='ofx', name="VIR PETIT PAUL", text="F-21",
                date=dt.date(2025, 1, 24)), True),
        (dict(kind='ofx', name="VIR MARTIN", text="F-12"),
            dict(kind='ofx', name="VIR MARTIN", text="F-12",
                date=dt.date(2025, 1, 30)), False),
        (dict(kind='ofx', name="VIR MARTIN"),
            dict(kind='ofx', name="VIR MARTIN ANNE"), False),
        ])
def test_is_reused(one, other, reused):
    one, other = make(**one), make(**other)
    assert is_reused(one, other) is reused
    assert is_reused(other, one) is reused


# What each message may say; `unlike` has no word in common with the others
SAID = st.fixed_dictionaries({
        'date': st.sampled_from([DAY, DAY, dt.date(2025, 1, 30)]),
        'value_date': st.sampled_from([None, DAY, dt.date(2025, 1, 29)]),
        'kind': st.sampled_from(['', 'camt.053', 'camt.054', 'ofx', 'csv']),
        'number': st.sampled_from([None, 'N1', 'N2', 'NONREF']),
        'uetr': st.sampled_from([None, None, None, 'U1', 'U2']),
        'end_to_end': st.sampled_from([None, 'E1', 'E1', 'E2']),
        'references': st.sampled_from([[], ['R1'], ['R1', 'R2'], ['R3']]),
        'account': st.sampled_from([None, 'A1', 'A1', 'A2']),
        'name': st.sampled_from([
                None, "Ann Aubert", "AUBERT Ann", "ann aubert", "Bob Berset"]),
        'text': st.sampled_from(['', "F-1", "Thanks F-1", "F-2"])})


def states(one, other):
    "For each thing that both say whether it is the same, else None"
    def both(name, alike):
        mine, his = one[name], other[name]
        return alike(mine, his) if mine and his else None

    def equal(mine, his):
        return mine == his

    def words(name):
        return set(name.lower().split())

    return {
        'day': one['date'] == other['date'] or bool(
            both('value_date', equal)),
        'kind': one['kind'] == other['kind'],
        'number': None if 'NONREF' in (one['number'], other['number'])
        else both('number', equal),
        'uetr': both('uetr', equal),
        'end_to_end': both('end_to_end', equal),
        'references': both('references', lambda m, h: bool(set(m) & set(h))),
        'account': both('account', equal),
        'name': both('name', lambda m, h: m.lower() == h.lower()),
        'words': both('name', lambda m, h: bool(words(m) & words(h)))
        if one['name'] and other['name'] else None,
        'text': both('text', lambda m, h: m in h or h in m),
        }


def contradicts(state):
    return False in (
        state['end_to_end'], state['references'], state['account'],
        state['account'] or state['words'])


@settings(max_examples=400)
@given(SAID, SAID)
def test_compare_against_a_list_of_rules(one, other):
    state = states(one, other)
    rules = [
        (state['uetr'] is not None, 'same' if state['uetr'] else 'other'),
        (not state['day'], 'other'),
        (contradicts(state), 'other'),
        (state['number'] is False and state['kind'],
            'other' if one['kind'] else 'unknown'),
        (state['end_to_end'], 'same'), (state['references'], 'same'),
        (state['text'] is False, 'other'),
        (state['account'], 'same'), (state['name'], 'same'),
        (True, 'unknown')]
    expected = next(verdict for holds, verdict in rules if holds)
    assert compare(make(**one), make(**other)) is Verdict(expected)


@settings(max_examples=400)
@given(SAID, SAID)
def test_is_reused_against_a_list_of_rules(one, other):
    state = states(one, other)
    rules = [
        (state['uetr'] is not None, not state['uetr']),
        (contradicts(state), True),
        (one['kind'] not in {'ofx', 'csv'}, False),
        (one['date'] != other['date'],
            state['name'] is False or state['text'] is False),
        (True, state['name'] is False and state['text'] is False)]
    expected = next(reused for holds, reused in rules if holds)
    assert is_reused(make(**one), make(**other)) is expected


class Store:
    "What was imported, as obvious as can be"

    def __init__(self):
        self.ids = count()
        self.rows = []

    def add(self, data):
        "Return what is done with each entry"
        actions = []
        for statement in read(data):
            by_key, by_total = {}, {}
            for known, key, total_key in self.rows:
                by_key.setdefault(key, []).append(known)
                by_total.setdefault(total_key, []).append(known)
            decisions = decide_all(
                statement.entries, by_key, by_total,
                [known for known, _, _ in self.rows], statement.kind)
            for entry_, decision in zip(statement.entries, decisions):
                actions.append(decision.action)
                if decision.action not in IMPORTED:
                    continue
                self.rows.extend((
                        Known(
                            next(self.ids), t.key, t.amount, t.date,
                            bare=entry_.bare, evidence=evidence_of(
                                entry_, t, statement.kind)),
                        entry_.key, entry_.total_key)
                    for t in decision.transactions)
        return actions


@pytest.mark.parametrize('files, actions', [
        (['42a_c52_noref.xml', '42b_c53_ref.xml'], ['new', 'same']),
        (['42b_c53_ref.xml', '42a_c52_noref.xml'], ['new', 'same']),
        (['42i_c52.xml', '42j_c53.xml'], ['new', 'same']),
        (['42j_c53.xml', '42i_c52.xml'], ['new', 'same']),
        (['21b1_ofx_fitid_file1.ofx', '21b2_ofx_fitid_file2.ofx'],
            ['new', 'new', 'reused', 'reused']),
        # again, though the numbers stand for two now
        (['21b1_ofx_fitid_file1.ofx', '21b2_ofx_fitid_file2.ofx'] * 2,
            ['new', 'new', 'reused', 'reused', *['known'] * 4]),
        (['40c_day1_noref.xml', '40d_day2_noref.xml'], ['new', 'new']),
        (['44a_id_2025.xml', '44b_id_2026.xml'], ['new', 'new']),
        ])
def test_field_cases(files, actions):
    store = Store()
    assert [
        action for name in files
        for action in store.add(content_of_case(name))] == actions


def test_S5_two_receipts_twice():
    "Two equal ones in each message: two, whatever their numbers"
    one = detail('50', name="Ann Aubert", reference='R1')
    store = Store()
    assert store.add(camt(
            entry('50', one, servicer='I1'), entry('50', one, servicer='I2'),
            kind='camt.052')) == ['new', 'new']
    assert store.add(camt(
            entry('50', one, servicer='S1'), entry('50', one, servicer='S2'),
            entry('50', one, servicer='S3'))) == ['same', 'same', 'new']


def test_S5_a_second_payment_in_the_evening():
    "Of the same payer for the same invoice: told by the number"
    one = detail('50', name="Ann Aubert", reference='R1')
    store = Store()
    store.add(camt(entry('50', one, servicer='I1'), kind='camt.052'))
    assert store.add(camt(
            entry('50', one, servicer='I2'), kind='camt.052')) == ['new']


def test_S5_batch_numbered_in_one_message():
    parts = [detail('20', end_to_end='E1'), detail('30', end_to_end='E2')]
    store = Store()
    store.add(camt(entry('50', *parts, servicer='B1')))
    assert store.add(camt(
            entry('50', *parts), kind='camt.054')) == ['same']


def test_S5_two_equal_payments_of_which_one_is_known():
    "It stands for one of them only"
    one = detail('20', name="Ann Aubert", reference='R1')
    store = Store()
    store.add(camt(entry('20', one, servicer='I1'), kind='camt.052'))
    assert store.add(camt(entry('40', one, one, servicer='S1'))) == ['new']
    store = Store()
    for servicer in ['I1', 'I2']:
        store.add(camt(entry('20', one, servicer=servicer), kind='camt.052'))
    assert store.add(camt(entry('40', one, one, servicer='S1'))) == ['same']


def test_what_was_changed_by_hand_is_no_other_payment():
    "Though what is said of it contradicts"
    statement, = read(camt(entry(
                '50', detail('50', end_to_end='E2'), servicer='S1')))
    entry_, = statement.entries
    transaction, = entry_.transactions
    for amount, action in [(50, 'reused'), (40, 'changed')]:
        known = Known(
            1, transaction.key, D(amount), transaction.date,
            evidence=replace(
                make(end_to_end='E1', number='S1'), amount=D(amount)))
        assert decide_all(
            [entry_], {entry_.key: [known]}, {}, kind='camt.053'
            )[0].action == action


def test_like_is_imported():
    "Where only day and amount agree nothing is lost"
    store = Store()
    store.add(camt(entry('50', detail('50', name="Ann"))))
    assert store.add(camt(
            entry('50', detail('50', text=["F-1"])), kind='camt.054')) == [
        'like']
