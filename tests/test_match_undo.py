# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Taking an acceptance back."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond_medical_payment.exceptions import MatchUndoError

from .match_tools import accept, match_of, states, undo, with_transaction
from .tools import (
    balance, create_invoice, create_invoices, create_statement, reload)


@pytest.fixture
def case(practice):
    return with_transaction(practice)


@pytest.mark.parametrize('validated', [False, True])
def test_S6_undo(case, validated):
    Statement = Pool().get('account.statement')
    if validated:
        case.statement.end_balance = Decimal(-7)
        case.statement.save()
        Pool().get('account.statement.line')(
            statement=case.statement, origin=case.other, date=case.other.date,
            amount=Decimal(-7), account=case.accounts['expense']).save()
        Statement.validate_statement([reload(case.statement)])
    match = match_of(reload(case.origin), (case.invoice, '100'))
    accept(match)
    assert states(case.invoice) == ['paid']

    undo(reload(match))
    assert states(case.invoice) == ['posted']
    assert reload(case.invoice).amount_to_pay == 100
    assert reload(case.origin).pending_amount == 100
    assert not reload(match).statement_lines
    assert {p.state for p in reload(case.invoice).payments} == {'cancelled'}
    assert balance(case.accounts['bank']) == (-7 if validated else 0)


def test_S6_undo_one_of_two(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(
        practice, [{'amount': '60'}, {'amount': '40'}])
    one, two = (
        match_of(o, (invoice, o.amount)) for o in statement.origins)
    accept(one, two)
    undo(reload(one))
    assert states(invoice) == ['posted']
    assert reload(invoice).amount_to_pay == 60


def test_S6_undo_posted(case):
    Statement = Pool().get('account.statement')
    match = match_of(case.origin, (case.invoice, '100'))
    accept(match)
    Pool().get('account.statement.line')(
        statement=case.statement, origin=case.other, date=case.other.date,
        amount=Decimal(-7), account=case.accounts['expense']).save()
    Statement.validate_statement([reload(case.statement)])
    Statement.post([reload(case.statement)])

    undo(reload(match))
    assert states(case.invoice, case.statement) == ['posted', 'posted']
    assert reload(case.invoice).amount_to_pay == 100
    assert balance(case.accounts['bank']) == 93
    assert balance(
        case.accounts['receivable'], party=case.patient.id) == 0
    credit, = Pool().get('account.invoice.payment').search([
            ('party', '=', case.patient.id),
            ('invoice', '=', None),
            ('state', '=', 'posted')])
    assert credit.amount == 100


def test_cancel_of_statement(case):
    Statement = Pool().get('account.statement')
    match = match_of(case.origin, (case.invoice, '100'))
    accept(match)
    Statement.cancel([reload(case.statement)])
    assert states(match, case.invoice, case.statement) == [
        'withdrawn', 'posted', 'cancelled']
    Statement.draft([reload(case.statement)])
    assert reload(case.origin).pending_amount == 100

    match = match_of(reload(case.origin), (case.invoice, '100'))
    accept(match)
    assert states(case.invoice) == ['paid']


def test_M2_undo(case):
    "What went on account goes with it"
    Payment = Pool().get('account.invoice.payment')
    invoices = create_invoices(case, ['50', '20'])
    match = match_of(
        case.origin, (invoices[0], '50'), (invoices[1], '20'),
        on_account=case.patient.id)
    accept(match)
    credit, = Payment.search([
            ('invoice', '=', None), ('state', '=', 'posted')])
    assert (credit.amount, credit.party) == (30, case.patient)

    undo(reload(match))
    assert states(credit, *invoices) == ['cancelled', 'posted', 'posted']
    assert reload(case.origin).pending_amount == 100
    assert balance(case.accounts['bank']) == 0


def test_S6_undo_of_used_credit(case):
    "Not under the invoice that the money pays"
    Payment = Pool().get('account.invoice.payment')
    match = match_of(case.origin, on_account=case.patient.id)
    accept(match)
    credit, = Payment.search([
            ('invoice', '=', None), ('state', '=', 'posted')])
    Payment.use_credits([(credit, case.invoice, Decimal(40))])
    assert reload(case.invoice).amount_to_pay == 60
    with pytest.raises(MatchUndoError, match=case.invoice.number):
        undo(reload(match))
    assert reload(case.invoice).amount_to_pay == 60
    assert states(match) == ['accepted']
