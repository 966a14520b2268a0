# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Acceptance cases R: references, and the candidates' side of S2, S8, W6."""
import pytest

from .tools import (
    DAY, IBAN, ISSUED, QRR, codes, first, invoice, loss, money, notes, paid,
    paid_items, party, payment, run, transaction)

GROUPED = '21 00000 00003 13947 14300 09017'


@pytest.mark.parametrize('text, reference', [
        pytest.param('', QRR, id='R1'),
        pytest.param(GROUPED, '', id='R2 grouped'),
        pytest.param(f'Paiement {GROUPED} merci', '', id='R2 in text'),
        pytest.param(
            'Ref ' + GROUPED.replace(' ', '\u00a0'), '', id='R2 no-break'),
        pytest.param(
            'Ref ' + GROUPED.replace(' ', '\u202f'), '', id='R2 narrow'),
        pytest.param(GROUPED.replace(' ', '\n'), '', id='R2 line breaks'),
        pytest.param(
            (QRR[:20], QRR[20:]), '', id='R2 broken anywhere'),
        pytest.param(
            ('Tel 079 123 45 67', GROUPED, '2025'), '',
            id='R2 among other digits'),
        pytest.param('', GROUPED, id='R2 grouped in its field'),
        ])
def test_R1_R2_reference_is_sure(text, reference):
    best = first(
        transaction(1, 120, text, reference),
        [invoice('a', 120, reference=QRR), invoice('b', 120)])
    assert paid_items(best) == {'a': 120}
    assert best.confidence == 'sure'


def test_R3_similar_references():
    one = '210000000000000002019000148'
    two = '210000000000000002019000228'
    items = [
        invoice('a', 50, reference=one), invoice('b', 50, reference=two)]
    outcome, = run(transaction(1, 50, reference=one), items)
    assert [paid_items(p) for p in outcome.proposals] == [{'a': 50}]


@pytest.mark.parametrize('where', ['text', 'reference'])
def test_R4_wrong_check_digit(where):
    wrong = QRR[:-1] + '6'
    outcome, = run(
        transaction(1, 120, **{where: wrong}, iban=IBAN),
        [invoice('a', 120, reference=QRR, party='p')],
        [party('p', 'Ella Jackson', iban=IBAN)])
    best = outcome.proposals[0]
    assert best.confidence == 'likely'
    assert 'reference' not in codes(best)
    assert 'reference_in_text' not in codes(best)
    assert 'reference_invalid' in codes(best)


@pytest.mark.parametrize('text, found', [
        ('RF18539007547034', True),
        ('RF18 5390 0754 7034', True),
        ('rf18539007547034', True),
        ('Invoice rf18 5390 0754 7034 thanks', True),
        ('RF18539007547035', False),
        ('XRF18539007547034', False),
        ])
@pytest.mark.parametrize('where', ['text', 'reference'])
def test_R5_creditor_reference(where, text, found):
    outcome, = run(
        transaction(1, 80, **{where: text}),
        [invoice('a', 100, reference='RF18539007547034')])
    assert bool(outcome.proposals) is found


ZEROS = '2019000017816'.zfill(27)
CUT = '2019000017816'


@pytest.mark.parametrize('where', ['text', 'reference'])
@pytest.mark.parametrize('stored, given, found', [
        (ZEROS, CUT, True), (CUT, ZEROS, True), (ZEROS, ZEROS, True),
        (ZEROS, '2019000018818'.zfill(27), False),
        ])
def test_R6_leading_zeros(where, stored, given, found):
    outcome, = run(
        transaction(1, 33, **{where: given}),
        [invoice('a', 50, reference=stored)])
    assert bool(outcome.proposals) is found


@pytest.mark.parametrize('text', ['/', '', '  ', '\u00a0', '0' * 27])
@pytest.mark.parametrize('where', ['text', 'reference'])
@pytest.mark.parametrize('stored', ['', ' ', '0' * 27])
def test_R7_empty_is_no_reference(where, text, stored):
    outcome, = run(
        transaction(1, 120, **{where: text}),
        [invoice('a', 100, reference=stored, party='p')],
        [party('p', '')])
    assert not outcome.proposals
    assert notes(outcome) == {'no_evidence'}


@pytest.mark.parametrize('amount, left, rest', [
        ('99.95', '0.05', '0'), ('100.05', '0', '0.05')])
def test_R8_reference_and_another_amount(amount, left, rest):
    outcome, = run(
        transaction(1, amount, reference=QRR),
        [invoice('a', 100, reference=QRR), invoice('b', amount)])
    best, = outcome.proposals
    assert set(paid_items(best)) == {'a'}
    assert best.allocations[0].left == money(left)
    assert best.remainder == money(rest)


def test_R8_reference_beats_the_amount_of_the_same_party():
    outcome, = run(
        transaction(1, 80, reference=QRR, iban=IBAN), [
            invoice('a', 100, reference=QRR, party='p'),
            invoice('b', 80, party='p')],
        [party('p', 'Ella Jackson', iban=IBAN)])
    assert [set(paid_items(p)) for p in outcome.proposals] == [{'a'}]
    assert outcome.proposals[0].confidence == 'likely'


CONFLICTS = {'reference_conflict', 'reference_other', 'amount_of_other'}


@pytest.mark.parametrize('text, reference, other, told', [
        # The amount is that of another invoice of the same patient
        ('', QRR, {'number': 'F2025-0002', 'party': 'p'}, 'amount_of_other'),
        # Whose number is in the text
        ('F2025-0002', QRR, {'number': 'F2025-0002', 'party': 'q'},
            'reference_conflict'),
        # Whose reference is there, too
        ('', (QRR, 'RF18539007547034'), {
                'reference': 'RF18539007547034', 'party': 'q'},
            'reference_other'),
        ], ids=['amount', 'number', 'reference'])
def test_R8_what_contradicts_the_reference(text, reference, other, told):
    outcome, = run(
        transaction(1, 80, text, reference=reference), [
            invoice('a', 100, reference=QRR, party='p'),
            invoice('b', 80, **other)],
        [party('p', 'Ella Jackson'), party('q', 'Archibald Haddock')])
    best = next(
        p for p in outcome.proposals if set(paid_items(p)) == {'a'})
    assert best.confidence != 'sure'
    assert codes(best) & CONFLICTS == {told}


def test_R9_reference_of_a_paid_invoice():
    outcome, = run(
        transaction(1, 100, reference=QRR, iban=IBAN), [
            paid('a', 100, reference=QRR, party='p'),
            invoice('b', 100, party='p'), invoice('c', 100)],
        [party('p', 'Ella Jackson', iban=IBAN)])
    best, = outcome.proposals
    assert not best.allocations
    assert best.remainder == 100
    assert best.on_account == 'p'
    assert best.confidence != 'sure'
    assert notes(outcome) == {'already_paid'}


def test_R10_reference_of_nobody_here():
    outcome, = run(
        transaction(1, 100, reference=QRR, name='Ella Jackson'),
        [invoice('b', 100, party='p'), invoice('c', 100)],
        [party('q', 'Ella Other')])
    assert not outcome.proposals
    assert 'reference_unknown' in notes(outcome)


def test_R10_invoices_with_and_without_reference():
    "Only an invoice without any may have got one elsewhere"
    parties = [party('p', 'Ella Jackson', iban=IBAN)]
    received = transaction(1, 100, reference=QRR, iban=IBAN)
    for own, found in (
            ((), True), ('RF18539007547034', False),
            ('210000000000000002019000148', False)):
        outcome, = run(
            received, [invoice('a', 100, reference=own, party='p')], parties)
        assert any(p.allocations for p in outcome.proposals) is found
        assert all(p.confidence == 'likely' for p in outcome.proposals)


def test_R11_somebody_else_pays():
    best = first(
        transaction(1, 100, reference=QRR, name='Max Other', iban=IBAN),
        [invoice('a', 100, reference=QRR, party='p')],
        [party('p', 'Ella Jackson'), party('q', 'Max Other', iban=IBAN)])
    assert paid_items(best) == {'a': 100}
    assert best.confidence == 'sure'
    assert 'payer_other' in codes(best)


def test_R12_paid_twice():
    result = run([
            transaction(1, 100, reference=QRR, day=DAY),
            transaction(2, 100, reference=QRR, day=ISSUED)], [
            invoice('a', 100, reference=QRR, party='p'),
            invoice('b', 100, party='p'), invoice('c', 100)])
    later, earlier = result
    assert paid_items(earlier.proposals[0]) == {'a': 100}
    assert earlier.proposals[0].confidence == 'sure'
    assert not any(p.allocations for p in later.proposals)
    assert later.proposals[0].on_account == 'p'
    note, = later.notes
    assert (note.code, note.item, note.transaction) == ('paid_twice', 'a', 2)


def test_S2_recorded_payment_wins():
    items = [
        paid('a', 100, 'F2025-00011', QRR, party='p'),
        payment(
            'x', 100, party='p', invoice='a', date=DAY),
        invoice('b', 100, party='p')]
    best = first(transaction(1, 100, reference=QRR), items)
    assert paid_items(best) == {'x': 100}
    assert best.confidence == 'sure'
    assert 'recorded_payment' in codes(best)


def test_S2_recorded_payment_of_a_part():
    items = [
        invoice('a', 100, 'F2025-00011', QRR, party='p'),
        payment('x', 100, party='p', invoice='a', date=DAY)]
    result = run([
            transaction(1, 100, 'F2025-00011'),
            transaction(2, 100, reference=QRR),
            ], items)
    assert sorted(
        key for o in result for key in paid_items(o.proposals[0])
        ) == ['a', 'x']
    for amount, expected in ((100, {'x': 100}), (60, {'a': 60})):
        best = first(transaction(1, amount, reference=QRR), items)
        assert paid_items(best) == expected


def test_S2_recorded_payment_by_payer():
    items = [
        invoice('a', 100, party='p'),
        payment('x', 100, party='p', invoice='a', date=DAY)]
    outcome, = run(
        transaction(1, 100, iban=IBAN), items, [party('p', 'Ella', iban=IBAN)])
    assert paid_items(outcome.proposals[0]) == {'x': 100}
    assert outcome.proposals[0].confidence == 'sure'


def test_S2_recorded_payment_of_another_amount():
    best = first(transaction(1, 90, reference=QRR), [
            paid('a', 100, reference=QRR, party='p'),
            payment('x', 100, party='p', invoice='a', date=DAY)])
    assert not best.allocations
    assert best.on_account == 'p'


def test_S8_returned_is_no_receipt():
    for amount in (100, -100):
        outcome, = run(
            transaction(1, amount, reference=QRR, returned=True),
            [invoice('a', 100, reference=QRR)])
        assert not outcome.proposals
        note, = outcome.notes
        assert (note.code, note.item) == ('returned', 'a')


@pytest.mark.parametrize('amount, left', [(100, 0), (60, 40)])
def test_W6_money_for_a_lost_invoice(amount, left):
    best = first(transaction(1, amount, reference=QRR), [
            paid('a', 100, reference=QRR, party='p'),
            loss('x', 100, party='p', invoice='a')])
    assert paid_items(best) == {'x': amount}
    assert best.allocations[0].left == left
    assert 'recovery' in codes(best)
    assert best.confidence == 'likely'


def test_W6_open_before_lost():
    items = [
        invoice('a', 40, reference=QRR, party='p'),
        loss('x', 60, party='p', invoice='a')]
    assert paid_items(
        first(transaction(1, 40, reference=QRR), items)) == {'a': 40}
    assert paid_items(
        first(transaction(1, 70, reference=QRR), items)) == {'a': 40, 'x': 30}
    best = first(
        transaction(1, 60, iban=IBAN), items + [invoice('b', 60, party='p')],
        [party('p', 'Ella Jackson', iban=IBAN)])
    assert paid_items(best) == {'b': 60}
