# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The session of the documentation runs as it is printed."""
import doctest

import pytest

from trytond.tests.test_tryton import DB_NAME, doctest_checker
from trytond.transaction import Transaction

from . import practice as practice_
from .cache import MODULE, ROOT, content_of, provide
from .test_scenario import FLAGS
from .tools import TODAY, Practice, create_invoices

SESSIONS = ['script']


def create():
    practice_.create_practice()
    with Transaction().set_context(company=Practice().company.id):
        practice = Practice()
        create_invoices(practice, ['100', '200', '300'])
        for name in ['cash', 'discount']:
            practice.method(name)


@pytest.mark.parametrize('name', SESSIONS)
def test_session(name):
    provide(
        {MODULE},
        'session of the documentation '
        + content_of('practice.py', 'tools.py', 'test_doc.py')
        + f' {TODAY.isoformat()}', create)
    test = doctest.DocFileTest(
        str(ROOT / 'doc' / 'usage' / f'{name}.rst'), module_relative=False,
        encoding='utf-8', globs={'database': DB_NAME},
        checker=doctest_checker, optionflags=FLAGS)
    try:
        test.runTest()
    except doctest.DocTestCase.failureException as failure:
        pytest.fail(str(failure), pytrace=False)
