# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Numbers that the desktop client can show in forms."""
from trytond.pool import Pool
from trytond.transaction import Transaction

NUMBERS = {'integer', 'biginteger', 'float', 'numeric'}


class NumberViewMixin:
    """No grouping of digits in forms where it would empty the field.

    The desktop client takes a length in bytes for one in characters, so where
    digits are grouped by more than one byte, as in French, it leaves every
    number from 1000 on empty. That is so in all forms, not only in ours."""
    __slots__ = ()

    @classmethod
    def view_attributes(cls):
        attributes = super().view_attributes()
        if _groups_by_bytes():
            attributes = attributes + [
                (f'/form//field[@name="{name}"]', 'grouping', 0)
                for name, field in cls._fields.items()
                if field._type in NUMBERS]
        return attributes


def _groups_by_bytes():
    "If the language of the user groups digits by more than one byte"
    Lang = Pool().get('ir.lang')
    lang = Lang.get(Transaction().language)
    return any(
        len((sign or '').encode()) > 1
        for sign in [lang.thousands_sep, lang.mon_thousands_sep])
