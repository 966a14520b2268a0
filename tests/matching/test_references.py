# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""References against published vectors and against slow oracles."""
import csv
import string
from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trytond_medical_payment.matching.references import (
    MEANT_DIGITS, canonical, find, is_meant, parse)
from trytond_medical_payment.matching.text import clean

VECTORS = Path(__file__).parents[3] / 'shared' / 'bank-files' / 'vectors'


@pytest.mark.parametrize('name', ['qr_reference', 'iso11649_rf'])
def test_R4_R5_vectors(name):
    path = VECTORS / f'{name}.tsv'
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the project")
    with path.open(encoding='utf-8') as file:
        rows = list(csv.DictReader(file, delimiter='\t'))
    assert rows
    wrong = [
        r['value'] for r in rows
        if bool(parse(r['value'])) != (r['expected'] == 'valid')]
    assert not wrong


def qrr_digit(digits):
    "Modulo 10 recursive, as the standard draws it"
    table = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5]
    carry = 0
    for digit in digits:
        carry = table[(carry + int(digit)) % 10]
    return str((10 - carry) % 10)


def rf_digits(body):
    numbers = ''.join(str(int(c, 36)) for c in body + 'RF00')
    return f'{98 - int(numbers) % 97:02}'


bodies = st.text(string.digits, min_size=26, max_size=26).filter(
    lambda s: s.strip('0'))
rf_bodies = st.text(
    string.digits + string.ascii_uppercase, min_size=1, max_size=21)


@given(bodies, st.integers(0, 9))
def test_R4_check_digit_against_oracle(body, digit):
    right = qrr_digit(body) == str(digit)
    value = body + str(digit)
    assert (parse(value) == value.lstrip('0')) is right


@given(rf_bodies, st.integers(0, 99))
def test_R5_check_digits_against_oracle(body, digits):
    value = f'RF{digits:02}{body}'
    numbers = ''.join(str(int(c, 36)) for c in f'{body}RF{digits:02}')
    assert bool(parse(value)) is (int(numbers) % 97 == 1)


spaces = st.sampled_from([' ', '\u00a0', '\u202f', '\n', '  ', '\t', ''])
around = st.sampled_from([
        '', 'Danke ', 'Tel 079 123 45 67 ', '2025 ', 'REF: ', '(', '- '])


@given(bodies, spaces, around, around)
def test_R2_grouped_in_text(body, space, before, after):
    reference = body + qrr_digit(body)
    groups = [reference[:2]] + [
        reference[n:n + 5] for n in range(2, 27, 5)]
    text = clean(before + space.join(groups) + ' ' + after)
    for known in ({reference.lstrip('0')}, set()):
        # A telephone before may be read with an unknown one, never a known
        assume(known or not before.startswith(('Tel', '2025')))
        assume(known or not after.startswith(('Tel', '2025')))
        assert [f.canonical for f in find(text, known)] == [
            reference.lstrip('0')]


@given(rf_bodies, around, st.booleans())
def test_R5_grouped_in_text(body, before, lower):
    reference = f'RF{rf_digits(body)}{body}'
    assume(parse(reference))
    text = ' '.join(
        reference[n:n + 4] for n in range(0, len(reference), 4))
    text = clean(before + (text.lower() if lower else text) + ' DANKE SEHR')
    known = {parse(reference)}
    assert [f.canonical for f in find(text, known)] == list(known)


@given(st.text(string.digits + 'RF /+.-\n', max_size=60))
def test_found_is_what_stands_there(text):
    "An oracle: what is found is valid, and its characters are in the text"
    text = clean(text)
    for found in find(text, set()):
        bare = ''.join(c for c in text[found.start:found.end] if c.isalnum())
        shown = ''.join(c for c in found.shown if c.isalnum())
        assert bare == shown
        assert found.canonical == parse(found.shown)


@given(
    st.integers(10 ** 4, 10 ** 12).map(str), st.integers(0, 5),
    st.sampled_from([0, 1, 2]))
def test_R5_longest_or_known(body, skip, known):
    """The word after a reference may make another one of it.

    A known one wins, be it the longer or the shorter, else the longer.
    """
    short = f'RF{rf_digits(body)}{body}'
    words = (
        word for word in map(
            ''.join, product(string.ascii_uppercase, repeat=3))
        if parse(short + word))
    word = next(islice(words, skip, None))
    text = f'MERCI {short} {word}, DANKE'
    expected = [short + word, short, short + word][known]
    found = find(text, set() if known == 0 else {expected})
    assert [f.canonical for f in found] == [expected]
    assert text[found[0].start:found[0].end].replace(' ', '') == expected


@pytest.mark.parametrize('value', [
        '', ' ', '/', '0' * 27, '00000', '1234', 'NOTPROVIDED', 'RF', 'RF18',
        '210000S00003139471430009017', '210000000%03139471430009017',
        '+++010/8068/17184+++', '2100000000031394714300090170'])
def test_R7_no_reference(value):
    assert parse(value) is None


@pytest.mark.parametrize('value', [
        '+++010/8068/17183+++', '***010/8068/17183***', '010/8068/17183',
        '010806817183', '10806817183'])
def test_belgian_communication(value):
    assert parse(value) == '10806817183'


@pytest.mark.parametrize('value, meant', [
        ('RF18 5390 0754 7035', True), ('rf18539007547035', True),
        ('RF18539', False), ('RF1853', False), ('RFA8539007547035', False),
        ('RF18' + '5' * 21, True), ('RF18' + '5' * 22, False),
        ('+++010/8068/17180+++', True), ('***010/8068/17180***', True),
        ('1' * MEANT_DIGITS, True), ('1' * (MEANT_DIGITS - 1), False),
        ('00 00000 00000 00000 00000 00001', True), ('0' * 27, False),
        ('F2025-00011', False), ('', False), ('NOTPROVIDED', False)])
def test_R4_what_is_meant_as_a_reference(value, meant):
    "By its form: whether its check digits are right is another question"
    assert is_meant(value) is meant


QRR = '210000000003139471430009017'
QRR_GROUPS = '21 00000 00003 13947 14300 09017'
RF = 'RF18539007547034'
OGM = '010/8068/17183'
# A reference of few digits, as a bank may cut its zeros
SHORT = '3139471430009017'[3:]


def forms(value, known=()):
    "What is found: its canonical form, as it is shown, and the very signs"
    text = clean(value)
    return [
        (f.canonical, f.shown, text[f.start:f.end])
        for f in find(text, set(known))]


@pytest.mark.parametrize('text, canonical, signs', [
        (QRR, QRR, QRR), (QRR_GROUPS, QRR, QRR_GROUPS),
        (f'({QRR}),', QRR, QRR), (f'REF{QRR}', QRR, QRR),
        (f'{QRR}1', None, None), (f'1{QRR}', None, None),
        (f'1 {QRR_GROUPS}', QRR, QRR_GROUPS),
        (QRR_GROUPS.replace(' ', ' - '), QRR, QRR_GROUPS.replace(' ', ' - ')),
        (QRR_GROUPS.replace(' ', '    '), None, None),
        ('0' * 27, None, None),
        (RF, RF, RF), ('RF18 5390 0754 7034', RF, 'RF18 5390 0754 7034'),
        ('RF 18-5390.0754 7034', RF, 'RF 18-5390.0754 7034'),
        ('RF1 8539007547034', RF, 'RF1 8539007547034'),
        (f'{RF} MERCI', RF, RF), (f'X{RF}', None, None),
        (f'{RF}, RFX', RF, RF), (f'RF RF {RF}', RF, RF),
        ('RF18', None, None), ('RF1', None, None),
        (f'+++{OGM}+++', OGM, f'+++{OGM}+++'),
        ('*** 010 / 8068 / 17183 ***', OGM, '*** 010 / 8068 / 17183 ***'),
        (f'REF {OGM}.', OGM, OGM), (f'1{OGM}', None, None),
        (f'{OGM}/1', None, None), ('010806817183', None, None)])
def test_forms_in_a_text(text, canonical, signs):
    "Of nobody here: only what is nothing else"
    assert [(c, s) for c, _, s in forms(text)] == (
        [(parse(canonical), signs)] if canonical else [])


@pytest.mark.parametrize('text, found', [
        (f'{RF[:-1]}5', f'{RF[:-1]}5'), (f'A {RF[:-1]}5 B', f'{RF[:-1]}5'),
        (f'{QRR[:-1]}8', f'{QRR[:-1]}8'), ('+++010/8068/17184+++', None),
        ('RF1853900', 'RF1853900'), ('RF185390', 'RF185390'),
        ('RF18539', None), ('RF18 5390 0754 7035', None),
        ('RF18' + '5' * 21, 'RF18' + '5' * 21), ('RF18' + '5' * 22, None)])
def test_wrong_ones_in_a_text(text, found):
    "Told as what they are, without a canonical form"
    result = forms(text)
    if text.startswith('+++'):
        found = text
    assert result == ([(None, found, found)] if found else [])


@pytest.mark.parametrize('text, signs', [
        (QRR_GROUPS, QRR_GROUPS), (f'1 {QRR_GROUPS} 2', QRR_GROUPS),
        ('2100000000 031394714300090 17', '2100000000 031394714300090 17'),
        (f'21000 {QRR_GROUPS}', QRR_GROUPS),
        ('21 00000 00003 13947 14300 0901', None),
        ('2 1 00000 00003 13947 14300 09017', '2 1 00000 00003 13947 14300'
            ' 09017')])
def test_a_known_one_however_it_is_grouped(text, signs):
    assert forms(text, {QRR}) == ([(QRR, QRR, signs)] if signs else [])


def test_known_ones_of_few_digits():
    "Ten at least, but for one that has all its zeros"
    for digits in (8, 9, 10, 11):
        body = '7' * (digits - 1)
        value = next(
            v for v in (f'{body}{n}' for n in range(10)) if parse(v))
        whole = value.zfill(27)
        assert bool(forms(f'A {value} B', {value})) is (digits >= 10)
        assert forms(f'A {whole} B', {value}) == [(value, whole, whole)]
        cut = value.zfill(20)
        assert bool(forms(f'A {cut} B', {value})) is (digits >= 10)


def test_several_in_their_order():
    text = f'{OGM}, {RF} {QRR_GROUPS} RF71 2348 231'
    assert [f[0] for f in forms(text)] == [
        parse(OGM), RF, QRR, 'RF712348231']
    assert [f[0] for f in forms(f'{QRR} {RF} {RF}')] == [QRR, RF, RF]
    # Digits within a reference of letters are no other one
    value = next(v for v in (f'{"7" * 11}{n}' for n in range(10)) if parse(v))
    inner = f'RF{rf_digits("X" + value)}X{value}'
    assert [f[0] for f in forms(f'X{value}'[1:], {value})] == [value]
    assert [f[0] for f in forms(inner, {value})] == [inner]


@pytest.mark.parametrize('value, expected', [
        (QRR, QRR), (f' {QRR_GROUPS} ', QRR), ('00012345', '12345'),
        ('12345', '12345'), ('1234', None), ('01234', '1234'),
        ('0' * 6, None), ('2' * 28, None),
        ('rf18 0053 9', 'RF18539'), ('RF180', 'RF180'), ('RF1800', 'RF180'),
        ('RF18', None), ('RFA8539', None), (OGM, '10806817183'),
        ('+++010/8068/17184+++', '10806817184'), ('NOTPROVIDED', None),
        ('12²45', '12245'), ('१२३४५', None), ('', None)])
def test_canonical_form_without_a_check(value, expected):
    assert canonical(value) == expected


@given(st.one_of(
        bodies.map(lambda b: b + qrr_digit(b)),
        rf_bodies.map(lambda b: f'RF{rf_digits(b)}{b}'),
        st.integers(0, 10 ** 10 - 1).map(
            lambda n: f'{n:010}{n % 97 or 97:02}')))
def test_canonical_form_of_what_is_right(value):
    found = parse(value)
    assert found is None or canonical(value) == found
    assert found or not value.strip('0')
