# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What reaches the bank together: slips of cheques and cash, payouts."""
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import (
    DepositError, MatchAcceptError, MatchUndoError)

from .deposit_tools import (
    NUMBER, deposit, on, payments, set_payout, set_slip, transit, waiting)
from .match_tools import accept, match_of, propose, undo
from .payment_tools import check_invariants
from .tools import (
    as_user, balance, create_invoice, create_statement, create_user, days_ago,
    reload)


def test_D2_payout_less_commission(practice):
    method = set_payout(practice)
    paid = payments(practice, ['100', '85', '240'])
    statement = create_statement(practice, [{'amount': '419.47', **NUMBER}])
    match = match_of(
        statement.origins[0], *((p, p.amount) for p in paid),
        method=method.id, commission=Decimal('5.53'))
    assert match.remainder == 0
    assert transit(practice) == 425

    accept(match)

    assert transit(practice) == 0
    assert balance(practice.accounts['discount']) == Decimal('5.53')
    assert balance(practice.accounts['bank']) == Decimal('419.47')
    arrived, = {reload(p).deposit for p in paid}
    assert (arrived.state, arrived.amount, arrived.commission, arrived.net) \
        == ('arrived', 425, Decimal('5.53'), Decimal('419.47'))
    assert reload(statement.origins[0]).pending_amount == 0
    assert not waiting()
    for payment in paid:
        check_invariants(payment.invoice)


def test_D2_no_account_for_the_commission(practice):
    method = set_payout(practice, commission_account=None)
    paid = payments(practice, ['100'])
    statement = create_statement(practice, [{'amount': '98.70', **NUMBER}])
    match = match_of(
        statement.origins[0], (paid[0], '100'), method=method.id,
        commission=Decimal('1.30'))
    with pytest.raises(MatchAcceptError, match="commission account"):
        accept(match)
    assert transit(practice) == 100


def test_D8_undo(practice):
    method = set_payout(practice)
    paid = payments(practice, ['100', '85'])
    statement = create_statement(practice, [{'amount': '182.60', **NUMBER}])
    match = match_of(
        statement.origins[0], *((p, p.amount) for p in paid),
        method=method.id, commission=Decimal('2.40'))
    accept(match)
    arrived = reload(paid[0]).deposit

    undo(match)

    assert transit(practice) == 185
    assert balance(practice.accounts['discount']) == 0
    assert [reload(p).deposit for p in paid] == [None, None]
    assert reload(arrived).state == 'cancelled'
    assert set(waiting()) == set(paid)
    assert reload(statement.origins[0]).pending_amount == Decimal('182.60')
    for payment in paid:
        check_invariants(payment.invoice)


def test_D8_posted_statement(practice):
    method = set_payout(practice)
    paid = payments(practice, ['100'])
    statement = create_statement(practice, [{'amount': '100', **NUMBER}])
    match = match_of(
        statement.origins[0], (paid[0], '100'), method=method.id)
    accept(match)
    Statement = statement.__class__
    Statement.validate_statement([reload(statement)])
    Statement.post([reload(statement)])
    with pytest.raises(MatchUndoError, match="posted"):
        undo(reload(match))
    assert reload(paid[0]).deposit.state == 'arrived'


def test_D8_cancel_a_payment_of_an_arrived_deposit(practice):
    Payment = Pool().get('account.invoice.payment')
    method = set_payout(practice)
    paid = payments(practice, ['100', '85'])
    statement = create_statement(practice, [{'amount': '185', **NUMBER}])
    accept(match_of(
            statement.origins[0], *((p, p.amount) for p in paid),
            method=method.id))
    with pytest.raises(DepositError, match=reload(paid[0]).deposit.number):
        Payment.cancel_payments([reload(paid[0])], reason="Mistake")
    assert reload(paid[0]).state == 'posted'


def test_an_acquirer_is_learnt_as_one(practice):
    Payer = Pool().get('account.statement.payer')
    method = set_payout(practice)
    paid = payments(practice, ['100', '85'])
    statement = create_statement(practice, [
            {'amount': '185', 'number': 'PO-1',
                'camt_debtor_name': "Acquirer Ltd"}])
    match = match_of(
        statement.origins[0], *((p, p.amount) for p in paid),
        method=method.id)
    accept(match)
    payer, = Payer.search([])
    assert (payer.name, payer.party, payer.method) == (
        "Acquirer Ltd", None, method)
    undo(match)
    assert not Payer.search([])


def test_D6_slip_of_cheques(practice):
    method = set_slip(practice)
    paid = payments(practice, ['100', '90', '60', '60'])
    slip = deposit(method, paid, reference='0000412')
    assert (slip.state, slip.amount, slip.number) == ('deposited', 310, '1')
    assert all(reload(p).deposit == slip for p in paid)
    statement = create_statement(practice, [
            {'amount': '310', 'number': 'R-77',
                'description': "REMISE CHEQUES 0000412"}])
    match = match_of(
        statement.origins[0], (slip, '310'), method=method.id)
    assert slip.number in match.settles

    accept(match)

    assert reload(slip).state == 'arrived'
    assert transit(practice) == 0

    undo(match)

    assert reload(slip).state == 'deposited'
    assert transit(practice) == 310
    assert all(reload(p).deposit == slip for p in paid)


def test_D7_cash(practice):
    "Transit is zero again once the statement shows the cash"
    method = set_slip(
        practice, 'cash', deposit_account=practice.accounts['transit'])
    paid = payments(practice, ['700', '600'], method='cash')
    slip = deposit(method, cash=Decimal('1000'))
    assert not any(reload(p).deposit for p in paid)
    assert balance(practice.accounts['cash']) == 300
    assert transit(practice) == 1000
    statement = create_statement(practice, [
            {'amount': '1000', 'number': 'V-3', 'description': "VERSEMENT"}])
    accept(match_of(statement.origins[0], (slip, '1000'), method=method.id))
    assert transit(practice) == 0
    assert reload(slip).state == 'arrived'


def test_cancel_a_slip(practice):
    cash = set_slip(
        practice, 'cash', deposit_account=practice.accounts['transit'])
    cheque = set_slip(practice)
    paid = payments(practice, ['100'])
    slips = [deposit(cheque, paid), deposit(cash, cash=Decimal('50.00'))]
    slips[0].__class__.cancel(slips)
    assert [reload(s).state for s in slips] == ['cancelled'] * 2
    assert reload(paid[0]).deposit is None
    assert balance(practice.accounts['cash']) == 0
    assert transit(practice) == 100
    assert waiting() == paid
    with pytest.raises(DepositError):
        slips[0].__class__.cancel(slips)


def test_what_can_not_be_put_on_a_slip(practice):
    Payment = Pool().get('account.invoice.payment')
    cheque = set_slip(practice)
    first, second, third = payments(practice, ['100', '85', '60'])
    cash, = payments(practice, ['40'], method='cash')
    Payment.cancel_payments([third], reason="Mistake")
    deposit(cheque, [first])
    for payment in [first, reload(third), cash]:
        with pytest.raises(DepositError):
            deposit(cheque, [second, payment])
    with pytest.raises(DepositError):
        deposit(cheque)
    with pytest.raises(DepositError, match="deposit account"):
        deposit(cheque, cash=Decimal(10))
    with pytest.raises(DepositError):
        deposit(practice.method('transfer'), [second])
    assert reload(second).deposit is None


def test_waits_for_the_bank_as_read_and_as_searched(practice):
    Payment = Pool().get('account.invoice.payment')
    payments(practice, ['100', '85'])
    payments(practice, ['40'], method='cash')
    everything = Payment.search([])
    read = {p for p in everything if p.waits_for_bank}
    assert read == set(waiting()) and len(read) == 2
    assert set(Payment.search([('waits_for_bank', '!=', True)])) == (
        set(everything) - read)


def test_S10_who_may_deposit(practice):
    method = set_slip(practice)
    paid = payments(practice, ['100'])
    bank = create_user(
        practice, 'bank', 'medical_payment.group_bank_reconciliation')
    reception = create_user(
        practice, 'reception', 'medical_payment.group_payment')
    with as_user(bank), pytest.raises(UserError):
        deposit(method, paid)
    with as_user(reception):
        with Transaction().set_context(_check_access=False):
            slip = deposit(method, paid)
    assert reload(slip).state == 'deposited'


def best(origin):
    Match = Pool().get('account.statement.match')
    return Match.search([
            ('origin', '=', origin.id), ('state', '=', 'proposed')])


def test_D1_D2_proposed_and_learnt(practice):
    "Likely at first, sure once the acquirer is known; said which day"
    set_payout(practice)
    days = [days_ago(8), days_ago(4)]
    first = payments(practice, ['100', '85', '240'])
    second = payments(practice, ['70', '55.50'])
    for date, paid in zip(days, [first, second]):
        on(date, *paid)
    statement = create_statement(practice, [
            {'amount': '419.47', 'number': 'PO-1', 'date': days_ago(5),
                'camt_debtor_name': "Acquirer Ltd"}])
    propose(statement)
    match, *others = best(statement.origins[0])
    assert (match.confidence, match.commission) == (
        'likely', Decimal('5.53'))
    assert {l.payment for l in match.lines} == set(first)
    assert not others
    accept(match)
    assert transit(practice) == Decimal('125.50')

    later = create_statement(practice, [
            {'amount': '125.50', 'number': 'PO-2',
                'camt_debtor_name': "Acquirer Ltd"}])
    propose(later)
    match, = best(later.origins[0])
    assert (match.confidence, match.commission) == ('sure', None)
    assert {l.payment for l in match.lines} == set(second)
    Pool().get('account.statement').accept_sure([reload(later)])
    assert transit(practice) == 0
    assert not waiting()


def test_D3_a_stranger_owes_the_same(practice):
    "The payout of the known acquirer comes before anybody's invoice"
    Payer = Pool().get('account.statement.payer')
    method = set_payout(practice)
    Payer.learn([(
                practice.company.id, None, "Acquirer Ltd", None, method.id,
                days_ago(30))])
    paid, = payments(practice, ['100'])
    on(days_ago(2), paid)
    create_invoice(practice, '100', party=practice.patients[2])
    statement = create_statement(practice, [
            {'amount': '100', 'number': 'PO-3',
                'camt_debtor_name': "Acquirer Ltd"}])
    propose(statement)
    match = best(statement.origins[0])[0]
    assert [l.payment for l in match.lines] == [paid]
    assert match.method == method


def test_D6_slip_proposed(practice):
    "By its number sure; it is the slip, not its payments"
    method = set_slip(practice)
    paid = payments(practice, ['100', '90', '60', '60'])
    slip = deposit(method, paid, reference='0000412')
    statement = create_statement(practice, [
            {'amount': '310', 'number': 'R-77',
                'description': "REMISE CHEQUES 0000412"}])
    propose(statement)
    match, = best(statement.origins[0])
    assert match.confidence == 'sure'
    assert [(l.deposit, l.amount) for l in match.lines] == [(slip, 310)]
    accept(match)
    assert transit(practice) == 0
    propose(statement)
    assert not best(statement.origins[0])
