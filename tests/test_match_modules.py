# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Matches beside other modules, and from the import of a file."""
from decimal import Decimal

import pytest

from trytond.pool import Pool

from .bankfile.files import camt, detail, entry
from .match_tools import (
    REFERENCES, accept, invoices_of, matches, propose, states)
from .test_statement_import import import_
from .tools import (
    balance, create_invoice, create_invoices, create_statement, reload)


def test_proposals_with_the_import(practice):
    "F1: they are prepared when the file arrives"
    invoices = create_invoices(
        practice, ['120', '80'],
        structured_reference=lambda i: REFERENCES[i])
    (statement,), _ = import_(practice, camt(
            entry(Decimal(120), detail(reference=REFERENCES[0])),
            entry(Decimal(80), detail(reference=REFERENCES[1]))))
    found = [matches(o)[0] for o in statement.origins]
    assert [invoices_of(m) for m in found] == [[i] for i in invoices]
    assert states(*invoices) == ['posted', 'posted']

    statement.__class__.accept_sure([statement])
    assert states(*invoices) == ['paid', 'paid']
    statement = reload(statement)
    statement.__class__.validate_statement([statement])
    statement.__class__.post([reload(statement)])
    assert states(statement) == ['posted']
    assert balance(practice.accounts['bank']) == 200


def test_camt_054(practice):
    "A notification without balances on a journal that validates by balance"
    invoice = create_invoice(
        practice, '120', structured_reference=REFERENCES[0])
    (statement,), _ = import_(
        practice, camt(
            entry(Decimal(120), detail(reference=REFERENCES[0])),
            kind='camt.054'), format='camt_054_001')
    accept(*matches(statement.origins[0]))
    assert states(invoice, statement) == ['paid', 'draft']
    statement = reload(statement)
    statement.__class__.validate_statement([statement])
    statement.__class__.post([reload(statement)])
    assert states(invoice, statement) == ['paid', 'posted']


@pytest.mark.modules('account_statement_rule')
def test_rules_first_on_what_is_no_receipt(practice):
    Rule = Pool().get('account.statement.rule')
    Rule.create([{
                'name': "Rent",
                'company': practice.company.id,
                'description': "loyer",
                'lines': [('create', [{
                                'amount': 'pending',
                                'account': practice.accounts['expense'].id,
                                }])],
                }, {
                'name': "Everything else",
                'company': practice.company.id,
                'lines': [('create', [{
                                'amount': 'pending',
                                'account': practice.accounts['revenue'].id,
                                }])],
                }])
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    statement = create_statement(practice, [
            {'amount': '-1500', 'description': "loyer novembre"},
            {'amount': '100', 'camt_structured_reference': REFERENCES[0]}])
    rent, receipt = statement.origins
    propose(statement)
    line, = reload(rent).lines
    assert line.account == practice.accounts['expense']
    assert not line.move
    assert not reload(receipt).lines
    match, = matches(receipt)
    accept(match)

    propose(statement)
    assert len(reload(rent).lines) == 1
    statement = reload(statement)
    statement.__class__.validate_statement([statement])
    statement.__class__.post([reload(statement)])
    assert states(invoice, statement) == ['paid', 'posted']
    assert balance(practice.accounts['bank']) == -1400
