# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the user decides: another account, doubts, what came twice."""
import gzip
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.modules.account_statement.exceptions import ImportStatementError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import ImportStatementWarning

from .bankfile.files import (
    IBAN, balance, camt, camt_file, content_of_case, detail, entry, statement)
from .bankfile.test_archive import zip_
from .statement_import_tools import create_journal, import_, origins, refused

D = Decimal
OTHER = 'CH5604835012345678009'


def preview(practice, data, **values):
    "Return the wizard at its preview: its session and what it shows"
    pool = Pool()
    Wizard = pool.get('account.statement.import', type='wizard')
    session_id, start, _ = Wizard.create()
    result = Wizard.execute(session_id, {start: {
                'company': practice.company.id,
                'file_': data,
                'file_name': "file.xml",
                'file_format': 'bank_file',
                **values}}, 'preview')
    return session_id, result['view']['defaults']


def import_choices(session_id, transactions):
    "Import from the preview, as a client does"
    Wizard = Pool().get('account.statement.import', type='wizard')
    return Wizard.execute(session_id, {'preview': {
                'transactions': [{
                        'key': m['key'], 'import_': m['import_']}
                    for m in transactions]}}, 'import_')


def test_S5_numbered_otherwise_is_left_out_and_told(practice):
    import_(practice, content_of_case('42a_c52_noref.xml'))
    message = refused(practice, content_of_case('42b_c53_ref.xml'))
    assert "already" in message
    _, lines = import_(practice, content_of_case('42i_c52.xml'))
    assert any("balances" in line for line in lines)
    refused(practice, content_of_case('42j_c53.xml'))
    assert [o.amount for o in origins()] == [80, 82]


def test_S5_the_user_takes_in_what_was_left_out(practice):
    import_(practice, content_of_case('42a_c52_noref.xml'))
    session_id, values = preview(practice, content_of_case('42b_c53_ref.xml'))
    transaction, = values['transactions']
    assert (transaction['action'], transaction['import_']) == ('same', False)
    assert transaction['payer'] == "Keller Eva"
    assert transaction['amount'] == 80
    transaction['import_'] = True
    import_choices(session_id, values['transactions'])
    assert [o.amount for o in origins()] == [80, 80]


def test_S5_the_user_leaves_out_what_came_twice(practice):
    import_(practice, camt(entry('50', detail('50', name="Ann"))))
    data = camt(
        entry('50', detail('50', text=["F-1"])), entry('20', servicer='B'),
        kind='camt.054', identification='N1')
    session_id, values = preview(practice, data)
    assert [m['action'] for m in values['transactions']] == ['like', 'new']
    assert "nothing tells" in values['messages']
    values['transactions'][0]['import_'] = False
    import_choices(session_id, values['transactions'])
    assert [o.amount for o in origins()] == [50, 20]


def test_nothing_is_chosen(practice):
    session_id, values = preview(practice, camt(entry('50')))
    values['transactions'][0]['import_'] = False
    with pytest.raises(ImportStatementError) as caught:
        import_choices(session_id, values['transactions'])
    assert "left out" in caught.value.message


def test_choices_of_another_file_do_not_matter(practice):
    "The user went back and took another file"
    session_id, values = preview(practice, camt(entry('50')))
    transaction, = values['transactions']
    transaction['import_'] = False
    Wizard = Pool().get('account.statement.import', type='wizard')
    Wizard.execute(session_id, {'preview': {'transactions': [{
                        'key': transaction['key'], 'import_': False,
                        }]}}, 'start')
    Wizard.execute(session_id, {'start': {
                'company': practice.company.id,
                'file_': camt(entry('70')),
                'file_name': "other.xml",
                'file_format': 'bank_file'}}, 'import_')
    assert [o.amount for o in origins()] == [70]


def test_another_account_is_left_out_and_told(practice):
    journal = practice.statement_journal
    data = content_of_case('43_two_accounts_one_unknown.xml')
    (made,), lines = import_(
        practice, data, format='bank_file', journal=journal.id)
    assert [o.amount for o in origins()] == [50]
    assert any("K2" in line and OTHER in line for line in lines)
    # and for a journal that is the other's, and not the chosen one
    create_journal(practice, OTHER)
    only = camt_file(statement(entry('7'), iban=OTHER, identification='X'))
    message = refused(
        practice, only, format='bank_file', journal=journal.id)
    assert OTHER in message and '\n' in message


@pytest.mark.parametrize('number, told', [
        ('62011623852957', False), ('4711', True)])
def test_a_number_that_is_no_iban(practice, number, told):
    "It may be a part of the IBAN, or what the bank calls the account"
    data = camt(entry('7')).replace(
        f'<IBAN>{IBAN}</IBAN>'.encode(),
        f'<Othr><Id>{number}</Id></Othr>'.encode())
    _, lines = import_(
        practice, data, format='bank_file',
        journal=practice.statement_journal.id)
    assert [o.amount for o in origins()] == [7]
    assert bool(lines) is told


@pytest.mark.parametrize('data', [
        camt(entry('50', date='0001-01-02')),
        camt(entry('50', date='9999-12-31')),
        camt(entry('1' + '0' * 15)),
        camt(entry('50'), before=balance('CLBD', '1' + '0' * 15)),
        ])
def test_doubts_are_asked_about(practice, data):
    with Transaction().set_user(1), \
            Transaction().set_context(_skip_warnings=False):
        with pytest.raises(ImportStatementWarning) as caught:
            import_(practice, data)
        assert "file.xml" in caught.value.message
        assert not origins()
    with Transaction().set_context(_skip_warnings=True):
        import_(practice, data)
    assert len(origins()) == 1


def test_contradictions_are_told(practice):
    data = camt(entry('50'), before=(
            balance('OPBD', '100') + balance('CLBD', '250')))
    _, values = preview(practice, data)
    assert "150" in values['messages']
    _, lines = import_(practice, data)
    assert any("150" in line for line in lines)


def test_archive(practice):
    first, second = camt(entry('50')), camt(
        entry('70'), identification='S2')
    statements, lines = import_(practice, zip_({
                '1.xml': first, '2.xml': second, '1.pdf': b'%PDF-1.4'}),
        name='a.zip', format='bank_file')
    assert [o.amount for o in origins()] == [50, 70]
    assert len(statements) == 2
    assert any(line.startswith("Left out: a.zip/1.pdf") for line in lines)
    # one of two is known
    _, lines = import_(practice, zip_({
                '1.xml': first, '3.gz': gzip.compress(camt(
                        entry('90'), identification='S3'))}),
        name='b.zip', format='bank_file')
    assert [o.amount for o in origins()] == [50, 70, 90]
    assert any("b.zip/1.xml" in line and "already" in line for line in lines)
    message = refused(
        practice, zip_({'1.xml': first}), name='c.zip', format='bank_file')
    assert message.startswith("c.zip/1.xml")


def drop(*files):
    "Give the files as clients do of what is dropped: name after bytes"
    pool = Pool()
    Start = pool.get('account.statement.import.start')
    start = Start(files=[])
    for name, data in files:
        start.file_, start.file_name = data, name
        start.on_change_file_name()
        assert (start.file_, start.file_name) == (None, None)
    return [{'name': row.name, 'data': row.data} for row in start.files]


def import_dropped(practice, *files, then='import_', **values):
    pool = Pool()
    Wizard = pool.get('account.statement.import', type='wizard')
    session_id, start, _ = Wizard.create()
    return Wizard.execute(session_id, {start: {
                'company': practice.company.id, 'files': drop(*files),
                'file_format': 'bank_file', **values}}, then)


def test_several_files_at_once(practice):
    "In their order, with what is known of one of them told"
    first, second = camt(entry('50')), camt(
        entry('70'), identification='S2')
    third = zip_({'3.xml': camt(entry('90'), identification='S3')})
    previews = import_dropped(
        practice, ("1.xml", first), ("2.xml", second), ("3.zip", third),
        then='preview')['view']['defaults']
    assert [t['amount'] for t in previews['transactions']] == [50, 70, 90]
    assert not origins()
    result = import_dropped(practice, ("1.xml", first), ("2.xml", second))
    (_, data), = result['actions']
    assert len(data['res_id']) == 2
    assert [o.amount for o in origins()] == [50, 70]
    result = import_dropped(practice, ("2.xml", second), ("3.zip", third))
    assert "2.xml" in result['view']['values']['messages']
    assert [o.amount for o in origins()] == [50, 70, 90]
    with pytest.raises(ImportStatementError) as error:
        import_dropped(practice, ("2.xml", second), ("3.zip", third))
    assert "2.xml" in str(error.value) and "3.zip" in str(error.value)


def test_one_of_several_files_is_refused(practice):
    "Then nothing is imported"
    with pytest.raises(ImportStatementError):
        import_dropped(
            practice, ("1.xml", camt(entry('50'))), ("a.pdf", b'%PDF-1.4'))
    assert not origins()


def test_no_file(practice):
    with pytest.raises(UserError):
        import_dropped(practice)
