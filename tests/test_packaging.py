# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is built holds what is in the repository, and works without it."""
import os
import shutil
import sqlite3
import sys
import tarfile
from email import message_from_string
from pathlib import Path

import pytest

from .cache import MODULE, ROOT
from .process import admin, create_database, run

pytestmark = pytest.mark.slow
PACKAGE = f'trytond_{MODULE}'


def tracked():
    "The files of the repository, new ones included"
    return run(
        'git', 'ls-files', '--cached', '--others', '--exclude-standard',
        cwd=ROOT).splitlines()


@pytest.fixture(scope='module')
def checkout(tmp_path_factory):
    "A copy of the repository as git would hand it out"
    if not shutil.which('git') or not (ROOT / '.git').exists():
        pytest.skip("not in a git repository")
    folder = tmp_path_factory.mktemp('checkout')
    for name in tracked():
        source, target = ROOT / name, folder / name
        if not os.path.lexists(source):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target, follow_symlinks=False)
    return folder


@pytest.fixture(scope='module')
def sdist(checkout, tmp_path_factory):
    "The source distribution, unpacked"
    folder = tmp_path_factory.mktemp('sdist')
    run(
        sys.executable, '-m', 'build', '--sdist', '--outdir', folder,
        checkout)
    archive, = folder.glob('*.tar.gz')
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter='data')
    unpacked, = (path for path in folder.iterdir() if path.is_dir())
    return unpacked


@pytest.fixture(scope='module')
def installed(sdist, tmp_path_factory):
    "The folder where the wheel of the source distribution is installed"
    folder = tmp_path_factory.mktemp('wheel')
    run(
        sys.executable, '-m', 'build', '--wheel', '--outdir', folder, sdist)
    wheel, = folder.glob('*.whl')
    target = tmp_path_factory.mktemp('installed')
    run(
        sys.executable, '-m', 'pip', 'install', '--no-deps', '--target',
        target, wheel)
    return target


def expected_files(checkout):
    "What the package must hold, as paths in it"
    package = checkout / PACKAGE
    for folder, _, names in os.walk(package, followlinks=True):
        for name in names:
            yield Path(folder, name).relative_to(package)


def test_wheel_holds_real_files(checkout, installed):
    package = installed / PACKAGE
    for name in expected_files(checkout):
        path = package / name
        assert path.is_file(), f"{name} is missing"
        assert path.read_bytes() == (checkout / PACKAGE / name).read_bytes()
    assert not [p for p in package.rglob('*') if p.is_symlink()]


def test_page_of_the_package(installed):
    "What an index shows of it, as of the modules of Tryton"
    path, = installed.glob('*.dist-info/METADATA')
    data = message_from_string(path.read_text(encoding='utf-8'))
    assert 'Framework :: Tryton' in data.get_all('Classifier')
    assert data['License-Expression'] == 'GPL-3.0-or-later'
    assert {Path(name).parent.name for name in data.get_all(
            'License-File')} == {'', 'icons'}
    for name in ['Author', 'Keywords', 'Summary', 'Project-URL']:
        assert data[name], name
    assert data['Description-Content-Type'].startswith('text/markdown')
    assert {'all', 'terminal'} <= set(data.get_all('Provides-Extra'))


def test_wheel_activates(installed, tmp_path):
    environment = {**os.environ, 'PYTHONPATH': str(installed)}
    path = run(
        sys.executable, '-c', f'import {PACKAGE} as m; print(m.__file__)',
        cwd=tmp_path, env=environment)
    assert Path(path.strip()).is_relative_to(installed)

    database = tmp_path / 'practice.sqlite'
    database.touch()
    environment.update(
        TRYTOND_DATABASE__URI='sqlite://',
        TRYTOND_DATABASE__PATH=str(tmp_path))
    create_database('practice', tmp_path, environment)
    admin(
        'practice', '-u', MODULE, '--activate-dependencies',
        cwd=tmp_path, env=environment)
    with sqlite3.connect(database) as connection:
        state, = connection.execute(
            'SELECT state FROM ir_module WHERE name = ?', [MODULE])
    connection.close()
    assert state == ('activated',)


def test_editable_sees_edits(checkout, tmp_path):
    python = tmp_path / 'venv' / 'bin' / 'python'
    run(sys.executable, '-m', 'venv', tmp_path / 'venv')
    run(
        python, '-m', 'pip', 'install', '--no-deps', '--editable', checkout)
    view = checkout / 'view' / 'a_new_view.xml'
    path = run(
        python, '-c', f'import {PACKAGE} as m; print(m.__file__)',
        cwd=tmp_path)
    seen = Path(path.strip()).parent / 'view' / view.name
    assert not seen.exists()
    view.write_text('<tree/>')
    try:
        assert seen.read_text() == '<tree/>'
    finally:
        view.unlink()
