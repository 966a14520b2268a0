# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The proposals in the real desktop client."""
import time

import pytest

from .. import served

pytestmark = [pytest.mark.desktop, pytest.mark.slow]
# How the client paints success and warning
CONFIDENCES = {
    'sure': bytes.fromhex('198754'),
    'ambiguous': bytes.fromhex('ffc107'),
    }


def test_proposals(login, screen, server, pictures):
    served.propose(server)
    login('model/account.statement.match')
    served.wait(
        lambda: all(map(screen.shows, CONFIDENCES.values())),
        "not all the confidences are seen")
    screen.shoot(pictures / 'desktop-matches.png')


@pytest.fixture
def review(login, screen, server, pictures):
    "The wizard with the proposals; the numbers of those that are sure"
    served.propose(server)
    sure = served.matches(server, 'proposed', 'sure')
    login('wizard/account.statement.match')
    # The wizard asks for the statements, as the password was asked for
    served.wait(lambda: screen.active_size()[0] > 700, "no wizard")
    time.sleep(5)
    screen.shoot(pictures / 'desktop-match-start.png')
    screen.keys('ctrl+Return')
    served.wait(
        lambda: screen.shows(CONFIDENCES['sure']),
        "the proposals are not seen")
    time.sleep(1)
    screen.shoot(pictures / 'desktop-match-review.png')
    return sure


def test_accept_all_sure(review, screen, server, pictures):
    "By the default button"
    screen.keys('ctrl+Return')
    served.wait(
        lambda: served.matches(server, 'accepted') == review,
        "what is sure is not accepted")
    time.sleep(2)
    screen.shoot(pictures / 'desktop-match-accepted.png')


def test_leave_one(review, screen, server, pictures):
    "The choice of the first that is sure is changed in the list"
    x, y = screen.find(CONFIDENCES['sure'])
    screen.click(x + 30, y + 10)
    screen.click(x + 30, y + 10)
    screen.keys('ctrl+a')
    screen.type("Laisser")
    time.sleep(1)
    screen.keys('Down', 'Return', 'Return')
    screen.shoot(pictures / 'desktop-match-choice.png')
    screen.keys('ctrl+Return')
    served.wait(
        lambda: served.matches(server, 'accepted'), "nothing is accepted")
    left = set(review) - set(served.matches(server, 'accepted'))
    assert left == {min(review)}
    assert left <= set(served.matches(server, 'proposed'))
