# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A till to count and to close, for tests."""
import datetime as dt
from decimal import Decimal

from trytond.pool import Pool

from .deposit_tools import set_slip
from .report_tools import SHEET, rows_of, total
from .tools import TODAY, reload

CLOSING = 'account.invoice.payment.till_closing'
FIGURES = ['opening', 'taken', 'paid_out', 'brought', 'other']


def set_till(practice, name='cash', **values):
    "Let the method have a till, and bring its cash to the bank by slips"
    accounts = practice.accounts
    return set_slip(practice, name, **{
            'deposit_account': accounts['transit'],
            'till': True,
            'till_shortage_account': accounts['expense'],
            'till_surplus_account': accounts['revenue'],
            **values})


def count(method, counted=None, date=None, counts=(), reason=None):
    "Return a draft, counted in sum or by pairs of denomination and number"
    pool = Pool()
    Closing = pool.get(CLOSING)
    closing, = Closing.create([{
                'method': method.id,
                'date': date or TODAY,
                'bulk': None if counted is None else Decimal(counted),
                'counts': [('create', [{
                                'denomination': Decimal(unit),
                                'number': number,
                                } for unit, number in counts])],
                'reason': reason,
                }])
    return closing


def close(*args, **kwargs):
    closing = count(*args, **kwargs)
    closing.__class__.close([closing])
    return reload(closing)


def open_again(*closings):
    Pool().get(CLOSING).open_again(list(closings))
    return [reload(c) for c in closings]


def figures(closing):
    return [getattr(closing, name) for name in FIGURES]


def post(practice, date, debit, credit, amount, post=True):
    "What accounting books by hand"
    pool = Pool()
    Line = pool.get('account.move.line')
    Move = pool.get('account.move')
    move = Move(
        company=practice.company, date=date, journal=practice.journal('cash'),
        lines=[
            Line(account=practice.accounts[debit], debit=Decimal(amount),
                credit=Decimal(0)),
            Line(account=practice.accounts[credit], debit=Decimal(0),
                credit=Decimal(amount))])
    move.save()
    if post:
        Move.post([move])
    return move


def check_till(practice, method, day):
    "Closing, account and cash sheet of a closed day agree"
    Closing = Pool().get(CLOSING)
    account = method.debit_account
    closing, = Closing.search([
            ('state', '=', 'closed'), ('date', '=', day),
            ('account', '=', account.id)])
    before = Closing.search([
            ('state', '=', 'closed'), ('date', '<', day),
            ('account', '=', account.id)],
        order=[('date', 'DESC')], limit=1)
    opening, taken, paid_out, brought, other = figures(closing)
    assert account.company.currency == closing.currency
    assert closing.expected == opening + taken - paid_out - brought + other
    assert closing.counted == closing.expected + closing.difference
    assert closing.counted == balance_at(account, day)
    if before:
        assert closing.since == before[0].date
        assert opening == before[0].counted
    sheet = rows_of(
        practice, SHEET, to_date=day,
        **({'from_date': next_day(closing.since)} if closing.since
            else {'from_date': day}))
    assert total(r for r in sheet if r.method == method) == taken - paid_out
    return closing


def next_day(day):
    return day + dt.timedelta(days=1)


def balance_at(account, day):
    "The balance of the account at the end of the day"
    Line = Pool().get('account.move.line')
    lines = Line.search([('account', '=', account.id), ('date', '<=', day)])
    return sum((l.debit - l.credit for l in lines), Decimal(0))
