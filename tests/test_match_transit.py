# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""S2, S6: what is undone when the statement is posted already."""
from decimal import Decimal

import pytest

from trytond.pool import Pool

from .match_tools import accept, match_of, record_payment, states, undo
from .payment_tools import check_invariants
from .tools import (
    balance, create_invoice, create_invoices, create_statement, reload)


@pytest.fixture
def posted(practice):
    "A recorded payment and its transaction, in a posted statement"
    Statement = Pool().get('account.statement')
    practice.invoice = create_invoice(practice, '100')
    practice.payment = record_payment(practice, practice.invoice)
    statement = create_statement(practice, [{'amount': '100'}])
    match = match_of(statement.origins[0], (practice.payment, '100'))
    accept(match)
    Statement.validate_statement([reload(statement)])
    Statement.post([reload(statement)])
    check_invariants(practice)
    practice.match = reload(match)
    return practice


def credits():
    return Pool().get('account.invoice.payment').search([
            ('invoice', '=', None), ('state', '=', 'posted')])


def test_S6_the_money_is_on_account(posted):
    undo(posted.match)
    check_invariants(posted)
    assert states(posted.match, posted.invoice, posted.payment) == [
        'withdrawn', 'paid', 'posted']
    assert balance(posted.accounts['bank']) == 100
    assert balance(posted.accounts['receivable']) == -100
    # Only the recorded payment waits for the bank
    assert balance(posted.accounts['transit']) == 100
    waiting, = Pool().get('account.move.line').search([
            ('account', '=', posted.accounts['transit'].id),
            ('reconciliation', '=', None)])
    assert waiting.move == posted.payment.move
    credit, = credits()
    assert (credit.amount, credit.party) == (
        Decimal(100), posted.invoice.party)
    assert credit.amount_available == 100


def test_S6_two_of_the_same_amount(practice):
    "Each has its line of the bank"
    Statement = Pool().get('account.statement')
    payments = [
        record_payment(practice, i)
        for i in create_invoices(practice, ['100', '100'])]
    statement = create_statement(practice, [{'amount': '200'}])
    match = match_of(
        statement.origins[0], *((payment, '100') for payment in payments))
    accept(match)
    Statement.validate_statement([reload(statement)])
    Statement.post([reload(statement)])

    undo(reload(match))

    check_invariants(practice)
    assert states(match, *payments) == ['withdrawn', 'posted', 'posted']
    assert [c.amount for c in credits()] == [100, 100]
    assert balance(practice.accounts['transit']) == 200
    assert balance(practice.accounts['receivable']) == -200


def test_S6_both_go_on(posted):
    """The credit pays another invoice, the payment finds its own money"""
    Payment = Pool().get('account.invoice.payment')
    Statement = Pool().get('account.statement')
    undo(posted.match)
    other = create_invoice(posted, '100')
    credit, = credits()
    Payment.use_credits([(credit, other, Decimal(100))])
    assert states(other) == ['paid']
    statement = create_statement(posted, [
            {'amount': '100', 'description': posted.invoice.number}])
    Statement.propose_matches([statement])
    match, = reload(statement.origins[0]).matches
    assert [l.payment for l in match.lines] == [posted.payment]
    accept(match)
    check_invariants(posted)
    assert balance(posted.accounts['transit']) == 0
    assert balance(posted.accounts['bank']) == 200
    assert balance(posted.accounts['receivable']) == 0


def test_S6_undone_once(posted):
    undo(posted.match)
    undo(reload(posted.match))
    assert len(credits()) == 1
    assert balance(posted.accounts['receivable']) == -100
