# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Damaged files: read or refused, never anything else (case B4)."""
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trytond_medical_payment.bankfile import BankFileError, open_delivery, read

from .everything import golden_files
from .files import CASES, balance, camt, detail, entry
from .profiles import ready

READY = tuple(ready().values())

CAMT = camt(
    entry('30', detail('10', reference='R', text=["a"], name="Ann"),
        detail('20'), servicer='X', reference='N'),
    entry('-5', date='2025-01-30', more='<RvslInd>true</RvslInd>'),
    before=balance('OPBD', '5') + balance('CLBD', '30'))
MT940 = b""":20:REF
:25:50880050/0194787400888
:28C:1/1
:60F:C250101EUR10,00
:61:2501310131CR5,00NTRFNONREF//A1
more
:86:166?00X?20EREF+E1?21SVWZ+text?31DE89370400440532013000?32ANN
:61:250131RD1,00NMSCNONREF
:86:/EREF/E1/CNTP/NL71/BIC/Ann/City/REMI/USTD//text/
:62F:C250131EUR14,00
-
"""
OFX = b"""OFXHEADER:100
ENCODING:USASCII

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CHF
<BANKACCTFROM><BANKID>1<ACCTID>2</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20250101<DTEND>20250131
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20250115<TRNAMT>5.00<FITID>1<NAME>Ann
<MEMO>text</STMTTRN></BANKTRANLIST>
<LEDGERBAL><BALAMT>5.00<DTASOF>20250131</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
CFONB = ''.join(line.ljust(120) + '\n' for line in [
        '0110278    02204EUR2 00012345603  060420'.ljust(90)
        + '0000000166956E',
        '0410278677202204EUR2 00012345603B1070420  070420PRLV'.ljust(90)
        + '0000000000227R',
        '0510278677202204EUR2 00012345603B1070420     LIBDEDIBOX',
        '0710278    02204EUR2 00012345603  070420'.ljust(90)
        + '0000000166728F']).encode()
CODA = '\n'.join([
        '0000011101772505        00265207  BOUWBEDRIJF VOOR GROTE WERKREDBE'
        'BB   00330158420 00000                                       2',
        '10139138536152215 EUR0BE                  0000000017752120101017BO'
        'UWBEDRIJF VOOR GROTE WERKBC-Bedrijfsrekening               138',
        '2100010000JRFC00120DSCCOCACAERT0000000000005000111017001500001101'
        '000003505158                                      11101713901 0',
        '8139138536152215 EUR0BE                  0000000017757120111017'
        ''.ljust(127) + '0',
        '9               000003000000000000000000000000005000'.ljust(127)
        + '1']).encode()
CSV = (
    "Datum;Buchungstext;Konto;Whg;Belastung;Gutschrift\n"
    "13.02.2023;a;CH9300762011623852957;CHF;75.30;\n"
    "14.02.2023;b;CH9300762011623852957;CHF;;1'000.00\n").encode()
FILES = {
    'camt': CAMT, 'mt940': MT940, 'ofx': OFX, 'cfonb120': CFONB,
    'coda': CODA, 'csv': CSV}

change = st.tuples(
    st.sampled_from(['cut', 'drop', 'put', 'swap', 'double']),
    st.floats(0, 1, exclude_max=True), st.integers(1, 60),
    st.binary(min_size=1, max_size=6) | st.sampled_from([
            b'\0', b'\n', b'<', b'>', b'&x;', b';', b'"', b'-', b'9' * 40,
            b'</Ntry>', b'<TxDtls/>', b':61:', b':86:', b'0' * 30]))


def damage(data, changes):
    for kind, part, length, bytes_ in changes:
        place = int(len(data) * part)
        end = place + length
        data = {
            'cut': data[:place],
            'drop': data[:place] + data[end:],
            'put': data[:place] + bytes_ + data[place:],
            'swap': data[:place] + data[end:end + length]
            + data[place:end] + data[end + length:],
            'double': data[:end] + data[place:],
            }[kind]
    return data


@pytest.mark.parametrize('format', FILES)
def test_the_file_itself_is_read(format):
    statement, = read(FILES[format], 'x', None, READY)
    assert statement.kind.startswith(format)
    assert statement.entries


def cases():
    "The field cases, and the files that were made to have every field"
    if not CASES.exists():
        return golden_files()
    return [*golden_files(), *sorted(CASES.iterdir())]


@settings(max_examples=300, deadline=None)
@given(
    path=st.sampled_from(cases()),
    changes=st.lists(change, min_size=1, max_size=4))
def test_B4_damaged_cases(path, changes):
    "Archives too: what comes out of them is a statement or a BankFileError"
    data = damage(path.read_bytes(), changes)
    try:
        delivery = open_delivery(data, 'x', None, READY)
    except BankFileError as error:
        assert str(error).startswith('x') and '\n' not in str(error)
        return
    for content in delivery.contents:
        for statement in content.statements:
            assert statement.net.is_finite()


@pytest.mark.parametrize('format', FILES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(change, min_size=1, max_size=4), named=st.booleans())
def test_B4_damaged(format, changes, named):
    data = damage(FILES[format], changes)
    try:
        statements = read(data, 'x', format if named else None, READY)
    except BankFileError as error:
        message = str(error)
        assert message.startswith('x: ') and '\n' not in message
        return
    for statement in statements:
        for entry_ in statement.entries:
            assert entry_.transactions
            assert entry_.amount == sum(
                t.amount for t in entry_.transactions)
            assert entry_.amount.is_finite()
