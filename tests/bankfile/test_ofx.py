# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Where a text of OFX ends: it may hold any sign, and needs no end."""
import pytest

from trytond_medical_payment.bankfile import BankFileError, read

FILE = (
    'OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n'
    '<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM>'
    '<BANKID>30003<BRANCHID>01234<ACCTID>00050123456</BANKACCTFROM>'
    '<BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261102<TRNAMT>50.00'
    '<FITID>1<NAME>X<MEMO>{}</STMTTRN></BANKTRANLIST>'
    '</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>')
# What may follow in a transaction (OFX 1.6 and 2.2, 11.4.3)
ELEMENTS = [
    'DTUSER', 'DTAVAIL', 'CORRECTFITID', 'CORRECTACTION', 'SRVRTID',
    'CHECKNUM', 'REFNUM', 'SIC', 'PAYEEID', 'PAYEE', 'EXTDNAME',
    'BANKACCTTO', 'CCACCTTO', 'IMAGEDATA', 'CURRENCY', 'ORIGCURRENCY',
    'INV401KSOURCE']


def text_of(memo):
    statement, = read(FILE.format(memo).encode(), 'x.ofx')
    transaction, = statement.entries[0].transactions
    return transaction


@pytest.mark.parametrize('name', ELEMENTS)
def test_text_ends_where_an_element_begins(name):
    assert 'F-12' in text_of(f'F-12<{name}>20261102').remittance


@pytest.mark.parametrize('text', [
        'F-12 <F2026-00012> solde', 'a < b', 'a > b', '<3 merci', '<X>y'])
def test_text_holds_what_is_no_element(text):
    assert text in text_of(text).remittance


def test_text_ends_at_a_mark_of_a_program():
    "Which has a point in its name, and may stand anywhere"
    assert text_of('F-12<INTU.BID>3000').remittance == ('F-12',)
    assert text_of('F-12<X>3000').remittance == ('F-12<X>3000',)


def test_number_of_a_cheque_after_the_text():
    found = text_of('F-12<CHECKNUM>4711')
    assert found.identifiers.cheque_number == '4711'


@pytest.mark.parametrize('start, end, balance, day', [
        ('<DTSTART>20261101', '<DTEND>20261130', '', '2026-11-30'),
        ('<DTSTART>20261101', '', '', None),
        ('', '', '<LEDGERBAL><BALAMT>1.00<DTASOF>20261129</LEDGERBAL>',
            '2026-11-29'),
        ('', '', '', None)])
def test_day_of_a_file_without_transactions(start, end, balance, day):
    "Refused where nothing tells it"
    before, rest = FILE.format('').split('<STMTTRN>')
    after = rest.partition('</STMTTRN>')[2]
    data = before + start + end + after.replace(
        '</STMTRS>', balance + '</STMTRS>')
    if day:
        statement, = read(data.encode(), 'x.ofx')
        assert (statement.date.isoformat(), statement.entries) == (day, ())
    else:
        with pytest.raises(BankFileError) as caught:
            read(data.encode(), 'x.ofx')
        assert caught.value.code == 'date_missing'
