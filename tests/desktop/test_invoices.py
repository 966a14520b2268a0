# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The list of invoices in the real desktop client, paid by keys."""
import time

import pytest

from .. import served

pytestmark = [pytest.mark.desktop, pytest.mark.slow]
# What the icons of the payment states are drawn with
COLOURS = {
    'unpaid': bytes.fromhex('c62828'),
    'partial': bytes.fromhex('ef6c00'),
    'paid': bytes.fromhex('2e7d32'),
    }


def test_pay_by_keys(login, server, screen, pictures):
    login('model/account.invoice')

    # Cross, dash and tick are in the list
    served.wait(
        lambda: all(map(screen.shows, COLOURS.values())),
        "not all the states are seen")
    screen.shoot(pictures / 'desktop-list.png')

    # The first of the list is current, and marked as paid
    before = served.paid(server)
    screen.keys('Down', 'Down', 'ctrl+e', 'e')
    time.sleep(2)
    if screen.active_size()[0] > 1000:
        # More than one action begins with that letter
        screen.keys('Return')
    served.wait(lambda: screen.active_size()[0] < 1000, "no wizard")
    time.sleep(1)
    screen.shoot(pictures / 'desktop-wizard.png')
    screen.keys('ctrl+Return')
    served.wait(
        lambda: len(served.paid(server) - before) == 1, "nothing was paid")
    time.sleep(2)
    screen.shoot(pictures / 'desktop-paid.png')
