# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Proposing again: what was promised, accepted, refused or changed."""
from decimal import Decimal

from trytond.pool import Pool

from .match_tools import (
    REFERENCES, accept, invoices_of, matches, propose, statement_of, states,
    undo)
from .tools import (
    balance, count_statements, create_invoice, create_invoices, reload)


def test_S1_recomputed(practice):
    "The second transaction gets the next invoice when the first is taken"
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


def test_S3_another_party(practice):
    "The user says whose money it was, and then that it was another's"
    statement = statement_of(practice, {'amount': '130'})
    origin, = statement.origins
    for party in practice.patients[1:3]:
        origin.party = party
        origin.save()
        propose(reload(statement))
        origin = reload(origin)
        assert [m.on_account for m in matches(origin)] == [party]


def test_S3_lines_by_hand(practice):
    "A transaction with lines of the user is not pending any more"
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


def test_promised_across_statements(practice):
    "What another statement was promised is not offered again"
    invoice = create_invoice(
        practice, '100', structured_reference=REFERENCES[0])
    transaction = {
        'amount': '100', 'camt_structured_reference': REFERENCES[0]}
    first = statement_of(practice, transaction)
    propose(first)
    second = statement_of(practice, transaction)
    propose(second)
    assert invoices_of(matches(first.origins[0])[0]) == [invoice]
    assert not any(
        invoices_of(m) for m in matches(second.origins[0]))


def many(practice, size):
    "A statement of so many transactions, half of them with two candidates"
    create_invoices(practice, ['10'] * size)
    return statement_of(practice, *(
            {'amount': '10', 'party': practice.patient} if i % 2 else
            {'amount': '10', 'camt_debtor_name': "Nobody at all"}
            for i in range(size)))


def test_sql_statements_to_store(practice):
    "What is stored at once is looked at once"
    counts = []
    for size in [4, 40]:
        statement = many(practice, size)
        with count_statements() as statements:
            propose(statement)
        # SQLite inserts one by one
        counts.append(sum(
                not s.lstrip().startswith('INSERT') for s in statements))
    assert counts[1] - counts[0] < 10


def test_sql_statements_again(practice):
    "What is proposed as before is not written"
    statement = many(practice, 20)
    propose(statement)
    with count_statements() as statements:
        propose(statement)
    assert not [
        s for s in statements
        if s.lstrip().startswith(('INSERT', 'UPDATE', 'DELETE'))]


def test_what_is_stored_is_valid(practice):
    "It was not validated, as it follows from what is stored"
    Match = Pool().get('account.statement.match')
    Line = Pool().get('account.statement.match.line')
    statement = many(practice, 20)
    propose(statement)
    found = Match.search([('statement', '=', statement.id)])
    assert found
    assert {m.statement for m in found} == {statement}
    assert {(m.company, m.date) for m in found} == {
        (practice.company, practice.today)}
    assert not any(m.by_hand for m in found)
    Match._validate(found)
    Line._validate([l for m in found for l in m.lines])
    origins = reload(statement).origins
    assert any(o.match_notes for o in origins)
    origins[0].__class__._validate(list(origins))
