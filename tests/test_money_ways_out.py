# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Whatever ends a settlement ends all of it (Money 9, 10, 17).

Each cell of the table *Ways out* of doc/design.rst: what was settled, and the
way in which it ends. The books are whole afterwards, or it is refused with
what to do and they are as before.
"""
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond_medical_payment.exceptions import PaymentCancelError

from .books_tools import check_books
from .core_tools import (
    cancel_invoice, create_write_off, credit_invoice, credit_note, delegate,
    group_lines, put_on, reschedule, set_rate, take_off, unreconcile)
from .payment_tools import (
    cancel_moves, pay, pay_by_statement, reconcile_by_hand)
from .report_tools import GIVEN_AWAY, rows_of, total
from .test_money_currency import gain
from .test_on_account import receive
from .tools import (
    balance, create_invoice, days_ago, pay_with_core, reload, run_tasks,
    savepoint, taken_back)

Payments = 'account.invoice.payment'


def settle_payment(practice):
    invoice = create_invoice(practice, '100')
    return invoice, pay(practice, invoice, 'cash', '40')


def settle_instalment(practice):
    "Reconciled, while the invoice is still open"
    invoice = create_invoice(
        practice, '100', payment_term=practice.term("4 instalments"))
    return invoice, pay(practice, invoice, 'cash', '25')


def settle_whole(practice):
    invoice = create_invoice(practice, '100')
    return invoice, pay(practice, invoice, 'cash')


def settle_overpaid(practice):
    invoice = create_invoice(practice, '100')
    return invoice, pay(practice, invoice, 'cash', '130')


def settle_in_euros(practice):
    set_rate(practice, days_ago(1), '1.30')
    invoice = create_invoice(
        practice, '100', currency=practice.eur, invoice_date=days_ago(5),
        payment_term=practice.term("4 instalments"))
    return invoice, pay(practice, invoice, 'cash', '25')


def settle_with_write_off(practice):
    "100 paid with core's *Pay*, 7.70 written off"
    invoice = create_invoice(practice, [('100', [practice.tax])])
    pay_with_core(
        invoice, '100', practice.method('cash'), type='writeoff',
        writeoff=create_write_off(practice))
    payment, = reload(invoice).payments
    return invoice, payment


def settle_loss(practice):
    invoice = create_invoice(practice, [('100', [practice.tax])])
    method = practice.method('loss', adjust_taxes=True)
    return invoice, pay(practice, invoice, method, '30', reason="Gone away")


def settle_loss_of_instalment(practice):
    invoice = create_invoice(
        practice, [('100', [practice.tax])],
        payment_term=practice.term("4 instalments"))
    method = practice.method('loss', adjust_taxes=True)
    return invoice, pay(
        practice, invoice, method, '26.93', reason="Gone away")


def settle_discount_in_euros(practice):
    invoice = create_invoice(practice, '100', currency=practice.eur)
    return invoice, pay(practice, invoice, 'discount', '30', reason="Gift")


def settle_credit(practice):
    Payment = Pool().get(Payments)
    credit = receive(practice, '100')
    invoice = create_invoice(practice, '60')
    use, = Payment.use_credits([(credit, invoice, Decimal(30))])
    return invoice, use


def settle_note(practice):
    invoice = create_invoice(practice, '100')
    note = credit_note(practice, '30')
    put_on(invoice, note)
    return invoice, note


def settle_statement(practice):
    invoice = create_invoice(practice, '100')
    pay_by_statement(practice, invoice, '40', practice.today)
    payment, = reload(invoice).payments
    return invoice, payment


def settle_posted_statement(practice):
    invoice = create_invoice(practice, '100')
    statement = pay_by_statement(practice, invoice, '40', practice.today)
    statement.__class__.post([statement])
    payment, = reload(invoice).payments
    return invoice, payment


SETTLEMENTS = {
    name[len('settle_'):]: function for name, function in globals().items()
    if name.startswith('settle_')}


def line_of(settled):
    if settled.__name__ == Payments:
        return reload(settled).line
    return reload(settled).lines_to_pay[0]


def by_button(practice, invoice, settled):
    settled.__class__.cancel_payments([settled], reason="Mistake")
    run_tasks()


def by_cancelling_the_invoice(practice, invoice, settled):
    cancel_invoice(practice, invoice)


def by_crediting_the_invoice(practice, invoice, settled):
    credit_invoice(practice, invoice)


def by_taking_lines_off(practice, invoice, settled):
    take_off(invoice, line_of(settled))


def by_unreconciling(practice, invoice, settled):
    unreconcile(line_of(settled))


def by_cancelling_the_move(practice, invoice, settled):
    cancel_moves(reload(settled).move)


def by_unreconciling_and_cancelling_the_move(practice, invoice, settled):
    unreconcile(line_of(settled))
    cancel_moves(reload(settled).move)


def by_delegating(practice, invoice, settled):
    delegate(practice, invoice, practice.insurer)


def by_rescheduling(practice, invoice, settled):
    reschedule(practice, invoice)


def by_grouping(practice, invoice, settled):
    lines = [l for l in reload(invoice).lines_to_pay if not l.reconciliation]
    group_lines(practice, *lines[:1], line_of(settled))


def by_cancelling_the_statement(practice, invoice, settled):
    Statement = Pool().get('account.statement')
    Statement.cancel(Statement.search([]))
    run_tasks()


def by_deleting_the_statement(practice, invoice, settled):
    Statement = Pool().get('account.statement')
    Statement.delete(Statement.search([]))


WAYS = {
    name[len('by_'):]: function for name, function in globals().items()
    if name.startswith('by_')}


def pictures(practice, invoice):
    invoice = reload(invoice)
    return [
        invoice.state, invoice.amount_to_pay, invoice.amount_paid,
        invoice.amount_lost, invoice.amount_discounted, gain(practice),
        *(balance(practice.accounts[a]) for a in [
                'receivable', 'cash', 'bank', 'loss', 'discount', 'vat'])]


@pytest.mark.parametrize('settlement', SETTLEMENTS)
def test_ways_out(practice, settlement):
    with Transaction().set_context(_skip_warnings=True):
        invoice, settled = SETTLEMENTS[settlement](practice)
        run_tasks()
        before = pictures(practice, invoice)
        tried = []
        for way, function in WAYS.items():
            if not is_possible(way, settlement, settled):
                continue
            tried.append(way)
            with taken_back():
                try:
                    with savepoint():
                        function(practice, invoice, settled)
                except UserError as error:
                    assert '""' not in str(error), way
                    assert pictures(practice, invoice) == before, way
                else:
                    check_ended(practice, invoice, way)
                try:
                    check_books(practice)
                except AssertionError as error:
                    raise AssertionError(way) from error
        assert len(tried) > 6


def is_possible(way, settlement, settled):
    if 'statement' in way:
        return 'statement' in settlement
    # A credit note has no move that pays
    return settled.__name__ == Payments or way not in {
        'button', 'cancelling_the_move',
        'unreconciling_and_cancelling_the_move'}


def check_ended(practice, invoice, way):
    ended = reload(invoice)
    if ended.state == 'cancelled':
        assert not any(p.state == 'posted' for p in ended.payments), way
        for account in ['loss', 'discount', 'vat']:
            assert balance(practice.accounts[account]) == 0, (way, account)


def test_money_9_write_off_goes_with_the_payment(practice):
    invoice, payment = settle_with_write_off(practice)
    run_tasks()
    assert reload(invoice).amount_lost == Decimal('7.70')

    by_button(practice, invoice, payment)

    invoice = reload(invoice)
    assert invoice.amount_to_pay == Decimal('107.70')
    assert (invoice.amount_lost, invoice.amount_other) == (0, 0)
    assert balance(practice.accounts['receivable']) == Decimal('107.70')
    assert balance(practice.accounts['loss']) == 0
    assert total(rows_of(practice, GIVEN_AWAY)) == 0
    check_books(practice)

    pay(practice, invoice, 'cash')
    run_tasks()
    assert reload(invoice).state == 'paid'
    check_books(practice)


def test_money_9_of_several_payments(practice):
    "The write-off goes, the other payment stays"
    invoice = create_invoice(practice, '100')
    first = pay(practice, invoice, 'card', '40')
    pay_with_core(
        reload(invoice), '50', practice.method('cash'), type='writeoff',
        writeoff=create_write_off(practice))

    by_button(practice, invoice, first)

    assert reload(invoice).amount_to_pay == 50
    assert reload(invoice).amount_paid == 50
    assert balance(practice.accounts['loss']) == 0
    check_books(practice)


@pytest.mark.parametrize('way', [
        'cancelling_the_invoice', 'crediting_the_invoice',
        'taking_lines_off'])
def test_money_10_loss_is_reversed(practice, way):
    invoice, loss = settle_loss(practice)

    WAYS[way](practice, invoice, loss)

    loss = reload(loss)
    assert loss.state == 'cancelled'
    assert loss.cancel_move.origin == loss.move
    assert loss.cancel_reason == (
        "Taken off the invoice" if way == 'taking_lines_off'
        else "The invoice was cancelled")
    assert balance(practice.accounts['loss']) == 0
    expected = Decimal('107.70') if way == 'taking_lines_off' else 0
    assert balance(practice.accounts['receivable']) == expected
    assert balance(practice.accounts['vat']) == (
        Decimal('-7.70') if expected else 0)
    assert total(rows_of(practice, GIVEN_AWAY)) == 0
    check_books(practice)


def test_money_10_paid_in_part_and_cancelled(practice):
    "What was paid is on account of who paid"
    invoice, _ = settle_overpaid(practice)
    by_button(practice, invoice, reload(invoice).payments[0])
    pay(practice, invoice, 'card', '60')
    pay(practice, invoice, 'loss', '10', reason="Gone away")

    cancel_invoice(practice, invoice)

    assert reload(invoice).state == 'cancelled'
    assert reload(practice.patient).credit_available == 60
    assert balance(practice.accounts['receivable']) == -60
    assert balance(practice.accounts['loss']) == 0
    check_books(practice)


@pytest.mark.parametrize('way, account', [
        ('cancelling_the_invoice', 'expense'),
        # It looks like a difference of exchange, and there is none in francs
        ('cancelling_the_invoice', 'exchange'),
        ('crediting_the_invoice', 'expense')])
def test_reconciled_by_hand(practice, way, account):
    """The random run found it: an entry of accounting stayed open on the
    account of the party, and among what is given away"""
    invoice = create_invoice(
        practice, '100', payment_term=practice.term("4 instalments"))
    pay(practice, invoice, 'cash', '50')
    reconcile_by_hand(practice, reload(invoice), account)
    line = next(
        l for l in reload(invoice).lines_to_pay if l.reconciliation
        and not l.reconciliation.lines[0].invoice_payment
        and not l.reconciliation.lines[1].invoice_payment)
    other, = [l for l in line.reconciliation.lines if l != line]
    before = pictures(practice, invoice)

    with pytest.raises(PaymentCancelError) as error, savepoint():
        WAYS[way](practice, invoice, None)
    assert other.move.rec_name in str(error.value)
    assert pictures(practice, invoice) == before
    check_books(practice)

    unreconcile(line)
    cancel_moves(reload(other).move)
    WAYS[way](practice, invoice, None)
    assert reload(invoice).state == 'cancelled'
    assert balance(practice.accounts[account]) == 0
    assert reload(practice.patient).credit_available == 50
    check_books(practice)


@pytest.mark.parametrize('way', [
        'cancelling_the_invoice', 'crediting_the_invoice'])
def test_money_10_note_reconciled_with_an_instalment(practice, way):
    "With core's *Reconcile*, which puts nothing on the invoice"
    invoice = create_invoice(
        practice, '100', payment_term=practice.term("4 instalments"))
    note = credit_note(practice, '25')
    line = min(reload(invoice).lines_to_pay, key=lambda l: l.maturity_date)
    line.__class__.reconcile([line, *note.lines_to_pay])
    run_tasks()
    assert reload(invoice).amount_to_pay == 75
    assert reload(note).state == 'paid'

    WAYS[way](practice, invoice, None)

    assert reload(invoice).state == 'cancelled'
    assert (reload(note).state, reload(note).amount_to_pay) == ('posted', -25)
    check_books(practice)


def test_what_is_paid_is_not_cancelled(practice):
    "No client offers it, and nothing of the invoice ends"
    Invoice = Pool().get('account.invoice')
    invoice = create_invoice(practice, '100')
    pay(practice, invoice, 'cash')
    run_tasks()
    assert reload(invoice).state == 'paid'
    before = pictures(practice, invoice)
    Invoice.cancel([reload(invoice)])
    assert pictures(practice, invoice) == before
    assert reload(invoice).state == 'paid'
    check_books(practice)
