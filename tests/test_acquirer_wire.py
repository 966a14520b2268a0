# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""X7: an acquirer's report over the wire, by whom and whatever is sent."""
from decimal import Decimal

import pytest

from trytond import backend
from trytond.transaction import Transaction

from .acquirer_tools import REPORT, report, row
from .deposit_tools import set_payout
from .doors_tools import doors_server
from .rights_tools import PAYMENT, read
from .rpc import Refused

pytestmark = pytest.mark.skipif(
    backend.name != 'sqlite', reason="the database is copied to a file")
FILE = report(row('45', '0.59', reference='W1'), row('30', reference='W2'))
KEY = 'worldline payment W1'


@pytest.fixture(scope='module')
def case(tmp_path_factory):
    yield from doors_server(tmp_path_factory, prepare=prepare)


def prepare(case):
    "An acquirer of each company"
    case.card = set_payout(case.practice).id
    other = case.other
    with Transaction().set_user(0), \
            Transaction().set_context(company=other.company.id):
        case.other_card = set_payout(other).id


def refuse(function, *args):
    with pytest.raises(Refused) as error:
        function(*args)
    assert len(error.value.message) > 20
    return error.value.message


def start(case, **values):
    return {
        'method': case.card, 'file_': FILE, 'file_name': "report.csv",
        **values}


def recorded(client):
    return client.model(PAYMENT, 'search', [('import_key', '!=', None)])


def test_X7_who_does_not_take_payments(case):
    "The button is not shown, and does nothing"
    bank = case.login('bank')
    with bank.open_wizard(REPORT) as press:
        press('start')
        shown = press('result', start=start(case))['view']['defaults']
        assert not shown['may_record']
        lines = [
            {'key': line['key'], 'party': case.patient}
            for line in shown['missing_here']]
        message = refuse(lambda: press(
                'record', start={}, result={
                    'missing_here': lines, 'may_record': True}))
        assert "Take Payments" in message
    assert not recorded(bank)


@pytest.mark.parametrize('values', [
        {'method': None}, {'method': 'x'}, {'method': 10 ** 6},
        {'file_': None}, {'file_': b''}, {'file_': 5}, {'file_': "x"},
        {'file_': b'\0'}, {'file_': b'%PDF'}, {'file_name': 5},
        {'company': 10 ** 6}, {'no_such_field': 1}])
@pytest.mark.parametrize('state', ['result', 'record'])
def test_X7_start(case, values, state):
    for login, method in [('bank', case.card), ('stranger', case.other_card)]:
        client = case.login(login)
        refuse(client.wizard, REPORT, [
                ('start', {}), (state, {
                        'start': start(case, **{'method': method, **values}),
                        'result': {'missing_here': [
                                {'key': KEY, 'party': case.patient}]}})])


def test_X7_another_company(case):
    "And a method that no acquirer pays out"
    for login, methods in [
            ('bank', [case.other_card, case.other_method]),
            ('stranger', [case.card, case.methods['cash']])]:
        client = case.login(login)
        for method in methods:
            for state in ['result', 'record']:
                refuse(client.wizard, REPORT, [
                        ('start', {}), (state, {
                                'start': start(case, method=method),
                                'result': {'missing_here': [
                                        {'key': KEY, 'party': case.patient}
                                        ]}})])
        assert not recorded(client)


@pytest.mark.parametrize('rows', [
        [], None, 'x', [5], [{}], [{'key': KEY}],
        [{'key': KEY, 'party': 10 ** 6}], [{'key': KEY, 'party': 'x'}],
        [{'key': 5, 'party': 1}], [{'key': KEY, 'party': 1, 'x': 1}],
        [{'key': KEY, 'party': 1, 'amount': 'x'}],
        [{'key': KEY, 'party': 1, 'kind': 'forged'}],
        [{'key': KEY, 'party': 1, 'payment': 10 ** 6}],
        [{'key': KEY, 'party': 1, 'deposit': 10 ** 6}]])
def test_X7_rows(case, rows):
    stranger = case.login('stranger')
    refuse(stranger.wizard, REPORT, [
            ('start', {}),
            ('result', {'start': start(case, method=case.other_card)}),
            ('record', {'start': {}, 'result': {'missing_here': rows}})])
    assert not recorded(stranger)


def test_X7_who_may(case):
    "All that the client was shown is sent back, and more: nothing counts"
    stranger = case.login('stranger')
    with stranger.open_wizard(REPORT) as press:
        press('start')
        shown = press('result', start=start(case, method=case.other_card))[
            'view']['defaults']
        assert shown['may_record']
        lines = [
            {n: v for n, v in line.items() if not n.endswith('.')}
            for line in shown['missing_here']]
        forged = [
            {**line, 'party': case.patient, 'amount': Decimal(9000)}
            for line in lines] + [
            {'key': 'worldline payment W3', 'party': case.patient}]
        for _ in range(2):
            press('record', start={}, result={'missing_here': forged})
    payments = [
        read(stranger, PAYMENT, id_, 'amount', 'reference', 'company')
        for id_ in recorded(stranger)]
    assert {(p['reference'], p['amount'], p['company']) for p in payments} == {
        ('W1', Decimal(45), case.other_company),
        ('W2', Decimal(30), case.other_company)}
    assert len(payments) == 2
