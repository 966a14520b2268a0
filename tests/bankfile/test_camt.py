# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
import datetime as dt
from decimal import Decimal

import pytest

from trytond_medical_payment.bankfile import BankFileError, read

from .files import IBAN, balance, camt, camt_file, detail, entry, statement

D = Decimal


def one(*entries, **options):
    result, = read(camt(*entries, **options), 'test.xml')
    return result


def amounts(*entries, **options):
    return [t.amount for t in one(*entries, **options).transactions]


def test_B2_batch_of_two():
    assert amounts(entry('429.56',
            detail('329.56'), detail('100.00'))) == [D('329.56'), D('100.00')]


def test_B2_mixed_signs():
    assert amounts(entry('-20.00',
            detail(D('30.00')), detail(D('-50.00')))) == [D(30), D(-50)]


@pytest.mark.parametrize('where', [
        'Amt', 'AmtDtls/TxAmt/Amt', 'AmtDtls/InstdAmt/Amt',
        'AmtDtls/CntrValAmt/Amt'])
def test_B5_amounts_of_details_in_any_place(where):
    assert amounts(entry('30',
            detail('10', where=where), detail('20', where=where),
            )) == [D(10), D(20)]


def test_B5_one_detail_says_another_amount():
    result = one(entry('97.50', detail('100.00', more=(
                    '<AmtDtls><InstdAmt><Amt Ccy="EUR">105.00</Amt></InstdAmt>'
                    '</AmtDtls>'))))
    transaction, = result.transactions
    assert transaction.amount == D('97.50')
    assert transaction.instructed.amount == D('105.00')
    assert transaction.instructed.currency == 'EUR'


def test_B5_foreign_amounts_of_details_do_not_count():
    both = (
        '<AmtDtls><TxAmt><Amt Ccy="CHF">{}</Amt></TxAmt></AmtDtls>')
    assert amounts(entry('19',
            detail('10', currency='EUR', more=both.format('9.50')),
            detail('10', currency='EUR', more=both.format('9.50')),
            )) == [D('9.50'), D('9.50')]


def test_B5_details_that_do_not_add_up():
    result = one(entry('-15000',
            detail('6000', reference='A', text=["one"], name="Ann"),
            detail('5000', reference='B', text=["two"], name="Bob")))
    transaction, = result.transactions
    assert transaction.amount == D(-15000)
    assert transaction.references == ('A', 'B')
    assert transaction.remittance == ("one", "two")
    assert not transaction.debtor
    notice, = result.notices
    assert notice.code == 'not_split'
    assert notice.place.statement == 'S1'
    assert notice.place.entry == 1


def test_B5_details_without_amounts():
    assert amounts(entry('15', detail(), detail())) == [D(15)]


@pytest.mark.parametrize('status, booked', [
        ('BOOK', True), ('PDNG', False), ('INFO', False), ('FUTR', False),
        ('<Cd>BOOK</Cd>', True), ('<Cd>PDNG</Cd>', False), ('', True),
        ('<Prtry>X</Prtry>', False)])
def test_B5_status(status, booked):
    result = one(entry('15', status=status), entry('1'))
    assert len(result.transactions) == 1 + booked
    assert result.not_booked == (not booked)


def test_amount_in_another_currency_is_told():
    result = one(entry('-20.97', currency='EUR'))
    assert result.net == D('-20.97')
    assert [n.code for n in result.notices] == ['currency']


def test_B3_no_balance_is_invented():
    result = one(entry('10'), kind='camt.054')
    assert result.opening is None
    assert result.closing is None
    result = one(entry('10'), before=balance('CLBD', '50', sign='DBIT'))
    assert result.opening is None
    assert result.closing == D(-50)


@pytest.mark.parametrize('codes, opening, closing', [
        (['OPBD', 'CLBD'], 1, 2),
        (['PRCD', 'CLBD'], 1, 2),
        (['PRCD', 'OPBD', 'CLBD'], 2, 3),
        (['ITBD', 'ITBD'], 1, 2),
        (['ITBD'], None, 1),
        (['OPBD', 'ITBD'], 1, 2),
        (['OPAV', 'CLAV', 'FWAV'], None, None),
        ])
def test_balances(codes, opening, closing):
    result = one(before=''.join(
            balance(code, number)
            for number, code in enumerate(codes, start=1)))
    assert (result.opening, result.closing) == (opening, closing)


def test_balance_in_another_currency_is_none_of_the_account():
    result = one(before=balance('CLBD', '9', currency='EUR'))
    assert result.closing is None


@pytest.mark.parametrize('version', [f'{n:02}' for n in range(1, 11)])
@pytest.mark.parametrize('kind', ['camt.052', 'camt.053', 'camt.054'])
def test_versions(kind, version):
    party = '<Dbtr><Pty><Nm>Ann</Nm></Pty></Dbtr>' if version > '07' else (
        '<Dbtr><Nm>Ann</Nm></Dbtr>')
    result = one(
        entry('10', detail('10', more=f'<RltdPties>{party}</RltdPties>')),
        kind=kind, version=version)
    assert result.kind == kind
    assert result.transactions[0].counterparty.name == "Ann"


def test_everything_of_a_detail():
    more = (
        '<Refs><MsgId>M</MsgId><UETR>U</UETR></Refs>'
        '<RltdPties><UltmtDbtr><Nm>Ella</Nm></UltmtDbtr></RltdPties>'
        '<RmtInf><Strd><RfrdDocInf><Nb>F-1</Nb></RfrdDocInf>'
        '<AddtlRmtInf>?REJECT?3</AddtlRmtInf>'
        '<AddtlRmtInf>?ERROR?000</AddtlRmtInf>'
        '<AddtlRmtInf>thank you</AddtlRmtInf></Strd></RmtInf>'
        '<AddtlTxInf>by counter</AddtlTxInf>'
        '<Chrgs><Rcrd><Amt Ccy="CHF">1.20</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
        '<ChrgInclInd>false</ChrgInclInd></Rcrd></Chrgs>')
    transaction, = one(entry('10', detail(
                '10', reference='RF18', text=["a", " b\n c"],
                name="Ann", iban='ch93 0076 2011 6238 5295 7', more=more),
            more='<ValDt><DtTm>2025-02-01T23:30:00-05:00</DtTm></ValDt>'
            '<AddtlNtryInf>credit</AddtlNtryInf>')).transactions
    assert transaction.references == ('RF18',)
    assert transaction.remittance == ("a", "b c", "F-1", "thank you")
    assert transaction.additional == ("by counter", "credit")
    assert transaction.counterparty.name == "Ann"
    assert transaction.counterparty.iban == IBAN
    assert transaction.ultimate_counterparty.name == "Ella"
    assert transaction.identifiers.uetr == 'U'
    assert transaction.rejected == 3
    assert not transaction.is_receipt
    assert transaction.value_date == dt.date(2025, 2, 1)
    charge, = transaction.charges
    assert (charge.amount, charge.included) == (D('1.20'), False)


@pytest.mark.parametrize('more, receipt', [
        ('', True),
        ('<RvslInd>true</RvslInd>', False),
        ('<RvslInd>false</RvslInd>', True),
        ])
def test_S8_reversal(more, receipt):
    transaction, = one(entry('10', more=more)).transactions
    assert transaction.is_receipt is receipt


@pytest.mark.parametrize('more, code', [
        ('<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>', 'AC04'),
        ('<RtrInf><Rsn><Prtry>gone</Prtry></Rsn></RtrInf>', 'gone'),
        ('<RtrInf><AddtlInf>unknown</AddtlInf></RtrInf>', ''),
        ('<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd>'
            '<SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>', ''),
        ])
def test_S8_return(more, code):
    transaction, = one(entry('10', detail('10', more=more))).transactions
    assert transaction.returned == code
    assert not transaction.is_receipt


@pytest.mark.parametrize('text, date', [
        ('<Dt>2025-01-31</Dt>', (2025, 1, 31)),
        ('<Dt>2025-01-31+02:00</Dt>', (2025, 1, 31)),
        ('<DtTm>2025-01-31T23:59:59.123456789Z</DtTm>', (2025, 1, 31)),
        ('<DtTm>2010-10-18T13:15:00+01:00</DtTm>', (2010, 10, 18)),
        ])
def test_dates(text, date):
    transaction, = one(entry(
            '1', date=None, more=f'<BookgDt>{text}</BookgDt>')).transactions
    assert transaction.date == dt.date(*date)


def test_date_of_an_entry_without_one():
    transaction, = one(entry('1', date=None)).transactions
    assert transaction.date == dt.date(2025, 1, 31)
    transaction, = one(
        entry('1', date=None), created=None,
        before=balance('CLBD', '1', date='2025-01-30')).transactions
    assert transaction.date == dt.date(2025, 1, 30)


def test_several_statements():
    statements = read(camt_file(
            statement(entry('1'), identification='A'),
            statement(entry('2'), entry('3'), identification='B')))
    assert [(s.identification, s.net) for s in statements] == [
        ('A', 1), ('B', 5)]


@pytest.mark.parametrize('element, code', [
        (entry('', sign='CRDT'), 'amount_missing'),
        ('<Ntry><CdtDbtInd>CRDT</CdtDbtInd></Ntry>', 'amount_missing'),
        (entry('1,50'), 'amount_invalid'),
        (entry('1e3'), 'amount_invalid'),
        (entry('NaN'), 'amount_invalid'),
        (entry('١'), 'amount_invalid'),
        (entry('1', sign='X'), 'sign_invalid'),
        (entry('1').replace('<CdtDbtInd>CRDT</CdtDbtInd>', ''),
            'sign_missing'),
        (entry('1', date='2025-02-30'), 'date_invalid'),
        (entry('1', date='31.01.2025'), 'date_invalid'),
        (entry('3', detail('1'), detail('x')), 'amount_invalid'),
        ])
def test_B1_refused_with_its_place(element, code):
    with pytest.raises(BankFileError) as caught:
        one(entry('5'), element)
    error = caught.value
    assert error.code == code
    assert error.name == 'test.xml'
    assert (error.place.statement, error.place.entry) == ('S1', 2)
    assert '\n' not in str(error)


def test_no_date_at_all():
    with pytest.raises(BankFileError) as caught:
        one(entry('1', date=None), created=None)
    assert caught.value.code == 'date_missing'


def test_no_account():
    data = camt(entry('1')).replace(
        f'<IBAN>{IBAN}</IBAN>'.encode(), b'')
    with pytest.raises(BankFileError) as caught:
        read(data)
    assert caught.value.code == 'no_account'


def test_other_account_and_no_namespace():
    data = camt(entry('1')).replace(
        f'<IBAN>{IBAN}</IBAN>'.encode(),
        b'<Othr><Id>ACC 1-2</Id></Othr>')
    start = data.index(b' xmlns=')
    data = data[:start] + data[data.index(b'>', start):]
    result, = read(data)
    assert result.account == 'ACC 1-2'


def test_prefixed_namespace_in_an_envelope():
    body = camt(entry('1')).decode().split('\n', 1)[1]
    result, = read(f'<x:Envelope xmlns:x="urn:x">{body}</x:Envelope>'.encode())
    assert result.net == 1
