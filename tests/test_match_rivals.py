# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Proposals that want the same money, and those accepted together."""
import pytest

from trytond.pool import Pool
from trytond_medical_payment.exceptions import MatchAcceptError

from .match_tools import (
    accept, match_of, record_payment, states, with_transaction)
from .tools import create_invoice, create_invoices, create_statement, reload


@pytest.fixture
def case(practice):
    return with_transaction(practice)


def test_S1_rivals_of_the_transaction(case):
    invoice = create_invoice(case, '100')
    match = match_of(case.origin, (case.invoice, '100'))
    rival = match_of(case.origin, (invoice, '100'))
    accept(match)
    assert states(rival, invoice) == ['withdrawn', 'posted']


def test_S1_rivals_for_the_invoice(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(
        practice, [{'amount': '100'}, {'amount': '100'}])
    one, two = (match_of(o, (invoice, '100')) for o in statement.origins)
    accept(one)
    assert states(two) == ['withdrawn']


def test_S1_rivals_for_the_payment(practice):
    "And none of those that want another one, or an invoice"
    first, second = (
        record_payment(practice, invoice)
        for invoice in create_invoices(practice, ['100', '100']))
    invoice = create_invoice(practice, '30')
    statement = create_statement(practice, [
            {'amount': a} for a in ['100', '100', '100', '100', '30']])
    one, two, three, four, five = statement.origins
    one = match_of(one, (first, '100'))
    rivals = [
        match_of(two, (first, '100')),
        match_of(three, (first, '100'), by_hand=True)]
    others = [
        match_of(four, (second, '100')), match_of(five, (invoice, '30'))]
    accept(one)
    assert states(*rivals) == ['withdrawn', 'withdrawn']
    assert states(*others) == ['proposed', 'proposed']


def test_S1_rivals_by_hand(practice):
    "What a user made is withdrawn only when its money is gone"
    invoices = create_invoices(practice, ['100', '50'])
    statement = create_statement(
        practice, [{'amount': a} for a in ['60', '60', '30']])
    one, two, three = statement.origins
    one = match_of(one, (invoices[0], '60'))
    two = match_of(two, (invoices[0], '60'), by_hand=True)
    three = match_of(three, (invoices[0], '30'), by_hand=True)
    accept(one)
    assert states(two, three) == ['withdrawn', 'proposed']


def test_S1_both_at_once(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(
        practice, [{'amount': '100'}, {'amount': '100'}])
    with pytest.raises(MatchAcceptError, match="still open"):
        accept(*(match_of(o, (invoice, '100')) for o in statement.origins))


def test_accept_sure(practice):
    Statement = Pool().get('account.statement')
    invoices = create_invoices(practice, ['10', '20', '30', '40'])
    statement = create_statement(
        practice, [{'amount': i.total_amount} for i in invoices])
    matches = [
        match_of(o, (i, o.amount), **values)
        for o, i, values in zip(statement.origins, invoices, [
                {}, {}, {'confidence': 'likely'},
                {'confidence': 'sure', 'promised': False}])]
    Statement.accept_sure([statement])
    assert states(*matches) == [
        'accepted', 'accepted', 'proposed', 'proposed']
    assert states(*invoices) == ['paid', 'paid', 'posted', 'posted']


def test_accept_sure_skips_what_changed(practice):
    Statement = Pool().get('account.statement')
    invoices = create_invoices(practice, ['10', '20'])
    statement = create_statement(
        practice, [{'amount': i.total_amount} for i in invoices])
    matches = [
        match_of(o, (i, o.amount))
        for o, i in zip(statement.origins, invoices)]
    record_payment(practice, invoices[0], method='cash')
    Statement.accept_sure([statement])
    assert states(*matches) == ['withdrawn', 'accepted']
    assert reload(statement.origins[0]).pending_amount == 10
