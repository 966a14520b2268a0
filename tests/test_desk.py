# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the people at the desk see, asked of the server as their clients do."""
from decimal import Decimal

import pytest

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.pyson import PYSONDecoder

from .match_tools import propose
from .payment_tools import check_invariants, pay
from .test_mark_as_paid import mark_as_paid
from .tools import (
    as_user, create_invoice, create_statement, create_user, days_ago, reload)

RECEPTION = 'medical_payment.group_payment'
GIVER = 'medical_payment.group_give_away'
BANK = 'medical_payment.group_bank_reconciliation'
OWNER = 'medical_payment.group_payment_report'


def _actions(keyword, model):
    Keyword = Pool().get('ir.action.keyword')
    return {
        a.get('wiz_name') or a.get('res_model') or a.get('report_name'): a
        for a in Keyword.get_keyword(keyword, (model, -1))}


def _methods(wizard):
    "The kinds of methods that the client offers in the wizard"
    Method = Pool().get('account.invoice.payment.method')
    Start = Pool().get('account.invoice.mark_as_paid.start')
    start = Start(
        company=wizard.values['company'],
        may_give_away=wizard.values['may_give_away'])
    domain = Start.fields_get(['method'])['method']['domain']
    values = {
        'company': start.company.id, 'may_give_away': start.may_give_away}
    return {
        m.kind for m in Method.search(PYSONDecoder(values).decode(domain))}


@pytest.mark.parametrize('group, kinds', [
        (RECEPTION, {'payment'}),
        (GIVER, {'payment', 'loss', 'discount'}),
        ])
def test_V8_methods(practice, group, kinds):
    practice.method('cash'), practice.method('loss')
    practice.method('discount')
    invoice = create_invoice(practice, '100')
    with as_user(create_user(practice, 'desk', group)):
        with mark_as_paid(invoice) as wizard:
            assert _methods(wizard) == kinds


def test_V8_forged(practice):
    "Who says that he may, may not"
    invoice = create_invoice(practice, '100')
    with as_user(create_user(practice, 'desk', RECEPTION)):
        with mark_as_paid(invoice) as wizard:
            with pytest.raises(AccessError):
                wizard.pay(
                    may_give_away=True, reason="parti",
                    method=practice.method('loss').id)


def test_V8_actions(practice):
    with as_user(create_user(practice, 'desk', RECEPTION)):
        actions = _actions('form_action', 'account.invoice')
    assert 'account.invoice.mark_as_paid' in actions
    assert 'account.invoice.credit' not in actions
    with as_user(create_user(
                practice, 'accountant', 'account.group_account')):
        assert 'account.invoice.credit' in _actions(
            'form_action', 'account.invoice')


def test_V7_asked_once(practice):
    invoice = create_invoice(practice, '370')
    Payment = Pool().get('account.invoice.payment')
    with mark_as_paid(invoice) as wizard:
        assert wizard.pay(
            amount=Decimal(900), method=practice.method('cash').id
            ) == 'excess'
        for text in ['900.00', '370.00', '530.00', invoice.party.rec_name]:
            assert text in wizard.message
        assert not Payment.search([('party', '=', invoice.party.id)])
        # Going back keeps what was entered
        result = wizard.Wizard.execute(wizard.id, {}, 'start')
        values = result['view']['defaults']
        assert values['amount'] == Decimal(900)
        assert values['method'] == practice.method('cash').id
        wizard.state = 'start'
        # Another amount is asked about again
        assert wizard.pay(
            amount=Decimal(800), method=practice.method('cash').id
            ) == 'excess'
        assert wizard.press('pay') == 'result'
    invoice = reload(invoice)
    assert invoice.state == 'paid'
    credit, = Payment.search([
            ('party', '=', invoice.party.id), ('invoice', '=', None)])
    assert credit.amount_available == Decimal(430)
    check_invariants(practice)


@pytest.mark.parametrize('amount', ['370', '369.99', '100'])
def test_V7_not_asked(practice, amount):
    invoice = create_invoice(practice, '370')
    with mark_as_paid(invoice) as wizard:
        assert wizard.pay(
            amount=Decimal(amount), method=practice.method('cash').id
            ) == 'end'


def test_sum_after_cancellation(practice):
    "What was cancelled counts nothing, and says why"
    invoice = create_invoice(practice, '200')
    kept = pay(practice, invoice, 'cash', '50')
    cancelled = pay(practice, invoice, 'cash', '100')
    cancelled.cancel_payments([cancelled], reason="erreur")
    cancelled = reload(cancelled)
    assert kept.amount_counted == Decimal(50)
    assert cancelled.amount == Decimal(100)
    assert cancelled.amount_counted == 0
    assert sum(p.amount_counted for p in reload(invoice).payments) == (
        reload(invoice).amount_paid)
    assert cancelled.cancel_reason == "erreur"
    # The dialog of the cancellation is named after it
    assert invoice.number in cancelled.rec_name


def test_due_date(practice):
    "The oldest part that is open"
    first = create_invoice(practice, '100', invoice_date=days_ago(5))
    other = create_invoice(practice, '100')
    assert [i.due_date for i in [first, other]] == [
        min(l.maturity_date for l in i.lines_to_pay) for i in [first, other]]
    pay(practice, first, 'cash', '100')
    assert reload(first).due_date is None
    draft = create_invoice(practice, '100', post=False)
    assert draft.due_date is None


@pytest.fixture
def board(practice):
    "Something of everything that the board counts"
    late = [
        create_invoice(practice, amount, invoice_date=days_ago(days))
        for amount, days in [('1343.36', 1), ('100', 1)]]
    pay(practice, late[1], 'cash', '30')
    pay(practice, create_invoice(practice, '60'), 'cash', '100')
    pay(practice, create_invoice(practice, '40'), 'card', '40')
    pay(practice, create_invoice(practice, '70'), 'loss', reason="parti")
    invoice = create_invoice(practice, '55')
    statement = create_statement(practice, [
            {'amount': '55', 'description': invoice.number},
            {'amount': '-12', 'description': "loyer"}])
    propose(statement)
    practice.figures = {
        f.method or f.code: f
        for f in Pool().get('account.invoice.payment.figure').search([])}
    return practice


def test_V5_figures(board):
    "Each opens its list, and agrees with it"
    Figure = Pool().get('account.invoice.payment.figure')
    decoder = PYSONDecoder({})
    shown = {}
    for name, figure in board.figures.items():
        action = Figure.open_list([figure])
        records = Pool().get(action['res_model']).search(
            decoder.decode(action['pyson_domain']))
        assert len(records) == figure.number, figure.title
        field = {
            'account.invoice': 'amount_to_pay',
            'account.statement.origin': 'pending_amount',
            }.get(action['res_model'], 'amount')
        if name == 'on_account':
            field = 'amount_available'
        assert figure.amount == sum(
            getattr(r, field) for r in records), figure.title
        assert not action['domains']
        shown[name] = figure.number, figure.amount
    assert shown['to_collect'] == (3, Decimal('1468.36'))
    assert shown[board.method('cash')] == (3, Decimal(130))
    assert shown['on_account'] == (1, Decimal(40))
    assert shown['lost'] == (1, Decimal(70))
    assert shown['sure'] == (1, Decimal(55))
    assert shown['unmatched'] == (1, Decimal(-12))


def test_V5_overdue(board):
    "By age, each once"
    Invoice = Pool().get('account.invoice')
    ages = [
        board.figures[f'overdue_{age}'] for age in [30, 60, 90, 'older']]
    listed = [Invoice.search(f.listed.domain) for f in ages]
    late = Invoice.search([
            ('type', '=', 'out'), ('due_date', '<', board.today)])
    assert sorted(i for l in listed for i in l) == sorted(late)


@pytest.mark.parametrize('group, seen, hidden', [
        (RECEPTION, {'to_collect', 'on_account'}, {'sure', 'lost'}),
        (BANK, {'to_collect', 'sure', 'unmatched'}, {'lost'}),
        (OWNER, {'to_collect', 'lost'}, {'sure'}),
        ])
def test_V5_home(board, group, seen, hidden):
    "The board after login, with what the group may see"
    pool = Pool()
    Action = pool.get('ir.action')
    Figure = pool.get('account.invoice.payment.figure')
    User = pool.get('res.user')
    with as_user(create_user(board, 'desk', group)):
        action, = User.get_preferences()['actions']
        assert Action(action).name == "Dashboard"
        codes = {f.code for f in Figure.search([])}
    assert seen <= codes
    assert not hidden & codes


def test_V5_other_home(board):
    "Who has none of the groups, or chose something else, keeps it"
    pool = Pool()
    User = pool.get('res.user')
    other = create_user(board, 'other', 'account.group_account')
    with as_user(other):
        assert not User.get_preferences()['actions']
    desk = create_user(board, 'desk', RECEPTION)
    action, = pool.get('ir.action').search([], limit=1)
    desk.actions = [action]
    desk.save()
    with as_user(desk):
        assert User.get_preferences()['actions'] == [action.id]
