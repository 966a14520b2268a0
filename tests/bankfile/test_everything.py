# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Every field of every format, compared with what was read before."""
import json
from dataclasses import fields

import pytest

from trytond_medical_payment.bankfile import (
    FORMATS, Entry, Identifiers, Statement, Transaction)

from .everything import digest, digests, everything, golden_files, shared_files


@pytest.mark.parametrize(
    'path', golden_files(), ids=lambda path: path.name)
def test_golden(path):
    assert everything(path.read_bytes(), path.name) == json.loads(
        path.with_suffix('.json').read_text())


def test_golden_has_every_format_and_field():
    "What no file has nobody compares"
    kinds, found = set(), set()
    for path in golden_files():
        for statement in json.loads(path.with_suffix('.json').read_text()):
            kinds.add(statement['kind'].split('.')[0])
            found |= statement.keys()
            for entry in statement.get('entries', []):
                found |= entry.keys()
                for transaction in entry['transactions']:
                    found |= transaction.keys()
                    found |= transaction.get('identifiers', {}).keys()
    assert kinds >= FORMATS.keys() - {'csv', 'xlsx'}
    assert found >= {
        field.name for model in [Statement, Entry, Transaction, Identifiers]
        for field in fields(model)} - {'bare'}


def test_real_files_and_field_cases():
    "Look at the difference, then write the digests anew"
    shared = shared_files()
    if not shared:
        pytest.skip("The bank files are not beside the project")
    found = {
        name: digest(everything(path.read_bytes(), name))
        for name, path in shared.items()}
    assert found == digests()
