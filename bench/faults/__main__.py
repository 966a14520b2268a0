# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Whether the random run finds the faults that were mended once.

    python -m bench.faults [NUMBER…] [--sequences N] [--seed N]

The mend of each is taken out in memory, in a process of its own, and the
sequences of tests/settling run until one breaks.  First they run with
nothing taken out, which must break nothing.
"""
import argparse
import os
import resource
import sys
import traceback
from dataclasses import dataclass
from multiprocessing import get_context

os.environ.setdefault('TRYTOND_DATABASE__URI', 'sqlite://')
os.environ.setdefault('DB_NAME', ':memory:')

from hypothesis import HealthCheck, Phase, seed, settings  # noqa: E402
from hypothesis.errors import HypothesisException  # noqa: E402
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402

from tests import cache, clock  # noqa: E402
from tests.settling import Settling, SettlingOnCashBasis  # noqa: E402
from tests.tools import practice_transaction  # noqa: E402

from ..mutation.trial import Functions  # noqa: E402
from .table import ASIDE, FAULTS, PACKAGE, ROOT  # noqa: E402

# How many sequences of one machine before it is the other one's turn; of some
# Hypothesis makes nothing
TURN = 7


class Broken(BaseException):
    "Nobody catches it, so that nothing is run twice"


@dataclass
class Run:
    "What came of the sequences"
    sequences: int = 0
    machine: str = ''
    by: str = ''
    error: str = ''
    seconds: float = 0


def main():
    parser = argparse.ArgumentParser(
        prog='python -m bench.faults', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('numbers', metavar='NUMBER', nargs='*', type=int,
        help="of a fault (the default: all)")
    parser.add_argument('--sequences', type=int, default=15)
    parser.add_argument('--steps', type=int, default=30)
    parser.add_argument('--seed', type=int, default=0)
    arguments = parser.parse_args()
    cache.install()
    clock.install()
    # Loaded once, before the processes are forked
    for machine in [SettlingOnCashBasis, Settling]:
        with practice_transaction(machine.modules):
            pass
    functions = Functions(str(PACKAGE))
    numbers = arguments.numbers or [f.number for f in FAULTS]
    whole = in_process(run, functions, None, arguments)
    row('', "nothing", whole)
    if whole.by:
        print(whole.error)
        return True
    missed = False
    for fault in [f for f in FAULTS if f.number in numbers]:
        found = in_process(run, functions, fault, arguments)
        row(fault.number, fault.what, found)
        missed |= not found.by
    for number in ASIDE.keys() & set(arguments.numbers or ASIDE):
        print(f"{number:>2}  no step of the random run: {ASIDE[number]}")
    return missed


def in_process(function, *arguments):
    "Return what the function does, from a process forked for it"
    context = get_context('fork')
    receiving, sending = context.Pipe(duplex=False)

    def work():
        sending.send(function(*arguments))
    process = context.Process(target=work)
    process.start()
    sending.close()
    result = receiving.recv()
    process.join()
    return result


def run(functions, fault, arguments):
    "Run the sequences without the mend"
    for edit in fault.edits if fault else []:
        if not functions.put(*edit.compiled()):
            raise LookupError(f"{edit.function} is not loaded")
    machines = [SettlingOnCashBasis, Settling]
    if fault and fault.on_receipt:
        machines = [SettlingOnCashBasis]
    result = Run()
    number = 0
    while result.sequences < arguments.sequences and not result.by:
        turn(machines[number % len(machines)], arguments, number, result)
        number += 1
    result.seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    return result


def turn(machine, arguments, number, result):
    "Run some sequences of the machine, others each time"

    @seed(arguments.seed + number)
    class Watched(machine):

        def teardown(self):
            super().teardown()
            result.sequences += self.practice is not None
            error = sys.exc_info()[1]
            if (isinstance(error, Exception)
                    and not isinstance(error, HypothesisException)):
                broken.append(error)
                raise Broken from error

    broken = []
    try:
        run_state_machine_as_test(Watched, settings=settings(
                max_examples=TURN, stateful_step_count=arguments.steps,
                deadline=None, database=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck)))
    except (Broken, HypothesisException):
        # Hypothesis may wonder at a sequence that ends early
        if not broken:
            raise
        error = broken[0]
        result.machine = machine.__name__
        result.by = place(error)
        result.error = ''.join(traceback.format_exception(error))


def place(error):
    "Return the last line of the tests that the error went through"
    frames = traceback.extract_tb(error.__traceback__)
    rule, last = '', None
    for frame in frames:
        if frame.filename.startswith(str(ROOT / 'tests')):
            rule = rule or frame.name
            last = frame
    name = '' if isinstance(error, AssertionError) else type(error).__name__
    return ' '.join(filter(None, [
                last.name, f"({rule})" if rule != last.name else '', name]))


def row(number, what, result):
    found = (
        f"after {result.sequences} ({result.machine}) by {result.by}"
        if result.by else f"nothing in {result.sequences}")
    print(
        f"{number:>2}  {what:<56} {result.seconds:4.0f} s  {found}",
        flush=True)


if __name__ == '__main__':
    sys.exit(main())
