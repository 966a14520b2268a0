# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Proposals as records: what accepting them does."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond.model.exceptions import AccessError
from trytond.modules.account.exceptions import PeriodNotFoundError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import MatchAcceptError

from .match_tools import accept, match_of, states, with_transaction
from .tools import (
    balance, create_invoice, create_invoices, create_statement, reload,
    run_tasks)

REFERENCE = '210000000003139471430009017'


@pytest.fixture
def case(practice):
    return with_transaction(practice)


def test_accept(case):
    match = match_of(case.origin, (case.invoice, '100'))
    assert match.amount == Decimal(100)
    assert match.remainder == 0
    assert match.payer == "Alice Aubert"

    accept(match)
    assert states(match, case.invoice, case.statement) == [
        'accepted', 'paid', 'draft']
    assert reload(case.origin).pending_amount == 0
    payment, = reload(case.invoice).payments
    assert payment.amount == 100
    assert payment.statement_line.match == match
    assert balance(case.accounts['receivable']) == 0


def test_S3_accepting_again_changes_nothing(case):
    match = match_of(case.origin, (case.invoice, '100'))
    accept(match)
    accept(reload(match))
    run_tasks()
    assert len(reload(match).statement_lines) == 1
    assert balance(case.accounts['bank']) == 100


def test_M1_150_on_100_and_100(case):
    invoices = create_invoices(case, ['100', '100'])
    statement = create_statement(case, [{'amount': '150'}])
    match = match_of(
        statement.origins[0], (invoices[0], '100'), (invoices[1], '50'))
    accept(match)
    assert states(*invoices) == ['paid', 'posted']
    assert reload(invoices[1]).amount_to_pay == 50


def test_M2_rest_on_account(case):
    invoices = create_invoices(case, ['50', '20'])
    match = match_of(
        case.origin, (invoices[0], '50'), (invoices[1], '20'),
        on_account=case.patient.id)
    assert match.remainder == 30

    accept(match)
    assert states(*invoices) == ['paid', 'paid']
    assert reload(case.origin).pending_amount == 0
    # The invoice of 100 is still open
    assert balance(
        case.accounts['receivable'], party=case.patient.id) == 70


def test_M2_rest_pending(case):
    "Without a party for the rest it is left where it is"
    invoice = create_invoice(case, '70')
    match = match_of(case.origin, (invoice, '70'))
    accept(match)
    assert reload(case.origin).pending_amount == 30


def test_M3_two_receipts_one_invoice(practice):
    invoice = create_invoice(practice, '200')
    statement = create_statement(
        practice, [{'amount': '100'}, {'amount': '100'}])
    first, second = statement.origins
    accept(match_of(first, (invoice, '100')))
    assert states(invoice) == ['posted']
    assert reload(invoice).amount_to_pay == 100
    accept(match_of(second, (invoice, '100')))
    assert states(invoice) == ['paid']


def test_M3_both_at_once(practice):
    invoice = create_invoice(practice, '200')
    statement = create_statement(
        practice, [{'amount': '100'}, {'amount': '100'}])
    accept(*(match_of(o, (invoice, '100')) for o in statement.origins))
    assert states(invoice) == ['paid']
    assert len(reload(invoice).payments) == 2


def test_M4_forty_invoices(practice):
    invoices = create_invoices(
        practice, ['10'] * 40,
        party=lambda i: practice.patients[i % 5])
    statement = create_statement(practice, [{'amount': '400'}])
    accept(match_of(
            statement.origins[0], *((i, '10') for i in invoices)))
    assert set(states(*invoices)) == {'paid'}
    assert len(statement.origins[0].matches[0].statement_lines) == 40


def test_M5_split_by_hand(case):
    invoices = create_invoices(case, ['100', '100'])
    match = match_of(case.origin, (invoices[0], '50'), (invoices[1], '50'))
    one, two = match.lines
    one.amount, two.amount = Decimal(70), Decimal(30)
    one.save()
    two.save()
    assert reload(match).by_hand

    accept(reload(match))
    assert [reload(i).amount_to_pay for i in invoices] == [30, 70]


def test_M5_other_invoice(case):
    other = create_invoice(case, '100')
    match = match_of(case.origin, (case.invoice, '100'))
    match.lines[0].invoice = other
    match.lines[0].save()
    accept(reload(match))
    assert states(case.invoice, other) == ['posted', 'paid']


def test_by_hand_from_nothing(case):
    "A match that a user makes of a transaction without proposal"
    Match = Pool().get('account.statement.match')
    Line = Pool().get('account.statement.match.line')
    match = Match(origin=case.origin)
    match.on_change_origin()
    line = Line(match=match, invoice=case.invoice, amount=None)
    line.on_change_invoice()
    assert line.amount == 100
    match.lines = [line]
    match.save()
    accept(match)
    assert states(case.invoice) == ['paid']


def test_paid_meanwhile(case):
    match = match_of(case.origin, (case.invoice, '100'))
    other = create_statement(case, [{'amount': '60'}])
    accept(match_of(
            other.origins[0], (case.invoice, '60'), promised=False))

    match = match_of(case.origin, (case.invoice, '100'))
    with pytest.raises(MatchAcceptError, match="still open"):
        accept(match)
    assert not reload(match).statement_lines
    assert reload(case.origin).pending_amount == 100


def test_more_than_pending(case):
    Line = Pool().get('account.statement.line')
    match = match_of(case.origin, (case.invoice, '100'))
    Line(statement=case.statement, origin=case.origin, amount=Decimal(20),
        date=case.origin.date, account=case.accounts['revenue']).save()
    with pytest.raises(MatchAcceptError, match="is pending"):
        accept(reload(match))


def test_nothing_to_accept(case):
    with pytest.raises(MatchAcceptError, match="settles nothing"):
        accept(match_of(case.origin))


@pytest.mark.parametrize('state', ['refused', 'withdrawn'])
def test_accept_state(case, state):
    match = match_of(case.origin, (case.invoice, '100'), state=state)
    with pytest.raises(MatchAcceptError, match="no longer proposed"):
        accept(match)


def test_accepted_is_not_changed(case):
    Match = Pool().get('account.statement.match')
    match = match_of(case.origin, (case.invoice, '100'))
    accept(match)
    match = reload(match)
    with pytest.raises(AccessError, match="because it is accepted"):
        Match.delete([match])
    match.lines[0].amount = Decimal(1)
    with pytest.raises(AccessError, match="because it is accepted"):
        match.lines[0].save()


def test_credit_note(practice):
    "A7: a refund settles the credit note"
    credit_note = create_invoice(practice, '-30')
    statement = create_statement(practice, [{'amount': '-30'}])
    accept(match_of(statement.origins[0], (credit_note, '-30')))
    assert states(credit_note) == ['paid']
    assert balance(practice.accounts['receivable']) == 0


def test_wrong_sign(practice):
    "A7: a debit never settles an invoice"
    invoice = create_invoice(practice, '30')
    statement = create_statement(practice, [{'amount': '-30'}])
    with pytest.raises(MatchAcceptError):
        accept(match_of(statement.origins[0], (invoice, '30')))
    with pytest.raises(MatchAcceptError):
        accept(match_of(statement.origins[0], (invoice, '-30')))


def test_S9_closed_period(practice):
    "A clear error before anything is written; the others are accepted"
    Line = Pool().get('account.statement.line')
    Statement = Pool().get('account.statement')
    invoices = create_invoices(practice, ['10', '20'])
    statement = create_statement(practice, [
            {'amount': '10', 'date': dt.date(1999, 1, 1)},
            {'amount': '20'}])
    closed, open_ = (
        match_of(o, (i, o.amount))
        for o, i in zip(statement.origins, invoices))
    with pytest.raises(PeriodNotFoundError):
        accept(closed)
    assert not Line.search([('statement', '=', statement.id)])

    Statement.accept_sure([reload(statement)])
    assert states(closed, open_) == ['proposed', 'accepted']
    assert states(*invoices) == ['posted', 'paid']


def test_delete_statement_with_proposals(case):
    Match = Pool().get('account.statement.match')
    match_of(case.origin, (case.invoice, '100'))
    case.statement.__class__.delete([reload(case.statement)])
    assert not Match.search([])


def test_party_replaced(practice):
    "Payers and matches follow the party"
    pool = Pool()
    Payer = pool.get('account.statement.payer')
    Replace = pool.get('party.replace', type='wizard')
    Payer.learn([(
                practice.company.id, None, "Somebody", practice.patients[0].id,
                None, practice.today)])
    statement = create_statement(practice, [{'amount': '100'}])
    match = match_of(
        statement.origins[0], on_account=practice.patients[0].id)
    session_id, _, _ = Replace.create()
    replace = Replace(session_id)
    replace.ask.source = practice.patients[0]
    replace.ask.destination = practice.patients[1]
    with Transaction().set_context(_skip_warnings=True):
        replace.transition_replace()
    # What is cached in this transaction is not told
    assert Payer.search([('party', '=', practice.patients[1].id)])
    assert match.search([('on_account', '=', practice.patients[1].id)])


def test_the_practice_changes_thresholds(practice):
    "A payment recorded longer ago than the practice allows is not proposed"
    pool = Pool()
    Match = pool.get('account.statement.match')
    configuration = pool.get('account.configuration')(1)
    assert Match._policy(practice.company).days_recorded == 30

    configuration.match_days_recorded = 3
    configuration.match_margin = 0
    configuration.save()

    policy = Match._policy(practice.company)
    assert (policy.days_recorded, policy.margin, policy.days_before) == (
        3, 0, 7)
