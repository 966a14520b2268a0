# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The package stands alone, and its numbers can be set."""
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import trytond_medical_payment.matching as matching
from trytond_medical_payment.matching import EvidenceCode, Policy
from trytond_medical_payment.matching.policy import Points

FOLDER = Path(matching.__file__).parent


def test_importing_loads_no_trytond():
    code = (
        'import sys, trytond_medical_payment.matching\n'
        'print([m for m in sys.modules'
        ' if m.split(".")[0] in {"trytond", "proteus", "sql"}])')
    done = subprocess.run(
        [sys.executable, '-c', code], capture_output=True, text=True,
        check=True)
    assert done.stdout.strip() == '[]'


def test_neither_clock_nor_files():
    words = (
        'today(', 'now(', 'time(', 'open(path', 'print(', 'random',
        'environ', 'float(')
    found = [
        (path.name, word) for path in FOLDER.glob('*.py')
        for word in words if word in path.read_text(encoding='utf-8')]
    assert not found


def test_every_code_is_used():
    source = ''.join(
        p.read_text(encoding='utf-8') for p in FOLDER.glob('*.py')
        if p.name not in {'codes.py', 'sureness.py'})
    for codes in (EvidenceCode, matching.NoteCode):
        unused = [
            c.name for c in codes if f'{codes.__name__}.{c.name}' not in
            source]
        assert not unused, codes


def test_every_number_of_the_policy_is_used():
    source = ''.join(
        p.read_text(encoding='utf-8') for p in FOLDER.glob('*.py')
        if p.name != 'policy.py')
    for kind in (Policy, Points):
        unused = [f.name for f in fields(kind) if f'.{f.name}' not in source]
        assert not unused, kind


def test_policy_can_be_overridden():
    policy = Policy()
    changed = replace(
        policy, margin=20, points=replace(policy.points, account=50))
    assert (changed.margin, changed.points.account) == (20, 50)
    assert policy.points.account == 40
