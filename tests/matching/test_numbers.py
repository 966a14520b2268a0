# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Numbers in texts against a slow oracle: a regular expression for each."""
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trytond_medical_payment.matching.document_numbers import (
    NumberIndex, Pattern, Strength, is_date)
from trytond_medical_payment.matching.typing_error import (
    MIN_LENGTH, is_mistyped, typing_errors)

NUMBERS = [
    'F2025-0001', 'F2025-00012', 'F2025-00013', 'H2025-00012', 'INV1', 'INV10',
    'INV/2025/00012', 'RG25001', '2025-123', 'A-B-123456', '1234567']
pieces = st.sampled_from([
        *NUMBERS, *(n.replace('-', ' ') for n in NUMBERS), '2025', '00012',
        'F', 'INV', 'RG', '1', '0', 'B', '-', ' ', '/', ' + ', ', ', '\n',
        'MERCI', 'RECHNUNG ', '123456', '123'])


def oracle(number):
    "The whole number, its tokens apart by a gap, and nothing touches it"
    tokens = re.findall('[A-Z]+|[0-9]+', number)
    gap = r'[\s/\-_.:#°]{0,3}'
    prefix = [t for t in tokens[:1] if t.isalpha()]
    core = gap.join(map(re.escape, tokens[len(prefix):]))
    if number.startswith('A-B'):
        prefix, core = ['A', 'B'], '123456'
    return re.compile(
        r'(?<![A-Z0-9])' + r'[^A-Z0-9]*'.join([*prefix, core])
        + r'(?![A-Z0-9])')


@given(
    st.lists(pieces, max_size=6).map(''.join),
    st.sets(st.sampled_from(range(len(NUMBERS))), min_size=1))
def test_N1_N2_whole_numbers(text, stored):
    index = NumberIndex(
        (n, p) for n in sorted(stored) if (p := Pattern.of(NUMBERS[n])))
    hits = {
        h.target: h for h in index.read(text).hits
        if h.strength == Strength.STRONG}
    spans = {
        n: [m.span() for m in oracle(NUMBERS[n]).finditer(text)]
        for n in stored}
    for target, hit in hits.items():
        pattern = Pattern.of(NUMBERS[target])
        if pattern.prefix and hit.shown.startswith(pattern.prefix):
            assert any(s <= hit.start < e for s, e in spans[target])
    whole = [span for found in spans.values() for span in found]
    for target, found in spans.items():
        if len(NUMBERS[target].strip('-/')) < 4 or any(
                s <= start and end <= e and (s, e) != (start, end)
                for start, end in found for s, e in whole):
            continue
        assert bool(found) <= (target in hits), (text, NUMBERS[target])


@pytest.mark.parametrize('text', [
        'RECHNUNG 24680', 'RECHNUNG NR 24680', 'RECHNUNG NR. 24680',
        'BITTE BUCHEN SIE DIE RECHNUNG NR 24680',
        'MERCI POUR LA FACTURE NO 24680 DE JUIN',
        'LA FACTURE 13579 ET 24680'])
def test_words_before_a_number(text):
    "One or two words before, wherever in the text they stand"
    assert '24680' in NumberIndex([]).read(text).cited


INVOICE = (
    'INVOICE INVOICES INV BILL RECHNUNG RECHNUNGEN RECHNUNGSNUMMER'
    ' RECHNUNGSNR RG RGNR RE RENR HONORARNOTE NOTE FACTURE FACTURES FACT FAC'
    ' FA F FATTURA FATTURE FATT').split()
NUMBER = 'NUMERO NUMMER NUMBER NUM NR NO N REF REFERENCE REFERENZ'.split()


@pytest.mark.parametrize('words, invoice, strength', [
        (INVOICE, True, Strength.STRONG), (NUMBER, False, Strength.STRONG),
        (['MERCI', 'CHEQUE', 'X'], False, Strength.SHORT)])
def test_every_word_before_a_number(words, invoice, strength):
    "Of four digits, and of one that is not here"
    index = NumberIndex([(0, Pattern.of('4711'))])
    for word in words:
        hit, = index.read(f'{word} 4711').hits
        assert hit.strength == strength, word
        assert bool(index.read(f'{word} 4712').cited) is invoice, word


@pytest.mark.parametrize('between, listed', [
        (', ', True), (' ET ', True), (' UND ', True), (' AND ', True),
        (' E ', True), (' U ', True), (' Y ', True), (' SOWIE ', True),
        (' ODER ', False), (' X ', False)])
def test_every_word_between_numbers(between, listed):
    text = f'RECHNUNG 13579{between}24680'
    assert ('24680' in NumberIndex([]).read(text).cited) is listed


@pytest.mark.parametrize('text', [
        '24680', 'NR 24680', 'RECHNUNG VOM MAI NR 24680',
        'FACTURE: A. AUBERT, GENEVE NO 24680', 'RECHNUNG 246'])
def test_words_too_far_from_a_number(text):
    assert not NumberIndex([]).read(text).cited


cores = st.text('0123456789', min_size=1, max_size=8)


@given(cores, st.data())
def test_one_slip_is_found_again(core, data):
    "Each slip there is, at each place of it, as the search and as the test"
    place = data.draw(st.integers(0, len(core)))
    head, tail = core[:place], core[place:]
    digit = data.draw(st.sampled_from('0123456789'))
    slips = {head + digit + tail, head + tail[1:], head + digit + tail[1:]}
    if len(tail) > 1:
        slips.add(head + tail[1] + tail[0] + tail[2:])
    for slip in slips - {core}:
        assert slip in typing_errors(core)
        if slip and len(min(slip, core, key=len)) >= MIN_LENGTH:
            assert is_mistyped(slip, core)
            index = NumberIndex([(7, Pattern.of(core))])
            assert index.near(slip) == [7]
            assert index.alike(slip) == {7}
    assert core not in typing_errors(core)
    assert not is_mistyped(core, core)


@pytest.mark.parametrize('one, other, mistyped', [
        ('42', '0042', True), ('042', '0042', True), ('42', '42', False),
        ('0', '00', True), ('42', '43', False), ('4200', '42', False),
        ('1234', '1235', False), ('12345', '12346', True),
        ('12345', '1234', False), ('12345', '123456', True),
        ('12345', '12354', True), ('12345', '13254', False)])
def test_one_slip(one, other, mistyped):
    assert is_mistyped(one, other) is mistyped
    assert is_mistyped(other, one) is mistyped


@given(st.sets(cores, max_size=5), cores)
def test_alike_are_those_that_are_mistyped(stored, core):
    "With the zeros that lead it, and never the number itself"
    stored = sorted(stored)
    index = NumberIndex(
        (n, Pattern.of(number)) for n, number in enumerate(stored))
    assert index.alike(core) == {
        n for n, number in enumerate(stored) if is_mistyped(core, number)}


def test_alike_with_and_without_zeros():
    index = NumberIndex(
        (n, Pattern.of(number))
        for n, number in enumerate(['F42', 'F0042', 'F42000']))
    assert index.alike('42') == {1}
    assert index.alike('0042') == {0}
    assert index.alike('042') == {0, 1}
    assert not index.alike('43')


@pytest.mark.parametrize('text, cited', [
        ('RECHNUNG 13579 24680', '13579 24680'),
        ('RECHNUNG 13579, 24680', '13579 24680'),
        ('RECHNUNG 13579 ET 24680', '13579 24680'),
        ('RECHNUNG 13579 + 24680 UND 11223', '13579 24680 11223'),
        ('RECHNUNG 13579 UND ET 24680', '13579 24680'),
        ('RECHNUNG 13579 TISCH 24680', '13579'),
        ('RECHNUNG 13579 (24680)', '13579'),
        ('RECHNUNG 13579,     24680', '13579'),
        ('13579 ET 24680', ''),
        ('ET 24680', ''),
        ('NUMERO 13579 ET 24680', ''),
        ('RECHNUNG 13579 ET NUMERO 24680', '13579'),
        ('RECHNUNG 13579 TISCH 24680 ET 11223', '13579'),
        # Another part of it over a sign, and not over a blank
        ('MERCI POUR RECHNUNG 1357-9', '1357 13579'),
        ('MERCI POUR RECHNUNG 1357 9', '1357')])
def test_lists_of_numbers(text, cited):
    "The word before the first counts for all, as long as it is a list"
    assert NumberIndex([]).read(text).cited == tuple(cited.split())


@pytest.mark.parametrize('stored, text, cited', [
        # After a prefix of this practice, or separated as its numbers are
        ('F2025-00011', 'F 13579', '13579'),
        ('F2025-00011', 'F13579', '13579'),
        ('QX2025-00011', 'QX-13579', '13579'),
        ('QX2025-00011', 'QY-13579', ''), ('QX2025-00011', 'QX-135', ''),
        ('QX2025-00011', 'QX-1357', '1357'), ('QX2025-00011', 'QX-2025', ''),
        ('F2025-00011', '2024-13579', '202413579'),
        ('F2025-00011', '2024 13579', '202413579'),
        ('F2025-00011', '20241-3579', ''), ('F2025-00011', '2024-1357', ''),
        ('F2025-00011', '202413579', ''), ('202500011', '202413579', ''),
        ('F12A79', 'DANKE SEHR 34B81', ''), ('F12A79', '34-B-81', '34B81'),
        # A word, and a date after it
        ('F2025-00011', 'RECHNUNG 2025', ''),
        ('F2025-00011', 'RECHNUNG 1899', '1899'),
        ('F2025-00011', 'RECHNUNG 202513', '202513'),
        ('F2025-00011', 'NUMMER 13579', '')])
def test_what_is_meant_as_a_number(stored, text, cited):
    index = NumberIndex([(0, Pattern.of(stored))])
    assert index.read(text).cited == ((cited,) if cited else ())
    assert not index.read(text).hits


def found(stored, text):
    "What is shown of each, its strength and its place"
    return [
        (h.target, h.shown, h.strength.name, h.start)
        for h in NumberIndex(
            (n, Pattern.of(number)) for n, number in enumerate(stored)
            ).read(text).hits]


@pytest.mark.parametrize('stored, text, expected', [
        # The same one twice: where it stands first, unless it says more later
        (['F2025-00011'], 'F2025-00011 F 2025 00011',
            [(0, 'F202500011', 'STRONG', 1)]),
        (['F2025-00011'], '2025-00011 F2025-00011',
            [(0, '202500011', 'STRONG', 0)]),
        (['F4711'], '4711 RECHNUNG 4711', [(0, '4711', 'STRONG', 14)]),
        (['F4711'], 'F4711, 4711', [(0, 'F4711', 'STRONG', 1)]),
        (['F4711'], '4711, F4711', [(0, 'F4711', 'STRONG', 7)]),
        # In the order of the text, then of the items
        (['F4711', 'F4712'], '4711, F4712, F4711',
            [(1, 'F4712', 'STRONG', 7), (0, 'F4711', 'STRONG', 14)]),
        (['F4711', 'F4712'], 'F4712 F4711',
            [(1, 'F4712', 'STRONG', 1), (0, 'F4711', 'STRONG', 7)]),
        (['F4711', 'F4711'], 'F4711',
            [(0, 'F4711', 'STRONG', 1), (1, 'F4711', 'STRONG', 1)]),
        # Whose prefix stands there, whatever is stored first
        (['F4711', 'H4711'], 'H4711', [(1, 'H4711', 'STRONG', 1)]),
        (['H4711', 'F4711'], 'H 4711', [(0, 'H4711', 'STRONG', 2)]),
        (['F4711', 'H4711'], 'RECHNUNG 4711',
            [(0, '4711', 'STRONG', 9), (1, '4711', 'STRONG', 9)]),
        (['F4711', '4711'], 'F4711', [(0, 'F4711', 'STRONG', 1)]),
        (['F4711', 'H4712'], 'H 4711', []),
        # A prefix of several words, or far away
        (['RG-A-2025-1'], 'RG A 2025 1', [(0, 'RGA20251', 'STRONG', 5)]),
        (['RG-A-2025-1'], 'XRG A 2025 1', [(0, '20251', 'SHORT', 6)]),
        (['RG-A-2025-1'], 'X RG A 2025 1', [(0, 'RGA20251', 'STRONG', 7)]),
        (['RG-A-20-1'], 'RB A 20 1', []),
        (['A' * 40 + '-2025-1'], f'{"A" * 40} 2025 1',
            [(0, 'A' * 40 + '20251', 'STRONG', 41)]),
        # Separators at other places
        (['F2025-00011'], '20250-0011', []),
        (['F2025-00011'], '2025-000-11', []),
        (['F20-25-00011'], '2025-00011', [(0, '202500011', 'STRONG', 0)]),
        # Three signs between, and no more
        (['F2025-00011'], '2025 / 00011', [(0, '202500011', 'STRONG', 0)]),
        (['F2025-00011'], '2025  / 00011', []),
        # At most six parts, and thirty signs
        (['1-2-3-4-5-6'], '1-2-3-4-5-6', [(0, '123456', 'STRONG', 0)]),
        (['1-2-3-4-5-6-7'], '1-2-3-4-5-6-7', []),
        (['F' + '7' * 30], '7' * 30, [(0, '7' * 30, 'STRONG', 0)]),
        # Letters between digits
        (['S0337_200'], 'S0337_200', [(0, 'S0337200', 'STRONG', 1)]),
        (['511004_SO_20'], '511004-SO-20', [(0, '511004SO20', 'STRONG', 0)]),
        (['511004_SO_20'], '511004SOX20', []),
        (['511004_SO'], '511004 SO DANKE', [(0, '511004SO', 'STRONG', 0)]),
        # A part of one that is whole is none
        (['F2025-00011', '00011'], 'RECHNUNG 2025-00011',
            [(0, '202500011', 'STRONG', 9)]),
        (['F2025-00011', '2025'], 'RECHNUNG 2025-00011',
            [(0, '202500011', 'STRONG', 9)]),
        (['F2025-00011', '00011'], 'RECHNUNG 00011',
            [(1, '00011', 'STRONG', 9)])])
def test_which_numbers_are_found(stored, text, expected):
    assert found(stored, text) == expected


@pytest.mark.parametrize('number, pattern', [
        ('F2025-00011', ('F', '202500011', {4})),
        ('rg-a-2025/1', ('RGA', '20251', {4})),
        ('12A7', ('', '12A7', {2, 3})), ('4711', ('', '4711', set())),
        ('F' + '1' * 30, ('F', '1' * 30, set())), ('F' + '1' * 31, None),
        ('ABC', None), ('', None), ('N. 12', ('N', '12', set()))])
def test_what_identifies_a_number(number, pattern):
    found = Pattern.of(number)
    assert (found and (found.prefix, found.core, found.cuts)) == pattern


def reads_as_date(core, cuts):
    "Each form of a date, one after the other"
    if len(core) == 4 and not cuts:
        return 1900 <= int(core) < 2100
    forms = {
        6: [('%Y%m', [[], [4]]), ('%d%m%y', [[]])],
        8: [('%Y%m%d', [[], [4, 6]]), ('%d%m%Y', [[], [2, 4]])]}
    for form, places in forms.get(len(core), []):
        if sorted(cuts) not in places:
            continue
        # Two digits of a year are of this century
        text, shape = core, form
        if form == '%d%m%y':
            text, shape = f'{core[:4]}20{core[4:]}', '%d%m%Y'
        try:
            day = dt.datetime.strptime(text, shape)
        except ValueError:
            continue
        if 1900 <= day.year < 2100:
            return True
    return False


DATES = st.dates(dt.date(1850, 1, 1), dt.date(2150, 1, 1)).flatmap(
    lambda day: st.sampled_from(['%Y', '%Y%m', '%Y%m%d', '%d%m%Y', '%d%m%y'])
    .map(day.strftime))


@given(
    st.one_of(DATES, st.text('0123456789', min_size=3, max_size=9)),
    st.sampled_from([(), (), (2,), (4,), (2, 4), (4, 6)]))
def test_dates_against_each_form(core, cuts):
    assert is_date(core, set(cuts)) is reads_as_date(core, cuts)


@pytest.mark.parametrize('core, cuts, expected', [
        ('1899', (), False), ('1900', (), True), ('2099', (), True),
        ('2100', (), False), ('2025', (2,), False),
        ('202500', (), False), ('202501', (), True), ('202512', (4,), True),
        ('202513', (), False), ('202512', (2,), False),
        ('311225', (), True), ('311325', (), False), ('321225', (), False),
        ('311225', (2, 4), False), ('290200', (), True), ('290201', (), False),
        ('20251231', (4, 6), True), ('20251231', (2, 4), False),
        ('31122025', (2, 4), True), ('31121899', (), False),
        ('20201999', (), False), ('20121999', (), True),
        ('2025A', (), False), ('A025', (), False)])
def test_dates(core, cuts, expected):
    assert is_date(core, set(cuts)) is expected
