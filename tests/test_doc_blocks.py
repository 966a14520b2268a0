# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Every code block of the pages is run, or it is said why not."""
import subprocess
import sys

import pytest

from .cache import ROOT
from .doc_tools import DOC, blocks_of, pages

BLOCKS = [block for path in pages() for block in blocks_of(path)]


def test_there_are_some():
    assert {block.name.split('/')[0] for block in BLOCKS} == {
        'README.md', 'doc'}


@pytest.mark.parametrize('block', BLOCKS, ids=lambda block: block.place)
def test_is_run_or_says_why_not(block):
    if block.is_run:
        # Whoever runs them asks for them by name
        asked = f"blocks('{block.words[0]}')"
        assert [
            path for path in (ROOT / 'tests').rglob('test_*.py')
            if asked in path.read_text(encoding='utf-8')], (
            f"no test asks for {asked}")
    else:
        assert block.mark.startswith('not run: '), (
            f"{block.place} says neither which test runs it nor why not")
        assert len(block.reason.split()) > 1


def test_sessions_are_run():
    "Pages with a session of Python are those of test_doc"
    from .test_doc import SESSIONS
    assert {
        path.stem for path in pages()
        if '>>>' in path.read_text(encoding='utf-8')} == set(SESSIONS)


@pytest.mark.slow
def test_pages_without_warning(tmp_path):
    "The command of CONTRIBUTING, into another folder"
    pytest.importorskip('sphinx')
    command = next(
        line.split() for line in (ROOT / 'CONTRIBUTING.md').read_text(
            ).splitlines() if line.strip().startswith('sphinx-build'))
    assert '-W' in command and command[-2] == DOC.name
    result = subprocess.run(
        [sys.executable, '-m', 'sphinx', '-n', *command[1:-1],
            str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    assert (tmp_path / 'index.html').exists()
