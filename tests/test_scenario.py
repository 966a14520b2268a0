# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Each scenario is one test, and fails with its first wrong answer."""
import doctest
from pathlib import Path

import pytest

from trytond import backend
from trytond.tests.test_tryton import (
    doctest_checker, doctest_setup, doctest_teardown)

SCENARIOS = sorted(Path(__file__).parent.glob('scenario_*.rst'))
FLAGS = (
    doctest.REPORT_ONLY_FIRST_FAILURE
    | doctest.ELLIPSIS
    | doctest.IGNORE_EXCEPTION_DETAIL)
if backend.name == 'sqlite':
    FLAGS |= doctest.OPTIONFLAGS_BY_NAME['STRIP_DECIMAL']


@pytest.mark.parametrize('path', SCENARIOS, ids=lambda path: path.stem)
def test_scenario(path):
    test = doctest.DocFileTest(
        str(path), module_relative=False, encoding='utf-8',
        setUp=doctest_setup, tearDown=doctest_teardown,
        checker=doctest_checker, optionflags=FLAGS)
    test.setUp()
    try:
        test.runTest()
    except doctest.DocTestCase.failureException as failure:
        pytest.fail(str(failure), pytrace=False)
    finally:
        test.tearDown()
