# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A month at the terminal, by records (D10)."""
import datetime as dt
import random
from decimal import Decimal

import pytest

from trytond.pool import Pool

from .deposit_tools import set_payout, transit, waiting
from .match_tools import propose
from .payment_tools import count_statements
from .tools import (
    balance, create_statement, days_ago, practice_transaction, reload)

ACQUIRER = {'camt_debtor_name': "Acquirer Ltd"}
RATE = Decimal('0.013')


def month(practice, days, number, seed=11):
    "Payments by card of so many days; by day what was taken"
    Payment = Pool().get('account.invoice.payment')
    source = random.Random(seed)
    taken = {}
    for index in range(number):
        day = days_ago(10 + days - index % days)
        taken.setdefault(day, []).append(
            Decimal(source.randint(300, 9000)) / 20)
    payments = [
        Payment(
            company=practice.company, party=practice.patients[0],
            method=practice.method('card'), date=day, amount=amount,
            currency=practice.currency)
        for day, amounts in taken.items() for amount in amounts]
    Payment.save(payments)
    Payment.post(payments)
    return taken


def commission(practice, amounts):
    return practice.currency.round(sum(amounts) * RATE)


def payouts(practice, taken):
    "What the acquirer pays of each day, less its commission"
    return create_statement(practice, [{
                'amount': sum(amounts) - commission(practice, amounts),
                'number': f'PO-{day:%Y%m%d}',
                'date': day + dt.timedelta(2),
                **ACQUIRER,
                } for day, amounts in taken.items()])


def learn(practice):
    "One was accepted before"
    taken = month(practice, 1, 3, seed=1)
    statement = payouts(practice, taken)
    propose(statement)
    Match = Pool().get('account.statement.match')
    match, = Match.search([('state', '=', 'proposed')])
    Match.accept([match])


@pytest.mark.slow
def test_D10_a_month(practice):
    "21 payouts of 600 payments: all found, none wrong, and the books after"
    Match = Pool().get('account.statement.match')
    set_payout(practice)
    learn(practice)
    assert transit(practice) == 0
    spent = balance(practice.accounts['discount'])
    taken = month(practice, 21, 600)
    gross = sum(map(sum, taken.values()))
    kept = sum(commission(practice, a) for a in taken.values())
    assert transit(practice) == gross
    statement = payouts(practice, taken)
    propose(statement)
    matches = Match.search([('state', '=', 'proposed')])
    assert len(matches) == 21
    for match in matches:
        day = match.origin.date - dt.timedelta(2)
        assert {l.payment.date for l in match.lines} == {day}
        assert len(match.lines) == len(taken[day])
        assert match.commission == commission(practice, taken[day])
        assert match.confidence == 'sure'
    for match in matches:
        # One a day, as they come
        Match.accept([reload(match)])
    assert transit(practice) == 0
    assert not waiting()
    assert balance(practice.accounts['discount']) - spent == kept
    assert {o.pending_amount for o in reload(statement).origins} == {0}


def read_again(days, number):
    "How many statements it takes to propose what is proposed already"
    with practice_transaction() as practice:
        set_payout(practice)
        learn(practice)
        statement = payouts(practice, month(practice, days, number))
        propose(statement)
        with count_statements() as counter:
            propose(statement)
        return counter.number


def test_D10_fixed_number_of_statements():
    assert read_again(4, 20) == read_again(8, 80)
