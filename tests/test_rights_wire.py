# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""S10 over the wire: what a receptionist without accounting can do.

A server of its own answers over HTTP, so nothing but what is exposed to
clients is reached, and access is checked as for any client."""
from decimal import Decimal

import pytest

from develop.server import Server
from trytond import backend
from trytond.transaction import Transaction

from .process import PASSWORD
from .rights_tools import (
    DATABASE, INVOICE, PAYMENT, draft, pay, prepare, read, store)
from .rpc import Client, NotExposed, Refused
from .tools import TODAY, practice_transaction

pytestmark = pytest.mark.skipif(
    backend.name != 'sqlite', reason="the database is copied to a file")


@pytest.fixture(scope='module')
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp('wire')
    with practice_transaction() as practice:
        case = prepare(practice)
        Transaction().commit()
    store(folder / f'{DATABASE}.sqlite')
    with Server(folder, [DATABASE]) as server:
        case.server = server
        yield case


@pytest.fixture(scope='module')
def login(case):
    clients = {}

    def login(name):
        if name not in clients:
            clients[name] = Client(
                case.server.address, DATABASE, name, PASSWORD)
        return clients[name]
    return login


@pytest.fixture
def reception(login):
    return login('reception')


@pytest.fixture
def invoice(case):
    "One that nobody paid so far"
    return case.invoices.pop()


def test_S10_menu(reception):
    menus = reception.model(
        'ir.ui.menu', 'search_read', [], 0, None, None, ['complete_name'])
    names = {m['complete_name'] for m in menus}
    assert {'Collection', 'Collection / To Collect',
        'Collection / Payments', 'Parties / Parties'} <= names
    assert not [n for n in names if n.startswith(('Financial', 'Admin'))]


@pytest.mark.parametrize('model,view', [
        (INVOICE, 'tree'), (INVOICE, 'form'),
        ('account.invoice.line', 'tree'), ('account.invoice.line', 'form'),
        (PAYMENT, 'tree'), (PAYMENT, 'form'),
        ('party.party', 'tree'), ('party.party', 'form')])
def test_S10_all_that_views_show(reception, model, view):
    _, names = reception.view(model, view)
    assert reception.model(
        model, 'search_read', [], 0, None, None, names) or model == PAYMENT


def test_S10_tabs_of_the_list(case, reception):
    domains = reception.model(
        'ir.action.act_window.domain', 'search_read',
        [('act_window.res_model', '=', INVOICE)], 0, None, None, ['domain'])
    assert domains
    for state in ['unpaid', 'partial', 'paid']:
        reception.model(
            INVOICE, 'search_count', [('payment_state', '=', state)])
    assert reception.model(
        INVOICE, 'search_count',
        [('payment_state', '=', 'unpaid'), ('overdue', '=', False)])


def test_S10_sees_customer_invoices_of_her_company_only(case, reception):
    found = reception.model(INVOICE, 'search', [])
    assert set(case.invoices) <= set(found)
    assert case.supplier_invoice not in found
    assert case.other_invoice not in found
    for id_ in [case.supplier_invoice, case.other_invoice]:
        with pytest.raises(Refused):
            read(reception, INVOICE, id_, 'number')
        # Companies and rules cannot be chosen by the client
        with pytest.raises(Refused):
            reception.model(
                INVOICE, 'read', [id_], ['number'], _check_access=False,
                company=case.other_company,
                companies=[case.company, case.other_company])


def test_S10_pays_by_the_cross(case, reception, invoice):
    result = reception.model(INVOICE, 'mark_as_paid', [invoice])
    assert isinstance(result, int)
    context = {
        **reception.context, 'active_model': INVOICE, 'active_id': invoice,
        'active_ids': [invoice], 'action_id': result}
    name = 'wizard.account.invoice.mark_as_paid'
    session, state, end = reception(f'{name}.create', context)
    start = reception(
        f'{name}.execute', session, {}, state, context)['view']
    assert start['defaults']['amount'] == Decimal(100)
    assert start['defaults']['method'] == case.methods['cash']
    reception.model(
        'account.invoice.mark_as_paid.start', 'on_change_with',
        {'id': -1, 'method': case.methods['cash']}, ['kind'])
    values = {
        n: start['defaults'][n]
        for n in ['company', 'invoice', 'method', 'date', 'amount', 'party']}
    result = reception(
        f'{name}.execute', session, {'start': values}, 'pay', context)
    assert not result.get('view')
    assert reception(f'{name}.delete', session, context) == 'reload'

    record = read(reception, INVOICE, invoice, 'state', 'payments')
    assert record['state'] == 'paid'
    payment = read(
        reception, PAYMENT, record['payments'][0], 'state', 'amount',
        'number', 'create_uid.rec_name')
    assert payment['state'] == 'posted'
    assert payment['amount'] == 100
    assert payment['create_uid.']['rec_name'] == 'Reception'


def test_S10_pays_several(case, reception):
    ids = [case.invoices.pop() for _ in range(2)]
    pay(reception, ids, method=case.methods['card'], date=TODAY)
    states = reception.model(INVOICE, 'read', ids, ['payment_state'])
    assert {s['payment_state'] for s in states} == {'paid'}


def test_S10_pays_by_the_form(case, reception, invoice):
    defaults = reception.model(
        PAYMENT, 'default_get', ['company', 'date', 'method', 'state'])
    assert defaults['method'] == case.methods['cash']
    change = reception.model(
        PAYMENT, 'on_change', {'id': -1, 'invoice': invoice, 'party': None,
            'amount': None, 'currency': None}, ['invoice'])
    assert change['amount'] == Decimal(100)
    id_, = reception.model(PAYMENT, 'create', [{
                'invoice': invoice,
                'party': case.patient,
                'method': case.methods['cash'],
                'date': TODAY,
                'amount': Decimal(40),
                'currency': case.currency,
                }])
    reception.model(PAYMENT, 'write', [id_], {'amount': Decimal(30)})
    reception.model(PAYMENT, 'post', [id_])
    assert read(
        reception, INVOICE, invoice, 'payment_state', 'amount_to_pay') == {
        'id': invoice, 'payment_state': 'partial',
        'amount_to_pay': Decimal(70)}


def test_S10_on_account_and_cancel(case, reception):
    id_, = reception.model(PAYMENT, 'create', [{
                'party': case.patient,
                'method': case.methods['cash'],
                'date': TODAY,
                'amount': Decimal(80),
                'currency': case.currency,
                }])
    reception.model(PAYMENT, 'post', [id_])
    assert read(reception, PAYMENT, id_, 'state')['state'] == 'posted'
    reception.wizard(
        'account.invoice.payment.cancel', [
            ('start', {}),
            ('cancel_', {'start': {'date': TODAY, 'reason': "Mistake"}})],
        [id_], PAYMENT)
    record = read(
        reception, PAYMENT, id_, 'state', 'cancel_reason',
        'cancelled_by.rec_name')
    assert record['state'] == 'cancelled'
    assert record['cancelled_by.']['rec_name'] == 'Reception'


@pytest.mark.parametrize('method', ['loss', 'discount'])
def test_S10_gives_nothing_away(case, reception, invoice, method):
    with pytest.raises(Refused) as refused:
        pay(reception, [invoice], method=case.methods[method], date=TODAY,
            invoice=invoice, amount=Decimal(10), party=case.patient,
            reason="Friend")
    assert "Give Away" in refused.value.message
    id_, = reception.model(PAYMENT, 'create', [{
                'invoice': invoice,
                'party': case.patient,
                'method': case.methods[method],
                'date': TODAY,
                'amount': Decimal(10),
                'currency': case.currency,
                'reason': "Friend",
                }])
    with pytest.raises(Refused) as refused:
        reception.model(PAYMENT, 'post', [id_])
    assert "Give Away" in refused.value.message
    assert read(
        reception, INVOICE, invoice, 'payment_state')[
        'payment_state'] == 'unpaid'


def test_S10_limit(case, login, invoice):
    giver = login('giver')
    values = {
        'method': case.methods['discount'], 'date': TODAY,
        'invoice': invoice, 'party': case.patient, 'reason': "Family"}
    pay(giver, [invoice], amount=Decimal(15), **values)
    for amount in [Decimal('20.01'), Decimal('5.01')]:
        with pytest.raises(Refused) as refused:
            pay(giver, [invoice], amount=amount, **values)
        assert "Discount" in refused.value.message
        assert "20.00" in refused.value.message
        assert "Give Away without Limit" in refused.value.message
    pay(giver, [invoice], amount=Decimal(5), **values)
    values['method'] = case.methods['loss']
    pay(giver, [invoice], amount=Decimal(80), **values)
    assert read(giver, INVOICE, invoice, 'state')['state'] == 'paid'


def test_S10_forged_invoice(case, reception, invoice):
    values = {'method': case.methods['cash'], 'date': TODAY}
    for forged in [case.other_invoice, case.supplier_invoice]:
        with pytest.raises(Refused) as refused:
            pay(reception, [forged], **values)
        assert refused.value.message
        with pytest.raises(Refused):
            pay(reception, [invoice, forged], **values)
        with pytest.raises(Refused):
            reception.model(INVOICE, 'mark_as_paid', [forged])
        with pytest.raises(Refused):
            reception.model(PAYMENT, 'create', [{
                        'invoice': forged,
                        'party': case.patient,
                        'method': case.methods['cash'],
                        'date': TODAY,
                        'amount': Decimal(10),
                        'currency': case.currency,
                        }])


def test_S10_forged_records_between_create_and_execute(
        case, reception, invoice):
    name = 'wizard.account.invoice.mark_as_paid'
    context = {
        **reception.context, 'active_model': INVOICE, 'active_id': invoice,
        'active_ids': [invoice]}
    session, _, _ = reception(f'{name}.create', context)
    for forged in [case.other_invoice, case.supplier_invoice]:
        with pytest.raises(Refused):
            reception(
                f'{name}.execute', session,
                {'start': {'method': case.methods['cash'], 'date': TODAY}},
                'pay', {**context, 'active_ids': [forged],
                    'active_id': forged})


def test_S10_forged_method(case, reception, invoice):
    with pytest.raises(Refused):
        pay(reception, [invoice], method=case.other_method, date=TODAY)


def test_S10_forged_company(case, reception):
    with pytest.raises(Refused):
        reception.model(PAYMENT, 'create', [{
                    'company': case.other_company,
                    'party': case.patient,
                    'method': case.other_method,
                    'date': TODAY,
                    'amount': Decimal(10),
                    'currency': case.currency,
                    }])


@pytest.mark.parametrize('name', [
        'state', 'number', 'move', 'line', 'credit', 'cancel_move',
        'cancel_reason', 'cancelled_by'])
def test_S10_forged_fields(case, reception, name):
    invoice = case.invoices[0]
    id_, = reception.model(PAYMENT, 'create', [draft(case, invoice)])
    other, = reception.model(PAYMENT, 'create', [draft(case, invoice)])
    forged = {
        'state': 'posted', 'number': '42', 'cancel_reason': "x",
        'move': case.move, 'cancel_move': case.move, 'credit': other,
        'line': 1, 'cancelled_by': 1}[name]
    try:
        with pytest.raises(Refused) as refused:
            reception.model(PAYMENT, 'write', [id_], {name: forged})
        assert refused.value.message
        with pytest.raises(Refused):
            reception.model(
                PAYMENT, 'create', [draft(case, invoice, **{name: forged})])
        assert read(reception, PAYMENT, id_, 'state')['state'] == 'draft'
    finally:
        reception.model(PAYMENT, 'delete', [id_, other])


def test_S10_forged_currency(case, reception):
    "A cheap currency would pay a dear invoice"
    currency, = reception.model(
        'currency.currency', 'search', [('code', '=', 'EUR')])
    with pytest.raises(Refused) as refused:
        reception.model(PAYMENT, 'create', [
                draft(case, case.invoices[0], currency=currency)])
    assert "CHF" in refused.value.message


def test_S10_posted_payment_stays(case, reception, invoice):
    pay(reception, [invoice], method=case.methods['cash'], date=TODAY)
    payment, = read(reception, INVOICE, invoice, 'payments')['payments']
    for name, value in [
            ('amount', Decimal(1)), ('date', TODAY), ('reference', "x"),
            ('state', 'draft')]:
        with pytest.raises(Refused):
            reception.model(PAYMENT, 'write', [payment], {name: value})
    with pytest.raises(Refused):
        reception.model(PAYMENT, 'delete', [payment])


@pytest.mark.parametrize('method', [
        'settle', 'cancel_payments', 'check_rights', 'check_limits',
        'number_payments', 'release', '_reverse', '_link', 'refund',
        'use_credits', 'reverse_losses', '_check_decided', 'save'])
def test_S10_class_methods_are_not_exposed(reception, method):
    with pytest.raises(NotExposed):
        reception.model(PAYMENT, method, [])


@pytest.mark.parametrize('method', [
        'pay_balance', 'pay_balance_later', 'pay_balance_queued',
        'settle_due', 'process', 'pay', 'post', 'cancel',
        'draft', 'reschedule_lines_to_pay', 'delegate_lines_to_pay'])
def test_S10_other_methods_of_invoices(case, reception, method):
    with pytest.raises((Refused, NotExposed)):
        reception.model(INVOICE, method, [case.invoices[0]])


@pytest.mark.parametrize('model', [
        'account.move', 'account.move.line', 'account.move.reconciliation',
        'account.statement', 'account.statement.line',
        'account.statement.origin', 'account.statement.match',
        'account.statement.match.line', 'account.statement.payer',
        'account.tax.line', 'account.general_ledger.account'])
def test_S10_reads_no_accounts(reception, model):
    with pytest.raises(Refused):
        reception.model(model, 'search_read', [], 0, 1, None, ['id'])


def test_S10_reads_no_moves_by_id(case, reception):
    with pytest.raises(Refused):
        read(reception, 'account.move', case.move, 'number')
    with pytest.raises(Refused):
        read(reception, INVOICE, case.invoices[0], 'move.number')
    with pytest.raises(Refused):
        reception.model(
            INVOICE, 'search', [('move.lines.debit', '>', Decimal(0))])


@pytest.mark.parametrize('model', [
        INVOICE, 'account.invoice.line', 'account.invoice.payment.method',
        'account.configuration', 'account.move.reconcile.write_off',
        'account.journal', 'account.account', 'res.user', 'res.group',
        'ir.model.access', 'ir.rule'])
def test_S10_changes_no_settings(case, reception, model):
    id_ = case.invoices[0] if model == INVOICE else 1
    for method, *params in [
            ('write', [id_], {}), ('create', [{}]), ('delete', [id_])]:
        with pytest.raises(Refused):
            reception.model(model, method, *params)


@pytest.mark.parametrize('name,state,model', [
        ('account.invoice.pay', 'start', INVOICE),
        ('account.invoice.credit', 'start', INVOICE),
        ('account.invoice.lines_to_pay.delegate', 'start', INVOICE),
        ('account.invoice.payment.method.create', 'start', None),
        ('account.reconcile', 'next_', None),
        ('account.move.template.create', 'template', None),
        ('account.move.open_journal', 'start', None),
        ('account.fiscalyear.create_periods', 'start', None),
        ('account.fiscalyear.balance_non_deferral', 'start', None),
        ('account.create_chart', 'start', None),
        ('account.update_chart', 'start', None),
        ('account.statement.import', 'start', None),
        ('account.statement.match', 'start', None)])
def test_S10_other_wizards(case, reception, name, state, model):
    with pytest.raises(Refused):
        reception.wizard(
            name, [(state, {})],
            [case.invoices[0]] if model else [], model)


@pytest.mark.parametrize('login_name', ['nobody', 'clerk', 'bank', 'reader'])
def test_S10_without_the_group(case, login, login_name):
    client = login(login_name)
    invoice = case.invoices[0]
    with pytest.raises(Refused):
        pay(client, [invoice], method=case.methods['cash'], date=TODAY)
    with pytest.raises(Refused):
        client.model(INVOICE, 'mark_as_paid', [invoice])
    with pytest.raises(Refused):
        client.model(PAYMENT, 'create', [draft(case, invoice)])


def test_S10_accounting_sees_all(case, login):
    found = login('clerk').model(INVOICE, 'search', [])
    assert {case.supplier_invoice, case.invoices[0]} <= set(found)
    assert case.other_invoice not in found


def test_S10_copy_is_a_new_draft(case, reception, invoice):
    pay(reception, [invoice], method=case.methods['cash'], date=TODAY,
        amount=Decimal(10))
    payment, = read(reception, INVOICE, invoice, 'payments')['payments']
    copy, = reception.model(PAYMENT, 'copy', [payment])
    record = read(reception, PAYMENT, copy, 'state', 'number', 'move')
    assert record['state'] == 'draft'
    assert not record['number'] and not record['move']
    reception.model(PAYMENT, 'delete', [copy])


def test_S10_bank_reconciles_only(case, login):
    bank = login('bank')
    bank.model('account.statement', 'propose_matches', [case.statement])
    match, = bank.model(
        'account.statement.match', 'search', [('state', '=', 'proposed')])
    for view in ['tree', 'form']:
        _, names = bank.view('account.statement.match', view)
        assert read(bank, 'account.statement.match', match, *names)
    bank.model('account.statement.match', 'accept', [match])
    assert read(bank, INVOICE, case.matched, 'state')['state'] == 'paid'
    for method, *params in [
            ('write', [case.statement], {'name': "x"}),
            ('delete', [case.statement]), ('post', [case.statement])]:
        with pytest.raises(Refused):
            bank.model('account.statement', method, *params)
    with pytest.raises(Refused):
        read(bank, 'account.move', case.move, 'number')


def test_S10_reader_changes_nothing(case, login):
    reader = login('reader')
    for model in [PAYMENT, INVOICE, 'account.move', 'account.statement.match']:
        with pytest.raises(Refused):
            reader.model(model, 'write', [1], {})
        with pytest.raises(Refused):
            reader.model(model, 'create', [{}])


def test_S10_prints_the_invoice(case, reception):
    reports = reception.model(
        'ir.action.report', 'search_read',
        [('report_name', '=', INVOICE)], 0, 1, None, ['id'])
    format_, data, _, _ = reception(
        f'report.{INVOICE}.execute', [case.invoices[0]],
        {'action_id': reports[0]['id']}, reception.context)
    assert data
    with pytest.raises(Refused):
        reception(
            f'report.{INVOICE}.execute', [case.other_invoice],
            {'action_id': reports[0]['id']}, reception.context)
