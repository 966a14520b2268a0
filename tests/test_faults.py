# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The faults of bench/faults are still those of mends that are there."""
import inspect
import types
from pathlib import Path

import pytest

from bench.faults.table import ASIDE, FAULTS


def functions(code):
    "The code of functions by line and name, those in functions aside"
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            if constant.co_flags & inspect.CO_OPTIMIZED:
                yield (constant.co_firstlineno, constant.co_name), constant
            else:
                yield from functions(constant)


@pytest.mark.parametrize('edit', [
        pytest.param(e, id=f'{f.number}-{e.function}')
        for f in FAULTS for e in f.edits])
def test_each_takes_something_out(edit):
    "Of one function, which may be replaced by it"
    here = dict(functions(
            compile(edit.file.read_text(), str(edit.file), 'exec')))
    module, line = edit.compiled()
    without = dict(functions(module))

    place, = [
        (first, name) for first, name in here
        if name == edit.function.split('.')[-1] and first <= line
        and line <= max(n for *_, n in here[first, name].co_lines() if n)]
    assert without[place].co_code != here[place].co_code or (
        without[place].co_consts != here[place].co_consts)
    assert without[place].co_freevars == here[place].co_freevars


def test_every_scenario_has_its_place():
    numbers = [f.number for f in FAULTS]
    assert sorted([*numbers, *ASIDE]) == list(range(1, 24))
    texts = [
        p.read_text() for p in Path(__file__).parent.rglob('test_*.py')]
    for name in ASIDE.values():
        assert any(f'def {name}(' in text for text in texts), name
