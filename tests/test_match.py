# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Proposals as records: accept, refuse, restore, undo."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond.model.exceptions import AccessError
from trytond.modules.account.exceptions import PeriodNotFoundError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import MatchAcceptError, MatchUndoError

from .tools import (
    balance, create_invoice, create_invoices, create_statement, reload,
    run_tasks)

REFERENCE = '210000000003139471430009017'


def match_of(origin, *lines, **values):
    """A proposal as the engine would store it.

    A line is an invoice or a payment and an amount.
    """
    Match = Pool().get('account.statement.match')
    values = {'confidence': 'sure', 'promised': True, 'score': 90, **values}
    with Transaction().set_context(match_internal=True):
        match, = Match.create([{
                    'origin': origin.id,
                    'lines': [('create', [
                                _line(*line) for line in lines])],
                    'by_hand': False,
                    **values,
                    }])
    return Match(match.id)


def _line(record, amount):
    names = {
        'account.invoice': 'invoice',
        'account.invoice.payment': 'payment',
        'party.party': 'party',
        }
    values = {
        names[record.__name__]: record.id,
        'amount': Decimal(amount),
        }
    if 'party' not in values:
        values['party'] = record.party.id
    return values


def accept(*matches):
    Pool().get('account.statement.match').accept(list(matches))


def undo(*matches):
    Pool().get('account.statement.match').undo(list(matches))


def states(*records):
    return [reload(r).state for r in records]


@pytest.fixture
def case(practice):
    practice.invoice = create_invoice(practice, '100')
    practice.statement = create_statement(practice, [
            {'amount': '100', 'camt_debtor_name': "Alice Aubert"},
            {'amount': '-7'}])
    practice.origin, practice.other = practice.statement.origins
    return practice


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
    "A match that a user makes of a movement without proposal"
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


def test_S1_rivals_of_the_movement(case):
    invoice = create_invoice(case, '100')
    match = match_of(case.origin, (case.invoice, '100'))
    rival = match_of(case.origin, (invoice, '100'))
    accept(match)
    assert states(rival, invoice) == ['withdrawn', 'posted']


def test_S1_rivals_for_the_invoice(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(
        practice, [{'amount': '100'}, {'amount': '100'}])
    one, two = (match_of(o, (invoice, '100')) for o in statement.origins)
    accept(one)
    assert states(two) == ['withdrawn']


def test_S1_rivals_by_hand(practice):
    "What a user made is withdrawn only when its money is gone"
    invoices = create_invoices(practice, ['100', '50'])
    statement = create_statement(
        practice, [{'amount': a} for a in ['60', '60', '30']])
    one, two, three = statement.origins
    one = match_of(one, (invoices[0], '60'))
    two = match_of(two, (invoices[0], '60'), by_hand=True)
    three = match_of(three, (invoices[0], '30'), by_hand=True)
    accept(one)
    assert states(two, three) == ['withdrawn', 'proposed']


def test_S1_both_at_once(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(
        practice, [{'amount': '100'}, {'amount': '100'}])
    with pytest.raises(MatchAcceptError, match="still open"):
        accept(*(match_of(o, (invoice, '100')) for o in statement.origins))


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


def record_loss(practice, invoice):
    Payment = Pool().get('account.invoice.payment')
    payment = Payment(
        company=practice.company, invoice=invoice, party=invoice.party,
        method=practice.method('loss'), date=practice.today,
        currency=invoice.currency, reason="gone",
        amount=invoice.amount_to_pay)
    payment.save()
    Payment.post([payment])
    return reload(payment)


def bank_payment(practice, invoice):
    account = practice.accounts['bank']
    method = practice.method('cash')
    method.debit_account = method.credit_account = account
    method.save()
    return record_payment(practice, invoice, method='cash')


def record_payment(practice, invoice, amount=None, method='card'):
    Payment = Pool().get('account.invoice.payment')
    payment = Payment(
        company=practice.company, invoice=invoice, party=invoice.party,
        method=practice.method(method), date=practice.today,
        currency=invoice.currency,
        amount=amount or reload(invoice).amount_to_pay)
    payment.save()
    Payment.post([payment])
    return reload(payment)


def test_S2_not_the_amount(case):
    payment = record_payment(case, case.invoice)
    with pytest.raises(MatchAcceptError, match="exactly this amount"):
        accept(match_of(case.origin, (payment, '90')))


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


def test_accept_sure(practice):
    Statement = Pool().get('account.statement')
    invoices = create_invoices(practice, ['10', '20', '30', '40'])
    statement = create_statement(
        practice, [{'amount': i.total_amount} for i in invoices])
    matches = [
        match_of(o, (i, o.amount), **values)
        for o, i, values in zip(statement.origins, invoices, [
                {}, {}, {'confidence': 'likely'},
                {'confidence': 'sure', 'promised': False}])]
    Statement.accept_sure([statement])
    assert states(*matches) == [
        'accepted', 'accepted', 'proposed', 'proposed']
    assert states(*invoices) == ['paid', 'paid', 'posted', 'posted']


def test_accept_sure_skips_what_changed(practice):
    Statement = Pool().get('account.statement')
    invoices = create_invoices(practice, ['10', '20'])
    statement = create_statement(
        practice, [{'amount': i.total_amount} for i in invoices])
    matches = [
        match_of(o, (i, o.amount))
        for o, i in zip(statement.origins, invoices)]
    record_payment(practice, invoices[0], method='cash')
    Statement.accept_sure([statement])
    assert states(*matches) == ['withdrawn', 'accepted']
    assert reload(statement.origins[0]).pending_amount == 10


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


def test_A6_residue(practice):
    set_residue_method(practice)
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '99.95'}])
    match = match_of(statement.origins[0], (invoice, '99.95'))
    line, = match.lines
    line.residue = Decimal('0.05')
    line.save()

    accept(reload(match))
    assert states(invoice) == ['paid']
    assert balance(practice.accounts['discount']) == Decimal('0.05')

    undo(reload(match))
    assert states(invoice) == ['posted']
    assert reload(invoice).amount_to_pay == 100
    assert balance(practice.accounts['discount']) == 0


def test_A6_residue_too_much(practice):
    set_residue_method(practice)
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '100.05'}])
    match = match_of(
        statement.origins[0], (invoice, '100'), close_remainder=True)

    accept(match)
    assert states(invoice) == ['paid']
    assert reload(statement.origins[0]).pending_amount == 0
    assert balance(practice.accounts['discount']) == Decimal('-0.05')

    undo(reload(match))
    assert states(invoice) == ['posted']
    assert balance(practice.accounts['discount']) == 0


def test_A6_without_method(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '100.05'}])
    with pytest.raises(MatchAcceptError, match="method for residues"):
        accept(match_of(
                statement.origins[0], (invoice, '100'),
                close_remainder=True))


def set_residue_method(practice):
    Configuration = Pool().get('account.configuration')
    configuration = Configuration(1)
    configuration.match_residue_method = practice.method('discount')
    configuration.save()


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


@pytest.mark.parametrize('name', ['discount', 'loss'])
def test_M4_shortfall_closed_by_hand(practice, name):
    "One of the invoices of an insurer is short by 12.50"
    invoices = create_invoices(practice, ['100', '100'])
    statement = create_statement(practice, [{'amount': '187.50'}])
    match = match_of(
        statement.origins[0], (invoices[0], '100'), (invoices[1], '87.50'))
    whole, short = match.lines
    assert (whole.left, short.left) == (0, Decimal('12.50'))
    short.residue = Decimal('12.50')
    short.residue_method = practice.method(name)
    assert short.on_change_with_left() == 0
    short.save()

    accept(reload(match))
    assert states(*invoices) == ['paid', 'paid']
    assert balance(practice.accounts[name]) == Decimal('12.50')
    undo(reload(match))
    assert states(*invoices) == ['posted', 'posted']
    assert balance(practice.accounts[name]) == 0


def test_residue_more_than_open(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '90'}])
    match = match_of(statement.origins[0], (invoice, '90'))
    line, = match.lines
    line.residue = Decimal('10.01')
    line.residue_method = practice.method('loss')
    line.save()
    with pytest.raises(MatchAcceptError, match="still open"):
        accept(reload(match))
    assert states(invoice) == ['posted']


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
                practice.today)])
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
