# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""CSV as practices and spreadsheets write it."""
import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import Workbook

from trytond_medical_payment.scripts.payment_file import (
    FileError, parse_amount, parse_date, read)

HEADER = "invoice;date;amount;method\n"


@pytest.mark.parametrize('text,amount', [
        ("100", '100'),
        ("100.50", '100.50'),
        ("100,50", '100.50'),
        ("1'234.50", '1234.50'),
        ("1’234.50", '1234.50'),
        ("1 234,50", '1234.50'),
        ("1\u202f234,50", '1234.50'),
        ("1.234,50", '1234.50'),
        ("1,234.50", '1234.50'),
        ("1.234.567", '1234567'),
        ("-20.00", '-20'),
        ("−20.00", '-20'),
        ("0.005", '0.005'),
        ])
def test_amount(text, amount):
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize('text,code', [
        ("abc", 'amount'), ("10 CHF", 'amount'), ("1e3", 'amount'),
        ("NaN", 'amount'), ("--1", 'amount'), ("1.2.3,4", 'amount'),
        (".", 'amount'), ("1.234", 'ambiguous'), ("12,345", 'ambiguous')])
def test_amount_refused(text, code):
    with pytest.raises(ValueError) as error:
        parse_amount(text)
    assert str(error.value) == code


@pytest.mark.parametrize('decimal,amount', [('.', '1.234'), (',', '1234')])
def test_amount_by_a_given_mark(decimal, amount):
    assert parse_amount("1.234", decimal) == Decimal(amount)


@pytest.mark.parametrize('text', [
        "2026-01-31", "31.01.2026", "31/01/2026", "31.01.26", "20260131"])
def test_date(text):
    assert parse_date(text) == dt.date(2026, 1, 31)


def test_date_refused():
    assert parse_date("31.02.2026") is None
    assert parse_date("01/31/2026") is None
    assert parse_date("01/31/2026", '%m/%d/%Y') == dt.date(2026, 1, 31)


@pytest.mark.parametrize('separator', [';', ',', '\t', '|'])
@pytest.mark.parametrize('encoding', [
        'utf-8', 'utf-8-sig', 'utf-16', 'cp1252'])
def test_separators_and_encodings(separator, encoding):
    text = separator.join(["Facture", "Date", "Montant", "Moyen", "Clé"])
    text += '\r\n' + separator.join(
        ["F1", "2026-01-31", "100.50", "Espèces", "k1"]) + '\r\n'
    line, = read(text.encode(encoding))
    assert not line.problems
    assert line.number == 2
    assert line.texts['method'] == "Espèces"
    assert line.amount == Decimal('100.50')
    assert line.key == 'k1'


@pytest.mark.parametrize('text,code,detail', [
        ("", 'empty', ''),
        ("\n \n", 'empty', ''),
        ("invoice;date;amount;method;colour\n", 'column_unknown', "colour"),
        ("invoice;date;date;amount;method\n", 'column_twice', "date"),
        ("invoice;date;amount\n", 'column_missing', 'method'),
        ("date;amount;method\n", 'column_missing', 'invoice'),
        ])
def test_files_refused(text, code, detail):
    with pytest.raises(FileError) as error:
        read(text.encode())
    assert (error.value.code, error.value.detail) == (code, detail)


@pytest.mark.parametrize('content,options,code', [
        ("é".encode('cp1252') * 3, {'encoding': 'utf-8'}, 'encoding'),
        (b'x', {'encoding': 'no-such'}, 'encoding'),
        (HEADER.encode() + b'F1;"2026', {}, 'broken'),
        (HEADER.encode() + b'F1\0', {}, 'broken'),
        ])
def test_broken_files(content, options, code):
    with pytest.raises(FileError) as error:
        read(content, **options)
    assert error.value.code == code


def test_what_spreadsheets_write():
    line, other = read((
            'sep=;\n"Facture";"Date";"Montant";"Moyen"\n'
            '="F1";31/01/2026 10:15;(20,00);Caisse\n'
            'F2;2026-01-31T10:15:00Z;20,00-;Caisse\n').encode())
    assert not line.problems and not other.problems
    assert line.texts['invoice'] == "F1"
    assert line.date == other.date == dt.date(2026, 1, 31)
    assert line.amount == other.amount == Decimal(-20)


def test_rows_do_not_vanish_in_a_text():
    with pytest.raises(FileError) as error:
        read((
                HEADER + 'F1;2026-01-31;10;"Cash\n'
                'F2;2026-01-31;10;Cash\nF3;2026-01-31;10;"Cash"\n').encode())
    assert error.value.code == 'broken'
    assert "line 2" in error.value.detail


def test_workbook():
    book = Workbook()
    book.active.append(["invoice", "date", "amount", "method"])
    book.active.append(["F1", dt.date(2026, 1, 31), 0.1 + 0.2, "Cash"])
    book.active.append([17, dt.datetime(2026, 1, 31, 10), 1234.5, "Cash"])
    file = io.BytesIO()
    book.save(file)
    first, second = read(file.getvalue())
    assert not first.problems and not second.problems
    assert (first.number, first.date, first.amount) == (
        2, dt.date(2026, 1, 31), Decimal('0.3'))
    assert second.texts['invoice'] == "17"
    assert second.amount == Decimal('1234.5')


def test_problems_of_lines():
    lines = read((HEADER.strip() + ";key\n"
            "F1;2026-02-30;100;Cash;a\n"
            "F1;2026-02-01;many;Cash;b\n"
            ";;;;\n"
            "F1;2026-02-01;;Cash;a\n"
            "F1;2026-02-01;10;Cash;d;surplus\n").encode())
    assert [(l.number, l.problems) for l in lines] == [
        (2, [('date', "2026-02-30")]),
        (3, [('amount', "many")]),
        (5, [('missing', 'amount'), ('key', ('a', 2))]),
        (6, [('cells', '')]),
        ]


def test_lines_after_a_cell_of_several_lines():
    lines = read((HEADER.strip() + ";reference\n"
            'F1;2026-02-01;10;Cash;"two\nlines"\n'
            'F2;2026-02-01;10;Cash;one\n').encode())
    assert [l.number for l in lines] == [2, 4]


def test_keys():
    "The same, however it is written; equal lines are counted"
    first = read((HEADER
            + "F1;2026-02-01;10;Cash\n" * 2
            + "F2;2026-02-01;10;Cash\n").encode())
    again = read((
            "amount,method,date,invoice\n"
            "10.00,CASH,01.02.2026,F2\n"
            "10.0,cash,20260201,f1\n").encode())
    assert len({l.key for l in first}) == 3
    assert [l.key for l in again] == [first[2].key, first[0].key]
