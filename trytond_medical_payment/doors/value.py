# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What clients send as the value of a field, looked at before it is used."""
import datetime as dt
from collections import defaultdict
from decimal import Decimal
from numbers import Real

from trytond.i18n import gettext
from trytond.pool import Pool

from ..exceptions import DoorValueError
from ..rights import check_readable

# No practice has more, in whatever currency.  What a bank file says of some
# 10^12 is asked about before it comes here.
LARGEST = 10 ** 16

_TYPES = {
    'binary': (bytes, bytearray),
    'boolean': bool,
    'char': str,
    'date': dt.date,
    'datetime': dt.datetime,
    'dict': dict,
    'many2many': (list, tuple),
    'many2one': int,
    'one2many': (list, tuple),
    'reference': str,
    'selection': str,
    'text': str,
    'timedelta': dt.timedelta,
    }
_NUMBERS = {
    'float': Real,
    'integer': int,
    'numeric': (Decimal, int),
    }
# Tasks go when they are done
_PASSING = {'ir.queue'}


def check_number(Model, name, value):
    "Refuse what is no number, or one that no account has"
    type_ = _NUMBERS[Model._fields[name]._type]
    if value is not None and not is_number(type_, value):
        refuse_value(Model, name)


def is_number(type_, value):
    "Test if it is a number of the type, and one that an account may have"
    return (isinstance(value, type_)
        and not isinstance(value, bool)
        and Decimal(value).is_finite()
        and abs(value) < LARGEST)


def check_value(Model, name, value, records):
    """Refuse a value that is not of the type of the field.

    The ids that it names are added to records, by the name of their model.
    """
    field = Model._fields[name]
    if value is None:
        return
    if field._type in _NUMBERS:
        check_number(Model, name, value)
        return
    type_ = _TYPES.get(field._type)
    if type_ and (not isinstance(value, type_)
            or type_ is not bool and isinstance(value, bool)
            or type_ is dt.date and isinstance(value, dt.datetime)):
        refuse_value(Model, name)
    if field._type == 'many2one':
        records[field.model_name].add(value)
    elif field._type == 'many2many':
        _check_ids(Model, name, value)
        records[field.get_target().__name__].update(value)
    elif field._type == 'one2many':
        for row in value:
            if isinstance(row, dict):
                check_values(field.get_target(), row, records)
            else:
                _check_ids(Model, name, [row])
    elif field._type == 'selection' and isinstance(
            field.selection, (list, tuple)):
        if value not in dict(field.selection):
            refuse_value(Model, name)


def check_form(Model, values):
    "Refuse the values of a form that its fields do not let enter"
    records = defaultdict(set)
    check_values(Model, values, records)
    check_records(records)


def check_values(Model, values, records):
    for name, value in values.items():
        if name == 'id' or name.endswith('.'):
            continue
        if name not in Model._fields:
            refuse_name(name, Model.__name__)
        check_value(Model, name, value, records)


def _check_ids(Model, name, ids):
    for id_ in ids:
        if not isinstance(id_, int) or isinstance(id_, bool):
            refuse_value(Model, name)


def check_records(records):
    "Refuse ids of records that are not there, or not for the user"
    pool = Pool()
    for name, ids in records.items():
        if name not in _PASSING:
            check_readable(pool.get(name).browse(sorted(ids)))


def refuse_value(Model, name, message='value'):
    raise DoorValueError(gettext(
            f'medical_payment.msg_door_{message}', **Model.__names__(name)))


def refuse_name(name, of):
    raise DoorValueError(gettext(
            'medical_payment.msg_door_unknown', name=name, of=of))
