# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A long import: what was read is told before the search begins."""
import pytest

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access
from trytond_medical_payment.statement_import import progress

from .bankfile.files import camt, detail, entry
from .match_tools import matches
from .statement_import_tools import origins, saved
from .tools import as_user, create_invoice, create_user, queued, savepoint


class Import:
    "The wizard of a file, as a client goes through it"

    def __init__(self, practice, data):
        self.wizard = Pool().get('account.statement.import', type='wizard')
        self.session_id, start, _ = self.wizard.create()
        self.result = self.press('import_', start={
                'company': practice.company.id,
                'file_': data,
                'file_name': "year.xml",
                'file_format': 'bank_file',
                })

    def press(self, state, **data):
        self.result = self.wizard.execute(self.session_id, data, state)
        return self.result

    @property
    def state(self):
        return self.result.get('view', {}).get('state')

    @property
    def shown(self):
        "The statements that are opened"
        return [
            id_ for _, data in self.result.get('actions', [])
            for id_ in data['res_id']]


@pytest.fixture
def year(practice, monkeypatch):
    "A file of three transactions, one more than what is read at once"
    monkeypatch.setattr(progress, 'LONG', 2)
    invoice = create_invoice(practice, '100')
    return invoice, camt(
        entry('100', detail(text=[invoice.number])), entry('2'), entry('3'))


def found(invoice):
    return [
        line.invoice for origin in origins(amount=100)
        for match in matches(origin) for line in match.lines
        ] == [invoice]


def test_a_short_one_is_not_told(practice, monkeypatch):
    monkeypatch.setattr(progress, 'LONG', 2)
    this = Import(practice, camt(entry('1'), entry('2')))
    assert this.state is None and len(this.shown) == 1


def test_in_two_steps(practice, year):
    invoice, data = year
    this = Import(practice, data)
    assert this.state == 'searching' and not this.shown
    view = this.result['view']['defaults']
    assert '3' in view['message'] and view['progress'] == .5
    assert len(origins()) == 3 and not found(invoice)

    this.press('search', searching={})
    assert this.state is None and len(this.shown) == 1
    assert found(invoice)


def test_not_now(practice, year):
    "What was read stays, and is proposed for later"
    invoice, data = year
    this = Import(practice, data)
    this.press('end', searching={})
    assert saved() == (1, 3) and not found(invoice)
    Match = Pool().get('account.statement.match')
    Match.propose([origins()[0].statement])
    assert found(invoice)


def test_what_was_told_of_the_file_comes_at_the_end(practice, year):
    _, data = year
    this = Import(practice, data.replace(
            b'</Stmt>', entry('9', status='PDNG').encode() + b'</Stmt>'))
    this.press('search', searching={})
    assert this.state == 'result' and this.shown
    assert this.result['view']['values']['messages']


def test_in_the_background(practice, year, worker):
    invoice, data = year
    this = Import(practice, data)
    assert this.state == 'background' and not this.shown
    view = this.result['view']['defaults']
    assert '3' in view['message'] and view['progress'] == .5
    this.press('refresh', background={})
    assert this.state == 'background' and not found(invoice)

    task, = queued('prepare_matches')
    task.run()
    assert found(invoice)
    this.press('refresh', background={})
    assert this.state is None and len(this.shown) == 1


def test_what_the_worker_complains_of(practice, year, worker):
    "It is told, and the search can be done again"
    invoice, data = year
    this = Import(practice, data)
    task, = queued('prepare_matches')
    Error = Pool().get('ir.error')
    Error.create([{
                'origin': str(task),
                'message': "The fiscal year is closed."}])
    this.press('refresh', background={})
    assert this.state == 'searching' and not this.shown
    assert "fiscal year" in this.result['view']['defaults']['message']

    this.press('search', searching={})
    assert len(this.shown) == 1 and found(invoice)


def test_forged(practice, year):
    "Nothing was imported: there is nothing to search, nor to show"
    pool = Pool()
    Action = pool.get('ir.action')
    ModelData = pool.get('ir.model.data')
    _, data = year
    this = Import(practice, data)
    other = Import.__new__(Import)
    other.wizard = this.wizard
    review = Action.get_action_id(ModelData.get_id(
            'medical_payment', 'wizard_statement_import_review'))
    for action in [None, review]:
        with Transaction().set_context(action_id=action):
            other.session_id, *_ = this.wizard.create()
            for state, view in [
                    ('search', 'searching'), ('refresh', 'background')]:
                other.press(state, **{view: {}})
                assert other.state is None and not other.shown


def test_forged_statement(practice, year):
    "One that is not there, or not for the user"
    _, data = year
    this = Import(practice, data)
    for state, view in [('search', 'searching'), ('refresh', 'background')]:
        with pytest.raises(UserError), savepoint():
            this.press(state, **{view: {'statements': [10 ** 6]}})


def test_rights(practice, year):
    "Who imports does not accept, whoever searches"
    invoice, data = year
    configuration = Pool().get('account.configuration')(1)
    configuration.match_accept_sure = True
    configuration.save()
    user = create_user(practice, 'books', 'account.group_account')
    # Wizards run without access checks
    with as_user(user), without_check_access():
        this = Import(practice, data)
        this.press('search', searching={})
    assert len(this.shown) == 1
    assert {m.state for o in origins() for m in o.matches} == {'proposed'}
