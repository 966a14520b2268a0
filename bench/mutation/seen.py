# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which tests run which lines, and how long each of them takes."""
import os
import re
import time
from pathlib import Path

import coverage
import pytest

from . import session

# What runs before and between the tests: modules and models being loaded
LOADING = ''


class Recorder:
    "A plugin of pytest that records the lines test by test"

    def __init__(self, package, practice):
        self.practice = practice
        self.coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[f'{package}/*'])
        self.seconds = {}
        self.failed = []

    def pytest_collection_finish(self):
        if self.practice:
            session.load_practice()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.coverage.switch_context(item.nodeid)
        start = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - start
        self.coverage.switch_context(LOADING)
        return result

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.append(report.nodeid)

    def lines(self):
        "{path: {line: [test]}}"
        data = self.coverage.get_data()
        return {
            path: {
                str(line): contexts for line, contexts
                in data.contexts_by_lineno(path).items()}
            for path in data.measured_files()}


def record(root, package, tests, practice):
    "Run the tests; return what they ran, as plain data"
    recorder = Recorder(package, practice)
    recorder.coverage.start()
    try:
        session.run(root, tests, recorder)
    finally:
        recorder.coverage.stop()
    for nodeid in recorder.failed:
        print("Left out, it fails without any change:", nodeid)
        recorder.seconds.pop(nodeid, None)
    if not recorder.seconds:
        raise SystemExit("No tests were found.")
    return {'lines': recorder.lines(), 'seconds': recorder.seconds}


class Seen:
    "What was recorded, to ask"

    def __init__(self, root, recorded):
        self.seconds = recorded['seconds']
        self.lines = {
            os.path.relpath(path, root): {
                int(line): set(tests) for line, tests in lines.items()}
            for path, lines in recorded['lines'].items()}

    def tests(self, change):
        """The tests for the change, those of its subject and the quick ones
        first

        What is done while a module is loaded, or by its models while they
        are, is for every test, first for those that run a line of the file:
        what the file says may be looked at without any.
        """
        lines = self.lines.get(change.path, {})
        tests = lines.get(change.line, set())
        near = set()
        if self.is_loaded(change):
            near = set().union(*lines.values())
            tests = set(self.seconds)
        return sorted(
            tests & set(self.seconds),
            key=lambda t: (
                t not in near, not _is_about(t, change), self.seconds[t], t))

    def is_loaded(self, change):
        lines = self.lines.get(change.path, {})
        return change.loaded or LOADING in lines.get(change.line, set())


def _is_about(test, change):
    "Test if the names of the file and of the test share a word"
    subjects = set(_words(Path(change.path).stem))
    return any(
        word.startswith(subject) or subject.startswith(word)
        for word in _words(test) for subject in subjects)


def _words(name):
    "Those that tell something, in the singular"
    return [
        word.removesuffix('s') for word in re.findall('[a-z]+', name.lower())
        if len(word) > 2 and word not in {'test', 'tests', 'payment'}]
