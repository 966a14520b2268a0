# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Payments, losses and discounts of an invoice; cancelling them."""
import datetime as dt
from decimal import Decimal
from itertools import combinations, permutations

import pytest

from trytond.model.modelstorage import (
    AccessError, DomainValidationError, RequiredValidationError)
from trytond.modules.account.exceptions import PeriodNotFoundError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import (
    PaymentAccountError, PaymentAmountError, PaymentReasonError)

from .payment_tools import check_invariants, pay, taken
from .tools import (
    as_user, balance, create_invoice, create_invoices, create_user,
    pay_with_core, reload, run_tasks, savepoint)


def amounts(invoice):
    invoice = reload(invoice)
    return {
        name: getattr(invoice, name)
        for name in [
            'amount_paid', 'amount_lost', 'amount_discounted',
            'amount_credited', 'amount_other', 'amount_to_pay']
        if getattr(invoice, name)}


def test_pay_balance(practice):
    invoice = create_invoice(practice, '100')
    assert invoice.payment_state == 'unpaid'

    payment = pay(practice, invoice, 'cash')

    invoice = reload(invoice)
    assert invoice.state == 'paid'
    assert invoice.payment_state == 'paid'
    assert payment.state == 'posted'
    assert payment.number
    assert payment.amount == Decimal(100)
    assert payment.party == practice.patient
    assert payment.kind == 'payment'
    assert payment.line in invoice.payment_lines
    assert balance(practice.accounts['receivable']) == 0
    assert balance(practice.accounts['cash']) == 100
    check_invariants(practice)


def test_partial_payments(practice):
    invoice = create_invoice(practice, '100')

    first = pay(practice, invoice, 'cash', '30', reference="R1")
    second = pay(practice, invoice, 'card', '20', party=practice.insurer)

    invoice = reload(invoice)
    assert invoice.payment_state == 'partial'
    assert set(invoice.payments) == {first, second}
    assert second.party == practice.insurer
    assert second.line.party == practice.patient
    assert amounts(invoice) == {
        'amount_paid': Decimal(50), 'amount_to_pay': Decimal(50)}
    check_invariants(practice)


def test_W1_loss_of_the_rest(practice):
    invoice = create_invoice(practice, '100')

    pay(practice, invoice, 'cash', '50')
    pay(practice, invoice, 'loss', reason="Gone away")

    invoice = reload(invoice)
    assert invoice.state == 'paid'
    assert balance(practice.accounts['receivable']) == 0
    assert amounts(invoice) == {
        'amount_paid': Decimal(50), 'amount_lost': Decimal(50)}
    assert taken() == Decimal(50)
    assert balance(practice.accounts['loss']) == 50
    check_invariants(practice)


def test_W2_discount_closes_in_one_reconciliation(practice):
    invoice = create_invoice(practice, '100')

    pay(practice, invoice, 'transfer', '95')
    pay(practice, invoice, 'discount', reason="Prompt payment")

    assert balance(practice.accounts['transit']) == 95
    assert balance(practice.accounts['discount']) == 5
    assert balance(practice.accounts['receivable']) == 0
    invoice = reload(invoice)
    lines = invoice.lines_to_pay + invoice.payment_lines
    assert len({l.reconciliation for l in lines}) == 1
    assert all(l.reconciliation for l in lines)


@pytest.mark.parametrize('order', list(permutations(range(3))))
def test_W5_cancel_in_any_order(practice, order):
    invoice = create_invoice(practice, '100')
    payments = [
        pay(practice, invoice, 'cash', '60'),
        pay(practice, invoice, 'discount', '15', reason="Family"),
        pay(practice, invoice, 'loss', '25', reason="Gone away")]
    check_invariants(practice)
    Payment = Pool().get('account.invoice.payment')
    open_ = Decimal(0)
    for index in order:
        payment = payments[index]
        Payment.cancel_payments(
            [payment], date=practice.today, reason="Mistake")
        run_tasks()
        payment = reload(payment)
        open_ += payment.amount
        assert payment.state == 'cancelled'
        assert payment.cancel_reason == "Mistake"
        assert payment.cancelled_by.id == 1
        assert payment.cancel_move.state == 'posted'
        invoice = reload(invoice)
        assert invoice.state == 'posted'
        assert invoice.amount_to_pay == open_
        check_invariants(practice)
    assert invoice.payment_state == 'unpaid'
    assert balance(practice.accounts['receivable']) == 100
    for name in ['cash', 'discount', 'loss']:
        assert balance(practice.accounts[name]) == 0


def test_cancelled_can_be_paid_again(practice):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash')

    Payment.cancel_payments([payment], reason="Wrong invoice")
    pay(practice, invoice, 'card')

    assert reload(invoice).state == 'paid'
    assert balance(practice.accounts['cash']) == 0
    check_invariants(practice)


def test_cancel_needs_a_reason(practice):
    Payment = Pool().get('account.invoice.payment')
    payment = pay(practice, create_invoice(practice, '100'), 'cash')

    with pytest.raises(PaymentReasonError):
        Payment.cancel_payments([payment], reason=" ")

    assert reload(payment).state == 'posted'


@pytest.mark.parametrize('method', ['loss', 'discount'])
def test_W7_giving_away_more_than_open(practice, method):
    invoice = create_invoice(practice, '100')

    with pytest.raises(PaymentAmountError) as error:
        pay(practice, invoice, method, '100.01', reason="Gone away")

    assert invoice.number in str(error.value)


@pytest.mark.parametrize('method', ['loss', 'discount'])
@pytest.mark.parametrize('reason', [None, '', '  '])
def test_W7_giving_away_without_reason(practice, method, reason):
    invoice = create_invoice(practice, '100')

    with pytest.raises((PaymentReasonError, RequiredValidationError)):
        pay(practice, invoice, method, reason=reason)


def test_W7_excess_stays_on_account(practice):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')

    payment = pay(practice, invoice, 'cash', '130')

    assert reload(invoice).state == 'paid'
    assert payment.amount == Decimal(100)
    credit, = Payment.search([('invoice', '=', None)])
    assert credit.amount == Decimal(30)
    assert credit.party == practice.patient
    assert credit.move == payment.move
    assert balance(
        practice.accounts['receivable'], party=practice.patient.id) == -30
    assert taken() == Decimal(130)
    check_invariants(practice)


def test_cancel_takes_the_excess_back(practice):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '130')

    Payment.cancel_payments([payment], reason="Mistake")

    assert {p.state for p in Payment.search([])} == {'cancelled'}
    assert balance(practice.accounts['receivable']) == 100
    assert balance(practice.accounts['cash']) == 0
    check_invariants(practice)


def test_on_account(practice):
    Payment = Pool().get('account.invoice.payment')
    payment = Payment(
        party=practice.patient, method=practice.method('cash'),
        amount=Decimal(80))
    payment.save()
    Payment.post([payment])

    assert payment.state == 'posted'
    assert balance(
        practice.accounts['receivable'], party=practice.patient.id) == -80


def test_core_pay_wizard(practice):
    invoice = create_invoice(practice, '100')

    pay_with_core(invoice, '40', practice.method('cash'))
    payment, = reload(invoice).payments
    assert payment.state == 'posted'
    assert payment.method == practice.method('cash')
    assert payment.amount == Decimal(40)
    assert amounts(invoice) == {
        'amount_paid': Decimal(40), 'amount_to_pay': Decimal(60)}

    pay_with_core(invoice, '60', practice.method('cash'))
    assert reload(invoice).payment_state == 'paid'
    assert amounts(invoice) == {'amount_paid': Decimal(100)}
    check_invariants(practice)


def test_core_overpayment(practice):
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')

    pay_with_core(
        invoice, '120', practice.method('cash'), type='overpayment')

    assert amounts(invoice) == {'amount_paid': Decimal(100)}
    credit, = Payment.search([('invoice', '=', None)])
    assert credit.amount == Decimal(20)
    check_invariants(practice)


def test_instalments_the_oldest_first(practice):
    invoice = create_invoice(
        practice, '200', payment_term=practice.term("4 instalments"))

    def settled():
        "Two are due on one day: core gives them in any order"
        return [
            bool(l.reconciliation) for l in sorted(
                reload(invoice).lines_to_pay,
                key=lambda l: (l.maturity_date, l.id))]

    pay(practice, invoice, 'cash', '30')
    assert settled() == [False, False, False, False]
    pay(practice, invoice, 'cash', '20')
    assert settled() == [True, False, False, False]
    pay(practice, invoice, 'cash', '100')
    assert settled() == [True, True, True, False]
    assert amounts(invoice) == {
        'amount_paid': Decimal(150), 'amount_to_pay': Decimal(50)}
    check_invariants(practice)


def test_credit_note(practice):
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.move.line')
    invoice = create_invoice(practice, '100')
    credit_note = create_invoice(practice, '-40')
    payment = pay(practice, invoice, 'cash', '60')

    Line.reconcile([
            *invoice.lines_to_pay, *credit_note.lines_to_pay, payment.line])
    run_tasks()

    assert {i.state for i in Invoice.browse([invoice, credit_note])} == {
        'paid'}
    assert amounts(invoice) == {
        'amount_paid': Decimal(60), 'amount_credited': Decimal(40)}
    assert amounts(credit_note) == {'amount_credited': Decimal(-40)}
    check_invariants(practice)


def test_refund_in_full(practice):
    Invoice = Pool().get('account.invoice')
    invoice = create_invoice(practice, '100')

    Invoice.credit([invoice], refund=True)
    run_tasks()

    assert reload(invoice).payment_state is None
    check_invariants(practice)


def test_core_write_off_is_a_loss(practice):
    pool = Pool()
    Line = pool.get('account.move.line')
    WriteOff = pool.get('account.move.reconcile.write_off')
    account = practice.accounts['loss']
    write_off = WriteOff(
        company=practice.company, name="Rest",
        journal=practice.journal('write-off'),
        debit_account=account, credit_account=account)
    write_off.save()
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '99.98')

    Line.reconcile(
        [*invoice.lines_to_pay, payment.line], writeoff=write_off)
    run_tasks()

    assert amounts(invoice) == {
        'amount_paid': Decimal('99.98'), 'amount_lost': Decimal('0.02')}
    check_invariants(practice)


def test_reconciled_by_hand_is_other(practice):
    pool = Pool()
    Line = pool.get('account.move.line')
    Move = pool.get('account.move')
    Period = pool.get('account.period')
    invoice = create_invoice(practice, '100')
    move = Move(
        company=practice.company, journal=practice.journal('general'),
        period=Period.find(practice.company), date=practice.today,
        lines=[
            Line(account=invoice.account, party=invoice.party,
                debit=Decimal(0), credit=Decimal(100)),
            Line(account=practice.accounts['expense'],
                debit=Decimal(100), credit=Decimal(0))])
    move.save()
    Move.post([move])
    line, = [l for l in move.lines if l.account == invoice.account]

    Line.reconcile([*invoice.lines_to_pay, line])
    run_tasks()

    assert amounts(invoice) == {'amount_other': Decimal(100)}
    check_invariants(practice)


def test_pay_a_credit_note(practice):
    Invoice = Pool().get('account.invoice')
    credit_note, = Invoice.credit([create_invoice(practice, '100')])
    credit_note.invoice_date = practice.today
    credit_note.save()
    Invoice.post([credit_note])

    payment = pay(practice, credit_note, 'cash')

    assert payment.amount == Decimal(-100)
    assert reload(credit_note).state == 'paid'
    assert balance(practice.accounts['cash']) == -100


def test_supplier_invoice(practice):
    invoice = create_invoice(practice, '100', type='in')

    payment = pay(practice, invoice, 'cash')

    assert payment.amount == Decimal(100)
    assert reload(invoice).state == 'paid'
    assert balance(practice.accounts['cash']) == -100
    check_invariants(practice)


def test_S9_no_fiscal_year(practice):
    invoice = create_invoice(practice, '100')

    with pytest.raises(PeriodNotFoundError):
        pay(practice, invoice, 'cash', date=dt.date(1999, 1, 1))


def test_S9_closed_account(practice):
    invoice = create_invoice(practice, '100')
    method = practice.method('cash')
    account = method.debit_account
    account.closed = True
    account.save()

    with pytest.raises(PaymentAccountError) as error:
        pay(practice, invoice, 'cash')
    assert method.name in str(error.value)


def test_paid_invoice_is_refused(practice):
    invoice = create_invoice(practice, '100')
    pay(practice, invoice, 'cash')

    with pytest.raises((PaymentAmountError, DomainValidationError)):
        pay(practice, invoice, 'cash', '10')


def test_payment_state_as_searched(practice):
    Invoice = Pool().get('account.invoice')
    unpaid, partial, paid, lost = [
        create_invoice(practice, '100') for _ in range(4)]
    draft = create_invoice(practice, '100', post=False)
    pay(practice, partial, 'cash', '40')
    pay(practice, paid, 'cash')
    pay(practice, lost, 'discount', '1', reason="Family")

    states = ['unpaid', 'partial', 'paid', None]
    expected = {
        'unpaid': {unpaid}, 'partial': {partial, lost}, 'paid': {paid},
        None: {draft}}
    for state in states:
        clauses = [
            ([('payment_state', '=', state)], expected[state]),
            ([('payment_state', 'in', [state])], expected[state]),
            ]
        others = set().union(*(expected[s] for s in states if s != state))
        clauses += [
            ([('payment_state', '!=', state)], others),
            ([('payment_state', 'not in', [state])], others)]
        for domain, invoices in clauses:
            assert set(Invoice.search(domain)) == invoices, domain
        assert {reload(i).payment_state for i in expected[state]} == {state}
    for pair in combinations(states, 2):
        found = set().union(*(expected[s] for s in pair))
        assert set(Invoice.search([('payment_state', 'in', pair)])) == found


def test_overdue(practice):
    Invoice = Pool().get('account.invoice')
    old = practice.today - dt.timedelta(days=40)
    with Transaction().set_context(_skip_warnings=True):
        late, half, done = create_invoices(
            practice, ['100'] * 3, invoice_date=old)
        young = create_invoice(practice, '100')
    pay(practice, half, 'cash', '50')
    pay(practice, done, 'cash')

    for wanted, operator, operand in [
            (True, '=', True), (True, '!=', False), (True, 'in', [True]),
            (True, 'not in', [False, None]),
            (False, '=', False), (False, '!=', True), (False, 'in', [False]),
            (False, 'not in', [True])]:
        found = Invoice.search([('overdue', operator, operand)])
        assert set(found) == (
            {late, half} if wanted else {young, done}), (operator, operand)
    assert set(Invoice.search([('overdue', 'in', [True, False])])) == {
        late, half, young, done}
    assert not Invoice.search([('overdue', 'not in', [True, False])])
    assert [reload(i).overdue for i in [late, half, young, done]] == [
        True, True, False, False]


def test_overdue_instalments(practice):
    "What is late and paid is late no more, as long as the next is not due"
    Invoice = Pool().get('account.invoice')
    with Transaction().set_context(_skip_warnings=True):
        invoice = create_invoice(
            practice, '200', payment_term=practice.term("4 instalments"),
            invoice_date=practice.today - dt.timedelta(days=40))
    assert Invoice.search([('overdue', '=', True)]) == [invoice]

    pay(practice, invoice, 'cash', '50')

    assert not Invoice.search([('overdue', '=', True)])
    assert not reload(invoice).overdue


def test_cancel_in_the_open_period(practice):
    "The period of the payment is closed: the reversal has its own date"
    pool = Pool()
    Payment = pool.get('account.invoice.payment')
    Period = pool.get('account.period')
    with Transaction().set_context(_skip_warnings=True):
        before = practice.today.replace(day=1) - dt.timedelta(days=1)
        invoice = create_invoice(
            practice, '100', invoice_date=before.replace(day=1))
        payment = pay(practice, invoice, 'cash', date=before)
        Period.close([Period.find(practice.company, date=before)])

    Payment.cancel_payments(
        [payment], date=practice.today, reason="Mistake")

    reversal = reload(payment).cancel_move
    assert reversal.date == practice.today
    assert reversal.period.state == 'open'
    assert reload(invoice).payment_state == 'unpaid'
    check_invariants(practice)


def test_what_is_posted_stays(practice):
    "It is neither deleted nor changed, nor created so"
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    payment = pay(practice, invoice, 'cash', '40')
    user = create_user(
        practice, 'anna', 'medical_payment.group_payment',
        'account.group_account')
    with as_user(user):
        for refused in [
                lambda: Payment.delete([payment]),
                lambda: Payment.write([payment], {'amount': Decimal(30)}),
                lambda: Payment.create([{
                            'company': practice.company.id,
                            'invoice': invoice.id,
                            'party': payment.party.id,
                            'method': payment.method.id,
                            'amount': Decimal(10),
                            'state': 'posted'}])]:
            with pytest.raises(AccessError) as error, savepoint():
                refused()
            assert "payment" in str(error.value).lower()
    assert [p.amount for p in reload(invoice).payments] == [40]
