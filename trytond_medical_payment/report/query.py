# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the queries of the reports on payments have in common."""
from collections import namedtuple

from sql import Literal
from sql.aggregate import Min

from trytond.pool import Pool
from trytond.transaction import Transaction

# The tables of payments, the joins of them, and what the sign of their line
# is multiplied with
Settled = namedtuple('Settled', 'payment line move method invoice joins sign')


def settled_tables(reversal):
    """Return the tables of what was settled: with the move that settles, or
    with the one that cancels.

    Method and invoice may be missing."""
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.move.line').__table__()
    method = pool.get('account.invoice.payment.method').__table__()
    move = pool.get('account.move').__table__()
    payment = pool.get('account.invoice.payment').__table__()
    move_id = payment.cancel_move if reversal else line.move
    joins = (payment
        .join(line, condition=payment.line == line.id)
        .join(move, condition=move_id == move.id)
        .join(method, 'LEFT', condition=payment.method == method.id)
        .join(invoice, 'LEFT', condition=payment.invoice == invoice.id))
    return Settled(
        payment, line, move, method, invoice, joins, -1 if reversal else 1)


def settled_columns(tables, reversal):
    "Return the columns that tell which payment it is, and of which move"
    payment, move = tables.payment, tables.move
    return [
        payment.id.as_('payment'),
        payment.company.as_('company'),
        move.date.as_('date'),
        payment.number.as_('number'),
        payment.invoice.as_('invoice'),
        payment.method.as_('method'),
        Literal(reversal).as_('reversal'),
        move.id.as_('move'),
        move.state.as_('move_state'),
        ]


def first_of_moves():
    "Return the query of the first payment of each move"
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    payment = pool.get('account.invoice.payment').__table__()
    return (payment
        .join(line, condition=payment.line == line.id)
        .select(
            line.move.as_('move'), Min(payment.id).as_('id'),
            group_by=[line.move]))


def within_context(query):
    """Return the clause that keeps the rows of the company, of the dates and
    of the state of moves that the context asks for"""
    context = Transaction().context
    where = query.company == context.get('company', -1)
    if from_date := context.get('from_date'):
        where &= query.date >= from_date
    if to_date := context.get('to_date'):
        where &= query.date <= to_date
    if context.get('posted'):
        where &= query.move_state == 'posted'
    return where


def company_digits():
    "Return the digits of the currency of the company of the context"
    Company = Pool().get('company.company')
    company = Transaction().context.get('company')
    if company is not None and company >= 0:
        return Company(company).currency.digits
    return 2
