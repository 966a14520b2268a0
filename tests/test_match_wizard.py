# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Three clicks from the menu for a whole statement."""
import pytest

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access

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

    def __init__(self, *records):
        self.Wizard = Pool().get('account.statement.match', type='wizard')
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
        assert len(review['lines']) == 3
        assert review['movements'] == [case.statement.origins[2].id]
        review = session.click('accept_sure')
        assert session.state == 'review'
        assert review['sure'] == 0
        assert len(review['lines']) == 2
    assert states(*case.invoices) == ['paid', 'posted', 'posted']


def test_from_statement(case):
    other = create_statement(case, [{'amount': '3'}])
    session = Session(case.statement)
    assert session.values['start']['statements'] == [case.statement.id]
    session = Session()
    assert set(session.values['start']['statements']) == {
        case.statement.id, other.id}


def test_choices(case):
    Match = Pool().get('account.statement.match')
    session = Session(case.statement)
    review = session.click('propose')
    sure, tied, other = review['lines']
    assert [l['choice'] for l in review['lines']] == [
        'accept', 'leave', 'leave']
    assert [l['confidence'] for l in review['lines']] == [
        'sure', 'ambiguous', 'ambiguous']
    sure['choice'] = 'leave'
    tied['choice'] = 'accept'
    review = session.click('apply')
    assert states(*map(Match, [l['match'] for l in [sure, tied, other]])) == [
        'proposed', 'accepted', 'withdrawn']
    assert [l['match'] for l in review['lines']] == [sure['match']]

    line, = review['lines']
    line['choice'] = 'leave'
    session.click('accept_sure')
    assert states(Match(sure['match'])) == ['proposed']

    line, = session.values['review']['lines']
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
