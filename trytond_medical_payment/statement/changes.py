# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.


def changes(record, values):
    "Test if one of the values differs from what is stored"
    for name, value in values.items():
        field = record._fields[name]
        current = getattr(record, name)
        if field._type == 'reference':
            current = str(current) if current else None
            value = str(value) if value else None
        elif field._type == 'many2one':
            current = current.id if current else None
        if current != value:
            return True
    return False
