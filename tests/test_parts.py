# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The parts of a model: none overrides another, a step has a name instead."""
from collections import defaultdict

from trytond.pool import Pool

# The sums of what is given away leave these to each sum
LEFT_OPEN = {'_get_key', 'default_from_date'}


def is_ours(cls):
    return cls.__module__.startswith((
            'trytond_medical_payment', 'trytond.modules.medical_payment'))


def overridden(cls):
    "The names that two of our classes define, and nobody else"
    ours, others = defaultdict(list), set()
    for part in cls.__mro__[1:]:
        if not is_ours(part):
            others.update(vars(part))
            continue
        for name in vars(part):
            if not name.startswith('__'):
                ours[name].append(part.__qualname__)
    return {
        name: parts for name, parts in ours.items()
        if len(parts) > 1 and name not in others | LEFT_OPEN}


def test_no_part_overrides_another(practice):
    pool = Pool()
    found, seen = {}, 0
    for type_ in ['model', 'wizard']:
        for name, cls in pool.iterobject(type=type_):
            if any(map(is_ours, cls.__mro__)):
                seen += 1
                if names_ := overridden(cls):
                    found[name] = names_
    assert not found
    assert seen > 40
