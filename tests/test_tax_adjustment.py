# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The taxes of what is given away, in the accounts and in the tax report."""
from collections import defaultdict
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trytond.pool import Pool
from trytond_medical_payment.payment.taxes import Basis, TaxKey

from .payment_tools import check_invariants, pay
from .tools import balance, create_invoice, run_tasks


def adjusting(practice, name):
    return practice.method(name, adjust_taxes=True)


def tax_report():
    "The sums of the tax lines, by type"
    TaxLine = Pool().get('account.tax.line')
    report = defaultdict(Decimal)
    for line in TaxLine.search([]):
        report[line.type] += line.amount
    return dict(report)


def w3_invoice(practice):
    return create_invoice(practice, [('100', [practice.tax]), ('50', [])])


def test_W3_everything_given_away(practice):
    method = adjusting(practice, 'discount')
    invoice = w3_invoice(practice)
    assert invoice.total_amount == Decimal('157.70')
    assert tax_report() == {'tax': Decimal('7.70'), 'base': Decimal(100)}

    for amount in ['10', '20', None]:
        pay(practice, invoice, method, amount, reason="Family")
        check_invariants(practice)

    assert tax_report() == {'tax': 0, 'base': 0}
    assert balance(practice.accounts['vat']) == 0
    assert balance(practice.accounts['discount']) == Decimal(150)
    assert balance(practice.accounts['receivable']) == 0


def test_W3_in_part(practice):
    method = adjusting(practice, 'discount')
    invoice = w3_invoice(practice)

    pay(practice, invoice, method, '40', reason="Family")

    # 7.70 × 40 ÷ 157.70 and 100 × 40 ÷ 157.70
    assert tax_report() == {
        'tax': Decimal('7.70') - Decimal('1.95'),
        'base': Decimal('100') - Decimal('25.36')}
    assert balance(practice.accounts['vat']) == Decimal('-5.75')
    assert balance(practice.accounts['discount']) == Decimal('38.05')


def test_W3_without_adjust_taxes(practice):
    invoice = w3_invoice(practice)

    pay(practice, invoice, 'discount', reason="Family")

    assert tax_report() == {'tax': Decimal('7.70'), 'base': Decimal(100)}
    assert balance(practice.accounts['discount']) == Decimal('157.70')


def test_W3_cancelling_the_first_of_two(practice):
    Payment = Pool().get('account.invoice.payment')
    method = adjusting(practice, 'discount')
    invoice = w3_invoice(practice)
    first = pay(practice, invoice, method, '10', reason="Family")
    pay(practice, invoice, method, '20', reason="Family")

    Payment.cancel_payments([first], reason="Mistake")
    run_tasks()
    check_invariants(practice)
    exact = Decimal('7.70') * 20 / Decimal('157.70')
    assert abs(
        Decimal('7.70') - tax_report()['tax'] - exact) <= Decimal('0.01')

    pay(practice, invoice, adjusting(practice, 'loss'), reason="Gone away")
    assert tax_report() == {'tax': 0, 'base': 0}
    assert balance(practice.accounts['vat']) == 0


def test_W3_net_of_credit_note(practice):
    "A credit note on the exempt part leaves the taxes to what remains"
    pool = Pool()
    Invoice = pool.get('account.invoice')
    invoice = w3_invoice(practice)
    credit_note = create_invoice(practice, '-50')
    Invoice.add_payment_lines({invoice: credit_note.lines_to_pay})

    pay(practice, invoice, adjusting(practice, 'discount'), '53.85',
        reason="Family")
    assert tax_report() == {'tax': Decimal('3.85'), 'base': Decimal(50)}
    pay(practice, invoice, adjusting(practice, 'discount'), reason="Family")

    assert tax_report() == {'tax': 0, 'base': 0}
    check_invariants(practice)


def test_second_currency_at_another_rate(practice):
    "What is given away has the rate of the claim, no difference is left"
    Rate = Pool().get('currency.currency.rate')
    invoice = create_invoice(
        practice, [('100', [practice.tax]), ('50', [])],
        currency=practice.eur)
    due = sum(l.debit - l.credit for l in invoice.lines_to_pay)
    Rate.delete(practice.eur.rates)
    Rate.create([{
                'currency': practice.eur.id, 'date': practice.today,
                'rate': Decimal('2')}])

    for amount in ['33.33', '0.01', None]:
        pay(practice, invoice, adjusting(practice, 'loss'), amount,
            reason="Gone away")

    assert tax_report() == {'tax': 0, 'base': 0}
    assert balance(practice.accounts['vat']) == 0
    assert balance(practice.accounts['receivable']) == 0
    lost = balance(practice.accounts['loss'])
    taxes = balance(practice.accounts['revenue'])
    assert abs(lost + taxes) <= Decimal('0.02')
    assert due > 0
    check_invariants(practice)


cents = st.integers(0, 100_000).map(lambda c: Decimal(c) / 100)


@given(
    st.lists(cents.filter(bool), min_size=1, max_size=12),
    st.lists(cents, min_size=1, max_size=4))
def test_shares_never_drift(steps, taxes):
    "Against the exact fraction: half a cent at most, nothing at the end"
    def round_(amount):
        return amount.quantize(Decimal('0.01'))
    basis = Basis()
    basis.claim = sum(steps)
    for index, tax in enumerate(taxes):
        basis.taxes[TaxKey(index, index, 'tax', False)] = tax
    for step, so_far in zip(steps, accumulate(steps)):
        basis.take(step, round_)
        for key, tax in basis.taxes.items():
            exact = tax * so_far / basis.claim
            assert abs(basis.reversed[key] - exact) <= Decimal('0.00500001')
    for key, tax in basis.taxes.items():
        assert basis.reversed[key] == pytest.approx(tax, abs=0)
