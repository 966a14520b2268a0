# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Tasks of the queue, done by a worker: a process beside the server."""
import os
import signal
import time

import pytest

from develop.server import Server
from trytond import config
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME
from trytond.transaction import Transaction

from .bankfile.files import camt, detail, entry
from .postgresql import only_postgresql
from .process import PASSWORD
from .rpc import Client
from .tools import (
    balance, create_invoice, create_invoices, create_user, reload)

pytestmark = only_postgresql
WIZARD = 'account.invoice.mark_as_paid'
# Three tasks
NUMBER = 300


@pytest.fixture
def case(practice):
    pool = Pool()
    Configuration = pool.get('account.configuration')
    User = pool.get('res.user')
    User.write(
        [create_user(practice, 'anna', 'medical_payment.group_payment')],
        {'password': PASSWORD})
    configuration = Configuration(1)
    configuration.payment_queue_size = 20
    configuration.save()
    return practice


@pytest.fixture
def serve(tmp_path):
    "What was prepared is there for a server with a worker"
    Queue = Pool().get('ir.queue')
    transaction = Transaction()

    def start(**options):
        # The worker would print the invoices first
        Queue.delete(Queue.search([]))
        transaction.commit()
        server = Server(
            tmp_path, [DB_NAME], uri=config.get('database', 'uri'),
            **{'worker': True, **options})
        server.start()
        servers.append(server)
        return server

    servers = []
    yield start
    for server in servers:
        server.stop()
    transaction.commit()


def test_T6_progress(case, serve):
    "The user sees how far it is while the worker goes on"
    invoices = create_invoices(case, ['100'] * NUMBER)
    method = case.method('cash')
    anna = Client(serve().address, DB_NAME, 'anna', PASSWORD)

    with anna.open_wizard(
            WIZARD, [i.id for i in invoices], 'account.invoice') as press:
        press('start')
        view = press('pay', start={'method': method.id})['view']
        seen = []
        while view['state'] == 'background':
            seen.append(view['defaults']['progress'])
            time.sleep(0.2)
            view = press('refresh', background={})['view']
    assert view['state'] == 'result'
    assert str(NUMBER) in view['defaults']['message']

    # Nothing, some and more
    assert seen == sorted(seen) and seen[0] == 0 and len(set(seen)) > 2
    Transaction().commit()
    assert {reload(i).payment_state for i in invoices} == {'paid'}


def test_T6_worker_killed(case, serve):
    "One of two in the middle: it is told, and nothing is paid twice"
    Queue = Pool().get('ir.queue')
    invoices = create_invoices(case, ['100'] * NUMBER)
    method = case.method('cash')
    server = serve(worker=2)
    anna = Client(server.address, DB_NAME, 'anna', PASSWORD)

    def begun():
        Transaction().commit()
        return Queue.search([
                ('dequeued_at', '!=', None), ('finished_at', '=', None)])

    def wait(view):
        while view['state'] == 'background':
            time.sleep(0.5)
            view = press('refresh', background={})['view']
        return view

    with anna.open_wizard(
            WIZARD, [i.id for i in invoices], 'account.invoice') as press:
        press('start')
        view = press('pay', start={'method': method.id})['view']
        while len(begun()) < 2:
            time.sleep(0.05)
        os.killpg(server.processes[-1].pid, signal.SIGKILL)

        view = wait(view)
        assert view['state'] == 'interrupted'
        assert str(NUMBER) in view['defaults']['message']
        Transaction().commit()
        left = [i for i in invoices if reload(i).state == 'posted']
        assert 0 < len(left) < NUMBER

        view = wait(press('pay', interrupted={})['view'])
        assert view['state'] == 'result'
        assert str(NUMBER) in view['defaults']['message']

    Transaction().commit()
    for invoice in map(reload, invoices):
        payment, = invoice.payments
        assert (payment.state, payment.amount) == ('posted', 100)
        assert invoice.state == 'paid'
    assert balance(case.accounts['cash']) == 100 * NUMBER
    assert balance(case.accounts['receivable']) == 0


def test_import_in_the_background(case, serve):
    "What a long file settles is searched by a worker"
    User = Pool().get('res.user')
    user = create_user(
        case, 'books', 'account.group_account',
        'medical_payment.group_bank_reconciliation')
    User.write([user], {'password': PASSWORD})
    invoice = create_invoice(case, '100')
    books = Client(serve().address, DB_NAME, 'books', PASSWORD)
    file = camt(
        entry('100', detail(text=[invoice.number])),
        *(entry('1', servicer=f'A{i}') for i in range(1000)))

    with books.open_wizard('account.statement.import') as press:
        press('start')
        view = press('import_', start={
                'company': case.company.id,
                'file_': file,
                'file_name': "year.xml",
                'file_format': 'bank_file'})['view']
        assert '1001' in view['defaults']['message']
        while view and view['state'] == 'background':
            time.sleep(0.2)
            result = press('refresh', background={})
            view = result.get('view')
    assert not view and len(result['actions']) == 1

    Transaction().commit()
    Match = Pool().get('account.statement.match')
    assert Match.search([
            ('lines.invoice', '=', invoice.id), ('state', '=', 'proposed')])
