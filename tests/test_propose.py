# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""From statements and invoices to proposals: amounts, payers, payments."""
from decimal import Decimal

from trytond.pool import Pool

from .match_tools import (
    IBAN, REFERENCES, accept, bank_payment, configure, invoices_of, matches,
    propose, record_loss, record_payment, statement_of, states, undo)
from .practice import create_bank_account
from .tools import balance, create_invoice, create_invoices, reload


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
    "The party of the transaction is as good as his account"
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


def test_S8_returned(practice):
    create_invoice(practice, '100', structured_reference=REFERENCES[0])
    statement = statement_of(practice, {
            'amount': '100', 'camt_structured_reference': REFERENCES[0],
            'camt_reversal': True})
    propose(statement)
    origin, = statement.origins
    assert not matches(origin)
    assert "returned or reversed" in origin.match_note


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
