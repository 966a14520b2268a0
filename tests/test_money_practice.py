# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Methods in use, fields of views, parties erased (Money 15, 18, 19)."""
from decimal import Decimal

import pytest
from lxml import etree

from trytond.exceptions import UserError
from trytond.model import ModelSQL
from trytond.pool import Pool
from trytond.transaction import Transaction

from .books_tools import check_books
from .core_tools import delegate, replace, wizard_on
from .erase_tools import check_erased, erase, pay_by_bank
from .match_tools import configure
from .payment_tools import pay
from .report_tools import BOOK, rows_of
from .test_on_account import receive
from .tools import balance, create_invoice, reload, run_tasks, savepoint

MODULE = 'medical_payment'


def views():
    "The views of the module with what they show: (view, model, names)"
    View = Pool().get('ir.ui.view')
    with Transaction().set_context(active_test=False):
        found = View.search([
                ('module', '=', MODULE), ('model', '!=', None),
                ('inherit', '=', None)])
    for view in found:
        Model = Pool().get(view.model)
        yield view, Model, Model.fields_view_get(view_id=view.id)


def ours(Model):
    return Model.__name__ in {
        m.name for m in Pool().get('ir.model').search([
                ('module', '=', MODULE)])}


def test_money_15_views_have_what_conditions_need(practice):
    """What a field computes of, and a condition asks for, must be in the
    view: a client knows nothing else"""
    missing = []
    for view, Model, result in views():
        if not ours(Model):
            continue
        shown = set(result['fields'])
        for name in shown:
            field = Model._fields[name]
            needed = set(field.depends or [])
            if not issubclass(Model, ModelSQL):
                # Nobody else can compute it than the client
                needed |= set(field.on_change_with) | set(field.on_change)
            missing.extend(
                (view.name, name, n) for n in needed - shown
                if not n.startswith('_parent_') and n != 'id')
        tree = etree.fromstring(result['arch'])
        for button in tree.iter('button'):
            definition = Model._buttons.get(button.get('name'))
            for needed in (definition or {}).get('depends', []):
                if needed not in shown:
                    missing.append((view.name, button.get('name'), needed))
    assert not missing


@pytest.mark.parametrize('amount, left, account', [
        ('99.97', 0, 0), ('100.03', 0, 0), ('99.90', '0.10', 0)])
def test_money_15_close_the_rest(practice, amount, left, account):
    "As a client does: with the fields of the view alone"
    configure(
        practice, match_tolerance=Decimal('0.05'),
        match_residue_method=practice.method('discount'))
    method = practice.method('cash')
    invoice = create_invoice(practice, '100')
    with wizard_on('account.invoice.mark_as_paid', [invoice]) as wizard:
        state = wizard.states['start']
        fields = state.get_view(wizard, 'start')['fields']
        values = wizard.default_start(list(fields))
        for name, value in values.items():
            if name in fields:
                setattr(wizard.start, name, value)
        wizard.start.method = method
        wizard.start.amount = Decimal(amount)
        # Twice, as what one field computes is what another one needs
        for name in [*fields, *fields]:
            needed = wizard.start._fields[name].on_change_with
            if needed and needed <= fields.keys():
                compute = getattr(wizard.start, f'on_change_with_{name}')
                setattr(wizard.start, name, compute())
        wizard.transition_pay()

    invoice = reload(invoice)
    assert invoice.amount_to_pay == Decimal(left)
    assert reload(practice.patient).credit_available == account


@pytest.mark.parametrize('kind', ['loss', 'discount'])
def test_money_18_kind_of_a_method_in_use(practice, kind):
    method = practice.method('cash')
    pay(practice, create_invoice(practice, '100'), method)
    run_tasks()

    with pytest.raises(UserError) as error:
        method.kind = kind
        method.save()

    assert method.rec_name in str(error.value)
    assert [r.amount for r in rows_of(practice, BOOK)] == [100]


def test_money_18_kind_of_a_method_not_used(practice):
    method = practice.method('card')
    method.kind = 'discount'
    method.journal = practice.journal('write-off')
    method.save()
    assert reload(method).kind == 'discount'
    # And what changes nothing is no change
    used = practice.method('cash')
    pay(practice, create_invoice(practice, '100'), used)
    used.__class__.write([used], {'kind': 'payment', 'name': "Till"})


def test_money_13_a_patient_entered_twice(practice):
    "Core refuses to replace the one; what the documentation says works"
    Payment = Pool().get('account.invoice.payment')
    kept, double = practice.patients[:2]
    invoice = create_invoice(practice, '100', party=double)
    credit = receive(practice, '30', party=double)
    with pytest.raises(UserError), savepoint():
        replace(double, kept)

    delegate(practice, invoice, kept)
    Payment.refund(
        [credit], practice.method('cash'), practice.today,
        reason="Entered twice")
    receive(practice, '30', party=kept)

    claims = invoice.__class__.open_claims([reload(invoice)])[invoice.id]
    assert {p: a for p, a in claims.items() if a} == {kept.id: 100}
    assert reload(double).credit_available == 0
    assert reload(kept).credit_available == 30
    assert balance(practice.accounts['cash']) == 30
    pay(practice, invoice, 'cash', party=kept)
    run_tasks()
    assert reload(invoice).state == 'paid'
    check_books(practice)


def test_money_19_erased(practice):
    Payer = Pool().get('account.statement.payer')
    party = practice.patients[1]
    invoice, match = pay_by_bank(practice, party, Decimal(100))
    assert Payer.search([('party', '=', party.id)])
    erase(party)
    check_erased(invoice, match)
