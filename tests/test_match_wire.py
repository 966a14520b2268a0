# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""S10 over the wire: what somebody who only reconciles the bank can do."""
import pytest

from develop.server import Server
from trytond import backend
from trytond.transaction import Transaction

from .process import PASSWORD
from .rights_tools import DATABASE, prepare, store
from .rpc import Client, Refused
from .tools import practice_transaction

pytestmark = pytest.mark.skipif(
    backend.name != 'sqlite', reason="the database is copied to a file")
MATCH = 'account.statement.match'


@pytest.fixture(scope='module')
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp('match-wire')
    with practice_transaction() as practice:
        case = prepare(practice)
        Transaction().commit()
    store(folder / f'{DATABASE}.sqlite')
    with Server(folder, [DATABASE]) as server:
        case.address = server.address
        yield case


def login(case, name):
    return Client(case.address, DATABASE, name, PASSWORD)


def menus(client):
    return {
        m['complete_name'] for m in client.model(
            'ir.ui.menu', 'search_read', [], 0, None, None,
            ['complete_name'])}


def test_S10_menu(case):
    "The proposals and nothing of the accounts"
    names = menus(login(case, 'bank'))
    assert not [n for n in names if n.startswith(('Financial', 'Admin'))]
    assert {n for n in names if n.startswith('Collection')} == {
        "Collection", "Collection / Dashboard", "Collection / Bank",
        "Collection / Bank / Import Statement",
        "Collection / Bank / Match Statements", "Collection / Bank / Matches",
        "Collection / Bank / Transactions without Proposal",
        "Collection / Bank / Known Payers",
        "Collection / Bank / Acquirer's Report"}


def test_S10_menu_of_others(case):
    "Accountants find them with the statements, the reception nowhere"
    names = menus(login(case, 'clerk'))
    assert "Financial / Statements / Matches" in names
    for user in ['reception', 'reader', 'giver', 'nobody']:
        assert not [n for n in menus(login(case, user)) if "Match" in n]


def test_three_clicks_over_the_wire(case):
    bank = login(case, 'bank')
    result = bank.wizard(
        MATCH, [
            ('start', {}),
            ('propose', {'start': {}}),
            ('accept_sure', {'start': {}, 'review': {}})])
    assert result['view']['defaults']['sure'] == 0
    match, = bank.model(
        MATCH, 'search_read', [('state', '=', 'accepted')], 0, None, None,
        ['lines'])
    line, = bank.model(
        f'{MATCH}.line', 'read', match['lines'], ['invoice'])
    assert line['invoice'] == case.matched


def test_S10_all_that_views_show(case):
    bank = login(case, 'bank')
    for model in [MATCH, f'{MATCH}.line']:
        for view in ['tree', 'form']:
            _, names = bank.view(model, view)
            assert bank.model(
                model, 'search_read', [], 0, None, None, names)


def test_S10_no_accounts(case):
    bank = login(case, 'bank')
    for model in ['account.move', 'account.account']:
        with pytest.raises(Refused):
            bank.model(model, 'write', [1], {'description': "x"})
