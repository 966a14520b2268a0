# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Numbers in texts against a slow oracle: a regular expression for each."""
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trytond_medical_payment.matching.document_numbers import (
    NumberIndex, Pattern, Strength)
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
