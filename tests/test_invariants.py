# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Random sequences of everything that settles, or ends it, checked after
every step.

HYPOTHESIS_STEPS multiplies the number of sequences for a longer run, which
looks for new ones each time. The steps themselves are in settling/.
"""
import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from .settling import Settling, SettlingOnCashBasis

FACTOR = float(os.environ.get('HYPOTHESIS_STEPS', 1))
# Shrinking takes ten minutes: the steps of the sequence that fails are shown
PHASES = [Phase.explicit, Phase.generate]
if 'HYPOTHESIS_STEPS' in os.environ:
    PHASES.append(Phase.shrink)


def _case(machine, examples):
    case = machine.TestCase
    case.settings = settings(
        max_examples=max(int(examples * FACTOR), 1), stateful_step_count=30,
        # The same sequences every day; another run looks for new ones
        derandomize=FACTOR == 1, deadline=None, database=None,
        phases=PHASES,
        suppress_health_check=list(HealthCheck), print_blob=True)
    return pytest.mark.slow(case)


TestSettling = _case(Settling, 7)
TestSettlingOnCashBasis = _case(SettlingOnCashBasis, 7)
