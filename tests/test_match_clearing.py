# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Matches beside the payments that account_payment_clearing clears."""
import pytest

from trytond.pool import Pool

from .match_tools import (
    REFERENCES, accept, invoices_of, matches, propose, states, undo)
from .tools import (
    balance, create_invoices, create_statement, reload, run_tasks)


@pytest.mark.modules('account_payment', 'account_payment_clearing')
def test_payment_clearing(practice):
    """A line that clears a payment and an accepted match in one statement.

    What is under way for an invoice does not hide that it is open.
    """
    pool = Pool()
    Line = pool.get('account.statement.line')
    Payment = pool.get('account.payment')
    Group = pool.get('account.payment.group')
    debited, invoice = create_invoices(
        practice, ['70', '100'],
        structured_reference=lambda i: REFERENCES[i])
    payments = Payment.create([
            _payment(practice, i) for i in [debited, invoice]])
    Payment.submit(payments)
    group = Group(
        company=practice.company, kind='receivable',
        journal=payments[0].journal)
    group.save()
    Payment.process(payments, lambda: group)
    statement = create_statement(practice, [
            {'amount': '70', 'description': "recouvrement direct"},
            {'amount': '100', 'camt_structured_reference': REFERENCES[1]}])
    first, second = statement.origins
    propose(statement)
    match = matches(second)[0]
    assert invoices_of(match) == [invoice]
    accept(match)
    assert states(invoice) == ['paid']

    line = Line(statement=statement, origin=first)
    line.on_change_origin()
    line.related_to = payments[0]
    line.party = debited.party
    line.account = practice.accounts['receivable']
    line.on_change_related_to()
    line.save()
    statement = reload(statement)
    statement.__class__.validate_statement([statement])
    run_tasks()
    assert states(payments[0], debited, invoice) == [
        'succeeded', 'paid', 'paid']

    undo(reload(match))
    assert states(debited, invoice) == ['paid', 'posted']
    accept(reload(match))
    statement.__class__.post([reload(statement)])
    run_tasks()
    assert states(statement, debited, invoice) == ['posted', 'paid', 'paid']
    assert balance(practice.accounts['bank']) == 170


def _payment(practice, invoice):
    pool = Pool()
    Journal = pool.get('account.payment.journal')
    journals = Journal.search([('name', '=', "Direct debit")])
    if not journals:
        journals = Journal.create([{
                    'name': "Direct debit",
                    'company': practice.company.id,
                    'currency': practice.currency.id,
                    'process_method': 'manual',
                    'clearing_account': practice.accounts['transit'].id,
                    'clearing_journal': practice.journal('cash').id,
                    }])
    line, = invoice.lines_to_pay
    return {
        'company': practice.company.id,
        'journal': journals[0].id,
        'kind': 'receivable',
        'party': invoice.party.id,
        'line': line.id,
        'amount': invoice.total_amount,
        'date': practice.today,
        }
