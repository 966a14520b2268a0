# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Whole stories, as the people tell them, in the real web client.

Each click is a click of a user; what the practice has at the end is read from
its database."""
import csv
import io
import json
import re
import zipfile
from decimal import Decimal

import pytest

from demo import prepare, setup
from demo.sao import calls
from trytond.protocols.jsonrpc import JSONDecoder
from trytond_medical_payment.search import amount_of

from .. import served
from ..stories import may_give_away, oldest, receipts, settled
from . import test_matches as review

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAY = 'button[name=mark_as_paid]'
DATE = re.compile(r'^\d\d\.\d\d\.\d{4}$')


def to_pay(row):
    "What the row says is to pay"
    text = row.locator('td', has_text="CHF").last.inner_text()
    return amount_of(text.replace("CHF", ''))


def enter(client, entry, text):
    "Type it over what is there, and Enter"
    client.wait_quiet()
    entry.click()
    entry.press('Control+A')
    entry.press_sequentially(text)
    entry.press('Enter')
    client.wait_quiet()


def take(client, row, method, **values):
    "Encaisser in the row, the means, what else is typed, Encaisser"
    client.press_in_row(row, row.locator(PAY), client.WIZARD)
    client.button("Encaisser").wait_for()
    # What follows from the method comes from the server, and must not come
    # while the amount is typed
    client.wait_quiet()
    client.dialog.locator('select[name=method]').select_option(label=method)
    client.wait_quiet()
    for name, value in values.items():
        client.type_in(name, value)
    client.confirm()


def printed(client, name):
    "The text of what the client gets when what is marked is printed"
    client.tab.locator('button[id=print]').click()
    entry = client.tab.locator('.open .dropdown-menu a', has_text=name)
    with client.page.expect_response(
            lambda response: calls(r'report\.[\w.]+\.execute')(
                response.request)) as info:
        entry.click()
    format_, content, *_ = json.loads(
        info.value.text(), object_hook=JSONDecoder())['result']
    assert format_ == 'odt'
    with zipfile.ZipFile(io.BytesIO(content)) as document:
        return re.sub('<[^>]*>', ' ', document.read('content.xml').decode())


def test_morning_at_the_desk(client, web_server):
    """Three payments, one in two parts by card and in cash, a discount, and
    a receipt for who asks for it"""
    from playwright.sync_api import expect
    may_give_away(web_server, setup.RECEPTIONIST)
    client.login(setup.RECEPTIONIST, setup.PASSWORD)
    client.menu("Encaissement", "À encaisser")
    expect(client.row('F20')).to_be_visible()
    client.wait_quiet()
    first, second, third = [
        client.number(row) for row in client.rows().all()[:3]]

    # One pays all of it, in cash
    total = to_pay(client.row(first))
    take(client, client.row(first), "Espèces")
    expect(client.row(first)).to_have_count(0)
    assert settled(web_server, first) == [("Espèces", total, 'payment')]

    # One pays 50 by card and the rest in cash
    total = to_pay(client.row(second))
    take(client, client.row(second), "Carte", amount='50')
    served.wait(
        lambda: to_pay(client.row(second)) == total - 50,
        "the list does not show what is left")
    take(client, client.row(second), "Espèces")
    expect(client.row(second)).to_have_count(0)
    assert settled(web_server, second) == [
        ("Carte", Decimal(50), 'payment'),
        ("Espèces", total - 50, 'payment')]

    # The third gets 10 off, and pays by TWINT
    total = to_pay(client.row(third))
    take(
        client, client.row(third), "Rabais / Offert", amount='10',
        reason="Retard du cabinet")
    take(client, client.row(third), "TWINT")
    assert settled(web_server, third) == [
        ("Rabais / Offert", Decimal(10), 'discount'),
        ("TWINT", total - 10, 'payment')]

    # The receipt of the first
    client.choose_tab(re.compile(r'^\s*Payées'))
    client.row(first).locator('input[type=checkbox]').first.click()
    receipt = printed(client, "Reçu")
    assert first in receipt
    client.picture('story-morning')


def test_friday_at_the_bank(client, web_server, tmp_path):
    """A ZIP of the bank, everything sure accepted, one of a tie chosen, the
    rent set aside, one acceptance taken back, one invoice given up"""
    from playwright.sync_api import expect
    archive = tmp_path / 'banque.zip'
    with zipfile.ZipFile(archive, 'w') as delivery:
        for path in prepare.files(served.FOLDER):
            delivery.write(path, path.name)
    client.login('admin', setup.PASSWORD)
    client.menu("Encaissement", "Banque", "Importer un relevé")
    client.choose_file(archive)
    client.press(client.button("Importer"))

    # The file, and everything that is sure
    client.button("Accepter tous les sûrs").wait_for()
    sure = served.matches(web_server, 'proposed', 'sure')
    assert len(sure) > 10
    client.press(client.button("Accepter tous les sûrs"))
    message = client.dialog.locator('input[name=message]')
    expect(message).to_have_value(re.compile(
            rf"^Opérations acceptées : {len(sure)}\. Sûres : 0\."))
    assert served.matches(web_server, 'accepted') == sure

    # One of a tie, the rent, and one that was accepted
    review.open_page(client, "À vérifier")
    tied = review.rows(client).filter(has_text="Ambigu").first
    chosen = client.number(tied)
    review.press_in_row(client, tied, 'choose_accept')
    review.open_page(client, "sans proposition")
    rent = review.rows(client).filter(has_text="Loyer")
    review.choose(client, rent, "Pas un encaissement")
    review.open_page(client, "Acceptées")
    last = review.rows(client).first
    undone = set(re.findall(r'F\d{4}-\d{4}', last.inner_text()))
    last.locator('td', has_text=re.compile(r'^\d\d\.\d\d\.')).click()
    last.locator('input.column-boolean').click()
    client.press(client.button("Appliquer les choix"))
    expect(message).to_have_value(re.compile(
            rf"^Opérations acceptées : {len(sure)}\. Sûres : 1\."))
    assert chosen in served.paid(web_server)
    assert undone and not undone & served.paid(web_server)
    client.press(client.button("Fermer"))

    # Nothing will come of the oldest any more
    client.menu("Encaissement", "À encaisser")
    lost = oldest(web_server)
    client.until_answered(
        client.tab.locator('.filter-box input').first, lost,
        r'model\.account\.invoice\.search')
    expect(client.rows()).to_have_count(1)
    total = to_pay(client.row(lost))
    before = settled(web_server, lost)
    take(client, client.row(lost), "Impayé / Perte", reason="Parti")
    expect(client.row(lost)).to_have_count(0)
    assert settled(web_server, lost) == [
        *before, ("Impayé / Perte", total, 'loss')]
    client.picture('story-friday')


def test_month_of_the_owner(client, web_server):
    "The board, the receipts of the month for the fiduciary, and the losses"
    from playwright.sync_api import expect
    client.login('admin', setup.PASSWORD)
    lost = client.row("Pertes du mois")
    expect(lost).to_be_visible()
    expect(client.tab.locator('svg').first).to_be_visible()
    client.picture('story-board')
    of_board = to_pay(lost)

    # The book, and what becomes of it elsewhere
    client.menu("Encaissement", "Rapports", "Journal des recettes")
    begin = client.tab.locator('input[name=from_date]')
    expect(begin).to_have_value(DATE)
    # A whole year at least, whatever day it is
    year = int(begin.input_value()[-4:]) - 1
    enter(client, begin, f'01.01.{year}')
    book = exported(client)
    assert sorted(book) == receipts(web_server, f'{year}-01-01')
    assert len(book) > 60
    client.picture('story-book')

    # What was given away is none of it; the board has that of the month
    client.menu("Encaissement", "Rapports", "Pertes et rabais")
    begin = client.tab.locator('input[name=from_date]')
    expect(begin).to_have_value(DATE)
    client.wait_quiet()
    end = client.tab.locator('input[name=to_date]').input_value()
    enter(client, begin, '01' + end[2:])
    rows = client.rows().filter(has_text="Perte")
    assert sum(map(to_lose, rows.all())) == of_board
    client.picture('story-losses')


def to_lose(row):
    "What the row says was given away"
    text = row.locator('td', has_text="CHF").first.inner_text()
    return amount_of(text.replace("CHF", ''))


def exported(client):
    "The invoice and the amount of each line that the client saves as CSV"
    from playwright.sync_api import expect
    client.tab.locator('thead input[type=checkbox]').first.click()
    client.tab.locator('a.dropdown-toggle').first.click()
    client.tab.locator('[id=export]').first.click()
    with client.page.expect_download() as download:
        client.dialog.locator('.modal-footer .btn-primary').click()
    with open(download.value.path(), encoding='utf-8-sig') as file:
        lines = [
            (row["Facture"], amount_of(row["Montant"]))
            for row in csv.DictReader(file)]
    client.button("Fermer").click()
    expect(client.page.locator('.modal.in')).to_have_count(0)
    return lines
