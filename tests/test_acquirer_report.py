# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""D9: the acquirer's report beside what is recorded."""
from decimal import Decimal

import pytest

from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond_medical_payment.acquirer.reading import Reading
from trytond_medical_payment.exceptions import AcquirerReportError

from .acquirer_tools import Dialog, day, recorded, report, row
from .bankfile.reports import SUMUP, TWINT, workbook
from .bankfile.test_archive import zip_
from .deposit_tools import (
    NUMBER, on, payments, set_payout, set_slip, transit, waiting)
from .match_tools import accept, configure, match_of, record_payment
from .rights_tools import other_company
from .tools import (
    TODAY, as_user, count_statements, create_invoice, create_statement,
    create_user, days_ago, reload, savepoint)

BANK = 'medical_payment.group_bank_reconciliation'
PAYMENT = 'medical_payment.group_payment'
# Two payouts, one refund, one chargeback and a fee
ROWS = [
    row('80', '1.04', 5, reference='W1', payout='PO-1', paid=3),
    row('120', '1.56', 5, reference='W2', payout='PO-1', paid=3),
    row('45', '0.59', 4, reference='W3', payout='PO-1', paid=3),
    row('60', '0.78', 3, reference='W4', payout='PO-2', paid=1),
    row('-30', '0', 3, 'refund', 'W5', 'W2', payout='PO-2', paid=1),
    row('-80', '15', 2, 'chargeback', 'W6', 'W1', payout='PO-2', paid=1),
    row('0', '9.90', 1, 'fee', payout='PO-2', paid=1),
    ]


@pytest.fixture
def method(practice):
    return set_payout(practice)


@pytest.fixture
def paid(practice, method):
    """Three payments of the report, one of them a day later, one that it does
    not have, and two of other days"""
    paid = payments(practice, ['80', '120', '60', '33', '70', '71'])
    for payment, days in zip(paid, [5, 5, 2, 4, 20, 0]):
        on(days_ago(days), payment)
    return [reload(p) for p in paid]


def test_D9_both_sides(practice, method, paid):
    dialog = Dialog(method, report(*ROWS))

    assert dialog.defaults['method'] == method.id
    assert dialog.rows(
        'payouts', 'date', 'reference', 'number', 'gross', 'fee', 'net',
        'arrived') == [
            (days_ago(3), 'PO-1', 3, 245, Decimal('3.19'), Decimal('241.81'),
                'waiting'),
            (days_ago(1), 'PO-2', 4, -50, Decimal('25.68'),
                Decimal('-75.68'), 'waiting')]
    assert dialog.rows('matched', 'reference', 'payment', 'fee') == [
        ('W1', paid[0].id, Decimal('1.04')),
        ('W2', paid[1].id, Decimal('1.56')),
        ('W4', paid[2].id, Decimal('0.78'))]
    assert dialog.rows('missing_here', 'reference', 'amount', 'remark') == [
        ('W3', 45, None)]
    assert dialog.rows('missing_there', 'payment', 'amount', 'remark') == [
        (paid[3].id, 33, None)]
    # by the reference of the acquirer, which the practice does not have
    assert dialog.rows('deductions', 'kind', 'amount', 'payment') == [
        ('refund', -30, paid[1].id), ('chargeback', -80, paid[0].id),
        ('fee', 0, None)]
    assert not dialog.values['notes']
    assert dialog.values['message'] == (
        "Matched: 3. Missing here: 1. Missing in the report: 1. "
        "Deductions: 3.")


def test_D9_record_on_account(practice, method, paid):
    dialog = Dialog(method, report(*ROWS))

    dialog.record({'W3': practice.patients[2]})

    payment, = recorded()
    assert (payment.party, payment.amount, payment.date, payment.reference,
        payment.method, payment.invoice, payment.state) == (
            practice.patients[2], 45, days_ago(4), 'W3', method, None,
            'posted')
    assert payment in waiting()
    assert payment.number in dialog.values['notes']
    assert not dialog.values['missing_here']
    assert payment.id in dict(dialog.rows('matched', 'payment', 'kind'))
    assert payment.line.account.type.receivable
    assert not payment.line.reconciliation


def test_D9_recorded_twice(practice, method, paid):
    "The same click again, and the same report or a longer one again"
    dialog = Dialog(method, report(*ROWS))
    before = dialog.values
    dialog.record({'W3': practice.patient})
    total = transit(practice)
    dialog.values = before
    dialog.record({'W3': practice.patient})

    assert "Nothing" in dialog.values['notes']
    dialog.execute('start', start=dialog.start)
    assert not dialog.execute('result', start=dialog.start)[
        'view']['defaults']['notes']
    assert len(recorded()) == 1 and transit(practice) == total
    for data in [report(*ROWS), report(
                *ROWS, row('10', reference='W9', payout='PO-3', paid=0))]:
        again = Dialog(method, data)
        assert 'W3' not in {
            r for r, in again.rows('missing_here', 'reference')}


def test_D9_recorded_and_cancelled(practice, method, paid):
    "It is told, and not recorded again"
    Payment = Pool().get('account.invoice.payment')
    Dialog(method, report(*ROWS)).record({'W3': practice.patient})
    Payment.cancel_payments(recorded(), reason="Wrong patient")
    dialog = Dialog(method, report(*ROWS))
    assert dialog.rows('missing_here', 'reference', 'remark') == [
        ('W3', 'cancelled')]
    assert not dialog.values['may_record']
    dialog.record({'W3': practice.patient})
    assert [p.state for p in recorded()] == ['cancelled']


def test_D9_without_party(practice, method, paid):
    dialog = Dialog(method, report(*ROWS))
    with pytest.raises(AcquirerReportError, match="who paid"):
        dialog.record({})
    assert not recorded()


def test_D9_only_whose_party_is_known(practice, method):
    dialog = Dialog(method, report(*ROWS))
    dialog.record({'W1': practice.patients[0], 'W4': practice.patients[1]})
    assert {(p.reference, p.party) for p in recorded()} == {
        ('W1', practice.patients[0]), ('W4', practice.patients[1])}
    assert {r for r, in dialog.rows('missing_here', 'reference')} == {
        'W2', 'W3'}


def test_D9_unclear_is_not_recorded(practice, method):
    "Either payment may be the one of the day between"
    for payment, days in zip(payments(practice, ['80', '80']), [6, 4]):
        on(days_ago(days), payment)
    dialog = Dialog(method, report(
            row('80', days=5, reference='W1'),
            row('10', days=7, reference='W2'),
            row('10', days=1, reference='W3')))
    assert set(dialog.rows('missing_here', 'reference', 'remark')) == {
        ('W1', 'unclear'), ('W2', None), ('W3', None)}
    assert dialog.rows('missing_there', 'amount', 'remark') == [
        (80, 'unclear'), (80, 'unclear')]
    dialog.record({'W1': practice.patient})
    assert not recorded()


def test_D9_payout_that_has_arrived(practice, method, paid):
    statement = create_statement(practice, [{'amount': '197.40', **NUMBER}])
    accept(match_of(
            statement.origins[0], (paid[0], '80'), (paid[1], '120'),
            method=method.id, commission=Decimal('2.60')))
    deposit = reload(paid[0]).deposit

    dialog = Dialog(method, report(*ROWS))

    assert dialog.rows('payouts', 'arrived', 'deposit') == [
        ('arrived', deposit.id), ('waiting', None)]
    assert dialog.rows('matched', 'payment', 'arrived', 'deposit') == [
        (paid[0].id, 'arrived', deposit.id),
        (paid[1].id, 'arrived', deposit.id), (paid[2].id, 'waiting', None)]
    # what is recorded now belongs to a payout that is there already
    assert dialog.rows('missing_here', 'arrived', 'deposit') == [
        ('arrived', deposit.id)]
    assert dialog.rows('missing_there', 'payment') == [(paid[3].id,)]


def test_D9_reference_of_the_practice(practice, method):
    "Typed from the receipt of the terminal, on whatever day"
    Payment = Pool().get('account.invoice.payment')
    paid = payments(practice, ['80', '80'])
    on(days_ago(20), *paid)
    Payment.write(paid[1:], {'reference': 'w1'.upper()})
    dialog = Dialog(method, report(row('80', days=3, reference='W1')))
    assert dialog.rows('matched', 'payment') == [(paid[1].id,)]


def test_D9_refund_that_is_recorded(practice, method):
    "Money given back is recorded as such, and matched like a payment"
    Payment = Pool().get('account.invoice.payment')
    Dialog(method, report(row('50', reference='W1'))).record(
        {'W1': practice.patient})
    credit, = recorded()
    refund, = Payment.create([{
                'company': practice.company.id, 'method': method.id,
                'party': practice.patient.id, 'date': days_ago(2),
                'amount': Decimal(-50), 'currency': practice.currency.id,
                'refunded': credit.id}])
    Payment.settle([refund])
    dialog = Dialog(method, report(
            row('50', reference='W1'),
            row('-50', days=2, kind='refund', reference='W2')))
    assert dialog.rows('matched', 'kind', 'payment') == [
        ('payment', credit.id), ('refund', refund.id)]
    assert not dialog.values['deductions']


def test_D9_chargeback_that_was_booked(practice, method, paid):
    Payment = Pool().get('account.invoice.payment')
    Payment.write(paid[:1], {'reference': 'W1'})
    Payment.cancel_payments(paid[:1], reason="Returned")
    dialog = Dialog(method, report(*ROWS))
    assert ('chargeback', paid[0].id, 'cancelled') in dialog.rows(
        'deductions', 'kind', 'payment', 'remark')


def test_D9_another_method(practice, method):
    "What was taken by another method is not in the report"
    set_slip(practice, 'transfer')
    for name in ['cash', 'transfer', 'loss']:
        with pytest.raises(AcquirerReportError, match="paid out"):
            Reading(practice.method(name), report(*ROWS))
        with pytest.raises(UserError):
            Dialog(practice.method(name), report(*ROWS))
    payment, = payments(practice, ['80'], method='transfer')
    on(days_ago(5), payment)
    assert not Dialog(method, report(*ROWS)).values['matched']


def test_D9_spreadsheet_archive_and_twint(practice, method):
    data = zip_({'a.csv': TWINT.encode()})
    dialog = Dialog(method, data, "november.zip")
    assert len(dialog.values['missing_here']) == 3
    rows = [["Payment date", "Transaction date", "Gross amount",
            "Commission", "Net amount"], [TODAY, TODAY, 80, 1.04, 78.96]]
    dialog = Dialog(method, workbook(*rows), "november.xlsx")
    dialog.record({None: practice.patient})
    payment, = recorded()
    assert payment.amount == 80 and not payment.reference
    # without a reference it is known all the same
    assert not Dialog(method, workbook(*rows)).values['missing_here']


def test_D9_equal_transactions_without_reference(practice, method):
    rows = [row('20'), row('20'), row('20')]
    dialog = Dialog(method, report(*rows))
    dialog.record({None: practice.patient})
    assert [p.amount for p in recorded()] == [20, 20, 20]
    assert not Dialog(method, report(*rows)).values['missing_here']


def test_D9_what_is_left_out(practice, method):
    "Told in a line each"
    dialog = Dialog(method, SUMUP.encode())
    assert len(dialog.values['notes'].splitlines()) == 2
    # nothing is paid out so far, and what waits is no business of the report
    payments(practice, ['80'])
    data = b''.join(SUMUP.encode().splitlines(keepends=True)[:2])
    dialog = Dialog(method, data)
    assert not any(map(len, filter(None, [
                    dialog.values[page] for page in [
                        'payouts', 'matched', 'missing_here', 'missing_there',
                        'deductions']])))
    assert not dialog.values['may_record']


def test_D9_unknown_currency(practice, method):
    dialog = Dialog(method, report(row('20', reference='W1', currency='XXQ')))
    assert dialog.rows('missing_here', 'remark') == [('currency',)]
    dialog.record({'W1': practice.patient})
    assert not recorded()


@pytest.mark.parametrize('data', [
        b' ', b'%PDF-1.4', b'a;b\n1;2\n', report(row('20'))[:-3] + b'9.99',
        b'PK\x03\x04'])
def test_D9_refused_in_one_line(practice, method, data):
    with pytest.raises(AcquirerReportError) as caught:
        Dialog(method, data)
    assert caught.value.message.startswith("report.csv: ")
    assert '\n' not in caught.value.message


def test_D9_closed_period(practice, method):
    Period = Pool().get('account.period')
    dialog = Dialog(method, report(row('20', reference='W1')))
    Period.close(Period.search([('start_date', '<=', days_ago(3))]))
    with pytest.raises(UserError), savepoint():
        dialog.record({'W1': practice.patient})
    assert not recorded()


# Who may do what

def test_S10_bank_sees_and_does_not_record(practice, method, paid):
    user = create_user(practice, 'bank', BANK)
    with as_user(user):
        dialog = Dialog(method, report(*ROWS))
        assert dialog.rows('missing_here', 'reference') == [('W3',)]
        assert not dialog.values['may_record']
        with pytest.raises(AccessError, match="Take Payments"), savepoint():
            dialog.record({'W3': practice.patient})
        with pytest.raises(AccessError), savepoint():
            dialog.record({'W3': practice.patient}, may_record=True)
    assert not recorded()


def test_S10_codes_in_place_of_names(practice, method, paid):
    "Where the practice wants it so, for who reconciles the bank"
    configure(practice, match_party_code=True)
    user = create_user(practice, 'bank', BANK)
    with as_user(user):
        dialog = Dialog(method, report(*ROWS))
    shown = [
        payer for page in ['matched', 'missing_there', 'deductions']
        for payer, in dialog.rows(page, 'payer') if payer]
    assert set(shown) == {p.code for p in practice.patients[:2]}


def test_S10_who_takes_payments_alone_does_not_open_it(practice, method):
    user = create_user(practice, 'reception', PAYMENT)
    with as_user(user), pytest.raises(AccessError):
        Dialog(method, report(*ROWS))


def test_S10_both_may(practice, method, paid):
    user = create_user(practice, 'both', BANK, PAYMENT)
    with as_user(user):
        dialog = Dialog(method, report(*ROWS))
        assert dialog.values['may_record']
        dialog.record({'W3': practice.patient})
    assert [p.amount for p in recorded()] == [45]


def test_S10_another_company(practice, method):
    with other_company() as other:
        theirs = set_payout(other)
    user = create_user(practice, 'both', BANK, PAYMENT)
    with as_user(user):
        for start in [Reading, Dialog]:
            with pytest.raises((AccessError, UserError)), savepoint():
                start(theirs, report(*ROWS))


@pytest.mark.parametrize('changes', [
        {'amount': Decimal(9000)}, {'key': 'worldline payment W99'},
        {'kind': 'payment', 'key': 'worldline refund W5'},
        {'key': 'worldline payment W1'}, {'key': None},
        {'remark': None, 'reference': 'W1'}, {'date': days_ago(300)}])
def test_X7_forged_rows(practice, method, paid, changes):
    "What is recorded is read from the file again"
    dialog = Dialog(method, report(*ROWS))
    line = {**dialog.values['missing_here'][0], **changes}
    line = {n: v for n, v in line.items() if not n.endswith('.')}
    try:
        dialog.execute('record', start=dialog.start, result={
                'may_record': True, 'missing_here': [
                    {**line, 'party': practice.patient.id}]})
    except AcquirerReportError:
        assert not line['key']
    found = [(p.reference, p.amount, p.date) for p in recorded()]
    assert found == ([('W3', 45, days_ago(4))]
        if line['key'] == 'worldline payment W3' else [])


def test_X7_forged_start(practice, method):
    "Without a file, by another method, of a party that is not there"
    dialog = Dialog(method, report(*ROWS))
    rows = [
        {'key': 'worldline payment W3', 'party': practice.patient.id}]
    for start, result in [
            ({'file_': None}, rows), ({'method': None}, rows),
            ({'method': 10 ** 6}, rows), ({'file_': 'x'}, rows),
            ({'method': practice.method('cash').id}, rows),
            ({}, [{**rows[0], 'party': 10 ** 6}]),
            ({}, [{**rows[0], 'party': 'x'}]),
            ({}, [{**rows[0], 'no_such_field': 1}]), ({}, [10 ** 6])]:
        with pytest.raises(UserError), savepoint():
            dialog.execute(
                'record', start={**dialog.start, **start},
                result={'missing_here': result})
    assert not recorded()


def test_D9_number_of_queries(practice, method):
    "As many for a month as for a day"
    def number(count):
        data = report(*[
                row('20', days=n % 9 + 1, reference=f'W{n}')
                for n in range(count)])
        Dialog(method, data)
        with count_statements() as statements:
            Dialog(method, data)
        return len(statements)
    record_payment(practice, create_invoice(practice, '20'), method='card')
    assert number(40) <= number(4) + 2


def test_dates_of_the_tools():
    assert day(0) == TODAY.isoformat()
