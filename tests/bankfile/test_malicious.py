# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Case B4: what comes from outside is refused in one clear line."""
import resource
import time

import pytest

from trytond_medical_payment.bankfile import BankFileError, read
from trytond_medical_payment.bankfile.limits import (
    MAX_BYTES, MAX_MARKS, check_size)

from .files import camt, camt_file, detail, entry, statement

GOOD = camt(entry('10', detail('10', text=["hello"])))


def refused(data, format=None):
    with pytest.raises(BankFileError) as caught:
        read(data, 'evil.xml', format)
    message = str(caught.value)
    assert message.startswith('evil.xml: ')
    assert '\n' not in message
    assert len(message) < 400
    return caught.value.code


def with_doctype(subset, text):
    head, body = GOOD.split(b'\n', 1)
    return (head + b'\n<!DOCTYPE Document ' + subset + b'>'
        + body.replace(b'hello', text))


def test_B4_entity_expansion():
    subset = b'[<!ENTITY a0 "ha">' + b''.join(
        b'<!ENTITY a%d "%s">' % (n, b'&a%d;' % (n - 1) * 10)
        for n in range(1, 10)) + b']'
    assert refused(with_doctype(subset, b'&a9;')) == 'doctype'


def test_B4_external_entity(tmp_path):
    secret = tmp_path / 'secret'
    secret.write_text("secret")
    subset = b'[<!ENTITY x SYSTEM "%s">]' % secret.as_uri().encode()
    assert refused(with_doctype(subset, b'&x;')) == 'doctype'


def test_B4_external_dtd():
    assert refused(with_doctype(
            b'SYSTEM "http://127.0.0.1:9/x.dtd"', b'x')) == 'doctype'


@pytest.mark.parametrize('encoding', ['utf-16', 'utf-16-be'])
def test_B4_document_type_in_another_encoding(encoding):
    text = with_doctype(b'[<!ENTITY x "y">]', b'&x;').decode()
    text = text.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert refused(text.encode(encoding)) == 'doctype'


def test_undeclared_entity():
    assert refused(GOOD.replace(b'hello', b'&hello;')) == 'xml'


@pytest.mark.parametrize('part', [0.2, 0.5, 0.9, 0.999])
def test_B4_truncated(part):
    assert refused(GOOD[:int(len(GOOD) * part)]) == 'xml'


def test_B1_broken_xml_has_its_place():
    "Statement and entry are named though there is no tree"
    data = camt_file(
        statement(entry('1'), identification='A'),
        statement(
            entry('2'), entry('3').replace('</Sts>', '</Stx>'), entry('4'),
            identification='B'))
    for broken in [data, data.replace(b'><', b'>\n<')]:
        with pytest.raises(BankFileError) as caught:
            read(broken, 'evil.xml')
        place = caught.value.place
        assert (place.statement, place.entry) == ('B', 2)
    with pytest.raises(BankFileError) as caught:
        read(data[:-60])
    assert caught.value.place.statement == 'B'


@pytest.mark.parametrize('data, code', [
        (b'', 'empty'),
        (b' \r\n ', 'empty'),
        (b'PK\x03\x04zip', 'unknown_format'),
        (b'%PDF-1.4 ...', 'neighbour_pdf'),
        (b'\x00\x01\x02' * 100, 'unknown_format'),
        (b'<html><body/></html>', 'neighbour_html'),
        ])
def test_B4_something_else(data, code):
    assert refused(data) == code


def test_B4_another_format_under_the_name():
    assert refused(b'<html/>', 'camt') == 'neighbour_html'
    assert refused(b'a;b;c', 'camt') == 'wrong_format'
    assert refused(GOOD, 'nonsense') == 'unknown_format_name'


def test_no_statement():
    start, end = GOOD.index(b'<Stmt>'), GOOD.index(b'</Stmt>') + 7
    assert refused(GOOD[:start] + GOOD[end:]) == 'no_statement'


def test_other_encodings():
    text = GOOD.decode().replace("hello", "Zürich")
    for name in ['UTF-16', 'ISO-8859-1', 'windows-1252']:
        contents, = read(
            text.replace('UTF-8', name).encode(name))
        assert contents.transactions[0].remittance == ("Zürich",)
    contents, = read(text.encode('utf-8-sig'))
    assert contents.transactions[0].remittance == ("Zürich",)
    contents, = read(b'\r\n ' + GOOD)
    assert contents.net == 10


def test_B4_fifty_megabytes():
    "Refused before anything is built"
    data = camt(entry('1', more='<X>' + 'x' * (50 * 1024 * 1024) + '</X>'))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    assert refused(data) == 'too_large'
    assert time.process_time() - start < 1
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 64 * 1024  # in kilobytes


def test_B4_many_marks():
    data = camt('<x/>' * (MAX_MARKS + 1))
    assert len(data) < MAX_BYTES
    assert refused(data) == 'too_complex'


def test_B4_deep():
    assert refused(camt('<x>' * 5000 + '</x>' * 5000)) == 'xml'


def test_largest_file_that_is_read():
    "14 MB of real entries are within the limits; a tenth of it is read"
    one = entry('1', detail(
            '1', reference='210000000003139471430009017', name="Ann Aubert",
            iban='CH9300762011623852957', text=["some text of the payer"]))
    count = 14 * 1024 * 1024 // len(one)
    data = camt(*[one] * count)
    check_size(data)
    assert data.count(b'<') <= MAX_MARKS
    contents, = read(camt(*[one] * (count // 10)))
    assert contents.net == count // 10
