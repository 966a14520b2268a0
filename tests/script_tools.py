# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The scripts of the module as programs, on a copy of the database."""
import os
import subprocess
import sys

import pytest

from trytond import backend

from .cache import ROOT
from .rights_tools import store

DATABASE = 'practice'


def configuration_of_copy(folder):
    "The configuration of a server for a copy of the database as a file"
    if backend.name != 'sqlite':
        pytest.skip("the database is copied to a file")
    store(folder / f'{DATABASE}.sqlite')
    path = folder / 'trytond.conf'
    path.write_text(f'[database]\nuri = sqlite://\npath = {folder}\n')
    return path


def command(*args, script):
    return [
        sys.executable, '-m', f'trytond_medical_payment.scripts.{script}',
        *map(str, args)]


def environment(**extra):
    "Without what says where the database of the tests is"
    return {
        **{name: value for name, value in os.environ.items()
            if not name.startswith(('TRYTOND_', 'DB_NAME'))},
        'PYTHONPATH': str(ROOT), **extra}


def call(*args, script='import_payments', **options):
    "The command in a process of its own"
    result = subprocess.run(
        command(*args, script=script), capture_output=True, text=True,
        **{'cwd': ROOT, 'env': environment(), **options})
    assert 'Traceback' not in result.stderr + result.stdout
    return result


def cron(*args, script):
    "As cron starts it: nearly no environment, no terminal, at home"
    return call(
        *args, script=script, cwd='/', stdin=subprocess.DEVNULL,
        env={
            'HOME': '/', 'LOGNAME': 'tryton', 'PATH': '/usr/bin:/bin',
            'SHELL': '/bin/sh', 'PYTHONPATH': str(ROOT)})
