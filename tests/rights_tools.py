# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A practice and its users to try rights on over the wire."""
import sqlite3
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace

from trytond import backend
from trytond.pool import Pool
from trytond.tests import test_tryton
from trytond.transaction import Transaction

from . import practice as _practice
from .process import PASSWORD
from .tools import (
    TODAY, Practice, create_invoice, create_invoices, create_statement,
    create_user, run_tasks)

DATABASE = 'practice'
INVOICE = 'account.invoice'
PAYMENT = 'account.invoice.payment'
USERS = {
    'reception': 'medical_payment.group_payment',
    'giver': 'medical_payment.group_give_away',
    'clerk': 'account.group_account',
    'bank': 'medical_payment.group_bank_reconciliation',
    'statements': 'account_statement.group_statement',
    'reader': 'medical_payment.group_payment_report',
    'nobody': None,
    }


@contextmanager
def other_company():
    "A second company of the same people, and what belongs to it"
    other = Practice()
    currency = other.company.currency
    other.company = _practice.create_company("Other", currency=currency)
    with Transaction().set_user(0), \
            Transaction().set_context(company=other.company.id):
        _practice.create_chart(other.company)
        _practice.create_accounts(other.company)
        _practice.create_fiscalyears(other.company, [TODAY.year])
        yield other
        run_tasks()


def prepare(practice):
    case = SimpleNamespace(practice=practice)
    pool = Pool()
    User = pool.get('res.user')
    for login, group in USERS.items():
        user = create_user(practice, login, *filter(None, [group]))
        User.write([user], {'password': PASSWORD})
    case.methods = {
        name: practice.method(name).id
        for name in ['cash', 'card', 'loss', 'discount']}
    practice.method('discount', limit_amount=Decimal(20))
    configuration = pool.get('account.configuration')(1)
    configuration.default_payment_method = case.methods['cash']
    configuration.save()
    case.invoices = [
        i.id for i in create_invoices(practice, ['100'] * 16)]
    case.supplier_invoice = create_invoice(practice, '70', type='in').id
    case.patient = practice.patient.id
    case.company = practice.company.id
    case.currency = practice.currency.id
    number = pool.get(INVOICE)(case.invoices[1]).number
    case.statement = create_statement(
        practice, [{'amount': '100', 'description': number}]).id
    case.matched = case.invoices.pop(1)
    case.move = pool.get(INVOICE)(case.invoices[0]).move.id
    with other_company() as other:
        case.other = other
        case.other_invoice = create_invoice(other, '100').id
        case.other_method = other.method('cash').id
        case.other_company = other.company.id
    run_tasks()
    return case


def store(path):
    "Copy the database of the tests, once it is committed"
    with sqlite3.connect(path) as target:
        backend.Database(
            test_tryton.DB_NAME).connect().get_connection().backup(target)
    target.close()


def read(client, model, id_, *names):
    record, = client.model(model, 'read', [id_], list(names))
    return record


def pay(client, ids, model=INVOICE, **values):
    return client.wizard(
        'account.invoice.mark_as_paid', [
            ('start', {}), ('pay', {'start': values})],
        ids, model)


def draft(case, invoice, **values):
    return {
        'invoice': invoice,
        'party': case.patient,
        'method': case.methods['cash'],
        'date': TODAY,
        'amount': Decimal(10),
        'currency': case.currency,
        **values}
