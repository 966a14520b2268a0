# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Tasks of the queue, done by a worker: a process beside the server."""
import time

import pytest

from develop.server import Server
from trytond import config
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME
from trytond.transaction import Transaction

from .postgresql import only_postgresql
from .process import PASSWORD
from .rpc import Client
from .tools import create_invoices, create_user, reload

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
            worker=True, **options)
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
