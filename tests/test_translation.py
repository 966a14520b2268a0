# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""One word in French for the payment methods of core and of the module."""
import re
from pathlib import Path

import polib
import pytest

from trytond.modules import get_module_info
from trytond.pool import Pool
from trytond.transaction import Transaction

from .cache import MODULE, ROOT

FRENCH = ROOT / 'locale' / 'fr.po'
OVERRIDE = ROOT / 'locale' / 'override' / 'fr.po'


def load(module, *paths):
    Translation = Pool().get('ir.translation')
    Translation.translation_import('fr', module, list(map(str, paths)))


def of_core():
    directory = get_module_info('account_invoice')['directory']
    return Path(directory, 'locale', 'fr.po')


def words():
    "How the user reads of payment methods, on forms, menus and tabs"
    pool = Pool()
    Action = pool.get('ir.action.act_window')
    Menu = pool.get('ir.ui.menu')
    ModelData = pool.get('ir.model.data')
    with Transaction().set_context(language='fr'):
        return {
            pool.get('account.invoice.pay.start').fields_get(
                ['payment_method'])['payment_method']['string'],
            pool.get('account.invoice.payment').fields_get(
                ['method'])['method']['string'],
            Menu(ModelData.get_id(
                    'account_invoice', 'menu_payment_method_form')).name,
            Action(ModelData.get_id(
                    'account_invoice', 'act_payment_method_form')).name,
            }


def test_one_word(practice):
    load('account_invoice', of_core())
    load(MODULE, FRENCH, OVERRIDE)

    assert words() == {"Moyen de paiement", "Moyens de paiement"}

    load('account_invoice', of_core())
    load(MODULE, FRENCH, OVERRIDE)
    assert words() == {"Moyen de paiement", "Moyens de paiement"}


def test_language_of_core_not_loaded(practice):
    load(MODULE, FRENCH, OVERRIDE)

    assert "Moyen de paiement" in words()


def test_override_is_of_what_core_has():
    core = {e.msgctxt: e.msgid for e in polib.pofile(of_core())}
    for entry in polib.pofile(OVERRIDE):
        type_, name, record = entry.msgctxt.split(':')
        module, record = record.split('.')
        assert module == 'account_invoice'
        assert core[f'{type_}:{name}:{record}'] == entry.msgid


def test_nothing_is_left_untranslated():
    entries = polib.pofile(FRENCH)
    assert not [
        e.msgctxt for e in entries
        if e.msgid and (e.fuzzy or not e.translated())]


@pytest.mark.parametrize('path', [FRENCH, OVERRIDE], ids=['own', 'override'])
def test_blanks_are_those_of_the_text(path):
    "A blank that is misspelt would fail once the message is shown"
    blanks = re.compile(r'%\((\w+)\)s').findall
    for entry in polib.pofile(path):
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        known = set(blanks(entry.msgid)) | set(blanks(entry.msgid_plural))
        for text in filter(None, texts):
            assert set(blanks(text)) <= known, entry.msgctxt
