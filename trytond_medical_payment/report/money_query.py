# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Money that came in or went out, as a query: a row a payment or reversal."""
from sql import Null, Union
from sql.conditionals import Case, Coalesce
from sql.functions import Round
from sql.operators import Exists

from trytond.pool import Pool

from .query import (
    company_digits, first_of_moves, settled_columns, settled_tables)


def receipts_query():
    """Return the query of what customers paid, and of what was reversed.

    Losses, discounts and uses of credits are no money. Amounts come from the
    lines of the moves, in the currency of the company."""
    return Union(
        *(_select_settled(reversal, ['out']) for reversal in [False, True]),
        all_=True)


def money_query():
    """Return the query of what customers paid and of what was paid to
    suppliers, with the type of their invoice"""
    return Union(
        *(_select_settled(reversal, ['out', 'in'])
            for reversal in [False, True]),
        *(_select_overpaid(reversal) for reversal in [False, True]),
        all_=True)


def _select_settled(reversal, types):
    tables = settled_tables(reversal)
    return _select(
        tables, tables.joins, tables.line, reversal,
        where=_is_money(tables, types))


def _select_overpaid(reversal):
    """Select what suppliers were paid too much: core's wizard leaves it on a
    line of its own, of which there is no record"""
    pool = Pool()
    Payment = pool.get('account.invoice.payment')
    other = pool.get('account.move.line').__table__()
    tables = settled_tables(reversal)
    line, payment = tables.line, tables.payment
    recorded = Payment.__table__()
    first = first_of_moves()
    joins = (tables.joins
        .join(first, condition=first.id == payment.id)
        .join(other, condition=(other.move == line.move)
            & (other.account == line.account)))
    where = (
        _is_money(tables, ['in'])
        & (payment.statement_line == Null)
        & ~Exists(recorded.select(
                recorded.id, where=recorded.line == other.id)))
    return _select(tables, joins, other, reversal, where, offset=2)


def _is_money(tables, types):
    return (
        (tables.payment.credit == Null)
        & (Coalesce(tables.method.kind, 'payment') == 'payment')
        & Coalesce(tables.invoice.type, 'out').in_(types))


def _select(tables, joins, line, reversal, where, offset=0):
    payment, move = tables.payment, tables.move
    if reversal:
        description = payment.cancel_reason
    else:
        description = payment.reference
        where &= (
            (payment.state == 'posted')
            | (payment.cancel_move != Null)
            | ((payment.state == 'cancelled') & _still_there(payment, move)))
    balance = (line.credit - line.debit) * tables.sign
    return joins.select(
        (payment.id * 4 + int(reversal) + offset).as_('id'),
        *settled_columns(tables, reversal),
        payment.party.as_('party'),
        Coalesce(tables.invoice.type, 'out').as_('type'),
        Case((payment.method == Null, move.journal), else_=Null).as_(
            'journal'),
        description.as_('description'),
        Round(balance, company_digits()).as_('amount'),
        line.second_currency.as_('second_currency'),
        (line.amount_second_currency * -tables.sign).as_(
            'amount_second_currency'),
        where=where)


def _still_there(payment, move):
    """Return the clause of the cancelled payments whose money was neither
    given back nor is shown by the payment on account they became"""
    Payment = Pool().get('account.invoice.payment')
    later = Payment.__table__()
    return (move.state == 'posted') & ~Exists(
        later.select(later.id,
            where=(later.line == payment.line)
            & (later.credit == Null)
            & (later.id > payment.id)))
