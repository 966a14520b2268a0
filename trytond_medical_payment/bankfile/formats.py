# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The formats that can be read: one table, name → reader."""
from __future__ import annotations

from collections.abc import Callable

from . import camt, cfonb120, coda, mt940, ofx
from .detect import detect, is_archive
from .errors import BankFileError
from .limits import check_size
from .model import Statement

__all__ = ['FORMATS', 'read']

Reader = Callable[[bytes], tuple[Statement, ...]]

FORMATS: dict[str, Reader] = {
    'camt': camt.read,
    'cfonb120': cfonb120.read,
    'coda': coda.read,
    'mt940': mt940.read,
    'ofx': ofx.read,
    }


def read(
        data: bytes, name: str = '',
        format: str | None = None) -> tuple[Statement, ...]:
    """Read a file from a bank.

    :param data: the file
    :param name: its name, for the errors
    :param format: one of FORMATS; None to tell it from the file
    :return: the statements in the order of the file, at least one; a
        statement without booked entries has no entries
    :raises BankFileError: with name and place, if the file is not read whole
    """
    if format is not None and format not in FORMATS:
        raise BankFileError(
            'unknown_format_name', {'format': format}, name=name)
    try:
        check_size(data)
        if is_archive(data):
            raise BankFileError('archive')
        found = detect(data)
        if format is None and found is None:
            raise BankFileError('unknown_format')
        if found and format not in {None, found}:
            raise BankFileError(
                'wrong_format', {'expected': str(format), 'found': found})
        return FORMATS[format or str(found)](data)
    except BankFileError as error:
        raise error.at(name=name) from None
