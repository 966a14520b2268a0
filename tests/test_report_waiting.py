# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Waiting for the bank: what is on transit, at any date."""
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from trytond.pool import Pool
from trytond.transaction import Transaction

from .deposit_tools import NUMBER, deposit, payments, set_payout, set_slip
from .match_tools import accept, match_of, undo
from .report_tools import PREFIX, print_text, rows_of, total
from .tools import (
    create_invoice, create_statement, days_ago, practice_transaction, reload)

WAITING = PREFIX + 'waiting'


def at(practice, date):
    return rows_of(practice, WAITING, to_date=date)


def on_transit(practice, date):
    "What the account has, read without the report"
    Line = Pool().get('account.move.line')
    return sum((l.debit - l.credit for l in Line.search([
                    ('account', '=', practice.accounts['transit'].id),
                    ('move.date', '<=', date),
                    ])), Decimal(0))


def taken(practice, amount, days, method='card'):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, amount)
    payment = Payment(
        company=practice.company, invoice=invoice, party=invoice.party,
        method=practice.method(method), date=days_ago(days),
        currency=invoice.currency, amount=Decimal(amount))
    payment.save()
    Payment.post([payment])
    return reload(payment)


def test_at_past_dates(practice):
    set_payout(practice)
    first = taken(practice, '100', 40)
    second = taken(practice, '85', 20)
    third = taken(practice, '60', 3, method='transfer')
    statement = create_statement(practice, [
            {'amount': '98.70', 'date': days_ago(30), **NUMBER}])
    match = match_of(
        statement.origins[0], (first, '100'),
        method=first.method.id, commission=Decimal('1.30'))
    accept(match)
    expected = {
        41: [], 40: [first], 31: [first], 30: [], 20: [second],
        2: [second, third], 0: [second, third]}
    for days, paid in expected.items():
        rows = at(practice, days_ago(days))
        assert [r.payment for r in rows] == paid
        assert total(rows) == on_transit(practice, days_ago(days))
    rows = at(practice, days_ago(0))
    assert [(r.days, r.age, r.means) for r in rows] == [
        (20, 'month', "Card"), (3, 'week', "Transfer")]
    assert at(practice, days_ago(-15))[0].age == 'older'
    undo(match)
    assert [r.payment for r in at(practice, days_ago(0))] == [
        first, second, third]


def test_cash_on_its_way(practice):
    cash = set_slip(
        practice, 'cash', deposit_account=practice.accounts['transit'])
    payments(practice, ['700'], method='cash')
    slip = deposit(cash, cash=Decimal(500))
    row, = at(practice, days_ago(0))
    assert (row.deposit, row.method, row.amount, row.payment) == (
        slip, cash, 500, None)
    assert row.number == slip.number
    slip.__class__.cancel([slip])
    assert not at(practice, days_ago(0))


def test_what_nobody_recorded_is_shown(practice):
    "A booking by hand on the account is among the rows: they agree"
    Move = Pool().get('account.move')
    Line = Pool().get('account.move.line')
    Period = Pool().get('account.period')
    today = days_ago(0)
    practice.method('card')
    move = Move(
        company=practice.company, journal=practice.journal('cash'),
        period=Period.find(practice.company, date=today), date=today,
        lines=[
            Line(account=practice.accounts['transit'], debit=Decimal(7),
                credit=Decimal(0)),
            Line(account=practice.accounts['cash'], debit=Decimal(0),
                credit=Decimal(7))])
    move.save()
    row, = at(practice, today)
    assert (row.amount, row.payment, row.means) == (
        7, None, practice.accounts['transit'].rec_name)


def test_another_company_sees_nothing(practice):
    taken(practice, '100', 2)
    Waiting = Pool().get(WAITING)
    with Transaction().set_context(company=-1, to_date=days_ago(0)):
        assert not Waiting.search([])


def test_printed(practice, monkeypatch):
    set_payout(practice)
    taken(practice, '100', 40)
    taken(practice, '85', 2)
    taken(practice, '60', 2, method='transfer')
    lines = print_text(
        monkeypatch, 'report_waiting', data={
            'period_context': {
                'company': practice.company.id, 'to_date': days_ago(0)}})
    assert any("245.00" in l and "transit" in l for l in lines)
    sums = lines[lines.index("Total", lines.index("Total") + 1):][:5]
    assert [''.join(c for c in s if c.isdigit() or c == '.')
        for s in sums[1:]] == ['145.00', '0.00', '100.00', '245.00']


@settings(max_examples=6)
@given(st.lists(
        st.tuples(
            st.integers(1, 60), st.integers(0, 30), st.booleans()),
        min_size=1, max_size=3))
def test_agrees_with_the_account_whatever_happens(history):
    "Each is taken on a day, and arrives some days later or not"
    with practice_transaction() as practice:
        for days, later, arrives in history:
            payment = taken(practice, '10', days)
            if arrives and later <= days:
                statement = create_statement(practice, [{
                            'amount': '10', 'number': f'P-{payment.id}',
                            'date': days_ago(days - later)}])
                accept(match_of(statement.origins[0], (payment, '10')))
        for day in {0, *(d for d, _, _ in history),
                *(d - l for d, l, _ in history)}:
            date = days_ago(day)
            assert total(at(practice, date)) == on_transit(practice, date)
