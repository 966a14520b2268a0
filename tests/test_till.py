# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The till: what should be in it, what is counted, and the day is closed."""
from decimal import Decimal
from random import Random

import pytest

from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import (
    DoorError, PaymentAccessError, PaymentReportError, TillError)

from .deposit_tools import deposit
from .match_tools import accept, match_of
from .payment_tools import cancel_moves, pay
from .report_tools import print_text
from .rights_tools import other_company
from .till_tools import (
    CLOSING, balance_at, check_till, close, count, figures, open_again, post,
    set_till)
from .tools import (
    TODAY, as_user, balance, create_invoice, create_statement, create_user,
    days_ago, pay_with_core, reload, run_tasks, savepoint, taken_back)

FLOAT = Decimal(200)


@pytest.fixture
def till(practice):
    "A till with change for the day"
    method = set_till(practice)
    post(practice, days_ago(20), 'cash', 'bank', FLOAT)
    return method


def take(practice, amount, date=None, method='cash'):
    return pay(
        practice, create_invoice(
            practice, amount, invoice_date=days_ago(30)),
        method, date=date)


def refused(function, *args, **kwargs):
    "Return the sentence with which it is refused, nothing being saved"
    with pytest.raises(TillError) as error, savepoint():
        function(*args, **kwargs)
    assert '\n' in error.value.message
    return error.value.message


def test_a_day(practice, till):
    "Cash in, given back, paid to a supplier, brought to the bank, counted"
    pool = Pool()
    Closing = pool.get(CLOSING)
    Payment = pool.get('account.invoice.payment')
    morning = count(till)
    assert figures(morning) == [FLOAT, 0, 0, 0, 0]
    assert morning.counted is morning.difference is None
    Closing.delete([morning])
    take(practice, '150.50')
    Payment.cancel_payments([take(practice, '80')], reason="Mistake")
    pay_with_core(create_invoice(
            practice, '25', type='in', invoice_date=days_ago(30)), '25', till)
    deposit(till, cash=Decimal('300'))
    # Neither is in the till
    take(practice, '999', method='card')
    pay(
        practice, create_invoice(
            practice, '12', invoice_date=days_ago(30)),
        'loss', reason="Gone")
    closing = count(till, counts=[('20', 1), ('5', 1), ('0.5', 1)])
    assert figures(closing) == [200, Decimal('230.50'), 105, 300, 0]
    assert closing.expected == closing.counted == Decimal('25.50')
    assert closing.difference == 0 and closing.since is None
    Closing.close([closing])
    closing = check_till(practice, till, TODAY)
    assert closing.state == 'closed' and not closing.move
    assert closing.closed_by.id == Transaction().user


@pytest.mark.parametrize('counted,facing,balance_', [
        ('195.05', 'expense', Decimal('4.95')),
        ('203', 'revenue', Decimal(-3)),
        ('0', 'expense', Decimal(200))])
def test_difference(practice, till, counted, facing, balance_):
    "Short and over: booked at the day, with the reason and who closed"
    reason = "Change given wrongly"
    closing = close(till, counted, date=days_ago(2), reason=reason)
    assert closing.difference == Decimal(counted) - 200 == -balance_
    assert closing.expected == 200
    move = closing.move
    assert (move.date, move.state, move.description, move.origin) == (
        days_ago(2), 'posted', reason, closing)
    assert balance(practice.accounts[facing]) == balance_
    assert balance(practice.accounts['cash']) == Decimal(counted)
    # The next day begins with what was counted
    assert figures(count(till, date=days_ago(1))) == [
        Decimal(counted), 0, 0, 0, 0]
    check_till(practice, till, days_ago(2))


def test_opened_again(practice, till):
    "By a reversing move of the day, which is closed once more"
    Closing = Pool().get(CLOSING)
    day = days_ago(3)
    first = close(till, '190', date=day, reason="Counted in a hurry")
    opened, = open_again(first)
    assert (opened.state, opened.cancelled_by.id) == (
        'cancelled', Transaction().user)
    assert opened.cancel_move.date == day
    assert opened.cancel_move.state == 'posted'
    # As it was closed
    assert (opened.expected, opened.counted, opened.difference) == (
        200, 190, -10)
    assert balance(practice.accounts['expense']) == 0
    assert balance(practice.accounts['cash']) == 200
    take(practice, '40', date=day)
    again = close(till, '240', date=day)
    assert again.expected == 240 and not again.move
    check_till(practice, till, day)
    for call in [Closing.close, Closing.open_again]:
        refused(call, [opened])


def test_order_of_days(practice, till):
    "One day after the other, and back from the last"
    Closing = Pool().get(CLOSING)
    first = close(till, '199', date=days_ago(5), reason="Missing")
    draft = count(till, '199', date=days_ago(4))
    assert draft.rec_name in refused(close, till, '199', date=days_ago(3))
    Closing.close([draft])
    # Twice, before, and in the future
    for date in [days_ago(4), days_ago(5), days_ago(9), days_ago(-1)]:
        refused(close, till, '199', date=date)
    refused(Closing.close, [draft])
    third = close(till, '199', date=days_ago(2))
    assert third.since == days_ago(4)
    assert third.rec_name in refused(Closing.open_again, [first])
    assert [c.state for c in open_again(first, reload(draft), third)] == [
        'cancelled'] * 3
    assert balance(practice.accounts['cash']) == 200
    # Two at once
    drafts = [
        count(till, '200', date=days_ago(n)) for n in [1, 2]]
    Closing.close(drafts)
    assert [reload(d).state for d in drafts] == ['closed'] * 2


def test_closed_day_stays(practice, till):
    "Whatever way cash comes or goes, of that day or earlier"
    pool = Pool()
    Deposit = pool.get('account.invoice.payment.deposit')
    Payment = pool.get('account.invoice.payment')
    payment = take(practice, '100', date=days_ago(2))
    slip = deposit(till, cash=Decimal(50))
    Payment.write([payment], {})
    close(till, '300', date=days_ago(1))
    for date in [days_ago(1), days_ago(2)]:
        refused(take, practice, '10', date)
        refused(
            Payment.cancel_payments, [payment], date=date, reason="Mistake")
        refused(post, practice, date, 'cash', 'bank', 5)
        refused(post, practice, date, 'bank', 'cash', 5)
        refused(
            Deposit.deposit_payments, till, date, cash=Decimal(10))
        refused(
            pay_with_core, create_invoice(
                practice, '25', invoice_date=days_ago(30)),
            '25', till, date=date)
    # What is not in the till is taken as ever
    take(practice, '10', date=days_ago(1), method='card')
    post(practice, days_ago(1), 'bank', 'transit', 5)
    take(practice, '10')
    Payment.cancel_payments([payment], reason="Mistake")
    Deposit.cancel([slip])
    closing = close(till, '210')
    assert figures(closing) == [300, 10, 100, 0, 0]
    check_till(practice, till, TODAY)
    refused(take, practice, '10')
    open_again(closing)
    take(practice, '10')


def test_slip_of_a_closed_day_cancelled(practice, till):
    "The cash is back in the till today"
    Deposit = Pool().get('account.invoice.payment.deposit')
    slip = Deposit.deposit_payments(till, days_ago(1), cash=Decimal(150))
    closing = close(till, '50', date=days_ago(1))
    assert closing.brought == 150
    Deposit.cancel([slip])
    assert balance(practice.accounts['transit']) == 0
    assert figures(count(till)) == [50, 0, 0, -150, 0]


def test_move_of_the_difference_is_not_cancelled(practice, till):
    """Nor what reversed it, though core cancels at a day that is open: who
    opens the till again would reverse it a second time"""
    closing = close(till, '190', date=days_ago(1), reason="Missing")
    assert closing.rec_name in refused(cancel_moves, closing.move)
    opened, = open_again(closing)
    for move in [opened.move, opened.cancel_move]:
        assert opened.rec_name in refused(cancel_moves, move)
    assert balance(practice.accounts['cash']) == 200
    assert balance(practice.accounts['expense']) == 0


def test_no_till_any_more(practice, till):
    "A draft of a method that was a till"
    Closing = Pool().get(CLOSING)
    draft = count(till, '200', date=days_ago(1))
    till.till = False
    till.save()
    assert till.rec_name in refused(Closing.close, [draft])
    assert reload(draft).state == 'draft'


def test_what_accounting_books(practice, till):
    "It is among the figures, so that they add up to the account"
    post(practice, TODAY, 'cash', 'bank', '30')
    post(practice, TODAY, 'expense', 'cash', '12')
    assert figures(count(till)) == [200, 0, 0, 0, 18]
    draft = post(practice, TODAY, 'cash', 'bank', '7', post=False)
    refused(close, till, '218', date=TODAY)
    Pool().get('account.move').delete([draft])
    closing = Pool().get(CLOSING).search([])
    Pool().get(CLOSING).delete(closing)
    close(till, '218')
    check_till(practice, till, TODAY)


def test_what_can_not_be_right(practice, till):
    "Nothing counted, less than none, no such note, no reason, no account"
    pool = Pool()
    Closing = pool.get(CLOSING)
    refused(close, till)
    refused(close, till, counts=[('100', None)])
    for unit, number in [('100', -1), ('3', 5), ('-20', 1), ('0.03', 1)]:
        with pytest.raises(UserError), savepoint():
            count(till, counts=[(unit, number)])
    for bulk in [Decimal(-1), Decimal('NaN'), Decimal('0.001')]:
        with pytest.raises(UserError), savepoint():
            count(till, bulk)
    message = refused(close, till, '190')
    assert "CHF190.00" in message and "CHF200.00" in message
    refused(close, till, '190', reason="  ")
    till.till_surplus_account = None
    till.save()
    refused(close, till, '210', reason="Found")
    with taken_back():
        close(till, '190', reason="Missing")
    # Once it is closed, nothing of it goes
    closing = close(till, counts=[('100', 2)])
    for records in [[closing], list(closing.counts)]:
        with pytest.raises(AccessError), savepoint():
            records[0].__class__.delete(records)
    assert Closing.search([('state', '=', 'closed')]) == [closing]


def test_empty_till_is_counted(practice):
    "Zero is a count, nothing is none"
    till = set_till(practice)
    for counts in [[('100', 0)], []]:
        closing = count(
            till, None if counts else '0', counts=counts)
        assert (closing.counted, closing.difference) == (0, 0)
        with taken_back():
            Pool().get(CLOSING).close([closing])
        Pool().get(CLOSING).delete([closing])


def test_account_of_a_till(practice):
    "One account, in the currency of the company, that waits for nothing"
    accounts = practice.accounts
    for values in [
            {'debit_account': accounts['transit'],
                'credit_account': accounts['transit']},
            {'credit_account': accounts['bank']},
            ]:
        with pytest.raises(TillError), savepoint():
            set_till(practice, 'card', **values)
    with pytest.raises(TillError), savepoint():
        set_till(practice, 'loss', deposit=None)
    bank = accounts['bank']
    bank.second_currency = practice.eur
    bank.save()
    with pytest.raises(TillError), savepoint():
        set_till(
            practice, 'cash', debit_account=bank, credit_account=bank)


def test_foreign_cash(practice, till):
    "At the value at which it was taken"
    invoice = create_invoice(practice, '100', currency=practice.eur)
    pay(practice, invoice, 'cash')
    closing = count(till, '125', counts=[('100', 2)])
    assert closing.taken == 125
    assert closing.currency == practice.currency
    assert closing.difference == 0


def test_two_methods_of_one_till(practice, till):
    other, = till.copy([till], {'name': "Second desk"})
    take(practice, '30', method=other)
    take(practice, '20')
    closing = close(other, '250')
    assert closing.taken == 50
    refused(close, till, '250')
    refused(take, practice, '5')


def test_two_companies(practice, till):
    "Neither closes the till of the other, nor is closed by it"
    Closing = Pool().get(CLOSING)
    mine = close(till, '200')
    with other_company() as other:
        theirs = set_till(other)
        with pytest.raises(UserError), savepoint():
            count(till, '200')
        closing = count(theirs, '0')
        assert closing.company == other.company
        Closing.close([closing])
    reception = create_user(
        practice, 'reception', 'medical_payment.group_payment')
    with as_user(reception):
        assert Closing.search([]) == [mine]
        with pytest.raises(AccessError):
            Closing.read([closing.id], ['date'])
        for call in [Closing.close, Closing.delete]:
            with pytest.raises(AccessError), savepoint():
                call([closing])
        with pytest.raises(UserError), savepoint():
            count(theirs, '0', date=days_ago(-1))


def test_rights(practice, till):
    "Who takes payments closes, who gives away opens again"
    Closing = Pool().get(CLOSING)
    users = {
        name: create_user(practice, name, f'medical_payment.{group}')
        for name, group in [
            ('reception', 'group_payment'), ('giver', 'group_give_away'),
            ('reader', 'group_payment_report'),
            ('bank', 'group_bank_reconciliation')]}
    with as_user(users['reception']):
        closing = count(till, counts=[('100', 1)], reason="Missing")
        Closing.write([closing], {
                'counts': [('write', [closing.counts[0].id], {'number': 3})]})
        Closing.close([closing])
        closing = reload(closing)
        assert closing.difference == 100
        assert closing.closed_by == users['reception']
        row = closing.counts[0].id
        for values in [
                {'reason': "Other"}, {'date': days_ago(1)}, {'bulk': 1},
                {'counts': [('write', [row], {'number': 1})]},
                {'counts': [('delete', [row])]},
                {'state': 'draft'}, {'move': None}]:
            with pytest.raises(UserError), savepoint():
                Closing.write([closing], values)
        for values in [
                {'state': 'closed'}, {'move': 1},
                {'closed_by': users['giver'].id}]:
            with pytest.raises(DoorError), savepoint():
                Closing.create([{
                            'method': till.id, 'date': days_ago(-2),
                            **values}])
        with pytest.raises(UserError), savepoint():
            Closing.open_again([closing])
    # By a script, a wizard or the queue, whose buttons are not asked
    with Transaction().set_user(users['reception'].id):
        with pytest.raises(PaymentAccessError), savepoint():
            Closing.open_again([closing])
    for name in ['reader', 'bank']:
        with as_user(users[name]):
            with pytest.raises(UserError), savepoint():
                Closing.open_again([closing])
            with pytest.raises(UserError), savepoint():
                count(till, '0', date=days_ago(-1))
    with as_user(users['giver']):
        opened, = open_again(closing)
        assert opened.cancelled_by == users['giver']


def test_form_shows_the_figures(practice, till):
    "While it is not saved; to nobody who may not see them"
    Closing = Pool().get(CLOSING)
    take(practice, '30')

    def form():
        values = Closing.default_get(
            ['company', 'method', 'date', 'counts'], with_rec_name=False)
        assert values['method'] == till.id
        assert len(values['counts']) == 13
        closing = Closing(
            company=values['company'], method=values['method'],
            date=values['date'], account=None, bulk=None, counts=[])
        closing.on_change_method()
        return closing
    closing = form()
    assert [getattr(closing, n) for n in [
                'opening', 'taken', 'paid_out', 'brought', 'other',
                'expected', 'difference']] == [200, 30, 0, 0, 0, 230, None]
    closing.bulk = Decimal('229.95')
    assert closing.on_change_with_difference() == Decimal('-0.05')
    closing.date = days_ago(30)
    closing.on_change_date()
    assert closing.expected == 0
    clerk = create_user(practice, 'clerk', 'account.group_account')
    with as_user(clerk):
        assert form().expected is None


def test_sheet(practice, till, monkeypatch):
    "In the language of the company: figures, count, difference, who"
    Lang = Pool().get('ir.lang')
    take(practice, '1034.50')
    draft = count(
        till, '4.50', counts=[('1000', 1), ('200', 1), ('50', 0)],
        reason="Change given wrongly")
    with pytest.raises(PaymentReportError):
        print_text(monkeypatch, 'report_till_sheet', draft)
    Pool().get(CLOSING).close([draft])
    lines = print_text(monkeypatch, 'report_till_sheet', reload(draft))
    text = '\n'.join(lines)
    for part in ["CHF1,034.50", "CHF1,234.50", "CHF1,204.50", "Reason: Change",
            "CHF4.50", "Closed By: Administrator", "Denomination"]:
        assert part in text, part
    assert any("30.00" in l for l in lines)
    assert lines.count("CHF200.00") == 3
    practice.company.party.lang, = Lang.search([('code', '=', 'fr')])
    practice.company.party.save()
    lines = print_text(monkeypatch, 'report_till_sheet', reload(draft))
    assert any("1 234,50" in l.replace('\xa0', ' ') for l in lines)
    open_again(reload(draft))
    with pytest.raises(PaymentReportError):
        print_text(monkeypatch, 'report_till_sheet', reload(draft))


def test_usual_method_is_a_till(practice):
    "And those that there were"
    from trytond_medical_payment.payment.till import name_tills
    Method = Pool().get('account.invoice.payment.method')
    accounts = practice.accounts
    methods = Method.create_usual(
        practice.company, practice.journal('cash'), cash=accounts['cash'],
        transit=accounts['transit'], loss=accounts['loss'],
        discount=accounts['discount'], difference=accounts['expense'])
    tills = [m for m in methods if m.till]
    assert [m.debit_account for m in tills] == [accounts['cash']]
    assert tills[0].till_shortage_account == accounts['expense']
    table = Method.__table__()
    cursor = Transaction().connection.cursor()
    cursor.execute(*table.update([table.till], [None]))
    name_tills(Method)
    cursor.execute(*table.select(table.id, where=table.till))
    assert [id_ for id_, in cursor] == [tills[0].id]


def test_D7_cash_brought_and_till(practice, till):
    "Brought on the 20th, on the statement on the 23rd: both agree each day"
    take(practice, '900', date=days_ago(6))
    brought, shown = days_ago(5), days_ago(2)
    Deposit = Pool().get('account.invoice.payment.deposit')
    close(till, '1100', date=days_ago(6))
    slip = Deposit.deposit_payments(till, brought, cash=Decimal(1000))
    for day in range(5, 2, -1):
        take(practice, '10', date=days_ago(day))
        close(till, str(100 + 10 * (6 - day)), date=days_ago(day))
        assert balance_at(practice.accounts['transit'], days_ago(day)) == 1000
    statement = create_statement(practice, [{
                'amount': '1000', 'number': 'V-3', 'date': shown,
                'description': "VERSEMENT"}])
    accept(match_of(statement.origins[0], (slip, '1000'), method=till.id))
    close(till, '130', date=shown)
    assert balance(practice.accounts['transit']) == 0
    for day in range(6, 1, -1):
        closing = check_till(practice, till, days_ago(day))
        assert closing.brought == (1000 if day == 5 else 0)


@pytest.mark.parametrize('seed', range(3))
def test_D7_days_in_a_row(practice, till, seed):
    "Whatever happens: closing, account and cash sheet agree on each day"
    random = Random(seed)
    Payment = Pool().get('account.invoice.payment')
    Deposit = Pool().get('account.invoice.payment.deposit')

    def amount():
        return Decimal(random.randrange(5, 20000, 5)) / 100

    def cancel(day):
        if payments := Payment.search([
                    ('state', '=', 'posted'), ('method', '=', till.id)]):
            Payment.cancel_payments(
                [random.choice(payments)], date=day, reason="Mistake")

    happens = [
        lambda day: take(practice, amount(), day),
        lambda day: take(practice, amount(), day),
        lambda day: take(practice, amount(), day, method='card'),
        lambda day: pay(
            practice, create_invoice(
                practice, -amount(), invoice_date=days_ago(30)),
            'cash', date=day),
        lambda day: pay_with_core(
            create_invoice(
                practice, '25', type='in', invoice_date=days_ago(30)),
            '25', till, date=day),
        lambda day: Deposit.deposit_payments(till, day, cash=amount()),
        lambda day: post(practice, day, 'cash', 'bank', amount()),
        cancel,
        ]
    closed = []
    for n in range(9, 0, -1):
        day = days_ago(n)
        for _ in range(random.randrange(4)):
            random.choice(happens)(day)
            run_tasks()
        if random.random() < 0.3:
            continue
        expected = count(till, date=day).expected
        Closing = Pool().get(CLOSING)
        Closing.delete(Closing.search([('state', '=', 'draft')]))
        counted = max(expected + random.choice([0, 0, -5, 2]), Decimal(0))
        close(till, counted, date=day, reason="By chance")
        closed.append(day)
    assert len(closed) > 2
    for day in closed:
        check_till(practice, till, day)
    last = Pool().get(CLOSING).search([('state', '=', 'closed')], limit=1)
    open_again(*last)
    take(practice, '10', closed[-1])
    expected = count(till, date=closed[-1]).expected
    draft, = Pool().get(CLOSING).search([('state', '=', 'draft')])
    Pool().get(CLOSING).write([draft], {
            'bulk': max(expected, Decimal(0)), 'reason': "Negative"})
    Pool().get(CLOSING).close([draft])
    for day in closed:
        check_till(practice, till, day)
