# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""X4: the keys with which the module speaks to itself are out of reach."""
import ast

import pytest

from trytond.rpc import RPC
from trytond_medical_payment import context

from .cache import ROOT

PACKAGE = ROOT / 'trytond_medical_payment'
# Without Tryton, or on the side of the client
OTHERS = {'matching', 'bankfile', 'scripts'}
# What Tryton itself knows
CORE = {
    '_check_access', '_skip_warnings', 'action_id', 'active_id', 'active_ids',
    'active_model', 'address_with_party', 'company', 'date', 'language',
    'payment_date', 'queue_batch', 'user', 'with_payment', 'with_rec_name'}
# Where it is passed on as a whole, once it was looked at
WHOLE = {'doors/model.py', 'report/context.py'}


def modules():
    for path in sorted(PACKAGE.rglob('*.py')):
        if not OTHERS & set(path.relative_to(PACKAGE).parts):
            yield path


def is_context(node):
    "Test if it is the context of the transaction, by what it is called"
    return (isinstance(node, ast.Name) and node.id == 'context'
        or isinstance(node, ast.Attribute) and node.attr == 'context')


def keys(tree):
    "Yield the nodes of the keys that are read from the context or set in it"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == 'set_context':
                for keyword in node.keywords:
                    yield ast.Constant(keyword.arg or '**')
                for argument in node.args:
                    if isinstance(argument, ast.Dict):
                        yield from argument.keys
                    else:
                        yield argument
            elif (node.func.attr in {'get', 'pop', 'setdefault'}
                    and is_context(node.func.value)):
                yield node.args[0]
        elif isinstance(node, ast.Subscript) and is_context(node.value):
            yield node.slice
        elif (isinstance(node, ast.Compare)
                and isinstance(node.ops[0], (ast.In, ast.NotIn))
                and is_context(node.comparators[0])):
            yield node.left


def test_X4_keys_are_declared():
    "A new key of the module stands in context.py, or this test fails"
    unknown = []
    for path in modules():
        if path.name == 'context.py' and path.parent == PACKAGE:
            continue
        for node in keys(ast.parse(path.read_text())):
            known = CORE | context.SHOWN
            if isinstance(node, ast.Constant):
                is_known = node.value in known
            else:
                # Not by what another calls them, nor from what a client sends
                is_known = (
                    isinstance(node, ast.Name)
                    and getattr(context, node.id, None) in context.SHOWN)
            name = str(path.relative_to(PACKAGE))
            if name in WHOLE and ast.unparse(node) == 'context':
                continue
            if not is_known:
                unknown.append((name, ast.unparse(node)))
    assert not unknown


def declared():
    return [
        value for value in vars(context).values()
        if isinstance(value, context.Key)]


def test_X4_keys_are_private():
    assert declared()
    assert len(set(declared())) == len(declared())
    for key in declared():
        assert key.startswith('_medical_payment_')
    assert not set(declared()) & context.SHOWN


@pytest.mark.parametrize('key', declared())
def test_X4_clients_do_not_send_them(key):
    "By what trytond makes of the context of a call"
    *_, received, _ = RPC().convert(None, {key: True, 'company': 1})
    assert key not in received
    assert received['company'] == 1
