# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a search asks of the garbage collector is for as long as it runs."""
import gc
from contextlib import contextmanager

import pytest

from trytond_medical_payment.garbage import only_young_collected
from trytond_medical_payment.gateway.gateway import Gateway

from .match_tools import propose, statement_of
from .tools import create_invoice

OWN = 500, 7, 9


@pytest.fixture(autouse=True)
def thresholds():
    before = gc.get_threshold()
    gc.set_threshold(*OWN)
    yield
    gc.set_threshold(*before)


@contextmanager
def full_collections():
    "Give the list of them, an entry each"
    done = []

    def notice(phase, info):
        if phase == 'stop' and info['generation'] == 2:
            done.append(info)
    gc.callbacks.append(notice)
    try:
        yield done
    finally:
        gc.callbacks.remove(notice)


def make_objects():
    "So many that all would be collected several times"
    return [[n] for n in range(400_000)]


def test_old_objects_wait():
    with full_collections() as done:
        make_objects()
        assert done
        done.clear()
        with only_young_collected():
            make_objects()
            assert not done
            assert gc.get_threshold()[:2] == OWN[:2]


def test_young_objects_are_collected():
    "A circle is gone before the search ends"
    with only_young_collected():
        before = [s['collected'] for s in gc.get_stats()[:2]]
        for _ in range(20_000):
            circle = []
            circle.append(circle)
        assert [s['collected'] for s in gc.get_stats()[:2]] > before


def test_what_was_in_force_is_given_back():
    with pytest.raises(ZeroDivisionError), only_young_collected():
        1 / 0
    assert gc.get_threshold() == OWN


def test_the_last_one_gives_back():
    "Searches of two threads"
    one, other = only_young_collected(), only_young_collected()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    assert gc.get_threshold() != OWN
    other.__exit__(None, None, None)
    assert gc.get_threshold() == OWN


def test_what_was_switched_off_stays_so():
    gc.disable()
    try:
        with only_young_collected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_search(practice, monkeypatch):
    seen = []
    search = Gateway.propose

    def seeing(self):
        seen.append(gc.get_threshold())
        return search(self)
    monkeypatch.setattr(Gateway, 'propose', seeing)
    create_invoice(practice, '100')
    propose(statement_of(practice, {'amount': '100'}))
    (_, _, old), = seen
    assert old > OWN[2]
    assert gc.get_threshold() == OWN
