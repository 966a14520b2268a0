# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The doors of the table, in front of every model."""
from trytond.i18n import gettext
from trytond.model import fields
from trytond.transaction import Transaction

from ..exceptions import DoorError
from .table import DOORS, ROWS
from .value import check_number

# Written by the framework
_FRAMEWORK = {'id', 'create_uid', 'create_date', 'write_uid', 'write_date'}
_NUMBERS = {'numeric', 'float', 'integer'}
# What is created in the course of what a user asked for
_CREATED = {
    *DOORS, 'account.move', 'account.move.line',
    'account.move.reconciliation', 'account.tax.line'}


def kept_fields(Model):
    "Return the names of the fields that clients do not write, created or not"
    door = DOORS[Model.__name__]
    if door.kept is not None:
        return door.kept
    return {
        name for name, field in Model._fields.items()
        if not isinstance(field, fields.Function)
        } - door.open - door.once - _FRAMEWORK


class ModelDoor:
    "Refuses what clients may not write, for all models of the table"
    __slots__ = ()

    @classmethod
    def create(cls, vlist):
        _check_rows(cls)
        return super().create(vlist)

    @classmethod
    def write(cls, records, values, *args):
        _check_rows(cls)
        super().write(records, values, *args)

    @classmethod
    def delete(cls, records):
        _check_rows(cls)
        super().delete(records)

    @classmethod
    def check_modification(cls, mode, records, values=None, external=False):
        super().check_modification(
            mode, records, values=values, external=external)
        if not external or cls.__name__ not in DOORS:
            return
        if mode == 'create':
            _check_created(cls, records)
        elif mode == 'write':
            _check_written(cls, records, values)

    @classmethod
    def preprocess_values(cls, mode, values):
        if cls.__name__ in DOORS:
            for name, value in values.items():
                field = cls._fields.get(name)
                if field and field._type in _NUMBERS:
                    check_number(cls, name, value)
        return super().preprocess_values(mode, values)

    @classmethod
    def copy(cls, records, default=None):
        if cls.__name__ in DOORS and DOORS[cls.__name__].kept is None:
            # A copy begins as a record that a client creates
            default = default.copy() if default is not None else {}
            for name in kept_fields(cls):
                default.setdefault(name, cls._defaults[name]()
                    if name in cls._defaults else None)
        return super().copy(records, default=default)

    @classmethod
    def default_get(cls, *args, **kwargs):
        # Clients say in the context how a form begins. What the module
        # creates at their request begins as it says itself.
        transaction = Transaction()
        context = transaction.context
        if (cls.__name__ in _CREATED
                and not transaction.check_access
                and any(name.startswith('default_') for name in context)):
            context = {
                name: value for name, value in context.items()
                if not name.startswith('default_')}
            with transaction.reset_context(), \
                    transaction.set_context(context):
                return super().default_get(*args, **kwargs)
        return super().default_get(*args, **kwargs)


def _check_rows(Model):
    if Model.__name__ in ROWS:
        raise DoorError(gettext(
                'medical_payment.msg_door_rows', **Model.__names__()))


def _check_created(Model, records):
    door = DOORS[Model.__name__]
    kept = kept_fields(Model)
    defaults = Model.default_get(list(kept), with_rec_name=False)
    # What the model fills in of each record that a client creates
    filled_in = getattr(Model, 'filled_in', _nothing)
    for record in records:
        expected = {**defaults, **filled_in(record)}
        for name in sorted(kept):
            if _plain(getattr(record, name)) != _plain(expected.get(name)):
                _refuse('msg_door_kept', Model, record, name)
        if not _is_open(door, record):
            for name in sorted(door.open):
                if getattr(record, name):
                    _refuse('msg_door_state', Model, record, name)


def _nothing(record):
    return {}


def _check_written(Model, records, values):
    door = DOORS[Model.__name__]
    # Readonly for a client that shows it: who writes it means to forge
    for name in sorted((kept_fields(Model) | door.once) & values.keys()):
        _refuse('msg_door_kept', Model, records[0], name)
    for name in sorted(door.open & values.keys()):
        for record in records:
            if not _is_open(door, record):
                _refuse('msg_door_state', Model, record, name)


def _is_open(door, record):
    if not door.states:
        return True
    holder = getattr(record, door.of) if door.of else record
    return holder.state in door.states


def _plain(value):
    "Return the value such as to compare it: empty ones are alike"
    return getattr(value, 'id', value) or None


def _refuse(message, Model, record, name):
    raise DoorError(gettext(
            f'medical_payment.{message}',
            **Model.__names__(name, record=record)))
