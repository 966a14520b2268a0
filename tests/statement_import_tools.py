# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Running core's import wizard as a client does."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond.modules.account_statement.exceptions import ImportStatementError
from trytond.pool import Pool

D = Decimal


def import_(practice, data, name="file.xml", format='camt_053_001', **values):
    "Execute the wizard; return the statements shown and the lines told"
    pool = Pool()
    Wizard = pool.get('account.statement.import', type='wizard')
    Statement = pool.get('account.statement')
    session_id, start, _ = Wizard.create()
    result = Wizard.execute(session_id, {}, start)
    assert result['view']['state'] == 'start'
    result = Wizard.execute(session_id, {start: {
                'company': practice.company.id,
                'file_': data,
                'file_name': name,
                'file_format': format,
                **values}}, 'import_')
    lines = []
    if 'view' in result:
        assert result['view']['state'] == 'result'
        lines = result['view']['values']['messages'].split('\n')
    ids = [
        id_ for _, data in result.get('actions', [])
        for id_ in data['res_id']]
    Wizard.delete(session_id)
    return Statement.browse(ids), lines


def refused(practice, data, **options):
    "Return the message of a refusal, after which nothing is saved"
    before = saved()
    with pytest.raises(ImportStatementError) as caught:
        import_(practice, data, **options)
    assert saved() == before
    return caught.value.message


def saved():
    pool = Pool()
    return (
        pool.get('account.statement').search([], count=True),
        pool.get('account.statement.origin').search([], count=True))


def origins(**clauses):
    Origin = Pool().get('account.statement.origin')
    return Origin.search(
        [(name, '=', value) for name, value in clauses.items()],
        order=[('id', 'ASC')])


def amounts(statement):
    return [o.amount for o in sorted(statement.origins, key=lambda o: o.id)]


def create_journal(practice, *numbers, currency=None, validation='balance'):
    pool = Pool()
    BankAccount = pool.get('bank.account')
    Journal = pool.get('account.statement.journal')
    account, = BankAccount.create([{
                'owners': [('add', [practice.company.party.id])],
                'numbers': [('create', [{
                                'type': 'other',
                                'number': number,
                                } for number in numbers])],
                }])
    journal, = Journal.create([{
                'name': ' '.join(numbers),
                'company': practice.company.id,
                'currency': (currency or practice.currency).id,
                'journal': practice.statement_journal.journal.id,
                'account': practice.accounts['bank'].id,
                'validation': validation,
                'bank_account': account.id}])
    return journal


def create_currency(code):
    Currency = Pool().get('currency.currency')
    currencies = Currency.search([('code', '=', code)])
    return currencies[0] if currencies else Currency.create([{
                'name': code, 'code': code, 'symbol': code,
                'rates': [('create', [
                            {'date': dt.date(2000, 1, 1), 'rate': D(1)}])],
                }])[0]
