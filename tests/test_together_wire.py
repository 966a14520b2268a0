# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""S11 over the wire: real clients of a real server press at the same moment.

Whoever comes second waits for the first, and sees what was done.
"""
from contextlib import contextmanager
from decimal import Decimal
from threading import Barrier, Thread

import pytest

from develop.server import Server
from trytond import config
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME
from trytond.transaction import Transaction

from .deposit_tools import deposit, payments, set_slip
from .match_tools import match_of
from .postgresql import only_postgresql
from .process import PASSWORD
from .rpc import Client, Refused
from .tools import (
    balance, create_invoices, create_statement, create_user,
    practice_transaction, reload)

MATCH = 'account.statement.match'
INVOICE = 'account.invoice'
DEPOSIT = 'account.invoice.payment.deposit'
GROUPS = [
    'medical_payment.group_bank_reconciliation',
    'medical_payment.group_payment', 'medical_payment.group_give_away']
LOGINS = ['anna', 'beat', 'carla', 'denis']


@pytest.fixture(scope='module')
def case(tmp_path_factory):
    "The practice and a server with its clients, for all these tests"
    with practice_transaction() as practice:
        User = Pool().get('res.user')
        for login in LOGINS:
            User.write(
                [create_user(practice, login, *GROUPS)],
                {'password': PASSWORD})
        practice.method('cash')
        practice.method('discount')
        commit()
        with Server(
                tmp_path_factory.mktemp('together'), [DB_NAME],
                uri=config.get('database', 'uri')) as server:
            practice.users = [
                Client(server.address, DB_NAME, login, PASSWORD)
                for login in LOGINS]
            yield practice


def commit():
    transaction = Transaction()
    transaction.commit()
    transaction.tasks.clear()


@contextmanager
def clients(case, count, *accounts, more):
    "What was prepared is there for them, and what they did for the test"
    accounts = [case.accounts[name] for name in accounts]
    before = balance(*accounts)
    commit()
    yield case.users[:count]
    commit()
    assert balance(*accounts) - before == Decimal(more)


def together(*clicks):
    "Do it all at the same moment; return what users are told"
    barrier = Barrier(len(clicks))
    answers = [None] * len(clicks)

    def press(index, click):
        barrier.wait()
        try:
            click()
        except Exception as exception:
            answers[index] = exception

    threads = [
        Thread(target=press, args=(index, click))
        for index, click in enumerate(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    return answers


def presses(client, method, ids, model=MATCH):
    return lambda: client.model(model, method, ids)


def pays(client, ids, **values):
    return lambda: client.wizard(
        'account.invoice.mark_as_paid',
        [('start', {}), ('pay', {'start': values})], ids, INVOICE)


@only_postgresql
def test_together_accept_one(case):
    "It is done once, and nobody is told anything"
    invoice, = create_invoices(case, ['100'])
    statement = create_statement(case, [{'amount': '100'}])
    match = match_of(statement.origins[0], (invoice, '100'))
    with clients(case, 4, 'bank', more=100) as users:
        assert together(*(
                presses(u, 'accept', [match.id]) for u in users)
            ) == [None] * 4
    assert reload(invoice).state == 'paid'
    assert len(reload(invoice).payments) == 1
    assert len(reload(match).statement_lines) == 1


@only_postgresql
def test_together_accept_many(case):
    "A statement that takes longer than a server tries again by itself"
    invoices = create_invoices(case, ['100'] * 40)
    statement = create_statement(case, [
            {'amount': '100', 'description': i.number} for i in invoices])
    Pool().get(MATCH).propose([statement])
    matches = [m.id for o in statement.origins for m in reload(o).matches]
    assert len(matches) == 40
    with clients(case, 3, 'bank', more=4000) as users:
        assert together(
            presses(users[0], 'accept', matches),
            presses(users[1], 'accept', matches[::-1]),
            presses(users[2], 'accept', matches[-1:])) == [None] * 3
    assert {reload(i).state for i in invoices} == {'paid'}
    assert {len(reload(i).payments) for i in invoices} == {1}


@only_postgresql
def test_together_accept_rivals(case):
    "Two transactions that want the same invoice: one is told why not"
    invoice, = create_invoices(case, ['100'])
    statement = create_statement(case, [{'amount': '100'}] * 2)
    matches = [match_of(o, (invoice, '100')) for o in statement.origins]
    with clients(case, 2, 'bank', more=100) as users:
        answers = together(*(
                presses(u, 'accept', [m.id])
                for u, m in zip(users, matches)))
    refused, = filter(None, answers)
    assert isinstance(refused, Refused), refused
    assert matches[answers.index(refused)].rec_name in refused.message
    assert reload(invoice).state == 'paid'
    assert len(reload(invoice).payments) == 1
    assert sorted(reload(m).state for m in matches) == [
        'accepted', 'withdrawn']


@only_postgresql
def test_together_mark_as_paid(case):
    "A selection each, that have some in common"
    invoices = create_invoices(case, ['100'] * 30)
    ids = [i.id for i in invoices]
    values = {'method': case.method('cash').id}
    with clients(case, 3, 'cash', more=3000) as users:
        answers = together(
            pays(users[0], ids[:20], **values),
            pays(users[1], ids[10:], **values),
            pays(users[2], ids[15:16], **values))
    assert answers == [None] * 3
    assert {reload(i).state for i in invoices} == {'paid'}
    assert {len(reload(i).payments) for i in invoices} == {1}
    # Sequences were waited for
    numbers = {p.number for i in invoices for p in reload(i).payments}
    assert len(numbers) == len(invoices)


@only_postgresql
def test_together_bank_and_cash_desk(case):
    "Paid at the counter while its transaction is accepted"
    invoice, = create_invoices(case, ['100'])
    statement = create_statement(case, [{'amount': '100'}])
    match = match_of(statement.origins[0], (invoice, '100'))
    with clients(case, 2, 'bank', 'cash', more=100) as (bank, desk):
        answers = together(
            presses(bank, 'accept', [match.id]),
            pays(desk, [invoice.id], method=case.method('cash').id))
    assert all(a is None or isinstance(a, Refused) for a in answers), answers
    assert reload(invoice).state == 'paid'
    assert [p.amount for p in reload(invoice).payments] == [Decimal(100)]


@only_postgresql
def test_together_cancel_slip(case):
    "Cash is back in the till once, and the second is told why not again"
    method = set_slip(case, 'cash', deposit_account=case.accounts['transit'])
    payments(case, ['100', '80'], method='cash')
    slip = deposit(method, [], cash=Decimal(180))
    with clients(case, 2, 'cash', more=180) as users:
        answers = together(*(
                presses(u, 'cancel', [slip.id], model=DEPOSIT)
                for u in users))
    refused, = filter(None, answers)
    assert isinstance(refused, Refused), refused
    assert slip.rec_name in refused.message
    assert reload(slip).state == 'cancelled'
