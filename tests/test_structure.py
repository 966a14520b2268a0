# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Each model in one place, in whatever order, and who imports whom."""
import ast
import os
import subprocess
import sys
from collections import defaultdict
from configparser import ConfigParser

import pytest

from trytond.modules import get_module_info, get_module_register
from trytond.pool import Pool, PoolBase
from trytond.tools import resolve

from .cache import MODULE, PACKAGE, ROOT, dependencies

# room: what it may import besides what stands beside the rooms
ROOMS = {
    'matching': set(),
    'bankfile': set(),
    'gateway': {'matching'},
    'payment': set(),
    'invoice': {'payment'},
    'match': {'gateway'},
    'statement_import': {'bankfile'},
    'statement': {'gateway', 'match', 'statement_import'},
    'report': {'payment'},
    'till': {'payment', 'report'},
    'acquirer': {'bankfile', 'gateway', 'statement_import'},
    'scripts': {'bankfile'},
    # What clients may do, for all the rooms with models
    'doors': set(),
    # What is seen first: it reads what the others hold
    'desk': {'gateway', 'invoice', 'match', 'payment', 'report', 'statement'},
    }
SHARED = {None, 'doors'}
# Beside the rooms: models that are put together from parts of rooms
TOGETHER = {
    'configuration': {'match', 'report'},
    'party': {'payment'},
    }
# Libraries of the rooms that are without Tryton
PURE = {
    'matching': {'rapidfuzz', 'stdnum'},
    'bankfile': {'coda', 'lxml', 'openpyxl', 'stdnum'},
    }
IN_REVERSE = [
    'tests/test_mark_as_paid.py', 'tests/test_rights.py',
    'tests/test_statement_settle.py', 'tests/test_tax_adjustment.py']


def registered():
    "{(the modules it needs, type): {name: [class]}}"
    result = defaultdict(lambda: defaultdict(list))
    for names, options in get_module_register(MODULE):
        key = frozenset(options['depends']), options['type_']
        for name in names:
            cls = resolve(f'trytond.modules.{MODULE}.{name}')
            result[key][cls.__name__].append(f'{cls.__module__}.{name}')
    return result


def is_extension(cls):
    "A class that is nothing by itself"
    return not issubclass(cls, PoolBase)


def names_of_core():
    "What the modules have that this one stands on, by type"
    result = defaultdict(set)
    for module in {'ir', 'res', *dependencies([MODULE])} - {MODULE}:
        for type_, classes in Pool.classes.items():
            result[type_].update(
                resolve(f'trytond.{module}.{c}' if module in {'ir', 'res'}
                    else f'trytond.modules.{module}.{c}').__name__
                if isinstance(c, str) else c.__name__
                for c, depends in classes.get(module, {}).items())
    return result


def test_each_model_once():
    for (depends, type_), models in registered().items():
        twice = {n: c for n, c in models.items() if len(c) > 1}
        assert not twice, (sorted(depends), type_, twice)


def test_extended_is_only_what_others_have():
    core = names_of_core()
    own = defaultdict(set)
    found = []
    for names, options in get_module_register(MODULE):
        type_, depends = options['type_'], options['depends']
        for name in names:
            cls = resolve(f'trytond.modules.{MODULE}.{name}')
            known = cls.__name__ in core[type_]
            if depends:
                # Ours, when another module is there, or that module's
                if not is_extension(cls):
                    found.append((name, "is new in a section of another"))
                continue
            own[type_].add(cls.__name__)
            if is_extension(cls) != known:
                found.append((name, "extends" if not known else "replaces"))
    assert not found
    assert own['model'] - core['model'] and own['model'] & core['model']


def test_sections_name_modules_that_may_be_missing():
    extras = set(get_module_info(MODULE)['extras_depend'])
    for depends, _ in registered():
        assert depends <= extras


@pytest.mark.slow
def test_order_changes_nothing():
    "With the entries of tryton.cfg turned round, activation included"
    result = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-x', '--no-header',
            '-p', 'no:cacheprovider', '-p', 'no:xdist',
            '-k', 'not sql_statements', *IN_REVERSE],
        cwd=ROOT, env={**os.environ, 'ORDER': 'reversed'},
        capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def imports(path):
    "The modules that the file imports, as dotted names"
    package = ('trytond_medical_payment',
        *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[:len(package) + 1 - node.level] if node.level \
                else ()
            module = [*base, *([node.module] if node.module else [])]
            for alias in node.names:
                yield '.'.join([*module, alias.name])


def own_imports(path):
    "What it imports of ours, as parts below the package"
    for name in imports(path):
        first, *rest = name.split('.')
        if first == PACKAGE.name or name.startswith(
                f'trytond.modules.{MODULE}.'):
            yield rest[2:] if first == 'trytond' else rest


def sources():
    for path in PACKAGE.rglob('*.py'):
        parts = path.relative_to(PACKAGE).parts
        yield path, parts[0] if len(parts) > 1 else None


def test_rooms():
    "All there are are in the list above"
    folders = {
        p.name for p in PACKAGE.iterdir()
        if p.is_dir() and list(p.glob('*.py'))}
    assert folders <= set(ROOMS)
    config = ConfigParser()
    config.read(ROOT / 'tryton.cfg')
    assert set(config['tryton']['include_dirs'].split()) <= folders


def test_imports_run_one_way():
    found = []
    for path, room in sources():
        for parts in own_imports(path):
            other = parts[0] if parts and parts[0] in ROOMS else None
            if room in PURE:
                allowed = {room}
            elif room:
                allowed = {room, *SHARED, *ROOMS[room]}
            else:
                allowed = {*SHARED, *TOGETHER.get(path.stem, ())}
            if other not in allowed:
                found.append((
                        str(path.relative_to(PACKAGE)), '.'.join(parts)))
    assert not found


def test_pure_rooms_stand_alone():
    "They import the standard library and small libraries only"
    for path, room in sources():
        if room not in PURE:
            continue
        allowed = (
            sys.stdlib_module_names | PURE[room] | {PACKAGE.name})
        others = {name.split('.')[0] for name in imports(path)} - allowed
        assert not others, path
