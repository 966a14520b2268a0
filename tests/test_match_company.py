# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""R10: what another company of the same people has stays its own."""
import pytest

from trytond.model.exceptions import AccessError, DomainValidationError
from trytond.pool import Pool
from trytond.transaction import Transaction

from .match_tools import match_of, states
from .rights_tools import other_company
from .tools import as_user, create_invoice, create_statement, create_user

MATCH = 'account.statement.match'
BANK = 'medical_payment.group_bank_reconciliation'
REFERENCE = '210000000003139471430009017'


@pytest.fixture
def other(practice):
    "With an invoice of that reference, and a statement that pays it"
    with other_company() as other:
        other.invoice = create_invoice(
            other, '100', structured_reference=REFERENCE)
        other.statement = create_statement(other, [{
                    'amount': '100',
                    'camt_structured_reference': REFERENCE,
                    }], journal=create_journal(other))
        other.match = match_of(
            other.statement.origins[0], (other.invoice, '100'))
        yield other


def create_journal(practice):
    journal, = Pool().get('account.statement.journal').create([{
                'name': "Bank of the other",
                'company': practice.company.id,
                'currency': practice.company.currency.id,
                'journal': practice.journal('statement').id,
                'account': practice.accounts['bank'].id,
                'validation': 'amount',
                }])
    return journal


@pytest.fixture
def statement(practice, other):
    with Transaction().set_context(company=practice.company.id):
        yield create_statement(practice, [{
                    'amount': '100', 'camt_structured_reference': REFERENCE}])


def propose(statement):
    Match = Pool().get(MATCH)
    Match.propose([statement])
    return Match.search([
            ('statement', '=', statement.id), ('state', '=', 'proposed')])


def test_R10_nothing_is_proposed(practice, other, statement):
    assert propose(statement) == []
    # And with an invoice of its own only that one
    mine = create_invoice(practice, '100', structured_reference=REFERENCE)
    match, = propose(statement)
    assert [l.invoice for l in match.lines] == [mine]
    assert match.confidence == 'sure'


def test_R10_what_the_other_proposes(practice, other, statement):
    create_invoice(practice, '100', structured_reference=REFERENCE)
    with Transaction().set_context(company=other.company.id):
        match, = propose(other.statement)
    assert [l.invoice for l in match.lines] == [other.invoice]


@pytest.mark.parametrize('method', ['accept', 'refuse', 'restore', 'undo'])
def test_R10_forged_id(practice, other, method):
    Match = Pool().get(MATCH)
    User = Pool().get('res.user')
    user = create_user(practice, 'bank', BANK)
    with as_user(user):
        assert Match.search([]) == []
        with pytest.raises(AccessError):
            getattr(Match, method)([Match(other.match.id)])
    # A wizard of that user does not check access
    with Transaction().set_user(user.id), Transaction().set_context(
            User.get_preferences(context_only=True)):
        with pytest.raises(AccessError):
            getattr(Match, method)([Match(other.match.id)])
    assert states(other.invoice, other.match) == ['posted', 'proposed']


def test_R10_forged_invoice(practice, other, statement):
    "The invoice of the other company in a match of one's own"
    Match = Pool().get(MATCH)
    user = create_user(practice, 'bank', BANK)
    with as_user(user), pytest.raises((AccessError, DomainValidationError)):
        Match.create([{
                    'origin': statement.origins[0].id,
                    'lines': [('create', [{
                                    'invoice': other.invoice.id,
                                    'party': practice.patient.id,
                                    'amount': 100,
                                    }])],
                    }])
    assert states(other.invoice) == ['posted']
