# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The other formats: each file of a bank is read right or refused."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond_medical_payment.bankfile import FORMATS, BankFileError, read

from .files import ROOT, content

D = Decimal

# file: for each statement the account, the number of transactions, their sum
# and the closing balance, as they are written in the file
READ = {
    'cfonb/oca__test_cfonb.txt': [
        ('FR7630001007941234567890185', 4, '-9673.57', '-9654.52'),
        ('FR7630004000031234567890143', 3, '-1923.59', '-43652.23')],
    'cfonb/oca__test_cfonb_one_line.txt': [
        ('FR7630001007941234567890185', 4, '-9673.57', '-9654.52'),
        ('FR7630004000031234567890143', 3, '-1923.59', '-43652.23')],
    'cfonb/silarhi__complex-test.txt': [
        ('FR7610278022040001234560307', 1, '-22.79', '16672.86'),
        ('FR7610278022040002042760330', 2, '-5020.11', '11652.75'),
        ('FR7610278022040002042760330', 0, '0', '11652.75'),
        ('FR7610278022040002042760330', 1, '-117.75', '11535.00'),
        ('FR7610278022040002042760330', 0, '0', '11535.00'),
        ('FR7610278022040002042760330', 1, '-50.25', '11484.75'),
        ('FR7610278022040002042760330', 0, '0', '11484.75'),
        ('FR7610278022040002042760330', 0, '0', '584353.02')],
    'coda/febelfin__CODA.txt': [
        ('BE47435000000080', 67, '9405296.99', '9405296.99')],
    'coda/oca__Coda_iban_v2_3_single_statement.txt': [
        ('BE86407051416150', 30, '0', '0')],
    'coda/phpcoda__sample1.cod': [('BE12138536152215', 4, '80', '17832.12')],
    'coda/phpcoda__sample10.cod': [('BE12138536152215', 2, '1000', '1100')],
    'mt940/mt940__abnamro.sta': [
        ('517852257', 8, '-321.44', '876.84'),
        ('517852257', 2, '-24.49', '1849.75')],
    'mt940/mt940__generic.sta': [
        ('11111111', 1, '-10', '90'), ('11111111', 1, '-10', '80')],
    'mt940/mt940__postfinance.sta': [
        ('123456789', 2, '229.2', '229.2'),
        ('123456789', 2, '-69.8', '159.6')],
    'mt940/mt940__rabobank-iban.sta': [
        ('NL71RABO0123456789', 2, '-35', '965'),
        ('NL71RABO0123456789', 2, '-35', '930')],
    'mt940/mt940__sepa_snippet.sta': [
        ('50880050/0194787400888', 4, '358593.91', '1125250.40'),
        ('50880050/0194791600888', 7, '-2501917.30', '-4472049.09')],
    'mt940/mt940__with_newline_in_tnr.sta': [
        ('PL29114010810000267002001002', 2, '89', '860.17')],
    'ofx/bankfile__lcl__check-without-payee.ofx': [
        ('0000123456', 1, '-10', '90')],
    'ofx/bankfile__unnamed-bank__amount-comma-decimal.ofx': [
        ('0000123456', 1, '-2000', '2000')],
    'ofx/bankfile__unnamed-bank__mixed-case-trntype.ofx': [
        ('0000123456', 1, '-10', '90')],
    'ofx/bankfile__unnamed-bank__xml-declaration-ofx-2.ofx': [
        ('0000123456', 1, '-10', '90')],
    'ofx/bankfile__unnamed-bank__zero-date.ofx': [
        ('0000123456', 1, '-10', '90')],
    'ofx/bankfile__wells-fargo__header-on-one-line.qfx': [
        ('0000123456', 1, '-10', '90')],
    'ofx/oca__test_ofx.ofx': [
        ('123456', 4, '-360', '2156.56'), ('123412341234', 0, '0', '-562')],
    'ofx/ofxparse__bank_medium.ofx': [
        ('12300 000012345678', 3, '-345.27', '382.34')],
    'ofx/ofxparse__checking.ofx': [('1452687~7', 3, '-59.50', '100.99')],
    'ofx/ofxparse__multiple_accounts2.ofx': [
        ('9100', 0, '0', '111'), ('9200', 0, '0', '222')],
    'ofx/ofxparse__suncorp.ofx': [('123456789', 1, '-16.85', '1234.12')],
    }
REFUSED = {
    'cfonb/oca__test_cfonb_bad_decimal.txt': ('decimals', 1),
    'cfonb/pennylane__invalid_date.txt': ('date_invalid', 1),
    'coda/oca__Ontvangen_CODA.2012-01-11-18.59.15.txt': ('malformed', 23),
    'coda/phpcoda__sample5.cod': ('malformed', 16),
    }
# Files whose balances do not add up to their transactions, as they are
# anonymous parts of real ones
PARTS = {
    ('mt940/mt940__abnamro.sta', 0), ('mt940/mt940__abnamro.sta', 1),
    ('mt940/mt940__postfinance.sta', 1),
    ('mt940/mt940__sepa_snippet.sta', 1),
    ('mt940/mt940__with_newline_in_tnr.sta', 0),
    }
FOLDERS = {'cfonb': 'cfonb120', 'coda': 'coda', 'mt940': 'mt940', 'ofx': 'ofx'}


@pytest.mark.parametrize('name', READ)
def test_read(name):
    statements = read(content(name), name)
    assert [(s.account, len(s.transactions), s.net, s.closing)
        for s in statements] == [
        (account, number, D(net), D(closing))
        for account, number, net, closing in READ[name]]
    for index, statement in enumerate(statements):
        assert statement.kind == FOLDERS[name.split('/')[0]]
        if statement.opening is None:
            assert statement.kind == 'ofx'
        else:
            adds_up = statement.opening + statement.net == statement.closing
            assert adds_up is ((name, index) not in PARTS)


@pytest.mark.parametrize('name', REFUSED)
def test_refused(name):
    with pytest.raises(BankFileError) as caught:
        read(content(name), name)
    error = caught.value
    assert (error.code, error.place.line) == REFUSED[name]
    assert str(error).startswith(name) and '\n' not in str(error)


@pytest.mark.skipif(
    not ROOT.exists(), reason="The bank files are not beside the project")
def test_every_file_is_expected():
    found = {
        f'{folder}/{path.name}' for folder in FOLDERS
        for path in (ROOT / folder).iterdir()}
    assert found == READ.keys() | REFUSED.keys()


@pytest.mark.parametrize('name', READ)
@pytest.mark.parametrize('part', [0.3, 0.6, 0.95])
def test_B4_truncated(name, part):
    "Cut within a statement: refused, never half of it without a word"
    data = content(name)
    cut = data[:int(len(data) * part)]
    try:
        statements = read(cut, name)
    except BankFileError as error:
        assert '\n' not in str(error)
        return
    # cut between two statements
    whole = read(data, name)
    assert statements == whole[:len(statements)]


@pytest.mark.parametrize('format', FORMATS)
@pytest.mark.parametrize('data', [
        b'\x00\x01\x02' * 99, b'\xff\xfe\xfd', b'x', b'a;b;c\n1;2;3\n',
        b':20:', b'<OFX>', b'9', b'01' * 60, b'0' * 128, b':20:\n:61:\n-\n',
        b'\xe9' * 500])
def test_B4_something_else(format, data):
    with pytest.raises(BankFileError):
        read(data, 'x', format)


def test_another_format_under_the_name():
    data = content('mt940/mt940__generic.sta')
    with pytest.raises(BankFileError) as caught:
        read(data, 'x', 'ofx')
    assert caught.value.parameters == {'expected': 'OFX', 'found': 'MT940'}


def mt940(*transactions, opening='C250101CHF0,', closing='C250131CHF0,'):
    return '\r\n'.join([
            ':20:REF', ':25:CH9300762011623852957CHF', ':28C:1/1',
            f':60F:{opening}', *transactions, f':62F:{closing}', '-', '',
            ]).encode()


def one(*transactions):
    statement, = read(mt940(*transactions))
    assert statement.account == 'CH9300762011623852957'
    transaction, = statement.transactions
    return transaction


@pytest.mark.parametrize('mark, amount, reversal', [
        ('C', 5, False), ('D', -5, False), ('RC', -5, True), ('RD', 5, True),
        ('CF', 5, False), ('DR', -5, False)])
def test_mt940_marks(mark, amount, reversal):
    transaction = one(f':61:2501310131{mark}5,NTRFNONREF//A1')
    assert transaction.amount == amount
    assert transaction.reversal is reversal
    assert transaction.identifiers.account_service_reference == 'A1'


def test_mt940_booking_over_new_year():
    assert one(':61:2501020102C5,NTRFX').date == dt.date(2025, 1, 2)
    transaction = one(':61:2412310102C5,NTRFX')
    assert transaction.date == dt.date(2025, 1, 2)
    assert transaction.value_date == dt.date(2024, 12, 31)


def test_mt940_subfields():
    transaction = one(
        ':61:2501310131CR5,NTRFNONREF',
        ':86:166?00GUTSCHRIFT?20EREF+E1?21SVWZ+RF18 5390 07?2254 7034',
        '?30DRESDEFF?31DE89370400440532013000?32ANN ?33AUBERT?34000')
    assert transaction.counterparty.name == "ANN AUBERT"
    assert transaction.counterparty.iban == 'DE89370400440532013000'
    assert transaction.remittance == ("RF18 5390 0754 7034",)
    assert transaction.identifiers.end_to_end_identification == 'E1'
    assert transaction.is_receipt


def test_S8_mt940_return():
    transaction = one(
        ':61:2501310131CR5,NTRFNONREF', ':86:159?00RETOURE?20EREF+E1?34901')
    assert transaction.returned == '901'
    assert not transaction.is_receipt


def test_mt940_slashes():
    transaction = one(
        ':61:2501310131C5,NTRFNONREF',
        ':86:/EREF/E1/CNTP/DE89370400440532013000/DRESDEFF/Ann Aubert/Bern/'
        'REMI/STRD/CUR/RF18539007547034/')
    assert transaction.counterparty.name == "Ann Aubert"
    assert transaction.counterparty.iban == 'DE89370400440532013000'
    assert transaction.references == ('RF18539007547034',)


@pytest.mark.parametrize('transaction, code', [
        (':61:2513310131C5,NTRFX', 'date_invalid'),
        (':61:250131C,NTRFX', 'amount_invalid'),
        # Damaged, not 1 with a type of its own
        (':61:250131C1ABCNTRFX', 'malformed'),
        (':61:rubbish', 'malformed')])
def test_mt940_refused(transaction, code):
    with pytest.raises(BankFileError) as caught:
        read(mt940(':61:250131C1,NTRFX', transaction))
    error = caught.value
    assert (error.code, error.place.line, error.place.entry) == (code, 6, 2)
    assert error.place.statement == 'REF 1/1'


def test_coda_structured_communication():
    statement, = read(content('coda/phpcoda__sample1.cod'))
    transaction = statement.transactions[0]
    assert transaction.references == ('000003505158',)
    assert transaction.counterparty.name == "KLANT1 MET NAAM1"


def test_cfonb_texts():
    statement = read(content('cfonb/silarhi__complex-test.txt'))[0]
    transaction, = statement.transactions
    assert transaction.remittance == ("DEDIBOX 3706114",)
    assert transaction.additional == ("PRLV SEPA ONLINE SAS",)


def test_cfonb_total():
    data = content('cfonb/silarhi__complex-test.txt')
    with pytest.raises(BankFileError) as caught:
        read(data.replace(b'0000227R', b'0000228R'))
    assert caught.value.code == 'total'


def test_ofx_identifies_transactions():
    statement, = read(content('ofx/ofxparse__checking.ofx'))
    assert all(e.identified for e in statement.entries)
