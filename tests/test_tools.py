# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The ground that the other tests stand on."""
from decimal import Decimal

import pytest

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from .tools import (
    balance, create_invoice, create_invoices, create_statement, pay_with_core,
    practice_transaction, reload)


def test_invoices(practice):
    invoices = create_invoices(
        practice, ['100', '200', [('100', [practice.tax]), ('50', [])]],
        party=lambda index: practice.patients[index])

    assert [i.state for i in invoices] == ['posted'] * 3
    assert [i.total_amount for i in invoices] == [
        Decimal('100'), Decimal('200'), Decimal('157.70')]
    assert balance(practice.accounts['receivable']) == Decimal('457.70')


def test_what_is_created_is_valid():
    "It is not validated when it is created, for the time that takes"
    with practice_transaction() as practice:
        EUR = practice.one('currency.currency', ('code', '=', 'EUR'))
        made = [
            create_invoices(practice, [
                    '100', [('100', [practice.tax]), ('50', [])], '-80']),
            create_invoices(practice, ['200'],
                payment_term=practice.term("4 instalments")),
            create_invoices(practice, ['100'], currency=EUR),
            create_invoices(practice, ['70'], type='in'),
            create_invoices(practice, ['70'], post=False),
            ]
        invoices = sum(made, [])
        moves = [i.move for i in invoices if i.move]
        assert Pool.test
        for records in [
                invoices, [l for i in invoices for l in i.lines],
                [t for i in invoices for t in i.taxes],
                moves, [l for m in moves for l in m.lines]]:
            records[0].__class__._validate(records)


@pytest.mark.parametrize('run', [1, 2])
def test_cached_of_modules(practice, run):
    "What the modules tell stays cached, without what a test tells"
    pool = Pool()
    Message = pool.get('ir.message')
    message = 'medical_payment.msg_match_undo_reason'
    assert gettext(message) == "Match undone"

    with Transaction().set_user(0):
        Message.write(
            [Message(pool.get('ir.model.data').get_id(message))],
            {'text': "Taken back"})
    assert gettext(message) == "Taken back"


def test_instalments(practice):
    invoice = create_invoice(
        practice, '200', payment_term=practice.term("4 instalments"))

    assert [l.debit for l in invoice.lines_to_pay] == [Decimal(50)] * 4


def test_statement(practice):
    statement = create_statement(practice, [
            {'amount': '100', 'description': "F1"},
            {'amount': '-5', 'camt_debtor_name': "Bank"}])

    assert statement.end_balance == Decimal(95)
    assert [o.pending_amount for o in statement.origins] == [
        Decimal(100), Decimal(-5)]


@pytest.mark.parametrize('run', [1, 2])
def test_commit_is_undone(practice, run):
    Party = Pool().get('party.party')
    assert not Party.search([('name', '=', "Somebody")])

    Party.create([{'name': "Somebody"}])
    Transaction().commit()


@pytest.mark.parametrize('run', [1, 2])
def test_commit_by_the_way_is_undone(practice, run):
    "SQLite commits what it holds when somebody asks for a connection"
    Party = Pool().get('party.party')
    assert not Party.search([('name', '=', "Somebody")])

    Party.create([{'name': "Somebody"}])
    # As when Tryton looks, from time to time, whether its caches hold
    database = Transaction().database
    database.put_connection(database.get_connection(autocommit=True))


@pytest.mark.modules('account_dunning')
def test_modules(practice):
    assert Pool().get('account.dunning')


def test_core_wizard(practice):
    if 'kind' not in Pool().get('account.invoice.payment.method')._fields:
        pytest.skip("no kind yet")
    invoice = create_invoice(practice, '100')
    pay_with_core(invoice, '40', practice.method('cash'))

    assert reload(invoice).amount_to_pay == Decimal(60)
