# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Making a profile for tables from a file, in a dialog."""
import pytest

from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction

from .statement_import_tools import import_

FILE = (
    "Solde au 30/11/2026;1 234,56 €\n\n"
    "Date;Communication;Contrepartie;Montant;Sens;Solde;Remise\n"
    "02/11/2026;F2026-00012;Martin Anne;50,00;C;1 050,00;x\n"
    "05/11/2026;Loyer;Régie;1 000,00;D;50,00;y\n").encode()


class Dialog:
    "The wizard, as a client drives it"

    def __init__(self, data, name="Mine"):
        self.Wizard = Pool().get(
            'account.statement.import.profile.make', type='wizard')
        self.id, state, _ = self.Wizard.create()
        self.execute(state)
        self.execute('columns', start={
                'file_': data, 'file_name': "mine.csv", 'name': name})

    def execute(self, action, **data):
        self.result = self.Wizard.execute(self.id, data, action)
        if 'view' in self.result:
            view = self.result['view']
            self.state = view['state']
            self.values = {**view.get('defaults', {}), **view.get(
                    'values', {})}
        return self.result

    def columns(self, changes=None, **values):
        "What the user sends from the columns"
        assert self.state == 'columns'
        columns = [
            {**c, 'column': (changes or {}).get(c['header'], c['column'])}
            for c in self.values['columns']]
        return {**self.values, 'columns': columns, **values}


def kinds(values):
    return {c['header']: c['column'] for c in values['columns']}


def test_proposal(practice):
    "What is known is proposed, what the file leaves open is asked for"
    dialog = Dialog(FILE)
    assert kinds(dialog.values) == {
        "Date": 'date', "Communication": 'text', "Contrepartie": 'text',
        "Montant": 'amount', "Sens": 'sign', "Solde": 'balance',
        "Remise": 'text'}
    assert dialog.values['columns'][1]['sample'] == "F2026-00012 · Loyer"
    assert dialog.values['titles']
    assert dialog.values['decimal_sign'] == ','
    # 2 November or 11 February
    assert dialog.values['date_format'] is None
    assert dialog.values['date_choices'].split('|') == ['%d/%m/%Y', '%m/%d/%Y']
    Columns = Pool().get('account.statement.import.profile.make.columns')
    formats = Columns(
        date=dialog.values['date'],
        date_choices=dialog.values['date_choices']).get_date_formats()
    assert [(f, label.replace('\xa0', ' ')) for f, label in formats] == [
        (None, ""), ('%d/%m/%Y', "02 November 2026"),
        ('%m/%d/%Y', "11 February 2026")]
    # A client sends what it likes
    assert Columns(
        date='02/11/2026',
        date_choices='%d/%m/%Y%m/%d/%Y|%Q|').get_date_formats() == [(None, "")]


def test_preview_and_profile(practice):
    Profile = Pool().get('account.statement.import.profile')
    before = Profile.search([], count=True)
    dialog = Dialog(FILE)
    entered = dialog.columns(
        {"Contrepartie": 'name', "Remise": 'ignored'},
        date_format='%d/%m/%Y')
    dialog.execute('preview', columns=entered)
    assert [
        (str(m['date']), str(m['amount']), m['party'], m['text'])
        for m in dialog.values['transactions']] == [
        ('2026-11-02', '50.00', "Martin Anne", "F2026-00012"),
        ('2026-11-05', '-1000.00', "Régie", "Loyer")]
    assert not dialog.values['messages']
    # nothing is saved by looking
    assert Profile.search([], count=True) == before
    # what was entered is still there
    dialog.execute('columns')
    assert kinds(dialog.values)["Contrepartie"] == 'name'
    assert dialog.values['date_format'] == '%d/%m/%Y'
    dialog.execute('preview', columns=dialog.columns())
    dialog.execute('create_')
    profile, = Profile.search([('name', '=', "Mine")])
    assert [(c.column, c.header) for c in profile.columns] == [
        ('date', "Date"), ('text', "Communication"),
        ('name', "Contrepartie"), ('amount', "Montant"), ('sign', "Sens"),
        ('balance', "Solde"), ('ignored', "Remise")]
    (_, data), = dialog.result['actions']
    assert data['res_id'] == [profile.id]
    # it knows the file now, without being chosen
    statement, = import_(
        practice, FILE, name="mine.csv", format='bank_file',
        journal=practice.statement_journal.id)[0]
    assert sorted(o.amount for o in statement.origins) == [-1000, 50]
    assert (statement.start_balance, statement.end_balance) == (1000, 50)


def test_what_does_not_follow_is_told(practice):
    dialog = Dialog(FILE)
    dialog.execute('preview', columns=dialog.columns(
            {"Sens": 'ignored'}, date_format='%d/%m/%Y'))
    assert "balance" in dialog.values['messages']
    assert "line 5" in dialog.values['messages']


def test_without_titles(practice):
    Profile = Pool().get('account.statement.import.profile')
    dialog = Dialog(b"02.11.2026;Martin;50.00\n03.11.2026;Meier;60.00\n")
    assert not dialog.values['titles']
    dialog.execute('preview', columns=dialog.columns())
    dialog.execute('create_')
    profile, = Profile.search([('name', '=', "Mine")])
    assert [(c.column, c.header, c.number) for c in profile.columns] == [
        ('date', None, 1), ('text', None, 2), ('amount', None, 3)]


@pytest.mark.parametrize('data', [b' ', b'%PDF-1.4', b'\x00\x01\x02'])
def test_no_table(practice, data):
    with pytest.raises(UserError) as caught:
        Dialog(data)
    message = caught.value.message
    assert message.startswith("mine.csv: ") and '\n' not in message
    assert ("PDF" in message) == (b'PDF' in data)


@pytest.mark.parametrize('changes, values', [
        ({"Montant": 'ignored'}, {}), ({"Date": 'text'}, {}),
        ({}, {'date_format': '%Y-%m-%d'}), ({}, {'decimal_sign': '.'})])
def test_refused_in_one_line(practice, changes, values):
    dialog = Dialog(FILE)
    with pytest.raises(UserError) as caught:
        dialog.execute('preview', columns=dialog.columns(
                changes, **{'date_format': '%d/%m/%Y', **values}))
    assert caught.value.message.startswith("mine.csv: ")
    assert '\n' not in caught.value.message


def test_who_may_not_write_profiles_may_not_make_them(practice):
    "Whatever state a client calls"
    User = Pool().get('res.user')
    user, = User.create([{
                'name': "Reception", 'login': 'reception',
                'companies': [('add', [practice.company.id])],
                'company': practice.company.id}])
    with Transaction().set_user(user.id), Transaction().set_context(
            User.get_preferences(context_only=True), _check_access=False):
        with pytest.raises(AccessError):
            dialog = Dialog(FILE)
            dialog.execute('preview', columns=dialog.columns(
                    date_format='%d/%m/%Y'))
            dialog.execute('create_')
    assert not Pool().get('account.statement.import.profile').search(
        [('name', '=', "Mine")])
