# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Sheets of spreadsheets (XLSX) as tables.

*openpyxl* reads them.  It is asked for values alone, row by row, after the
size of what the file unpacks to is known.
"""
from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .archive import members
from .csv_amount import Cell
from .csv_choice import Sheets
from .csv_date import Day
from .csv_statement import read_tables
from .errors import BankFileError
from .file import File
from .format import Format
from .model import Statement
from .table import Row

__all__ = ['FORMAT', 'is_workbook', 'read_sheets']

# What the libraries say of broken workbooks; of XML it is a syntax error
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, struct.error,
    EOFError, OSError, RuntimeError, NotImplementedError, SyntaxError,
    LookupError, ValueError, TypeError, AttributeError)
_WORKBOOK = 'xl/workbook.xml'
# Some 200 000 rows of a bank
_MAX_BYTES = 128 * 1024 * 1024
_MAX_CELLS = 2_000_000
_MAX_SHEETS = 10
# A spreadsheet keeps that many digits of a number
_DIGITS = 15


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a workbook, which is a ZIP of its own kind."""
    return _WORKBOOK in members(data)


def looks_like(file: File) -> bool:
    """Whether the file is a workbook."""
    return _WORKBOOK in file.members


def read(file: File) -> tuple[Statement, ...]:
    """Read a sheet by the profile that knows it.

    :raises BankFileError: with the row
    """
    return read_tables(Sheets(read_sheets(file.data)), file.profiles)


def read_sheets(data: bytes) -> dict[str, list[Row]]:
    """Return the rows of each sheet that has some, by its name.

    :raises BankFileError: too_large, malformed
    """
    try:
        _check_size(data)
        book = load_workbook(
            io.BytesIO(data), read_only=True, data_only=True,
            keep_links=False)
        sheets, cells = {}, 0
        for sheet in book.worksheets[:_MAX_SHEETS]:
            rows: list[Row] = []
            # what a program writes of its size is often wrong
            sheet.reset_dimensions()
            for line, values in enumerate(
                    sheet.iter_rows(values_only=True), start=1):
                cells += len(values)
                if cells > _MAX_CELLS:
                    raise _too_large()
                rows.append((line, tuple(_cells(values))))
            if any(any(row) for _, row in rows):
                sheets[sheet.title] = rows
    except BankFileError:
        raise
    except _BROKEN as error:
        raise BankFileError('malformed', {
                'format': "XLSX", 'detail': type(error).__name__}) from None
    return sheets


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > _MAX_BYTES:
        raise _too_large(size)


def _too_large(size: int = _MAX_BYTES) -> BankFileError:
    megabyte = 1024 * 1024
    return BankFileError('too_large', {
            'size': str(-(-size // megabyte)),
            'limit': str(_MAX_BYTES // megabyte)})


def _cells(values: Iterable[object]) -> list[str]:
    cells = [_cell(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(value: object) -> str:
    """Return a cell as text: days as ISO 8601, numbers without rounding."""
    if value is None:
        return ''
    if isinstance(value, dt.datetime):
        return Day(value.isoformat(' '))
    if isinstance(value, dt.date):
        return Day(value.isoformat())
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        # 0.1 + 0.2 is 0.3 on the screen of who made the file
        value = Decimal(format(value, f'.{_DIGITS}g'))
    elif isinstance(value, int):
        value = Decimal(value)
    if isinstance(value, Decimal):
        return Cell(format(value, 'f'))
    return ' '.join(str(value).split())


FORMAT = Format('xlsx', "XLSX", looks_like, read)
