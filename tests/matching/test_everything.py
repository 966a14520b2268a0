# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""All that is told of what may be told, compared with what was told before."""
import re

import pytest

from trytond_medical_payment.matching import Confidence, EvidenceCode, NoteCode

from .everything import GOLDEN, pages, path


@pytest.mark.parametrize('name', pages())
def test_golden(name):
    "Look at the difference, then write it anew"
    assert list(pages()[name]()) == path(name).read_text(
        encoding='utf-8').splitlines()


def test_golden_has_every_word():
    "What is told nowhere nobody compares"
    found = set()
    for file in GOLDEN.iterdir():
        found.update(re.findall('[a-z_]+', file.read_text(encoding='utf-8')))
    for codes in (Confidence, EvidenceCode, NoteCode):
        assert {c.value for c in codes} <= found
