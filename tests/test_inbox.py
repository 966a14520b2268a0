# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The folder that another program fills, with real files and no database."""
import os
import sys
from multiprocessing import get_context
from threading import Event

import pytest

from trytond_medical_payment.scripts import inbox, session
from trytond_medical_payment.scripts.inbox import Inbox, Outcome, watch

only_linux = pytest.mark.skipif(
    not sys.platform.startswith('linux'),
    reason="only Linux knows who writes to a file")


class Clock:

    def __init__(self):
        self.now = 0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def box(folder, clock):
    with Inbox(folder, 10, clock) as box:
        yield box


def names(paths):
    return [path.name for path in paths]


def tree(folder):
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob('*')
        if path.is_file() and path.name != inbox.LOCK)


def test_complete_once_it_rests(box, folder, clock):
    path = folder / 'a.xml'
    path.write_bytes(b'1')
    assert not box.ready()
    clock.now = 9.9
    assert not box.ready()
    clock.now = 10
    assert names(box.ready()) == ['a.xml']
    assert tree(folder) == ['working/a.xml']


def test_what_grows_is_left(box, folder, clock):
    path = folder / 'a.xml'
    for length in range(1, 5):
        path.write_bytes(b'x' * length)
        assert not box.ready()
        clock.now += 10
    assert names(box.ready()) == ['a.xml']


@only_linux
def test_what_is_open_to_write_is_left(box, folder, clock):
    "However long its program takes: a slow line, a pause"
    with open(folder / 'a.xml', 'wb', buffering=0) as file:
        file.write(b'half')
        for _ in range(3):
            assert not box.ready()
            clock.now += 1000
        assert tree(folder) == ['a.xml']
    ready, = box.ready()
    assert ready.read_bytes() == b'half'


@only_linux
def test_who_reads_it_hinders_nothing(box, folder, clock):
    (folder / 'a.xml').write_bytes(b'1')
    with open(folder / 'a.xml', 'rb'):
        box.ready()
        clock.now = 10
        assert names(box.ready()) == ['a.xml']


def test_what_is_no_file_or_not_meant_is_left(box, folder, clock):
    for name in ['.hidden', 'a.part', 'b.FILEPART', 'c.tmp', 'd~']:
        (folder / name).write_bytes(b'1')
    (folder / 'sub').mkdir()
    (folder / 'sub' / 'e.xml').write_bytes(b'1')
    (folder / 'link.xml').symlink_to(folder / 'sub' / 'e.xml')
    os.mkfifo(folder / 'pipe.xml')
    before = tree(folder)
    for _ in range(2):
        assert not box.ready()
        clock.now += 10
    assert tree(folder) == before


def test_where_it_goes_and_the_reason_beside_it(box, folder, clock):
    for name in ['a.xml', 'b.xml']:
        (folder / name).write_bytes(name.encode())
        (folder / name).chmod(0o640)
    box.ready()
    clock.now = 10
    first, second = box.ready()
    box.put(first, Outcome(True))
    box.put(second, Outcome(False, "Wrong.\nAsk the bank – soon.\n"))
    assert tree(folder) == [
        'done/a.xml', 'refused/b.xml', 'refused/b.xml.txt']
    note = folder / 'refused' / 'b.xml.txt'
    assert note.read_text(encoding='utf-8') == (
        "Wrong.\nAsk the bank – soon.\n")
    assert note.stat().st_mode & 0o777 == 0o640
    assert not box.ready()


def test_a_name_that_comes_every_day(box, folder, clock):
    "Nothing is overwritten, neither a file nor a note"
    for day in range(3):
        (folder / 'day.tar.gz').write_bytes(b'%d' % day)
        box.ready()
        clock.now += 10
        ready, = box.ready()
        box.put(ready, Outcome(day != 1, "why" if day == 1 else ''))
    assert tree(folder) == [
        'done/day.tar-2.gz', 'done/day.tar.gz', 'refused/day.tar.gz',
        'refused/day.tar.gz.txt']
    assert (folder / 'done' / 'day.tar-2.gz').read_bytes() == b'2'


def test_the_same_name_while_it_is_read(box, folder, clock):
    path = folder / 'a.xml'
    path.write_bytes(b'old')
    box.ready()
    clock.now = 10
    ready, = box.ready()
    path.write_bytes(b'newer')
    box.put(ready, Outcome(True))
    assert (folder / 'done' / 'a.xml').read_bytes() == b'old'
    assert path.read_bytes() == b'newer'


def test_what_a_run_left_comes_again(folder, clock):
    with Inbox(folder, 10, clock) as box:
        (folder / 'a.xml').write_bytes(b'1')
        box.ready()
        clock.now = 10
        assert box.ready()
        # Killed here
    with Inbox(folder, 10, clock) as box:
        assert box.left == {'a.xml'}
        assert not box.ready()
        clock.now = 20
        ready, = box.ready()
        box.put(ready, Outcome(True))
        assert not box.left


def test_one_run_at_a_time(box, folder):
    with pytest.raises(inbox.Busy) as error:
        with Inbox(folder, 10):
            pass
    assert str(folder) in str(error.value)


def test_free_when_the_run_ended(folder):
    for _ in range(2):
        with Inbox(folder, 10):
            pass


def _take(folder, start, taken):
    start.wait()

    def treat(path, left):
        taken.put(path.name)
        return Outcome(True)

    try:
        with Inbox(folder, 0) as box:
            watch([box], treat, Event(), 0, once=True)
    except inbox.Busy:
        taken.put(None)


def test_two_processes_take_each_file_once(folder):
    context = get_context('spawn')
    expected = [f'{number:02}.xml' for number in range(20)]
    for name in expected:
        (folder / name).write_bytes(b'1')
    start, taken = context.Event(), context.Queue()
    processes = [
        context.Process(target=_take, args=(folder, start, taken))
        for _ in range(2)]
    for process in processes:
        process.start()
    start.set()
    found = []
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    while not taken.empty():
        found.append(taken.get())
    assert sorted(filter(None, found)) == expected
    assert tree(folder) == [f'done/{name}' for name in expected]


def test_watch_ends_after_the_file_at_hand(folder):
    stop = Event()
    for name in 'abc':
        (folder / name).write_bytes(b'1')
    treated = []

    def treat(path, left):
        treated.append(path.name)
        stop.set()
        return Outcome(True)

    with Inbox(folder, 0) as box:
        assert watch([box], treat, stop, 0) == {True}
    assert treated == ['a']
    assert tree(folder) == ['done/a', 'working/b', 'working/c']


def test_watch_keeps_what_is_not_possible_now(folder):
    for name in 'ab':
        (folder / name).write_bytes(b'1')
    calls = []

    def treat(path, left):
        calls.append(path.name)
        return None if len(calls) == 1 else Outcome(True)

    with Inbox(folder, 0) as box:
        assert watch([box], treat, Event(), 0, once=True) == {None, True}
    # The first look of this one takes what is there without a wait
    assert calls == ['a', 'a', 'b']
    assert tree(folder) == ['done/a', 'done/b']


def test_once_waits_only_for_something(folder):
    class Never(Event):
        def wait(self, timeout=None):
            pytest.fail("nothing is there to wait for")

    with Inbox(folder, 3600) as box:
        assert watch([box], None, Never(), 3600, once=True) == set()


def test_problems_are_not_complete():
    assert Outcome(True).complete
    assert not Outcome(False).complete
    assert not Outcome(True, "why", problem=True).complete


def test_files_of_a_watched_folder(folder):
    "What was done is not done again when the folder is given as it is"
    for name in ['a.xml', 'done/b.xml', 'sub/done/c.xml', '.d/e.xml']:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b'1')
    assert names(session.files_of(folder)) == ['a.xml', 'b.xml', 'c.xml']
    with Inbox(folder, 10):
        pass
    assert names(session.files_of(folder)) == ['a.xml', 'c.xml']


def test_name_that_is_no_text(folder):
    path = folder / os.fsdecode(b'relev\xe9.xml')
    assert session.name_of(path) == 'relev\N{REPLACEMENT CHARACTER}.xml'
