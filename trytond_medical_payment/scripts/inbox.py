# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A folder that another program fills: each of its files is taken once.

What is complete goes to working/, where no new file of the same name can
take its place, and from there to done/ or refused/, with a note beside it.
Nothing here knows Tryton."""
import os
import shutil
import signal
import stat
import time
from dataclasses import dataclass
from pathlib import Path

try:
    import fcntl
except ImportError:
    fcntl = None

WORKING, DONE, REFUSED = FOLDERS = 'working', 'done', 'refused'
LOCK = '.watched'
NOTE = '.txt'
# What programs call a file until it is whole
UNFINISHED = (
    '.part', '.partial', '.filepart', '.tmp', '.temp', '.crdownload',
    '.download', '.swp', '~')


class Busy(Exception):
    "Another run watches the folder"


class NotPossible(Exception):
    "This system cannot keep two runs apart"


@dataclass
class Outcome:
    "What became of a file, and what there is to say"
    done: bool
    note: str = ''
    # Done, but not all that comes after it
    problem: bool = False

    @property
    def complete(self):
        return self.done and not self.problem


class Inbox:
    """The folder, as long as this run has it.

    :param settle: seconds for which a complete file does not change
    :raises Busy: on entering, when another run has it
    """

    def __init__(self, folder, settle, clock=time.monotonic):
        self.folder = Path(folder)
        self.settle = settle
        self._clock = clock
        self._seen = {}
        self._lock = None

    def __enter__(self):
        if fcntl is None:
            raise NotPossible("this system cannot lock files")
        for name in FOLDERS:
            (self.folder / name).mkdir(exist_ok=True)
        self._lock = open(self.folder / LOCK, 'ab')
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise Busy(f"another run watches {self.folder}") from None
        # What a run left that did not come to its end
        self.left = {p.name for p in self._files(self.folder / WORKING)}
        return self

    def __exit__(self, *args):
        # The file stays: another run may have opened it already
        self._lock.close()

    @property
    def waits(self):
        "Whether something was there that may be complete soon"
        return bool(self._seen)

    def ready(self):
        "Take what is complete; return the files to read, by name"
        working = self.folder / WORKING
        for path in self._complete(self._files(self.folder)):
            path.rename(free_path(working / path.name))
        # Written to while it was taken, it waits there
        return self._complete(self._files(working))

    def put(self, path, outcome):
        "Put a file where it belongs, with its note"
        name = DONE if outcome.done else REFUSED
        target = free_path(self.folder / name / path.name)
        if outcome.note:
            # Not seen by more people than the file, and there before it
            note = target.with_name(target.name + NOTE)
            note.touch(mode=0o600)
            shutil.copymode(path, note)
            note.write_text(outcome.note.rstrip() + '\n', encoding='utf-8')
        path.rename(target)
        self.left.discard(path.name)

    @staticmethod
    def _files(folder):
        return sorted(
            path for path in folder.iterdir()
            if not path.name.startswith('.')
            and not path.name.lower().endswith(UNFINISHED)
            and _state(path))

    def _complete(self, paths):
        "Those that did not change for a while, and are not written to"
        now = self._clock()
        result = []
        for path in paths:
            state = _state(path)
            if not state:
                continue
            since = self._seen.setdefault(state, now)
            if now - since >= self.settle and not is_written_to(path):
                result.append(path)
        if len(self._seen) > 10_000:
            self._seen = {
                state: since for state, since in self._seen.items()
                if now - since < 3600}
        return result


def _state(path):
    "What changes with the content of a file; None if it is none"
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return (
        status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def is_written_to(path):
    """Whether a program of this machine has the file open to write to it.

    Linux knows: it gives no lease to read on such a file. Elsewhere, and on
    most network folders, only the time tells whether a file is complete.
    """
    if not hasattr(fcntl, 'F_SETLEASE'):
        return False
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        # Reading it will say why
        return False
    try:
        # Who opens it right now must not end this process
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    else:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False
    finally:
        os.close(handle)


def free_path(path):
    "The path, or one like it that no file and no note has"
    candidate, number = path, 1
    while (os.path.lexists(candidate)
            or os.path.lexists(f'{candidate}{NOTE}')):
        number += 1
        candidate = path.with_name(f'{path.stem}-{number}{path.suffix}')
    return candidate


def watch(inboxes, treat, stop, interval, once=False):
    """Treat the files of the inboxes, each once, until it is stopped.

    :param treat: of a path and whether an earlier run left it; returns the
        Outcome, or None when it is not possible now
    :param stop: an event; set, the file at hand is the last one
    :param interval: seconds between two looks
    :param once: look until what is complete is treated, then end
    :returns: a set: whether something was complete, was not (False), or was
        not possible now (None)
    """
    outcomes = set()
    looks = 0
    while not stop.is_set():
        for inbox in inboxes:
            outcomes |= _treat_ready(inbox, treat, stop)
        looks += 1
        if once:
            if looks > 1 or not any(inbox.waits for inbox in inboxes):
                break
            # The first look tells only what to compare with
            interval = max(inbox.settle for inbox in inboxes)
        stop.wait(interval)
    return outcomes


def _treat_ready(inbox, treat, stop):
    outcomes = set()
    for path in inbox.ready():
        if stop.is_set():
            break
        outcome = treat(path, path.name in inbox.left)
        outcomes.add(outcome.complete if outcome else None)
        if not outcome:
            break
        inbox.put(path, outcome)
    return outcomes
