# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Codes in place of the names of patients, where the practice wants it."""
import pytest

from trytond.pool import Pool
from trytond.transaction import Transaction

from .match_tools import match_of
from .test_match_wizard import BANK, Session
from .tools import (
    as_user, create_invoice, create_statement, create_user, reload)


@pytest.fixture
def case(practice):
    practice.patient.code = 'P-0042'
    practice.patient.save()
    practice.invoice = create_invoice(practice, '70')
    practice.statement = create_statement(practice, [
            {'amount': '100', 'camt_debtor_name': "Aubert Alice"}])
    practice.match = match_of(
        practice.statement.origins[0], (practice.invoice, '70'),
        on_account=practice.patient.id)
    return practice


def by_code(setting):
    Configuration = Pool().get('account.configuration')
    configuration = Configuration(1)
    configuration.match_party_code = setting
    configuration.save()


def shown(case, name):
    "What the action of the matches shows"
    pool = Pool()
    Action = pool.get('ir.action.act_window')
    ModelData = pool.get('ir.model.data')
    action = Action(ModelData.get_id('medical_payment', name))
    assert action.context == '{"party_by_code": true}'
    with as_user(create_user(case, 'bank', BANK)):
        with Transaction().set_context(party_by_code=True):
            match = reload(case.match)
            line, = match.lines
            return ' / '.join([
                    match.payer, match.settles, line.rec_name,
                    line.party.rec_name, match.on_account.rec_name])


def test_codes(case):
    by_code(True)
    text = shown(case, 'act_match_form')
    assert case.patient.name not in text
    assert text.count('P-0042') == 5
    # What the bank writes stays
    assert "Aubert Alice" in text
    assert case.invoice.number in text
    # Elsewhere it is the name
    assert reload(case.patient).rec_name == case.patient.name


def test_codes_in_the_wizard(case):
    by_code(True)
    with as_user(create_user(case, 'bank', BANK)):
        session = Session(case.statement)
        lines = session.click('propose')['lines']
    settles = ' '.join(line['settles'] for line in lines)
    assert settles
    assert case.patient.name not in settles


def test_names(case):
    by_code(True)
    by_code(False)
    text = shown(case, 'act_match_form_statement')
    assert text.count(case.patient.name) == 5
