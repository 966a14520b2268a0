# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""One table of formats: an entry is all that a new one needs."""
import datetime as dt
import re
from decimal import Decimal

import pytest

from trytond_medical_payment.bankfile import (
    ADVICE, FORMATS, MESSAGES, BankFileError, Entry, Format, Statement,
    Transaction, formats, open_delivery, read)
from trytond_medical_payment.bankfile.advice import advice_for
from trytond_medical_payment.bankfile.keys import with_keys
from trytond_medical_payment.bankfile.neighbours import NEIGHBOURS

from .test_archive import zip_

DAY = dt.date(2025, 1, 31)


def looks_like(file):
    return file.head.startswith('SLIP;')


def read_slip(file):
    try:
        amount = Decimal(file.text.split(';')[1])
    except ArithmeticError:
        raise BankFileError(
            'amount_invalid', {'value': file.text[:40], 'field': "SLIP"},
            ) from None
    return with_keys([Statement(
                kind='slip', identification='S', account='', currency='CHF',
                date=DAY, opening=Decimal(1), closing=Decimal(2), entries=(
                    Entry(1, amount, DAY, (Transaction(amount, DAY),)),))])


@pytest.fixture
def slip(monkeypatch):
    format = Format('slip', "Slip", looks_like, read_slip)
    monkeypatch.setattr(
        formats, 'FORMATS', {'slip': format, **formats.FORMATS})


def test_a_format_more(slip):
    "Found, named, read in archives, with keys and the checks of all"
    for data in [
            b'SLIP;5', b'\xef\xbb\xbf\r\nSLIP;5\x1a',
            'SLIP;5'.encode('utf-16')]:
        statement, = read(data)
        assert statement.net == 5 and statement.entries[0].key
        assert [n.code for n in statement.notices] == ['balance']
    delivery = open_delivery(zip_({'a': b'SLIP;7'}))
    assert delivery.contents[0].statements[0].net == 7
    with pytest.raises(BankFileError) as caught:
        read(b'SLIP;x', 'a.txt', 'slip')
    assert str(caught.value).startswith('a.txt: the amount "SLIP;x"')
    with pytest.raises(BankFileError) as caught:
        read(b'SLIP;5', 'a.txt', 'camt')
    assert caught.value.parameters == {'expected': 'camt', 'found': 'Slip'}


def test_entries_of_the_table():
    for name, format in FORMATS.items():
        assert name == format.name and re.fullmatch('[a-z0-9]+', name)
        assert format.label


def test_neighbours_have_words():
    for name in NEIGHBOURS:
        assert f'neighbour_{name}' in MESSAGES


@pytest.mark.parametrize('code', MESSAGES)
def test_every_refusal_says_what_to_do(code):
    "By an advice of many, or by its own words"
    advice = advice_for(code)
    if advice:
        assert advice in ADVICE and ';' not in MESSAGES[code]
    elif code.startswith(('neighbour', 'archive', 'too', 'sign')):
        assert ';' in MESSAGES[code]
