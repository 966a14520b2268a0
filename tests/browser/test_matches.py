# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The proposals for a whole statement, in the real web client."""
import pytest

from demo import setup

from .. import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MENU = "Encaissement", "Rapprocher les relevés"


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
    return client.dialog.locator('.form-one2many tbody tr')


def choose(client, row, label):
    cell = row.locator('td:has(.column-selection)').first
    select = row.locator('select').first
    client.edit(cell, select)
    select.select_option(label=label)


def test_three_clicks(review, web_server):
    "The menu and Proposer were the first and the second"
    from playwright.sync_api import expect
    sure = served.matches(web_server, 'proposed', 'sure')
    assert len(sure) > 10
    review.press(review.button("Accepter tous les sûrs"))
    served.wait(
        lambda: served.matches(web_server, 'accepted') == sure,
        "what is sure is not accepted")
    expect(rows(review).filter(has_text="Ambigu").first).to_be_visible()
    expect(rows(review).filter(has_text="Sûr")).to_have_count(0)
    assert set().union(*sure.values()) - {None} <= served.paid_by_bank(
        web_server)


def test_choices(review, web_server):
    "One sure is left, one of a tie accepted, one of another refused"
    from playwright.sync_api import expect
    before = served.matches(web_server, 'proposed')
    # No line can be added
    expect(review.dialog.locator(
            '.form-one2many button[title="Nouveau"]')).to_be_disabled()
    sure = rows(review).filter(has_text="Sûr")
    left = review.number(sure.nth(0))
    choose(review, sure.nth(0), "Laisser")
    refused = review.number(sure.nth(1))
    choose(review, sure.nth(1), "Refuser")
    tied = rows(review).filter(has_text="Ambigu").nth(1)
    accepted = review.number(tied)
    choose(review, tied, "Accepter")
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
    expect(rows(review).filter(has_text=left)).to_contain_text("Laisser")
