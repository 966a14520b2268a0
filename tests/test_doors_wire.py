# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""X1 to X6: what is forged over the wire is refused, in a sentence.

A server of its own answers over HTTP, as in test_rights_wire.py."""
from decimal import Decimal

import pytest

from trytond import backend
from trytond_medical_payment import context

from .doors_tools import (
    LINE, MATCH, STATEMENT, accepted, doors_server, proposal)
from .rights_tools import INVOICE, PAYMENT, read
from .rpc import Refused
from .tools import TODAY, days_ago

pytestmark = pytest.mark.skipif(
    backend.name != 'sqlite', reason="the database is copied to a file")
ORIGIN = 'account.statement.origin'
SLINE = 'account.statement.line'
# What a client of yesterday would send, and one that reads the source
KEYS = [
    'match_internal', 'undo_settlement', 'settled_lines_left_alone',
    'payment_method', 'payment_use_date', '_payment_reversing',
    *(k for k in vars(context).values() if isinstance(k, context.Key))]
FORGED_CONTEXTS = [{}, dict.fromkeys(KEYS, True), {
        'default_state': 'accepted', 'default_by_hand': False,
        'default_residue_payment': 1, 'default_replaced': True,
        'default_match': 1, 'default_move': 1}]


@pytest.fixture(scope='module')
def case(tmp_path_factory):
    yield from doors_server(tmp_path_factory)


@pytest.fixture
def login(case):
    return case.login


@pytest.fixture
def bank(login):
    return login('bank')


@pytest.fixture
def accountant(login):
    return login('accountant')


@pytest.fixture
def spare(case):
    "A statement and the invoice that its transaction pays"
    return case.spare.pop()


def refused(client, model, method, *params, **context):
    "Return the sentence with which it is refused"
    with pytest.raises(Refused) as error:
        client.model(model, method, *params, **context)
    assert len(error.value.message) > 20
    return error.value.message


FORGED = {
    'state': 'accepted',
    'amount': Decimal(1),
    'date': days_ago(3),
    'statement': None,
    'origin': None,
    'company': None,
    'evidence': {'reasons': []},
    'confidence': 'sure',
    'promised': True,
    'by_hand': False,
    'close_remainder': True,
    'score': 100,
    'statement_lines': [('add', [1])],
    }


@pytest.fixture
def proposed(case):
    return case.proposed, case.proposed_line


@pytest.mark.parametrize('name', FORGED)
@pytest.mark.parametrize('sent', FORGED_CONTEXTS)
def test_X1_fields_of_a_proposal(case, bank, proposed, name, sent):
    match, _ = proposed
    values = {
        'statement': case.other_statement, 'origin': 1,
        'company': case.other_company}
    value = values.get(name, FORGED[name])
    before = bank.model(MATCH, 'read', [match], list(FORGED))
    refused(bank, MATCH, 'write', [match], {name: value}, **sent)
    assert bank.model(MATCH, 'read', [match], list(FORGED)) == before
    if name != 'origin':
        origin = before[0]['origin']
        count = bank.model(MATCH, 'search_count', [])
        refused(bank, MATCH, 'create', [
                {'origin': origin, name: value}], **sent)
        assert bank.model(MATCH, 'search_count', []) == count


@pytest.mark.parametrize('name', [
        'residue_payment', 'replaced', 'match', 'second_currency',
        'amount_second_currency'])
@pytest.mark.parametrize('sent', FORGED_CONTEXTS)
def test_X1_fields_of_a_line(case, bank, proposed, name, sent):
    match, line = proposed
    value = {
        'residue_payment': case.waiting, 'replaced': True, 'match': match,
        'second_currency': case.currency,
        'amount_second_currency': Decimal(5)}[name]
    refused(bank, LINE, 'write', [line], {name: value}, **sent)
    refused(bank, MATCH, 'write', [match], {
            'lines': [('write', [line], {name: value})]}, **sent)
    if name != 'match':
        refused(bank, MATCH, 'write', [match], {
                'lines': [('create', [{
                                'invoice': case.invoices[0],
                                'party': case.patient,
                                'amount': Decimal(1),
                                name: value}])]}, **sent)


def test_X1_what_a_user_decides(bank, case, spare):
    "The door is open for what the screen lets change"
    statement, invoice = spare
    match, line = proposal(bank, statement)
    bank.model(LINE, 'write', [line], {'amount': Decimal(40)})
    bank.model(MATCH, 'write', [match], {'on_account': case.patient})
    record = read(bank, MATCH, match, 'by_hand', 'remainder')
    assert record['by_hand'] and record['remainder'] == 60
    origin = read(bank, MATCH, match, 'origin')['origin']
    other, = bank.model(MATCH, 'create', [{
                'origin': origin,
                'lines': [('create', [{
                                'invoice': invoice, 'party': case.patient,
                                'amount': Decimal(100)}])]}])
    assert read(bank, MATCH, other, 'amount')['amount'] == 100
    copy, = bank.model(MATCH, 'copy', [other])
    assert read(bank, MATCH, copy, 'state')['state'] == 'proposed'
    bank.model(MATCH, 'accept', [other])
    assert read(bank, INVOICE, invoice, 'state')['state'] == 'paid'
    # What was accepted is not changed any more
    record = read(bank, MATCH, other, 'lines')
    refused(bank, LINE, 'write', record['lines'], {'amount': Decimal(1)})
    refused(bank, MATCH, 'write', [other], {'on_account': case.patient})
    refused(bank, MATCH, 'write', [other], {
            'lines': [('delete', record['lines'])]})
    refused(bank, MATCH, 'delete', [other])


def nothing_given(client, invoice):
    record = read(
        client, INVOICE, invoice, 'amount_discounted', 'amount_lost',
        'state')
    assert record['amount_discounted'] == record['amount_lost'] == 0
    return record['state'] == 'posted'


def test_X2_residue_without_the_right(case, bank, spare):
    statement, invoice = spare
    match, line = proposal(bank, statement)
    for sent in FORGED_CONTEXTS:
        bank.model(LINE, 'write', [line], {
                'amount': Decimal(1), 'residue': Decimal(99)}, **sent)
        refused(bank, MATCH, 'write', [match], {'by_hand': False}, **sent)
        assert "Give Away" in refused(bank, MATCH, 'accept', [match], **sent)
        assert nothing_given(bank, invoice)
    for method in ['loss', 'discount']:
        bank.model(LINE, 'write', [line], {
                'residue_method': case.methods[method]})
        assert "Give Away" in refused(bank, MATCH, 'accept', [match])
    # What leaves the invoice open is no difference of cents
    bank.model(LINE, 'write', [line], {
            'amount': Decimal(1), 'residue': Decimal('0.05'),
            'residue_method': None})
    assert "Give Away" in refused(bank, MATCH, 'accept', [match])
    assert nothing_given(bank, invoice)


def test_X2_residue_above_the_limit(case, login, spare):
    statement, invoice = spare
    giver = login('bankgiver')
    match, line = proposal(giver, statement)
    giver.model(LINE, 'write', [line], {
            'amount': Decimal('79.99'), 'residue': Decimal('20.01')})
    message = refused(giver, MATCH, 'accept', [match])
    assert "20.00" in message and "Discount" in message
    assert nothing_given(giver, invoice)
    giver.model(LINE, 'write', [line], {
            'amount': Decimal(80), 'residue': Decimal(20)})
    giver.model(MATCH, 'accept', [match])
    assert read(giver, INVOICE, invoice, 'amount_discounted')[
        'amount_discounted'] == 20


def test_X2_residue_within_the_tolerance(case, bank):
    "The practice decided it: nobody needs a right"
    statement, invoice = case.close.pop()
    match, line = proposal(bank, statement)
    assert read(bank, LINE, line, 'residue')['residue'] == Decimal('0.03')
    # Nor for the same amount by hand
    bank.model(LINE, 'write', [line], {'residue': Decimal('0.03')})
    bank.model(MATCH, 'accept', [match])
    record = read(bank, INVOICE, invoice, 'state', 'amount_discounted')
    assert record['state'] == 'paid'
    assert record['amount_discounted'] == Decimal('0.03')
    bank.model(MATCH, 'undo', [match])
    assert nothing_given(bank, invoice)


def test_X2_residue_by_another_method(case, bank):
    statement, invoice = case.close.pop()
    match, line = proposal(bank, statement)
    bank.model(LINE, 'write', [line], {
            'residue_method': case.methods['loss']})
    assert "Give Away" in refused(bank, MATCH, 'accept', [match])
    assert nothing_given(bank, invoice)


def test_X2_remainder(case, bank, accountant):
    "What was received too much is no gain beyond the tolerance"
    statement, invoice = case.much.pop()
    match, line = proposal(bank, statement)
    record = read(bank, MATCH, match, 'close_remainder', 'origin')
    assert record['close_remainder']
    bank.model(LINE, 'write', [line], {'amount': Decimal(1)})
    assert not read(bank, MATCH, match, 'close_remainder')['close_remainder']
    refused(bank, MATCH, 'write', [match], {'close_remainder': True})
    bank.model(MATCH, 'accept', [match])
    assert read(accountant, ORIGIN, record['origin'], 'pending_amount')[
        'pending_amount'] == Decimal('99.03')
    statement, invoice = case.much.pop()
    match, line = proposal(bank, statement)
    bank.model(MATCH, 'accept', [match])
    assert read(bank, INVOICE, invoice, 'state')['state'] == 'paid'


@pytest.mark.parametrize('sent', FORGED_CONTEXTS)
def test_X3_payments_of_others(case, bank, login, spare, sent):
    statement, invoice = spare
    match, line = accepted_match(bank, statement)
    payments = [case.waiting, case.other_payment]
    for values in [{'state': 'proposed'}, {'state': 'accepted'}]:
        refused(bank, MATCH, 'write', [match], values, **sent)
    for payment in payments:
        for values in [
                {'residue_payment': payment},
                {'payment': payment, 'replaced': True},
                {'payment': payment}]:
            refused(bank, LINE, 'write', [line], values, **sent)
            refused(bank, MATCH, 'write', [match], {
                    'lines': [('write', [line], values)]}, **sent)
    bank.model(MATCH, 'undo', [match], **sent)
    assert read(bank, PAYMENT, case.waiting, 'state')['state'] == 'posted'
    assert read(login('stranger'), PAYMENT, case.other_payment, 'state')[
        'state'] == 'posted'
    assert read(bank, INVOICE, invoice, 'state')['state'] == 'posted'
    assert bank.model(
        PAYMENT, 'search_count', [
            ('invoice', '=', invoice), ('state', '=', 'posted')]) == 0


def accepted_match(bank, statement):
    match, line = proposal(bank, statement)
    bank.model(MATCH, 'accept', [match])
    return match, line


def test_X3_payment_of_another_company(case, bank, spare):
    "Neither for a proposal"
    statement, _ = spare
    match, line = proposal(bank, statement)
    refused(bank, LINE, 'write', [line], {
            'payment': case.other_payment, 'invoice': None})
    refused(bank, LINE, 'write', [line], {'invoice': case.other_invoice})


@pytest.mark.parametrize('sent', FORGED_CONTEXTS)
def test_X4_accepted_is_not_deleted(bank, spare, sent):
    statement, invoice = spare
    match, _ = accepted_match(bank, statement)
    refused(bank, MATCH, 'delete', [match], **sent)
    assert read(bank, MATCH, match, 'state')['state'] == 'accepted'
    assert read(bank, INVOICE, invoice, 'state')['state'] == 'paid'


SETTLED = {
    'amount': Decimal(7), 'related_to': None, 'party': None, 'match': None,
    'move': None, 'account': 1, 'date': None, 'origin': None,
    'statement': None}


@pytest.mark.parametrize('state', ['draft', 'validated', 'posted'])
def test_X5_settled_lines(case, bank, login, accountant, spare, state):
    statement, invoice = spare
    match, line = accepted(bank, statement)
    origin = read(accountant, SLINE, line, 'origin')['origin']
    if state != 'draft':
        accountant.model(STATEMENT, 'validate_statement', [statement])
    if state == 'posted':
        accountant.model(STATEMENT, 'post', [statement])
    before = read(accountant, SLINE, line, *SETTLED)
    for client in [login('statements'), accountant]:
        for sent in FORGED_CONTEXTS:
            for name, value in SETTLED.items():
                values = {name: value}
                refused(client, SLINE, 'write', [line], values, **sent)
                refused(client, STATEMENT, 'write', [statement], {
                        'lines': [('write', [line], values)]}, **sent)
                refused(client, ORIGIN, 'write', [origin], {
                        'lines': [('write', [line], values)]}, **sent)
            refused(client, SLINE, 'delete', [line], **sent)
            refused(client, ORIGIN, 'write', [origin], {
                    'amount': Decimal(7)}, **sent)
            refused(client, STATEMENT, 'write', [statement], {
                    'state': 'cancelled'}, **sent)
    assert read(accountant, SLINE, line, *SETTLED) == before
    assert read(bank, INVOICE, invoice, 'state')['state'] == 'paid'


def test_X5_posted_once(bank, login, accountant, spare):
    "A transaction of 100 is 100 in the accounts, and undone as a whole"
    statement, invoice = spare
    match, line = accepted(bank, statement)
    accountant.model(STATEMENT, 'validate_statement', [statement])
    for values in [{'move': None}, {'match': None}]:
        refused(login('statements'), SLINE, 'write', [line], values)
    accountant.model(STATEMENT, 'post', [statement])
    lines = accountant.model(
        'account.move.line', 'search_read', [
            ('move_origin.id', '=', statement, STATEMENT),
            ('account.type.receivable', '=', True)],
        0, None, None, ['credit'])
    assert [l['credit'] for l in lines] == [100]
    bank.model(MATCH, 'undo', [match])
    assert read(bank, INVOICE, invoice, 'state')['state'] == 'posted'


@pytest.mark.parametrize('name', ['move', 'match'])
def test_X5_new_lines(case, login, spare, name):
    "Created with the settlement of another one"
    statement, _ = spare
    client = login('statements')
    account, = client.model(
        'account.account', 'search', [('type.receivable', '=', True)], 0, 1)
    values = {
        'date': TODAY, 'amount': Decimal(5), 'party': case.patient,
        'account': account}
    refused(client, SLINE, 'create', [{
                **values, 'statement': statement, name: 1}])
    refused(client, STATEMENT, 'write', [statement], {
            'lines': [('create', [{**values, name: 1}])]})


@pytest.mark.parametrize('key', ['payment_method', context.PAYMENT_METHOD])
def test_X6_money_stays_money(case, accountant, key):
    invoice = case.invoices.pop()
    accountant.model(
        INVOICE, 'write', [invoice], {
            'payment_lines': [('add', [case.credit_line])]},
        **{key: case.methods['loss'], 'default_kind': 'loss',
            'default_method': case.methods['loss']})
    record = read(
        accountant, INVOICE, invoice, 'amount_paid', 'amount_lost',
        'payments')
    assert record['amount_paid'] == 100 and record['amount_lost'] == 0
    payment = read(
        accountant, PAYMENT, record['payments'][0], 'kind', 'method')
    assert payment['kind'] == 'payment' and payment['method'] is None
    accountant.model(INVOICE, 'write', [invoice], {
            'payment_lines': [('remove', [case.credit_line])]})
