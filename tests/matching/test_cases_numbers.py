# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Acceptance cases N: numbers of invoices in free text."""
import pytest

from .tools import (
    DAY, IBAN, IBAN_2, codes, first, invoice, notes, paid, paid_items, party,
    run, transaction)


@pytest.mark.parametrize('number, text', [
        ('INV/2019/00001', 'invoice 2019-00001'),
        ('INV/2019/00001', 'inv/2019/00001'),
        ('INV/2019/00001', 'Facture 201900001'),
        ('INV/2019/00001', 'RECHNUNG NR. 2019.00001 VOM 27.10.2019'),
        ('INV/2019/00001', 'paiement facture INV\n2019\n00001'),
        ('F2025-00012', 'f 2025 00012'),
        ('F-00123', 'Rechnung F-00123'),
        ('F-00123', 'Honorarrechnung F 00123, danke'),
        ('2025-123', 'Rechnung 2025-123'),
        ('RG25001', 'Rg. 25001'),
        ('RG25001', 'zahlung rg25001.'),
        ('INV1', 'INV1'),
        ('ReferenceNo_S0337_200_2', 'ESR-Referenz ReferenceNo_S0337_200_2'),
        ('511004_1_SO_S0337_200', '511004_1_SO_S0337_200'),
        ('US20291092', 'INVOICE US20291092'),
        ('F2025-00012', 'Fact. F2025-00012 tel +41 79 123 45 67'),
        ])
def test_N1_number_however_written(number, text):
    best = first(
        transaction(1, 120, text),
        [invoice('a', 120, number), invoice('b', 120, 'F2024-99999')])
    assert paid_items(best) == {'a': 120}
    assert best.confidence == 'sure'
    assert 'number' in codes(best)


@pytest.mark.parametrize('number, text', [
        ('INV1', 'INV10'), ('INV1', 'INV11'), ('INV10', 'INV1'),
        ('F2025-0001', 'F2025-00012'), ('F2025-00012', 'F2025-0001'),
        ('F2025-00012', 'F2025-000123'), ('F2025-00012', '1F2025-00012'),
        ('F2025-00012', 'F2025-00012B'), ('F2025-00012', 'XF2025-00012'),
        ('2025-00012', '12025-00012'), ('RG25001', 'RG250011'),
        ('RG25001', 'ARG25001'),
        ])
def test_N2_neighbours_block(number, text):
    outcome, = run(transaction(1, 80, text), [invoice('a', 100, number)])
    assert not outcome.proposals


@pytest.mark.parametrize('between', [
        ' + ', '+', ', ', ',', ' / ', '/', ' et ', ' und ', ' & ', '\n',
        ' ; '])
def test_N3_two_numbers(between):
    numbers = ('F2025-00011', 'F2025-00012')
    outcome, = run(
        transaction(1, 150, between.join(numbers)), [
            invoice('a', 100, numbers[0], party='p'),
            invoice('b', 50, numbers[1], party='p'),
            invoice('c', 150, 'F2025-00013', party='q')])
    best = outcome.proposals[0]
    assert paid_items(best) == {'a': 100, 'b': 50}
    assert best.confidence == 'sure'
    assert best.remainder == 0


def test_N4_less_than_the_sum():
    best = first(
        transaction(1, 250, 'F2025-00012 F2025-00011'), [
            invoice('a', 200, 'F2025-00012', party='p', due=DAY),
            invoice('b', 100, 'F2025-00011', party='p')])
    assert paid_items(best) == {'b': 100, 'a': 150}
    short, = (e for e in best.evidence if e.code == 'amount_short')
    assert dict(short.params)['difference'] == 50
    assert [a.left for a in best.allocations] == [0, 50]


@pytest.mark.parametrize('number, text', [
        ('12', 'Rechnung 12'), ('F12', 'Haus 12'), ('2710', '27.10.'),
        ('27102025', 'vom 27.10.2025'), ('2025', 'Jahr 2025'),
        ('2025', '2025'), ('202510', 'Miete 10/2025'),
        ('202510', 'Lohn 2025-10'), ('2025-10', 'Zins 2025-10'),
        ('1234567', 'Tel 123 45 67'), ('0791234567', '079 123 45 67'),
        ('12345', '079 123 45 67'), ('41791234567', '+41791234567'),
        ('000002916', 'MC/000002916 TAXI K002 27.10. 14:07'),
        ('2916', 'MC/000002916 TAXI K002 27.10. 14:07'),
        ('K002', 'MC/000002916 TAXI K002 27.10. 14:07'),
        ('1407', 'MC/000002916 TAXI K002 27.10. 14:07'),
        ('62385295', 'IBAN CH93 0076 2011 6238 5295 7'),
        ('6238', 'CH93 0076 2011 6238 5295 7'),
        ('12050', "CHF 120.50"), ('1200', "Fr. 1'200.00"),
        ('1234567897', 'AHV 756.1234.5678.97'),
        ('4711', 'Karte XXXX4711'), ('88123', 'Terminal 88123'),
        ])
def test_N5_no_number(number, text):
    outcome, = run(transaction(1, 80, text), [invoice('a', 100, number)])
    assert not outcome.proposals
    best = first(
        transaction(1, 100, text),
        [invoice('a', 100, number), invoice('b', 100)])
    assert best.confidence == 'ambiguous'
    assert not {'number', 'number_short'} & codes(best)


@pytest.mark.parametrize('number, text', [
        ('1204', 'Hans Muster, 1204 Genève'), ('00123', '00123')])
def test_N5_short_number_is_never_sure(number, text):
    best = first(
        transaction(1, 100, text),
        [invoice('a', 100, number), invoice('b', 100)])
    assert best.confidence != 'sure'


@pytest.mark.parametrize('payer', [
        {'iban': IBAN}, {'name': 'Jackson Ella'}])
def test_N6_number_of_somebody_else(payer):
    outcome, = run(
        transaction(1, 120, 'F2025-00012', **payer), [
            invoice('a', 80, 'F2025-00012', party='q'),
            invoice('b', 120, 'F2025-00021', party='p')],
        [party('p', 'Ella Jackson', iban=IBAN),
            party('q', 'Max Other', iban=IBAN_2)])
    assert paid_items(outcome.proposals[0]) == {'b': 120}
    assert all(p.confidence != 'sure' for p in outcome.proposals)
    assert any('payer_contradicts' in codes(p) for p in outcome.proposals)


def test_N6_without_an_invoice_of_his_own():
    outcome, = run(
        transaction(1, 120, 'F2025-00012', iban=IBAN),
        [invoice('a', 80, 'F2025-00012', party='q')],
        [party('p', 'Ella Jackson', iban=IBAN), party('q', 'Max Other')])
    assert all(p.confidence != 'sure' for p in outcome.proposals)


def test_number_of_a_paid_invoice():
    outcome, = run(
        transaction(1, 120, 'F2025-00012'), [
            paid('a', 120, 'F2025-00012', party='p'),
            invoice('b', 120, 'F2025-00013', party='q')])
    best, = outcome.proposals
    assert not best.allocations
    assert best.on_account == 'p'
    assert notes(outcome) == {'already_paid'}


def test_number_of_another_sequence():
    items = [
        invoice('a', 100, 'F-2025-00012'), invoice('b', 100, 'H-2025-00012')]
    best = first(transaction(1, 100, 'H-2025-00012'), items)
    assert paid_items(best) == {'b': 100}
    assert best.confidence == 'sure'
    both = first(transaction(1, 100, 'Rechnung 2025-00012'), items)
    assert both.confidence == 'ambiguous'


def test_number_with_a_slip_is_likely_at_most():
    best = first(
        transaction(1, 100, 'F2025-00102'), [
            invoice('a', 100, 'F2025-00012'),
            invoice('b', 100, 'F2025-00345')])
    assert paid_items(best) == {'a': 100}
    assert best.confidence == 'likely'
    assert 'number_typo' in codes(best)


def test_number_and_a_stranger_is_likely_at_most():
    "The number may be mistyped where many fees are equal"
    best = first(
        transaction(1, 100, 'F2025-00012', name='Otto Stranger'),
        [invoice('a', 100, 'F2025-00012', party='p')],
        [party('p', 'Ella Jackson')])
    assert paid_items(best) == {'a': 100}
    assert best.confidence == 'likely'


@pytest.mark.parametrize('text', [
        'Rechnungen 10300\n10653', 'Factures 10300 et 10653',
        'Rg 10300, 10653', 'Rechnung 10300 + 10653'])
def test_N3_list_of_bare_numbers(text):
    best = first(
        transaction(1, 150, text), [
            invoice('a', 100, '10300', party='p'),
            invoice('b', 50, '10653', party='p'),
            invoice('c', 150, '10700', party='q')])
    assert paid_items(best) == {'a': 100, 'b': 50}
    assert best.confidence == 'sure'


def test_short_numbers_of_the_payer():
    best = first(
        transaction(1, 150, '10300, 10653', name='Ella Jackson'), [
            invoice('a', 100, '10300', party='p'),
            invoice('b', 50, '10653', party='p'),
            invoice('c', 30, '10700', party='p')],
        [party('p', 'Ella Jackson')])
    assert paid_items(best) == {'a': 100, 'b': 50}


def test_N6_own_number_one_slip_away():
    outcome, = run(
        transaction(1, 80, 'Rechnung 11808', name='Jean Mayer'), [
            invoice('a', 80, '11807', party='q'),
            invoice('b', 80, '11808', party='r'),
            invoice('c', 80, '11880', party='p')],
        [party('p', 'Jean Mayer'), party('q', 'Otto Meier'),
            party('r', 'Ida Roth')])
    assert paid_items(outcome.proposals[0]) == {'c': 80}
    assert all(p.confidence != 'sure' for p in outcome.proposals)


def test_part_of_a_number_is_none():
    best = first(
        transaction(1, 60, 'Rechnung inv/2025/03438', iban=IBAN), [
            invoice('a', 120, 'INV/2025/03438', party='p'),
            invoice('b', 70, '03438', party='p')],
        [party('p', 'Ella Jackson', iban=IBAN)])
    assert paid_items(best) == {'a': 60}
    assert 'number_other' not in codes(best)
    assert best.confidence == 'sure'
