# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The acceptance cases of the documentation are those of the tests."""
import re

from .cache import ROOT

CASES = ROOT / 'doc' / 'cases.rst'


def documented():
    return set(re.findall(r'^([A-Z]\d+)$', CASES.read_text(), flags=re.M))


def named_in_tests():
    "The numbers in the names of tests: test_S5_S6_…"
    numbers = set()
    for path in (ROOT / 'tests').rglob('test_*.py'):
        for name in re.findall(r'def test_(\w+)', path.read_text()):
            numbers.update(re.findall(r'(?:^|_)([A-Z]\d+)(?=_|$)', name))
    return numbers


def test_each_case_is_tested():
    assert documented() <= named_in_tests()


def test_each_number_is_documented():
    named = {n for n in named_in_tests() if n[0] in 'RNAPMWSTBXDV'}
    assert named <= documented()
