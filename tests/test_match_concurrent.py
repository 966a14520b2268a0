# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""S11: two users press the same button at the same moment."""
import time
from decimal import Decimal
from threading import Barrier, Thread

from trytond import backend
from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME
from trytond.transaction import Transaction, TransactionError
from trytond_medical_payment.exceptions import MatchAcceptError

from .match_tools import match_of
from .postgresql import only_postgresql
from .tools import balance, create_invoice, create_statement, reload

USERS = 4


class User(Thread):
    "Does as the dispatcher does for a click"

    def __init__(self, barrier, name, method, ids):
        super().__init__()
        self.barrier = barrier
        self.click = name, method, ids
        self.error = None

    def run(self):
        self.barrier.wait()
        extras = {}
        for _ in range(200):
            try:
                if self.attempt(extras):
                    return
            except backend.DatabaseOperationalError:
                # Somebody else holds what it wants to lock
                time.sleep(0.02)
        self.error = AssertionError("never got through")

    def attempt(self, extras):
        with Transaction().start(DB_NAME, 1, **extras) as transaction:
            try:
                self.press()
                transaction.commit()
            except TransactionError as error:
                transaction.rollback()
                error.fix(extras)
                return False
            except UserError as error:
                transaction.rollback()
                self.error = error
            finally:
                transaction.tasks.clear()
        return True

    def press(self):
        name, method, ids = self.click
        Model = Pool().get(name)
        User = Pool().get('res.user')
        with Transaction().set_context(
                User.get_preferences(context_only=True)):
            getattr(Model, method)(Model.browse(ids))


def press_together(*clicks):
    "Press the buttons at the same moment; return the errors"
    barrier = Barrier(len(clicks))
    users = [User(barrier, *click) for click in clicks]
    for user in users:
        user.start()
    for user in users:
        user.join(120)
        assert not user.is_alive()
    return [u.error for u in users]


def commit():
    "Let the others see it, and see what they do"
    transaction = Transaction()
    transaction.commit()
    transaction.tasks.clear()


@only_postgresql
def test_S11_accept_together(practice):
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '100'}])
    match = match_of(statement.origins[0], (invoice, '100'))
    commit()

    errors = press_together(
        *[('account.statement.match', 'accept', [match.id])] * USERS)
    assert errors == [None] * USERS
    commit()
    assert reload(invoice).state == 'paid'
    assert len(reload(match).statement_lines) == 1
    assert len(reload(invoice).payments) == 1
    assert balance(practice.accounts['bank']) == 100


@only_postgresql
def test_S11_same_invoice_together(practice):
    "Two transactions that want the same invoice"
    invoice = create_invoice(practice, '100')
    statement = create_statement(
        practice, [{'amount': '100'}, {'amount': '100'}])
    matches = [match_of(o, (invoice, '100')) for o in statement.origins]
    commit()

    errors = press_together(*(
            ('account.statement.match', 'accept', [m.id]) for m in matches))
    refused, = [e for e in errors if e]
    assert isinstance(refused, MatchAcceptError)
    commit()
    assert reload(invoice).state == 'paid'
    assert len(reload(invoice).payments) == 1
    assert balance(practice.accounts['bank']) == 100


@only_postgresql
def test_S11_bank_and_cash_desk_together(practice):
    "A payment is taken while the bank line is accepted"
    Payment = Pool().get('account.invoice.payment')
    invoice = create_invoice(practice, '100')
    statement = create_statement(practice, [{'amount': '100'}])
    match = match_of(statement.origins[0], (invoice, '100'))
    payment = Payment(
        company=practice.company, invoice=invoice, party=invoice.party,
        method=practice.method('cash'), date=practice.today,
        currency=invoice.currency, amount=Decimal(100))
    payment.save()
    commit()

    press_together(
        ('account.statement.match', 'accept', [match.id]),
        ('account.invoice.payment', 'post', [payment.id]))
    commit()
    invoice = reload(invoice)
    assert invoice.state == 'paid'
    assert [p.amount for p in invoice.payments if p.state == 'posted'] == [
        Decimal(100)]
