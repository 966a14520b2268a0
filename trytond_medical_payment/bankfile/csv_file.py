# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""CSV files of banks."""
from __future__ import annotations

from .csv_choice import Texts
from .csv_header import PREAMBLE
from .csv_statement import read_tables
from .file import File
from .format import Format
from .model import Statement
from .table import DELIMITERS

__all__ = ['FORMAT']


def looks_like(file: File) -> bool:
    """Whether the first lines are a table: they share a delimiter."""
    text = file.head.rstrip('\0\x1a\r\n')
    lines = [
        line for line in text.splitlines()[:PREAMBLE] if line.strip()]
    return '\0' not in text and any(
        sum(delimiter in line for line in lines) >= min(2, len(lines)) > 0
        for delimiter in DELIMITERS)


def read(file: File) -> tuple[Statement, ...]:
    """Read a table by the profile that knows it.

    :raises BankFileError: with the line
    """
    return read_tables(Texts(file.data), file.profiles)


FORMAT = Format('csv', "CSV", looks_like, read)
