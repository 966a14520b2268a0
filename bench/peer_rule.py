# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What core's `account_statement_rule` makes of the same lines.

On a real SQLite database: the invoices posted, the receipts as origins of a
statement, and the best rules there are for them, one regular expression for
each key.
"""
import os
import tempfile
import time
import warnings
from collections import Counter
from decimal import Decimal
from pathlib import Path

from .lumps import CARDS

# A rule finds an invoice by its number or by the reference that Tryton
# makes of it; name, account and amount lead it to a party at most.
RULES = (
    r'(?P<payment_reference>RF[0-9]{2}F[0-9]{9})',
    r'(?P<invoice>F[0-9]{4}-[0-9]{5})',
    )
MODULES = ['account_invoice', 'account_statement_rule']
# What core has no counterpart for
LEFT_OUT = ('recorded payment', 'returned', 'refund', *CARDS)


def measure_rules(year):
    """Counts of the lines, then processor time and SQL statements per line.

    The database lives in a temporary folder for as long as it is needed.
    """
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter('ignore')
        database = Path(folder) / 'peer.sqlite'
        os.environ['DB_NAME'] = 'peer'
        from trytond.config import config
        config.set('database', 'uri', 'sqlite://')
        config.set('database', 'path', str(database.parent))
        from trytond.tests.test_tryton import activate_module
        database.touch()
        activate_module(MODULES)
        return _measure(year)


def _measure(year):
    statement, keys = _transaction(lambda: _prepare(year))

    def apply():
        from trytond.pool import Pool
        Statement = Pool().get('account.statement')
        own = Statement(statement)
        seconds, count = _apply(own)
        return _compare(year, Statement(statement), keys), seconds, count

    result, seconds, count = _transaction(apply)
    lines = len(year.receipts)
    return result, seconds / lines, count / lines


def _transaction(function):
    "Call it in a transaction of its own, again when a lock asks for it"
    from trytond.pool import Pool
    from trytond.transaction import Transaction, TransactionError
    extras = {}
    while True:
        with Transaction().start('peer', 1, **extras) as transaction:
            User = Pool().get('res.user')
            try:
                with transaction.set_context(
                        User.get_preferences(context_only=True)):
                    result = function()
                transaction.commit()
            except TransactionError as exception:
                transaction.rollback()
                exception.fix(extras)
                continue
            return result


def _prepare(year):
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    company = _create_company(year)
    User = Pool().get('res.user')
    with Transaction().set_context(User.get_preferences(context_only=True)):
        keys = _create_invoices(year, company)
        return _create_statement(year, company).id, keys


def _create_company(year):
    from trytond.modules.account.tests import create_chart, get_fiscalyear
    from trytond.modules.account_invoice.tests.test_module import (
        set_invoice_sequences)
    from trytond.modules.company.tests import create_company
    from trytond.modules.currency.tests import (
        add_currency_rate, create_currency)
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    pool = Pool()
    currency = create_currency('CHF')
    add_currency_rate(currency, 1)
    company = create_company(currency=currency)
    User = pool.get('res.user')
    User.write([User(Transaction().user)], {
            'companies': [('add', [company.id])],
            'company': company.id,
            })
    with Transaction().set_context(company=company.id):
        create_chart(company)
        for date in {i.date.replace(month=7, day=1) for i in year.invoices}:
            fiscalyear = set_invoice_sequences(
                get_fiscalyear(company, today=date))
            sequence = fiscalyear.invoice_sequences[0].out_invoice_sequence
            sequence.prefix, sequence.padding = f'F{date.year}-', 5
            sequence.save()
            fiscalyear.save()
            fiscalyear.create_period([fiscalyear])
    return company


def _account(company, kind):
    from trytond.pool import Pool
    Account = Pool().get('account.account')
    return Account.search([
            ('company', '=', company.id), ('type', '!=', None),
            ('closed', '!=', True), (f'type.{kind}', '=', True)])[0]


def _create_invoices(year, company):
    "Post them in their order, and return the keys of the year by id"
    from trytond.pool import Pool
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Journal = pool.get('account.journal')
    Party = pool.get('party.party')
    receivable = _account(company, 'receivable')
    revenue = _account(company, 'revenue')
    journal = Journal.search([('type', '=', 'revenue')])[0]
    parties = Party.create([{
                'name': p.name, 'addresses': [('create', [{}])],
                'account_receivable': receivable.id,
                } for p in year.patients])
    by_key = {
        p.key: party
        for p, party in zip(year.patients, parties, strict=True)}
    invoices = Invoice.create([{
                'type': 'out',
                'company': company.id,
                'currency': company.currency.id,
                'journal': journal.id,
                'party': by_key[i.patient.key].id,
                'invoice_address': by_key[i.patient.key].addresses[0].id,
                'account': receivable.id,
                'invoice_date': i.date,
                'lines': [('create', [{
                                'type': 'line',
                                'company': company.id,
                                'currency': company.currency.id,
                                'account': revenue.id,
                                'quantity': 1,
                                'unit_price': i.amount,
                                }])],
                } for i in year.invoices])
    Invoice.post(invoices)
    keys = {}
    for invoice, own in zip(invoices, year.invoices, strict=True):
        assert invoice.number == own.number, (invoice.number, own.number)
        keys[invoice.id] = own.key
    return keys


def _create_statement(year, company):
    from trytond.pool import Pool
    pool = Pool()
    Account = pool.get('account.account')
    AccountJournal = pool.get('account.journal')
    Journal = pool.get('account.statement.journal')
    Rule = pool.get('account.statement.rule')
    Statement = pool.get('account.statement')
    cash = Account.search([
            ('company', '=', company.id), ('name', 'like', '%Cash%'),
            ('type', '!=', None)])[0]
    account_journal = AccountJournal.search([('code', '=', 'STA')])[0]
    journal, = Journal.create([{
                'name': "Bank", 'journal': account_journal.id,
                'account': cash.id, 'company': company.id,
                'currency': company.currency.id, 'validation': 'amount'}])
    Rule.create([{
                'name': regex, 'company': company.id, 'description': regex,
                'lines': [('create', [{'amount': 'pending'}])],
                } for regex in RULES])
    statement, = Statement.create([{
                'name': "Year", 'company': company.id,
                'journal': journal.id, 'date': year.receipts[-1].date,
                'total_amount': sum(
                    (r.amount for r in year.receipts), Decimal(0)),
                'origins': [('create', [{
                                'number': r.key, 'date': r.date,
                                'amount': r.amount,
                                'description': ' '.join(' '.join((
                                            *r.references, *r.texts,
                                            r.name)).split()),
                                } for r in year.receipts])],
                }])
    return statement


def _apply(statement):
    from trytond.transaction import Transaction
    statements = []
    connection = Transaction().connection
    connection.set_trace_callback(statements.append)
    started = time.process_time()
    type(statement).apply_rules([statement])
    seconds = time.process_time() - started
    connection.set_trace_callback(None)
    return seconds, len(statements)


def _compare(year, statement, keys):
    "A line is right if it names the true invoice, whatever the amount"
    found = {}
    for line in statement.lines:
        if line.related_to and line.origin:
            found.setdefault(line.origin.number, set()).add(
                keys[line.related_to.id])
    counts = Counter()
    for receipt in year.receipts:
        given = found.get(receipt.key, set())
        if not given:
            counts['none' if receipt.truth else 'right'] += 1
        else:
            counts['right' if given == set(receipt.truth) else 'wrong'] += 1
    return counts
