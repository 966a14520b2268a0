# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Payouts in the accounts: taxes of the commission, currencies, companies."""
from decimal import Decimal

import pytest

from trytond.pool import Pool

from .core_tools import set_rate
from .deposit_tools import on, payments, set_payout, transit
from .match_tools import accept, matches, propose, record_payment, undo
from .payment_tools import check_invariants
from .rights_tools import other_company
from .test_deposit_orders import ACQUIRER, learn
from .tools import balance, create_invoice, create_statement, days_ago, reload


def accept_payout(practice, amount, **values):
    statement = create_statement(
        practice, [{'amount': amount, **ACQUIRER}], **values)
    propose(statement)
    match, = matches(statement.origins[0])
    assert match.confidence == 'sure'
    accept(match)
    return reload(match)


def taxed():
    "Type and amount of the taxes of what is no invoice"
    TaxLine = Pool().get('account.tax.line')
    return sorted(
        (l.type, l.amount) for l in TaxLine.search([
                ('move_line.move.origin', 'like', 'account.statement,%')]))


@pytest.mark.parametrize('commission, net, tax', [
        ('5.53', '5.13', '0.40'), ('0.04', '0.04', '0')])
def test_tax_of_the_commission(practice, commission, net, tax):
    "Included in what was kept; gone when the payout is undone"
    account = practice.accounts['discount']
    account.taxes = [practice.tax]
    account.save()
    method = set_payout(practice)
    learn(practice, method)
    gross = Decimal('425') if commission == '5.53' else Decimal('3')
    on(days_ago(3), *payments(practice, [gross]))
    before = balance(practice.tax.invoice_account)
    match = accept_payout(practice, gross - Decimal(commission))
    assert match.commission == Decimal(commission)
    assert balance(account) == Decimal(net)
    assert balance(practice.tax.invoice_account) - before == Decimal(tax)
    assert taxed() == [('base', Decimal(net))] + (
        [('tax', Decimal(tax))] if Decimal(tax) else [])
    assert transit(practice) == 0
    check_invariants(practice)
    undo(match)
    assert not taxed()
    assert balance(account) == 0
    assert transit(practice) == gross


def test_commission_without_tax(practice):
    learn(practice, set_payout(practice))
    on(days_ago(3), *payments(practice, ['425']))
    accept_payout(practice, '419.47')
    assert not taxed()


def euro_journal(practice):
    pool = Pool()
    Journal = pool.get('account.statement.journal')
    journal, = Journal.copy([practice.amount_journal], {
            'name': "Bank EUR", 'currency': practice.eur.id,
            'bank_account': None})
    return journal


@pytest.mark.parametrize('amount, commission', [
        ('300', '0'), ('296.10', '3.90')])
def test_payout_in_another_currency(practice, amount, commission):
    """Taken at 1.25, paid out at 1.30: transit is clear in both currencies,
    the difference is of exchange, the commission an expense at its day"""
    set_rate(practice, days_ago(1), '1.30')
    learn(practice, set_payout(practice))
    paid = [
        record_payment(practice, create_invoice(
                practice, euros, currency=practice.eur,
                invoice_date=days_ago(5)))
        for euros in ['100', '200']]
    Payment = Pool().get('account.invoice.payment')
    Payment.write(paid, {'date': days_ago(3)})
    set_rate(practice, days_ago(0), '1.40')
    gained = balance(practice.accounts['exchange'])
    booked = transit(practice)
    match = accept_payout(practice, amount, journal=euro_journal(practice))
    assert transit(practice) == 0
    assert not sum(
        l.amount_second_currency or 0
        for l in Pool().get('account.move.line').search([
                ('account', '=', practice.accounts['transit'].id)]))
    assert reload(paid[0]).deposit.currency == practice.eur
    assert reload(paid[0]).deposit.net == Decimal(amount)
    assert balance(practice.accounts['bank']) == (
        Decimal(amount) * Decimal('1.40'))
    assert balance(practice.accounts['discount']) == (
        Decimal(commission) * Decimal('1.40'))
    assert gained - balance(practice.accounts['exchange']) == 420 - booked
    check_invariants(practice)
    statement = match.statement
    statement.__class__.validate_statement([statement])
    statement.__class__.post([reload(statement)])
    check_invariants(practice)


def test_payout_in_another_currency_undone(practice):
    "The difference goes with it"
    set_rate(practice, days_ago(1), '1.30')
    learn(practice, set_payout(practice))
    paid = record_payment(practice, create_invoice(
            practice, '100', currency=practice.eur,
            invoice_date=days_ago(5)))
    on(days_ago(3), paid)
    before = transit(practice), balance(practice.accounts['exchange'])
    set_rate(practice, days_ago(0), '1.40')
    undo(accept_payout(practice, '100', journal=euro_journal(practice)))
    assert (transit(practice), balance(practice.accounts['exchange'])) == (
        before)
    check_invariants(practice)


def test_each_company_has_its_payouts(practice):
    "An acquirer that is known to both, days of the same sum"
    learn(practice, set_payout(practice))
    mine = payments(practice, ['100', '85'])
    on(days_ago(3), *mine)
    with other_company() as other:
        method = other.method('card')
        method.deposit = 'payout'
        method.save()
        learn(other, method)
        theirs = payments(other, ['100', '85'])
        on(days_ago(3), *theirs)
    match = accept_payout(practice, '185')
    assert {l.payment for l in match.lines} == set(mine)
    assert not any(reload(p).deposit for p in theirs)
    assert reload(mine[0]).deposit.company == practice.company
