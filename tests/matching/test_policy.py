# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What each number of the policy decides, at its border."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond_medical_payment.matching import Lump, Method, Policy
from trytond_medical_payment.matching.policy import Points
from trytond_medical_payment.matching.subset_sum import subsets_of

from .tools import (
    DAY, IBAN, IBAN_2, QRR, codes, credit_note, first, invoice, money, notes,
    paid_items, party, payment, run, transaction)

ELLA = party('p', 'Ella Jackson', iban=IBAN)
POLICY = Policy()


def on(days):
    return DAY + dt.timedelta(days)


@pytest.mark.parametrize('worth, confidence', [
        (20, 'likely'), (21, 'ambiguous'), (30, 'ambiguous')])
def test_margin(worth, confidence):
    "What is nine points apart is equal, ten is not"
    best = first(
        transaction(1, 300, iban=IBAN), [
            invoice('a', 100, party='p'), invoice('b', 200, party='p'),
            invoice('c', 297, party='p')], [ELLA],
        points=Points(amount_near=30, amount_sum=worth))
    assert best.confidence == confidence
    assert ('tie' in codes(best)) is (confidence == 'ambiguous')


@pytest.mark.parametrize('worth, found', [(-20, True), (-21, False)])
def test_fall_back(worth, found):
    "What is twenty points less takes the place of what was lost"
    _, two = run([
            transaction(1, 100, 'F2025-00011', iban=IBAN_2),
            transaction(2, 100, iban=IBAN)], [
            invoice('a', 100, 'F2025-00011', party='p'),
            invoice('b', 100, party='p', date=on(8))],
        [ELLA, party('q', 'Otto Meier', iban=IBAN_2)],
        points=Points(date_before_invoice=worth))
    assert [paid_items(p) for p in two.proposals if p.allocations] == (
        [{'b': 100}] if found else [])


@pytest.mark.parametrize('count', [5, 6])
def test_max_proposals(count):
    outcome, = run(
        transaction(1, 100),
        [invoice(n, 100, due=on(n)) for n in range(count)])
    assert len(outcome.proposals) == 5
    assert ('too_many_candidates' in notes(outcome)) is (count > 5)


@pytest.mark.parametrize('count', [1000, 1001])
def test_max_pool(count):
    "The last one would make the sum"
    outcome, = run(
        transaction(1, 40, iban=IBAN), [
            *(invoice(n, 100, party='p', due=on(-9)) for n in range(count)),
            *(invoice(n, amount, party='p', due=on(-8))
                for n, amount in [(9000, 15), (9001, 25)])][2:],
        [ELLA])
    assert paid_items(outcome.proposals[0]) == (
        {9000: 15, 9001: 25} if count == 1000 else {2: 40})
    assert ('too_many_candidates' in notes(outcome)) is (count > 1000)


@pytest.mark.parametrize('more, exceeded', [(0, False), (1, True)])
def test_max_sum_bits(more, exceeded):
    "A quarter of 2³⁰ bits"
    half = 2 ** 27 - 1
    found = subsets_of(
        [half + more, 1], half + 1 + more, 2, POLICY.max_sum_bits)
    assert found.exceeded is exceeded
    assert found.subsets == (() if exceeded else ((0, 1),))


@pytest.mark.parametrize('more, exceeded', [(0, False), (1, True)])
def test_sum_that_is_not_searched(more, exceeded):
    "It is told, also when the sum with the credit note could be searched"
    half = (2 ** 27 - 1 + more) / 100
    outcome, = run(
        transaction(1, Decimal(2 ** 27 + more) / 100, iban=IBAN), [
            invoice('a', half, party='p'), invoice('b', 0.01, party='p'),
            credit_note('c', -5, party='p')],
        [ELLA])
    assert ('search_bound' in notes(outcome)) is exceeded


@pytest.mark.parametrize('blanks, found', [(0, True), (1, False)])
@pytest.mark.parametrize('where', ['text', 'reference'])
def test_max_text(where, blanks, found):
    text = ' ' * (20000 - len(QRR) + blanks) + QRR
    if where == 'reference':
        text = (text[:19000].replace(' ', '.'), text[19001:])
    best = first(
        transaction(1, 100, **{where: text}),
        [invoice('a', 100, '', QRR), invoice('b', 100)])
    assert ('tie' not in codes(best)) is found or where == 'reference'


def test_max_rounds():
    """In each round one is decided, and leaves one choice to the next.

    Who comes after twenty rounds stays undecided.
    """
    count = POLICY.max_rounds + 3
    items = [
        invoice(n, 100, f'F2025-{n:05}', payers=(n, n + 1))
        for n in range(count)]
    parties = [
        party(n, f'First{n} Last{n}', iban=f'CH99{n:015}')
        for n in range(count + 1)]
    transactions = [transaction(0, 100, 'F2025-00000')] + [
        transaction(n, 100, iban=f'CH99{n:015}') for n in range(1, count)]
    result = run(transactions, items, parties)
    assert [
        o.transaction for o in result
        if codes(o.proposals[0]) & {'number', 'rival', 'second_choice'}
        ] == list(range(20))


CARD = Method('card', Lump.PAYOUT, 'Carte', payers=('Worldline',))


def waiting(*payments, method='card'):
    return [
        payment(n, amount, date=on(-days), method=method)
        for n, (amount, days) in enumerate(payments)]


def payout(amount, items, **values):
    return first(
        transaction(1, amount, name='Worldline'), items, methods=[CARD],
        **values)


@pytest.mark.parametrize('days, found', [(5, True), (6, False)])
def test_days_inexact(days, found):
    "One is missing of what was closed so many days ago"
    best = payout(80, waiting((50, days), (30, days), (45, days)))
    assert (best is not None) is found
    if found:
        assert paid_items(best) == {0: 50, 1: 30}


@pytest.mark.parametrize('days, found', [(2, True), (3, False)])
def test_days_inexact_run(days, found):
    "Three days are looked at together"
    best = payout(843, waiting((512, 1 + days), (331, 1), (467, 1)))
    assert (best is not None) is found
    if found:
        assert paid_items(best) == {0: 512, 1: 331}


@pytest.mark.parametrize('count, found', [(100, True), (101, False)])
def test_max_payout(count, found):
    "Two are missing: of so many not every two are tried"
    items = waiting(*((1000 + 2 ** n % 997, 1) for n in range(count)))
    total = sum(i.amount for i in items)
    best = payout(total - items[3].amount - items[7].amount, items)
    assert (best is not None) is found


def test_a_policy_of_ones_own():
    "Each number is asked, and none is written beside it"
    values = {'near_amount': money(9), 'near_percent': 9}
    best = first(
        transaction(1, 109, 'F2025-00011'), [invoice('a', 100, 'F2025-00011')],
        **values)
    assert {e.code.value: e.points for e in best.evidence}['amount_over'] == 12
    items = [invoice(n, 100, due=on(n)) for n in range(9)]
    outcome, = run(transaction(1, 100), items, max_proposals=7)
    assert len(outcome.proposals) == 7
