# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Finding by what people know, in every list of the desk (V1)."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond_medical_payment.search import amount_of

from .match_tools import accept, match_of, propose
from .payment_tools import pay
from .tools import create_invoice, create_invoices, create_statement, reload


@pytest.mark.parametrize('text, amount', [
        ('%420%', '420'), ('420', '420'), ('1343.36', '1343.36'),
        ('1 343,36', '1343.36'), ('1\u202f343,36', '1343.36'),
        ("1'343.36", '1343.36'), ('1’343.36', '1343.36'),
        ('18.452,35', '18452.35'), ('18,452.35', '18452.35'),
        ('0.50', '0.5'), ('12.5', '12.5'),
        # The end of a number, a year of invoices, a name, nothing
        ('0070', None), ('F2026', None), ('Locher', None), ('', None),
        ('%%', None), ('-5', None), (None, None), (['420'], None),
        ])
def test_V1_amounts(text, amount):
    assert amount_of(text) == (amount and Decimal(amount))


@pytest.fixture
def case(practice):
    "Two invoices of somebody with a name in two parts, and others"
    practice.locher = practice.patients[-1]
    practice.locher.name = "Noémie Locher"
    practice.locher.save()
    practice.mine = [
        create_invoice(practice, amount, party=practice.locher)
        for amount in ['420', '1343.36']]
    practice.other = create_invoice(practice, '85')
    return practice


def _find(model, text):
    """What the clients ask when something is typed into the search: the text
    where it is in quotes, or each word"""
    Model = Pool().get(model)
    found = Model.search([('rec_name', 'ilike', f'%{text}%')])
    words = [['rec_name', 'ilike', f'%{word}%'] for word in text.split()]
    # As the web client sends it, below the domains of the action and the tab
    assert Model.search(
        ['AND', ['AND', words, [['id', '>', 0]]], [['id', '!=', -1]]]
        ) == found
    return found


def test_V1_invoices(case):
    first, second = case.mine
    assert set(_find('account.invoice', 'locher')) == {first, second}
    assert set(_find('account.invoice', 'loch noé')) == {first, second}
    assert not _find('account.invoice', 'locher alice')
    assert _find('account.invoice', '1 343,36') == [second]
    assert _find('account.invoice', '1343.36') == [second]
    assert first in _find('account.invoice', '420')
    assert case.other not in _find('account.invoice', '420')
    for invoice in case.mine:
        assert _find('account.invoice', invoice.number) == [invoice]
    assert set(case.mine) <= set(
        _find('account.invoice', case.locher.code))
    case.other.structured_reference = '210000000003139471430009017'
    case.other.save()
    assert _find(
        'account.invoice', '21 00000 00003 13947 14300 09017') == [
        case.other]


def test_V1_not(case):
    "Who excludes a name gets the others"
    Invoice = Pool().get('account.invoice')
    assert Invoice.search([('rec_name', 'not ilike', '%locher%')]) == [
        case.other]


def test_V1_payments(case):
    first, second = case.mine
    payment = pay(case, first, 'cash', '70')
    other = pay(case, case.other, 'cash')
    for text in ['locher', 'noé loch', '70', '70.00', first.number]:
        assert payment in _find('account.invoice.payment', text), text
        assert other not in _find('account.invoice.payment', text), text


def test_V1_bank(case):
    "Transactions by who paid, by text and by amount; proposals with them"
    statement = create_statement(case, [
            {
                'amount': '1343.36',
                'description': case.mine[1].number,
                'camt_debtor_name': "Noémie Locher",
                },
            {'amount': '7.10', 'description': "autre chose"},
            ])
    propose(statement)
    found, other = reload(statement).origins
    for text in ['noémie', '1 343,36', case.mine[1].number]:
        assert _find('account.statement.origin', text) == [found], text
    assert _find('account.statement.origin', 'autre') == [other]
    match, = found.matches
    for text in ['locher', '1343.36', case.mine[1].number]:
        assert _find('account.statement.match', text) == [match], text


def test_learnt_twice_and_forgotten_once(practice):
    Payer = Pool().get('account.statement.payer')
    learnt = [(
            practice.company.id, None, "Mme Dupont", practice.patient.id,
            None, practice.today)]
    for times in [1, 2]:
        Payer.learn(learnt)
        assert [p.times for p in Payer.search([])] == [times]
    Payer.unlearn(learnt)
    assert [p.times for p in Payer.search([])] == [1]
    Payer.unlearn(learnt)
    assert not Payer.search([])


def test_V1_known_payers(practice):
    "By the account, the name that the bank wrote, and whose it is"
    Payer = Pool().get('account.statement.payer')
    method = practice.method('card')
    first, second, *_ = practice.patients
    Payer.learn([
            (practice.company.id, *key, practice.today) for key in [
                ('CH93 0076', None, first.id, None),
                (None, "Mme Dupont", second.id, None),
                (None, "Acquirer SA", None, method.id)]])
    payers = {p.party or p.method: p for p in Payer.search([])}
    for whom, text in [
            (first, payers[first].account), (second, 'dupont'),
            (method, 'acquirer')]:
        for word in [text, whom.name]:
            assert _find('account.statement.payer', word) == [payers[whom]]
            assert set(Payer.search([('rec_name', 'not ilike', f'%{word}%')])
                ) == set(payers.values()) - {payers[whom]}


def test_kinds(practice):
    "Of payments with a method, and of those that the bank brings without"
    Payment = Pool().get('account.invoice.payment')
    first, second, third, other = create_invoices(practice, ['100'] * 4)
    pay(practice, first, 'cash')
    pay(practice, second, 'loss', reason="Gone")
    pay(practice, third, 'discount', reason="Gift")
    statement = create_statement(practice, [{'amount': '40'}])
    accept(match_of(statement.origins[0], (other, '40')))
    everything = Payment.search([])
    assert sorted((p.kind, bool(p.method)) for p in everything) == [
        ('discount', True), ('loss', True), ('payment', False),
        ('payment', True)]
    for value in ['payment', 'loss', 'discount']:
        found = {p for p in everything if p.kind == value}
        assert set(Payment.search([('kind', '=', value)])) == found
        assert set(Payment.search([('kind', '!=', value)])) == (
            set(everything) - found)
    for values in [
            ['payment'], ['loss'], ['payment', 'loss'], ['loss', 'discount']]:
        found = {p for p in everything if p.kind in values}
        assert set(Payment.search([('kind', 'in', values)])) == found
        assert set(Payment.search([('kind', 'not in', values)])) == (
            set(everything) - found)
