# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The reception in the real desktop client, in French (V6)."""
import json
import time
from urllib.parse import urlencode

import pytest

from .. import served

pytestmark = [pytest.mark.desktop, pytest.mark.slow]
UNPAID = bytes.fromhex('c62828')
# The list of 1366 × 768, from the cross of a row: the column of its button,
# and another cell
BUTTON = 125, -6, 100, 18
CELL = 240
ROW = 23
# Where the dialog is, whatever it asks
QUESTION = 400, 160, 560, 200
# What the client says on its terminal when a number is blank
BLANK = b'pango_layout_get_cursor_pos'


def address(server, model, *views, **params):
    "The records of a model in views of ours"
    ids = [id_ for name in views for id_, in served.query(server,
            "SELECT db_id FROM ir_model_data "
            "WHERE module = 'medical_payment' AND fs_id = ?", name)]
    params['views'] = ids
    return f'model/{model};' + urlencode({
            k: json.dumps(v, separators=(',', ':'))
            for k, v in params.items()})


@pytest.fixture
def desk(login, server, screen):
    "What is to collect; where the first cross is"
    login(address(server, 'account.invoice',
            'invoice_view_list_collection', 'invoice_view_form_collection',
            domain=[['type', '=', 'out']],
            tab_domain=[[
                    "À encaisser",
                    [['payment_state', 'in', ['unpaid', 'partial']]],
                    True]]))
    settled(screen)
    return screen


def settled(screen):
    "Where the first cross is when the list moves no more"
    places = [None]

    def stays():
        places.append(screen.find(UNPAID))
        return places[-1] and places[-1] == places[-2]
    served.wait(stays, "no list")
    return places[-1]


def blank_numbers(screen):
    return BLANK in (screen.folder / 'screen.log').read_bytes()


def is_wizard(screen):
    "Narrower than the client, though a text may make it wide"
    return 100 < screen.active_size()[0] < screen.width - 100


def until(condition, act, seconds=60):
    "Act until the client shows that it did it"
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        act()
        wait_until = time.monotonic() + 5
        while time.monotonic() < wait_until and not condition():
            time.sleep(0.3)


def test_V6_first_row(desk, server, pictures):
    "It has its button after ten loads, and is paid by it"
    for _ in range(10):
        x, y = settled(desk)
        dx, dy, width, height = BUTTON

        def button(row):
            return desk.region(x + dx, y + dy + row * ROW, width, height)

        # As in the rows below, and not blank
        served.wait(
            lambda: button(0) == button(1) == button(2)
            and len(set(button(0))) > 2,
            "the first row has no button")
        desk.keys('ctrl+r')
    desk.shoot(pictures / 'desktop-desk-list.png')
    before = served.paid(server)
    until(
        lambda: is_wizard(desk),
        lambda: desk.click(x + dx + width // 2, y + 5))
    desk.shoot(pictures / 'desktop-desk-wizard.png')
    until(
        lambda: len(served.paid(server) - before) == 1,
        lambda: desk.keys('ctrl+Return'))


def test_V6_many(desk, server, pictures):
    "Three marked rows are paid by the button below; more than 1000 is shown"
    x, y = settled(desk)
    below = desk.width // 2 + 160, 742
    before = served.paid(server)
    desk.click(x + CELL, y + 5)
    desk.keys('shift+Down', 'shift+Down')
    until(lambda: is_wizard(desk), lambda: desk.click(*below))
    until(
        lambda: len(served.paid(server) - before) == 3,
        lambda: desk.keys('ctrl+Return'))
    served.wait(lambda: not is_wizard(desk), "the wizard stays")

    x, y = settled(desk)
    desk.click(x + CELL, y + 5)
    desk.keys('ctrl+a')
    until(lambda: is_wizard(desk), lambda: desk.click(*below))
    time.sleep(2)
    desk.shoot(pictures / 'desktop-desk-many.png')
    assert not blank_numbers(desk)


def test_V7_tab(desk, server, pictures):
    """From the method, and the arrow of its list, one comes to the amount;
    900 are asked about"""
    x, y = settled(desk)
    until(
        lambda: is_wizard(desk),
        lambda: desk.click(x + BUTTON[0] + BUTTON[2] // 2, y + 5))
    time.sleep(2)
    before = served.query(
        server, 'SELECT COUNT(*) FROM account_invoice_payment')
    desk.keys('Tab', 'Tab')
    desk.type('900')
    time.sleep(1)
    desk.shoot(pictures / 'desktop-desk-tab.png')
    answers = desk.region(*QUESTION)
    desk.keys('ctrl+Return')
    # The question takes the place of the form, in the same window
    served.wait(
        lambda: desk.region(*QUESTION) != answers, "nothing was asked")
    served.wait(lambda: is_wizard(desk), "nothing was asked")
    time.sleep(2)
    desk.shoot(pictures / 'desktop-desk-excess.png')
    assert served.query(
        server, 'SELECT COUNT(*) FROM account_invoice_payment') == before


def test_V6_statement(login, server, screen, pictures):
    "The balances of a statement, from 1000 on"
    served.propose(server)
    balance = served.query(
        server, 'SELECT id, end_balance FROM account_statement LIMIT 1')
    (id_, end), = balance
    assert abs(float(end)) >= 1000
    login(f'model/account.statement/{id_}')
    time.sleep(15)
    screen.shoot(pictures / 'desktop-desk-statement.png')
    assert not blank_numbers(screen)
