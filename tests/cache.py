# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Databases of tests, restored instead of activated again.

SQLite's are in memory and stored in files, PostgreSQL's are templates.

A stored database is named after everything that made it: the versions
installed, the modules, and (once this module is in it) the content of its
files. So a stale one is never found. The dependencies are stored apart:
after a change of this module only this module is activated again.
"""
import fcntl
import gc
import hashlib
import os
import sqlite3
import tempfile
import time
from configparser import ConfigParser
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path

import trytond.tests.tools as trytond_tools
from trytond import backend
from trytond import pool as pool_
from trytond.cache import Cache
from trytond.model import ModelStorage
from trytond.modules import get_module_info
from trytond.pool import Pool
from trytond.tests import test_tryton
from trytond.tools import misc
from trytond.transaction import Transaction

from . import order

MODULE = 'medical_payment'
ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / 'trytond_medical_payment'
# They hold nothing that a database could depend on
PURE = {'matching', 'bankfile', 'scripts', '__pycache__'}
KEEP = 60

core_activate_module = test_tryton.activate_module
core_load_modules = pool_.load_modules
core_start = Pool.start
core_commit = Transaction.commit
core_get_connection = backend.Database.get_connection
core_validate = ModelStorage._validate.__func__
# What is told by the modules: who changes it in a test clears the cache, in
# his transaction
TOLD_BY_MODULES = {
    'ir.lang.code', 'ir.message', 'ir.model.button.reset',
    'ir.model.field.get_name', 'ir.model.get_names', 'ir.translation',
    'ir.translation.get_language', 'ir_configuration.get_language',
    'ir_model_access.get_access', 'ir_model_data.get_id',
    'ir_model_data.has_model', 'ir_model_field_access.check',
    'ir_trigger.get_triggers'}
# What the database of the tests holds, as long as nothing is committed
_held = {}
_trusted = False
# The models of a set of modules, as they were put together once
_loaded = {}


def module_config():
    config = ConfigParser()
    config.read_string((ROOT / 'tryton.cfg').read_text())
    return config


def dependencies(modules):
    "The modules that must be there before this one: nothing else is stored"
    depends = set(modules) - {MODULE}
    if MODULE in modules:
        depends.update(module_config()['tryton']['depends'].split())
    result = set()
    while depends:
        module = depends.pop()
        result.add(module)
        if module == MODULE:
            continue
        info = get_module_info(module)
        depends.update(set(info.get('depends', [])) - result)
    return sorted(result)


def _digest(*texts):
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text if isinstance(text, bytes) else text.encode())
        digest.update(b'\0')
    return digest.hexdigest()[:20]


@lru_cache(maxsize=1)
def versions():
    return _digest(*sorted(
            f'{d.metadata["Name"]} {d.version}' for d in distributions()
            if d.metadata['Name']))


def content():
    "A digest of the files of the module"
    texts = []
    for folder, folders, files in os.walk(PACKAGE, followlinks=True):
        folders[:] = sorted(set(folders) - PURE)
        for name in sorted(files):
            path = Path(folder, name)
            texts.extend([str(path.relative_to(PACKAGE)), path.read_bytes()])
    return _digest(*texts)


def content_of(*names):
    "A digest of files beside this one"
    folder = Path(__file__).parent
    return _digest(*((folder / name).read_bytes() for name in names))


def cache_folder():
    for folder in [
            ROOT / '.cache' / 'databases',
            Path(tempfile.gettempdir()) / 'medical_payment-databases']:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    raise OSError("no folder to write to for the databases of the tests")


def cache_name(*names):
    return _digest(versions(), *names)


def cache_file(name):
    return cache_folder() / f'{name}.sqlite'


def _connection():
    return backend.Database(test_tryton.DB_NAME).connect().get_connection()


def restore(name, same_modules=False):
    "Take the stored database, if there is one"
    _held.clear()
    if backend.name == 'sqlite':
        restored = _restore_file(cache_file(name), drop=not same_modules)
    else:
        same_modules = False
        restored = _restore_template(name)
    if not restored:
        return False
    Cache.drop(test_tryton.DB_NAME)
    if not same_modules:
        Pool(test_tryton.DB_NAME).init()
    return True


def restore_or_make(name, make, same_modules=False):
    """Take the stored database, or make and store it.

    Several processes that need the same wait for the first of them.
    """
    if restore(name, same_modules=same_modules):
        return
    with open(cache_folder() / f'{name}.lock', 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not restore(name, same_modules=same_modules):
            make()


def _restore_file(path, drop=True):
    if not path.exists():
        return False
    if drop:
        test_tryton.drop_db()
    with sqlite3.connect(path) as source:
        source.backup(_connection())
    source.close()
    os.utime(path)
    return True


def _restore_template(name):
    if not test_tryton.db_exist(name):
        return False
    test_tryton.drop_db()
    _create_database(test_tryton.DB_NAME, name)
    return True


def _create_database(name, template):
    with Transaction().start(None, 0, autocommit=True) as transaction:
        transaction.database.create(transaction.connection, name, template)


def _analyze():
    """Tell the planner what there is.

    Without it Tryton waits a third of a second for the foreign keys of each
    table that is there already."""
    database = backend.Database(test_tryton.DB_NAME)
    connection = database.get_connection(autocommit=True)
    try:
        connection.cursor().execute('ANALYZE')
    finally:
        database.put_connection(connection)


def store(name):
    if backend.name != 'sqlite':
        _analyze()
        backend.Database(test_tryton.DB_NAME).close()
        _create_database(name, test_tryton.DB_NAME)
        return
    # Another run may read or write the same file
    path = cache_file(name)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    os.close(handle)
    with sqlite3.connect(temporary) as target:
        _connection().backup(target)
    target.close()
    os.replace(temporary, path)


class _Everything(set):

    def __contains__(self, table):
        return True


def lock_everything(transaction):
    "Nobody else uses the database of a test: it is as if locked"
    transaction._locked_tables = _Everything()


def _pool():
    "An object that changes with the modules of the database in use"
    return Pool._pools.get(test_tryton.DB_NAME)


def provide(modules, label, create):
    """Put a database in place with the modules and what create commits.

    It is stored under the label, which stands for all that create depends
    on, and restored only when something was committed since.
    """
    modules = sorted(modules)
    same = _held.get('modules') == modules and _held['pool'] is _pool()
    if same and _held.get('label') == label:
        return
    name = cache_name(*activation_key(modules), label)

    def make():
        activate(modules)
        with Transaction().start(test_tryton.DB_NAME, 1) as transaction:
            lock_everything(transaction)
            create()
        store(name)

    restore_or_make(name, make, same_modules=same)
    _held.update(modules=modules, label=label, pool=_pool())


def _commit(transaction):
    _held.pop('label', None)
    return core_commit(transaction)


def _get_connection(database, autocommit=False, **options):
    if autocommit:
        # SQLite has one connection in memory, and commits what it holds
        _held.pop('label', None)
    return core_get_connection(database, autocommit=autocommit, **options)


def forget_cached():
    """Forget what was cached of the records of a test.

    The next one has others, with the same ids."""
    for name, cache in Cache._instances.items():
        if name not in TOLD_BY_MODULES:
            cache._clear(test_tryton.DB_NAME)


@contextmanager
def trusted():
    "What is created in the block is not validated"
    global _trusted
    before, _trusted = _trusted, True
    try:
        yield
    finally:
        _trusted = before


def _validate(Model, records, field_names=None):
    if not _trusted:
        core_validate(Model, records, field_names=field_names)


def prune():
    "Forget the databases that served longest ago"
    files = sorted(
        cache_folder().glob('*.sqlite'),
        key=lambda f: f.stat().st_mtime, reverse=True)
    for path in files[KEEP:]:
        path.unlink(missing_ok=True)
    for path in [
            *cache_folder().glob('tmp*'), *cache_folder().glob('*.lock')]:
        if path.stat().st_mtime < time.time() - 3600:
            path.unlink(missing_ok=True)


def load_modules(database_name, pool, update=None, **options):
    "In the place of trytond.pool.load_modules: the same models only once"
    if update:
        return core_load_modules(
            database_name, pool, update=update, **options)
    modules = _activated(database_name)
    if modules not in _loaded:
        if not core_load_modules(database_name, pool, **options):
            return False
        _loaded[modules] = pool._pool, pool._modules
        # They stay: the collector need not look at them again and again
        gc.collect()
        gc.freeze()
    pool._pool, pool._modules = _loaded[modules]
    return True


def _activated(database_name):
    if Transaction().connection:
        manager = Transaction().new_transaction(readonly=True)
    else:
        manager = Transaction().start(database_name, 0, readonly=True)
    with manager as transaction, transaction.connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM ir_module WHERE state IN "
            "('activated', 'to upgrade', 'to remove')")
        return frozenset(name for name, in cursor)


def start_pool():
    "In the place of Pool.start: modules are registered once"
    if not Pool._started:
        core_start()


def activation_key(modules):
    key = [' '.join(dependencies(modules))]
    if MODULE in modules:
        key.append(content())
        if order.REVERSED:
            key.append('reversed')
    return key


def activate(modules, lang='en'):
    "Put a fresh database with the modules in place"
    modules = sorted([modules] if isinstance(modules, str) else modules)
    if lang != 'en':
        _translate(modules, lang)
        return
    if MODULE not in modules:
        _activate_before(dependencies(modules))
        return
    key = activation_key(modules)
    name = cache_name(*key)

    def make():
        _activate_before(dependencies(modules))
        # The stored list knows an earlier state of what the module needs
        with Transaction().start(test_tryton.DB_NAME, 0):
            Pool().get('ir.module').update_list()
        core_activate_module([MODULE])
        # The files may have changed under the run
        if key == activation_key(modules):
            store(name)

    restore_or_make(name, make)


def _activate_before(modules):
    "Those that this module needs; what is added comes on top of them"
    name = cache_name(*activation_key(modules))

    def make():
        needed = dependencies([MODULE])
        if set(needed) < set(modules):
            _activate_before(needed)
        else:
            test_tryton.drop_db()
        core_activate_module(modules)
        store(name)

    restore_or_make(name, make)


def _translate(modules, lang):
    "Put the database in place with its words in the language"
    def make():
        activate(modules)
        with Transaction().start(test_tryton.DB_NAME, 0):
            _load_words(['ir', 'res', *dependencies(modules), *modules], lang)
        store(name)

    name = cache_name(*activation_key(modules), lang)
    restore_or_make(name, make)


def _load_words(modules, lang):
    pool = Pool()
    Configuration = pool.get('ir.configuration')
    Lang = pool.get('ir.lang')
    Translation = pool.get('ir.translation')
    Lang.write(Lang.search([('code', '=', lang)]), {'translatable': True})
    configuration = Configuration(1)
    configuration.language = lang
    configuration.save()
    for module in dict.fromkeys(modules):
        folder = Path(get_module_info(module)['directory'], 'locale')
        paths = [folder / f'{lang}.po', folder / 'override' / f'{lang}.po']
        Translation.translation_import(
            lang, module, [str(path) for path in paths if path.exists()])


def activate_module(modules, lang='en'):
    "In the place of trytond.tests.test_tryton.activate_module"
    activate(modules, lang=lang)


def activate_modules(modules, *setup):
    "In the place of trytond.tests.tools.activate_modules"
    activate(modules)
    config = trytond_tools._get_config()
    for func in setup:
        func(config=config)
    return config


def install():
    "Let the helpers of Tryton restore what is stored"
    Transaction.commit = _commit
    backend.Database.get_connection = _get_connection
    ModelStorage._validate = classmethod(_validate)
    pool_.load_modules = load_modules
    order.install(MODULE)
    Pool.start = start_pool
    # Core's tests of a module look for it some hundred thousand times
    misc.import_module = lru_cache(maxsize=None)(misc.import_module)
    test_tryton.activate_module = activate_module
    trytond_tools.activate_modules = activate_modules
