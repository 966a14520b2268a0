# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How to write a test here.

Models: take the fixture ``practice``. It opens a transaction, which is rolled
back, on a company with patients, accounts, fiscal years and a bank::

    from tests.tools import create_invoice, run_tasks

    def test_W1_loss(practice):
        invoice = create_invoice(practice, '100.00')

``practice.accounts``, ``.patients``, ``.insurer``, ``.method('cash')`` and
the like are in tests/tools.py, as are the functions that create things.
What is committed is gone at the next test, too. In Hypothesis tests use
``with tests.tools.practice_transaction() as practice:``.

Other modules: ``@pytest.mark.modules('account_dunning')`` (or
``pytestmark = pytest.mark.modules(…)``) activates them beside this one.

Scenarios: ``tests/scenario_*.rst`` run by themselves, each as one test; they
begin with ``activate_modules`` of ``trytond.tests.tools`` as Tryton's do.

Markers: ``pytest -m fast`` runs the pure packages and the main road of the
models, in a minute; ``pytest -m "not slow"`` leaves out slow, browser,
desktop and postgresql, and takes some minutes.
"""
import os

os.environ.setdefault('TRYTOND_DATABASE__URI', 'sqlite://')
os.environ.setdefault('DB_NAME', ':memory:')

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

import trytond.config as config  # noqa: E402
from trytond import backend  # noqa: E402

from . import cache, clock  # noqa: E402
from . import postgresql as pg  # noqa: E402
from .tools import practice_transaction  # noqa: E402

HEAVY = {'slow', 'browser', 'desktop', 'postgresql'}
# Where a mistake shows first, and soon
FAST = {
    'bankfile', 'matching', 'test_tools.py', 'test_mark_as_paid.py',
    'test_on_account.py', 'test_statement_settle.py',
    'test_structured_reference.py'}
# What a client does with a key or a click depends on how busy the machine is:
# such a test is told again once, and the closing lines say that it was
CLIENTS = {'browser', 'desktop'}

cache.install()
clock.install()
# Nothing depends on how busy the machine is.  A long run looks for more:
# pytest --hypothesis-profile=long
settings.register_profile(
    'tests', deadline=None, max_examples=100, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow])
settings.register_profile('long', settings.get_profile('tests'),
    max_examples=5000)
settings.load_profile('tests')


def pytest_collection_modifyitems(config, items):
    for item in items:
        if not is_heavy(item) and FAST & set(item.path.parts):
            item.add_marker('fast')
        if CLIENTS & set(item.path.parts):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if hasattr(config, 'workerinput'):
        # One of several processes: what is long must not come last
        long = {item.path for item in items if is_heavy(item)}
        items.sort(key=lambda item: item.path not in long)


def is_heavy(item):
    return any(item.get_closest_marker(name) for name in HEAVY)


def pytest_sessionfinish():
    cache.prune()


@pytest.fixture
def practice(request):
    "The practice, in a transaction that is rolled back"
    marker = request.node.get_closest_marker('modules')
    with practice_transaction(marker.args if marker else ()) as practice:
        yield practice


@pytest.fixture
def worker():
    "The queue is for a process of its own"
    config.set('queue', 'worker', 'True')
    yield
    config.set('queue', 'worker', 'False')


@pytest.fixture(scope='session')
def postgresql():
    "A server for this run"
    if backend.name != 'sqlite':
        # Started by such a test: it must not start itself again
        pytest.skip("runs on PostgreSQL already")
    programs = pg.find_programs()
    if not programs:
        pytest.skip("no PostgreSQL server is installed")
    server = pg.Server(programs)
    try:
        server.start()
        yield server
    finally:
        server.stop()
