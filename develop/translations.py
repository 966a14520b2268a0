# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Bring locale/fr.po up to date with the texts of the module.

Run it with ``python -m develop.translations``: what is new comes without a
translation, what is gone goes. It prints what is not translated.
"""
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE = 'medical_payment'
LANGUAGE = 'fr'


def export():
    os.environ['TRYTOND_DATABASE_URI'] = 'sqlite://'
    os.environ['DB_NAME'] = ':memory:'
    from trytond.config import config
    from trytond.pool import Pool
    from trytond.tests.test_tryton import activate_module, drop_db
    from trytond.transaction import Transaction

    config.set('database', 'path', tempfile.mkdtemp())
    drop_db()
    activate_module([MODULE, *extras()])
    load_language()
    with Transaction().start(':memory:', 1, context={'active_test': False}):
        pool = Pool()
        Lang = pool.get('ir.lang')
        Translation = pool.get('ir.translation')
        language, = Lang.search([('code', '=', LANGUAGE)])
        for name, values in [
                ('ir.translation.set', {}),
                ('ir.translation.clean', {}),
                ('ir.translation.update', {'start': {
                            'language': language.id}}),
                ]:
            run_wizard(pool.get(name, type='wizard'), values)
        return Translation.translation_export(LANGUAGE, MODULE)


def load_language():
    "Read the translations; the language of the database stays English"
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(':memory:', 1) as transaction:
        pool = Pool()
        Lang = pool.get('ir.lang')
        Module = pool.get('ir.module')
        Upgrade = pool.get('ir.module.activate_upgrade', type='wizard')
        Lang.write(
            Lang.search([('code', '=', LANGUAGE)]), {'translatable': True})
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
    path = ROOT / 'locale' / f'{LANGUAGE}.po'
    path.write_bytes(export())
    missing = [
        e for e in polib.pofile(path)
        if (not e.translated() or e.fuzzy) and e.msgid]
    for entry in missing:
        print(f'{entry.msgctxt}\t{entry.msgid!r}')
    return len(missing) and 1


if __name__ == '__main__':
    sys.exit(main())
