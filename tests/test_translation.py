# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The texts in French, German and Italian, with the words of core."""
import re
from collections import defaultdict
from pathlib import Path

import polib
import pytest

from trytond import modules
from trytond.modules import get_module_info
from trytond.pool import Pool
from trytond.transaction import Transaction

from .cache import MODULE, ROOT

FRENCH = ROOT / 'locale' / 'fr.po'
OVERRIDE = ROOT / 'locale' / 'override' / 'fr.po'
OVERRIDES = sorted((ROOT / 'locale' / 'override').glob('*.po'))
LANGUAGES = ['de', 'fr', 'it']
PATHS = [ROOT / 'locale' / f'{name}.po' for name in LANGUAGES]
BLANK = re.compile(r"%\((\w+)\)s")


def load(module, *paths):
    Translation = Pool().get('ir.translation')
    Translation.translation_import('fr', module, list(map(str, paths)))


def of_core(module='account_invoice', language='fr'):
    directory = get_module_info(module)['directory']
    return Path(directory, 'locale', f'{language}.po')


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


@pytest.mark.parametrize('override', OVERRIDES, ids=lambda path: path.stem)
def test_override_is_of_what_core_has(override):
    entries = polib.pofile(override)
    assert entries
    for entry in entries:
        type_, name, record = entry.msgctxt.split(':')
        module, record = record.split('.')
        core = {
            e.msgctxt: e
            for e in polib.pofile(of_core(module, override.stem))}
        of_this = core[f'{type_}:{name}:{record}']
        assert of_this.msgid == entry.msgid
        # Else nothing is overridden, not even what is fuzzy there
        assert of_this.msgstr != entry.msgstr


@pytest.mark.parametrize('path', PATHS, ids=LANGUAGES)
def test_nothing_is_left_untranslated(path):
    entries = polib.pofile(path)
    assert not [
        e.msgctxt for e in entries
        if e.msgid and (e.fuzzy or not e.translated())]
    assert {(e.msgctxt, e.msgid) for e in entries} == {
        (e.msgctxt, e.msgid) for e in polib.pofile(FRENCH)}


@pytest.mark.parametrize(
    'path', [*PATHS, *OVERRIDES],
    ids=[*LANGUAGES, *(f'override-{p.stem}' for p in OVERRIDES)])
def test_blanks_are_those_of_the_text(path):
    "A blank that is misspelt would fail once the message is shown"
    for entry in polib.pofile(path):
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        known = set(BLANK.findall(entry.msgid + entry.msgid_plural))
        for text in filter(None, texts):
            assert set(BLANK.findall(text)) <= known, entry.msgctxt
            assert text.count('\n') == entry.msgid.count('\n'), entry.msgctxt


# What is the same word in the other language, or a name
SAME = {
    'de': {
        "Bank", "Code", "Form", "Journal", "Limit", "Name", "Optional",
        "Status", "Tabulator", "Text"},
    'it': {"Base", "File"},
    }
NAME = re.compile(r'TWINT|UETR|UTF-\d+|ISO-[\d-]+|Windows-\d+|\W*')
# Where one word of English is two: what the desk does is not what core does,
# a credit of the bank is none of the books, a total not that of an invoice, a
# till is not closed as a period is, and a tab names its rows
OWN = {
    'de': {
        "Age", "By Period", "Cash", "Closed", "Credit", "Debit", "Form",
        "Header", "Left", "Method", "Note", "Other", "Pay", "Total:"},
    'it': {
        "All", "Cancel Move", "Closed", "Credit", "Debit", "Done", "Form",
        "Left", "Open", "Other", "Overdue", "Paid", "Pay", "Reporting",
        "Source", "Statement", "Statement Lines", "Statement State", "To"},
    }


@pytest.mark.parametrize('language', list(SAME))
def test_no_text_is_a_copy(language):
    for entry in polib.pofile(ROOT / 'locale' / f'{language}.po'):
        text = BLANK.sub('', entry.msgid)
        if not NAME.fullmatch(text) and entry.msgid not in SAME[language]:
            assert BLANK.sub('', entry.msgstr) != text or (
                text.strip() in SAME[language]), entry.msgctxt


@pytest.mark.parametrize('language', list(OWN))
def test_terms_are_those_of_core(language):
    core = defaultdict(set)
    for path in Path(modules.__path__[0]).glob(f'*/locale/{language}.po'):
        if path.parent.parent.name != MODULE:
            for entry in polib.pofile(path):
                # Some of core are not translated in truth
                if entry.translated() and (
                        entry.msgstr != entry.msgid
                        or entry.msgid in SAME[language]):
                    core[entry.msgid].add(entry.msgstr)
    shared = set()
    for entry in polib.pofile(ROOT / 'locale' / f'{language}.po'):
        if entry.msgid in core and entry.msgid not in OWN[language]:
            shared.add(entry.msgid)
            assert entry.msgstr in core[entry.msgid], entry.msgctxt
    assert len(shared) > 50


def test_one_word_for_what_the_bank_books():
    "Transaction, whatever others call it"
    entries = polib.pofile(FRENCH)
    assert any("ransaction" in e.msgid for e in entries)
    for entry in entries:
        assert "movement" not in f'{entry.msgid}{entry.msgid_plural}'.lower()
        if "ransaction" in entry.msgid:
            text = BLANK.sub("", "".join(
                [entry.msgstr, *entry.msgstr_plural.values()]))
            assert "ransaction" not in text and "ouvement" not in text
    for folder, name in [
            ('doc', '*.rst'), ('doc', '*.tsv'), ('.', '*.md'),
            ('.', 'CHANGELOG'), ('trytond_medical_payment', '*.fodt')]:
        paths = [
            p for p in (ROOT / folder).glob(
                name if folder == '.' else f'**/{name}')]
        assert paths
        for path in paths:
            assert "movement" not in path.read_text().lower(), path
