# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What was settled before the module was there."""
from sql import Literal, Null
from sql.aggregate import Max, Min
from sql.conditionals import Case, Coalesce
from sql.functions import CurrentTimestamp, Substring
from sql.operators import Exists, Like

from trytond import backend
from trytond.pool import Pool
from trytond.transaction import Transaction

# How the module called the usual methods so far
PAYOUTS = ["Card", "Carte", "TWINT"]
CASH = ["Cash", "Espèces"]


class MigrateMixin:
    __slots__ = ()

    @classmethod
    def __register__(cls, module):
        # The handler of the table would create it
        is_new = not backend.TableHandler.table_exist(cls._table)
        super().__register__(module)
        if is_new:
            cls._fill_from_invoices()
            cls._name_methods()

    @classmethod
    def _fill_from_invoices(cls):
        "Record the payments that invoices had before the module"
        pool = Pool()
        Company = pool.get('company.company')
        Invoice = pool.get('account.invoice')
        Line = pool.get('account.move.line')
        Link = pool.get('account.invoice-account.move.line')
        Move = pool.get('account.move')
        cursor = Transaction().connection.cursor()
        payment = cls.__table__()
        company = Company.__table__()
        invoice = Invoice.__table__()
        line = Line.__table__()
        link = Link.__table__()
        move = Move.__table__()
        invoice_move = Invoice.__table__()

        balance = Case(
            (line.second_currency == invoice.currency,
                -line.amount_second_currency),
            else_=line.credit - line.debit)
        prefix = 'account.statement.line,'
        statement_line = cls.statement_line.sql_cast(
            Substring(line.origin, len(prefix) + 1))
        query = (link
            .join(invoice, condition=link.invoice == invoice.id)
            .join(company, condition=invoice.company == company.id)
            .join(line, condition=link.line == line.id)
            .join(move, condition=line.move == move.id)
            .select(
                Literal(0), CurrentTimestamp(),
                invoice.company, invoice.id,
                Coalesce(line.party, invoice.party), move.date,
                Case((invoice.type == 'in', -balance), else_=balance),
                invoice.currency, Literal('posted'), move.id, line.id,
                Case((Like(line.origin, prefix + '%'), statement_line),
                    else_=Null),
                # A credit note that was put there is no payment
                where=~line.move.in_(invoice_move.select(
                        invoice_move.move,
                        where=invoice_move.move != Null))))
        cursor.execute(*payment.insert([
                    payment.create_uid, payment.create_date,
                    payment.company, payment.invoice,
                    payment.party, payment.date,
                    payment.amount,
                    payment.currency, payment.state, payment.move,
                    payment.line, payment.statement_line], query))

    @classmethod
    def _name_methods(cls):
        """Give the payments that still wait for the bank the method that
        booked them, where only one of their journal has the account"""
        pool = Pool()
        Method = pool.get('account.invoice.payment.method')
        cursor = Transaction().connection.cursor()
        payment = cls.__table__()
        account = pool.get('account.account').__table__()
        line = pool.get('account.move.line').__table__()
        move = pool.get('account.move').__table__()
        method = Method.__table__()
        query = (line
            .join(move, condition=line.move == move.id)
            .join(account, condition=(line.account == account.id)
                & account.reconcile)
            .join(method, condition=(method.company == move.company)
                & (method.journal == move.journal)
                & (method.debit_account == line.account))
            .select(
                Min(method.id),
                where=(line.move == payment.move)
                & (line.reconciliation == Null)
                & (line.debit > 0),
                group_by=[line.move],
                having=Min(method.id) == Max(method.id)))
        cursor.execute(*payment.update(
                [payment.method], [query], where=payment.method == Null))


def name_lumps(Method):
    """Let the methods that the module made before tell how their money
    reaches the bank; only accounts where it waits have any to gather"""
    cursor = Transaction().connection.cursor()
    method = Method.__table__()
    other = Method.__table__()
    account = Pool().get('account.account').__table__()

    def waits(table):
        return table.debit_account.in_(
            account.select(account.id, where=account.reconcile))
    cursor.execute(*method.update(
            [method.deposit], ['payout'],
            where=method.name.in_(PAYOUTS) & waits(method)))
    transit = other.select(
        Min(other.debit_account),
        where=(other.company == method.company)
        & (other.deposit == 'payout'))
    cursor.execute(*method.update(
            [method.deposit, method.deposit_account], ['slip', transit],
            where=method.name.in_(CASH) & ~waits(method) & Exists(
                other.select(
                    other.id,
                    where=(other.company == method.company)
                    & (other.deposit == 'payout')))))
