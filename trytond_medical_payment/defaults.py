# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Values for the rows that a wizard shows."""


def with_names(**records):
    """Return the values of the fields Many2One, with the names to show.

    Tryton adds the names only to what is on the form itself: for each row
    the client would ask for them one by one."""
    values = {}
    for field, record in records.items():
        values[field] = record.id if record else None
        if record:
            values[f'{field}.'] = {'rec_name': record.rec_name}
    return values
