# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The pictures that pages show are those that the command takes."""
import re
import struct

import pytest

from demo import pictures
from demo.sao import VIEWPORT

from .doc_tools import pages

SHOWN = re.compile(r'(?:\.\. image:: |\]\()(\S+/pictures/\w+\.png)')


def shown():
    "(page, file) for each picture on a page"
    return [
        (path, (path.parent / name).resolve())
        for path in pages()
        for name in SHOWN.findall(path.read_text(encoding='utf-8'))]


def test_all_are_there_and_all_are_shown():
    taken = {pictures.FOLDER / f'{name}.png' for name in pictures.PICTURES}
    assert {file for _, file in shown()} == taken
    assert set(pictures.FOLDER.iterdir()) == taken


def test_the_readme_shows_the_list_and_the_review():
    assert [file.stem for path, file in shown() if path.suffix == '.md'] == [
        'invoices', 'review']


@pytest.mark.parametrize('name', pictures.PICTURES)
def test_small_and_of_the_whole_screen(name):
    data = (pictures.FOLDER / f'{name}.png').read_bytes()
    assert data.startswith(b'\x89PNG\r\n')
    assert len(data) <= pictures.MAX_BYTES
    assert struct.unpack('>2I', data[16:24]) == (
        VIEWPORT['width'], VIEWPORT['height'])
