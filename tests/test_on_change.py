# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What clients ask while somebody types."""
import pytest

from trytond.model import fields
from trytond.pool import Pool

from .cache import MODULE
from .tools import practice_transaction

# Core reads its new lines as well
CORE = {('account.statement', 'on_change_origins')}


def is_ours(model, method):
    "Whether the module says what it does"
    return any(
        MODULE in class_.__module__ for class_ in model.__mro__
        if method in vars(class_))


def changes(model):
    "What is called, with the fields that the client sends"
    for name, field in model._fields.items():
        if field.on_change:
            yield f'on_change_{name}', {name, *field.on_change}
        if field.on_change_with:
            yield f'on_change_with_{name}', set(field.on_change_with)


def many(model, names):
    return [
        name for name in names if isinstance(
            model._fields.get(name), (fields.One2Many, fields.Many2Many))]


def cases():
    with practice_transaction():
        return sorted(
            (model_name, method)
            for model_name, model in Pool().iterobject()
            for method, names in changes(model)
            if many(model, names) and is_ours(model, method)
            and (model_name, method) not in CORE)


@pytest.mark.parametrize('model_name, method', cases())
def test_new_line(practice, model_name, method):
    """Of a line that was just added to a form the client sends nothing, or
    what was entered first"""
    model = Pool().get(model_name)
    names = dict(changes(model))[method]
    values = {
        name: None for name in names if not name.startswith('_parent')}
    lines = many(model, names)
    values |= {
        n: v for n, v in model.default_get(
            list(values), with_rec_name=False).items()
        if n not in lines}
    for name in lines:
        Line = model._fields[name].get_target()
        values[name] = [Line()]
    getattr(model(**values), method)()
