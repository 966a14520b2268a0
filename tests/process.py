# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Helpers for tests that start programs."""
import subprocess
import sys
from pathlib import Path

PASSWORD = 'for-the-tests-only'


def run(*command, **options):
    "Run a program that must succeed; return what it prints"
    result = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, **options)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def script(name):
    "A command that was installed with this Python"
    return Path(sys.executable).parent / name


def create_database(name, folder, environment):
    "An empty database whose admin has the password"
    password = folder / 'password'
    password.write_text(PASSWORD)
    admin(
        name, '--all', '--email', 'admin@example.com', '-p', cwd=folder,
        env={**environment, 'TRYTONPASSFILE': str(password)})


def admin(name, *options, **kwargs):
    return run(script('trytond-admin'), '-d', name, *options, **kwargs)
