# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The proposals in the real desktop client."""
import subprocess
import sys

import pytest

from demo import setup

from .. import served
from .test_invoices import program, screen, server, wait  # noqa: F401

pytestmark = [pytest.mark.desktop, pytest.mark.slow]
# How the client paints success and warning
CONFIDENCES = {
    'sure': bytes.fromhex('198754'),
    'ambiguous': bytes.fromhex('ffc107'),
    }


def propose(server):  # noqa: F811
    "Import the demo's bank file and leave the proposals to the user"
    configuration, = server.folder.glob('*.conf')
    subprocess.run(
        [sys.executable, '-m',
            'trytond_medical_payment.scripts.import_statements',
            '-c', str(configuration), '-d', served.DATABASE,
            '--propose-only', str(served.FOLDER / 'releve-camt053.xml')],
        check=True, capture_output=True)


def test_proposals(program, screen, server):  # noqa: F811
    pictures = served.FOLDER.parent / 'screenshots'
    pictures.mkdir(exist_ok=True)
    propose(server)
    screen.start(
        'dbus-run-session', '--', program,
        '-c', screen.folder / 'tryton.conf', '-u', 'admin',
        f'tryton://127.0.0.1:{server.port}/{served.DATABASE}'
        '/model/account.statement.match')
    screen.wait_for('Tryton')
    wait(lambda: screen.active_size()[0] < 600, "no question")
    screen.type(setup.PASSWORD)
    screen.keys('Return')

    wait(
        lambda: all(map(screen.shows, CONFIDENCES.values())),
        "not all the confidences are seen")
    screen.shoot(pictures / 'desktop-matches.png')
