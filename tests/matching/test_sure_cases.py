# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What must be found, what must not be sure, and what must stay sure.

Each line changes one thing of a transaction that would be sure without it.
"""
import datetime as dt

import pytest

from .tools import (
    DAY, IBAN, IBAN_2, ISSUED, QRR, codes, first, invoice, money, notes, paid,
    paid_items, party, run, transaction)

RF = 'RF18539007547034'
OTHER_QRR = '210000000000000002019000148'
ELLA = party('p', 'Ella Jackson', iban=IBAN)
OTTO = party('q', 'Otto Meier', iban=IBAN_2)
LATER = DAY + dt.timedelta(60)


def own(*more, number='F2025-00011', amount=100, **values):
    "What Ella owes, and Otto"
    return [
        invoice('a', amount, number, party='p', **values),
        invoice('q', 70, 'F2025-00077', party='q'), *more]


# Her account and just what she owes is sure (A3), whatever else the text
# says that is no document
@pytest.mark.parametrize('text', [
        '', 'Danke', 'Rechnung vom 2025', 'Rechnung 10.2025',
        'Facture 2025-10', 'Rechnung 27.10.2025', 'Rechnung 123',
        'Rechnung 99', '1204 Genève', 'Rechnung Juni 2025 / 2 Sitzungen',
        'Tel. 079 123 45 67', 'Karte XXXX4711', 'Facture 1 Ella Jackson',
        'Rechnung vom 5.6.25', 'Re. 100.00', 'NR 12',
        'Facture 1 Alice Aubert', 'Rechnung 12 34', 'Facture juin 2025 2'])
def test_account_and_amount_stay_sure(text):
    items = own(invoice('x', 55, '1204', party='q'))
    best = first(transaction(1, 100, text, iban=IBAN), items, [ELLA, OTTO])
    assert paid_items(best) == {'a': 100}
    assert best.confidence == 'sure'
    assert not codes(best) & {'number_other', 'reference_unknown'}


@pytest.mark.parametrize('text, code', [
        ('Rechnung 1234', 'number_other'),
        ('Rechnung 24680', 'number_other'),
        ('F2024-00700', 'number_other'),
        ('2024-00700', 'number_other'), ('F 2024 00700', 'number_other'),
        ('Facture 1Alice', 'number_other'),
        ('F2025-00077', 'number_other'),
        ('Behandlung Otto Meier', 'named_other'),
        (f'Merci {RF}', 'reference_unknown'),
        ('RF18 5390 0754 7034', 'reference_unknown'),
        (OTHER_QRR, 'reference_unknown'),
        ('21 00000 00000 00002 01900 0148', None),
        ('+++010/8068/17183+++', 'reference_unknown'),
        ('RF18539007547035', 'reference_invalid'),
        (OTHER_QRR[:-1] + '9', 'reference_invalid'),
        ])
def test_account_and_amount_beside_another_document(text, code):
    best = first(
        transaction(1, 100, text, iban=IBAN), own(), [ELLA, OTTO])
    assert paid_items(best) == {'a': 100}
    assert (best.confidence == 'sure') is (code is None)
    assert code is None or code in codes(best)


def test_account_and_amount_beside_a_relative():
    "Who has an account of his own would have paid from it"
    crowd = [party(f'c{n}', f'First{n} Last{n}') for n in range(60)]
    for iban, confidence in ((IBAN_2, 'sure'), ((), 'likely')):
        relative = party('r', 'Tim Jackson', iban=iban)
        for amount in (100, 99):
            best = first(
                transaction(1, 100, iban=IBAN),
                own(invoice('r', amount, party='r')),
                [ELLA, relative, *crowd])
            assert paid_items(best) == {'a': 100}
            assert best.confidence == (
                'sure' if amount == 99 else confidence)


def test_account_and_amount_of_one_who_paid_for_another():
    other = party('r', 'Rosa Weber', learnt=[{'account': IBAN}])
    best = first(
        transaction(1, 100, iban=IBAN),
        own(invoice('r', 100, party='r')), [ELLA, other])
    assert paid_items(best) == {'a': 100}
    assert best.confidence == 'likely'
    assert 'family' in codes(best)


# Her number and just its amount is sure (N1), whoever does not say his name
@pytest.mark.parametrize('more, code', [
        ({}, None),
        ({'name': 'Ella Jackson'}, None),
        ({'iban': 'DE00 1111'}, None),
        ({'name': 'Ella Jakson'}, None),
        ({'name': 'Otto Meier'}, 'payer_other'),
        ({'name': 'Nobody Known'}, 'payer_other'),
        ({'iban': IBAN_2}, 'payer_other'),
        ({'reference': RF}, 'reference_unknown'),
        ({'text': f'F2025-00011 {RF}'}, 'reference_unknown'),
        ({'text': f'F2025-00011 {RF} MERCI'}, 'reference_unknown'),
        ({'text': f'F2025-00011 {OTHER_QRR}'}, 'reference_unknown'),
        ({'text': 'F2025-00011 +++010/8068/17183+++'}, 'reference_unknown'),
        ({'reference': OTHER_QRR[:-1] + '9'}, 'reference_invalid'),
        ])
def test_number_and_amount(more, code):
    values = {'text': 'F2025-00011', **more}
    best = first(transaction(1, 100, **values), own(), [ELLA, OTTO])
    assert paid_items(best) == {'a': 100}
    assert best.confidence == ('sure' if code is None else 'likely')
    assert code is None or code in codes(best)


@pytest.mark.parametrize('payer, amount, confidence', [
        ({'iban': IBAN}, 60, 'sure'), ({'iban': IBAN}, 103, 'sure'),
        ({'iban': IBAN}, 106, 'likely'), ({'iban': IBAN}, 230, 'likely'),
        ({'name': 'Ella Jackson'}, 60, 'likely'), ({}, 60, 'likely'),
        ({'iban': IBAN_2}, 60, 'likely')])
def test_number_and_another_amount(payer, amount, confidence):
    best = first(
        transaction(1, amount, 'F2025-00011', **payer), own(), [ELLA, OTTO])
    assert set(paid_items(best)) == {'a'}
    assert best.confidence == confidence


def test_number_and_another_amount_beside_another_number():
    best = first(
        transaction(1, 60, 'F2025-00011, F2024-00500', iban=IBAN), own(),
        [ELLA, OTTO])
    assert paid_items(best) == {'a': 60}
    assert best.confidence == 'likely'
    assert 'number_other' in codes(best)


@pytest.mark.parametrize('payer', [IBAN_2, ''])
def test_number_of_one_who_owes_just_that(payer):
    "Otto owes 100 as well and gives Ella's number"
    best = first(
        transaction(1, 100, 'F2025-00011', iban=payer),
        own(invoice('b', 100, 'F2025-00500', party='q')), [ELLA, OTTO])
    assert paid_items(best) == {'a': 100}
    assert best.confidence == ('likely' if payer else 'sure')
    assert ('payer_owes_same' in codes(best)) is bool(payer)


# A reference is sure whoever pays (R11)
@pytest.mark.parametrize('open_, amount, confidence', [
        (100, 100, 'sure'), (100, 40, 'sure'), (100, 105, 'sure'),
        (100, '105.01', 'likely'), (100, 150, 'likely'),
        (1000, '1030.92', 'sure'), (1000, '1030.93', 'likely'),
        (12, 16, 'sure'), (12, '16.01', 'likely')])
def test_reference_and_amount(open_, amount, confidence):
    best = first(
        transaction(1, amount, reference=QRR, iban=IBAN_2),
        own(amount=open_, reference=QRR), [ELLA, OTTO])
    assert set(paid_items(best)) == {'a'}
    assert best.confidence == confidence


@pytest.mark.parametrize('same', [True, False])
def test_reference_and_number_add_up(same):
    "Of two parties a mistyped number might be one of them"
    best = first(
        transaction(1, 160, 'F2025-00012', QRR), own(
            invoice(
                'b', 60, 'F2025-00012', party='p' if same else 'q'),
            reference=QRR), [ELLA, OTTO])
    assert paid_items(best) == {'a': 100, 'b': 60}
    assert best.confidence == ('sure' if same else 'likely')
    assert {'reference', 'number', 'amount_sum'} <= codes(best)


def test_numbers_of_several_parties():
    "Few are typed by hand, and sure by one of them; a list is a machine's"
    for count, payer, confidence in (
            (4, '', 'likely'), (4, IBAN, 'sure'), (4, IBAN_2, 'likely'),
            (5, '', 'sure'), (5, IBAN_2, 'sure')):
        items = [
            invoice(
                n, 50 + n, f'F2025-{n:05}', party=f'x{n}',
                payers=('p',))
            for n in range(count)]
        best = first(
            transaction(
                1, sum(i.amount for i in items),
                ', '.join(i.numbers[0] for i in items), iban=payer),
            items, [ELLA, OTTO] + [
                party(f'x{n}', f'First{n} Last{n}') for n in range(count)])
        assert len(best.allocations) == count
        assert best.confidence == confidence, (count, payer)


def test_dated_before_the_invoice():
    for days, confidence in ((7, 'sure'), (8, 'likely')):
        best = first(
            transaction(
                1, 100, iban=IBAN, day=ISSUED - dt.timedelta(days)),
            own(), [ELLA])
        assert paid_items(best) == {'a': 100}
        assert best.confidence == confidence


def test_sums_leave_out_what_is_dated_later():
    "Two invoices make the sum only if both were there when it was paid"
    for days, found in ((7, True), (8, False)):
        outcome, = run(
            transaction(1, 160, iban=IBAN), own(
                invoice('b', 60, party='p', date=DAY + dt.timedelta(days))),
            [ELLA])
        both = [
            p for p in outcome.proposals
            if paid_items(p) == {'a': 100, 'b': 60}]
        assert bool(both) is found
        assert all(p.confidence == 'likely' for p in both)


def test_cited_number_leaves_no_room_for_vague_sums():
    "Beside a cited document only what is exact, to the cent, of the payer"
    items = own(
        invoice('b', 90, party='p'), invoice('c', 60, party='p'))
    outcome, = run(
        transaction(1, 150, 'F2025-00011', iban=IBAN), items, [ELLA, OTTO])
    assert [paid_items(p) for p in outcome.proposals] == [{'a': 100}]
    outcome, = run(transaction(1, 150, iban=IBAN), items, [ELLA, OTTO])
    assert paid_items(outcome.proposals[0]) == {'b': 90, 'c': 60}


@pytest.mark.parametrize('count', [20, 21])
def test_payer_of_very_many(count):
    "An insurer: of each patient only what is exact"
    parties = [
        party(f'x{n}', f'First{n} Last{n}', learnt=[{'account': IBAN}])
        for n in range(count)]
    items = [
        invoice('a', 90, party='x0'), invoice('b', 60, party='x0')] + [
        invoice(f'i{n}', 500 + n, party=f'x{n}') for n in range(1, count)]
    outcome, = run(transaction(1, 150, iban=IBAN), items, parties)
    found = [paid_items(p) for p in outcome.proposals]
    assert ({'a': 90, 'b': 60} in found) is (count == 20)
    outcome, = run(transaction(1, 505, iban=IBAN), items, parties)
    assert {'i5': 505} in [paid_items(p) for p in outcome.proposals]


@pytest.mark.parametrize('amount, payer, expected', [
        # The invoice of the number is paid, and here is its money again
        (100, {'iban': IBAN}, None), (100, {}, None),
        # Another amount: she mistyped the number of the other invoice
        (80, {'iban': IBAN}, {'b': 80}),
        # Of somebody else: he mistyped his own
        (100, {'iban': IBAN_2}, {'c': 100})])
def test_number_of_what_is_paid(amount, payer, expected):
    outcome, = run(
        transaction(1, amount, 'F2025-00011', **payer), [
            paid('a', 100, 'F2025-00011', party='p'),
            invoice('b', amount, 'F2025-00500', party='p'),
            invoice('c', 100, 'F2025-00600', party='q')], [ELLA, OTTO])
    best = outcome.proposals[0]
    assert (paid_items(best) or None) == expected
    assert best.confidence == 'likely'
    assert 'already_paid' in notes(outcome)


@pytest.mark.parametrize('stored, given, code', [
        ('Post', 'Post Lausanne', None), ('Post', 'Post', 'name'),
        ('Zurich', 'Zurich Assurances', 'name'),
        ('Suva1', 'Suva1 Bern', 'name'), ('12345', '12345 Bern', None),
        ('Ella Jackson', 'Ella Jakson', 'name_partial'),
        ('Ella Jackson', 'Elle Jakson', None),
        ('Ella Jackson', 'Ella', None),
        ('Ella Jackson', 'Ella Johnson', None),
        ('Ella Jackson', 'Jackson', None),
        ('Ella Marie Jackson', 'Ella Jackson', 'name'),
        ('Anna Weiss', 'Anna Weisz', 'name_partial'),
        ('Eva Roth', 'Eva Both', 'name_partial'),
        ('Eva Rot', 'Eva Bot', None),
        ('Eva Zurbriggen', 'Eva Zurbrigen', 'name_partial'),
        ('Eva Zurbriggen', 'Eva Zurbrigens', 'name_partial'),
        ('Eva Zurbriggen', 'Eva Surbrigens', None),
        ])
def test_who_is_known_by_name(stored, given, code):
    outcome, = run(
        transaction(1, 100, name=given),
        [invoice('a', 100, party='p'), invoice('b', 100, party='q')],
        [party('p', stored), OTTO])
    found = {
        c for p in outcome.proposals for c in codes(p)
        if c.startswith('name')}
    assert found == ({code} if code else set())
    assert all(p.confidence != 'sure' for p in outcome.proposals)


@pytest.mark.parametrize('number, text, code', [
        ('F123', '123', None), ('F1234', '1234', 'number_short'),
        ('F12345', '12345', 'number_short'), ('F123456', '123456', 'number'),
        ('F123', 'Rechnung 123', 'number_short'),
        ('F1234', 'Rechnung 1234', 'number'), ('F12', 'Rechnung 12', None),
        ('F12', 'F12', 'number_short'), ('F123', 'F123', 'number'),
        ('F1', 'F1', None), ('FA01', 'FA01', 'number'),
        ('F000', 'Rechnung 000', None),
        ('F2025', '2025', None), ('F2025', 'Rechnung 2025', None),
        ('F202510', 'Rechnung 202510', 'number_short'),
        ('F202510', '202510', None),
        ('F202513', '202513', 'number'),
        ])
def test_how_much_a_number_says(number, text, code):
    best = first(
        transaction(1, 100, text),
        [invoice('a', 100, number), invoice('b', 55, 'X9999999')])
    assert {
        c for c in codes(best) if c.startswith('number')
        } == ({code} if code else set())
    assert best.confidence == ('sure' if code == 'number' else 'likely')


def test_amount_of_a_relative_is_found_among_many():
    "Beside the nearest by date, those of who is named alike"
    crowd = [party(f'c{n}', f'First{n} Last{n}') for n in range(60)]
    items = [
        invoice(f'i{n}', 100, party=f'c{n}', due=DAY) for n in range(60)]
    items.append(invoice('r', 100, party='r', due=LATER))
    for more in ([], [invoice('s', 100, party='r', due=LATER)]):
        outcome, = run(
            transaction(1, 100, name='Tim Jackson'), items + more,
            [party('r', 'Ella Jackson'), *crowd])
        assert [
            paid_items(p) for p in outcome.proposals[:1 + len(more)]] == [
            {'r': 100}, {'s': 100}][:1 + len(more)]
        assert outcome.proposals[0].confidence == 'ambiguous'


def test_mistyped_number_is_found_among_many():
    "However far its date is from those of the others"
    items = [
        invoice(n, 100, f'F2025-{n:05}', due=DAY) for n in range(100, 160)]
    items.append(invoice(999, 100, 'F2025-34567', due=LATER))
    best = first(transaction(1, 100, 'Rechnung F2025-34576'), items)
    assert paid_items(best) == {999: 100}
    assert best.confidence == 'likely'
    assert 'number_typo' in codes(best)


@pytest.mark.parametrize('rest, found', [(5, False), (6, True)])
def test_what_looks_like_a_fee_completes_nothing(rest, found):
    outcome, = run(
        transaction(1, 100 + rest, reference=QRR), [
            invoice('a', 100, reference=QRR, party='p'),
            invoice('b', rest, party='p')])
    assert ({'a': 100, 'b': rest} in [
            paid_items(p) for p in outcome.proposals]) is found


def test_second_choice_is_not_much_weaker():
    "Within the fall back it is taken, beyond it is not"
    items = [
        invoice('a', 100, 'F2025-00011', QRR, party='p'),
        invoice('b', 100, party='p', date=DAY + dt.timedelta(30))]
    late, = run(transaction(1, 100, iban=IBAN), items[1:], [ELLA])
    assert paid_items(late.proposals[0]) == {'b': 100}
    result = run([
            transaction(1, 100, reference=QRR, iban=IBAN_2),
            transaction(2, 100, 'F2025-00011', name='Ella Jackson')],
        items, [ELLA, OTTO])
    assert paid_items(result.of(1).proposals[0]) == {'a': 100}
    assert not any(
        paid_items(p) == {'b': 100} and p.confidence != 'ambiguous'
        for p in result.of(2).proposals)


@pytest.mark.parametrize('name, confidence', [
        ('', 'likely'), ('Ella Jackson', 'sure'), ('Tim Jackson', 'likely')])
def test_account_of_two_of_whom_one_owes(name, confidence):
    "It may be the other one who pays, for what is not here"
    best = first(
        transaction(1, 100, iban=IBAN, name=name), own(),
        [ELLA, party('r', 'Tim Jackson', iban=IBAN)])
    assert paid_items(best) == {'a': 100}
    assert best.confidence == confidence
    assert ('account' in codes(best)) is (confidence == 'sure')


def test_two_numbers_of_which_one_is_in_instalments():
    "The instalments of one do not hide the other"
    best = first(
        transaction(1, 150, 'F2025-00011, F2025-00012'), [
            invoice(
                'a', 100, 'F2025-00011', party='p', due=ISSUED,
                instalments=[(ISSUED, 50), (DAY, 50)]),
            invoice('b', 80, 'F2025-00012', party='p', due=LATER)])
    assert paid_items(best) == {'a': 100, 'b': 50}
    assert best.confidence == 'likely'


@pytest.mark.parametrize('amount, code', [
        (100, 'amount_total'), (90, 'amount_over'), (110, 'amount_over')])
def test_total_of_what_is_settled_in_part(amount, code):
    best = first(
        transaction(1, amount, reference=QRR),
        [invoice('a', 60, reference=QRR, party='p', total=money(100))])
    assert paid_items(best) == {'a': 60}
    assert best.confidence == 'likely'
    assert codes(best) & {'amount_total', 'amount_over'} == {code}


def test_reference_of_two_is_completed_by_the_party_of_one():
    outcome, = run(
        transaction(1, 150, reference=QRR), [
            invoice('a', 100, reference=QRR, due=ISSUED),
            invoice('b', 100, reference=QRR, party='p', due=DAY),
            invoice('c', 50, party='p')])
    assert {'b': 100, 'c': 50} in [paid_items(p) for p in outcome.proposals]
    assert all(p.confidence != 'sure' for p in outcome.proposals)


def test_relatives_are_told_only_of_what_would_be_sure():
    parties = [ELLA, party('r', 'Tim Jackson')] + [
        party(f'c{n}', f'First{n} Last{n}') for n in range(60)]
    items = own(invoice('r', 100, party='r'))
    for payer, told in (({'iban': IBAN}, True), ({
                    'name': 'Ella Jackson'}, False)):
        best = first(transaction(1, 100, **payer), items, parties)
        assert paid_items(best) == {'a': 100}
        assert best.confidence == 'likely'
        assert ('family' in codes(best)) is told
