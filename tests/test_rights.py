# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""S10: what the class methods check themselves, and write-offs of core.

Wizards run without access checks: here nobody but the method says no."""
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import PaymentAccessError

from .payment_tools import pay
from .rights_tools import other_company
from .tools import (
    TODAY, as_user, create_invoice, create_user, reload, run_tasks)

ACCOUNT = 'account.group_account'
PAYMENT = 'medical_payment.group_payment'
GIVE_AWAY = 'medical_payment.group_give_away'
UNLIMITED = 'medical_payment.group_give_away_unlimited'


def model(name='account.invoice.payment'):
    return Pool().get(name)


def be(practice, *groups):
    "Act as a user in the groups, without access checks"
    user = create_user(practice, 'somebody', *groups)
    return Transaction().set_user(user.id)


@pytest.fixture
def write_off(practice):
    account = practice.accounts['loss']
    write_off = model('account.move.reconcile.write_off')(
        company=practice.company, name="Rest",
        journal=practice.journal('write-off'),
        debit_account=account, credit_account=account)
    write_off.save()
    return write_off


@pytest.mark.parametrize('groups', [[], [ACCOUNT]])
def test_S10_only_who_takes_payments(practice, groups):
    invoice = create_invoice(practice, '100')
    payment = pay(practice, create_invoice(practice, '50'), 'cash')
    cash = practice.method('cash')
    with be(practice, *groups):
        for call in [
                lambda: model('account.invoice').pay_balance(
                    [reload(invoice)], cash, TODAY),
                lambda: pay(practice, invoice, cash),
                lambda: model().cancel_payments(
                    [reload(payment)], reason="Mistake")]:
            with pytest.raises(AccessError):
                call()
    assert reload(invoice).payment_state == 'unpaid'
    assert reload(payment).state == 'posted'


def test_S10_of_another_company(practice):
    "Whoever takes payments takes none of a company that is not his"
    invoice = create_invoice(practice, '100')
    with other_company() as other:
        stranger = create_user(other, 'stranger', PAYMENT)
        with Transaction().set_user(stranger.id), \
                Transaction().set_context(company=other.company.id):
            with pytest.raises(AccessError):
                model('account.invoice').pay_balance(
                    [reload(invoice)], practice.method('cash'), TODAY)
    assert reload(invoice).payment_state == 'unpaid'


@pytest.mark.parametrize('method', ['loss', 'discount'])
def test_S10_only_who_gives_away(practice, method):
    invoice = create_invoice(practice, '100')
    practice.method(method)
    given = pay(practice, invoice, method, '10', reason="Friend")
    with be(practice, PAYMENT):
        with pytest.raises(PaymentAccessError) as error:
            pay(practice, invoice, method, '10', reason="Friend")
        assert "Give Away" in str(error.value)
        with pytest.raises(PaymentAccessError):
            model().cancel_payments([reload(given)], reason="Mistake")


def test_S10_limit_counts_all_of_the_invoice(practice):
    invoice, other = [create_invoice(practice, '100') for _ in range(2)]
    discount = practice.method('discount', limit_amount=Decimal(20))
    practice.method('loss')
    with be(practice, GIVE_AWAY):
        pay(practice, invoice, discount, '15', reason="Family")
        with pytest.raises(PaymentAccessError) as error:
            pay(practice, invoice, discount, '5.01', reason="Family")
        for text in [
                "Discount", "20.00", "20.01", invoice.number,
                "Give Away without Limit"]:
            assert text in str(error.value)
        # Another invoice and another method have limits of their own
        pay(practice, other, discount, '20', reason="Family")
        pay(practice, invoice, 'loss', '80', reason="Gone")


def test_S10_limit_counts_all_of_the_batch(practice):
    invoice = create_invoice(practice, '100')
    discount = practice.method('discount', limit_amount=Decimal(20))
    payments = [
        model()(
            invoice=invoice, party=practice.patient, method=discount,
            currency=practice.currency, amount=Decimal(12), reason="x")
        for _ in range(2)]
    model().save(payments)
    with be(practice, GIVE_AWAY), pytest.raises(PaymentAccessError):
        model().settle(payments)


def test_S10_limit_in_the_currency_of_the_company(practice):
    "EUR 20 are CHF 25"
    invoice = create_invoice(practice, '100', currency=practice.eur)
    discount = practice.method('discount', limit_amount=Decimal(20))
    with be(practice, GIVE_AWAY):
        with pytest.raises(PaymentAccessError):
            pay(practice, invoice, discount, '20', reason="Family")
        pay(practice, invoice, discount, '16', reason="Family")


@pytest.mark.parametrize('group,allowed', [
        (UNLIMITED, True), (GIVE_AWAY, False)])
def test_S10_group_above_the_limit(practice, group, allowed):
    invoice = create_invoice(practice, '100')
    discount = practice.method('discount', limit_amount=Decimal(0))
    with be(practice, group):
        if allowed:
            pay(practice, invoice, discount, reason="Family")
        else:
            with pytest.raises(PaymentAccessError):
                pay(practice, invoice, discount, '0.01', reason="Family")


def test_S10_group_of_the_method(practice):
    Group = model('res.group')
    group, = Group.create([{'name': "Physicians"}])
    invoice = create_invoice(practice, '100')
    discount = practice.method(
        'discount', limit_amount=Decimal(20), limit_group=group.id)
    user = create_user(practice, 'manager', UNLIMITED)
    with Transaction().set_user(user.id):
        with pytest.raises(PaymentAccessError) as error:
            pay(practice, invoice, discount, reason="Family")
        assert "Physicians" in str(error.value)
    model('res.user').write([user], {'groups': [('add', [group.id])]})
    with Transaction().set_user(user.id):
        pay(practice, invoice, discount, reason="Family")


def test_S10_draft_above_the_limit_can_be_cancelled(practice):
    discount = practice.method('discount', limit_amount=Decimal(20))
    payment = model()(
        invoice=create_invoice(practice, '100'), party=practice.patient,
        method=discount, currency=practice.currency, amount=Decimal(50),
        reason="x")
    payment.save()
    with be(practice, GIVE_AWAY):
        model().cancel_payments([reload(payment)], reason="Mistake")
    assert reload(payment).state == 'cancelled'


def write_off_with_core(practice, invoice, amount, write_off):
    "By the wizard that pays"
    Wizard = Pool().get('account.invoice.pay', type='wizard')
    with Transaction().set_context(
            active_model=invoice.__name__, active_id=invoice.id,
            active_ids=[invoice.id]):
        session_id, _, _ = Wizard.create()
        wizard = Wizard(session_id)
        for name, value in wizard.default_start(None).items():
            setattr(wizard.start, name, value)
        wizard.start.date = TODAY
        wizard.start.amount = Decimal(amount)
        wizard.start.payment_method = practice.method('cash')
        assert wizard.transition_choice() == 'ask'
        for name, value in wizard.default_ask(None).items():
            setattr(wizard.ask, name, value)
        wizard.ask.type = 'writeoff'
        wizard.ask.writeoff = write_off
        wizard.transition_pay()
    run_tasks()


def test_S10_write_off_of_pay_wizard(practice, write_off):
    invoice, other = [create_invoice(practice, '100') for _ in range(2)]
    practice.method('cash')
    write_off_with_core(practice, other, '95', write_off)
    assert reload(other).amount_lost == 5
    with be(practice, ACCOUNT), pytest.raises(PaymentAccessError) as error:
        write_off_with_core(practice, invoice, '95', write_off)
    assert "Give Away" in str(error.value)


def reconcile_with_core(practice, lines, write_off):
    "By the wizard on lines"
    Wizard = Pool().get('account.move.reconcile_lines', type='wizard')
    with Transaction().set_context(
            active_model='account.move.line', active_id=lines[0].id,
            active_ids=[l.id for l in lines]):
        session_id, _, _ = Wizard.create()
        wizard = Wizard(session_id)
        assert wizard.transition_start() == 'writeoff'
        wizard.writeoff.writeoff = write_off
        wizard.writeoff.date = TODAY
        wizard.transition_reconcile()
    run_tasks()


@pytest.mark.parametrize('group', [None, PAYMENT])
def test_S10_write_off_of_reconcile_wizard_refused(
        practice, write_off, group):
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '99')
    with be(practice, *filter(None, [ACCOUNT, group])):
        with pytest.raises(PaymentAccessError):
            reconcile_with_core(
                practice, [*invoice.lines_to_pay, payment.line], write_off)


def test_S10_write_off_of_reconcile_wizard(practice, write_off):
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '99')
    write_off.limit_amount = Decimal('0.99')
    write_off.save()
    lines = [*invoice.lines_to_pay, payment.line]
    with be(practice, ACCOUNT, GIVE_AWAY):
        with pytest.raises(PaymentAccessError) as error:
            reconcile_with_core(practice, lines, write_off)
        assert "Rest" in str(error.value)
        assert "0.99" in str(error.value)
    write_off.limit_amount = Decimal(1)
    write_off.save()
    user, = model('res.user').search([('login', '=', 'somebody')])
    with Transaction().set_user(user.id):
        reconcile_with_core(practice, lines, write_off)
    assert reload(invoice).state == 'paid'
    assert reload(invoice).amount_lost == 1


def test_write_off_of_suppliers_is_nothing_given_away(practice, write_off):
    invoice = create_invoice(practice, '100', type='in')
    payment = pay(practice, invoice, 'cash', '99')
    with be(practice, ACCOUNT):
        reconcile_with_core(
            practice, [*invoice.lines_to_pay, payment.line], write_off)
    assert reload(invoice).state == 'paid'


def test_currency_of_the_invoice(practice):
    payment = model()(
        invoice=create_invoice(practice, '100'), party=practice.patient,
        method=practice.method('cash'), currency=practice.eur,
        amount=Decimal(100))
    with pytest.raises(UserError) as error:
        payment.save()
    assert "CHF" in str(error.value)


def granted(user):
    "What clients may do with models, as pairs of mode and model"
    Access = model('ir.model.access')
    with as_user(user):
        return {
            (mode, name)
            for name, Model in Pool().iterobject()
            if 'read' in Model.__rpc__
            for mode, allowed in Access.get_access([name])[name].items()
            if allowed}


def test_S10_nothing_more(practice):
    "What the group adds to what Tryton lets every user do"
    nobody = create_user(practice, 'nobody')
    reception = create_user(practice, 'reception', PAYMENT)
    added = granted(reception) - granted(nobody)
    assert {name for mode, name in added if mode != 'read'} == {
        'account.invoice.payment', 'account.invoice.payment.till_closing',
        'account.invoice.payment.till_count'}
    assert {
        'account.invoice', 'account.invoice.line', 'account.invoice.tax',
        'account.invoice.payment'} <= {name for _, name in added}
    assert not {
        name for _, name in added
        if name.startswith(('account.move', 'account.statement'))}
