# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Bring the files of locale up to date with the texts of the module.

Run it with ``python -m develop.translations``: what is new comes without a
translation, what is gone goes. It prints what is not translated.
"""
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE = 'medical_payment'
LANGUAGES = ['de', 'fr', 'it']


def export():
    "Return what the file of each language holds"
    os.environ['TRYTOND_DATABASE_URI'] = 'sqlite://'
    os.environ['DB_NAME'] = ':memory:'
    from trytond.config import config
    from trytond.pool import Pool
    from trytond.tests.test_tryton import activate_module, drop_db
    from trytond.transaction import Transaction

    config.set('database', 'path', tempfile.mkdtemp())
    drop_db()
    activate_module([MODULE, *extras()])
    load_languages()
    with Transaction().start(':memory:', 1, context={'active_test': False}):
        pool = Pool()
        Lang = pool.get('ir.lang')
        Translation = pool.get('ir.translation')
        languages = Lang.search([('code', 'in', LANGUAGES)])
        for name, values in [
                ('ir.translation.set', [{}]),
                ('ir.translation.clean', [{}]),
                ('ir.translation.update', [
                    {'start': {'language': l.id}} for l in languages]),
                ]:
            for value in values:
                run_wizard(pool.get(name, type='wizard'), value)
        return {
            code: Translation.translation_export(code, MODULE)
            for code in LANGUAGES}


def load_languages():
    "Read the translations; that of the database stays English"
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(':memory:', 1) as transaction:
        pool = Pool()
        Lang = pool.get('ir.lang')
        Module = pool.get('ir.module')
        Upgrade = pool.get('ir.module.activate_upgrade', type='wizard')
        Lang.write(
            Lang.search([('code', 'in', LANGUAGES)]),
            {'translatable': True})
        Module.upgrade(Module.search([('name', '=', MODULE)]))
        transaction.commit()
        session_id, _, _ = Upgrade.create()
        transaction.commit()
        Upgrade(session_id).transition_upgrade()
        transaction.commit()


def extras():
    from configparser import ConfigParser
    config = ConfigParser()
    config.read(ROOT / 'tryton.cfg')
    return config['tryton']['extras_depend'].split()


def run_wizard(Wizard, values):
    session_id, state, end = Wizard.create()
    names = [
        name for name in Wizard.states
        if name not in {'start', 'succeed', 'end'}]
    Wizard.execute(session_id, values, names[0])
    Wizard.delete(session_id)


def main():
    import polib
    missing = 0
    for code, content in export().items():
        path = ROOT / 'locale' / f'{code}.po'
        path.write_bytes(content)
        for entry in polib.pofile(path):
            if entry.msgid and (not entry.translated() or entry.fuzzy):
                print(f'{code}\t{entry.msgctxt}\t{entry.msgid!r}')
                missing += 1
    return missing and 1


if __name__ == '__main__':
    sys.exit(main())
