# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""S10: who may look at proposals, and who may accept them."""
from decimal import Decimal

import pytest

from trytond.model.exceptions import AccessButtonError, AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import PaymentAccessError

from .match_tools import match_of, set_residue_method, states
from .tools import (
    as_user, create_invoice, create_statement, create_user, reload)

BANK = 'medical_payment.group_bank_reconciliation'
DENIED = (AccessError, AccessButtonError)
METHODS = ['accept', 'refuse', 'restore', 'undo']


@pytest.fixture
def case(practice):
    practice.invoice = create_invoice(practice, '100')
    practice.statement = create_statement(practice, [
            {'amount': '100', 'description': practice.invoice.number}])
    practice.match = match_of(
        practice.statement.origins[0], (practice.invoice, '100'))
    return practice


def model(name='account.statement.match'):
    return Pool().get(name)


def test_S10_bank_reconciliation_is_enough(case):
    user = create_user(case, 'bank', BANK)
    with as_user(user):
        match, = model().search([])
        assert match.reasons is not None
        assert case.invoice.number in match.settles
        assert match.lines[0].open_amount == 100
        model().accept([match])
    assert states(case.invoice) == ['paid']
    with as_user(user):
        model().undo(model().search([]))
        model().refuse(model().search([('state', '=', 'proposed')]))
        model('account.statement').propose_matches(
            model('account.statement').search([]))
    assert states(case.invoice) == ['posted']


@pytest.mark.parametrize('paid, residue, method, allowed', [
        ('99.95', '0.05', None, True),
        ('99.95', '0.05', 'discount', True),
        ('99.95', '0.05', 'loss', False),
        # Not all that is left, within the tolerance
        ('99.95', '0.03', None, False),
        ('99.94', '0.06', None, False),
        ])
def test_S10_who_gives_the_residue_away(
        practice, paid, residue, method, allowed):
    "The practice: by its method, what is left, within its tolerance"
    set_residue_method(practice)
    configuration = model('account.configuration')(1)
    configuration.match_tolerance = Decimal('0.05')
    configuration.save()
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': paid}])
    match = match_of(statement.origins[0], (invoice, paid))
    line, = match.lines
    line.residue = Decimal(residue)
    line.residue_method = practice.method(method) if method else None
    line.save()
    with as_user(create_user(practice, 'bank', BANK)):
        if allowed:
            model().accept(model().search([]))
        else:
            with pytest.raises(PaymentAccessError):
                model().accept(model().search([]))
    assert states(invoice) == ['paid' if allowed else 'posted']


def test_S10_the_screen(case):
    "All that the views show, without any right on accounts"
    user = create_user(case, 'bank', BANK)
    with as_user(user):
        for name, views in [
                ('account.statement.match', ['tree', 'form']),
                ('account.statement.match.line', ['tree', 'form'])]:
            Model = model(name)
            ids = [r.id for r in Model.search([])]
            for view in views:
                fields = Model.fields_view_get(view_type=view)['fields']
                names = list(fields) + [
                    f'{n}.rec_name' for n, f in fields.items()
                    if f['type'] == 'many2one']
                assert Model.read(ids, names)


def test_S10_choose_an_invoice(case):
    user = create_user(case, 'bank', BANK)
    with as_user(user):
        assert model('account.invoice').search([('state', '=', 'posted')])
        invoice = model('account.invoice')(case.invoice.id)
        with pytest.raises(AccessError):
            model('account.invoice').write([invoice], {'comment': "x"})


def test_S10_change_by_hand(case):
    user = create_user(case, 'bank', BANK)
    with as_user(user):
        match, = model().search([])
        model().write([match], {
                'lines': [('write', [match.lines[0].id], {'amount': 40})]})
    assert reload(case.match).lines[0].amount == 40
    assert reload(case.match).by_hand


@pytest.mark.parametrize('group', [
        'account_statement.group_statement', 'account.group_account',
        'medical_payment.group_payment'])
@pytest.mark.parametrize('method', METHODS)
def test_S10_without_the_group(case, group, method):
    user = create_user(case, 'reception', group)
    with as_user(user), pytest.raises(DENIED):
        getattr(model(), method)([model()(case.match.id)])
    # A wizard or a script of that user does not check access
    with Transaction().set_user(user.id), pytest.raises(PaymentAccessError):
        getattr(model(), method)([model()(case.match.id)])
    assert states(case.invoice, case.match) == ['posted', 'proposed']


def test_S10_statement_buttons(case):
    user = create_user(case, 'reception', 'account_statement.group_statement')
    Statement = model('account.statement')
    for method in [Statement.propose_matches, Statement.accept_sure]:
        with as_user(user), pytest.raises(DENIED):
            method([Statement(case.statement.id)])
        with Transaction().set_user(user.id), \
                pytest.raises(PaymentAccessError):
            method([Statement(case.statement.id)])


def test_S10_nobody_reads(case):
    user = create_user(case, 'reception', 'medical_payment.group_payment')
    with as_user(user):
        for name in [
                'account.statement.match', 'account.statement.match.line',
                'account.statement.payer']:
            with pytest.raises(AccessError):
                model(name).search([])


def test_S10_other_company(case):
    "By a forged id"
    user = create_user(case, 'stranger', BANK)
    model('res.user').write([user], {
            'company': None, 'companies': [('remove', [case.company.id])]})
    with as_user(user):
        assert model().search([]) == []
        for method in METHODS:
            with pytest.raises(AccessError):
                getattr(model(), method)([model()(case.match.id)])
    with Transaction().set_user(user.id), Transaction().set_context(
            model('res.user').get_preferences(context_only=True)):
        for method in METHODS:
            with pytest.raises(AccessError):
                getattr(model(), method)([model()(case.match.id)])
        for method in ['propose_matches', 'accept_sure']:
            with pytest.raises(AccessError):
                getattr(model('account.statement'), method)(
                    [model('account.statement')(case.statement.id)])
    assert states(case.invoice, case.match) == ['posted', 'proposed']


def test_S10_who_imports_needs_no_right(case):
    "Proposals are prepared, nothing is accepted"
    configuration = model('account.configuration')(1)
    configuration.match_accept_sure = True
    configuration.save()
    user = create_user(case, 'clerk', 'account_statement.group_statement')
    statement = create_statement(case, [
            {'amount': '100', 'description': case.invoice.number}])
    with Transaction().set_user(user.id):
        model().prepare([statement])
    assert model().search([('statement', '=', statement.id)])
    assert states(case.invoice) == ['posted']


def test_accept_sure_on_import(case):
    "A setting, off by default"
    model().delete([case.match])
    for setting, state in [(False, 'posted'), (True, 'paid')]:
        configuration = model('account.configuration')(1)
        configuration.match_accept_sure = setting
        configuration.save()
        model().prepare([reload(case.statement)])
        assert states(case.invoice) == [state]
