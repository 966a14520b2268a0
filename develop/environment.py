# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The virtual environment of the checkout, and the system's packages."""
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / '.cache'
VENV = ROOT / '.venv'
# They decide what has to be installed
DECLARATIONS = ['setup.py', 'pyproject.toml', 'tryton.cfg']


class NotPossible(Exception):
    "Something is missing that cannot be installed from here; says what to do"


def say(text):
    print(text, flush=True)


def call(*command, **options):
    "Run a command quietly; show what it said when it fails"
    result = subprocess.run(
        list(map(str, command)), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        **options)
    if result.returncode:
        raise NotPossible(
            f"{' '.join(map(str, command))} failed:\n{result.stdout.strip()}")
    return result.stdout


def can_install():
    return (
        hasattr(os, 'geteuid') and os.geteuid() == 0
        and bool(shutil.which('apt-get')))


def install_system_packages(packages):
    "With apt-get, those that are missing; say which of them stay missing"
    missing = [p for p in packages if not _has_system_package(p)]
    if not missing:
        return
    if not can_install():
        say("These packages of Debian would allow more of the tests to run,"
            f" installed by an administrator: {' '.join(missing)}")
        return
    say(f"Installing {' '.join(missing)}…")
    environment = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}
    try:
        call('apt-get', 'update', env=environment)
        call(
            'apt-get', 'install', '--yes', '--no-install-recommends',
            *missing, env=environment)
    except NotPossible as exception:
        say(f"Going on without them: {exception}")


def _has_system_package(name):
    if not shutil.which('dpkg-query'):
        return False
    result = subprocess.run(
        ['dpkg-query', '--show', '--showformat', '${db:Status-Status}', name],
        capture_output=True, text=True)
    return result.stdout == 'installed'


def ensure_python():
    "Go on with a newer Python when this one is too old"
    if sys.version_info >= (3, 10):
        return
    for minor in range(15, 9, -1):
        path = shutil.which(f'python3.{minor}')
        if path:
            os.execv(path, [path, *sys.argv])
    sys.exit("Python 3.10 or newer is needed.")


def create_venv(path, python=sys.executable, *options):
    command = [python, '-m', 'venv', *options, path]
    try:
        call(*command)
    except NotPossible:
        # Debian ships the module venv without what it needs
        if not can_install():
            raise NotPossible(
                "Python cannot create virtual environments here. On Debian"
                " and Ubuntu an administrator installs python3-venv.")
        shutil.rmtree(path, ignore_errors=True)
        install_system_packages(['python3-venv'])
        call(*command)


def _stamp(extras):
    digest = hashlib.sha256(f'{sys.version} {extras}'.encode())
    for name in DECLARATIONS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def virtual_environment(extras):
    "Return the Python of the checkout, with the module and extras installed"
    ensure_python()
    python = VENV / 'bin' / 'python'
    stamp = VENV / f'installed-{extras}'
    wanted = _stamp(extras)
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    if not _works(python):
        say(f"Creating a virtual environment in {VENV.name}/…")
        shutil.rmtree(VENV, ignore_errors=True)
        create_venv(VENV)
    say("Installing Tryton and what else is needed (a minute or two)…")
    call(
        python, '-m', 'pip', 'install', '--disable-pip-version-check',
        '--editable', f'{ROOT}[{extras}]')
    stamp.write_text(wanted)
    return python


def _works(python):
    "Whether there is a Python with pip, of the version that runs now"
    if not python.exists():
        return False
    result = subprocess.run(
        [str(python), '-c', 'import sys, pip; print(sys.version)'],
        capture_output=True, text=True)
    return not result.returncode and result.stdout.strip() == sys.version
