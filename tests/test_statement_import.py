# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The wizard of core on camt files, as a client runs it."""
import datetime as dt
import re
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.bankfile import ADVICE, MESSAGES, NOTICES

from .bankfile.files import (
    IBAN, balance, camt, camt_file, content, detail, entry, expected,
    statement)
from .practice import create_parties
from .statement_import_tools import (
    amounts, create_currency, create_journal, import_, origins, refused, saved)
from .tools import TODAY, as_user, count_statements, create_user

D = Decimal


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
        'is no number; download the file again; if it stays so, show this '
        'line to the bank')


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
    for prefix, texts in [
            ('', MESSAGES), ('notice_', NOTICES), ('advice_', ADVICE)]:
        for code, text in texts.items():
            message = Message(ModelData.get_id(
                    'medical_payment', f'msg_bank_file_{prefix}{code}'))
            assert message.text == text


def test_several_statements(practice):
    statements, _ = import_(practice, camt_file(
            statement(entry('1'), identification='A'),
            statement(identification='B'),
            statement(entry('3'), entry('4'), identification='C')))
    assert [(s.name, len(s.origins), s.number_of_lines)
        for s in statements] == [('A', 1, 1), ('C', 2, 2)]
    assert all(s.origin_file for s in statements)


def test_numbers_keep_transactions_apart(practice):
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
        'camt_message': 'camt.053',
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
