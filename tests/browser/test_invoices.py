# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A morning at the reception, in the real web client."""
import re
from xml.etree import ElementTree as ET

import pytest

from demo import prepare, setup

from .. import served
from ..cache import PACKAGE
from ..rpc import Client as Wire

pytestmark = [pytest.mark.browser, pytest.mark.slow]
INVOICES = "Financier", "Factures", "Factures client"
CROSS = 'button[name=mark_as_paid]'
STATES = ['unpaid', 'partial', 'paid']


def paths(svg):
    "What an icon draws"
    return tuple(e.get('d') for e in ET.fromstring(svg).iter() if e.get('d'))


ICONS = {
    paths((PACKAGE / 'icons' / f'medical-payment-{state}.svg').read_text()):
    state for state in STATES}


def payment_state(row):
    "The state of a row by the icon that is drawn"
    row.scroll_into_view_if_needed()
    image = row.locator('.prefix img.column-affix[src]').first
    image.wait_for(state='visible')
    svg = image.evaluate('i => fetch(i.src).then(r => r.text())')
    return ICONS[paths(svg)]


def number(text):
    return re.search(r'F\d{4}-\d{4}', text)[0]


def test_pay_and_accept(client):
    from playwright.sync_api import expect
    client.login('admin', setup.PASSWORD)

    # The list shows who has paid
    client.menu(*INVOICES)
    client.choose_tab("Toutes")
    expect(client.row('F20')).to_be_visible()
    client.wait_quiet()
    by_state = {}
    for row in client.rows().all()[:40]:
        by_state.setdefault(payment_state(row), row)
    assert set(by_state) == set(STATES)

    # One is paid by its cross
    paid = number(by_state['unpaid'].inner_text())
    row = client.row(paid)
    client.press_in_row(row, row.locator(CROSS), client.WIZARD)
    client.confirm()
    expect(client.row(paid).locator(CROSS)).to_be_hidden()
    assert payment_state(client.row(paid)) == 'paid'

    # The bank file arrives, and one of the proposals is accepted
    client.menu("Financier", "Relevés", "Importer un relevé")
    statement, _ = prepare.files(served.FOLDER)
    client.choose_file(statement)
    client.select_if_empty("CAMT.053.001")
    client.confirm()
    client.press(
        client.tab.locator('button[name=propose_matches]'),
        r'model\.account\.statement\.propose_matches')
    # It says what it did
    client.press(client.button("Fermer"))
    client.open('account.statement.match')
    proposal = client.rows().filter(has_text=re.compile(
            r'F\d{4}-\d{4}')).filter(has_not_text=paid).locator(
        'xpath=self::tr[.//*[contains(@class, "success")]]').first
    expect(proposal).to_be_visible()
    accepted = number(
        proposal.locator('td', has_text=re.compile(r'F\d{4}-')).last
        .inner_text())
    assert accepted != paid
    client.press_in_row(
        proposal, proposal.locator('button[name=accept]'),
        r'model\.account\.statement\.match\.accept')
    expect(proposal.filter(has_text=accepted)).to_have_count(0)

    # Both invoices are paid
    client.show(INVOICES[-1])
    client.choose_tab("Brouillons")
    client.choose_tab("Toutes")
    for name in [paid, accepted]:
        expect(client.row(name).locator(CROSS)).to_be_hidden()
        assert payment_state(client.row(name)) == 'paid'


def test_T6_many(client, web_server):
    "Many are paid in parts, and the user sees how far it is"
    from playwright.sync_api import expect
    admin = Wire(
        web_server.address, served.DATABASE, 'admin', setup.PASSWORD)
    admin.model(
        'account.configuration', 'write', [1], {'payment_queue_size': 10})
    paid = served.paid(web_server)
    client.login('admin', setup.PASSWORD)
    client.menu(*INVOICES)
    client.choose_tab("À encaisser")
    expect(client.row('F20')).to_be_visible()
    client.select_all()
    client.press(client.tab.locator(CROSS).first, client.WIZARD)
    client.press(client.button("Encaisser"))
    bar = client.dialog.locator('.progress-bar')
    message = re.compile(r"10 factures sur (\d+) sont traitées")
    expect(client.message).to_have_value(message)
    total = int(message.match(client.message.input_value())[1])
    assert total > 20
    expect(bar).to_have_text(f'{1000 / total:.0f}%')
    client.picture('progress')
    assert len(served.paid(web_server) - paid) == 10
    for done in range(10, total, 10):
        expect(client.message).to_have_value(re.compile(f"^{done} "))
        client.press(client.button("Continuer"))
    expect(client.message).to_have_value(f"{total} factures sont encaissées.")
    client.confirm()
    assert len(served.paid(web_server) - paid) == total
