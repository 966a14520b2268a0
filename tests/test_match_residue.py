# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is closed without being paid when a proposal is accepted."""
from decimal import Decimal

import pytest

from trytond_medical_payment.exceptions import MatchAcceptError

from .match_tools import accept, match_of, set_residue_method, states, undo
from .tools import (
    balance, create_invoice, create_invoices, create_statement, reload)


def test_A6_residue(practice):
    set_residue_method(practice)
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '99.95'}])
    match = match_of(statement.origins[0], (invoice, '99.95'))
    line, = match.lines
    line.residue = Decimal('0.05')
    line.save()

    accept(reload(match))
    assert states(invoice) == ['paid']
    assert balance(practice.accounts['discount']) == Decimal('0.05')

    undo(reload(match))
    assert states(invoice) == ['posted']
    assert reload(invoice).amount_to_pay == 100
    assert balance(practice.accounts['discount']) == 0


def test_A6_residue_too_much(practice):
    set_residue_method(practice)
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '100.05'}])
    match = match_of(
        statement.origins[0], (invoice, '100'), close_remainder=True)

    accept(match)
    assert states(invoice) == ['paid']
    assert reload(statement.origins[0]).pending_amount == 0
    assert balance(practice.accounts['discount']) == Decimal('-0.05')

    undo(reload(match))
    assert states(invoice) == ['posted']
    assert balance(practice.accounts['discount']) == 0


def test_A6_without_method(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '100.05'}])
    with pytest.raises(MatchAcceptError, match="method for residues"):
        accept(match_of(
                statement.origins[0], (invoice, '100'),
                close_remainder=True))


@pytest.mark.parametrize('name', ['discount', 'loss'])
def test_M4_shortfall_closed_by_hand(practice, name):
    "One of the invoices of an insurer is short by 12.50"
    invoices = create_invoices(practice, ['100', '100'])
    statement = create_statement(practice, [{'amount': '187.50'}])
    match = match_of(
        statement.origins[0], (invoices[0], '100'), (invoices[1], '87.50'))
    whole, short = match.lines
    assert (whole.left, short.left) == (0, Decimal('12.50'))
    short.residue = Decimal('12.50')
    short.residue_method = practice.method(name)
    assert short.on_change_with_left() == 0
    short.save()

    accept(reload(match))
    assert states(*invoices) == ['paid', 'paid']
    assert balance(practice.accounts[name]) == Decimal('12.50')
    undo(reload(match))
    assert states(*invoices) == ['posted', 'posted']
    assert balance(practice.accounts[name]) == 0


def test_residue_more_than_open(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '90'}])
    match = match_of(statement.origins[0], (invoice, '90'))
    line, = match.lines
    line.residue = Decimal('10.01')
    line.residue_method = practice.method('loss')
    line.save()
    with pytest.raises(MatchAcceptError, match="still open"):
        accept(reload(match))
    assert states(invoice) == ['posted']
