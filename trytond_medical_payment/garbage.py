# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The garbage collector while many objects are made and kept.

A search for matches makes hundreds of thousands of objects, none of which
refers to itself, and keeps them until it ends; to accept a thousand of them
is much the same.  Each time that there are a quarter more of them, Python goes
through all that the process holds, and finds nothing: with 10 000 transactions
this took a quarter of the time of the search, with 1000 a twentieth of the
acceptance.
"""
import gc
import threading
from contextlib import contextmanager

# As a threshold: the young objects are not collected as often by anything
NEVER = 1_000_000
_lock = threading.Lock()
_running = 0
_before = None


@contextmanager
def only_young_collected():
    """Leave what was not collected young alone for the time being.

    The thresholds are those of the whole process.  The young objects of all
    threads are collected as ever, the old ones after the last of what
    runs like this at the same time, which gives back what was in force before.
    """
    global _running, _before
    with _lock:
        if not _running:
            _before = gc.get_threshold()
            gc.set_threshold(*_before[:2], NEVER)
        _running += 1
    try:
        yield
    finally:
        with _lock:
            _running -= 1
            if not _running:
                gc.set_threshold(*_before)
