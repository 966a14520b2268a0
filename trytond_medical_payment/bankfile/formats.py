# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The formats that can be read: one table, name → reader."""
from __future__ import annotations

from collections.abc import Callable, Sequence

from . import camt, cfonb120, coda, csv_file, mt940, ofx
from .csv_profile import Profile
from .detect import detect, is_archive
from .errors import BankFileError
from .limits import check_size
from .model import Statement

__all__ = ['CSV', 'FORMATS', 'read']

Reader = Callable[[bytes], tuple[Statement, ...]]

FORMATS: dict[str, Reader] = {
    'camt': camt.read,
    'cfonb120': cfonb120.read,
    'coda': coda.read,
    'mt940': mt940.read,
    'ofx': ofx.read,
    }
# Read by profiles, so that it needs more than the bytes
CSV = 'csv'


def read(
        data: bytes, name: str = '', format: str | None = None,
        profiles: Sequence[Profile] = ()) -> tuple[Statement, ...]:
    """Read a file from a bank.

    :param data: the file
    :param name: its name, for the errors
    :param format: one of FORMATS or CSV; None to tell it from the file
    :param profiles: of CSV files; the one that fits best is taken
    :return: the statements in the order of the file, at least one; a
        statement without booked entries has no entries
    :raises BankFileError: with name and place, if the file is not read whole
    """
    if format not in {None, CSV, *FORMATS}:
        raise BankFileError(
            'unknown_format_name', {'format': str(format)}, name=name)
    try:
        check_size(data)
        if is_archive(data):
            raise BankFileError('archive')
        return _read(data, format, detect(data), profiles)
    except BankFileError as error:
        raise error.at(name=name) from None


def _read(
        data: bytes, format: str | None, found: str | None,
        profiles: Sequence[Profile]) -> tuple[Statement, ...]:
    if found and format not in {None, found}:
        raise BankFileError(
            'wrong_format', {'expected': str(format), 'found': found})
    format = format or found
    if format == CSV:
        return csv_file.read(data, profiles)
    if format:
        return FORMATS[format](data)
    # CSV tells itself by nothing but its columns
    try:
        return csv_file.read(data, profiles)
    except BankFileError as error:
        if error.code in {'no_profile', 'no_header', 'encoding', 'not_format'}:
            raise BankFileError('unknown_format') from None
        raise
