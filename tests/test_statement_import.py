# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The wizard of core on the files of banks, as a client runs it."""
import datetime as dt
import re
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError, ValidationError
from trytond.modules.account_statement.exceptions import (
    ImportStatementError, StatementValidateError)
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.bankfile import COLUMNS, MESSAGES, read

from .bankfile.files import (
    IBAN, balance, camt, camt_file, content, detail, entry, expected,
    statement)
from .bankfile.test_csv import FILES as CSV
from .bankfile.test_formats import FOLDERS, READ, REFUSED
from .practice import create_parties
from .tools import TODAY, as_user, count_statements, create_user

D = Decimal
DAY = '2025-01-31'


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


@pytest.mark.parametrize('line', expected())
def test_B1_expected(line, practice):
    data = content(line['file'])
    for account in line['account'].split():
        stated = re.search(
            rf'<Acct>[^§]{{,80}}?{account}[^§]*?</Acct>', data.decode())
        stated = re.search(r'<Ccy>(\w+)', stated.group()) if stated else None
        currency = create_currency(stated.group(1) if stated else 'CHF')
        if account != IBAN or currency != practice.currency:
            create_journal(practice, account, currency=currency)
    kind = line['file'].count('054') and '054' or '053'
    name = line['file'].rpartition('/')[2]
    options = {'name': name, 'format': f'camt_{kind}_001'}
    if line['verdict'] == 'refuse':
        assert refused(practice, data, **options).startswith(name)
        return
    statements, lines = import_(practice, data, **options)
    found = origins()
    assert len(found) == int(line['booked transactions'])
    assert sum(o.amount for o in found) == D(line['net sum'])
    assert ' '.join(filter(None, (
                o.information.get('camt_structured_reference')
                for o in found))) == (
        line['structured references'].replace(' | ', ' '))
    assert {o.statement for o in found} == set(statements)
    assert not any(o.lines for o in found)
    left_out = int(line['entries not booked'])
    assert bool(left_out) == any("not booked" in line for line in lines)
    if not found:
        assert not statements
        assert lines


def test_B2_batch(practice):
    statement, = import_(practice, camt(
            entry('429.56', detail('329.56'), detail('100.00')),
            entry('-20', detail(D('30')), detail(D('-50')))))[0]
    assert amounts(statement) == [D('329.56'), D(100), D(30), D(-50)]


def test_B3_notification_on_a_journal_by_balance(practice):
    pool = Pool()
    Statement = pool.get('account.statement')
    journal = practice.statement_journal
    first, = import_(practice, camt(
            entry('10'), before=balance('OPBD', '5') + balance('CLBD', '15'),
            created=f'{TODAY - dt.timedelta(2)}T10:00:00'))[0]
    assert (first.start_balance, first.end_balance) == (5, 15)
    advice, = import_(practice, camt(
            entry('20', servicer='X'), kind='camt.054', identification='A',
            created=f'{TODAY - dt.timedelta(1)}T10:00:00'))[0]
    assert advice.journal == journal
    assert advice.start_balance is advice.end_balance is None
    assert advice.validation == 'number_of_lines'
    following = Statement(
        company=practice.company, journal=journal, date=TODAY)
    assert following.on_change_with_start_balance() == 15
    assert journal.last_amount == 15
    assert journal.last_date == advice.date


def test_B3_notification_is_validated_and_posted(practice):
    pool = Pool()
    Line = pool.get('account.statement.line')
    Statement = pool.get('account.statement')
    statement, = import_(practice, camt(
            entry('20', date=TODAY), entry('5', date=TODAY),
            kind='camt.054'))[0]
    for origin in statement.origins:
        line = Line(
            origin=origin, account=practice.accounts['revenue'],
            statement=statement)
        line.on_change_origin()
        line.account = practice.accounts['revenue']
        line.save()
    Statement.validate_statement([Statement(statement.id)])
    Statement.post([Statement(statement.id)])
    statement = Statement(statement.id)
    assert statement.state == 'posted'
    assert statement.end_balance is None


def test_B3_journal_without_any_balance(practice):
    import_(practice, camt(entry('20'), kind='camt.054'))
    assert practice.statement_journal.last_amount is None


@pytest.mark.parametrize('data, left_out', [
        (camt(), 0),
        (camt(entry('1', status='PDNG')), 1),
        ])
def test_B3_no_booked_entry(practice, data, left_out):
    "No statement, whatever the account, and one message"
    statements, lines = import_(practice, data.replace(
            IBAN.encode(), b'CH5604835012345678009'))
    assert not statements
    assert saved() == (0, 0)
    assert len(lines) == 1 + left_out
    assert lines[0].startswith("file.xml")


def test_B5_not_booked_are_counted(practice):
    (statement,), lines = import_(practice, camt(
            entry('1', status='PDNG'), entry('2'), entry('3', status='INFO')))
    assert amounts(statement) == [2]
    line, = lines
    assert " 2 entries" in line and "S1" in line


def test_B5_not_split_is_told(practice):
    (statement,), lines = import_(practice, camt(entry(
                '15', detail('6', reference='A'), detail('5', reference='B'))))
    origin, = statement.origins
    assert origin.amount == 15
    assert origin.information['camt_structured_reference'] == 'A B'
    line, = lines
    assert "do not add up" in line


def test_B1_refusal_is_one_clear_line(practice):
    data = camt_file(
        statement(entry('1'), identification='A'),
        statement(entry('2'), entry('x', sign='CRDT'), identification='B'))
    message = refused(practice, data, name="April.xml")
    assert message == (
        'April.xml: statement "B", entry 2: the amount "x" in Ntry '
        'is no number')


@pytest.mark.parametrize('data', [
        b'', b'PK\x03\x04', b'a;b;c\n1;2;3\n', b'<html/>',
        camt(entry('1'))[:300]])
def test_B4_another_file(practice, data):
    if not data:
        data = b' '
    message = refused(practice, data)
    assert message.startswith("file.xml: ")
    assert '\n' not in message


def test_every_refusal_has_words(practice):
    pool = Pool()
    ModelData = pool.get('ir.model.data')
    Message = pool.get('ir.message')
    for code, text in MESSAGES.items():
        message = Message(ModelData.get_id(
                'medical_payment', f'msg_bank_file_{code}'))
        assert message.text == text


def test_several_statements(practice):
    statements, _ = import_(practice, camt_file(
            statement(entry('1'), identification='A'),
            statement(identification='B'),
            statement(entry('3'), entry('4'), identification='C')))
    assert [(s.name, len(s.origins), s.number_of_lines)
        for s in statements] == [('A', 1, 1), ('C', 2, 2)]
    assert all(s.origin_file for s in statements)


def test_numbers_keep_movements_apart(practice):
    "Else a move would take several of them as one line"
    statement, = import_(practice, camt(
            entry('3', detail('1'), detail('2'), servicer='X'),
            entry('4', servicer='Y'), entry('5', reference='R'),
            entry('6', reference='R')))[0]
    numbers = [o.number for o in statement.origins]
    assert sorted(numbers) == ['R', 'R/2', 'X', 'X/2', 'Y']
    assert len(list(statement.grouped_lines)) == statement.number_of_lines


def test_information(practice):
    statement, = import_(practice, camt(entry('10', detail(
                    '10', reference='RF18', text=["a", "b"], name="Ann",
                    iban='CH5604835012345678009', end_to_end='E',
                    servicer='S', more='<AddtlTxInf>x</AddtlTxInf>'),
                reference='N', more='<AddtlNtryInf>y</AddtlNtryInf>'
                '<ValDt><Dt>2025-02-01</Dt></ValDt>')))[0]
    origin, = statement.origins
    assert origin.information == {
        'camt_account_service_reference': 'S',
        'camt_end_to_end_identification': 'E',
        'camt_entry_reference': 'N',
        'camt_structured_reference': 'RF18',
        'camt_remittance_information': "a b",
        'camt_additional_transaction_information': "x y",
        'camt_debtor_name': "Ann",
        'camt_debtor_iban': 'CH5604835012345678009',
        'camt_value_date': dt.date(2025, 2, 1),
        }
    assert origin.description == "x y"
    assert origin.number == 'S'
    assert origin.is_receipt


def test_S8_what_is_no_receipt_is_shown(practice):
    statement, = import_(practice, camt(
            entry('1', more='<RvslInd>true</RvslInd>'),
            entry('2', detail('2', more=(
                        '<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>'))),
            entry('3', detail('3', more=(
                        '<RmtInf><Strd><AddtlRmtInf>?REJECT?1</AddtlRmtInf>'
                        '</Strd></RmtInf>'))),
            entry('4'), entry('-5')))[0]
    by_amount = {int(o.amount): o for o in statement.origins}
    assert by_amount[1].information['camt_reversal'] is True
    assert by_amount[2].information['camt_returned'] is True
    assert by_amount[2].information['camt_return_reason'] == 'AC04'
    assert by_amount[3].information['camt_rejection'] == 1
    assert {n for n, o in by_amount.items() if o.is_receipt} == {4}


def test_party_of_the_bank_account(practice):
    pool = Pool()
    BankAccount = pool.get('bank.account')
    ann, bob = practice.patients[:2]
    BankAccount.create([{
                'owners': [('add', [p.id for p in parties])],
                'numbers': [('create', [
                            {'type': 'iban', 'number': number}])],
                } for number, parties in [
                ('CH56 0483 5012 3456 7800 9', [ann]),
                ('DE89 3704 0044 0532 0130 00', [ann, bob])]])
    statement, = import_(practice, camt(
            entry('1', detail('1', iban='CH5604835012345678009')),
            entry('2', detail('2', iban='DE89370400440532013000'))))[0]
    assert {int(o.amount): o.party for o in statement.origins} == {
        1: ann, 2: None}


# other formats

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
        # a journal has one currency
        message = refused(practice, data, **options)
        assert expected[1][0] in message
        return
    (statement,), _ = import_(practice, data, **options)
    (_, _, number, net), = expected
    assert statement.journal == journal
    assert len(statement.origins) == number
    assert sum(o.amount for o in statement.origins) == D(net)
    assert statement.without_balance
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


# S4: the same file

def test_S4_same_file_twice(practice):
    data = camt(entry('1'), entry('2', detail('1'), detail('1')))
    import_(practice, data)
    message = refused(practice, data)
    assert message.startswith("file.xml")
    assert "S1" in message


def test_S4_two_identical_payments_are_two(practice):
    payment = entry('50', detail('50', name="Ann", text=["Thanks"]))
    statement, = import_(practice, camt(payment, payment))[0]
    assert amounts(statement) == [50, 50]
    refused(practice, camt(payment, payment))


def test_S4_overlapping_file(practice):
    "What is new comes in, and what is left out is told"
    import_(practice, camt(entry('1'), entry('2')))
    (statement,), lines = import_(practice, camt(
            entry('2'), entry('3'), identification='S2'))
    assert amounts(statement) == [3]
    assert statement.number_of_lines == 1
    line, = lines
    assert "1 entries" in line and "2.00" in line


def test_S4_cancelled_or_deleted_statement_comes_again(practice):
    Statement = Pool().get('account.statement')
    data = camt(entry('1'))
    statements, _ = import_(practice, data)
    Statement.cancel(statements)
    statements, _ = import_(practice, data)
    refused(practice, data)
    Statement.delete(statements)
    assert len(import_(practice, data)[0]) == 1


def test_S4_deleted_movement_comes_again(practice):
    Origin = Pool().get('account.statement.origin')
    data = camt(entry('6', detail('1'), detail('2'), detail('3')))
    import_(practice, data)
    Origin.delete(origins(amount=2))
    statement, = import_(practice, data)[0]
    assert amounts(statement) == [2]
    assert statement.amount_elsewhere == 4
    assert sum(o.amount for o in origins()) == 6


def test_S4_changed_movement_is_left_alone(practice):
    Origin = Pool().get('account.statement.origin')
    data = camt(entry('6', servicer='X'), entry('7'))
    import_(practice, data)
    Origin.write(origins(amount=6), {'amount': D(5)})
    (statement,), lines = import_(practice, data.replace(
            b'</Stmt>', entry('8').encode() + b'</Stmt>'))
    assert amounts(statement) == [8]
    assert any("changed" in line for line in lines)


def test_S4_old_reference_of_the_bank_is_used_again(practice):
    import_(practice, camt(entry('50', servicer='1', date='2025-01-31')))
    statement, = import_(practice, camt(
            entry('50', servicer='1', date='2025-06-30')))[0]
    assert amounts(statement) == [50]


def test_S4_copy_of_a_statement_is_no_import(practice):
    Statement = Pool().get('account.statement')
    data = camt(entry('1'))
    statements, _ = import_(practice, data)
    copies = Statement.copy(statements)
    Statement.delete(statements)
    assert len(import_(practice, data)[0]) == 1
    assert [o.bank_key for o in copies[0].origins] == [None]


# S5: the statement (camt.053) and the notification (camt.054) of a day

BATCH = entry('30', detail('10', reference='A'), detail('20', reference='B'),
    servicer='X', date=DAY)
TOTAL = entry('30', servicer='X', date=DAY)
OTHER = entry('7', servicer='Y', date=DAY)
BALANCES = balance('OPBD', '100') + balance('CLBD', '137')


def statement_of_day(*entries):
    return camt(*entries, before=BALANCES, identification='053')


def notification(*entries):
    return camt(*entries, kind='camt.054', identification='054', version='08')


def test_S5_notification_first(practice):
    import_(practice, notification(BATCH))
    (statement,), lines = import_(practice, statement_of_day(BATCH, OTHER))
    assert amounts(statement) == [7]
    assert statement.amount_elsewhere == 30
    assert sum(o.amount for o in origins()) == 37
    assert len(lines) == 1


def test_S5_details_first_then_their_total(practice):
    import_(practice, notification(BATCH))
    (statement,), lines = import_(practice, statement_of_day(TOTAL, OTHER))
    assert amounts(statement) == [7]
    assert sorted(o.amount for o in origins()) == [7, 10, 20]
    assert len(lines) == 1


def test_S5_balances_are_still_compared(practice):
    pool = Pool()
    Line = pool.get('account.statement.line')
    Statement = pool.get('account.statement')
    import_(practice, notification(BATCH))
    statement, = import_(practice, statement_of_day(TOTAL, OTHER))[0]

    def validate(amount):
        Line.delete(Line.search([]))
        Line.create([{
                    'statement': statement.id,
                    'origin': statement.origins[0].id,
                    'date': statement.origins[0].date,
                    'amount': D(amount),
                    'account': practice.accounts['revenue'].id}])
        Statement(statement.id).validate_balance()

    with pytest.raises(StatementValidateError) as caught:
        validate(6)
    assert "30" in caught.value.message
    validate(7)


def test_S5_statement_first(practice):
    import_(practice, statement_of_day(BATCH, OTHER))
    message = refused(practice, notification(BATCH))
    assert "053" in message
    assert sum(o.amount for o in origins()) == 37


def test_S5_total_first_then_its_details(practice):
    "The details take the place of the total, in the statement"
    statement, = import_(practice, statement_of_day(TOTAL, OTHER))[0]
    (changed,), lines = import_(practice, notification(BATCH))
    assert changed == statement
    assert amounts(changed) == [7, 10, 20]
    assert changed.number_of_lines == 3
    assert not changed.amount_elsewhere
    assert [o.information.get('camt_structured_reference')
        for o in origins()] == [None, 'A', 'B']
    assert len(lines) == 1
    # and once only
    refused(practice, notification(BATCH))
    refused(practice, statement_of_day(TOTAL, OTHER))


def test_S5_total_in_use_is_left_alone(practice):
    Line = Pool().get('account.statement.line')
    import_(practice, statement_of_day(TOTAL, OTHER))
    total, = origins(amount=30)
    Line.create([{
                'statement': total.statement.id,
                'origin': total.id,
                'date': total.date,
                'amount': D(30),
                'account': practice.accounts['revenue'].id}])
    message = refused(practice, notification(BATCH))
    assert "053" in message
    assert sum(o.amount for o in origins()) == 37
    # with something new beside it, it is told
    (statement,), lines = import_(
        practice, notification(BATCH, entry('1', date=DAY)))
    assert amounts(statement) == [1]
    assert any("totals" in line for line in lines)


def test_S5_real_files(practice):
    "PostFinance: the statement of a month-end and the advices of its batches"
    create_journal(practice, 'CH03 0900 0000 2500 9034 2')
    day = ('camt/dvbern__v04_camt.053_P_CH0309000000250090342_380000000'
        '_0_2016053100163801.xml')
    import_(practice, content('camt/metasfresh__camt054_QRR.xml'))
    (statement,), lines = import_(practice, content(day))
    assert len(statement.origins) == 22
    assert statement.amount_elsewhere == 1000
    assert sum(o.amount for o in origins()) == D('537.61')
    refused(practice, content(
            'camt/dvbern__v04_camt.054-ES_P_CH0309000000250090342_38000000'
            '_0_2016052723011813.xml'))


# which journal

@pytest.mark.parametrize('stored, stated', [
        ('CH44 3199 9123 0008 8901 2', 'CH4431999123000889012'),
        ('01-39139-1', '013913-91'),
        ('acc 7', 'ACC7'),
        ])
def test_other_number_of_the_account(practice, stored, stated):
    "A QR-IBAN or a number that is no IBAN"
    AccountNumber = Pool().get('bank.account.number')
    journal = practice.statement_journal
    AccountNumber.create([{
                'account': journal.bank_account.id,
                'type': 'other',
                'number': stored}])
    statement, = import_(practice, camt(entry('1', servicer='X'), iban=stated),
        )[0]
    assert statement.journal == journal
    # the same booking under the IBAN of the account
    refused(practice, camt(entry('1', servicer='X')))


def test_journal_by_currency(practice):
    eur = create_journal(practice, IBAN, currency=practice.eur)
    statement, = import_(practice, camt(entry('1', currency='EUR'),
            currency='EUR'))[0]
    assert statement.journal == eur
    statement, = import_(practice, camt(entry('2')))[0]
    assert statement.journal == practice.statement_journal
    # said by the entries alone
    statement, = import_(practice, camt(entry('3', currency='EUR'),
            currency=None))[0]
    assert statement.journal == eur


def test_currency_that_only_the_entries_say(practice):
    (statement,), lines = import_(
        practice, camt(entry('3', currency='EUR'), currency=None))
    assert statement.journal == practice.statement_journal
    line, = lines
    assert "EUR" in line


def test_no_journal(practice):
    other = 'CH5604835012345678009'
    message = refused(practice, camt(entry('1'), iban=other))
    assert other in message
    message = refused(practice, camt(entry('1'), currency='EUR'))
    assert 'EUR' in message


def test_several_journals(practice):
    create_journal(practice, IBAN)
    assert IBAN in refused(practice, camt(entry('1')))


def test_too_many_digits(practice):
    message = refused(practice, camt(entry('1'), entry('1.005')))
    assert "entry 2" in message
    statement, = import_(practice, camt(entry('8.850')))[0]
    assert amounts(statement) == [D('8.85')]


@pytest.mark.parametrize('validation', ['amount', 'number_of_lines'])
def test_other_validations(practice, validation):
    create_journal(practice, 'ACC1', validation=validation)
    statement, = import_(practice, camt(
            entry('1'), entry('-3'), iban='ACC1', kind='camt.054'))[0]
    assert statement.validation == validation
    assert statement.total_amount == -2
    assert statement.number_of_lines == 2


def test_S10_another_company(practice):
    "A user cannot import for a company that is not one of his"
    User = Pool().get('res.user')
    user = create_user(practice, 'ella', 'account.group_account')
    User.write([user], {'company': None, 'companies': [
                ('remove', [practice.company.id])]})
    Statement = Pool().get('account.statement')
    with as_user(user), pytest.raises((AccessError, UserError)):
        Statement.import_files(
            practice.company, [("f", camt(entry('1')), None)])
    assert saved() == (0, 0)


def test_files_of_one_call_know_each_other(practice):
    Statement = Pool().get('account.statement')
    statements, lines = Statement.import_files(practice.company, [
            ("053.xml", statement_of_day(TOTAL, OTHER), None),
            ("054.xml", notification(BATCH), 'camt')])
    assert len(statements) == 2
    assert sum(o.amount for o in origins()) == 37


def test_reading_does_not_depend_on_the_number_of_entries(practice):
    create_parties([f"P{n}" for n in range(3)])

    def selects(number):
        Transaction().counter += 1
        data = camt(*(
                entry('1', detail('1', iban=f'IB{number}X{n}'))
                for n in range(number)), identification=f'S{number}')
        with count_statements() as statements:
            import_(practice, data)
        return sum(s.lstrip().startswith('SELECT') for s in statements)

    selects(2)
    assert selects(60) - selects(30) <= 3


# the preview

def preview(practice, data, then=None, **values):
    "Execute the wizard up to the preview, and another state from there"
    pool = Pool()
    Wizard = pool.get('account.statement.import', type='wizard')
    session_id, start, _ = Wizard.create()
    result = Wizard.execute(session_id, {}, start)
    assert [b['state'] for b in result['view']['buttons']] == [
        'end', 'preview', 'import_']
    result = Wizard.execute(session_id, {start: {
                'company': practice.company.id,
                'file_': data,
                'file_name': "file.xml",
                'file_format': 'bank_file',
                **values}}, 'preview')
    assert result['view']['state'] == 'preview'
    if then:
        return Wizard.execute(session_id, {}, then)
    return result['view']['defaults']


def test_preview(practice):
    import_(practice, camt(entry('1', servicer='A')))
    before = saved()
    values = preview(practice, camt(
            entry('1', servicer='A'), entry('2', date='2025-01-30'),
            entry('5', detail('3'), detail('2')),
            entry('9', status='PDNG'), identification='S2'))
    assert saved() == before
    line, = values['statements']
    assert line['statement'] == 'S2'
    assert line['account'] == IBAN
    assert line['journal'] == practice.statement_journal.id
    assert (line['start_date'], line['end_date']) == (
        dt.date(2025, 1, 30), dt.date(2025, 1, 31))
    assert (line['number'], line['amount']) == (3, 7)
    assert (line['known'], line['not_booked']) == (1, 1)
    assert len(values['messages'].splitlines()) == 2


def test_preview_of_what_is_known(practice):
    "It is told, and refused only when imported"
    data = camt(entry('1'), entry('2'))
    import_(practice, data)
    values = preview(practice, data)
    line, = values['statements']
    assert (line['number'], line['known']) == (0, 2)
    assert "already" in values['messages']


def test_preview_refuses(practice):
    with pytest.raises(ImportStatementError):
        preview(practice, camt(entry('x', sign='CRDT')))


def test_preview_then_import(practice):
    result = preview(practice, camt(entry('1')), then='import_')
    assert [o.amount for o in origins()] == [1]
    (_, data), = result['actions']
    assert len(data['res_id']) == 1


def test_preview_then_back(practice):
    data = camt(entry('1'))
    result = preview(practice, data, then='start')
    values = result['view']['defaults']
    assert values['file_'] == data
    assert values['file_name'] == "file.xml"
    assert values['file_format'] == 'bank_file'
    assert values['company'] == practice.company.id
