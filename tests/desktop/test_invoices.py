# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The list of invoices in the real desktop client, paid by keys."""
import sqlite3
import time

import pytest

from demo import setup
from develop import desktop_client
from develop.environment import NotPossible

from .. import served
from .screen import Screen, missing

pytestmark = [pytest.mark.desktop, pytest.mark.slow]
# What the icons of the payment states are drawn with
COLOURS = {
    'unpaid': bytes.fromhex('c62828'),
    'partial': bytes.fromhex('ef6c00'),
    'paid': bytes.fromhex('2e7d32'),
    }
CONFIGURATION = '[client]\ncheck_version = False\nlang = fr\n'


@pytest.fixture
def program():
    if programs := missing():
        pytest.skip(f"not installed: {', '.join(programs)}")
    try:
        return desktop_client.install()
    except NotPossible as exception:
        pytest.skip(str(exception))


@pytest.fixture
def screen(tmp_path):
    folder = tmp_path / 'screen'
    folder.mkdir()
    (folder / 'tryton.conf').write_text(CONFIGURATION)
    with Screen(folder) as screen:
        yield screen


@pytest.fixture
def server(tmp_path):
    with served.serve(tmp_path) as server:
        yield server


def wait(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.5)


def paid(server):
    "The numbers of the invoices that are paid"
    path = server.folder / f'{served.DATABASE}.sqlite'
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as connection:
        rows = connection.execute(
            "SELECT number FROM account_invoice WHERE state = 'paid'")
        numbers = {number for number, in rows}
    connection.close()
    return numbers


def test_pay_by_keys(program, server, screen, request):
    pictures = served.FOLDER.parent / 'screenshots'
    pictures.mkdir(exist_ok=True)
    screen.start(
        'dbus-run-session', '--', program,
        '-c', screen.folder / 'tryton.conf', '-u', 'admin',
        f'tryton://127.0.0.1:{server.port}/{served.DATABASE}'
        '/model/account.invoice')
    screen.wait_for('Tryton')
    # The password is asked for in a window without a name
    wait(lambda: screen.active_size()[0] < 600, "no question")
    screen.type(setup.PASSWORD)
    screen.keys('Return')

    # Cross, dash and tick are in the list
    wait(
        lambda: all(map(screen.shows, COLOURS.values())),
        "not all the states are seen")
    screen.shoot(pictures / 'desktop-list.png')

    # The first of the list is current, and marked as paid
    before = paid(server)
    screen.keys('Down', 'Down', 'ctrl+e', 'e')
    time.sleep(2)
    if screen.active_size()[0] > 1000:
        # More than one action begins with that letter
        screen.keys('Return')
    wait(lambda: screen.active_size()[0] < 1000, "no wizard")
    time.sleep(1)
    screen.shoot(pictures / 'desktop-wizard.png')
    screen.keys('ctrl+Return')
    wait(lambda: len(paid(server) - before) == 1, "nothing was paid")
    time.sleep(2)
    screen.shoot(pictures / 'desktop-paid.png')
