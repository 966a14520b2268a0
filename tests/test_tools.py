# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The ground that the other tests stand on."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond.transaction import Transaction

from .tools import (
    balance, create_invoice, create_invoices, create_statement, pay_with_core,
    reload)


def test_invoices(practice):
    invoices = create_invoices(
        practice, ['100', '200', [('100', [practice.tax]), ('50', [])]],
        party=lambda index: practice.patients[index])

    assert [i.state for i in invoices] == ['posted'] * 3
    assert [i.total_amount for i in invoices] == [
        Decimal('100'), Decimal('200'), Decimal('157.70')]
    assert balance(practice.accounts['receivable']) == Decimal('457.70')


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
