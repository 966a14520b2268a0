# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The module comes to a practice that has worked with core alone."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond.tests import test_tryton
from trytond.transaction import Transaction

from . import practice as practice_
from .cache import (
    MODULE, content_of, core_activate_module, dependencies, provide)
from .tools import (
    Practice, create_invoice, create_statement, lock_everything, pay_with_core,
    reload, run_tasks)

pytestmark = pytest.mark.slow
# What core made of each invoice, in the order of their creation:
# name → (state, [amounts of the payments], to pay)
EXPECTED = {
    'whole': ('paid', [100], 0),
    'part': ('partial', [40], 60),
    'two parts': ('paid', [30, 70], 0),
    'write-off': ('paid', [95], 0),
    'statement': ('paid', [110], 0),
    'statement part': ('partial', [20], 80),
    # core cancels what is credited as a whole
    'credited': (None, [], 0),
    'open': ('unpaid', [], 100),
    'euro': ('partial', [25], 75),
    'supplier': ('paid', [100], 0),
    }


def create_past():
    "A practice with invoices, payments and statements of core"
    practice_.create_practice()
    context = Pool().get('res.user').get_preferences(context_only=True)
    with Transaction().set_context(context):
        practice = Practice()
        method = create_method(practice)
        invoices = {
            name: create_invoice(
                practice, '110' if name == 'statement' else '100',
                reference=name,
                currency=practice.eur if name == 'euro'
                else practice.currency,
                **({'type': 'in', 'party': practice.insurer}
                    if name == 'supplier' else {}))
            for name in EXPECTED}
        create_invoice(practice, '100', post=False, reference='draft')
        pay_with_core(invoices['whole'], '100', method)
        pay_with_core(invoices['part'], '40', method)
        pay_with_core(invoices['two parts'], '30', method)
        pay_with_core(reload(invoices['two parts']), '70', method)
        pay_with_write_off(practice, invoices['write-off'], '95', method)
        pay_with_statement(practice, {
                invoices['statement']: '110',
                invoices['statement part']: '20'})
        credit(invoices['credited'])
        pay_with_core(invoices['euro'], '25', method)
        pay_with_core(invoices['supplier'], '100', method)
        run_tasks()


def create_method(practice):
    Method = Pool().get('account.invoice.payment.method')
    cash = practice.accounts['cash']
    method, = Method.create([{
                'name': "Cash",
                'company': practice.company.id,
                'journal': practice.journal('cash').id,
                'debit_account': cash.id,
                'credit_account': cash.id}])
    return method


def pay_with_write_off(practice, invoice, amount, method):
    WriteOff = Pool().get('account.move.reconcile.write_off')
    loss = practice.accounts['loss']
    write_off, = WriteOff.create([{
                'name': "Residues",
                'company': practice.company.id,
                'journal': practice.journal('write-off').id,
                'debit_account': loss.id,
                'credit_account': loss.id}])
    pay_with_core(
        invoice, amount, method, type='writeoff', writeoff=write_off)


def pay_with_statement(practice, amounts):
    Statement = Pool().get('account.statement')
    Line = Pool().get('account.statement.line')
    statement = create_statement(
        practice, [{'amount': amount} for amount in amounts.values()])
    Line.save([
            Line(
                statement=statement, origin=origin, date=origin.date,
                amount=origin.amount, party=invoice.party,
                account=invoice.account, related_to=invoice)
            for origin, invoice in zip(statement.origins, amounts)])
    for button in ['validate_statement', 'post']:
        getattr(Statement, button)([reload(statement)])
    run_tasks()


def credit(invoice):
    Invoice = Pool().get('account.invoice')
    with Transaction().set_context(_skip_warnings=True):
        Invoice.credit([invoice], refund=True)
    run_tasks()


def activate_module():
    "With the past in the database"
    provide(
        dependencies([MODULE]),
        'past '
        + content_of('practice.py', 'tools.py', 'test_migration.py')
        + practice_.TODAY.isoformat(), create_past)
    with Transaction().start(test_tryton.DB_NAME, 0):
        Pool().get('ir.module').update_list()
    core_activate_module([MODULE])


@pytest.fixture(scope='module')
def migrated():
    activate_module()
    yield
    test_tryton.drop_db()


@pytest.fixture
def invoices(migrated):
    "By their names, in a transaction"
    with Transaction().start(test_tryton.DB_NAME, 1) as transaction:
        lock_everything(transaction)
        context = Pool().get('res.user').get_preferences(context_only=True)
        with transaction.set_context(context, with_payment=False):
            Invoice = Pool().get('account.invoice')
            yield {
                i.reference: i
                for i in Invoice.search([('reference', '!=', None)])}
        transaction.rollback()


@pytest.mark.parametrize('name', EXPECTED)
def test_payments_are_there(invoices, name):
    state, amounts, to_pay = EXPECTED[name]
    invoice = invoices[name]
    assert invoice.payment_state == state
    assert sorted(p.amount for p in invoice.payments) == amounts
    assert {p.state for p in invoice.payments} <= {'posted'}
    assert invoice.amount_to_pay == to_pay


def test_states_are_found(invoices):
    Invoice = Pool().get('account.invoice')
    for state in ['unpaid', 'partial', 'paid']:
        found = Invoice.search([('payment_state', '=', state)])
        assert {i.reference for i in found if i.reference in EXPECTED} == {
            name for name, (s, _, _) in EXPECTED.items() if s == state}


def test_draft_has_no_state(invoices):
    assert not invoices['draft'].payment_state
    assert not invoices['draft'].payments


def test_write_off_is_lost(invoices):
    invoice = invoices['write-off']
    assert invoice.amount_paid == Decimal(95)
    assert invoice.amount_lost == Decimal(5)


def test_statement_lines_are_known(invoices):
    for name in ['statement', 'statement part']:
        payment, = invoices[name].payments
        assert payment.statement_line.related_to == invoices[name]


def test_old_payment_is_cancelled(invoices):
    pool = Pool()
    Payment = pool.get('account.invoice.payment')
    payment, = invoices['whole'].payments
    Cancel = pool.get('account.invoice.payment.cancel', type='wizard')
    with Transaction().set_context(
            active_model=Payment.__name__, active_id=payment.id,
            active_ids=[payment.id]):
        session_id, _, _ = Cancel.create()
        cancel = Cancel(session_id)
        cancel.start.date = payment.date
        cancel.start.reason = "Taken by mistake"
        cancel.transition_cancel_()
    invoice = reload(invoices['whole'])
    assert invoice.state == 'posted'
    assert invoice.payment_state == 'unpaid'
    assert invoice.amount_to_pay == Decimal(100)
