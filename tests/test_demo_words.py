# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The demo in its languages."""
import ast
import re
from pathlib import Path

import pytest

from demo import data, prepare, setup, words

FOLDER = Path(words.__file__).parent
BLANK = re.compile(r'{(\w+)}')


def texts():
    "Everything that the demo asks the word for"
    for path in FOLDER.glob('*.py'):
        for node in ast.walk(ast.parse(path.read_text())):
            if (isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == 'word'
                    and isinstance(node.args[0], ast.Constant)):
                yield node.args[0].value
    yield from (label for _, label, _ in setup.ACCOUNTS.values())
    yield from (act[0] for act in data.ACTS + data.ACTS_WITH_VAT)


@pytest.fixture(autouse=True)
def language():
    yield
    words.choose('fr')


def test_every_text_has_its_words():
    asked = set(texts())
    assert len(asked) > 30
    assert asked <= set(words.WORDS)


def test_blanks():
    for text, others in words.WORDS.items():
        assert len(others) == len(words.LANGUAGES) - 1, text
        for other in others:
            assert set(BLANK.findall(other)) == set(BLANK.findall(text))


def test_choose():
    folders = set()
    for language, expected in [
            ('fr', "30 jours"), ('de', "30 Tage"), ('it', "30 giorni"),
            ('en', "30 Days")]:
        words.choose(language)
        assert words.word("30 jours") == expected
        folders.add(prepare.folder())
    assert len(folders) == len(words.LANGUAGES)
    assert words.word("Ouvrez   {address}", address='http') == "Open   http"
    with pytest.raises(ValueError):
        words.choose('es')
