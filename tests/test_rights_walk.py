# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""S10, X1: what each may do, as doc/usage/rights.tsv says, and nothing more.

Every model, button, wizard and report of the module stands in that table,
and every field in doors/table.py: a new one that is missing fails here."""
import csv
from decimal import Decimal

import pytest

from trytond import backend
from trytond.model import ModelStorage, fields
from trytond.pool import Pool
from trytond.wizard import StateView
from trytond_medical_payment.doors.model import kept_fields
from trytond_medical_payment.doors.table import DOORS
from trytond_medical_payment.doors.wizard import is_guarded

from .cache import MODULE, ROOT
from .doors_tools import doors_server
from .match_tools import accept, propose, record_loss
from .rights_tools import INVOICE, PAYMENT
from .rpc import NotExposed, Refused
from .till_tools import close, set_till
from .tools import TODAY, create_invoice, days_ago

no_server = pytest.mark.skipif(
    backend.name != 'sqlite', reason="the database is copied to a file")
TABLE = ROOT / 'doc' / 'usage' / 'rights.tsv'
STATEMENT = 'account.statement'
# Of Tryton, but settled here
SETTLED = {INVOICE, STATEMENT, f'{STATEMENT}.line', f'{STATEMENT}.origin'}
LOGINS = [
    'nobody', 'reception', 'giver', 'bank', 'reader', 'accountant',
    'stranger']
# Wizards of Tryton that everybody has; what they change is guarded
CORE = {
    'account.move.cancel', 'account.move.unreconcile_lines', 'party.erase',
    'party.replace'}
FRAMEWORK = {'id', 'create_uid', 'create_date', 'write_uid', 'write_date'}
FORGED = {
    'boolean': True, 'char': 'forged', 'date': TODAY, 'dict': {'a': 1},
    'integer': 7, 'many2one': 1, 'numeric': Decimal(7),
    'one2many': [('add', [1])], 'text': 'forged'}


def table():
    "Return what each may do, by kind and name of the thing"
    with open(TABLE, newline='') as file:
        rows = csv.DictReader(file, delimiter='\t')
        return {
            (row.pop('kind'), row.pop('name')): row for row in rows}


# What there is

def of_the_module(model, *domain):
    "Return the records that the module created, as its data or its code"
    pool = Pool()
    if model == 'ir.model.button':
        ids = [d.db_id for d in pool.get('ir.model.data').search([
                    ('module', '=', MODULE), ('model', '=', model)])]
        return pool.get(model).browse(ids)
    return pool.get(model).search([('module', '=', MODULE), *domain])


def is_ours(cls):
    return any(
        c.__module__.startswith('trytond_medical_payment')
        and '.doors.' not in c.__module__ for c in cls.__mro__)


def is_storage(Model):
    return issubclass(Model, ModelStorage)


def is_query(Model):
    return callable(getattr(Model, 'table_query', None))


def storages():
    "Return the names of the models that clients reach"
    pool = Pool()
    names = SETTLED | {m.name for m in of_the_module('ir.model')}
    return sorted(
        n for n in names
        if is_storage(pool.get(n)) and 'read' in pool.get(n).__rpc__)


def buttons():
    # Those of forms only change what the form of a wizard shows
    return sorted(
        (b.model, b.name) for b in of_the_module('ir.model.button')
        if is_storage(Pool().get(b.model)))


def named(type_):
    return sorted(
        name for name, cls in Pool().iterobject(type=type_)
        if is_ours(cls) and name not in CORE)


def things():
    return {
        *(('model', n) for n in storages()),
        *(('button', f'{m} {b}') for m, b in buttons()),
        *(('wizard', n) for n in named('wizard')),
        *(('report', n) for n in named('report')),
        }


def test_all_stand_in_the_table(practice):
    assert things() == set(table())


def test_all_fields_stand_at_a_door(practice):
    "Of our models all that is stored, of others what is ours"
    pool = Pool()
    missing = []
    for field in of_the_module('ir.model.field'):
        Model = pool.get(field.model)
        if not is_storage(Model) or is_query(Model):
            continue
        definition = Model._fields.get(field.name)
        if (definition is None or field.name in FRAMEWORK
                or isinstance(definition, fields.Function)
                and not isinstance(definition, fields.MultiValue)):
            continue
        door = DOORS.get(field.model)
        if not door or (field.name not in (
                    door.open | door.once | (door.kept or set()))
                and not (door.kept is None and definition.readonly)):
            missing.append((field.model, field.name))
    assert not missing


def test_no_field_at_a_door_is_gone(practice):
    for name, door in DOORS.items():
        Model = Pool().get(name)
        assert (
            door.open | door.once | (door.kept or set())
            ) <= Model._fields.keys(), name
        assert not door.open & kept_fields(Model), name


def test_what_clients_show_readonly_is_kept(practice):
    "Nothing is open that nobody can enter"
    for name, door in DOORS.items():
        for field in door.open | door.once:
            assert not Pool().get(name)._fields[field].readonly, (name, field)


def test_all_buttons_have_rights(practice):
    "A button without groups is for all who may write"
    pool = Pool()
    ours = {m.name for m in of_the_module('ir.model')}
    known = set(buttons())
    for name in filter(lambda n: is_storage(pool.get(n)), ours):
        for button in getattr(pool.get(name), '_buttons', {}):
            assert (name, button) in known
    Button = pool.get('ir.model.button')
    for model, button in known:
        assert Button.get_groups(model, button), (model, button)


def test_all_forms_are_of_wizards(practice):
    "What is not stored comes to the server through a wizard that is guarded"
    pool = Pool()
    seen = set()
    for name in named('wizard'):
        Wizard = pool.get(name, type='wizard')
        assert is_guarded(Wizard), name
        seen.update(
            s.model_name for s in Wizard.states.values()
            if isinstance(s, StateView))
    for name in list(seen):
        for field in pool.get(name)._fields.values():
            if field._type == 'one2many':
                seen.add(field.model_name)
    forms = {
        m.name for m in of_the_module('ir.model')
        if not is_storage(pool.get(m.name))}
    assert forms <= seen


# What each may do with it, over the wire

@pytest.fixture(scope='module')
def case(tmp_path_factory):
    yield from doors_server(tmp_path_factory, prepare=look_around)


def look_around(case):
    "Find what the module brings, and a record of the practice of each model"
    pool = Pool()
    Match = pool.get('account.statement.match')
    Statement = pool.get(STATEMENT)
    practice = case.practice
    case.loss = record_loss(practice, create_invoice(practice, '30')).id
    slip = bring_cash(practice)
    till = close_till(practice)
    propose(*Statement.browse([s for s, _ in case.spare[:2]]))
    paid, _ = [
        m for s, _ in case.spare[:2]
        for m in Match.search([('statement', '=', s)], limit=1)]
    accept(paid)
    case.things = sorted(things())
    case.records, case.shared, case.kept = {}, set(), {}
    for name in storages():
        Model = pool.get(name)
        case.records[name] = None
        if is_query(Model):
            continue
        if 'company' not in Model._fields:
            case.shared.add(name)
        case.records[name] = next((
                r.id for r in Model.search([])
                if name in case.shared or r.company == practice.company),
            None)
        if name in DOORS:
            case.kept[name] = {
                n: FORGED.get(Model._fields[n]._type)
                or Model._fields[n].selection[-1][0]
                for n in sorted(kept_fields(Model))}
    match, = Match.search([('state', '=', 'proposed')], limit=1)
    case.records[match.__name__] = match.id
    case.records[f'{match.__name__}.line'] = match.lines[0].id
    # What is posted nobody writes
    case.records[PAYMENT] = draft_of(practice)
    case.models = {}
    for action in pool.get('ir.action.wizard').search([]):
        case.models.setdefault(action.wiz_name, action.model or None)
    case.printed = {
        'account.invoice.payment.receipt': [case.waiting],
        'account.invoice.payment.given_away.document': [case.loss],
        'account.invoice.payment.deposit.slip': [slip.id],
        'account.invoice.payment.till_closing.sheet': [till.id]}


def bring_cash(practice):
    "Put cash of the till on a slip"
    method = practice.method('cash')
    method.deposit = 'slip'
    method.deposit_account = practice.accounts['transit']
    method.save()
    Deposit = Pool().get('account.invoice.payment.deposit')
    return Deposit.deposit_payments(
        method, TODAY, counts=[(Decimal(5), 2)])


def close_till(practice):
    "Long ago, so that cash is taken as ever"
    return close(
        set_till(practice), date=days_ago(300), counts=[('5', 0)])


def draft_of(practice):
    payment = Pool().get(PAYMENT)(
        company=practice.company, party=practice.patient,
        method=practice.method('cash'), amount=Decimal(10),
        currency=practice.currency)
    payment.save()
    return payment.id


def may(function, *args):
    try:
        function(*args)
    except Refused as error:
        assert len(error.message) > 20
        return False
    except NotExposed:
        return False
    return True


def may_model(case, client, name):
    "Return the letters of what may be done with a record of the practice"
    id_ = case.records[name]
    is_stranger = client is case.login('stranger') and name not in case.shared
    ids = [id_] if id_ else []
    if is_stranger and not ids:
        # What is read from the accounts, or was not learnt so far
        return 'r' if client.model(
            name, 'search', [], 0, 1, None, company=case.company) else '-'
    calls = {
        'r': ('read', ids, ['id']) if ids else (
            'search_read', [], 0, 1, None, ['id']),
        'w': ('write', ids, {}),
        'c': ('create', [
                {'statement': case.statement} if '.statement.' in name
                and 'match' not in name
                else {} if name.endswith(('.line', '.till_count'))
                else {'company': case.company}] if is_stranger else []),
        'd': ('delete', ids if is_stranger else []),
        }
    return ''.join(
        letter for letter, call in calls.items()
        if may(client.model, name, *call)) or '-'


def may_button(case, client, name):
    model, button = name.split()
    ids = []
    if client is case.login('stranger') and case.records[model]:
        ids = [case.records[model]]
    return 'x' if may(client.model, model, button, ids) else '-'


def may_wizard(case, client, name):
    model = case.models[name]
    ids = []
    if client is case.login('stranger') and case.records.get(model):
        ids = [case.records[model]]
    context = {
        **client.context, 'active_model': model, 'active_ids': ids,
        'active_id': ids[0] if ids else None}
    return 'x' if may(client, f'wizard.{name}.create', context) else '-'


# Reports that ask for one date
AT_A_DATE = {'account.invoice.payment.waiting'}


def may_report(case, client, name):
    ids = case.printed.get(name, [])
    period = {'company': case.company, 'to_date': TODAY}
    if name not in AT_A_DATE:
        period['from_date'] = TODAY
    data = {} if ids else {'period_context': period}
    return 'x' if may(
        client, f'report.{name}.execute', ids, data, client.context) else '-'


MAY = {
    'model': may_model, 'button': may_button, 'wizard': may_wizard,
    'report': may_report}


@no_server
@pytest.mark.parametrize('login', LOGINS)
def test_S10_table(case, login):
    client = case.login(login)
    found = {
        (kind, name): MAY[kind](case, client, name)
        for kind, name in case.things}
    expected = {thing: row[login] for thing, row in table().items()}
    assert found == expected


@no_server
@pytest.mark.parametrize('login', LOGINS)
def test_X1_no_field_is_forged(case, login):
    "What only the module fills in, on a record and on a new one"
    client = case.login(login)
    for model, kept in case.kept.items():
        id_ = case.records.get(model)
        for name, value in kept.items():
            if id_:
                assert not may(client.model, model, 'write', [id_], {
                        name: value}), (model, name)
            assert not may(client.model, model, 'create', [{name: value}]), (
                model, name)


@no_server
@pytest.mark.parametrize('login', LOGINS)
def test_S10_forged_ids(case, login):
    "Of records that are not there, and of another company"
    client = case.login(login)
    for model, id_ in case.records.items():
        forged = [10 ** 6]
        if login == 'stranger' and id_ and model not in case.shared:
            forged.append(id_)
        for id_ in forged:
            for call in [
                    ('read', [id_], ['id']), ('write', [id_], {}),
                    ('delete', [id_]), ('copy', [id_])]:
                if call[0] == 'delete' and model in case.shared:
                    # Nothing is behind the id, and no rule before it
                    continue
                if model in case.kept or call[0] == 'read':
                    assert not may(client.model, model, *call), (model, call)
    for kind, name in case.things:
        if kind == 'button':
            model, button = name.split()
            assert not may(client.model, model, button, [10 ** 6]), name
