# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from decimal import Decimal

import pytest

from trytond_medical_payment.bankfile import BankFileError, Profile, read

from .files import ROOT, content
from .profiles import ready

D = Decimal
READY = ready()

# file: its profile; for each currency the entries, the transactions they stand
# for and their sum
FILES = {
    'banana__csv_bcv_example_format1_20260608.csv': (
        'bcv', [(None, 11, 11, '-15773.14')]),
    'banana__csv_example_format5_20250326.csv': (
        'raiffeisen', [(None, 5, 5, '17.18')]),
    'banana__csv_lkb_example_format6_20241231.csv': (
        'lukb', [(None, 2, 16, '5599.25')]),
    'banana__csv_migrosbank_example_format2_fr_20250104.csv': (
        'migros', [(None, 4, 4, '-4472.95')]),
    'banana__csv_postfinance_example_format6_20240226-FR.csv': (
        'postfinance', [('CHF', 2, 2, '-115')]),
    'banana__csv_twint_example_format1_business_20231120.csv': (
        'twint', [('CHF', 5, 10, '345.45')]),
    'banana__csv_ubs_example_format3_fr_20241205.csv': (
        'ubs', [('RET', 18, 22, '-7272.48')]),
    'banana__csv_ubs_example_format3_it_wdetails_20241111.csv': (
        'ubs', [('CHF', 12, 21, '-7457.25')]),
    'banana__csv_zkb_example_format5_20230223.csv': (
        'zkb', [('ELL', 15, 15, '2831.50'), ('SIT', 1, 1, '-16.00')]),
    'fjacquet__viseca.csv': ('viseca', [('CHF', 9, 9, '-49.20')]),
    'oca__multi_currency.csv': (
        'generic', [('USD', 1, 1, '-33.50'), ('EUR', 1, 1, '1525.00')]),
    }
# The one that came with a file of a test names no bank
CHOSEN = {'oca__multi_currency.csv'}


@pytest.mark.parametrize('name', FILES)
def test_ready_profiles(name):
    profile, expected = FILES[name]
    data = content(f'csv/{name}')
    # found out among all, or named
    for profiles in [tuple(READY.values()), (READY[profile],)]:
        if name in CHOSEN and len(profiles) > 1:
            continue
        for format in [None, 'csv']:
            statements = read(data, name, format, profiles)
            assert [(s.currency, len(s.entries), len(s.transactions), s.net)
                for s in statements] == [
                (*rest, D(net)) for *rest, net in expected]
            assert not any(s.notices for s in statements)
    assert statements[0].identification.startswith(READY[profile].name)


@pytest.mark.parametrize('name', CHOSEN)
def test_never_automatic(name):
    with pytest.raises(BankFileError) as caught:
        read(content(f'csv/{name}'), name, None, tuple(READY.values()))
    assert caught.value.code == 'no_profile'


@pytest.mark.skipif(
    not ROOT.exists(), reason="The bank files are not beside the project")
def test_every_file_is_expected():
    assert {path.name for path in (ROOT / 'csv').iterdir()} == FILES.keys()


def test_sums_by_hand():
    "The columns of the file, added up by a spreadsheet"
    statement, = read(
        content('csv/banana__csv_lkb_example_format6_20241231.csv'),
        profiles=list(READY.values()))
    assert [e.amount for e in statement.entries] == [
        D('-228.55'), D('5827.80')]
    details = statement.entries[1].transactions
    assert len(details) == 15
    assert details[0].amount == 72
    assert sum(d.amount for d in details) == D('5827.80')


def test_card_fee_is_booked_beside_the_whole_payment():
    statement, = read(
        content('csv/banana__csv_twint_example_format1_business_20231120.csv'),
        profiles=list(READY.values()))
    payment, fee = statement.entries[0].transactions
    assert (payment.amount, fee.amount) == (D(50), D('-0.65'))
    assert payment.counterparty.name == "Centis Claminnes"


def test_account_from_above_the_header():
    statement, = read(
        content('csv/banana__csv_ubs_example_format3_fr_20241205.csv'),
        profiles=[READY['ubs']])
    assert statement.account == 'CH82 0012 0123 1234 4321 U'


PROFILE = Profile(
    name="Mine",
    columns={
        'date': ["Day"], 'text': ["Text", "More"], 'credit': ["In"],
        'debit': ["Out"], 'status': ["State"],
        'detail_amount': ["Part"]},
    booked="done")
HEADER = "Day;Text;More;In;Out;State;Part"


def mine(*rows, profile=PROFILE):
    statement, = read(
        '\n'.join([HEADER, *rows]).encode(), 'mine.csv', 'csv', [profile])
    return statement


def refused(*rows, profile=PROFILE):
    with pytest.raises(BankFileError) as caught:
        mine(*rows, profile=profile)
    assert '\n' not in str(caught.value)
    return caught.value


@pytest.mark.parametrize('text, sign, amount', [
        ("1'234.50", '.', '1234.50'), ("1’234’567.5", '.', '1234567.5'),
        ("1,234.50", '.', '1234.50'), ("1 234.50", '.', '1234.50'),
        ("1 234,50", ',', '1234.50'), ("1.234,50", ',', '1234.50'),
        ("1234", '.', '1234'), ("0.05", '.', '0.05'), ("-3,5", ',', '-3.5')])
def test_amounts(text, sign, amount):
    profile = Profile(
        name="x", columns=PROFILE.columns, decimal_sign=sign)
    statement = mine(f"01.02.2025;;;{text};;done;", profile=profile)
    assert statement.net == D(amount)


@pytest.mark.parametrize('text, sign', [
        ("15,50", '.'), ("1.234.50", '.'), ("1234.50", ','), ("abc", '.'),
        ("1'23.00", '.'), ("1e5", '.'), ("--1", '.')])
def test_amounts_of_another_form_are_refused(text, sign):
    "A wrong decimal sign must not make thousands out of cents"
    error = refused(
        f"01.02.2025;;;{text};;done;",
        profile=Profile(
            name="x", columns=PROFILE.columns, decimal_sign=sign))
    assert (error.code, error.place.line) == ('amount_invalid', 2)


@pytest.mark.parametrize('debits, amounts', [
        (["5", "6"], [-5, -6]),
        (["-5", "-6"], [-5, -6]),
        # both signs in one column say something
        (["5", "-6"], [-5, 6]),
        (["5", "0", "-0"], [-5, 0, 0])])
def test_a_debit_is_a_debit_with_or_without_its_sign(debits, amounts):
    statement = mine(
        *[f"01.02.2025;;;;{debit};done;" for debit in debits],
        "01.02.2025;;;7;;done;")
    assert [t.amount for t in statement.transactions] == [*amounts, 7]


def test_rows_that_are_no_transactions():
    statement = mine(
        ";;;;;;", "01.02.2025;a;b;1;;done;", ";more;;;;;", "",
        "02.02.2025;;;9;;open;", "03.02.2025;Balance;;;;;",
        "Disclaimer: 5;;;;;;", "04.02.2025;;;2;;done;")
    assert [t.amount for t in statement.transactions] == [1, 2]
    assert statement.transactions[0].remittance == ("a", "b", "more")
    assert statement.not_booked == 1


def test_B5_details():
    statement = mine(
        "01.02.2025;sum;;30;;done;", ";a;;;;;10", ";b;;;;;20",
        "01.02.2025;sum;;30;;done;", ";a;;;;;10", ";b;;;;;21",
        "01.02.2025;sum;;;3;done;", ";a;;;;;1", ";b;;;;;2")
    assert [[t.amount for t in e.transactions] for e in statement.entries] == [
        [10, 20], [30], [-1, -2]]
    assert statement.entries[1].transactions[0].remittance == (
        "sum", "a", "b")


def test_S4_equal_rows_are_two_and_keys_stay():
    row = "01.02.2025;a;;1;;done;"
    keys = [e.key for e in mine(row, row).entries]
    assert len(set(keys)) == 2
    assert [e.key for e in mine(row, row, "02.02.2025;;;2;;done;").entries
        ][:2] == keys


@pytest.mark.parametrize('row, code', [
        ("31.02.2025;;;1;;done;", 'date_invalid'),
        ("2025-01-01;;;1;;done;", 'date_invalid'),
        (";;;1;;done;", 'date_missing'),
        ("01.02.2025;cut", 'amount_missing'),
        ('01.02.2025;"' + 'x' * 30_000 + '";;1;;done;', 'not_format'),
        ])
def test_B4_refused(row, code):
    error = refused("01.02.2025;;;1;;done;", row)
    assert error.code == code
    if code != 'not_format':
        assert error.place.line == 3


def test_lines_count_within_quotes():
    error = refused('01.02.2025;"a\n\nb";;1;;done;', "x.02.2025;;;1;;done;")
    assert error.place.line == 5


def test_header_names_the_currency():
    profile = Profile(name="x", columns={
            'date': ["Date"], 'amount': ["Amount in {currency}"]})
    statement, = read(
        b'DATE,amount  in  eur\n01.02.2025,5\n', profiles=[profile])
    assert statement.currency == 'EUR'
    assert statement.net == 5


def test_unknown_columns():
    with pytest.raises(BankFileError) as caught:
        read(b'a;b\n1;2\n', 'x', 'csv', [PROFILE])
    assert caught.value.code == 'no_header'
    with pytest.raises(BankFileError) as caught:
        read(b'a;b\n1;2\n', 'x', 'csv', list(READY.values()))
    assert caught.value.code == 'no_profile'
    with pytest.raises(BankFileError) as caught:
        read(b'a;b\n1;2\n', 'x', None, list(READY.values()))
    assert caught.value.code == 'no_profile'


@pytest.mark.parametrize('columns', [
        {}, {'date': ["a"]}, {'date': ["a"], 'credit': ["b"]},
        {'amount': ["a"]}, {'date': ["a"], 'amount': ["b"], 'x': ["c"]},
        {'date': ["a"], 'credit': ["b"], 'debit': ["b"], 'sign': ["c"]}])
def test_incomplete_profile(columns):
    with pytest.raises(BankFileError) as caught:
        read(b'a;b\n', 'x', 'csv', [Profile(name="x", columns=columns)])
    assert caught.value.code == 'profile'


@pytest.mark.parametrize('encoding', [
        'utf-8', 'utf-8-sig', 'utf-16', 'windows-1252'])
def test_encodings(encoding):
    data = f"{HEADER}\n01.02.2025;Zürich;;1;;done;".encode(encoding)
    statement, = read(data, 'x', 'csv', [PROFILE])
    assert statement.transactions[0].remittance == ("Zürich",)
