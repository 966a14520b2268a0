# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The wizard on files of other formats."""
from decimal import Decimal

import pytest

from trytond.model.exceptions import ValidationError
from trytond.pool import Pool
from trytond_medical_payment.bankfile import COLUMNS, read

from .bankfile.files import IBAN, camt, content, entry
from .bankfile.test_csv import FILES as CSV
from .bankfile.test_formats import FOLDERS, READ, REFUSED
from .statement_import_tools import (
    create_currency, create_journal, import_, refused)

D = Decimal


def journals_for(practice, data):
    "Create the journals for what a file holds"
    done = set()
    for contents in read(data):
        if contents.account not in done:
            create_journal(
                practice, contents.account,
                currency=create_currency(contents.currency))
            done.add(contents.account)


@pytest.mark.parametrize('name', READ)
def test_other_formats(name, practice):
    data = content(name)
    journals_for(practice, data)
    statements, lines = import_(practice, data, format='bank_file')
    found = [
        (number, D(net)) for _, number, net, _ in READ[name] if number]
    assert [(len(s.origins), sum(o.amount for o in s.origins))
        for s in statements] == found
    for record in statements:
        assert bool(record.without_balance) is (record.start_balance is None)
    if found:
        # S4
        refused(practice, data, format='bank_file')


@pytest.mark.parametrize('name', REFUSED)
def test_other_formats_refused(name, practice):
    message = refused(
        practice, content(name), name="June", format='bank_file')
    assert message.startswith("June") and '\n' not in message


@pytest.mark.parametrize('format', ['ofx', 'mt940', 'coda', 'cfonb120'])
def test_other_formats_by_name(format, practice):
    name = {FOLDERS[n.split('/')[0]]: n for n in READ}[format]
    data = content(name)
    journals_for(practice, data)
    statements, _ = import_(practice, data, format=format)
    assert statements
    refused(practice, data, format='camt_053_001')


@pytest.mark.modules(
    'account_statement_coda', 'account_statement_mt940',
    'account_statement_ofx')
def test_beside_the_modules_of_core(practice):
    Start = Pool().get('account.statement.import.start')
    selection = [n for n, _ in Start.fields_get(
            ['file_format'])['file_format']['selection']]
    assert len(set(selection)) == len(selection)
    assert {'bank_file', 'ofx', 'coda', 'mt940'} <= set(selection)
    data = content('ofx/bankfile__unnamed-bank__zero-date.ofx')
    journals_for(practice, data)
    statement, = import_(practice, data, format='ofx')[0]
    assert statement.without_balance


def test_account_known_by_a_part_of_its_number(practice):
    create_journal(practice, '0194787400888', currency=practice.eur)
    create_journal(practice, '0194791600888', currency=practice.eur)
    statements, _ = import_(
        practice, content('mt940/mt940__sepa_snippet.sta'),
        format='bank_file')
    assert len(statements) == 2


def ready_profile(name):
    pool = Pool()
    ModelData = pool.get('ir.model.data')
    Profile = pool.get('account.statement.import.profile')
    return Profile(ModelData.get_id(
            'medical_payment', f'statement_import_profile_{name}'))


@pytest.mark.parametrize('name', CSV)
@pytest.mark.parametrize('format', ['csv', 'bank_file'])
def test_csv(name, format, practice):
    data = content(f'csv/{name}')
    profile, expected = CSV[name]
    for currency, *_ in expected:
        journal = create_journal(
            practice, 'X', currency=create_currency(currency or 'CHF'))
        if len(expected) > 1:
            break
    options = {'format': format, 'journal': journal.id}
    if format == 'csv':
        options['profile'] = ready_profile(profile).id
    if len(expected) > 1:
        # a journal has one currency, and a profile without a bank is chosen
        message = refused(practice, data, **options)
        if profile == 'generic' and format == 'bank_file':
            assert "profile" in message
        else:
            assert expected[1][0] in message
        return
    (statement,), _ = import_(practice, data, **options)
    (_, _, number, net), = expected
    assert statement.journal == journal
    assert len(statement.origins) == number
    assert sum(o.amount for o in statement.origins) == D(net)
    # the balances of two of them follow from each other
    assert statement.without_balance == (
        profile not in {'lukb', 'raiffeisen'})
    refused(practice, data, **options)


def test_csv_without_account_wants_a_journal(practice):
    data = content('csv/banana__csv_lkb_example_format6_20241231.csv')
    message = refused(practice, data, format='bank_file')
    assert "journal" in message


def test_journal_of_another_account(practice):
    "What the file says is not overruled by a slip"
    other = create_journal(practice, 'Y')
    message = refused(
        practice, camt(entry('1')), format='bank_file', journal=other.id)
    assert IBAN in message
    statement, = import_(
        practice, camt(entry('1')), format='bank_file',
        journal=practice.statement_journal.id)[0]
    assert statement.journal == practice.statement_journal
    # a number nobody knows is that of the journal chosen
    statement, = import_(
        practice, camt(entry('2'), iban='CH5604835012345678009'),
        format='bank_file', journal=other.id)[0]
    assert statement.journal == other


def test_csv_profile_of_a_user(practice):
    Profile = Pool().get('account.statement.import.profile')
    with pytest.raises(ValidationError):
        Profile.create([{'name': "Half", 'columns': [('create', [
                                {'column': 'date', 'header': "Day"}])]}])
    profile, = Profile.create([{
                'name': "Mine",
                'delimiter': 'tab',
                'date_format': '%Y%m%d',
                'decimal_sign': ',',
                'columns': [('create', [
                            {'column': 'date', 'header': "Day"},
                            {'column': 'amount', 'header': "Money"},
                            {'column': 'name', 'header': "Who"},
                            {'column': 'reference', 'header': "Ref"},
                            ])],
                }])
    data = b"Day\tMoney\tWho\tRef\n20250131\t10,50\tAnn\tRF18\n"
    for options in [{}, {'profile': profile.id}]:
        statements, _ = import_(
            practice, data, format='csv',
            journal=practice.statement_journal.id, **options)
        origin, = statements[0].origins
        assert origin.amount == D('10.50')
        assert origin.information['camt_debtor_name'] == "Ann"
        assert origin.information['camt_structured_reference'] == 'RF18'
        Pool().get('account.statement').delete(statements)


def test_csv_columns_are_those_of_bankfile(practice):
    Column = Pool().get('account.statement.import.profile.column')
    assert [name for name, _ in Column.column.selection] == list(COLUMNS)
