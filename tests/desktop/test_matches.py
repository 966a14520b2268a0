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


def test_review(login, screen, server, pictures):
    served.propose(server)
    sure = served.matches(server, 'proposed', 'sure')
    login('wizard/account.statement.match')
    time.sleep(8)
    screen.shoot(pictures / 'desktop-match-start.png')
    # The default buttons: propose, then accept all that is sure
    screen.keys('ctrl+Return')
    served.wait(
        lambda: all(map(screen.shows, CONFIDENCES.values())),
        "the proposals are not seen")
    time.sleep(1)
    screen.shoot(pictures / 'desktop-match-review.png')
    screen.keys('ctrl+Return')
    served.wait(
        lambda: served.matches(server, 'accepted') == sure,
        "what is sure is not accepted")
    time.sleep(2)
    screen.shoot(pictures / 'desktop-match-accepted.png')
