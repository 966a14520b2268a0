# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""From statements and invoices to proposals, through the engine."""
import re
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.gateway import Gateway
from trytond_medical_payment.matching import EvidenceCode, NoteCode

from .practice import create_bank_account
from .test_match import (
    accept, bank_payment, record_loss, record_payment, states, undo)
from .tools import (
    balance, count_statements, create_invoice, create_invoices,
    create_statement, reload)

REFERENCES = [
    '210000000003139471430009017',
    '210000000000000002019000148',
    '210000000000000002019000228']
IBAN = 'CH56 0483 5012 3456 7800 9'


def propose(*statements):
    Statement = Pool().get('account.statement')
    Statement.propose_matches([reload(s) for s in statements])


def matches(origin, state='proposed'):
    Match = Pool().get('account.statement.match')
    return Match.search([
            ('origin', '=', origin.id), ('state', '=', state)])


def invoices_of(match):
    return [l.invoice for l in match.lines]


def statement_of(practice, *movements, **values):
    return create_statement(practice, movements, **values)


@pytest.mark.parametrize('kind, codes', [
        ('reason', EvidenceCode), ('note', NoteCode)])
def test_every_code_has_a_text(practice, kind, codes):
    ModelData = Pool().get('ir.model.data')
    for code in codes:
        assert ModelData.get_id(
            'medical_payment', f'msg_match_{kind}_{code.value}')


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
    movement = {
        'amount': '100', 'camt_structured_reference': REFERENCES[0]}
    statement = statement_of(practice, movement, movement)
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


def test_A2_tie(practice):
    invoices = create_invoices(
        practice, ['100', '100'], party=lambda i: practice.patients[i])
    statement = statement_of(practice, {'amount': '100'})
    propose(statement)
    found = matches(statement.origins[0])
    assert {m.confidence for m in found} == {'ambiguous'}
    assert not any(m.promised for m in found)
    assert {i for m in found for i in invoices_of(m)} == set(invoices)
    Pool().get('account.statement').accept_sure([statement])
    assert states(*invoices) == ['posted', 'posted']


def test_A3_payer_by_iban(practice):
    create_bank_account(IBAN, practice.patients[1])
    create_invoice(practice, '100')
    invoice, = create_invoices(
        practice, ['100'], party=practice.patients[1])
    statement = statement_of(practice, {
            'amount': '100', 'camt_debtor_iban': IBAN.lower()})
    propose(statement)
    best = matches(statement.origins[0])[0]
    assert invoices_of(best) == [invoice]
    assert best.confidence == 'sure'


def test_A3_payer_entered(practice):
    "The party of the movement is as good as his account"
    create_invoice(practice, '100')
    invoice, = create_invoices(
        practice, ['100'], party=practice.patients[1])
    statement = statement_of(practice, {
            'amount': '100', 'party': practice.patients[1]})
    propose(statement)
    best = matches(statement.origins[0])[0]
    assert invoices_of(best) == [invoice]
    assert practice.patients[1].name in best.reasons


def test_A6_tolerance(practice):
    configure(
        practice, match_tolerance=Decimal('0.05'),
        match_residue_method=practice.method('discount'))
    invoices = create_invoices(
        practice, ['100', '50'],
        structured_reference=lambda i: REFERENCES[i])
    statement = statement_of(practice, {
            'amount': '99.95', 'camt_structured_reference': REFERENCES[0],
            }, {
            'amount': '50.05', 'camt_structured_reference': REFERENCES[1],
            })
    propose(statement)
    less, more = (matches(o)[0] for o in statement.origins)
    assert less.lines[0].residue == Decimal('0.05')
    assert more.close_remainder
    assert more.remainder == Decimal('0.05')

    accept(less, more)
    assert states(*invoices) == ['paid', 'paid']
    assert balance(practice.accounts['receivable']) == 0
    assert balance(practice.accounts['discount']) == 0

    undo(reload(less))
    assert states(*invoices) == ['posted', 'paid']


def configure(practice, **values):
    configuration = Pool().get('account.configuration')(1)
    for name, value in values.items():
        setattr(configuration, name, value)
    configuration.save()


def test_A7_other_currency(practice):
    create_invoice(practice, '100', currency=practice.eur)
    statement = statement_of(practice, {'amount': '100'})
    propose(statement)
    assert not matches(statement.origins[0])


def test_A7_refund(practice):
    credit_note = create_invoice(
        practice, '-30', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '-30', 'camt_structured_reference': REFERENCES[0]})
    propose(statement)
    match, = matches(statement.origins[0])
    accept(match)
    assert states(credit_note) == ['paid']


def test_A8_instalment(practice):
    invoice = create_invoice(
        practice, '200', payment_term=practice.term("4 instalments"),
        structured_reference=REFERENCES[0])
    statement = statement_of(practice, *[{
                'amount': '50', 'camt_structured_reference': REFERENCES[0],
                }] * 4)
    propose(statement)
    for origin in statement.origins:
        match = matches(origin)[0]
        assert match.confidence == 'sure'
        accept(match)
    assert states(invoice) == ['paid']


def test_P5_learnt(practice):
    "What was accepted once is known the next time"
    Payer = Pool().get('account.statement.payer')
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0],
        party=practice.patients[2])
    payer = {
        'camt_debtor_name': "Somebody Else", 'camt_debtor_iban': IBAN}
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0],
            **payer})
    propose(statement)
    match, = matches(statement.origins[0])
    accept(match)
    learnt, = Payer.search([])
    assert learnt.party == practice.patients[2]
    assert learnt.account == IBAN.replace(' ', '')
    assert learnt.times == 1

    other, = create_invoices(practice, ['60'], party=practice.patients[1])
    invoice, = create_invoices(practice, ['60'], party=practice.patients[2])
    later = statement_of(practice, {'amount': '60', **payer})
    propose(later)
    best = matches(later.origins[0])[0]
    assert invoices_of(best) == [invoice]
    assert best.confidence != 'sure'
    assert "was accepted for" in best.reasons

    undo(reload(match))
    assert not Payer.search([])


def test_P5_learnt_by_name(practice):
    Payer = Pool().get('account.statement.payer')
    create_invoice(practice, '100', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0],
            'camt_debtor_name': "Somebody  Else"})
    propose(statement)
    accept(matches(statement.origins[0])[0])
    learnt, = Payer.search([])
    assert (learnt.account, learnt.name) == (None, "Somebody Else")
    Payer.delete([learnt])


def test_S1_recomputed(practice):
    "The second movement gets the next invoice when the first is taken"
    create_invoices(practice, ['100', '100'])
    statement = statement_of(practice, {
            'amount': '100', 'party': practice.patient}, {
            'amount': '100', 'party': practice.patient})
    propose(statement)
    first, second = statement.origins
    wanted = next(m for m in matches(first) if invoices_of(m))
    accept(wanted)
    taken, = invoices_of(wanted)
    for match in matches(second):
        assert taken not in invoices_of(match)
    assert any(invoices_of(m) for m in matches(second))


def test_S2_recorded_payment(practice):
    "Marked as paid by hand, then the bank line arrives"
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    payment = record_payment(practice, invoice, method='card')
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0]})
    propose(statement)
    match = matches(statement.origins[0])[0]
    assert match.lines[0].payment == payment
    assert not match.lines[0].invoice

    accept(match)
    assert states(invoice) == ['paid']
    assert len(reload(invoice).payments) == 1
    assert balance(practice.accounts['transit']) == 0
    assert balance(practice.accounts['bank']) == 100
    assert balance(practice.accounts['receivable']) == 0


def test_S2_booked_on_the_bank(practice):
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    payment = bank_payment(practice, invoice)
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0]})
    propose(statement)
    match = matches(statement.origins[0])[0]
    assert match.lines[0].payment == payment
    accept(match)
    assert states(invoice) == ['paid']
    assert balance(practice.accounts['bank']) == 100

    propose(statement)
    assert not matches(statement.origins[0])


def test_S3_again(practice):
    "Running again over an accepted line changes nothing"
    invoices = create_invoices(
        practice, ['100', '50'],
        structured_reference=lambda i: REFERENCES[i])
    statement = statement_of(practice, *(
            {'amount': i.total_amount,
                'camt_structured_reference': i.structured_reference}
            for i in invoices))
    propose(statement)
    first, second = (matches(o)[0] for o in statement.origins)
    accept(first)
    propose(statement)
    propose(statement)
    assert states(first, second) == ['accepted', 'proposed']
    assert len(statement.origins[0].matches) == 1
    assert matches(statement.origins[1]) == [second]
    assert balance(practice.accounts['bank']) == 100


def test_S3_by_hand_is_left_alone(practice):
    create_invoices(
        practice, ['100', '50'],
        structured_reference=lambda i: REFERENCES[i])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0]})
    propose(statement)
    match = matches(statement.origins[0])[0]
    match.lines[0].amount = Decimal(60)
    match.lines[0].save()
    propose(statement)
    match = reload(match)
    assert match.state == 'proposed'
    assert match.lines[0].amount == 60
    assert match.remainder == 40


def test_S3_lines_by_hand(practice):
    "A movement with lines of the user is not pending any more"
    Line = Pool().get('account.statement.line')
    create_invoice(practice, '100', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0]})
    propose(statement)
    origin, = statement.origins
    Line(statement=statement, origin=origin, date=origin.date,
        amount=Decimal(100), account=practice.accounts['revenue']).save()
    propose(statement)
    assert not matches(origin)


def test_S6_proposable_again(practice):
    Statement = Pool().get('account.statement')
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0]})
    origin, = statement.origins
    propose(statement)
    match, = matches(origin)
    accept(match)
    undo(reload(match))
    assert matches(origin) == [match]
    assert states(invoice) == ['posted']

    accept(reload(match))
    Statement.cancel([reload(statement)])
    assert states(invoice, match) == ['posted', 'withdrawn']
    Statement.draft([reload(statement)])
    propose(statement)
    assert matches(origin) == [match]
    accept(reload(match))
    assert states(invoice) == ['paid']


def test_S7_refused(practice):
    "The next candidate moves up; a refusal can be taken back"
    Match = Pool().get('account.statement.match')
    invoices = create_invoices(
        practice, ['100', '100'],
        structured_reference=lambda i: REFERENCES[i])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0],
            'description': f"facture {invoices[1].number}"})
    origin, = statement.origins
    propose(statement)
    best = matches(origin)[0]
    assert invoices_of(best) == [invoices[0]]

    Match.refuse([best])
    assert states(best) == ['refused']
    propose(statement)
    assert states(best) == ['refused']
    after = matches(origin)
    assert invoices_of(after[0]) == [invoices[1]]

    Match.restore([reload(best)])
    assert states(best) == ['proposed']
    assert matches(origin)[0] == best


def test_S8_returned(practice):
    create_invoice(practice, '100', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0],
            'camt_reversal': True})
    propose(statement)
    origin, = statement.origins
    assert not matches(origin)
    assert "returned or reversed" in origin.match_note


def test_promised_across_statements(practice):
    "What another statement was promised is not offered again"
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    movement = {
        'amount': '100', 'camt_structured_reference': REFERENCES[0]}
    first = statement_of(practice, movement)
    propose(first)
    second = statement_of(practice, movement)
    propose(second)
    assert invoices_of(matches(first.origins[0])[0]) == [invoice]
    assert not any(
        invoices_of(m) for m in matches(second.origins[0]))


def test_enable_banking(practice):
    "The keys of another importer"
    invoice = create_invoice(practice, '100')
    statement = statement_of(practice, {
            'amount': '100', 'debtor_name': "Alice Aubert",
            'debtor_account_iban': IBAN.replace(' ', ''),
            'remittance_information': f"facture, {invoice.number}"})
    propose(statement)
    match = matches(statement.origins[0])[0]
    assert match.payer == "Alice Aubert"
    assert invoices_of(match) == [invoice]
    assert match.confidence == 'sure'
    assert statement.origins[0].payer_account == IBAN.replace(' ', '')


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


def test_W6_recovery(practice):
    "Money for a lost invoice: the loss is proposed, not another invoice"
    invoice, other = create_invoices(
        practice, ['100', '60'],
        structured_reference=lambda i: REFERENCES[i])
    loss = record_loss(practice, invoice)
    statement = statement_of(practice, {
            'amount': '60', 'camt_structured_reference': REFERENCES[0]})
    propose(statement)
    match = matches(statement.origins[0])[0]
    assert [l.payment for l in match.lines] == [loss]
    assert match.confidence != 'sure'
    assert "written off" in match.reasons

    accept(match)
    assert states(invoice, other) == ['paid', 'posted']
    assert reload(invoice).amount_lost == 40
    assert reload(invoice).amount_paid == 60
