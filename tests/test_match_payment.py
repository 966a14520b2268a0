# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Recorded payments and losses that the bank settles."""
from decimal import Decimal

import pytest

from trytond_medical_payment.exceptions import MatchAcceptError

from .match_tools import (
    accept, bank_payment, match_of, record_loss, record_payment, states, undo,
    with_transaction)
from .tools import balance, create_statement, reload, run_tasks


@pytest.fixture
def case(practice):
    return with_transaction(practice)


def test_S2_recorded_payment(case):
    "Marked as paid by hand on the transit account, then the bank line"
    payment = record_payment(case, case.invoice)
    assert balance(case.accounts['transit']) == 100

    match = match_of(case.origin, (payment, '100'))
    accept(match)
    assert states(match, case.invoice) == ['accepted', 'paid']
    assert balance(case.accounts['transit']) == 0
    assert balance(case.accounts['bank']) == 100
    assert len(reload(case.invoice).payments) == 1
    line, = [
        l for l in payment.move.lines
        if l.account == case.accounts['transit']]
    assert reload(line).reconciliation

    undo(reload(match))
    assert states(case.invoice) == ['paid']
    assert balance(case.accounts['transit']) == 100
    assert not reload(line).reconciliation
    assert reload(case.origin).pending_amount == 100


def test_S2_booked_on_the_bank(case):
    "A method on the account of the bank: the line takes its place"
    payment = bank_payment(case, case.invoice)
    assert balance(case.accounts['bank']) == 100
    match = match_of(case.origin, (payment, '100'))
    accept(match)
    assert states(case.invoice, payment) == ['paid', 'cancelled']
    assert balance(case.accounts['bank']) == 100
    assert balance(case.accounts['receivable']) == 0
    posted = [p for p in reload(case.invoice).payments if p.state == 'posted']
    assert [p.amount for p in posted] == [Decimal(100)]
    assert posted[0].statement_line.match == match

    undo(reload(match))
    assert states(case.invoice) == ['paid']
    assert balance(case.accounts['bank']) == 100
    assert balance(case.accounts['receivable']) == 0
    payment, = [
        p for p in reload(case.invoice).payments if p.state == 'posted']
    assert not payment.statement_line
    assert payment.method == case.method('cash')


@pytest.mark.parametrize('amount', ['100', '60'])
def test_W6_recovery(case, amount):
    "Money for a lost invoice reverses that part of the loss"
    amount = Decimal(amount)
    loss = record_loss(case, case.invoice)
    statement = create_statement(case, [{'amount': amount}])
    match = match_of(statement.origins[0], (loss, amount))
    accept(match)
    assert states(case.invoice) == ['paid']
    assert balance(case.accounts['loss']) == 100 - amount
    assert reload(case.invoice).amount_lost == 100 - amount
    assert reload(case.invoice).amount_paid == amount
    assert balance(case.accounts['receivable']) == 0

    undo(reload(match))
    assert states(case.invoice) == ['paid']
    assert balance(case.accounts['loss']) == 100
    assert reload(case.invoice).amount_lost == 100
    assert balance(case.accounts['bank']) == 0
    assert reload(statement.origins[0]).pending_amount == amount


def test_S2_not_the_amount(case):
    payment = record_payment(case, case.invoice)
    with pytest.raises(MatchAcceptError, match="exactly this amount"):
        accept(match_of(case.origin, (payment, '90')))


def test_S2_booked_on_the_bank_and_cancelled(case):
    "What is no payment any more is not taken the place of"
    payment = bank_payment(case, case.invoice)
    match = match_of(case.origin, (payment, '100'))
    payment.__class__.cancel_payments([payment], reason="Mistake")
    run_tasks()
    with pytest.raises(MatchAcceptError) as error:
        accept(match)
    assert payment.rec_name in str(error.value)
    assert states(case.invoice, match) == ['posted', 'proposed']
