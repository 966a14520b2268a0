# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The evening at the till, in the real web client (D7)."""
import re
from decimal import Decimal

import pytest

from demo import setup
from trytond_medical_payment.search import amount_of

from .. import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CLOSINGS = 'SELECT state, move FROM account_invoice_payment_till_closing'
COUNTS = (
    'SELECT CAST(denomination AS VARCHAR), number '
    'FROM account_invoice_payment_till_count WHERE number IS NOT NULL')
DEPOSITS = (
    'SELECT state, CAST(cash AS VARCHAR) FROM account_invoice_payment_deposit')
FILLED = re.compile(r'\d')


def shown(client, name):
    "The amount in the field of the form"
    from playwright.sync_api import expect
    entry = client.tab.locator(f'input[name={name}]:visible').first
    expect(entry).to_have_value(FILLED)
    value = entry.input_value()
    amount = amount_of(value.lstrip('-'))
    return -amount if value.startswith('-') else amount


def count(client, rows, denomination, number):
    "Type how many there are into the list"
    row = rows.filter(has_text=re.compile(rf'^\s*{denomination}\b')).first
    row.wait_for()
    cell = row.locator('td').nth(3)
    client.type_over(
        number, lambda: client.edit(
            cell, cell.locator('input:visible').first))


def test_D7_evening(client, web_server):
    "Two notes and what else there is are counted, and the day is closed"
    from playwright.sync_api import expect
    client.login(setup.RECEPTIONIST, setup.PASSWORD)
    client.menu("Encaissement", "Caisse")
    client.tab.locator('button[id=new_]').click()
    client.row("1 000").wait_for()
    client.wait_quiet()
    expected = shown(client, 'expected')
    assert expected > 200
    # With the digits of the currency, though nothing is saved
    expect(client.row(re.compile(r"^\s*0,50\s*CHF"))).to_be_attached()

    count(client, client.rows(), 100, '2')
    assert shown(client, 'counted') == 200
    assert shown(client, 'difference') == 200 - expected

    client.type_over(
        str(expected - 200),
        client.tab.locator('input[name=bulk]:visible').first.focus)
    assert shown(client, 'difference') == 0
    client.picture('till')
    client.press(
        client.tab.locator('.form button[name=close]').first,
        r'model\.account\.invoice\.payment\.till_closing\.close')
    served.wait(
        lambda: served.query(web_server, CLOSINGS) == [('closed', None)],
        "the day is not closed")
    assert [(Decimal(u), n) for u, n in served.query(web_server, COUNTS)] == [
        (Decimal(100), 2)]
    expect(client.tab.locator('button[name=close]:visible')).to_have_count(0)


def test_D7_cash_to_the_bank(client, web_server):
    "Two notes are brought to the bank"
    client.login(setup.RECEPTIONIST, setup.PASSWORD)
    client.menu("Encaissement", "Remises", "Remettre des espèces")
    count(client, client.dialog.locator('tbody tr'), 100, '2')
    client.picture('cash-to-the-bank')
    client.press(client.button("Remettre"))
    served.wait(
        lambda: [
            (state, Decimal(amount))
            for state, amount in served.query(web_server, DEPOSITS)]
        == [('deposited', Decimal(200))], "nothing was brought to the bank")
