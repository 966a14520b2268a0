# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Every dialog can be left by the button that ends it."""
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.wizard import StateView
from trytond_medical_payment.doors.wizard import is_guarded

from .payment_tools import pay
from .tools import create_invoice, create_statement


def _dialogs():
    "The views of our wizards that a button ends"
    for name, Wizard in Pool().iterobject(type='wizard'):
        if not is_guarded(Wizard):
            continue
        for view, state in Wizard.states.items():
            if isinstance(state, StateView) and any(
                    b.state == Wizard.end_state for b in state.buttons):
                yield name, Wizard, view


def _record(name):
    "What the wizard is begun on"
    pool = Pool()
    models = pool.get('ir.action.wizard').get_models(name)
    if not models:
        return {}
    model, record = next(
        (model, record) for model in sorted(models)
        for record in pool.get(model).search([], limit=1))
    return {
        'active_model': model, 'active_id': record.id,
        'active_ids': [record.id]}


def test_end_without_a_word(practice):
    "Nothing has to be filled in to cancel"
    invoice = create_invoice(practice, '100')
    pay(practice, invoice, 'cash', amount='50')
    create_statement(practice, [{'amount': '50'}])
    seen = set()
    for name, Wizard, view in _dialogs():
        session, _, end = Wizard.create()
        with Transaction().set_context(**_record(name)):
            result = Wizard.execute(session, {view: {}}, end)
        assert 'view' not in result, (name, view)
        Wizard.delete(session)
        seen.add((name, view))
    assert {
        ('account.invoice.mark_as_paid', 'start'),
        ('account.invoice.payment.cancel', 'start'),
        ('account.invoice.payment.deposit_payments', 'start'),
        ('account.statement.import', 'start'),
        ('account.statement.match', 'start'),
        } <= seen
