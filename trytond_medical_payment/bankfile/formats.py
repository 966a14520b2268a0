# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The formats that are read: one table, and reading by it."""
from __future__ import annotations

from collections.abc import Sequence

from . import camt, cfonb120, coda, csv_file, mt940, ofx, xlsx
from .check import checked
from .csv_profile import Profile
from .errors import BankFileError
from .file import File
from .format import Format
from .limits import check_size
from .model import Statement
from .neighbours import check_neighbour

__all__ = ['FORMATS', 'detect', 'read']

# What a file looks like is asked in this order: tables tell themselves by
# little, so that they come last.
FORMATS: dict[str, Format] = {
    format.name: format for format in [
        camt.FORMAT,
        ofx.FORMAT,
        mt940.FORMAT,
        coda.FORMAT,
        cfonb120.FORMAT,
        xlsx.FORMAT,
        csv_file.FORMAT,
        ]}


def detect(file: File) -> Format | None:
    """Return the format a file looks like."""
    for format in FORMATS.values():
        if format.looks_like(file):
            return format
    return None


def read(
        data: bytes, name: str = '', format: str | None = None,
        profiles: Sequence[Profile] = ()) -> tuple[Statement, ...]:
    """Read a file from a bank.

    :param data: the file, no archive (see archive)
    :param name: its name, for the errors
    :param format: one of FORMATS; None to tell it from the file
    :param profiles: of tables; the one that fits best is taken
    :return: the statements in the order of the file, at least one; a
        statement without booked entries has no entries
    :raises BankFileError: with name and place, if the file is not read whole
    """
    if format not in {None, *FORMATS}:
        raise BankFileError(
            'unknown_format_name', {'format': str(format)}, name=name)
    try:
        check_size(data)
        file = File(data, profiles)
        chosen = _choose(file, FORMATS[format] if format else None)
        return tuple(map(checked, chosen.read(file)))
    except BankFileError as error:
        raise error.at(name=name) from None


def _choose(file: File, wanted: Format | None) -> Format:
    """Return the format to read a file by.

    :raises BankFileError: wrong_format, unknown_format, or what the file is
    """
    if wanted and wanted.looks_like(file):
        return wanted
    found = detect(file)
    if not found or found is FORMATS['csv']:
        # anything with commas may be a table
        check_neighbour(file)
    if found and wanted:
        raise BankFileError('wrong_format', {
                'expected': wanted.label, 'found': found.label})
    chosen = wanted or found
    if not chosen:
        raise BankFileError('unknown_format')
    return chosen
