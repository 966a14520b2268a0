# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Try each change in a process of its own, forked from one that is ready.

What is in a function is replaced in the functions that are loaded, so the
process that forks has the models, their database in memory and the tests
collected.  What takes effect while modules and models are loaded is forked
from a process that has loaded neither.
"""
import gc
import importlib.machinery
import inspect
import os
import resource
import signal
import time
import types
from collections import defaultdict
from dataclasses import dataclass

from . import changes
from .session import load_practice, run

MEMORY = 4 * 1024 ** 3
# Processor time for a test, of what it takes without the change
PATIENCE = 6
LEAST = 15


@dataclass
class Trial:
    change: changes.Change
    tests: list
    seconds: float      # that the tests take without the change
    left_out: int = 0   # tests that did not fit in the time for a change
    verdict: str = ''
    by: str = ''        # the test that noticed it

    @property
    def limit(self):
        return int(self.seconds * PATIENCE) + LEAST


def compiled(root, change):
    path = root / change.path
    tree = changes.changed(path.read_text(), change)
    return compile(tree, str(path), 'exec')


def hook(root, change):
    "Let the module of the change be loaded with it"
    path = str(root / change.path)
    code = compiled(root, change)
    core = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader, name):
        return code if loader.path == path else core(loader, name)
    importlib.machinery.SourceFileLoader.get_code = get_code


class Functions:
    "The functions that are loaded, by what they were compiled from"

    def __init__(self, package):
        self.found = defaultdict(list)
        # The tests set aside what is loaded
        gc.unfreeze()
        for function in gc.get_objects():
            if not isinstance(function, types.FunctionType):
                continue
            code = function.__code__
            if code.co_filename.startswith(package):
                self.found[self._key(code)].append(function)

    @staticmethod
    def _key(code):
        return code.co_filename, code.co_firstlineno, code.co_name

    def replace(self, root, change):
        "Put the change in place; return whether there was a function"
        return self.put(compiled(root, change), change.line)

    def put(self, module, line):
        "Put the code of the module in the place of the function at the line"
        result = False
        for code in _outermost(module):
            if not code.co_firstlineno <= line <= _last_line(code):
                continue
            for function in self.found[self._key(code)]:
                function.__code__ = code
                result = True
        return result


def _outermost(code):
    "The code of functions that are in no other function"
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            # The body of a class has no locals of its own
            if constant.co_flags & inspect.CO_OPTIMIZED:
                yield constant
            else:
                yield from _outermost(constant)


def _last_line(code):
    lines = [line for *_, line in code.co_lines() if line]
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            lines.append(_last_line(constant))
    return max(lines, default=code.co_firstlineno)


class Forks:
    "Children that try a change each, a few at a time"

    def __init__(self, number, done):
        self.number = number
        self.done = done
        self.running = {}

    def start(self, trial, attempt):
        "Fork; the attempt returns the test that noticed the change, or None"
        while len(self.running) >= self.number:
            self._collect()
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(read)
            _attempt(trial, attempt, write)
        os.close(write)
        # Waiting for something that never comes takes no processor time
        end = time.monotonic() + 8 * trial.limit
        self.running[pid] = trial, read, end

    def finish(self):
        while self.running:
            self._collect()

    def _collect(self):
        for pid, (trial, read, end) in list(self.running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                if time.monotonic() > end:
                    os.kill(pid, signal.SIGKILL)
                continue
            del self.running[pid]
            with os.fdopen(read) as pipe:
                trial.by = pipe.read()
            trial.verdict = _verdict(status, trial)
            self.done(trial)
        time.sleep(0.02)


def _attempt(trial, attempt, write):
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (trial.limit, trial.limit))
        noticed = attempt(trial)
        if noticed:
            os.write(write, noticed.encode())
        os._exit(1 if noticed else 0)
    except BaseException as exception:
        os.write(write, repr(exception).encode())
        os._exit(1)


def _verdict(status, trial):
    if os.WIFSIGNALED(status):
        trial.by = trial.by or "it did not end"
        return 'noticed'
    if os.WEXITSTATUS(status):
        return 'noticed'
    return 'survived'


class Ready:
    "A plugin of pytest that tries the changes in place of a run"

    def __init__(self, root, package, trials, forks, practice):
        self.root = root
        self.package = package
        self.trials = trials
        self.forks = forks
        self.practice = practice

    def pytest_runtestloop(self, session):
        items = {item.nodeid: item for item in session.items}
        if self.practice:
            load_practice()
        functions = Functions(str(self.package))
        # What is here already is not looked at in every child
        gc.collect()
        gc.freeze()

        def attempt(trial):
            if not functions.replace(self.root, trial.change):
                hook(self.root, trial.change)
            return _run([items[t] for t in trial.tests if t in items])

        for trial in self.trials:
            self.forks.start(trial, attempt)
        self.forks.finish()
        return True


def _run(items):
    from _pytest.runner import runtestprotocol
    for item, following in zip(items, [*items[1:], None]):
        for report in runtestprotocol(item, log=False, nextitem=following):
            if report.failed:
                return item.nodeid


class First:
    "A plugin that knows the first test that fails"

    def __init__(self):
        self.nodeid = None

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.nodeid = self.nodeid or report.nodeid

    def pytest_collectreport(self, report):
        if report.failed:
            self.nodeid = self.nodeid or report.nodeid


def try_loaded(root, trials, forks):
    "The changes of what runs while modules are loaded"
    def attempt(trial):
        _be_quiet()
        hook(root, trial.change)
        first = First()
        result = run(root, ['--exitfirst', *trial.tests], first)
        return first.nodeid or (f'pytest: {result!s}' if result else None)

    for trial in trials:
        forks.start(trial, attempt)
    forks.finish()


def _be_quiet():
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def try_in_place(root, package, tests, trials, forks, practice):
    "The changes of functions, in a process of its own"
    if trials:
        run(root, tests, Ready(root, package, trials, forks, practice))
