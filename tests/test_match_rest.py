# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Where nothing fits, and what is taken back on the same screen."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond_medical_payment.exceptions import (
    MatchAcceptError, PaymentAccessError)

from .match_tools import states
from .test_match_wizard import BANK, Session
from .tools import (
    as_user, create_invoices, create_statement, create_user, reload)


@pytest.fixture
def case(practice):
    practice.invoices = create_invoices(practice, ['100'])
    practice.statement = create_statement(practice, [
            {'amount': '100', 'description': practice.invoices[0].number},
            {'amount': '33.35', 'camt_debtor_name': "Inconnu"},
            {'amount': '70', 'camt_debtor_name': "Autre"},
            {'amount': '-12', 'description': "loyer"}])
    practice.user = create_user(practice, 'bank', BANK)
    return practice


@pytest.fixture
def review(case):
    with as_user(case.user):
        session = Session(case.statement)
        session.click('propose')
        yield session


def line_of(session, origin):
    line, = [
        l for l in session.values['review']['transactions']
        if l['origin'] == origin.id]
    return line


def test_nothing_fits(case, review):
    _, unknown, other, rent = case.statement.origins
    lines = review.values['review']['transactions']
    assert [l['origin'] for l in lines] == [unknown.id, other.id, rent.id]
    assert [l['receipt'] for l in lines] == [True, True, False]
    assert {l['choice'] for l in lines} == {'leave'}

    # Two branches at once: on account, and no receipt
    patient = case.patients[1]
    line_of(review, unknown).update(choice='on_account', party=patient.id)
    line_of(review, rent)['choice'] = 'no_receipt'
    shown = review.click('apply')

    assert [l['origin'] for l in shown['transactions']] == [other.id]
    unknown, rent = reload(unknown), reload(rent)
    assert unknown.pending_amount == 0
    assert (rent.no_receipt, rent.pending_amount) == (True, Decimal(-12))
    credit, = Pool().get('account.invoice.payment').search([
            ('invoice', '=', None)])
    assert credit.party == patient
    assert credit.amount_available == Decimal('33.35')

    # It is taken back where it was done, to the cent
    assert 'Inconnu' in [l['payer'] for l in shown['accepted']]
    for line in shown['accepted']:
        line['undo'] = line['payer'] == "Inconnu"
    review.click('apply')
    assert reload(unknown).pending_amount == Decimal('33.35')
    assert reload(credit).state == 'cancelled'


def test_accepted_is_undone(case, review):
    shown = review.click('accept_sure')
    assert states(*case.invoices) == ['paid']
    line, = shown['accepted']
    assert line['amount'] == 100
    # What is left alone stays
    review.click('apply')
    assert states(*case.invoices) == ['paid']
    review.values['review']['accepted'][0]['undo'] = True
    shown = review.click('apply')
    assert states(*case.invoices) == ['posted']
    assert shown['accepted'] == []
    assert len(shown['sure_lines']) == 1
    assert reload(case.invoices[0]).amount_to_pay == Decimal(100)


def test_refused(case, review):
    "Nobody, and money that goes out; nothing is done then"
    _, unknown, other, rent = case.statement.origins
    line_of(review, other).update(
        choice='on_account', party=case.patients[0].id)
    line_of(review, unknown)['choice'] = 'on_account'
    with pytest.raises(MatchAcceptError, match="nobody is chosen"):
        review.click('apply')
    line_of(review, unknown)['choice'] = 'leave'
    line_of(review, rent).update(
        choice='on_account', party=case.patients[0].id)
    with pytest.raises(MatchAcceptError, match="nothing received"):
        review.click('apply')
    assert not Pool().get('account.invoice.payment').search([
            ('invoice', '=', None)])


def test_twice(case, review):
    "What is on account already is not put there again"
    Match = Pool().get('account.statement.match')
    unknown = case.statement.origins[1]
    pairs = [(unknown, case.patients[0])]
    Match.put_on_account(pairs)
    with pytest.raises(MatchAcceptError, match="nothing received"):
        Match.put_on_account(pairs)


def test_right(case):
    Match = Pool().get('account.statement.match')
    Origin = Pool().get('account.statement.origin')
    origin = case.statement.origins[1]
    with as_user(create_user(case, 'none')):
        for act in [
                lambda: Match.put_on_account([(origin, case.patients[0])]),
                lambda: Origin._set_no_receipt([origin], True)]:
            with pytest.raises(PaymentAccessError):
                act()


def test_no_receipt_and_back(case):
    "Nothing is proposed for it, however often, until it is taken for one"
    Match = Pool().get('account.statement.match')
    Origin = Pool().get('account.statement.origin')
    first = case.statement.origins[0]
    Match.propose([case.statement])
    match, = Match.search([('origin', '=', first.id)])
    Origin.mark_no_receipt([first])
    assert reload(match).state == 'withdrawn'
    Match.propose([case.statement])
    assert reload(match).state == 'withdrawn'
    copy, = Origin.copy([first])
    assert not copy.no_receipt
    Origin.mark_receipt([first])
    assert reload(match).state == 'proposed'
