# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Names: what of them counts, who is found by them, and who is a relative."""
import pytest

from trytond_medical_payment.matching.names import (
    POSTINGS, Likeness, NameIndex, is_close, words)
from trytond_medical_payment.matching.surnames import Surnames
from trytond_medical_payment.matching.text import clean, compact, fold


@pytest.mark.parametrize('name, expected', [
        ('Ella Jackson', 'ELLA JACKSON'),
        ('  Jackson,  Ella ', 'JACKSON ELLA'),
        ("O'Brien Séan", 'OBRIEN SEAN'), ('O’Brien', 'OBRIEN'),
        ('Herr Dr. med. Otto Meier', 'OTTO MEIER'), ('Dr.', ''),
        ('Helsana AG', 'HELSANA'), ('Meier und Roth GmbH', 'MEIER ROTH'),
        # Particles, where more than one word is left without them
        ('Anna von Arx', 'ANNA ARX'), ('von Arx', 'VON ARX'), ('Le', 'LE'),
        ('Minh Le', 'MINH LE'), ('de la Rosa Maria', 'ROSA MARIA'),
        # Umlauts with an e or without
        ('Mueller Joerg', 'MULLER JORG'), ('Baer', 'BAR'), ('Roethe', 'ROTHE'),
        ('Manuela', 'MANULA'), ('Riesen', 'RIESEN'),
        ('Sport_Club 1900', 'SPORT CLUB 1900'), ('', '')])
def test_words(name, expected):
    assert words(name) == tuple(expected.split())


def test_letters_that_are_more_than_one():
    assert fold('æœøłđðþẞı ß éÉçñ') == 'AEOEOLDDTHSSI SS EECN'
    assert clean('a\u00adb\u200bc\ufeffd\u00a0e') == 'ABCD E'
    assert compact(' ch93-0076 é') == 'CH930076'


def index(*names):
    return NameIndex((n, words(name)) for n, name in enumerate(names))


FULL, CLOSE = Likeness.FULL, Likeness.CLOSE


@pytest.mark.parametrize('stored, given, expected', [
        (['Ella Jackson'], 'JACKSON ella', {0: FULL}),
        (['Ella Jackson'], 'Ella M. Jackson', {0: FULL}),
        (['Ella M. Jackson'], 'Ella Jackson', {0: FULL}),
        (['Ella M. Jackson', 'Ella Jackson'], 'Ella M. Jackson', {0: FULL}),
        (['E M', 'Ella E'], 'M E', {0: FULL}),
        # Nothing beside it, whatever is stored first
        (['', 'Dr.', 'Ella Jackson'], 'Ella Jackson', {2: FULL}),
        ([], 'Ella Jackson', {}), (['Ella Jackson'], '', {}),
        # More words on one side
        (['Ella Jackson'], 'Ella Maria Jackson Bern', {0: FULL}),
        (['Ella Maria Jackson'], 'Ella Jackson', {0: FULL}),
        (['Ella Maria Jackson'], 'Ella', {}),
        # Two letters are a word, one is an initial
        (['Bo Jackson'], 'Tim Jackson', {}),
        (['Bo Jackson'], 'Bo Jackson Bern', {0: FULL}),
        (['Ella 7'], 'Ella 8', {}), (['Ella 7'], 'Ella 7 Bern', {0: FULL}),
        (['Ella Maria Jackson'], 'Jackson', {}),
        # One word is enough for a firm, if it is long
        (['Helsana'], 'Helsana Bern', {0: FULL}), (['Suva'], 'Suva Bern', {}),
        (['Sanitas'], 'Sanitas', {0: FULL}), (['Suva'], 'SUVA', {0: FULL}),
        (['12345'], '12345 Bern', {}), (['1234567'], '1234567', {0: FULL}),
        # A full one hides the close ones, in any order
        (['Elle Jackson', 'Ella Jackson'], 'Ella Jackson Bern', {1: FULL}),
        (['Ella Jackson', 'Elle Jackson'], 'Ella Jackson Bern', {0: FULL}),
        (['Ella Jackson', 'Elle Jackson'], 'Ellx Jackson',
            {0: CLOSE, 1: CLOSE}),
        # Two of one name
        (['Ella Jackson', 'Jackson Ella'], 'Ella Jackson',
            {0: FULL, 1: FULL})])
def test_who_is_found(stored, given, expected):
    assert index(*stored).find(given) == expected


def test_a_party_of_two_names_is_no_homonym():
    names = NameIndex([
            (0, words('Ella Jackson')), (0, words('Jackson Ella')),
            (1, words('Otto Meier')), (2, words('Otto M. Meier'))])
    assert [names.has_homonym(n) for n in range(4)] == [
        False, True, True, False]


@pytest.mark.parametrize('count, found', [
        (POSTINGS, True), (POSTINGS + 1, False)])
def test_a_word_of_too_many(count, found):
    "Its bearers are not compared, if nothing else tells"
    many = index('Ella Jackson', *(
            f'Ella Last{n}x' for n in range(count - 1)))
    # Jackson is another word, with the slip as well as in a text
    assert bool(many.find('Ella Jakson')) is found
    assert bool(many.find_in_text('Danke Ella Jackson')) is found
    assert many.find('Ella Jackson') == {0: FULL}


@pytest.mark.parametrize('text, found', [
        ('Behandlung Ella Jackson', True), ('JACKSON, Ella', True),
        ('Ella und Jackson', True), ('Ella Maria Jackson', True),
        ('Ella Maria Rosa Jackson', False), ('Ella', False), ('', False),
        ('Ellas Jackson', False), ('Jackson Tim, Ella Meier', True),
        ('Jackson Tim Bern, Ella Meier', False),
        ('Ella Roth und Tim; Jackson Ella', True)])
def test_who_stands_in_a_text(text, found):
    "All words of the name, and one other between them at most"
    assert index('Otto Meier', 'Ella Jackson').find_in_text(text) == (
        {1} if found else set())


def test_three_words_in_a_text():
    "In any order, and the rarest of them is where the others are looked for"
    names = index('Ella Maria Jackson', 'Sanitas', 'E. Roth')
    for text, found in [
            ('Maria Jackson Ella', {0}), ('Ella A B Maria C Jackson', set()),
            ('Ella Ella B C Maria Ella Jackson', {0}),
            ('Ella Maria', set()), ('Sanitas', set()), ('E Roth', set()),
            ('Roth E', set())]:
        assert names.find_in_text(text) == found, text


@pytest.mark.parametrize('one, other, close', [
        ('ELLA JACKSON', 'ELLE JACKSON', True),
        ('ELLA JACKSON', 'ELLA JACKSON MARIA', True),
        ('ELLA JACKSON', 'ELLE JAKSON', False),
        ('ELLA', 'ELLE', False), ('ELLA', 'ELLA', False),
        ('EVA ROT', 'EVA BOT', False), ('EVA ROTH', 'EVA BOTH', True),
        ('EVA ROTHS', 'EVA ROHTS', True), ('EVA ROTH', 'EVA BOTT', False),
        # Two letters of nine
        ('EVA ZURBRIGG', 'EVA ZURBRUGK', False),
        ('EVA ZURBRIGGE', 'EVA ZURBRUGKE', True),
        ('EVA ZURBRIGGE', 'EVA ZURBRIGG', True),
        ('EVA ZURBRIGGE', 'EVA ZURPRUGKE', False),
        # Digits are no slips
        ('EVA 12345', 'EVA 12346', False), ('EVA ROTH1', 'EVA ROTH2', False),
        # Each word of the shorter name
        ('EVA ROTH MEIER', 'EVA ROTH MEYER BERN', True),
        ('EVA ROTH MEIER', 'EVA ROTH BERN GENF', False),
        ('EVA ROTH MEIER', 'EVA RATH MEYER BERN', True),
        ('EVA ROTH MEIER', 'EVA RATH BERN GENF', False)])
def test_what_is_close(one, other, close):
    one, other = frozenset(one.split()), frozenset(other.split())
    assert is_close(one, other) is close
    assert is_close(other, one) is close


# Surnames

def crowd(count, first=1000):
    return [
        (first + n, (f'FIRST{n}', f'LAST{n}')) for n in range(count)]


def relatives(names, households=(), of=0):
    return Surnames(
        [(n, tuple(name.split())) for n, name in enumerate(names)]
        + crowd(60), households).relatives(of)


@pytest.mark.parametrize('names, expected', [
        (['ELLA JACKSON', 'TIM JACKSON'], {1}),
        (['ELLA JACKSON', 'JACKSON TIM'], {1}),
        (['JACKSON ELLA', 'JACKSON TIM'], {1}),
        (['ELLA JACKSON', 'ELLA MEIER'], {1}),
        (['ELLA JACKSON', 'TIM JACKSON MEIER'], set()),
        (['ELLA JACKSON', 'JACKSON'], set()), (['JACKSON', 'JACKSON'], set()),
        (['ELLA JACKSON', 'J TIM JACKSON'], {1}),
        (['E JACKSON', 'TIM JACKSON'], set()),
        (['ELLA JACKSON', 'OTTO MEIER'], set())])
def test_who_is_a_relative(names, expected):
    "By the first word or the last one, as long as nobody tells which"
    assert relatives(names) == expected


@pytest.mark.parametrize('count, found', [(49, False), (50, True)])
def test_among_few_names_there_are_no_relatives(count, found):
    names = [(0, ('ELLA', 'JACKSON')), (1, ('TIM', 'JACKSON'))]
    surnames = Surnames(names + crowd(count - 2), [])
    assert bool(surnames.relatives(0)) is found
    assert surnames.parties(['JACKSON', 'NOBODY']) == (
        {0, 1} if found else set())


@pytest.mark.parametrize('bearers, others, found', [
        # Ten of few names, a fifth of many
        (10, 40, True), (11, 40, False), (12, 48, True), (13, 48, False)])
def test_a_word_of_many_is_no_surname(bearers, others, found):
    names = [(n, (f'A{n}', 'JACKSON')) for n in range(bearers)]
    surnames = Surnames(names + crowd(others), [])
    assert bool(surnames.relatives(0)) is found


# 0 and 1 share a first name, 0 and 2 the last one
SHARED = ['ANNA KELLER', 'ANNA ROTH', 'BEAT KELLER']


def couples(count, side=1, start=100):
    "So many couples with a name in common, first or last"
    for n in range(count):
        for m in (0, 1):
            own, common = f'OWN{n}X{m}', f'COMMON{n}'
            yield (
                start + 2 * n + m,
                (own, common) if side else (common, own))


@pytest.mark.parametrize('last, first, expected', [
        (0, 0, {1, 2}), (4, 0, {1, 2}), (5, 0, {2}), (5, 1, {2}),
        (7, 2, {1, 2}), (8, 2, {2}), (0, 5, {1}), (0, 4, {1, 2}),
        (2, 8, {1})])
def test_couples_tell_which_word_is_the_surname(last, first, expected):
    "Five of them, four times as many as of the other mind"
    names = [(n, tuple(name.split())) for n, name in enumerate(SHARED)]
    names += couples(last)
    names += couples(first, side=0, start=500)
    households = [
        {start + 2 * n, start + 2 * n + 1}
        for start, count in [(100, last), (500, first)]
        for n in range(count)]
    surnames = Surnames(names + crowd(60), [set(), {0}, *households])
    assert surnames.relatives(0) == expected


@pytest.mark.parametrize('size, expected', [(6, {2}), (7, {1, 2})])
def test_household(size, expected):
    "An account of more is that of an insurer, and tells nothing"
    names = [(n, tuple(name.split())) for n, name in enumerate(SHARED)]
    names += [(100 + n, (f'OWN{n}', 'COMMON')) for n in range(size)]
    surnames = Surnames(
        names + crowd(60), [{100 + n for n in range(size)}])
    assert surnames.relatives(0) == expected
