# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is written looks like Tryton, and the pure packages are typed."""
import subprocess
import sys

import pytest

from .cache import PACKAGE, ROOT

pytestmark = pytest.mark.slow
SKIPPED = {'.git', '.cache', '.venv', 'build', 'dist'}
COMMANDS = [ROOT / 'demo' / 'run', ROOT / 'tests' / 'run']


def sources():
    "The Python files of the project"
    return sorted(
        path for path in ROOT.rglob('*.py')
        if not SKIPPED & set(path.relative_to(ROOT).parts)) + COMMANDS


def check(module, *arguments):
    pytest.importorskip(module)
    result = subprocess.run(
        [sys.executable, '-m', module, *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_flake8():
    check('flake8', *sources())


def test_isort():
    check('isort', '--check-only', '--quiet', *sources())


def test_mypy():
    check('mypy', PACKAGE / 'matching', PACKAGE / 'bankfile')


def test_licence():
    words = "this repository contains the full copyright notices"
    assert not [p for p in sources() if words not in p.read_text()[:400]]
