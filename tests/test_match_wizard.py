# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Three clicks from the menu for a whole statement."""
import pytest

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access

from .bankfile.files import camt, entry
from .match_tools import states
from .tools import as_user, create_invoices, create_statement, create_user

BANK = 'medical_payment.group_bank_reconciliation'


def _stored(values):
    "Without what clients only show"
    if isinstance(values, list):
        return [_stored(v) for v in values]
    elif isinstance(values, dict):
        return {k: _stored(v) for k, v in values.items() if '.' not in k}
    return values


class Session:
    "What a client does with a wizard"

    def __init__(self, *records, name='account.statement.match'):
        self.Wizard = Pool().get(name, type='wizard')
        context = {}
        if records:
            context = {
                'active_model': records[0].__name__,
                'active_id': records[0].id,
                'active_ids': [r.id for r in records],
                }
        self.context = context
        with Transaction().set_context(self.context):
            self.id, state, end = self.Wizard.create()
        self.values = {}
        self.show(self.execute(state))

    def execute(self, state):
        # As the dispatcher: wizards do not check access
        with Transaction().set_context(self.context), \
                without_check_access():
            return self.Wizard.execute(self.id, self.values, state)

    def show(self, result):
        view = result.get('view')
        self.state = view['state'] if view else None
        if view:
            values = {**view.get('defaults', {}), **view.get('values', {})}
            self.values[self.state] = _stored(values)

    def click(self, button):
        self.show(self.execute(button))
        return self.values.get(self.state)


@pytest.fixture
def case(practice):
    practice.invoices = create_invoices(practice, ['100', '50', '50'])
    practice.statement = create_statement(practice, [
            {'amount': '100', 'description': practice.invoices[0].number},
            {'amount': '50'},
            {'amount': '-12', 'description': "loyer"}])
    return practice


def test_three_clicks(case):
    user = create_user(case, 'bank', BANK)
    with as_user(user):
        session = Session()  # the menu is the first click
        assert session.state == 'start'
        assert session.values['start']['statements'] == [case.statement.id]
        review = session.click('propose')
        assert session.state == 'review'
        assert review['sure'] == 1
        # One line a transaction, whatever fits
        assert [l['others'] for l in review['sure_lines']] == [0]
        assert [l['others'] for l in review['lines']] == [1]
        assert [l['origin'] for l in review['transactions']] == [
            case.statement.origins[2].id]
        review = session.click('accept_sure')
        assert session.state == 'review'
        assert review['sure'] == 0
        assert not review['sure_lines']
        assert len(review['lines']) == 1
    assert states(*case.invoices) == ['paid', 'posted', 'posted']


def test_from_statement(case):
    other = create_statement(case, [{'amount': '3'}])
    session = Session(case.statement)
    assert session.values['start']['statements'] == [case.statement.id]
    session = Session()
    assert set(session.values['start']['statements']) == {
        case.statement.id, other.id}


def show_other(line):
    "What the client shows after the button of the line"
    Line = Pool().get('account.statement.match.review.line')
    shown = Line(**{
            n: v for n, v in line.items() if n in {'match', 'choice'}})
    shown.show_other()
    return {
        **line, 'match': shown.match.id, 'settles': shown.settles,
        'choice': shown.choice}


def test_V4_row_buttons(case):
    session = Session(case.statement)
    line, = session.click('propose')['lines']
    shown = Pool().get('account.statement.match.review.line')(**line)
    shown.choose_accept()
    assert shown.choice == 'accept'
    shown.choose_refuse()
    assert shown.choice == 'refuse'


def test_V3_after_import(case):
    """The import from the menu of the desk, and the buttons of the statement,
    open the review that says how far it is"""
    pool = Pool()
    Action = pool.get('ir.action')
    Match = pool.get('account.statement.match')
    Statement = pool.get('account.statement')
    for button in ['propose_matches', 'accept_sure']:
        action = Action(getattr(Statement, button)([case.statement]))
        assert action.get_action_value()['wiz_name'] == (
            'account.statement.review')
    assert Match.search([('state', '=', 'accepted')], count=True) == 1
    session = Session(case.statement, name='account.statement.review')
    assert session.state == 'review'
    review = session.values['review']
    assert not review['sure_lines']
    assert len(review['lines']) == 1
    assert review['message'] == (
        "Transactions accepted: 1. Sure: 0. To check: 1. "
        "Without proposal: 1.")


def test_V3_best(case):
    "The list has one row a transaction; refusing brings the next"
    Match = Pool().get('account.statement.match')
    session = Session(case.statement)
    session.click('propose')
    proposed = [('state', '=', 'proposed')]
    best = Match.search([*proposed, ('best', '=', True)])
    assert len(best) == 2 and len(Match.search(proposed)) == 3
    assert all(m.best for m in best)
    tied = next(m for m in best if m.others)
    other, = tied.others
    assert tied.others_number == 1 and not other.best
    assert Match.search([*proposed, ('best', '=', False)]) == [other]
    Match.refuse([tied])
    assert other in Match.search([*proposed, ('best', '=', True)])


def test_choices(case):
    Match = Pool().get('account.statement.match')
    session = Session(case.statement)
    review = session.click('propose')
    sure, = review['sure_lines']
    tied, = review['lines']
    assert [l['choice'] for l in [sure, tied]] == ['accept', 'leave']
    assert [l['confidence'] for l in [sure, tied]] == ['sure', 'ambiguous']
    # What was chosen was the one before
    other = show_other({**tied, 'choice': 'accept'})
    assert other['match'] != tied['match']
    assert other['settles'] != tied['settles']
    assert other['choice'] == 'leave'
    # After the last one comes the first again
    assert show_other(other)['match'] == tied['match']
    sure['choice'] = 'leave'
    tied['choice'] = 'accept'
    review = session.click('apply')
    assert states(*map(Match, [l['match'] for l in [sure, tied, other]])) == [
        'proposed', 'accepted', 'withdrawn']
    assert [l['match'] for l in review['sure_lines']] == [sure['match']]
    assert not review['lines']

    # What was chosen stays
    line, = review['sure_lines']
    assert line['choice'] == 'leave'
    line['choice'] = 'leave'
    session.click('accept_sure')
    assert states(Match(sure['match'])) == ['proposed']

    line, = session.values['review']['sure_lines']
    line['choice'] = 'refuse'
    session.click('apply')
    assert states(Match(sure['match'])) == ['refused']


def test_without_the_group(case):
    user = create_user(case, 'reception', 'account_statement.group_statement')
    with as_user(user), pytest.raises(AccessError):
        Session().click('propose')


def test_tabs(case):
    "To whom the menu belongs, and its tabs"
    ActWindow = Pool().get('ir.action.act_window')
    Menu = Pool().get('ir.ui.menu')
    ModelData = Pool().get('ir.model.data')
    user = create_user(case, 'bank', BANK)
    with as_user(user):
        action = ActWindow(ModelData.get_id(
                'medical_payment', 'act_match_form'))
        tabs = [d.name for d in action.act_window_domains]
        names = {m.name for m in Menu.search([])}
    assert tabs == [
        "Proposed", "Sure", "To Check", "Accepted", "Refused", "All"]
    assert {"Matches", "Match Statements"} <= names


def test_V3_import_by_the_bank(practice):
    "Who only reconciles imports from the menu of the desk"
    pool = Pool()
    Action = pool.get('ir.action')
    ModelData = pool.get('ir.model.data')
    Statement = pool.get('account.statement')
    Wizard = pool.get('account.statement.import', type='wizard')
    action = Action.get_action_id(ModelData.get_id(
            'medical_payment', 'wizard_statement_import_review'))
    user = create_user(practice, 'bank', BANK)
    with as_user(user), Transaction().set_context(action_id=action):
        session_id, start, _ = Wizard.create()
        with without_check_access():
            result = Wizard.execute(session_id, {start: {
                        'company': practice.company.id,
                        'file_': camt(entry('1', servicer='A')),
                        'file_name': "file.xml",
                        'file_format': 'bank_file',
                        }}, 'import_')
    (opened, data), = result['actions']
    assert opened['wiz_name'] == 'account.statement.review'
    assert data['model'] == 'account.statement'
    assert [s.state for s in Statement.browse(data['ids'])] == ['draft']
