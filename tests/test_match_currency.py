# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Invoices in another currency than that of the account at the bank."""
from decimal import Decimal

import pytest

from .match_tools import (
    REFERENCES, accept, configure, matches, propose, statement_of, states,
    undo)
from .tools import balance, create_invoice, reload

CENTS = Decimal('0.05')


def test_second_currency(practice):
    "An invoice in euros, the bank in francs tells both amounts"
    invoice = create_invoice(
        practice, '100', currency=practice.eur,
        structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '125', 'second_currency': practice.eur,
            'amount_second_currency': Decimal(100),
            'camt_structured_reference': REFERENCES[0]})
    propose(statement)
    match = matches(statement.origins[0])[0]
    line, = match.lines
    assert (line.amount, line.amount_second_currency) == (125, 100)
    accept(match)
    assert states(invoice) == ['paid']
    assert reload(statement.origins[0]).pending_amount == 0


@pytest.fixture
def short(practice):
    "A proposal that closes 0.05 EUR of an invoice, by 124.94 CHF"
    configure(
        practice, match_tolerance=CENTS,
        match_residue_method=practice.method('discount'))
    practice.invoice = create_invoice(
        practice, '100', currency=practice.eur,
        structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '124.94', 'second_currency': practice.eur,
            'amount_second_currency': Decimal('99.95'),
            'camt_structured_reference': REFERENCES[0]})
    propose(statement)
    return matches(statement.origins[0])[0]


def test_A6_residue_is_told_in_its_currency(practice, short):
    line, = short.lines
    assert line.residue == CENTS
    definition = line.__class__.fields_get(['residue'])['residue']
    assert getattr(line, definition['symbol']) == practice.eur
    assert line.left == 0
    assert "EUR" in short.reasons
    assert "CHF" not in short.reasons


def test_A6_residue_is_closed_in_its_currency(practice, short):
    invoice = practice.invoice
    accept(short)
    assert states(invoice) == ['paid']
    residue, = [p for p in reload(invoice).payments if p.gives_away]
    assert (residue.amount, residue.currency) == (CENTS, practice.eur)
    # At the rate of the day, not that of the bank
    assert balance(practice.accounts['discount']) == Decimal('0.06')
    undo(reload(short))
    assert states(invoice) == ['posted']
    assert reload(invoice).amount_to_pay == 100
