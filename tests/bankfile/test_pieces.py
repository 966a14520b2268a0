# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Every piece of a file, left out or otherwise, compared with before."""
import pytest

from .pieces import pages, path_of


@pytest.mark.parametrize('name', pages())
def test_pieces(name):
    "Look at the difference, then write it anew"
    assert list(pages()[name]()) == path_of(name).read_text(
        encoding='utf-8').splitlines()
