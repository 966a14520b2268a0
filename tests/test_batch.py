# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Lists that are longer than what is treated at once."""
from decimal import Decimal

import pytest
from stdnum.ch import esr

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond_medical_payment import batch
from trytond_medical_payment.invoice import invoice as invoice_

from .bankfile.files import balance, camt, entry
from .match_tools import propose
from .statement_import_tools import create_journal, import_
from .tools import create_invoices, create_statement, reload

ACCOUNT = 'CH3181239000001245689'


def reference(n):
    number = f'21{n:024}'
    return number + esr.calc_check_digit(number)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(batch, 'AT_ONCE', 2)
    monkeypatch.setattr(invoice_, 'VALIDATED', 2)


def test_batches():
    assert batch.batches(range(5)) == [[0, 1], [2, 3], [4]]
    assert batch.batches(iter('abc'), 3) == [['a', 'b', 'c']]
    assert batch.batches([]) == []


def test_pay_balance(practice):
    invoices = create_invoices(practice, ['10', '20', '30', '40', '50'])
    invoices[0].__class__.pay_balance(
        invoices[2:3], practice.method('cash'), practice.today)
    payments, skipped = invoices[0].__class__.pay_balance(
        [reload(i) for i in invoices], practice.method('cash'),
        practice.today)
    assert [p.amount for p in payments] == [10, 20, 40, 50]
    assert skipped == [invoices[2]]
    assert {reload(i).state for i in invoices} == {'paid'}
    numbers = [p.number for p in payments]
    assert numbers == sorted(numbers)


def test_parts_of_an_invoice_stay_together(practice):
    "More than the invoice goes on account, wherever the parts stand"
    Payment = Pool().get('account.invoice.payment')
    first, *others = create_invoices(practice, ['100', '20', '30', '40'])
    payments = [Payment(
            company=practice.company, invoice=invoice, party=invoice.party,
            method=practice.method('cash'), date=practice.today,
            currency=invoice.currency, amount=Decimal(amount))
        for invoice, amount in [
            (first, 60), (others[0], 20), (others[1], 30), (others[2], 40),
            (first, 70)]]
    Payment.save(payments)
    Payment.post(payments)
    assert {reload(i).state for i in [first, *others]} == {'paid'}
    assert sum(p.amount for p in reload(first).payments) == 100
    credit, = Payment.search([('invoice', '=', None)])
    assert credit.amount == 30


def test_accept_sure(practice):
    invoices = create_invoices(
        practice, ['10', '20', '30', '40', '50'],
        structured_reference=reference)
    statement = create_statement(practice, [{
                'amount': i.total_amount,
                'camt_structured_reference': i.structured_reference,
                } for i in invoices])
    propose(statement)
    statement.__class__.accept_sure([reload(statement)])
    assert {reload(i).state for i in invoices} == {'paid'}
    lines = reload(statement).lines
    assert len({l.move for l in lines}) == 5
    assert {l.related_to for l in lines} == set(invoices)
    Match = Pool().get('account.statement.match')
    Match.undo(Match.search([('state', '=', 'accepted')]))
    assert {reload(i).state for i in invoices} == {'posted'}
    assert not reload(statement).lines


def test_import(practice):
    create_journal(practice, ACCOUNT)
    data = camt(
        *(entry(f'{n}.00', servicer=f'R{n}') for n in range(1, 6)),
        before=balance('OPBD', '0.00') + balance('CLBD', '15.00'),
        iban=ACCOUNT)
    (statement,), _ = import_(practice, data)
    origins = sorted(statement.origins, key=lambda o: o.id)
    assert [o.amount for o in origins] == [1, 2, 3, 4, 5]
    assert statement.number_of_lines == 5
    assert statement.total_amount == 15


def test_payment_lines_as_core_adds_them(practice):
    "Those it has already are left, and a paid invoice takes none"
    Invoice = Pool().get('account.invoice')
    paid, open_ = create_invoices(practice, ['10', '20'])
    (payment,), _ = Invoice.pay_balance(
        [paid], practice.method('cash'), practice.today)
    with pytest.raises(AccessError):
        Invoice.add_payment_lines({reload(paid): [payment.line]})
    Payment = Pool().get('account.invoice.payment')
    part = Payment(
        company=practice.company, invoice=open_, party=open_.party,
        method=practice.method('cash'), date=practice.today,
        currency=open_.currency, amount=Decimal(5))
    part.save()
    Payment.post([part])
    open_ = reload(open_)
    Invoice.add_payment_lines({open_: [reload(part).line.id]})
    assert reload(open_).payment_lines == (reload(part).line,)
