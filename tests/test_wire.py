# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Over the wire, as clients do it: with access checked, and at once."""
from decimal import Decimal
from threading import Barrier, Thread
from xmlrpc.client import Fault

import pytest
from proteus import Model, Wizard
from proteus.config import XmlrpcConfig

from demo import setup

from . import served

pytestmark = pytest.mark.slow


@pytest.fixture(scope='module')
def server(tmp_path_factory):
    with served.serve(tmp_path_factory.mktemp('wire')) as server:
        yield server


def connect(server, user):
    host = server.address.removeprefix('http://')
    return XmlrpcConfig(
        f'http://{user}:{setup.PASSWORD}@{host}{served.DATABASE}/rpc/')


def unpaid(config):
    Invoice = Model.get('account.invoice', config=config)
    return Invoice.find([('payment_state', '=', 'unpaid')])


def mark_as_paid(invoice, config, kind='payment', **values):
    Method = Model.get('account.invoice.payment.method', config=config)
    wizard = Wizard(
        'account.invoice.mark_as_paid', [invoice], config=config)
    wizard.form.method = Method.find([('kind', '=', kind)])[0]
    for name, value in values.items():
        setattr(wizard.form, name, value)
    wizard.execute('pay')


def test_S11_pay_together(server):
    "Two at the counter take the same money: it is taken once"
    users = ['admin', setup.RECEPTIONIST]
    barrier = Barrier(len(users))
    errors = []

    def press(config, invoice):
        Method = Model.get('account.invoice.payment.method', config=config)
        wizard = Wizard(
            'account.invoice.mark_as_paid', [invoice], config=config)
        wizard.form.method = Method.find([('kind', '=', 'payment')])[0]
        barrier.wait()
        try:
            wizard.execute('pay')
        except Fault as fault:
            errors.append(fault)

    invoice_id = unpaid(connect(server, 'admin'))[0].id
    threads = []
    for user in users:
        config = connect(server, user)
        invoice = Model.get('account.invoice', config=config)(invoice_id)
        threads.append(Thread(target=press, args=(config, invoice)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    admin = connect(server, 'admin')
    Invoice = Model.get('account.invoice', config=admin)
    invoice = Invoice(invoice_id)
    assert [p.amount for p in invoice.payments] == [invoice.total_amount]


def test_S10_receptionist_takes_payments(server):
    config = connect(server, setup.RECEPTIONIST)
    invoice = unpaid(config)[0]
    mark_as_paid(invoice, config)
    invoice.reload()
    assert invoice.payment_state == 'paid'


def test_S10_receptionist_takes_nothing_else(server):
    config = connect(server, setup.RECEPTIONIST)
    invoice = unpaid(config)[0]
    for kind in ['loss', 'discount']:
        with pytest.raises(Fault):
            mark_as_paid(invoice, config, kind=kind, reason="A friend")
    invoice.reload()
    assert invoice.payment_state == 'unpaid'
    assert invoice.amount_to_pay > Decimal(0)
    with pytest.raises(Fault):
        Model.get('account.statement.match', config=config).find([])
