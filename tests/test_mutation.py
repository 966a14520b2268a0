# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The changes that the mutation run of bench/ makes."""
import ast
import gc
import importlib.util
import textwrap

import pytest

from bench.mutation import changes
from bench.mutation.trial import Functions

SOURCE = textwrap.dedent('''\
    LIMIT = 3

    class Thing:

        def pay(self, lines: list[int], least=0):
            if lines and self.may:
                raise ValueError("never here")
            for line in lines:
                if line.amount < least:
                    continue
                self.paid += line.amount
                line.save(check=True)
            return [l for l in self.search([('state', '=', 'open')]) if l]
    ''')


def found():
    return [
        (c.line, c.function, c.kind, c.before, c.after)
        for c in changes.find('thing.py', SOURCE)]


@pytest.mark.parametrize('expected', [
        (1, '', 'constant', '3', '4'),
        (1, '', 'constant', '3', '2'),
        (6, 'Thing.pay', 'negated',
            'lines and self.may', 'not (lines and self.may)'),
        (6, 'Thing.pay', 'and/or',
            'lines and self.may', 'lines or self.may'),
        (6, 'Thing.pay', 'operand', 'lines', '(dropped)'),
        (6, 'Thing.pay', 'operand', 'self.may', '(dropped)'),
        (7, 'Thing.pay', 'raise', "raise ValueError('never here')",
            '(dropped)'),
        (9, 'Thing.pay', 'comparison',
            'line.amount < least', 'line.amount <= least'),
        (9, 'Thing.pay', 'negated',
            'line.amount < least', 'not line.amount < least'),
        (10, 'Thing.pay', 'jump', 'continue', 'break'),
        (11, 'Thing.pay', 'assignment', 'self.paid += line.amount',
            '(dropped)'),
        (12, 'Thing.pay', 'call', 'line.save(check=True)', '(dropped)'),
        (12, 'Thing.pay', 'argument', 'check=True', '(dropped)'),
        (12, 'Thing.pay', 'constant', 'True', 'False'),
        (13, 'Thing.pay', 'clause',
            "('state', '=', 'open')", "('state', '!=', 'open')"),
        (13, 'Thing.pay', 'dropped', 'l', 'True'),
        ])
def test_found(expected):
    assert expected in found()


def test_words_and_hints_are_left_alone():
    "Neither annotations nor arguments by default nor messages"
    assert not [c for c in found() if c[0] == 5]
    assert [c[2] for c in found() if c[0] == 7] == ['raise']


def test_each_changes_one_place_and_compiles():
    original = ast.dump(ast.parse(SOURCE))
    seen = set()
    for change in changes.find('thing.py', SOURCE):
        tree = changes.changed(SOURCE, change)
        compile(tree, 'thing.py', 'exec')
        seen.add(ast.dump(tree))
    assert original not in seen
    assert len(seen) == len(found())


def test_what_a_function_closes_over_stays():
    "Its code is replaced in the function that is there"
    source = textwrap.dedent('''\
        class Thing(Base):
            def save(self, more):
                super().save(more and self.more)
        ''')

    def closed_over(code):
        result = [code.co_freevars]
        for constant in code.co_consts:
            if hasattr(constant, 'co_freevars'):
                result.extend(closed_over(constant))
        return result

    expected = closed_over(compile(source, 'thing.py', 'exec'))
    for change in changes.find('thing.py', source):
        tree = changes.changed(source, change)
        assert closed_over(compile(tree, 'thing.py', 'exec')) == expected


def test_found_again_elsewhere():
    "What was judged stays judged when lines are added or the file moves"
    here = [c.id for c in changes.find('thing.py', SOURCE)]
    there = [
        c.id for c in changes.find('room/thing.py', '# A word\n' + SOURCE)]
    assert here == there
    assert len(set(here)) == len(here)


def test_functions_are_changed_in_place(tmp_path):
    "Those of classes that were put together before, too"
    path = tmp_path / 'thing.py'
    path.write_text(textwrap.dedent('''\
        class Base:
            def total(self, numbers):
                return sum(n for n in numbers if n > 0)

            def size(self, numbers):
                return len(numbers)

        class Thing(Base):
            def total(self, numbers):
                return super().total(numbers) + 1
        '''))
    spec = importlib.util.spec_from_file_location('thing', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    thing = module.Thing()
    assert (thing.total([0, 5, -2]), thing.size([1])) == (6, 1)

    change, = (
        c for c in changes.find('thing.py', path.read_text())
        if (c.kind, c.before) == ('negated', 'n > 0'))
    # As the models are once they are loaded
    gc.freeze()
    assert Functions(str(tmp_path)).replace(tmp_path, change)

    assert (thing.total([0, 5, -2]), thing.size([1])) == (-1, 1)


def test_what_holds_anyway_is_left_alone():
    source = textwrap.dedent('''\
        __all__ = ['pair', 'other']

        def pair(one, other):
            return zip(one, other, strict=True)
        ''')
    assert {c.kind for c in changes.find('thing.py', source)} == {'return'}
