# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What should be in a till, read from the posted moves of its account."""
from collections import defaultdict, namedtuple
from decimal import Decimal

from sql import Literal
from sql.aggregate import Sum
from sql.conditionals import Case, Coalesce
from sql.operators import Exists, Like

from trytond.model import fields
from trytond.pool import Pool
from trytond.transaction import Transaction

DEPOSIT = 'account.invoice.payment.deposit'
CLOSING = 'account.invoice.payment.till_closing'
in_ = fields.SQL_OPERATORS['in']

# Since is the day before which nothing counts but the opening; expected is
# the balance of the account at the end of the day
Figures = namedtuple(
    'Figures', 'since opening taken paid_out brought other expected')
NO_FIGURES = Figures(*[None] * len(Figures._fields))


def read_figures(tills):
    """Return the figures of the tills, pairs of the account and the day.

    They are in the currency of the company, and since the closing before.
    Where no account is valid at the day, there are none."""
    valid = [(account, day) for account, day in tills if account]
    closed = _closed_days([account for account, _ in valid])
    rows = _read_rows(valid)
    return [
        _add_up(
            rows[account.id], day, account.company.currency,
            max((d for d in closed[account.id] if d < day), default=None))
        if account else NO_FIGURES
        for account, day in tills]


def _closed_days(accounts):
    "Return by the id of the account the days that are closed"
    closing = Pool().get(CLOSING).__table__()
    result = defaultdict(list)
    if accounts:
        cursor = Transaction().connection.cursor()
        cursor.execute(*closing.select(
                closing.account, closing.date,
                where=(closing.state == 'closed')
                & in_(closing.account, [a.id for a in accounts])))
        for account, date in cursor:
            result[account].append(date)
    return result


def _add_up(rows, day, currency, since):
    amounts = defaultdict(Decimal)
    for date, kind, debit, credit in rows:
        if date > day:
            continue
        amounts['expected'] += debit - credit
        if date < day if since is None else date <= since:
            amounts['opening'] += debit - credit
        elif kind == 'payment':
            amounts['taken'] += debit
            amounts['paid_out'] += credit
        elif kind == 'deposit':
            amounts['brought'] += credit - debit
        else:
            amounts['other'] += debit - credit
    return Figures(since, *(
            currency.round(amounts[name]) for name in Figures._fields[1:]))


def _read_rows(tills):
    """Return by the id of the account the sums by day and kind: date, kind,
    debit, credit"""
    result = defaultdict(list)
    if not tills:
        return result
    rows = _lines_query(
        [account.id for account, _ in tills], max(day for _, day in tills))
    cursor = Transaction().connection.cursor()
    cursor.execute(*rows.select(
            rows.account, rows.date, rows.kind,
            Sum(Case((rows.balance > 0, rows.balance), else_=0)),
            Sum(Case((rows.balance < 0, -rows.balance), else_=0)),
            group_by=[rows.account, rows.date, rows.kind]))
    for account, date, kind, debit, credit in cursor:
        result[account].append(
            (date, kind, Decimal(str(debit)), Decimal(str(credit))))
    return result


def _lines_query(accounts, day):
    pool = Pool()
    Move = pool.get('account.move')
    line = pool.get('account.move.line').__table__()
    move = Move.__table__()
    reversed_ = Move.__table__()
    # A move that cancels another one is of the same kind
    origin = Coalesce(reversed_.origin, move.origin)
    return (line
        .join(move, condition=line.move == move.id)
        .join(reversed_, 'LEFT', condition=(
                Like(move.origin, f'{Move.__name__},%')
                & (Move.origin.sql_id(move.origin, Move) == reversed_.id)))
        .select(
            line.account.as_('account'),
            move.date.as_('date'),
            Case(
                (Like(origin, f'{DEPOSIT},%'), 'deposit'),
                (_of_payment(move), 'payment'),
                else_='other').as_('kind'),
            (line.debit - line.credit).as_('balance'),
            where=in_(line.account, accounts)
            & (move.state == 'posted')
            & (move.date <= day)))


def _of_payment(move):
    Payment = Pool().get('account.invoice.payment')
    paid, cancelled = Payment.__table__(), Payment.__table__()
    return (
        Exists(paid.select(Literal(1), where=paid.move == move.id))
        | Exists(cancelled.select(
                Literal(1), where=cancelled.cancel_move == move.id)))
