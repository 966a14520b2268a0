# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What all the views have to keep to, so that both clients show them."""
import json

import polib
import pytest
from lxml import etree

from trytond.model import ModelView
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.wizard import StateView

from .cache import ROOT

MODULE = 'medical_payment'
NUMBERS = {'integer', 'biginteger', 'float', 'numeric'}


def _views(*types):
    "The views that stand alone, of all modules, by model"
    View = Pool().get('ir.ui.view')
    for view in View.search([('inherit', '=', None)]):
        if view.real_type in types and view.model:
            Model = Pool().get(view.model)
            if issubclass(Model, ModelView):
                yield view, Model


def _arch(view, Model):
    result = Model.fields_view_get(view.id)
    return etree.fromstring(result['arch']), result['fields']


@pytest.mark.parametrize('language, grouped', [('fr', False), ('en', True)])
def test_V6_numbers_of_forms(practice, language, grouped):
    """The desktop client leaves a number from 1000 on empty where digits are
    grouped by more than one byte, so there they are not grouped in forms"""
    Lang = Pool().get('ir.lang')
    lang = Lang.get(language)
    assert (len(lang.thousands_sep.encode()) > 1) != grouped
    seen = set()
    with Transaction().set_context(language=language):
        for view, Model in _views('form'):
            arch, fields = _arch(view, Model)
            for element in arch.iter('field'):
                name = element.get('name')
                if fields[name]['type'] in NUMBERS:
                    seen.add((view.model, name))
                    assert (element.get('grouping') == '0') != grouped, (
                        view.rec_name, name)
    # Those of core that these people see, and ours
    assert {
        ('account.invoice', 'total_amount'),
        ('account.statement', 'start_balance'),
        ('account.statement.origin', 'amount'),
        ('account.invoice.mark_as_paid.start', 'total_amount'),
        ('account.invoice.payment.refund.start', 'amount'),
        } <= seen


def test_rates_are_in_per_cent(practice):
    "As core shows those of taxes: nobody types 0.013 for 1.3 %"
    seen = set()
    for view, Model in _views('form', 'tree'):
        arch, _ = _arch(view, Model)
        for element in arch.iter('field'):
            name = element.get('name')
            if name.endswith('_rate') and name in _own_fields(Model):
                seen.add((view.model, name))
                assert element.get('factor') == '100', (view.rec_name, name)
    assert ('account.invoice.payment.method', 'commission_rate') in seen


def _own_fields(Model):
    "The names of the fields that this module defines"
    Field = Pool().get('ir.model.field')
    return {f.name for f in Field.search([
                ('model', '=', Model.__name__), ('module', '=', MODULE)])}


def _fixed_columns(model):
    "The fields that a tab gives one value, so that their columns are hidden"
    pool = Pool()
    ActWindow = pool.get('ir.action.act_window')
    names = set()

    def collect(domain):
        for clause in domain:
            if isinstance(clause, (list, tuple)):
                if (len(clause) >= 3 and isinstance(clause[0], str)
                        and clause[1] == '='):
                    names.add(clause[0])
                else:
                    collect(clause)

    for action in ActWindow.search([('res_model', '=', model)]):
        for source in [action, *action.act_window_domains]:
            if source.domain:
                collect(json.loads(source.domain))
    return names


def test_V6_buttons_of_lists(practice):
    """The desktop client draws the first row with what the columns before a
    button have loaded, else it misses the button"""
    seen = set()
    for view, Model in _views('tree'):
        if view.module != MODULE and not view.model == 'account.invoice':
            continue
        arch, fields = _arch(view, Model)
        hidden = _fixed_columns(view.model)
        loaded = set()
        for element in arch:
            name = element.get('name')
            if element.tag == 'field':
                if (element.get('tree_invisible') not in {None, '0'}
                        or element.get('optional') == '1'
                        or name in hidden):
                    continue
                names = {name, *(e.get('icon') for e in element)}
                for name in names - {None}:
                    # The first lazy field brings all the others
                    loaded.add(fields[name].get('loading', 'eager'))
            elif element.tag == 'button' and element.get('multiple') != '1':
                if element.get('tree_invisible') not in {None, '0'}:
                    continue
                seen.add((view.model, name))
                depends = Model._buttons[name].get('depends', [])
                wanted = {
                    fields[d].get('loading', 'eager') for d in depends}
                assert 'lazy' in loaded or wanted <= loaded, (
                    view.rec_name, name)
    assert {
        ('account.invoice', 'mark_as_paid'),
        ('account.invoice.payment', 'cancel'),
        ('account.statement.match', 'accept'),
        } <= seen


def test_rows_are_not_filled(practice):
    "Only the cell that says it has a colour; what is over is grey"
    for view, Model in _views('tree'):
        if view.module == MODULE:
            arch, _ = _arch(view, Model)
            visual = arch.get('visual') or ''
            for colour in ['danger', 'warning', 'success']:
                assert colour not in visual, view.rec_name


# At 1366 pixels, beside the menu, for what is no mark of the client's own
WIDTH = 936


def _lists_of_the_desk():
    "The lists that the menu opens, as they are opened"
    pool = Pool()
    Menu = pool.get('ir.ui.menu')
    ModelData = pool.get('ir.model.data')
    top = Menu(ModelData.get_id(MODULE, 'menu_collection'))
    for menu in Menu.search([('parent', 'child_of', [top.id])]):
        action = menu.action
        if not action or action.__name__ != 'ir.action.act_window':
            continue
        views = [v.view for v in action.act_window_views]
        if views and views[0].real_type == 'tree':
            yield views[0], Pool().get(action.res_model)


def test_V1_in_sight(practice):
    "Every column of every list of the menu is in sight, amounts above all"
    seen = set()
    for view, Model in _lists_of_the_desk():
        arch, _ = _arch(view, Model)
        columns = [
            c for c in arch if c.tag in {'field', 'button'}
            and c.get('optional') != '1' and not c.get('multiple')
            and c.get('tree_invisible') not in {'1', 'true'}]
        without = [c.get('name') for c in columns if not c.get('width')]
        assert not without, (view.rec_name, without)
        assert sum(int(c.get('width')) for c in columns) <= WIDTH, (
            view.rec_name)
        seen.add(Model.__name__)
    assert {
        'account.invoice', 'account.invoice.payment',
        'account.invoice.payment.deposit', 'account.statement.match',
        'account.invoice.payment.waiting'} <= seen


# Pixels of a letter of a title, and beside it
LETTER, MARGIN = 7.6, 5


def _titles(language):
    "What the columns of our own lists are called in the language"
    texts = {
        e.msgctxt: e.msgstr for e in polib.pofile(
            ROOT / 'locale' / f'{language}.po')}
    for view, Model in _views('tree'):
        if view.module != MODULE:
            continue
        arch, _ = _arch(view, Model)
        for element in arch.iter('field', 'button'):
            # The view gives some another title, core names others
            title = texts.get(f"field:{view.model},{element.get('name')}:")
            if title and element.get('width') and not (
                    element.get('string') or element.get('tree_invisible')):
                yield view, element, title


@pytest.mark.parametrize('language', ['de', 'fr', 'it'])
def test_titles_of_columns_are_whole(practice, language):
    seen = set()
    for view, element, title in _titles(language):
        assert len(title) * LETTER + MARGIN <= int(element.get('width')), (
            view.rec_name, title)
        seen.add((view.model, element.get('name')))
    assert {
        ('account.invoice.payment', 'amount_counted'),
        ('account.invoice.payment.cash_sheet', 'paid_out'),
        ('account.statement.import.profile', 'automatic'),
        } <= seen


# What the web client shows of the name of an entry of the menu, by its depth
ENTRY, INDENT = 38, 2


@pytest.mark.parametrize('language', ['de', 'fr', 'it'])
def test_entries_of_the_menu_are_whole(practice, language):
    pool = Pool()
    Menu = pool.get('ir.ui.menu')
    ModelData = pool.get('ir.model.data')
    texts = {
        e.msgctxt: e.msgstr for e in polib.pofile(
            ROOT / 'locale' / f'{language}.po')}
    entries = ModelData.search([
            ('module', '=', MODULE), ('model', '=', 'ir.ui.menu')])
    assert len(entries) > 30
    for entry in entries:
        depth, menu = 0, Menu(entry.db_id)
        while menu:
            depth, menu = depth + 1, menu.parent
        name = texts[f'model:ir.ui.menu,name:{entry.fs_id}']
        assert len(name) <= ENTRY - INDENT * depth, name


# What makes the web client give a dialog the whole width
EXPANDING = {'one2many', 'many2many', 'text', 'richtext', 'html', 'dict'}


def _dialogs():
    "The forms that wizards of ours show"
    ModelData = Pool().get('ir.model.data')
    View = Pool().get('ir.ui.view')
    for name, Wizard in Pool().iterobject(type='wizard'):
        for state in Wizard.states.values():
            if isinstance(state, StateView) and (
                    state.view or '').startswith(f'{MODULE}.'):
                Model = Pool().get(state.model_name)
                yield View(ModelData.get_id(*state.view.split('.'))), Model


def _fields_of_rows(arch):
    "How many fields each row of the form shows"
    width = int(arch.get('col') or 4)
    rows, column = [0], 0
    for element in arch:
        if element.get('invisible') == '1':
            continue
        span = int(element.get('colspan') or 1)
        if element.tag == 'newline' or column + span > width:
            rows.append(0)
            column = 0
        if element.tag != 'newline':
            column += span
        if element.tag == 'field':
            rows[-1] += 1
    return rows


def test_dialogs_are_whole(practice):
    "Two fields in a row are cut off where the web client makes it narrow"
    seen = set()
    for view, Model in _dialogs():
        arch, fields = _arch(view, Model)
        if not any(
                fields[e.get('name')]['type'] in EXPANDING
                for e in arch.iter('field')):
            assert max(_fields_of_rows(arch)) == 1, view.rec_name
            seen.add(view.model)
    assert {
        'account.invoice.payment.cash_sheet.context',
        'account.invoice.payment.given_away.context',
        'account.invoice.payment.method.create.start',
        'account.invoice.payment.refund.start',
        } <= seen


# Of an entry in which a name or a reason can be read
ENTRY_WIDTH = 280


def test_dialogs_are_wide(practice):
    "The desktop client makes them as narrow as their entries may be"
    narrow = set()
    for view, Model in _dialogs():
        arch, fields = _arch(view, Model)
        elements = list(arch.iter('field'))
        if any(
                fields[e.get('name')]['type'] in EXPANDING
                for e in elements):
            continue
        if not any(
                int(e.get('width') or 0) >= ENTRY_WIDTH for e in elements):
            narrow.add(view.name)
    assert not narrow


# At 768 pixels, beside titles, entries and buttons
HEIGHT = 400


def test_dialogs_are_not_higher_than_the_screen(practice):
    """The desktop client makes them as high as all their lists, also those
    that are not shown"""
    seen = set()
    for view, Model in _dialogs():
        arch, _ = _arch(view, Model)
        height = sum(
            int(e.get('height')) for e in arch.iterchildren('field')
            if e.get('height'))
        assert height <= HEIGHT, view.rec_name
        if height:
            seen.add(view.model)
    assert {
        'account.invoice.payment.deposit.start',
        'account.statement.import.preview'} <= seen
