# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What in a text is digits but no number: each form, alone and in a text."""
import pytest

from trytond_medical_payment.matching.document_numbers import (
    NumberIndex, Pattern)
from trytond_medical_payment.matching.masks import BLOT, blot

MASKED = [
    '27.10.', '7.1.', '27.10.2025', '7.1.2025', '27.10.25', '7.1.25',
    '27/10/2025', '27-10-2025', '27/10/25', '2025-10-27', '2025/10/27',
    '2025.10.27', '1999-01-31', '10.2025', '1/2025', '12/1999',
    '8:05', '23:59', '23:59:59',
    "CHF 1'200.50", 'CHF1200', 'EUR 12,50', 'FR. 80.00', 'SFR 80', '€ 55',
    '$ 55.00', '120.50', '120,50', '120.-', '120.--', "1'200.50", '1 200,50',
    '1200000.00',
    'TEL. 022 123 45 67', 'MOBILE 0791234567', 'FAX +41 22 123 45 67',
    '+41 79 123 45 67', '+41791234567', '0041 79 123 45 67', '0041791234567',
    '079 123 45 67', '079/123.45.67', '01 23 45 67 89', '0123456789',
    '756.1234.5678.97', '7561234567897',
    'MC/000002916', 'VISA: 1234', 'CARTE 4711', 'TERMINAL-ID 12345678',
    'BELEG NR. 4711', 'KARTE XXXX4711', 'XXXX4711', '**** 4711',
    'CH93 0076 2011 6238 5295 7', 'CH9300762011623852957',
    'IBAN CH93 0076 2011 6238 5295 8']
KEPT = [
    '32.10.2025 7', '2025-13-27', '10.25.2025', '24-2025', '12345', '2025-123',
    'CH93 0076 2011 6238 5295 8', 'K0021', 'X1', '13.2025', '99:99']


@pytest.mark.parametrize('text', MASKED)
def test_masked(text):
    "The whole of it, alone or between others, and no other word"
    for before, after in [('', ''), ('PAIEMENT ', ' MERCI'), ('<', ';')]:
        found = blot(before + text + after)
        assert len(found) == len(before + text + after)
        assert found.replace(BLOT, '').split() == (before + after).split()


def test_places_that_are_known():
    "Each as long as it was, so that the next one is where it was"
    found = blot('AB 12345 CD 678 EF', [(3, 8), (12, 15)])
    assert found == f'AB {BLOT * 5} CD {BLOT * 3} EF'
    assert blot('12345', [(0, 0)]) == '12345'


def test_masked_terminal_of_a_card():
    assert blot('K002 12345') == BLOT * 4 + ' 12345'
    assert blot('K002') == 'K002'


@pytest.mark.parametrize('text', KEPT)
def test_kept(text):
    "What only resembles one keeps some of its digits"
    assert any(c.isdigit() for c in blot(text))


@pytest.mark.parametrize('date', [
        '27.10.2025', '27.10.25', '27.10.', '27/10/2025', '27-10-25'])
def test_day_of_a_date_is_no_part_of_a_number(date):
    "The year of an invoice, and a date after it"
    index = NumberIndex([(1, Pattern.of('2025-27'))])
    assert not index.read(blot(f'RECHNUNG 2025 {date}')).hits
    assert index.read(blot('RECHNUNG 2025 27')).hits
