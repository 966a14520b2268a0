# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""X7 and X8: forged wizards, reports and numbers are refused in a sentence."""
from decimal import Decimal

import pytest

from trytond import backend

from .doors_tools import LINE, MATCH, STATEMENT, doors_server, proposal
from .rights_tools import INVOICE, PAYMENT, draft, pay, read
from .rpc import NotExposed, Refused
from .tools import TODAY

pytestmark = pytest.mark.skipif(
    backend.name != 'sqlite', reason="the database is copied to a file")
NO_AMOUNTS = [
    Decimal('NaN'), Decimal('sNaN'), Decimal('Infinity'),
    Decimal('-Infinity'), Decimal(10) ** 30, -Decimal(10) ** 30, 'abc', '',
    '100', True, [], {}, b'1']
NO_DATES = ['2026-01-01', 5, '', True]
NO_IDS = [10 ** 6, -5, 'x', '1', 1.5, [1], True]
MARK = 'account.invoice.mark_as_paid'


@pytest.fixture(scope='module')
def case(tmp_path_factory):
    yield from doors_server(tmp_path_factory)


@pytest.fixture(scope='module')
def reception(case):
    return case.login('reception')


@pytest.fixture(scope='module')
def invoice(case):
    return case.invoices.pop()


def refuse(function, *args, **kwargs):
    with pytest.raises(Refused) as error:
        function(*args, **kwargs)
    assert len(error.value.message) > 20


def start(case, **values):
    return {
        'method': case.methods['cash'], 'date': TODAY,
        'amount': Decimal(10), 'party': case.patient, **values}


def is_untouched(client, invoice):
    record = read(client, INVOICE, invoice, 'payment_state', 'payments')
    return record['payment_state'] == 'unpaid' and not record['payments']


@pytest.mark.parametrize('name,values', [
        ('amount', [*NO_AMOUNTS, None, Decimal(0), Decimal(-5)]),
        ('date', [*NO_DATES, None]),
        ('method', [*NO_IDS, None]),
        ('party', [*NO_IDS, None]),
        ('reference', [5, [], {}]),
        ('reason', [5, []]),
        ('reason_category', NO_IDS),
        ('company', NO_IDS),
        ('invoice', NO_IDS),
        ('currency', NO_IDS),
        ('close_residue', ['x', 5]),
        ('no_such_field', [1, None]),
        ('__class__', ['x']),
        ('_values', [{}])])
def test_X7_fields_of_mark_as_paid(case, reception, invoice, name, values):
    for value in values:
        refuse(pay, reception, [invoice], **start(case, **{name: value}))
    assert is_untouched(reception, invoice)


def test_X7_records_of_another_company(case, reception, invoice):
    for values in [
            {'method': case.other_method}, {'company': case.other_company},
            {'invoice': case.other_invoice}]:
        refuse(pay, reception, [invoice], **start(case, **values))
    assert is_untouched(reception, invoice)


@pytest.mark.parametrize('data,state', [
        ({'start': {}}, 'nothing'),
        ({'start': {}}, '_pay'),
        ({'start': {}}, 'model'),
        ({'nothing': {}}, 'pay'),
        ({'records': {}}, 'pay'),
        ({'model': {'__name__': 'x'}}, 'pay'),
        ({'start': []}, 'pay'),
        ({'start': None}, 'pay'),
        ([], 'pay'),
        ({}, 'pay'),
        ({'step': {'done': -5, 'invoices': 0}}, 'step'),
        ({'step': {'done': 'x'}}, 'pay'),
        ({'background': {'tasks': 'x'}}, 'refresh'),
        ({'background': {'skipped': [10 ** 6]}}, 'refresh')])
def test_X7_states_of_mark_as_paid(case, reception, invoice, data, state):
    context = {
        **reception.context, 'active_model': INVOICE, 'active_id': invoice,
        'active_ids': [invoice]}
    session, _, _ = reception(f'wizard.{MARK}.create', context)
    refuse(reception, f'wizard.{MARK}.execute', session, data, state, context)
    assert is_untouched(reception, invoice)


@pytest.mark.parametrize('name,state', [
        (MARK, 'pay'),
        ('account.invoice.offer_credit', 'use'),
        ('account.invoice.payment.cancel', 'cancel_'),
        ('account.invoice.payment.recover', 'recover'),
        ('account.invoice.payment.refund', 'refund')])
@pytest.mark.parametrize('model,ids', [
        ('no.such.model', [1]), ('party.party', [1]), ('res.user', [1]),
        (INVOICE, [10 ** 6]), (INVOICE, ['x']), (INVOICE, [[1]]),
        (PAYMENT, [10 ** 6]), (PAYMENT, []), (INVOICE, []), (None, [])])
def test_X7_active_records(case, reception, name, state, model, ids):
    refuse(
        reception.wizard, name, [
            ('start', {}),
            (state, {'start': {'date': TODAY, 'reason': "Forged"}})],
        ids, model)


def test_X7_tasks_of_others(case, reception, invoice):
    "Nothing is told of what is behind their ids"
    context = {
        **reception.context, 'active_model': INVOICE, 'active_id': invoice,
        'active_ids': [invoice]}
    for tasks in [[], [1, 2, 3]]:
        session, _, _ = reception(f'wizard.{MARK}.create', context)
        result = reception(f'wizard.{MARK}.execute', session, {
                'background': {'tasks': tasks, 'invoices': 1}}, 'refresh',
            context)
        assert result['view']['state'] == 'result'
    assert is_untouched(reception, invoice)


def test_X7_session_of_somebody_else(case, reception, invoice):
    giver = case.login('giver')
    context = {
        **reception.context, 'active_model': INVOICE, 'active_id': invoice,
        'active_ids': [invoice]}
    session, _, _ = reception(f'wizard.{MARK}.create', context)
    reception(f'wizard.{MARK}.execute', session, {'start': {
                'reason': "Secret"}}, 'start', context)
    for forged in [session, 10 ** 6, 'x', None]:
        refuse(
            giver, f'wizard.{MARK}.execute', forged, {}, 'start', context)
        refuse(giver, f'wizard.{MARK}.delete', forged, context)


def test_X7_action_of_another_wizard(case, invoice):
    "Who may not press the button does not come in by an action without groups"
    clerk = case.login('clerk')
    actions = clerk.model('ir.action', 'search', [('type', '=', (
                    'ir.action.wizard'))])
    for action in [*actions[:5], 10 ** 6, 'x']:
        context = {
            **clerk.context, 'active_model': INVOICE, 'active_id': invoice,
            'active_ids': [invoice], 'action_id': action}
        refuse(clerk, f'wizard.{MARK}.create', context)


@pytest.fixture(scope='module')
def paid(case, reception):
    "A payment, a loss and a credit"
    invoices = [case.invoices.pop() for _ in range(2)]
    values = {'start': start(case, amount=Decimal(150))}
    reception.wizard(
        MARK, [
            ('start', {}), ('pay', values),
            # The rest on account, as was asked
            ('pay', {'excess': {}})],
        invoices[:1], INVOICE)
    giver = case.login('giver')
    pay(giver, invoices[1:], **start(
            case, method=case.methods['loss'], amount=Decimal(100),
            reason="Gone"))
    records = reception.model(PAYMENT, 'search_read', [
            ['OR', ('invoice', 'in', invoices), [
                    ('invoice', '=', None), ('amount', '=', Decimal(50))]]],
        0, None, None, ['kind', 'invoice'])
    return {
        'loss' if r['kind'] == 'loss' else
        'payment' if r['invoice'] else 'credit': r['id'] for r in records}


@pytest.mark.parametrize('wizard,state,kind,fields', [
        ('cancel', 'cancel_', 'payment', {
                'date': [*NO_DATES, None], 'reason': [None, '', 5, "  "]}),
        ('recover', 'recover', 'loss', {
                'amount': [*NO_AMOUNTS, None, Decimal(0), Decimal(-1)],
                'date': [*NO_DATES, None], 'method': [*NO_IDS, None],
                'party': [*NO_IDS, None]}),
        ('refund', 'refund', 'credit', {
                'amount': [
                    *NO_AMOUNTS, None, Decimal(0), Decimal(-1), Decimal(51)],
                'date': [*NO_DATES, None], 'method': [*NO_IDS, None]})])
def test_X7_wizards_of_payments(
        case, reception, paid, wizard, state, kind, fields):
    values = {
        'date': TODAY, 'reason': "Forged", 'amount': Decimal(10),
        'method': case.methods['cash'], 'party': case.patient}
    fields = dict(fields)
    if 'method' in fields:
        fields['method'] = [
            *fields['method'], case.other_method, case.methods['loss']]
    for name, forged in fields.items():
        for value in forged:
            sent = {n: v for n, v in values.items() if n in fields}
            refuse(
                reception.wizard, f'{PAYMENT}.{wizard}', [
                    ('start', {}), (state, {'start': {**sent, name: value}})],
                [paid[kind]], PAYMENT)
    assert read(reception, PAYMENT, paid[kind], 'state')['state'] == 'posted'


def test_X7_match_wizard(case):
    bank = case.login('bank')
    for statements in [
            [case.other_statement], [10 ** 6], ['x'], 'x', None, []]:
        refuse(
            bank.wizard, MATCH, [
                ('start', {}),
                ('propose', {'start': {'statements': statements}})])
    stranger = case.login('stranger')
    stranger.model(STATEMENT, 'propose_matches', [case.other_statement])
    match, = stranger.model(MATCH, 'search', [
            ('statement', '=', case.other_statement)], 0, 1)
    statement, invoice = case.spare.pop()
    proposal(bank, statement)
    for match_ in [match, 10 ** 6, 'x']:
        for state in ['apply', 'accept_sure']:
            for choice in ['accept', 'refuse', 'forged', 5]:
                refuse(
                    bank.wizard, MATCH, [
                        ('start', {}),
                        ('propose', {'start': {'statements': [statement]}}),
                        (state, {'review': {'lines': [
                                    {'match': match_, 'choice': choice}]}}),
                        ])
    assert read(stranger, MATCH, match, 'state')['state'] == 'proposed'
    assert read(bank, INVOICE, invoice, 'state')['state'] == 'posted'


def test_X7_import_wizard(case):
    client = case.login('statements')
    for values in [
            {'file_': None}, {'file_': "text"}, {'file_': 10 ** 9},
            {'file_': b''}, {'file_': b'\0\xff', 'file_name': 5},
            {'file_': b'x', 'file_format': 'forged'},
            {'file_': b'x', 'file_format': None},
            {'file_': b'x', 'file_format': 'csv', 'profile': 10 ** 6},
            {'file_': b'x', 'company': case.other_company},
            {'file_': b'x', 'journal': 10 ** 6},
            *({'files': files} for files in [
                    [], 'x', [5], [{}], [{'name': "a.xml"}],
                    [{'name': "a.xml", 'data': None}],
                    [{'name': "a.xml", 'data': b''}],
                    [{'name': "a.xml", 'data': 10 ** 9}],
                    [{'name': 5, 'data': b'x'}],
                    [{'data': b'x', 'no_such': 1}], [10 ** 6],
                    [{'name': "a.xml", 'data': b'x'}, {}]])]:
        for state in ['import_', 'preview']:
            refuse(
                client.wizard, 'account.statement.import', [
                    ('start', {}), (state, {'start': {
                                'file_format': 'bank_file', **values}})])


@pytest.mark.parametrize('name', [
        'account.invoice.payment.receipts_book',
        'account.invoice.payment.cash_sheet',
        'account.invoice.payment.given_away'])
def test_X7_reports_of_a_period(case, name):
    reader = case.login('reader')
    period = {
        'company': case.company, 'from_date': TODAY, 'to_date': TODAY}
    reader(f'report.{name}.execute', [], {'period_context': period},
        reader.context)
    for forged in [
            {'company': case.other_company}, {'company': None},
            {'company': 'x'}, {'company': 10 ** 6},
            {'_check_access': False, 'company': case.other_company},
            {'_companies': [case.other_company],
                'company': case.other_company},
            {'from_date': 'x'}, {'to_date': 5}, {'language': 'xx'},
            {'no_such': 1}, 'x', []]:
        sent = {**period, **forged} if isinstance(forged, dict) else forged
        refuse(
            reader, f'report.{name}.execute', [], {'period_context': sent},
            reader.context)
    for data in [
            {'action_id': 10 ** 6}, {'action_id': 'x'}, {'action_id': 1},
            {'model': 'no.such.model'}, 'x', None, []]:
        refuse(reader, f'report.{name}.execute', [], data, reader.context)
    for ids in [['x'], [[1]], [None], 5, 'x']:
        refuse(reader, f'report.{name}.execute', ids, {}, reader.context)
    for login in ['nobody', 'reception', 'bank', 'giver']:
        client = case.login(login)
        refuse(
            client, f'report.{name}.execute', [], {'period_context': period},
            client.context)


@pytest.mark.parametrize('name', [
        'account.invoice.payment.receipt',
        'account.invoice.payment.given_away.document', INVOICE])
def test_X7_reports_of_records(case, reception, paid, name):
    for ids in [
            [10 ** 6], [case.other_payment], [paid['payment'], 10 ** 6],
            [paid['payment'], case.other_payment], ['x'], [[1]], [None]]:
        for data in [{}, {'model': PAYMENT}, {'model': INVOICE}]:
            refuse(
                reception, f'report.{name}.execute', ids, data,
                reception.context)
    for data in [
            {'action_id': 10 ** 6}, {'action_id': 'x'}, {'action_id': 1},
            {'model': 'no.such.model'}, {'model': 5}, 'x', None, []]:
        refuse(
            reception, f'report.{name}.execute', [paid['payment']], data,
            reception.context)


@pytest.mark.parametrize('name', [
        f'wizard.{MARK}._pay', f'wizard.{MARK}.transition_pay',
        f'wizard.{MARK}.__init__', f'model.{MATCH}.take_back',
        f'model.{MATCH}.release', f'model.{LINE}.write_internally',
        f'model.{STATEMENT}.settle', f'model.{STATEMENT}.import_files',
        'model.account.statement.line.unsettle',
        'report.account.invoice.payment.receipt.get_context',
        f'model.{PAYMENT}.settle', f'model.{INVOICE}.pay_balance'])
def test_X7_names_that_are_no_rpc(case, name):
    for login in ['reception', 'bank', 'accountant']:
        client = case.login(login)
        with pytest.raises(NotExposed):
            client(name, [], client.context)


@pytest.mark.parametrize('amount', NO_AMOUNTS, ids=repr)
def test_X8_amounts_of_records(case, reception, amount):
    bank = case.login('bank')
    refuse(reception.model, PAYMENT, 'create', [
            draft(case, case.invoices[0], amount=amount)])
    id_, = reception.model(PAYMENT, 'create', [draft(case, case.invoices[0])])
    refuse(reception.model, PAYMENT, 'write', [id_], {'amount': amount})
    reception.model(PAYMENT, 'delete', [id_])
    line = case.proposed_line
    for name in ['amount', 'residue']:
        refuse(bank.model, LINE, 'write', [line], {name: amount})
        refuse(bank.model, MATCH, 'write', [case.proposed], {
                'lines': [('create', [{
                                'invoice': case.invoices[0],
                                'party': case.patient,
                                'amount': Decimal(1), name: amount}])]})


@pytest.mark.parametrize('name,value', [
        *(('amount', a) for a in [*NO_AMOUNTS, None]),
        ('date', 'x'), ('date', None), ('date', 5),
        ('invoice', 5), ('method', None), ('method', []), ('payer', {}),
        ('line', []), ('key', 5), ('reason', True)], ids=repr)
def test_X8_imported_lines(case, reception, name, value):
    "As a script, or somebody in its place, hands them over"
    line = {
        'line': 1, 'date': TODAY, 'amount': Decimal(10), 'method': "Cash",
        'invoice': '', 'payer': '', 'reference': '', 'reason': '', 'key': '',
        name: value}
    for dry_run in [True, False]:
        try:
            result, = reception.model(
                PAYMENT, 'import_payments', [line], dry_run)
        except Refused as error:
            assert len(error.message) > 20
        else:
            assert result['state'] == 'refused'
            assert len(result['message']) > 10
    missing = {n: v for n, v in line.items() if n != name}
    if name in {'line', 'date', 'amount', 'method'}:
        try:
            result, = reception.model(PAYMENT, 'import_payments', [missing])
        except Refused:
            return
        assert result['state'] == 'refused'


def test_X8_no_lines(case, reception):
    for lines in ['x', 5, None, [5], [[]], ['x'], {'line': 1}]:
        refuse(reception.model, PAYMENT, 'import_payments', lines)
    assert reception.model(PAYMENT, 'import_payments', []) == []
