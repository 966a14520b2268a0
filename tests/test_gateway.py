# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""From statements and invoices to proposals: references, numbers, words."""
import re
from decimal import Decimal

import pytest

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.gateway.gateway import Gateway
from trytond_medical_payment.match.reason import BLANKS, render
from trytond_medical_payment.matching import EvidenceCode, NoteCode

from .match_tools import (
    REFERENCES, accept, invoices_of, matches, propose, record_payment,
    statement_of, states)
from .tools import (
    balance, count_statements, create_invoice, create_invoices, reload)


@pytest.mark.parametrize('kind, codes', [
        ('reason', EvidenceCode), ('note', NoteCode)])
def test_every_code_has_a_text(practice, kind, codes):
    ModelData = Pool().get('ir.model.data')
    for code in codes:
        assert ModelData.get_id(
            'medical_payment', f'msg_match_{kind}_{code.value}')


def test_every_blank_of_a_text_is_filled(practice):
    "A text asks for nothing that the engine does not give"
    values = dict.fromkeys(BLANKS, 'x')
    for kind, codes in (('reason', EvidenceCode), ('note', NoteCode)):
        for code in codes:
            assert gettext(
                f'medical_payment.msg_match_{kind}_{code.value}', **values)
    text = render({'reasons': [
                ['commission', 0, {
                        'amount': Decimal('5.53'),
                        'percent': Decimal('1.3')}]]}, practice.currency)
    assert '5.53' in text and '(1.3 %)' in text


def test_R1_structured_reference(practice):
    invoice, other = create_invoices(
        practice, ['100', '100'],
        structured_reference=lambda i: REFERENCES[i])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0]})
    propose(statement)

    match, = matches(statement.origins[0])
    assert invoices_of(match) == [invoice]
    assert match.confidence == 'sure'
    assert match.promised
    assert match.remainder == 0
    assert REFERENCES[0] in match.reasons.replace(' ', '')
    assert invoice.number in match.settles

    accept(match)
    assert states(invoice, other, statement) == ['paid', 'posted', 'draft']


def test_R2_grouped_in_text(practice):
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '100', 'camt_remittance_information':
            "Merci\n21 00000 00003 13947\n14300 09017"})
    propose(statement)
    match, = matches(statement.origins[0])
    assert invoices_of(match) == [invoice]
    assert match.confidence == 'sure'


def test_R3_only_the_first(practice):
    invoices = create_invoices(
        practice, ['100', '100'],
        structured_reference=lambda i: REFERENCES[1 + i])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[1]})
    propose(statement)
    match, = matches(statement.origins[0])
    assert invoices_of(match) == [invoices[0]]


def test_R7_nothing(practice):
    create_invoice(practice, '50', structured_reference=REFERENCES[0])
    statement = statement_of(practice, *(
            {'amount': '100', 'description': text}
            for text in ['/', '', ' ', None]))
    propose(statement)
    for origin in statement.origins:
        assert not matches(origin)
        assert origin.match_note


def test_R9_already_paid(practice):
    "Said so, no other invoice either, the money offered on account"
    paid, other = create_invoices(
        practice, ['100', '100'],
        structured_reference=lambda i: REFERENCES[i])
    record_payment(practice, paid, method='cash')
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0]})
    propose(statement)

    origin, = statement.origins
    match, = matches(origin)
    assert not match.lines
    assert match.remainder == 100
    assert match.on_account == practice.patient
    assert match.confidence != 'sure'
    assert paid.number in match.reasons
    assert paid.number in origin.match_note

    accept(match)
    assert states(other) == ['posted']
    assert reload(origin).pending_amount == 0
    assert balance(practice.accounts['receivable']) == 0


def test_R9_number_of_tryton(practice):
    "The reference that Tryton makes of the number of a paid invoice"
    paid = create_invoice(practice, '100')
    reference = paid.customer_payment_reference
    record_payment(practice, paid, method='cash')
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': reference})
    propose(statement)
    assert paid.number in statement.origins[0].match_note


def test_R10_other_company(practice):
    "What another company has is not read"
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0]})
    origin, = statement.origins
    (proposals, _), = Gateway(
        practice.company.id, [origin]).propose().values()
    assert proposals[0]['lines'][0]['invoice'] == invoice.id
    (proposals, _), = Gateway(
        practice.company.id + 1, [origin]).propose().values()
    assert not proposals


def test_R11_other_payer(practice):
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0],
            'camt_debtor_name': "Fritz Müller"})
    propose(statement)
    match, = matches(statement.origins[0])
    assert invoices_of(match) == [invoice]
    assert match.confidence == 'sure'


def test_R12_paid_twice(practice):
    "The earlier gets it, the later an alert"
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    transaction = {
        'amount': '100', 'camt_structured_reference': REFERENCES[0]}
    statement = statement_of(practice, transaction, transaction)
    first, second = statement.origins
    propose(statement)

    match, = matches(first)
    assert invoices_of(match) == [invoice]
    assert match.confidence == 'sure'
    match, = matches(second)
    assert not match.lines
    assert match.confidence != 'sure'
    assert "Paid twice" in match.reasons
    assert "Paid twice" in second.match_note

    Pool().get('account.statement').accept_sure([statement])
    assert states(invoice) == ['paid']
    assert reload(second).pending_amount == 100


def test_N2_number_in_text(practice):
    invoices = create_invoices(practice, ['10'] * 11)
    statement = statement_of(practice, {
            'amount': '10', 'description': f"facture {invoices[10].number}"})
    propose(statement)
    match, = [
        m for m in matches(statement.origins[0])
        if m.confidence == 'sure']
    assert invoices_of(match) == [invoices[10]]


def test_reasons_in_french(practice):
    Lang = Pool().get('ir.lang')
    create_invoice(practice, '100', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0]})
    propose(statement)
    match, = matches(statement.origins[0])
    french, = Lang.search([('code', '=', 'fr')])
    with Transaction().set_context(language='fr'):
        reasons = match.__class__(match.id).reasons
    assert reasons
    assert not re.search(r'%\(', reasons)


def test_sql_statements(practice):
    "The number of queries to read does not grow"
    counts = []
    for size in [5, 40]:
        invoices = create_invoices(practice, ['10'] * size)
        statement = statement_of(practice, *(
                {'amount': '10', 'description': i.number}
                for i in invoices))
        with count_statements() as statements:
            result = Gateway(
                practice.company.id, statement.origins).propose()
        assert len(result) == size
        counts.append(len(statements))
    assert counts[1] <= counts[0] <= 20
