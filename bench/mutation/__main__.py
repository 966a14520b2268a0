# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the tests notice: changes at random, and the tests that run them.

    python -m bench.mutation [PATH…] [--seed N] [--number N]

A change is of one place: a condition negated, a comparison shifted, an
operand, a call, an argument, an assignment or a raise dropped, a constant
changed, `continue` for `break`, `and` for `or`.  Each is tried in memory, in
a process of its own, with the tests that run its line; those that are said
to change nothing stand in `judged.txt` beside this file, with the reason.

The libraries for it were looked at: they change the files on the disk or
the functions of a package that they import by its path, and start the tests
anew for each change.  Models of Tryton are loaded by the pool, which takes
longer than most of their tests.
"""
import argparse
import hashlib
import json
import os
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from . import changes, seen, trial

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / 'trytond_medical_payment'
JUDGED = Path(__file__).with_name('judged.txt')
# Tests of the package as a whole, which see nothing of what it does
ASIDE = {
    'test_style.py', 'test_doc.py', 'test_packaging.py',
    'test_translation.py', 'test_postgresql.py', 'test_scenario.py'}
# area without Tryton: where its tests are
PURE = {
    'matching': 'tests/matching',
    'bankfile': 'tests/bankfile',
    }
MONEY = ['payment', 'invoice', 'statement', 'match']


def main():
    parser = argparse.ArgumentParser(
        prog='python -m bench.mutation', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('paths', metavar='PATH', nargs='*',
        help="a file or folder of the module, or an area: money, matching, "
        "bankfile (the default: all three)")
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--number', type=int, default=30,
        help="changes an area (default: %(default)s)")
    parser.add_argument('--change', metavar='ID', nargs='*', default=[],
        help="try these again, by the identifier in the table")
    parser.add_argument('--tests', metavar='TEST', nargs='+',
        help="files of tests, in the place of all that may run the area")
    parser.add_argument('--seconds', type=float, default=100,
        help="processor time of the tests of one change, at most, the quick "
        "ones first (default: %(default)s)")
    parser.add_argument('--processes', type=int, default=1)
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault('TRYTOND_DATABASE__URI', 'sqlite://')
    os.environ.setdefault('DB_NAME', ':memory:')
    areas = by_area(arguments.paths)
    known = {c.id for paths in areas.values() for c in find(paths)}
    if unknown := sorted(set(arguments.change) - known):
        sys.exit(f"there is no change {', '.join(unknown)} in these files")
    # Each from a process that has not loaded the module yet
    return any([
            in_process(run, area, paths, arguments)
            for area, paths in areas.items()])


def in_process(function, *arguments):
    "Do it in a process of its own; return whether it failed"
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        try:
            result = function(*arguments)
        except BaseException:
            traceback.print_exc()
            result = True
        sys.stdout.flush()
        os._exit(bool(result))
    return bool(os.waitpid(pid, 0)[1])


def by_area(names):
    "{area: files of it}"
    result = {}
    for name in names or [*PURE, 'money']:
        paths = [Path(name).resolve()]
        if name in PURE:
            paths = [PACKAGE / name]
        elif name == 'money':
            paths = [PACKAGE / n for n in MONEY]
        for path in paths:
            if not path.exists():
                sys.exit(f"{path} does not exist")
            files = sorted(path.rglob('*.py')) if path.is_dir() else [path]
            for file in files:
                room = file.relative_to(PACKAGE).parts[0]
                area = room if room in PURE else 'money'
                result.setdefault(area, []).append(
                    str(file.relative_to(ROOT)))
    return result


def run(area, paths, arguments):
    "Try changes of the area; return whether one survived"
    start = time.monotonic()
    chosen = choose(paths, arguments)
    if not chosen:
        # The changes that were asked for are of another area
        return False
    practice = area not in PURE
    tests = arguments.tests or find_tests(area)
    known = recorded(area, tests, practice)
    judged = read_judged()
    trials = [
        new_trial(c, known, arguments.seconds) for c in chosen
        if c.id not in judged]
    progress = Progress(len([t for t in trials if t.tests]))
    forks = trial.Forks(arguments.processes, progress)
    loaded, here = [], []
    for this in trials:
        if not this.tests:
            this.verdict = 'no test'
        elif known.is_loaded(this.change):
            loaded.append(this)
        else:
            here.append(this)
    trial.try_loaded(ROOT, loaded, forks)
    files = {t.split('::')[0] for x in here for t in x.tests}
    trial.try_in_place(ROOT, PACKAGE, sorted(files), here, forks, practice)
    table(area, trials, [c for c in chosen if c.id in judged], judged)
    print(f"{time.monotonic() - start:.0f} s\n", flush=True)
    return any(t.verdict != 'noticed' for t in trials)


def find_tests(area):
    "Its own tests and, of what is without Tryton, not those of the models"
    if area in PURE:
        return [PURE[area]]
    folder = ROOT / 'tests'
    return [
        str(path.relative_to(ROOT)) for path in sorted(folder.rglob('test_*'))
        if path.suffix == '.py' and path.name not in ASIDE
        and not {'browser', 'desktop', *PURE} & set(path.parts)]


def recorded(area, tests, practice):
    "Which tests run which lines, made anew when a file changed"
    digest = hashlib.sha256(' '.join(tests).encode())
    for folder in [PACKAGE, ROOT / 'tests']:
        for path in sorted(folder.rglob('*.py')):
            digest.update(path.read_bytes())
    path = ROOT / '.cache' / 'mutation' / f'{area}-{digest.hexdigest()[:16]}'
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)

        def record():
            path.write_text(json.dumps(
                    seen.record(ROOT, PACKAGE, tests, practice)))
        print(f"{area}: the tests are run once to see what they run")
        if in_process(record):
            sys.exit(1)
        forget(path.parent)
    return seen.Seen(ROOT, json.loads(path.read_text()))


def forget(folder, keep=9):
    files = sorted(folder.iterdir(), key=lambda f: f.stat().st_mtime)
    for path in files[:-keep]:
        path.unlink()


def find(paths):
    return [
        c for path in paths
        for c in changes.find(path, (ROOT / path).read_text())]


def choose(paths, arguments):
    "Changes at random, at most one a line"
    found = find(paths)
    if arguments.change:
        return [c for c in found if c.id in arguments.change]
    random.Random(arguments.seed).shuffle(found)
    lines = {}
    for change in found:
        lines.setdefault(change.place, change)
    return list(lines.values())[:arguments.number]


def new_trial(change, known, seconds):
    tests, spent = known.tests(change), 0
    for index, test in enumerate(tests):
        if index and spent + known.seconds[test] > seconds:
            tests, rest = tests[:index], tests[index:]
            return trial.Trial(change, tests, spent, len(rest))
        spent += known.seconds[test]
    return trial.Trial(change, tests, spent)


def read_judged():
    "{identifier: why it is equivalent}"
    result = {}
    for line in JUDGED.read_text().splitlines():
        if line.strip() and not line.startswith('#'):
            change, why = line.split(' | ')
            result[change.split()[0]] = why.strip()
    return result


class Progress:
    "A sign for each change"
    signs = {'noticed': '.', 'survived': 'S'}

    def __init__(self, number):
        self.left = number

    def __call__(self, trial):
        self.left -= 1
        print(
            self.signs[trial.verdict], end='' if self.left else '\n',
            flush=True)


def table(area, trials, equivalent, judged):
    verdicts = Counter(t.verdict for t in trials)
    for this in trials:
        if this.verdict == 'noticed':
            continue
        change = this.change
        print(f"\n{change.id}  {this.verdict}  {change.place}  "
            f"{change.function}\n    {change}")
        if this.verdict == 'survived':
            print(f"    {len(this.tests)} tests run it" + (
                    f", {this.left_out} more were left out for time"
                    if this.left_out else ""))
    for change in equivalent:
        print(f"\n{change.id}  equivalent  {change.place}  "
            f"{change.function}\n    {change}\n    {judged[change.id]}")
    number = len(trials)
    share = 100 * verdicts['noticed'] / number if number else 100
    print(
        f"\n{area}: {verdicts['noticed']} of {number} noticed "
        f"({share:.0f} %), {verdicts['survived']} survived, "
        f"{verdicts['no test']} that no test runs, "
        f"{len(equivalent)} judged equivalent")


if __name__ == '__main__':
    sys.exit(main())
