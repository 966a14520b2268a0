# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The one door: the cross of the list and the button of the form."""
from contextlib import contextmanager
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.invoice import pay as invoice_pay

from .payment_tools import check_invariants, count_statements, pay
from .tools import create_invoice, create_invoices, create_user, queued, reload


@contextmanager
def mark_as_paid(*invoices):
    "The wizard as the client runs it, on the selected invoices"
    Wizard = Pool().get('account.invoice.mark_as_paid', type='wizard')
    ids = [i.id for i in invoices]
    with Transaction().set_context(
            active_model='account.invoice', active_id=ids[0],
            active_ids=ids):
        session_id, start, _ = Wizard.create()
        yield Session(Wizard, session_id, start)
        Wizard.delete(session_id)


class Session:

    def __init__(self, Wizard, session_id, state):
        self.Wizard, self.id, self.state = Wizard, session_id, state
        result = Wizard.execute(session_id, {}, state)
        self.values = {
            n: v for n, v in result['view']['defaults'].items()
            if not n.endswith('.')}
        self.message = None

    def pay(self, **values):
        "Return the name of the state that the user sees next"
        return self.press('pay', {**self.values, **values})

    def press(self, button, values=None):
        result = self.Wizard.execute(
            self.id, {self.state: values or {}}, button)
        if 'view' not in result:
            return 'end'
        self.state = result['view']['state']
        shown = result['view']['defaults']
        self.message = shown['message']
        self.progress = shown.get('progress')
        return self.state


@pytest.fixture
def methods(practice):
    configuration = Pool().get('account.configuration')(1)
    configuration.default_payment_method = practice.method('cash')
    configuration.save()
    return practice


def test_T1_one_invoice(methods):
    invoice = create_invoice(methods, '100')

    with mark_as_paid(invoice) as wizard:
        assert wizard.values['amount'] == Decimal(100)
        assert wizard.values['date'] == methods.today
        assert wizard.values['method'] == methods.method('cash').id
        assert wizard.values['party'] == invoice.party.id
        assert wizard.pay() == 'end'

    invoice = reload(invoice)
    assert invoice.payment_state == 'paid'
    payment, = invoice.payments
    assert payment.date == methods.today
    check_invariants(methods)


def test_T1_part_with_payer_and_reference(methods):
    invoice = create_invoice(methods, '100')

    with mark_as_paid(invoice) as wizard:
        assert wizard.pay(
            amount=Decimal(30), party=methods.insurer.id,
            reference="Bordereau 12") == 'end'

    payment, = reload(invoice).payments
    assert (payment.amount, payment.party, payment.reference) == (
        Decimal(30), methods.insurer, "Bordereau 12")
    assert reload(invoice).payment_state == 'partial'


def test_T2_several_parties(methods):
    invoices = create_invoices(
        methods, ['10', '20', '30'],
        party=lambda index: methods.patients[index])

    with mark_as_paid(*invoices) as wizard:
        assert 'amount' not in wizard.values
        assert wizard.values['total_amount'] == Decimal(60)
        assert wizard.pay(method=methods.method('card').id) == 'end'

    invoices = [reload(i) for i in invoices]
    assert {i.payment_state for i in invoices} == {'paid'}
    moves = {i.payments[0].move for i in invoices}
    assert len(moves) == 3
    assert [i.payments[0].party for i in invoices] == methods.patients[:3]


def test_T3_only_the_rest(methods):
    invoice = create_invoice(methods, '100')
    pay(methods, invoice, 'card', '70')

    with mark_as_paid(invoice) as wizard:
        assert wizard.values['amount'] == Decimal(30)
        wizard.pay()

    assert sorted(p.amount for p in reload(invoice).payments) == [30, 70]


def test_T4_rows_that_do_not_allow_it(methods):
    Invoice = Pool().get('account.invoice')
    open_, paid, cancelled = create_invoices(methods, ['100'] * 3)
    draft = create_invoice(methods, '100', post=False)
    pay(methods, paid, 'card')
    Invoice.credit([cancelled], refund=True)

    with mark_as_paid(open_, paid, cancelled, draft) as wizard:
        assert wizard.values['invoices'] == 1
        assert wizard.pay() == 'result'
        message = wizard.message

    assert paid.number in message and cancelled.number in message
    assert open_.number not in message
    assert reload(open_).payment_state == 'paid'
    assert len(reload(paid).payments) == 1


def test_T4_nothing_to_pay(methods):
    paid = create_invoice(methods, '100')
    pay(methods, paid, 'card')

    with mark_as_paid(paid) as wizard:
        assert wizard.pay() == 'result'
        assert paid.number in wizard.message


@pytest.mark.parametrize('kind', ['loss', 'discount'])
def test_T5_giving_away(methods, kind):
    invoices = create_invoices(methods, ['10', '20'])
    method = methods.method(kind)

    with mark_as_paid(*invoices) as wizard:
        wizard.pay(method=method.id, reason="Hardship")

    for invoice in invoices:
        payment, = reload(invoice).payments
        assert (payment.kind, payment.reason) == (kind, "Hardship")
    check_invariants(methods)


def test_W7_excess_is_told(methods):
    invoice = create_invoice(methods, '100')

    with mark_as_paid(invoice) as wizard:
        assert wizard.pay(amount=Decimal(130)) == 'excess'
        assert wizard.press('pay') == 'result'
        assert invoice.party.name in wizard.message

    assert reload(invoice).payment_state == 'paid'


def test_T6_one_batch(methods):
    "Each invoice costs far less than the call itself"
    def statements(n):
        invoices = create_invoices(methods, ['10'] * n)
        with count_statements() as counter, mark_as_paid(*invoices) as wizard:
            wizard.pay()
        assert {reload(i).payment_state for i in invoices} == {'paid'}
        return counter.number
    few, many = statements(5), statements(25)
    assert (many - few) / 20 < 16


def test_T4_two_companies(methods):
    pool = Pool()
    Company = pool.get('company.company')
    Party = pool.get('party.party')
    invoice = create_invoice(methods, '100')
    party, = Party.create([{'name': "Other"}])
    other, = Company.create([{
                'party': party.id, 'currency': methods.currency.id}])
    user = create_user(methods, 'stranger', 'medical_payment.group_payment')
    User = pool.get('res.user')
    User.write([user], {
            'companies': [
                ('remove', [c.id for c in user.companies]),
                ('add', [other.id])],
            'company': other.id})

    with Transaction().set_user(user.id), pytest.raises(AccessError):
        with mark_as_paid(invoice) as wizard:
            wizard.pay()

    assert reload(invoice).payment_state == 'unpaid'


def test_S10_without_the_group(methods):
    invoice = create_invoice(methods, '100')
    user = create_user(methods, 'reader', 'account.group_account')

    with Transaction().set_user(user.id), pytest.raises(AccessError):
        with mark_as_paid(invoice) as wizard:
            wizard.pay()

    assert reload(invoice).payment_state == 'unpaid'


def test_S10_giving_away_without_the_group(methods):
    invoice = create_invoice(methods, '100')
    user = create_user(
        methods, 'receptionist', 'medical_payment.group_payment',
        'account.group_account')
    method = methods.method('loss')

    Invoice = Pool().get('account.invoice')
    with Transaction().set_user(user.id):
        # The wizard does not offer the method, and takes no other
        with pytest.raises(UserError) as error:
            with mark_as_paid(invoice) as wizard:
                wizard.pay(method=method.id, reason="Hardship")
        assert "Give Away" in str(error.value)
        with pytest.raises(AccessError) as error:
            Invoice.pay_balance(
                [invoice], method, methods.today, reason="Hardship")
        assert "Give Away" in str(error.value)
        with mark_as_paid(invoice) as wizard:
            wizard.pay()
    assert reload(invoice).payment_state == 'paid'


def test_unset_default_method(practice):
    with mark_as_paid(create_invoice(practice, '100')) as wizard:
        assert 'method' not in wizard.values


@pytest.fixture
def two_at_once(methods):
    configuration = Pool().get('account.configuration')(1)
    configuration.payment_queue_size = 2
    configuration.save()
    return methods


def states(invoices):
    return [reload(i).payment_state for i in invoices]


def test_T6_step_by_step(two_at_once):
    "Without a worker the user sees how far it is, and goes on"
    paid, *invoices = create_invoices(
        two_at_once, ['5', '10', '20', '30', '40', '50'])
    pay(two_at_once, paid, 'cash')
    invoices.insert(1, paid)

    with mark_as_paid(*invoices) as wizard:
        assert wizard.pay(
            method=two_at_once.method('discount').id, reason="Gift") == 'step'
        assert '2' in wizard.message and '6' in wizard.message
        assert round(wizard.progress, 2) == 0.33
        assert states(invoices) == ['paid'] * 2 + ['unpaid'] * 4

        assert wizard.press('pay') == 'step'
        assert round(wizard.progress, 2) == 0.67
        assert states(invoices) == ['paid'] * 4 + ['unpaid'] * 2

        assert wizard.press('pay') == 'result'
        assert '5' in wizard.message and paid.rec_name in wizard.message

    assert states(invoices) == ['paid'] * 6
    for invoice in map(reload, invoices):
        payment, = invoice.payments
        assert payment.reason == (None if invoice == paid else "Gift")


def test_T6_stopped(two_at_once):
    invoices = create_invoices(two_at_once, ['10', '20', '30'])
    with mark_as_paid(*invoices) as wizard:
        assert wizard.pay() == 'step'
        assert wizard.press('end') == 'end'
    assert states(invoices) == ['paid', 'paid', 'unpaid']


def test_T6_in_the_background(two_at_once, worker, monkeypatch):
    "With a worker the user looks how far it is"
    monkeypatch.setattr(invoice_pay, 'PAID_AT_ONCE', 1)
    paid, *invoices = create_invoices(two_at_once, ['5', '10', '20', '30'])
    pay(two_at_once, paid, 'cash')

    with mark_as_paid(paid, *invoices) as wizard:
        assert wizard.pay() == 'background'
        assert wizard.progress == 0
        assert set(states(invoices)) == {'unpaid'}

        tasks = queued('pay_balance_queued')
        assert len(tasks) == 3
        tasks[0].run()
        assert wizard.press('refresh') == 'background'
        assert round(wizard.progress, 2) == 0.33
        assert '1' in wizard.message and '3' in wizard.message

        for task in tasks[1:]:
            task.run()
        assert wizard.press('refresh') == 'result'
        assert '3' in wizard.message and paid.rec_name in wizard.message
    assert set(states(invoices)) == {'paid'}


def test_T6_nothing_for_the_background(two_at_once, worker):
    invoices = create_invoices(two_at_once, ['10', '20', '30'])
    with mark_as_paid(*invoices) as wizard:
        for invoice in invoices:
            pay(two_at_once, invoice, 'cash')
        assert wizard.pay() == 'result'
        assert invoices[0].rec_name in wizard.message
    assert not queued('pay_balance_queued')


def test_T6_refused_in_the_background(two_at_once, worker):
    "What nobody sees in the log is told by the wizard"
    Error = Pool().get('ir.error')
    receptionist = create_user(
        two_at_once, 'receptionist', 'medical_payment.group_payment',
        'account.group_account')
    invoices = create_invoices(two_at_once, ['10', '20', '30'])
    with Transaction().set_user(receptionist.id), \
            mark_as_paid(*invoices) as wizard:
        wizard.pay()
        # Before the worker comes to it she is in no group any more
        groups, receptionist.groups = receptionist.groups, []
        receptionist.save()
        task, = queued('pay_balance_queued')
        with pytest.raises(AccessError) as error:
            task.run()
        Error.create([{
                    'origin': str(task), 'message': error.value.message}])
        # Who may not take payments is not told of them either
        receptionist.groups = groups
        receptionist.save()
        assert wizard.press('refresh') == 'result'
        assert error.value.message in wizard.message
        assert invoices[0].rec_name in wizard.message
    assert set(states(invoices)) == {'unpaid'}
