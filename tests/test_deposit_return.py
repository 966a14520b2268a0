# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the bank or the acquirer takes back of what it paid (D6, D8)."""
import pytest

from trytond.pool import Pool
from trytond_medical_payment.exceptions import DepositError

from .deposit_tools import deposit, on, payments, set_payout, set_slip, transit
from .match_tools import accept, match_of, matches, propose, undo
from .payment_tools import check_invariants
from .tools import create_statement, days_ago, reload


def arrived(practice, kind, amounts):
    "Payments whose deposit is on a statement"
    if kind == 'slip':
        method = set_slip(practice)
    else:
        method = set_payout(practice)
    paid = payments(practice, amounts)
    on(days_ago(9), *paid)
    total = sum(p.amount for p in paid)
    lines = [(p, p.amount) for p in paid]
    if kind == 'slip':
        lines = [(deposit(method, paid, cheques={
                        p: ("Banque", f'700120{n}')
                        for n, p in enumerate(paid)}), total)]
    statement = create_statement(practice, [
            {'amount': str(total), 'date': days_ago(6), 'number': 'PO-1',
                'camt_debtor_name': "Acquirer Ltd"}])
    accept(match_of(
            statement.origins[0], *lines, method=method.id))
    assert transit(practice) == 0
    return paid


@pytest.mark.parametrize('kind, text', [
        ('slip', "CHEQUE IMPAYE 7001202"), ('payout', "CHARGEBACK")])
def test_D6_one_comes_back(practice, kind, text):
    "Its invoice is open by just that, the others stay; then it is undone"
    paid = arrived(practice, kind, ['100', '90', '60', '25'])
    back = paid[2]
    record = reload(back).deposit
    statement = create_statement(practice, [
            {'amount': '-60', 'number': 'R-9',
                'camt_creditor_name': "Acquirer Ltd",
                'description': text}])
    propose(statement)
    match, = matches(statement.origins[0])
    assert [(l.payment, l.amount) for l in match.lines] == [(back, -60)]
    accept(match)

    assert reload(back).state == 'cancelled'
    assert reload(back.invoice).amount_to_pay == 60
    assert reload(back.invoice).payment_state == 'unpaid'
    for other in paid[:2] + paid[3:]:
        assert reload(other).state == 'posted'
        assert reload(other.invoice).payment_state == 'paid'
    assert reload(record).state == 'arrived'
    assert transit(practice) == 0
    for payment in paid:
        check_invariants(reload(payment.invoice))

    undo(reload(match))

    assert reload(back.invoice).payment_state == 'paid'
    assert transit(practice) == 0
    check_invariants(reload(back.invoice))


@pytest.mark.parametrize('kind', ['slip', 'payout'])
def test_D8_chargeback_named(practice, kind):
    "Of two equal ones that which the line names"
    paid = arrived(practice, kind, ['60', '60', '45'])
    statement = create_statement(practice, [
            {'amount': '-60', 'number': 'R-9',
                'description': f"CHARGEBACK {paid[1].invoice.number}"}])
    propose(statement)
    match = matches(statement.origins[0])[0]
    assert [l.payment for l in match.lines] == [paid[1]]


def test_equal_ones_are_not_chosen(practice):
    paid = arrived(practice, 'payout', ['60', '60', '45'])
    statement = create_statement(practice, [
            {'amount': '-60', 'number': 'R-9', 'description': "RETOUR",
                'camt_creditor_name': "Acquirer Ltd"}])
    propose(statement)
    found = matches(statement.origins[0])
    assert {l.payment for m in found for l in m.lines} == set(paid[:2])
    assert {m.confidence for m in found} == {'ambiguous'}
    assert all(reload(p).state == 'posted' for p in paid)


def test_D8_cancelled_by_hand_is_refused(practice):
    Payment = Pool().get('account.invoice.payment')
    paid = arrived(practice, 'slip', ['60', '45'])
    with pytest.raises(DepositError, match=reload(paid[0]).deposit.number):
        Payment.cancel_payments([reload(paid[0])], reason="Mistake")
