# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The proposals for a whole statement, in the real web client."""
import re

import pytest

from demo import prepare, setup

from .. import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MENU = "Encaissement", "Banque", "Rapprocher les relevés"


@pytest.fixture
def review(client, web_server):
    "The wizard with the proposals, opened from the menu"
    served.propose(web_server)
    client.login('admin', setup.PASSWORD)
    client.menu(*MENU)
    client.press(client.button("Proposer"))
    client.button("Accepter tous les sûrs").wait_for()
    rows(client).filter(has_text="Sûr").first.wait_for()
    return client


def rows(client):
    return client.dialog.locator('.tab-pane.active tbody tr')


def open_page(client, title):
    "A page of the review; what is empty has none"
    client.dialog.locator('.nav-tabs li:visible a').filter(
        has_text=title).click()


def choose(client, row, label):
    cell = row.locator('td:has(.column-selection)').first
    select = row.locator('select').first
    client.edit(cell, select)
    select.select_option(label=label)


def press_in_row(client, row, name):
    "In sight (V4), and heard by the server"
    button = row.locator(f'button[name={name}]')
    served.wait(
        lambda: button.bounding_box()['x'] < 1366, f"{name} is out of sight")
    row.locator('td', has_text=re.compile(r'^\d\d\.\d\d\.')).click()
    client.press(button, rf'model\.[\w.]+\.{name}')


def test_V3_import(client, web_server):
    "The menu, the file, and three clicks to the end"
    from playwright.sync_api import expect
    client.login('admin', setup.PASSWORD)
    client.menu("Encaissement", "Banque", "Importer un relevé")
    statement, _ = prepare.files(served.FOLDER)
    client.choose_file(statement)
    client.press(client.button("Importer"))
    client.button("Accepter tous les sûrs").wait_for()
    sure = served.matches(web_server, 'proposed', 'sure')
    assert len(sure) > 10
    client.picture('review')
    client.press(client.button("Accepter tous les sûrs"))
    served.wait(
        lambda: served.matches(web_server, 'accepted') == sure,
        "what is sure is not accepted")
    # And it says so
    expect(client.dialog.locator('input[name=message]')).to_have_value(
        re.compile(f"^Opérations acceptées : {len(sure)}. Sûres : 0."))


def test_three_clicks(review, web_server):
    "The menu and Proposer were the first and the second"
    from playwright.sync_api import expect
    sure = served.matches(web_server, 'proposed', 'sure')
    assert len(sure) > 10
    review.press(review.button("Accepter tous les sûrs"))
    served.wait(
        lambda: served.matches(web_server, 'accepted') == sure,
        "what is sure is not accepted")
    # What is to check is in sight at once, as nothing sure is left
    expect(rows(review).filter(has_text="Ambigu").first).to_be_visible()
    expect(rows(review).filter(has_text="Sûr")).to_have_count(0)
    expect(review.dialog.locator('.nav-tabs li:visible')).to_have_count(3)
    assert set().union(*sure.values()) - {None} <= served.paid_by_bank(
        web_server)


def test_choices(review, web_server):
    "One sure is left, one of a tie accepted, one of another refused"
    from playwright.sync_api import expect
    before = served.matches(web_server, 'proposed')
    sure_before = served.matches(web_server, 'proposed', 'sure')
    # No line can be added
    expect(review.dialog.locator(
            '.form-one2many button[title="Nouveau"]').first).to_be_disabled()
    sure = rows(review).filter(has_text="Sûr")
    left = review.number(sure.nth(0))
    choose(review, sure.nth(0), "Laisser")
    refused = review.number(sure.nth(1))
    choose(review, sure.nth(1), "Refuser")
    # One row a transaction, the others one click away (V3)
    open_page(review, "À vérifier")
    tied = rows(review).filter(has_text="Ambigu").first
    first = review.number(tied)
    press_in_row(review, tied, 'show_other')
    expect(tied).not_to_contain_text(first)
    accepted = review.number(tied)
    press_in_row(review, tied, 'choose_accept')
    # The row is being edited
    expect(tied.locator('select option:checked').first).to_have_text(
        "Accepter")
    review.picture('choices')
    review.press(review.button("Appliquer les choix"))

    def numbers(state):
        return set().union(*served.matches(web_server, state).values())

    served.wait(
        lambda: accepted in numbers('accepted'), "the choice is not done")
    assert accepted in served.paid(web_server)
    assert left in numbers('proposed')
    assert refused in numbers('refused')
    assert not {left, refused} & served.paid(web_server)
    assert len(served.matches(web_server, 'accepted')) < len(before)

    # What was chosen stays so
    expect(review.dialog.locator('input[name=message]')).to_have_value(
        re.compile(
            f"^Opérations acceptées : {len(sure_before) - 1}\\. Sûres : 1\\."))
    open_page(review, "Sûrs")
    expect(rows(review).filter(has_text=left)).to_contain_text("Laisser")


def test_nothing_fits_and_undo(review, web_server):
    "The rent is no receipt, and one acceptance is taken back, there as well"
    from playwright.sync_api import expect
    sure = served.matches(web_server, 'proposed', 'sure')
    review.press(review.button("Accepter tous les sûrs"))
    message = review.dialog.locator('input[name=message]')
    expect(message).to_have_value(
        re.compile(rf"acceptées : {len(sure)}\. .*proposition : 3\."))
    open_page(review, "sans proposition")
    rent = rows(review).filter(has_text="Loyer")
    rent.first.wait_for()
    choose(review, rent, "Pas un encaissement")
    open_page(review, "Acceptées")
    first = rows(review).first
    first.wait_for()
    box = first.locator('input.column-boolean')
    first.locator('td', has_text=re.compile(r'^\d\d\.\d\d\.')).click()
    box.click()
    review.picture('undo')
    review.press(review.button("Appliquer les choix"))
    expect(message).to_have_value(re.compile(
            rf"acceptées : {len(sure) - 1}\. .*proposition : 2\."))
    assert served.query(
        web_server, 'SELECT COUNT(*) FROM account_statement_origin '
        'WHERE no_receipt') == [(1,)]
