# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What was given away, as a query: one row a loss, discount or reversal."""
from sql import Literal, Null, Union
from sql.aggregate import Sum
from sql.conditionals import Case, Coalesce
from sql.functions import Round
from sql.operators import Exists

from trytond.model import fields
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..payment.kind import GIVEN_AWAY
from .query import (
    company_digits, first_of_moves, settled_columns, settled_tables)


def given_away_query():
    """Return the query of the losses and discounts of customers, of what was
    reversed of them, and of what was written off without a record.

    Amounts come from the lines of the moves and taxes from their tax lines,
    in the currency of the company."""
    return Union(
        _select_given(reversal=False),
        _select_given(reversal=True),
        _select_written_off(),
        all_=True)


def _select_given(reversal):
    tables = settled_tables(reversal)
    payment, line, invoice = tables.payment, tables.line, tables.invoice
    kind = tables.method.kind
    tax = _select_taxes()
    # Several payees share a move and its taxes
    first = first_of_moves()

    where = (
        fields.SQL_OPERATORS['in'](kind, GIVEN_AWAY)
        & (invoice.type == 'out'))
    if not reversal:
        where &= (payment.state == 'posted') | (payment.cancel_move != Null)
    digits = company_digits()
    amount = (line.credit - line.debit) * tables.sign
    taxed = Case((first.id == payment.id, Coalesce(tax.amount, 0)), else_=0)
    return (tables.joins
        .join(first, condition=first.move == line.move)
        .join(tax, 'LEFT', condition=tax.move == tables.move.id)
        .select(
            (payment.id * 3 + int(reversal)).as_('id'),
            *settled_columns(tables, reversal),
            payment.document_number.as_('document_number'),
            invoice.party.as_('party'),
            kind.as_('kind'),
            payment.reason_category.as_('reason_category'),
            payment.reason.as_('reason'),
            Round(amount, digits).as_('amount'),
            Round(taxed, digits).as_('tax'),
            Round(amount - taxed, digits).as_('net'),
            where=where))


def _select_taxes():
    "Return the query of the taxes that moves take back"
    pool = Pool()
    Line = pool.get('account.move.line')
    TaxLine = pool.get('account.tax.line')
    line = Line.__table__()
    tax_line = TaxLine.__table__()
    return (line
        .join(tax_line, condition=tax_line.move_line == line.id)
        .select(
            line.move.as_('move'), (-Sum(tax_line.amount)).as_('amount'),
            where=tax_line.type == 'tax',
            group_by=[line.move]))


def _select_written_off():
    "Return the query of what core's write-offs took off receivables"
    pool = Pool()
    Account = pool.get('account.account')
    AccountType = pool.get('account.account.type')
    Journal = pool.get('account.journal')
    Line = pool.get('account.move.line')
    Move = pool.get('account.move')
    Payment = pool.get('account.invoice.payment')
    GivenAway = pool.get('account.invoice.payment.given_away')
    account = Account.__table__()
    type_ = AccountType.__table__()
    journal = Journal.__table__()
    line = Line.__table__()
    move = Move.__table__()

    def recorded(name):
        # One by one, for their indexes
        payment = Payment.__table__()
        return Exists(payment.select(
                payment.id, where=getattr(payment, name) == move.id))

    amount = Round(line.credit - line.debit, company_digits())

    def empty(name):
        return GivenAway._fields[name].sql_cast(Literal(None)).as_(name)
    return (line
        .join(move, condition=line.move == move.id)
        .join(journal, condition=move.journal == journal.id)
        .join(account, condition=line.account == account.id)
        .join(type_, condition=account.type == type_.id)
        .select(
            (line.id * 3 + 2).as_('id'),
            empty('payment'),
            move.company.as_('company'),
            move.date.as_('date'),
            move.number.as_('number'),
            empty('invoice'),
            empty('method'),
            Literal(False).as_('reversal'),
            move.id.as_('move'),
            move.state.as_('move_state'),
            empty('document_number'),
            line.party.as_('party'),
            Literal('loss').as_('kind'),
            empty('reason_category'),
            Coalesce(line.description, move.description).as_('reason'),
            amount.as_('amount'),
            Round(Literal(0), company_digits()).as_('tax'),
            amount.as_('net'),
            where=(journal.type == 'write-off')
            & (type_.receivable == Literal(True))
            & ~recorded('move')
            & ~recorded('cancel_move')
            & ~_is_exchange(move)))


def _is_exchange(move):
    "Return the clause of the moves of exchange differences"
    pool = Pool()
    Configuration = pool.get('account.configuration')
    Line = pool.get('account.move.line')
    company = Transaction().context.get('company')
    configuration = Configuration(1)
    accounts = [
        configuration.get_multivalue(name, company=company)
        for name in [
            'currency_exchange_debit_account',
            'currency_exchange_credit_account']]
    line = Line.__table__()
    return Exists(line.select(line.id,
            where=(line.move == move.id)
            & fields.SQL_OPERATORS['in'](
                line.account, [a.id for a in accounts if a])))
