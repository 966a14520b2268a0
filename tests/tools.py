# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Helpers for tests that call the models in a transaction of their own."""
import datetime as dt
from contextlib import contextmanager
from decimal import Decimal
from functools import cached_property
from itertools import count

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.tests import test_tryton
from trytond.transaction import Transaction

from . import practice as _practice
from .cache import (
    MODULE, content_of, forget_cached, lock_everything, provide, trusted)

TODAY = _practice.TODAY
_numbers = count(1)


@contextmanager
def practice_transaction(modules=(), user=1):
    "A transaction on the practice; the next one finds it as it was created"
    provide(
        {MODULE, *modules},
        f'practice {content_of("practice.py")} {TODAY.year}',
        _practice.create_practice)
    with opened_practice(user) as practice:
        yield practice


@contextmanager
def opened_practice(user=1):
    "A transaction on the practice that is in place; it is rolled back"
    with Transaction().start(
            test_tryton.DB_NAME, user, context={}) as transaction:
        lock_everything(transaction)
        # What other tests left to do is not in this database
        transaction.tasks.clear()
        User = Pool().get('res.user')
        try:
            with transaction.set_context(
                    User.get_preferences(context_only=True)):
                yield Practice()
        finally:
            transaction.rollback()
            transaction.tasks.clear()
            forget_cached()
            # A commit of nothing would have the database restored
            transaction.readonly = True


class Practice:
    "What the practice consists of, by names"
    today = TODAY
    cent = Decimal('0.01')

    @cached_property
    def company(self):
        return self.one('company.company', self.name_clause(
                _practice.COMPANY, 'party.name'))

    @cached_property
    def currency(self):
        return self.company.currency

    @cached_property
    def eur(self):
        return self.one('currency.currency', ('code', '=', 'EUR'))

    @cached_property
    def patients(self):
        return [self.party(name) for name in _practice.PATIENTS]

    @cached_property
    def patient(self):
        return self.patients[0]

    @cached_property
    def insurer(self):
        return self.party(_practice.INSURER)

    @cached_property
    def tax(self):
        return self.one('account.tax', ('company', '=', self.company.id))

    @cached_property
    def accounts(self):
        codes = {
            **_practice.CHART,
            **{name: a[0] for name, a in _practice.ACCOUNTS.items()}}
        return {
            name: self.one(
                'account.account',
                ('company', '=', self.company.id), ('code', '=', code))
            for name, code in codes.items()}

    @cached_property
    def statement_journal(self):
        "With validation by balance, for the account of the IBAN"
        return self.one('account.statement.journal', self.name_clause("Bank"))

    @cached_property
    def amount_journal(self):
        "With validation by amount"
        return self.one('account.statement.journal', self.name_clause(
                "Bank by amount"))

    def party(self, name):
        return self.one('party.party', self.name_clause(name))

    def term(self, name="30 days"):
        return self.one(
            'account.invoice.payment_term', self.name_clause(name))

    def journal(self, type_):
        return Pool().get('account.journal').search(
            [('type', '=', type_)], limit=1)[0]

    def method(self, name, **values):
        "The method of payment: cash, card, loss or discount"
        return _method(self, name, **values)

    @staticmethod
    def name_clause(name, field='name'):
        return (field, '=', name)

    @staticmethod
    def one(model, *domain):
        record, = Pool().get(model).search(list(domain))
        return record


# name: (kind, journal type, account)
METHODS = {
    'cash': ('payment', 'cash', 'cash'),
    'card': ('payment', 'cash', 'transit'),
    'transfer': ('payment', 'cash', 'transit'),
    'loss': ('loss', 'write-off', 'loss'),
    'discount': ('discount', 'write-off', 'discount'),
    }


def _method(practice, name, **values):
    "The method of that name, created at the first call"
    pool = Pool()
    Method = pool.get('account.invoice.payment.method')
    methods = Method.search([
            ('company', '=', practice.company.id),
            ('name', '=', name.capitalize())])
    if methods:
        if values:
            Method.write(methods, values)
        return methods[0]
    kind, journal, account = METHODS[name]
    account = practice.accounts[account].id
    method, = Method.create([{
                'company': practice.company.id,
                'name': name.capitalize(),
                'kind': kind,
                'journal': practice.journal(journal).id,
                'debit_account': account,
                'credit_account': account,
                **values}])
    return method


def create_invoices(practice, amounts, post=True, **values):
    """Create and post one customer invoice an amount, in one batch.

    An amount is a Decimal (or str), or a list of lines as (amount, taxes).
    Values go to each invoice; a callable gets the index.
    """
    pool = Pool()
    Invoice = pool.get('account.invoice')
    values.setdefault('party', practice.patient)
    values.setdefault('invoice_date', TODAY)
    values.setdefault('payment_term', practice.term())
    invoices = []
    for index, amount in enumerate(amounts):
        mine = {
            name: value(index) if callable(value) else value
            for name, value in values.items()}
        invoices.append(new_invoice(practice, amount, **mine))
    with trusted():
        Invoice.save(invoices)
        if post:
            Invoice.post(invoices)
    return Invoice.browse(invoices)


def create_invoice(practice, amount, post=True, **values):
    invoice, = create_invoices(practice, [amount], post=post, **values)
    return invoice


def new_invoice(practice, amount, party, type='out', lines=None, **values):
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.invoice.line')
    invoice = Invoice(type=type, company=practice.company)
    invoice.on_change_type()
    invoice.party = party
    invoice.on_change_party()
    invoice.journal = practice.journal(
        'revenue' if type == 'out' else 'expense')
    invoice.currency = practice.currency
    for name, value in values.items():
        setattr(invoice, name, value)
    if not isinstance(amount, (list, tuple)):
        amount = [(amount, [])]
    account = practice.accounts['revenue' if type == 'out' else 'expense']
    invoice.lines = [
        Line(
            type='line', invoice_type=type, company=practice.company,
            currency=invoice.currency, description="Consultation",
            account=account, quantity=1, unit_price=Decimal(price),
            taxes=taxes)
        for price, taxes in amount]
    return invoice


def pay_with_core(
        invoice, amount, method, date=None, type='partial', writeoff=None,
        payee=None):
    """Pay with core's own wizard, by the party of the invoice or another.

    The type says what happens to the rest: partial or writeoff.
    """
    pool = Pool()
    Pay = pool.get('account.invoice.pay', type='wizard')
    with Transaction().set_context(
            active_model=invoice.__name__, active_id=invoice.id,
            active_ids=[invoice.id]):
        session_id, _, _ = Pay.create()
        pay = Pay(session_id)
        pay.start.payee = payee or invoice.party
        pay.start.payees = [pay.start.payee]
        pay.start.amount = Decimal(amount)
        pay.start.currency = invoice.currency
        pay.start.company = invoice.company
        pay.start.invoice_account = invoice.account
        pay.start.payment_method = method
        pay.start.date = date or TODAY
        if pay.transition_choice() == 'ask':
            for name, value in pay.default_ask(None).items():
                setattr(pay.ask, name, value)
            pay.ask.type = type
            pay.ask.writeoff = writeoff
        pay.transition_pay()
        Pay.delete(session_id)
    run_tasks()


def create_statement(practice, transactions, journal=None, **values):
    """Create a draft statement with one origin a transaction.

    A transaction is a dict: amount and, as wanted, date, party, description,
    number, and what goes into information. As in the files of the banks,
    each has a number, of its own by default.
    """
    pool = Pool()
    Statement = pool.get('account.statement')
    Origin = pool.get('account.statement.origin')
    journal = journal or practice.statement_journal
    origins = []
    for transaction in transactions:
        transaction = {
            'date': TODAY, 'number': f'B{next(_numbers):06}', **transaction}
        transaction['amount'] = Decimal(transaction['amount'])
        information = {
            name: transaction.pop(name) for name in list(transaction)
            if name not in Origin._fields}
        origins.append(Origin(information=information, **transaction))
    total = sum(o.amount for o in origins)
    statement = Statement(
        name="Test", company=practice.company, journal=journal,
        date=TODAY, origins=origins)
    if journal.validation == 'balance':
        statement.start_balance = Decimal(0)
        statement.end_balance = total
    elif journal.validation == 'amount':
        statement.total_amount = total
    for name, value in values.items():
        setattr(statement, name, value)
    statement.save()
    return Statement(statement.id)


def run_tasks():
    """Run, in this transaction, what was put into the queue.

    Without the documents of the invoices: they take long, and pay nothing.
    """
    Queue = Pool().get('ir.queue')
    tasks = Transaction().tasks
    while tasks:
        task = Queue(tasks.pop(0))
        if task.data['method'] != 'print_invoice':
            task.run()


def queued(method):
    "Return the tasks of the method that a worker is still to do"
    Queue = Pool().get('ir.queue')
    return [
        t for t in Queue.search(
            [('finished_at', '=', None)], order=[('id', 'ASC')])
        if t.data['method'] == method]


@contextmanager
def savepoint():
    "Take back what was done when something is refused, as a client's call"
    with _savepoint('refused') as take_back:
        try:
            yield
        except UserError:
            take_back()
            raise


@contextmanager
def taken_back():
    "Take back what is done, whatever it is"
    with _savepoint('tried') as take_back:
        try:
            yield
        finally:
            take_back()


@contextmanager
def _savepoint(name):
    transaction = Transaction()
    cursor = transaction.connection.cursor()
    tasks = list(transaction.tasks)
    # An id of what is taken back is given once more
    records = [
        (known, {n: known[n].copy() for n in known})
        for known in [transaction.create_records, transaction.delete_records]]

    def take_back():
        cursor.execute(f'ROLLBACK TO SAVEPOINT {name}')
        transaction.tasks[:] = tasks
        for known, before in records:
            known.clear()
            known.update(before)
        for cache in transaction.cache.values():
            cache.clear()
    cursor.execute(f'SAVEPOINT {name}')
    try:
        yield take_back
    finally:
        cursor.execute(f'RELEASE SAVEPOINT {name}')


def balance(*accounts, **clauses):
    "Debit minus credit of the lines of the accounts, drafts included"
    Line = Pool().get('account.move.line')
    lines = Line.search([
            ('account', 'in', [a.id for a in accounts]),
            *((name, '=', value) for name, value in clauses.items())])
    return sum((line.debit - line.credit for line in lines), Decimal(0))


def reload(record):
    return record.__class__(record.id)


def create_user(practice, login, *groups):
    "A user of the company, in groups by their xml ids (module.id)"
    pool = Pool()
    User = pool.get('res.user')
    ModelData = pool.get('ir.model.data')
    user, = User.create([{
                'name': login.capitalize(),
                'login': login,
                'groups': [('add', [
                            ModelData.get_id(*group.split('.'))
                            for group in groups])],
                }])
    _practice.use_company(practice.company, user.id)
    return user


@contextmanager
def as_user(user):
    "Do as a client would for that user: with access checked"
    User = Pool().get('res.user')
    transaction = Transaction()
    with transaction.set_user(user.id):
        with transaction.set_context(
                User.get_preferences(context_only=True), _check_access=True):
            yield


@contextmanager
def count_statements():
    "Collect the SQL statements sent to SQLite, in a list"
    connection = Transaction().connection
    statements = []
    connection.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        connection.set_trace_callback(None)


def days_ago(days):
    return TODAY - dt.timedelta(days=days)
