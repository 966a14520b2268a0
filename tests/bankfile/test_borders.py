# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the formats share, each at its border."""
import ast
import codecs
import datetime as dt
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

from trytond_medical_payment import bankfile
from trytond_medical_payment.bankfile import (
    BankFileError, Entry, Identifiers, Party, Place, Statement, Transaction,
    place_words)
from trytond_medical_payment.bankfile.account_number import (
    belgian_iban, french_iban, national_ibans, split_iban)
from trytond_medical_payment.bankfile.advice import ADVICE, advice_for
from trytond_medical_payment.bankfile.check import checked
from trytond_medical_payment.bankfile.decode import decode, encoding_of, glance
from trytond_medical_payment.bankfile.errors import MESSAGES, NOTICES
from trytond_medical_payment.bankfile.evidence import evidence_of
from trytond_medical_payment.bankfile.limits import MAX_BYTES, check_size
from trytond_medical_payment.bankfile.table import delimiters, read_rows, title
from trytond_medical_payment.bankfile.values import (
    compact, iso_date, iso_decimal, squeeze)

D = Decimal
DAY = dt.date(2026, 11, 2)
FOLDER = Path(bankfile.__file__).parent
TESTS = Path(__file__).parents[1]


def booked(amount='5', date=DAY, value_date=None, **values):
    "A statement of one transaction"
    transaction = Transaction(
        D(amount), date, value_date=value_date, **values.pop('said', {}))
    return Statement(**{
            'kind': 'camt.053', 'identification': 'S1', 'account': 'A1',
            'currency': 'CHF', 'date': DAY, 'entries': (
                Entry(3, D(amount), DAY, (transaction,), reference='R'),),
            **values})


# Doubts

STATEMENT, ENTRY = Place('S1'), Place('S1', 3, 'R')


@pytest.mark.parametrize('date, far', [
        (dt.date(1979, 12, 31), True), (dt.date(1980, 1, 1), False),
        (dt.date(2099, 12, 31), False), (dt.date(2100, 1, 1), True)])
@pytest.mark.parametrize('name, place', [
        ('date', ENTRY), ('value_date', ENTRY), (None, STATEMENT)])
def test_dates_that_are_hardly_right(date, far, name, place):
    statement = booked(**{name: date}) if name else booked()
    if not name:
        statement = Statement(**{**vars(statement), 'date': date})
    notices = checked(statement).notices
    assert [(n.code, n.parameters, n.place) for n in notices] == (
        [('date_far', {'date': date.isoformat()}, place)] if far else [])


@pytest.mark.parametrize('amount, large', [
        ('1000000000000', True), ('999999999999.99', False),
        ('-1000000000000', True), ('-999999999999.99', False), ('0', False)])
@pytest.mark.parametrize('name, place', [
        ('opening', STATEMENT), ('closing', STATEMENT), ('amount', ENTRY)])
def test_amounts_that_are_hardly_right(amount, large, name, place):
    notices = checked(booked(**{name: D(amount)})).notices
    assert [(n.code, n.parameters, n.place) for n in notices] == (
        [('amount_large', {'amount': amount}, place)] if large else [])


@pytest.mark.parametrize('opening, closing, told', [
        ('1', '6', False), ('1', '6.01', True), ('0', '5', False),
        (None, '9', False), ('9', None, False), ('-5', '0', False)])
def test_balances_that_contradict(opening, closing, told):
    statement = booked(**{
            name: None if value is None else D(value)
            for name, value in [('opening', opening), ('closing', closing)]})
    assert [(n.code, n.place) for n in checked(statement).notices] == (
        [('balance', STATEMENT)] if told else [])


# What tells payments apart

@pytest.mark.parametrize('said, name, value', [
        ({'value_date': DAY}, 'value_date', DAY),
        ({'remittance': ("Rechnung  1", "danke")}, 'text', 'RECHNUNG1DANKE'),
        ({'references': ('rf18 5390', '')}, 'references',
            frozenset({'RF185390'})),
        ({'debtor': Party("Ann  Aubert")}, 'name', 'ann aubert'),
        ({'debtor': Party(iban='CH93', account='47')}, 'account', 'CH93'),
        ({'debtor': Party(account='4711')}, 'account', '4711'),
        ({'creditor': Party("Ann")}, 'name', ''),
        *(({'identifiers': Identifiers(**{field: value})}, name, found)
            for field, name in [
                ('account_service_reference', 'number'), ('uetr', 'uetr'),
                ('end_to_end_identification', 'end_to_end')]
            for value, found in [
                ('a 1', 'A1'), ('NOTPROVIDED', ''), (None, '')])])
def test_evidence_has_what_is_said(said, name, value):
    said = dict(said)
    statement = booked(
        value_date=said.pop('value_date', None), said=said)
    entry, = statement.entries
    transaction, = entry.transactions
    evidence = evidence_of(entry, transaction, 'camt.054')
    assert getattr(evidence, name) == value
    assert (evidence.amount, evidence.date, evidence.kind) == (
        5, DAY, 'camt.054')


# Words

def test_every_refusal_says_what_to_do():
    "By itself, by its advice, or by what stands beside it"
    beside = {
        'no_table', 'near_unread', 'near_missing', 'fee_wrong', 'fee_signs',
        'currencies', 'only_not_booked', 'no_header', 'profile',
        'profile_column', 'profile_date', 'profile_amount', 'profile_sign',
        'profile_decimal', 'profile_format', 'profile_fee'}
    for code, words in MESSAGES.items():
        said = bool(advice_for(code)) + (';' in words) + (code in beside)
        assert said == 1, code
    assert {advice_for(code) for code in MESSAGES} == {None, *ADVICE}


@pytest.mark.parametrize('place, words', [
        (Place(), ""), (Place('S1'), "statement S1"), (Place(entry=2),
            "entry 2"), (Place('S1', 2, 'R', 7),
            "statement S1, entry 2 (R), line 7"),
        (Place(reference='R', line=7), "line 7")])
def test_words_of_a_place(place, words):
    assert place_words(place) == words


def test_what_is_nearer_to_the_problem_is_kept():
    known = dict(statement='S1', entry=2, reference='R', line=7)
    other = dict(statement='S2', entry=3, reference='Q', line=8)
    error = BankFileError('empty', name='x', place=Place(**known))
    assert error.at(name='y', **other).place == Place(**known)
    assert error.at(name='y', **other).name == 'x'
    error = BankFileError('empty').at(name='y', **other)
    assert (error.name, error.place) == ('y', Place(**other))
    with pytest.raises(KeyError):
        BankFileError('no such code')


def told():
    "The codes of notices that the package gives"
    for path in FOLDER.glob('*.py'):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (
                    getattr(node.func, 'id', '') == 'Notice'
                    and isinstance(node.args[0], ast.Constant)):
                yield node.args[0].value


def test_every_notice_has_its_words():
    "But for those that are chosen between: they are in the pieces of files"
    chosen = {'not_split', 'detail', 'columns_missing', 'columns_unread'}
    assert set(told()) | chosen == set(NOTICES)
    assert all(NOTICES.values()) and all(MESSAGES.values())


@pytest.mark.parametrize('amount, payer', [(-1, False), (0, True), (1, True)])
def test_the_other_side(amount, payer):
    transaction = Transaction(
        D(amount), DAY, debtor=Party("A"), creditor=Party("B"),
        ultimate_debtor=Party("C"), ultimate_creditor=Party("D"))
    assert transaction.counterparty.name == ("A" if payer else "B")
    assert transaction.ultimate_counterparty.name == ("C" if payer else "D")
    assert transaction.is_receipt is (amount > 0)


@pytest.mark.parametrize('values', [
        {'reversal': True}, {'returned': ''}, {'returned': 'AC04'},
        {'rejected': 1}])
def test_what_is_no_receipt(values):
    assert not Transaction(D(1), DAY, **values).is_receipt


@pytest.mark.parametrize('text, expected', [
        ('="50"', '50'), ('=" 50 "', '50'), ('=50', '50'), ('a"b', 'a"b'),
        (' a \t b ', 'a b'), ('"a\n b"', 'a b'), ('="="', '='), ('', '')])
def test_cells(text, expected):
    (_, (found, _)), = read_rows(f'{text};x', ';')
    assert found == expected


def imported(path):
    "(module of the package, name) of what a file imports from it"
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            *_, room, module = ['', '', *(node.module or '').split('.')]
            if room == FOLDER.name or path.parent == FOLDER and node.level:
                yield from ((module, alias.name) for alias in node.names)


def defined(path):
    "The classes and functions of a module that are not private"
    tree = ast.parse(path.read_text())
    names = {
        node.name for node in tree.body
        if isinstance(node, (ast.ClassDef, ast.FunctionDef))
        and not node.name.startswith('_')}
    # those of a format are in its FORMAT
    return names - (
        {'looks_like', 'read'} if {'looks_like', 'read'} <= names else set())


def test_what_is_public():
    "What is defined or imported elsewhere; of the package what it imports"
    modules = {
        path.stem: path for path in FOLDER.glob('*.py')
        if path.stem != '__init__'}
    public = {
        name: {*import_module(f'{bankfile.__name__}.{name}').__all__}
        for name in modules}
    for name, path in modules.items():
        assert defined(path) <= public[name], name
    for path in [*FOLDER.parent.rglob('*.py'), *TESTS.rglob('*.py')]:
        for module, name in imported(path):
            assert name in public.get(module, {name}), (path.name, name)
    assert sorted(bankfile.__all__) == sorted(
        name for _, name in imported(FOLDER / '__init__.py'))


# Texts and their encodings

TEXT = "Zürich, Évian"


@pytest.mark.parametrize('encoding', [
        'utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32',
        'windows-1252'])
@pytest.mark.parametrize('after', ['', '\0', '\x1a\0\0'])
def test_encodings(encoding, after):
    data = TEXT.encode(encoding) + after.encode(
        encoding.replace('-sig', '').replace('16', '16-le').replace(
            '16-le-le', '16-le').replace('16-le-be', '16-be').replace(
            '32', '32-le'))
    assert decode(data) == TEXT
    assert glance(TEXT.encode('utf-16')) == TEXT


@pytest.mark.parametrize('data, encoding', [
        (b'', None), (b'a', None), (b'a\0', None), (b'a\0b\0', 'utf-16-le'),
        (b'\0a\0b', 'utf-16-be'), (b'\0\0\0\0', None),
        (b'a\0\0\0', 'utf-16-le'),
        (b'abcd', None), (b'ab\0\0', None),
        (codecs.BOM_UTF8 + b'a', 'utf-8'),
        (codecs.BOM_UTF32_LE + b'a\0\0\0', 'utf-32-le'),
        (codecs.BOM_UTF32_BE, 'utf-32-be'), (codecs.BOM_UTF16_LE, 'utf-16-le'),
        (codecs.BOM_UTF16_BE, 'utf-16-be')])
def test_encodings_by_the_first_bytes(data, encoding):
    assert encoding_of(data) == encoding


@pytest.mark.parametrize('data, encoding, text', [
        # As most signs are, of those that are no ASCII
        ('éé'.encode() + b'\xe9', None, 'éé\ufffd'),
        ('é'.encode() + b'\xe9', None, 'é\ufffd'),
        ('é'.encode() + b'\xe9\xe9', None, 'Ã©éé'), (b'\xe9', None, 'é'),
        (b'\x7f\xe9', None, '\x7fé'),
        (b'\xe9', 'latin-1', 'é'), ('é'.encode(), 'latin-1', 'Ã©'),
        (b'\xef\xbb\xbf\xc3\xa9', 'latin-1', 'é'),
        (b'\xe9', 'utf-8', None), (b'a', 'no such', None),
        (b'a\0b', None, None), (b'a\0b', 'latin-1', None)])
def test_encodings_that_contradict(data, encoding, text):
    if text is None:
        with pytest.raises(BankFileError) as caught:
            decode(data, encoding)
        assert caught.value.code == 'encoding'
        assert caught.value.parameters == {
            'encoding': encoding or 'windows-1252'}
    else:
        assert decode(data, encoding) == text


@pytest.mark.parametrize('text, expected', [
        ("Date", "date"), (" Date\t de\u00a0valeur ", "date de valeur"),
        ("Libellé", "libelle"), ("Libelle\u0301", "libelle"),
        ("Da\u200bte\u00ad", "date"), ("N’importe", "n'importe"),
        ("STRASSE", "strasse"), ("Straße", "strasse"), ("", "")])
def test_titles_as_they_are_compared(text, expected):
    assert title(text) == expected


@pytest.mark.parametrize('text, chosen, expected', [
        ('a;b,c\td|e', None, [';', ',', '\t', '|']),
        ('a,b;', None, [';', ',']),
        ('ab', None, []), ('a,b', ';', [';']), ('sep=,\na;b', None, [',']),
        ('"SEP=|"\na;b', None, ['|']), (' sep=; \na,b', None, [';']),
        ('x sep=,\na;b', None, [';', ',']), ('sep=,,\na;b', None, [';', ','])])
def test_delimiters(text, chosen, expected):
    assert list(delimiters(text, chosen)) == expected


def test_sizes():
    check_size(b' x')
    check_size(b'x' * MAX_BYTES)
    with pytest.raises(BankFileError) as caught:
        check_size(b'x' * (MAX_BYTES + 1))
    assert caught.value.code == 'too_large'
    assert caught.value.parameters == {'size': '17', 'limit': '16'}
    for data in [b'', b' \n']:
        with pytest.raises(BankFileError) as caught:
            check_size(data)
        assert caught.value.code == 'empty'


# Values

@pytest.mark.parametrize('text, expected', [
        ('1', '1'), (' 1.50 ', '1.50'), ('+1', '1'), ('-1.5', '-1.5'),
        ('.5', '0.5'), ('1.', '1'), ('-.05', '-0.05'),
        ('9' * 18, '9' * 18), ('9' * 19, 'amount_invalid'),
        ('0.' + '1' * 18, '0.' + '1' * 18),
        ('0.' + '1' * 19, 'amount_invalid'), ('.', 'amount_invalid'),
        ('--1', 'amount_invalid'), ('1,5', 'amount_invalid'),
        ('1e5', 'amount_invalid'), ('١', 'amount_invalid'),
        ('', 'amount_missing'), ('  ', 'amount_missing'),
        (None, 'amount_missing')])
def test_decimals(text, expected):
    try:
        assert iso_decimal(text, 'F') == D(expected)
    except BankFileError as error:
        assert error.code == expected
        assert error.parameters == {'field': 'F', **(
                {} if error.code == 'amount_missing' else {'value': text})}


@pytest.mark.parametrize('text, right', [
        ('2026-11-02', True), (' 2026-11-02 ', True), ('2026-11-02Z', True),
        ('2026-11-02+01:00', True), ('2026-11-02-0100', True),
        ('2026-11-02T23:59', True), ('2026-11-02 23:59:59', True),
        ('2026-11-02T23:59:59.999Z', True), ('2026-11-02T23:59:59,9', True),
        ('2026-11-02T23', False), ('2026-11-2', False), ('20261102', False),
        ('2026-11-32', False), ('2026-13-02', False), ('26-11-02', False),
        ('', False), ('2026-11-02x', False)])
def test_days(text, right):
    if right:
        assert iso_date(text, 'F') == DAY
    else:
        with pytest.raises(BankFileError) as caught:
            iso_date(text, 'F')
        assert caught.value.parameters == {'field': 'F', 'value': text}


def test_blanks():
    assert squeeze(' a \n b ') == 'a b' and squeeze(None) == ''
    assert compact(' ch 93\t00 ') == 'CH9300' and compact(None) == ''


# Accounts

FRENCH = 'FR7630003012340005012345665'
GERMAN = 'DE89370400440532013000'
BELGIAN = 'BE68539007547034'
SWISS = 'CH9300762011623852957'


@pytest.mark.parametrize('text, expected', [
        (SWISS, (SWISS, None)), ('ch93 0076 2011 6238 5295 7', (SWISS, None)),
        (f'{SWISS}CHF', (SWISS, None)), (f'{SWISS} CHF', (SWISS, None)),
        (f'{SWISS}CH', (None, f'{SWISS}CH')), ('4711  a', (None, '4711 a')),
        (SWISS[:-1] + '8', (None, SWISS[:-1] + '8')), ('', (None, None)),
        ('  ', (None, None))])
def test_ibans_and_other_numbers(text, expected):
    assert split_iban(text) == expected


@pytest.mark.parametrize('bank, branch, number, countries, iban', [
        ('30003', '01234', '00050123456', 'FR CH', FRENCH),
        ('3000', '01234', '00050123456', 'CH', None),
        ('30003', '0123', '00050123456', 'CH', None),
        ('30003', '01234', '0005012345', 'CH', None),
        ('37040044', '', '0532013000', 'DE', GERMAN),
        ('37040044', '', '532013000', 'DE', GERMAN),
        ('3704004', '', '0532013000', '', None),
        ('37040044', '', '00532013000', '', None),
        ('762', '', '011623852957', 'CH BE', SWISS),
        ('00762', '', '011623852957', 'CH BE', SWISS),
        ('762', '', '11623852957', 'CH', SWISS),
        ('76', '', '11623852957', '', None),
        ('007620', '', '11623852957', '', None),
        ('762', '', '1234', '', None), ('762', '', '12345', 'CH', None),
        ('762', '', '0116238529570', '', None),
        ('', '', '539007547034', 'BE', BELGIAN),
        ('', '', '53900754703', '', None), ('', '', '5390075470345', '', None),
        ('', '', '', '', None)])
def test_national_numbers(bank, branch, number, countries, iban):
    found = national_ibans(bank, branch, number)
    assert [value[:2] for value in found] == countries.split()
    assert not iban or iban in found


@pytest.mark.parametrize('bank, branch, account, expected', [
        ('30003', '01234', '00050123456', FRENCH),
        # The example of the Banque de France has a letter
        ('20041', '01005', '0500013M026', 'FR1420041010050500013M02606'),
        ('20041', '01005', '0500013m026', 'FR1420041010050500013M02606'),
        ('2004!', '01005', '0500013M026', None)])
def test_french_numbers(bank, branch, account, expected):
    assert french_iban(bank, branch, account) == expected


def test_belgian_numbers():
    assert belgian_iban('539007547034') == BELGIAN
    assert belgian_iban('53900754703') is belgian_iban('X39007547034') is None
