# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What came together and is taken apart, in any order, with any button."""
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond_medical_payment.exceptions import (
    DepositError, MatchAcceptError, MatchUndoError)

from .deposit_tools import (
    NUMBER, deposit, on, payments, set_payout, set_slip, transit, waiting)
from .match_tools import (
    REFERENCES, accept, match_of, matches, propose, record_payment, undo)
from .payment_tools import cancel_moves, check_invariants, pay
from .test_deposit_return import arrived
from .test_move_cancel import unreconcile
from .tools import (
    balance, create_invoice, create_statement, days_ago, reload, savepoint)

ACQUIRER = {'camt_debtor_name': "Acquirer Ltd"}


def check(practice):
    "What must hold whatever was done with deposits"
    check_invariants(practice)
    Payment = Pool().get('account.invoice.payment')
    Deposit = Pool().get('account.invoice.payment.deposit')
    # What is on transit is what waits, and the cash on its way
    expected = sum((p.amount for p in waiting()), Decimal(0)) + sum(
        (d.cash for d in Deposit.search([('state', '=', 'deposited')])
            if d.cash), Decimal(0))
    assert transit(practice) == expected
    for record in Deposit.search([]):
        posted = [p for p in record.payments if p.state == 'posted']
        if record.state == 'deposited':
            assert set(posted) <= set(waiting())
        elif record.state == 'arrived':
            assert not set(posted) & set(waiting())
        else:
            assert not posted
    assert not Payment.search([
            ('deposit.state', '=', 'cancelled'),
            ])


def take_back(practice, payment):
    statement = create_statement(practice, [
            {'amount': -payment.amount, 'number': 'R-9',
                'description': f"IMPAYE {payment.invoice.number}"}])
    match = match_of(statement.origins[0], (payment, -payment.amount))
    accept(match)
    return reload(match)


@pytest.mark.parametrize('kind', ['slip', 'payout'])
def test_undo_of_what_came_before_a_return(practice, kind):
    paid = arrived(practice, kind, ['100', '60'])
    Match = Pool().get('account.statement.match')
    came, = Match.search([('state', '=', 'accepted')])
    back = take_back(practice, paid[1])
    check(practice)
    with savepoint(), pytest.raises(MatchUndoError, match=paid[1].number):
        undo(came)
    Statement = Pool().get('account.statement')
    with pytest.raises(MatchUndoError, match=paid[1].number), savepoint():
        Statement.cancel([came.statement])
    undo(back)
    check(practice)
    undo(came)
    check(practice)
    assert transit(practice) == 160


@pytest.mark.parametrize('kind', ['slip', 'payout'])
def test_what_stands_again_belongs_to_its_deposit(practice, kind):
    Payment = Pool().get('account.invoice.payment')
    paid = arrived(practice, kind, ['100', '60'])
    record = reload(paid[1]).deposit
    amount = record.amount
    back = take_back(practice, paid[1])
    assert reload(record).amount == amount
    undo(back)
    again, = Payment.search([
            ('invoice', '=', paid[1].invoice.id), ('state', '=', 'posted')])
    assert again.deposit == record
    assert reload(record).amount == amount
    with pytest.raises(DepositError, match=record.number):
        Payment.cancel_payments([again], reason="Mistake")
    # And back once more
    take_back(practice, again)
    assert reload(record).amount == amount
    check(practice)


def test_slip_prepared_cancelled_by_core(practice):
    method = set_slip(practice)
    paid = payments(practice, ['100', '60'])
    # Not all of the invoice, so that its line is not reconciled
    part = pay(practice, create_invoice(practice, '200'), 'card', '50')
    slip = deposit(method, [*paid, part])
    for payment in slip.payments:
        with pytest.raises(UserError), savepoint():
            cancel_moves(payment.move)
    with pytest.raises(DepositError, match=f'"{slip.number}"'), savepoint():
        cancel_moves(part.move)
    check(practice)


def test_cash_move_cancelled_by_core(practice):
    method = set_slip(
        practice, 'cash', deposit_account=practice.accounts['transit'])
    payments(practice, ['700'], method='cash')
    slip = deposit(method, cash=Decimal('500'))
    other = deposit(method, cash=Decimal('200'))
    with pytest.raises(DepositError, match=slip.number), savepoint():
        cancel_moves(slip.move)
    with pytest.raises(
            DepositError, match=f'{slip.number}|{other.number}'), savepoint():
        cancel_moves(slip.move, other.move)
    check(practice)


@pytest.mark.parametrize('kind', ['slip', 'payout'])
def test_unreconciled_by_core(practice, kind):
    paid = arrived(practice, kind, ['100', '60'])
    lines = [
        l for p in paid for l in p.move.lines
        if l.account == practice.accounts['transit']]
    record = reload(paid[0]).deposit
    with pytest.raises(UserError, match=record.number), savepoint():
        unreconcile(*lines)
    check(practice)


@pytest.mark.parametrize('validated', [False, True])
@pytest.mark.parametrize('kind', ['slip', 'payout'])
def test_statement_cancelled_and_drafted(practice, kind, validated):
    Match = Pool().get('account.statement.match')
    Statement = Pool().get('account.statement')
    paid = arrived(practice, kind, ['100', '60'])
    came, = Match.search([('state', '=', 'accepted')])
    statement = came.statement
    if validated:
        Statement.validate_statement([statement])
    Statement.cancel([reload(statement)])
    check(practice)
    assert transit(practice) == 160
    Statement.draft([reload(statement)])
    check(practice)
    propose(statement)
    match = matches(statement.origins[0])[0]
    accept(match)
    check(practice)
    assert transit(practice) == 0
    assert all(reload(p).deposit.state == 'arrived' for p in paid)


def test_cheque_of_a_slip_alone(practice):
    method = set_slip(practice)
    paid = payments(practice, ['100', '60'])
    slip = deposit(method, paid)
    statement = create_statement(practice, [{'amount': '60'}])
    with pytest.raises(MatchAcceptError), savepoint():
        accept(match_of(statement.origins[0], (paid[1], '60')))
    check(practice)
    assert reload(slip).state == 'deposited'


def test_payout_changed_by_hand(practice):
    "A patient's money in the same sum, and a payment less"
    method = set_payout(practice)
    paid = payments(practice, ['100', '60'])
    statement = create_statement(practice, [{'amount': '130', **NUMBER}])
    match = match_of(
        statement.origins[0], (practice.patients[0], '30'),
        (paid[0], '100'), method=method.id)
    accept(match)
    check(practice)
    assert reload(paid[0]).deposit.amount == 100
    undo(reload(match))
    check(practice)
    other = match_of(
        statement.origins[0], (practice.patients[0], '130'),
        method=method.id)
    accept(other)
    check(practice)
    undo(reload(other))
    check(practice)


@pytest.mark.parametrize('amount, commission', [
        ('425', None), ('419.47', '5.53')])
def test_D4_one_typed_wrongly(practice, amount, commission):
    "Never sure, the payment named; corrected, it is the whole payout"
    Payment = Pool().get('account.invoice.payment')
    learn(practice, set_payout(practice))
    paid = payments(practice, ['100', '58', '240'])
    on(days_ago(3), *paid)
    statement = create_statement(practice, [{'amount': amount, **ACQUIRER}])
    propose(statement)
    match = matches(statement.origins[0])[0]
    assert match.confidence == 'likely'
    assert {l.payment for l in match.lines} == {paid[0], paid[2]}
    assert paid[1].party.rec_name in match.reasons
    assert '58' in match.reasons and '85' in match.reasons

    Payment.cancel_payments([paid[1]], reason="Typed wrongly")
    invoice = create_invoice(practice, '85')
    right = record_payment(practice, invoice)
    on(days_ago(3), right)
    propose(statement)
    match, = matches(statement.origins[0])
    assert match.confidence == 'sure'
    assert {l.payment for l in match.lines} == {paid[0], paid[2], right}
    assert match.commission == (commission and Decimal(commission))
    accept(match)
    assert transit(practice) == 0
    check(practice)


def test_D4_accepted_with_the_one_that_differs_left(practice):
    "What is left of the transaction is the payment once it is corrected"
    Payment = Pool().get('account.invoice.payment')
    learn(practice, set_payout(practice))
    paid = payments(practice, ['100', '58', '240'])
    on(days_ago(3), *paid)
    statement = create_statement(
        practice, [{'amount': '419.47', **ACQUIRER}])
    propose(statement)
    first = matches(statement.origins[0])[0]
    accept(first)
    assert transit(practice) == 58
    assert reload(statement.origins[0]).pending_amount == Decimal('83.89')
    Payment.cancel_payments([reload(paid[1])], reason="Typed wrongly")
    right = record_payment(practice, create_invoice(practice, '85'))
    propose(statement)
    second, = matches(statement.origins[0])
    assert [l.payment for l in second.lines] == [right]
    assert second.commission == Decimal('1.11')
    accept(second)
    assert transit(practice) == 0
    assert balance(practice.accounts['discount']) == Decimal('5.53')
    check(practice)
    undo(reload(first))
    check(practice)
    assert transit(practice) == 340


def test_D4_one_is_missing(practice):
    "It waits for the next payout"
    learn(practice, set_payout(practice))
    paid = payments(practice, ['100', '85', '240'])
    on(days_ago(3), *paid)
    statement = create_statement(practice, [{'amount': '340', **ACQUIRER}])
    propose(statement)
    match = matches(statement.origins[0])[0]
    assert match.confidence == 'likely'
    assert paid[1].party.rec_name in match.reasons
    accept(match)
    assert waiting() == [paid[1]]
    check(practice)
    later = create_statement(practice, [{'amount': '85', **ACQUIRER}])
    propose(later)
    match, = matches(later.origins[0])
    assert (match.confidence, [l.payment for l in match.lines]) == (
        'sure', [paid[1]])


def test_D5_two_days_of_the_same_sum(practice):
    "The practice chooses, and the other day is left for the other line"
    learn(practice, set_payout(practice))
    paid = payments(practice, ['100', '85', '185'])
    on(days_ago(4), *paid[:2])
    on(days_ago(3), paid[2])
    statement = create_statement(practice, [
            {'amount': '185', **ACQUIRER}, {'amount': '185', **ACQUIRER}])
    propose(statement)
    found = matches(statement.origins[0])
    assert {m.confidence for m in found} == {'ambiguous'}
    assert {frozenset(l.payment for l in m.lines) for m in found} == {
        frozenset(paid[:2]), frozenset(paid[2:])}
    Pool().get('account.statement').accept_sure([reload(statement)])
    assert transit(practice) == 370
    accept(found[0])
    rest = matches(statement.origins[1])
    assert [{l.payment for l in m.lines} for m in rest] == [
        set(paid) - {l.payment for l in found[0].lines}]
    accept(*rest)
    assert transit(practice) == 0
    check(practice)
    later = create_statement(practice, [{'amount': '185', **ACQUIRER}])
    propose(later)
    assert not matches(later.origins[0])


def test_D3_patient_pays_the_amount_of_a_payout(practice):
    "By his reference it is his invoice; the payout keeps waiting"
    learn(practice, set_payout(practice))
    paid = payments(practice, ['100', '85'])
    on(days_ago(3), *paid)
    invoice = create_invoice(
        practice, '185', party=practice.patients[1],
        structured_reference=REFERENCES[0])
    statement = create_statement(practice, [
            {'amount': '185', 'camt_structured_reference': REFERENCES[0],
                'camt_debtor_name': practice.patients[1].name},
            {'amount': '185', **ACQUIRER}])
    propose(statement)
    found, payout = (matches(o) for o in statement.origins)
    assert found[0].confidence == payout[0].confidence == 'sure'
    assert [l.invoice for l in found[0].lines] == [invoice]
    assert {l.payment for l in payout[0].lines} == set(paid)
    Pool().get('account.statement').accept_sure([reload(statement)])
    assert reload(invoice).payment_state == 'paid'
    assert transit(practice) == 0
    check(practice)


def test_chargeback_leaves_the_commission(practice):
    "The invoice is open by what it was paid, the expense stays"
    method = set_payout(practice)
    learn(practice, method)
    paid = payments(practice, ['100', '85', '240'])
    on(days_ago(9), *paid)
    statement = create_statement(practice, [
            {'amount': '419.47', 'date': days_ago(6), **ACQUIRER}])
    propose(statement)
    accept(matches(statement.origins[0])[0])
    later = create_statement(practice, [
            {'amount': '-85', 'camt_creditor_name': "Acquirer Ltd",
                'description': "CHARGEBACK"}])
    propose(later)
    match, = matches(later.origins[0])
    accept(match)
    assert reload(paid[1].invoice).amount_to_pay == 85
    assert balance(practice.accounts['discount']) == Decimal('5.53')
    assert balance(practice.accounts['bank']) == Decimal('334.47')
    assert reload(paid[0]).deposit.commission == Decimal('5.53')
    check(practice)
    undo(reload(match))
    assert balance(practice.accounts['bank']) == Decimal('419.47')
    check(practice)


def test_posted_payout_unreconciled_by_an_accountant(practice):
    "All its payments wait again, and the lines of the bank are open"
    Match = Pool().get('account.statement.match')
    Statement = Pool().get('account.statement')
    paid = arrived(practice, 'payout', ['100', '60'])
    match, = Match.search([('state', '=', 'accepted')])
    Statement.validate_statement([match.statement])
    Statement.post([reload(match.statement)])
    check(practice)
    line, = [
        l for l in paid[0].move.lines
        if l.account == practice.accounts['transit']]
    unreconcile(line)
    assert set(waiting()) == set(paid)
    assert transit(practice) == 0
    assert reload(match).state == 'withdrawn'
    assert not any(reload(p).deposit for p in paid)


def test_paid_and_returned_on_one_statement(practice):
    "Cancelled with all that came from it"
    Statement = Pool().get('account.statement')
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [
            {'amount': '100'}, {'amount': '-100'}])
    accept(match_of(statement.origins[0], (invoice, '100')))
    payment, = reload(invoice).payments
    accept(match_of(statement.origins[1], (payment, '-100')))
    assert reload(invoice).amount_to_pay == 100
    Statement.cancel([reload(statement)])
    assert reload(invoice).amount_to_pay == 100
    check_invariants(practice)


def learn(practice, method):
    Payer = Pool().get('account.statement.payer')
    Payer.learn([(
                practice.company.id, None, "Acquirer Ltd", None, method.id,
                days_ago(30))])
