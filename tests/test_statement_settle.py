# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A line of a statement is settled at once, whatever the others wait for."""
from decimal import Decimal

import pytest

from trytond.model.exceptions import AccessError
from trytond.modules.account_statement.exceptions import (
    StatementPostError, StatementValidateError)
from trytond.pool import Pool
from trytond.transaction import Transaction

from .payment_tools import check_invariants, reconcile_by_hand
from .tools import (
    balance, count_statements, create_invoice, create_invoices,
    create_statement, reload, run_tasks, savepoint)


def new_line(origin, invoice=None, amount=None, **values):
    Line = Pool().get('account.statement.line')
    line = Line(statement=origin.statement, origin=origin)
    line.on_change_origin()
    if invoice:
        line.party = invoice.party
        line.account = invoice.account
        line.related_to = invoice
    line.amount = origin.amount if amount is None else Decimal(amount)
    for name, value in values.items():
        setattr(line, name, value)
    return line


def settle(*lines):
    return Pool().get('account.statement').settle(list(lines))


@pytest.fixture
def case(practice):
    "A statement of two transactions; the invoice is for the first"
    practice.invoice = create_invoice(practice, '100')
    practice.statement = create_statement(
        practice, [{'amount': '100'}, {'amount': '-7'}])
    practice.first, practice.second = practice.statement.origins
    return practice


def settle_rest(case, amount=None):
    settle_line = new_line(
        case.second, amount=amount, account=case.accounts['expense'])
    settle_line.save()
    return settle_line


def states(case):
    return reload(case.statement).state, reload(case.invoice).state


def test_draft(case):
    line, = settle(new_line(case.first, case.invoice))

    assert states(case) == ('draft', 'paid')
    assert line.move.state == 'draft'
    assert reload(case.first).pending_amount == 0
    assert reload(case.second).pending_amount == Decimal(-7)
    assert balance(case.accounts['receivable']) == 0
    assert balance(case.accounts['bank']) == 100


def test_at_once(case):
    "Nothing waits for the queue"
    settle(new_line(case.first, case.invoice))
    assert reload(case.invoice).state == 'paid'
    run_tasks()
    assert reload(case.invoice).state == 'paid'


def test_twice_is_once(case):
    line, = settle(new_line(case.first, case.invoice))
    assert settle(line) == []
    assert balance(case.accounts['bank']) == 100


def test_part(case):
    settle(new_line(case.first, case.invoice, 60))

    assert reload(case.invoice).state == 'posted'
    assert reload(case.invoice).amount_to_pay == 40
    assert reload(case.first).pending_amount == 40


def test_same_invoice_twice_in_a_call(case):
    "M3: two parts at once"
    settle(
        new_line(case.first, case.invoice, 60),
        new_line(case.first, case.invoice, 40))
    assert reload(case.invoice).state == 'paid'


def test_a_move_for_each_origin(practice):
    "Same number, date and party: still undone one by one"
    invoices = create_invoices(practice, ['30', '40'])
    statement = create_statement(practice, [
            {'amount': a, 'number': "1", 'party': practice.patient}
            for a in ['30', '40']])
    lines = settle(*map(new_line, statement.origins, invoices))
    assert lines[0].move != lines[1].move

    Pool().get('account.statement.line').unsettle(lines[:1])
    assert [reload(i).state for i in invoices] == ['posted', 'paid']


def test_validate_and_post(case):
    Statement = Pool().get('account.statement')
    line, = settle(new_line(case.first, case.invoice))
    move = line.move
    with pytest.raises(StatementValidateError):
        # The lines do not add up yet
        Statement.validate_statement([case.statement])
    other = settle_rest(case)

    Statement.validate_statement([reload(case.statement)])
    assert states(case) == ('validated', 'paid')
    assert reload(line).move == move
    assert reload(line).invoice == case.invoice
    assert reload(other).move

    Statement.post([reload(case.statement)])
    assert states(case) == ('posted', 'paid')
    assert reload(move).state == 'posted'
    assert balance(case.accounts['bank']) == 93


def test_validate_another(case):
    "Validating another statement does not wipe what is settled"
    Statement = Pool().get('account.statement')
    line, = settle(new_line(case.first, case.invoice))
    other = create_statement(case, [{'amount': '5'}])
    new_line(
        other.origins[0], account=case.accounts['revenue']).save()

    Statement.validate_statement([reload(other)])
    assert reload(other).state == 'validated'
    assert reload(line).invoice == case.invoice


def test_validate_another_still_clears_what_is_not_settled(case):
    "Core's own rule: a line whose invoice was paid by another one"
    Statement = Pool().get('account.statement')
    waiting = new_line(case.first, case.invoice)
    waiting.save()
    other = create_statement(case, [{'amount': '100'}])
    new_line(other.origins[0], case.invoice).save()

    with Transaction().set_context(_skip_warnings=True):
        Statement.validate_statement([reload(other)])
    assert reload(case.invoice).reconciled
    assert reload(waiting).related_to is None


@pytest.mark.parametrize('validation', ['amount', 'number_of_lines'])
def test_other_validations(practice, validation):
    Statement = Pool().get('account.statement')
    journal = practice.amount_journal
    journal.validation = validation
    journal.save()
    invoice = create_invoice(practice, '100')
    statement = create_statement(
        practice, [{'amount': '100'}, {'amount': '8'}], journal=journal,
        number_of_lines=2, total_amount=Decimal(108))
    settle(new_line(statement.origins[0], invoice))
    new_line(
        statement.origins[1], account=practice.accounts['revenue']).save()

    name, right, wrong = {
        'amount': ('total_amount', Decimal(108), Decimal(8)),
        'number_of_lines': ('number_of_lines', 2, 1)}[validation]
    # What is not settled would agree with it
    Statement.write([reload(statement)], {name: wrong})
    with pytest.raises(StatementValidateError), savepoint():
        Statement.validate_statement([reload(statement)])
    Statement.write([reload(statement)], {name: right})
    Statement.validate_statement([reload(statement)])
    Statement.post([reload(statement)])
    assert reload(statement).state == 'posted'
    assert balance(practice.accounts['bank']) == 108


def test_validated(case):
    "An origin of a validated statement is settled as well"
    Statement = Pool().get('account.statement')
    case.statement.end_balance = Decimal(-7)
    case.statement.save()
    settle_rest(case)
    Statement.validate_statement([reload(case.statement)])
    with pytest.raises(StatementPostError):
        Statement.post([reload(case.statement)])

    settle(new_line(reload(case.first), case.invoice))
    assert states(case) == ('validated', 'paid')
    Statement.post([reload(case.statement)])
    assert states(case) == ('posted', 'paid')
    assert balance(case.accounts['bank']) == 93


def test_line_added_to_validated_gets_its_move_when_posted(case):
    Statement = Pool().get('account.statement')
    case.statement.end_balance = Decimal(-7)
    case.statement.save()
    settle_rest(case)
    Statement.validate_statement([reload(case.statement)])
    new_line(reload(case.first), case.invoice).save()

    Statement.post([reload(case.statement)])
    assert states(case) == ('posted', 'paid')
    assert balance(case.accounts['bank']) == 93


@pytest.mark.parametrize('validated', [False, True])
def test_cancel(case, validated):
    Statement = Pool().get('account.statement')
    line, = settle(new_line(case.first, case.invoice))
    other = settle_rest(case)
    if validated:
        Statement.validate_statement([reload(case.statement)])

    Statement.cancel([reload(case.statement)])
    assert states(case) == ('cancelled', 'posted')
    assert reload(case.invoice).amount_to_pay == 100
    assert not reload(case.invoice).payment_lines
    assert not reload(line).move
    assert not reload(other).move
    assert balance(case.accounts['bank']) == 0

    Statement.draft([reload(case.statement)])
    assert states(case) == ('draft', 'posted')
    settle(reload(line))
    assert reload(case.invoice).state == 'paid'


def test_cancel_one_of_two_payments(case):
    "The other statement keeps its part"
    other = create_statement(case, [{'amount': '30'}])
    settle(new_line(other.origins[0], case.invoice, 30))
    settle(new_line(case.first, case.invoice, 70))
    assert reload(case.invoice).state == 'paid'

    Pool().get('account.statement').cancel([reload(case.statement)])
    assert reload(case.invoice).state == 'posted'
    assert reload(case.invoice).amount_to_pay == 70


def test_cancel_what_something_else_has_paid(case):
    "In the meantime the invoice was reconciled by hand"
    line, = settle(new_line(case.first, case.invoice, '40'))
    reconcile_by_hand(case, reload(case.invoice))
    assert states(case) == ('draft', 'paid')

    case.statement.cancel([reload(case.statement)])

    assert states(case) == ('cancelled', 'paid')
    assert not reload(line).related_to
    check_invariants(case)


def test_delete_after_cancel(case):
    Statement = Pool().get('account.statement')
    settle(new_line(case.first, case.invoice))
    with pytest.raises(AccessError, match="Undo their matches"):
        Statement.delete([reload(case.statement)])
    Statement.cancel([reload(case.statement)])
    Pool().get('account.statement.line').delete(
        list(reload(case.statement).lines))
    Statement.delete([reload(case.statement)])


@pytest.mark.parametrize('values', [
        {'amount': Decimal(50)}, {'related_to': None}, {'party': None}])
def test_settled_line_is_not_changed(case, values):
    Line = Pool().get('account.statement.line')
    line, = settle(new_line(case.first, case.invoice))
    with pytest.raises(AccessError, match="is settled already"):
        Line.write([line], values)
    with pytest.raises(AccessError, match="is settled already"):
        Line.delete([line])
    Line.write([line], {
            'description': "a remark", 'amount': line.amount,
            'related_to': str(case.invoice), 'party': line.party.id})
    assert reload(line).description == "a remark"


def test_settled_origin_is_not_changed(case):
    Origin = Pool().get('account.statement.origin')
    settle(new_line(case.first, case.invoice))
    with pytest.raises(AccessError, match="settled already"):
        Origin.write([case.first], {'amount': Decimal(50)})
    with pytest.raises(AccessError, match="settled already"):
        Origin.delete([case.first])
    Origin.write([case.second], {'amount': Decimal(-8)})


def test_line_of_validated_statement_is_not_deleted(case):
    "In words, not with a KeyError"
    Statement = Pool().get('account.statement')
    settle(new_line(case.first, case.invoice))
    other = settle_rest(case)
    Statement.validate_statement([reload(case.statement)])
    added = new_line(
        reload(case.second), amount=0, account=case.accounts['expense'])
    added.save()
    for line in [other, added]:
        with pytest.raises(AccessError):
            Pool().get('account.statement.line').delete([reload(line)])
    with pytest.raises(AccessError):
        Pool().get('account.statement.origin').delete([reload(case.second)])


def test_journal_of_settled_statement_is_not_changed(case):
    settle(new_line(case.first, case.invoice))
    statement = reload(case.statement)
    statement.journal = case.amount_journal
    with pytest.raises(AccessError, match="settled already"):
        statement.save()


def test_posted_statement_settles_nothing(case):
    settle(new_line(case.first, case.invoice, 100))
    statement = reload(case.statement)
    settle_rest(case)
    statement.__class__.validate_statement([statement])
    statement.__class__.post([reload(statement)])
    line = new_line(reload(case.first), amount=1)
    line.party = case.patient
    line.account = case.accounts['receivable']
    with pytest.raises(Exception, match="posted or cancelled"):
        settle(line)


@pytest.mark.parametrize('method', ['on_change_origins', 'on_change_lines'])
def test_client_edit_leaves_settled_lines_alone(case, method):
    line, = settle(new_line(case.first, case.invoice, 60))
    rest = new_line(case.first, case.invoice, 40)
    rest.save()
    statement = reload(case.statement)
    statement.origins = statement.origins
    if method == 'on_change_lines':
        statement.origins = []
    statement.lines = statement.lines

    getattr(statement, method)()
    lines = (
        statement.lines if method == 'on_change_lines'
        else statement.origins[0].lines)
    assert {(l.id, l.amount, l.related_to) for l in lines} == {
        (line.id, Decimal(60), case.invoice),
        (rest.id, Decimal(40), case.invoice)}
    changed = statement._changed_values()
    changed.pop('lines' if method == 'on_change_origins' else 'origins', None)
    assert not changed


def test_lines_without_origin(practice):
    "A statement entered by hand"
    Line = Pool().get('account.statement.line')
    invoice = create_invoice(practice, '100')
    statement = create_statement(
        practice, [], end_balance=Decimal(100))
    line, = settle(Line(
            statement=statement, date=practice.today, amount=Decimal(100),
            party=invoice.party, account=invoice.account,
            related_to=invoice))
    assert reload(invoice).state == 'paid'
    statement = reload(statement)
    statement.__class__.validate_statement([statement])
    statement.__class__.post([reload(statement)])
    assert reload(line.move).state == 'posted'


def test_sql_statements(practice):
    "What is read does not grow with the lines"
    counts = []
    for size in [5, 25]:
        invoices = create_invoices(practice, ['10'] * size)
        statement = create_statement(
            practice, [{'amount': '10'} for _ in invoices])
        lines = list(map(new_line, statement.origins, invoices))
        with count_statements() as statements:
            settle(*lines)
        counts.append(sum(
                s.lstrip().upper().startswith(('SELECT', 'WITH'))
                for s in statements))
    assert (counts[1] - counts[0]) / 20 < 25
