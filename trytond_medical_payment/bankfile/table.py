# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Tables: the rows of a CSV file or of a sheet.

The only reader of such files: statements of banks and lists of payments are
both read from its rows.
"""
from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from .errors import BankFileError, Place

__all__ = [
    'DELIMITERS', 'Row', 'delimiters', 'head_rows', 'read_rows', 'title']

DELIMITERS = ';,\t|'
# The line of the file it begins in, from 1, and its cells
Row = tuple[int, Sequence[str]]
# A line as long as this is none of a table
_LINE_LIMIT = 20_000
# Excel's own first line, that names the delimiter
_SEPARATOR = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)
# ="50": what keeps Excel from taking a number for one
_QUOTED = re.compile(r'="*(.*?)"*')
# What is no part of a text, though it comes with some
_CONTROLS = '\0\x1a\ufeff'
_APOSTROPHES = str.maketrans(dict.fromkeys('’‘ʼ`´′', "'"))


@lru_cache(10_000)
def title(text: str) -> str:
    """Return a title as it is compared.

    Case, accents and how they are composed, blanks and the kind of apostrophe
    do not matter.
    """
    text = unicodedata.normalize('NFKD', text.translate(_APOSTROPHES))
    text = ''.join(
        sign for sign in text
        if unicodedata.category(sign) not in {'Mn', 'Cf'})
    return ' '.join(text.split()).casefold()


def delimiters(text: str, chosen: str | None = None) -> Sequence[str]:
    """Return the delimiters that a text may have.

    :param chosen: the one that is known
    """
    if chosen:
        return chosen
    stated = _SEPARATOR.fullmatch(text[:20].partition('\n')[0])
    return stated[1] if stated else [d for d in DELIMITERS if d in text]


def head_rows(text: str, delimiter: str, count: int) -> list[Row]:
    """Return the first rows, whatever is wrong with them."""
    lines = islice(io.StringIO(text, newline=''), count)
    try:
        return list(_rows(lines, delimiter))
    except BankFileError:
        return []


def read_rows(text: str, delimiter: str) -> Iterator[Row]:
    """Read the rows of a CSV file.

    :raises BankFileError: not_format, quote with the line
    """
    return _rows(_lines(text), delimiter, check=True)


def _rows(
        lines: Iterable[str], delimiter: str, check: bool = False,
        ) -> Iterator[Row]:
    taken: list[str] = []
    reader = csv.reader(_noted(lines, taken), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if check and (len(taken) > 1 or taken[0].count('"') % 2):
                _check_quotes(taken, delimiter, line)
            taken.clear()
            if line > 1 or not _SEPARATOR.fullmatch(delimiter.join(cells)):
                # a tuple of texts costs the garbage collector nothing
                yield line, tuple([_cell(cell) for cell in cells])
            line = reader.line_num + 1
    except csv.Error:
        # the only one that can be: a cell that is longer than any is
        raise BankFileError('quote', place=Place(line=line)) from None


def _noted(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _lines(text: str) -> Iterator[str]:
    for control in _CONTROLS:
        text = text.replace(control, '')
    for line in io.StringIO(text, newline=''):
        if len(line) > _LINE_LIMIT:
            raise BankFileError('not_format', {'expected': "CSV"})
        yield line


def _check_quotes(lines: list[str], delimiter: str, line: int) -> None:
    """Refuse a cell over several lines that a single quote has opened.

    Whole rows would vanish in it: its end is followed by something else than
    a delimiter, it has no end, or its lines are rows.

    :raises BankFileError: quote
    """
    try:
        row, = csv.reader(lines, delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        raise BankFileError('quote', place=Place(line=line)) from None
    if any(
            _holds_rows(cell, delimiter, place, len(row) - 1)
            for place, cell in enumerate(row)):
        raise BankFileError('quote', place=Place(line=line))


def _holds_rows(cell: str, delimiter: str, before: int, count: int) -> bool:
    """Whether the lines of a cell are rows with count delimiters."""
    first, *inner = cell.splitlines() or ['']
    if not inner or not count:
        return False
    counts = [part.count(delimiter) for part in inner]
    counts[-1] += count - before
    return before + first.count(delimiter) >= count and any(
        found >= count and part[:1].isdigit()
        for found, part in zip(counts, inner, strict=True))


def _cell(text: str) -> str:
    """Return a cell on one line, without what is no text."""
    text = ' '.join(text.split())
    if text.startswith('='):
        quoted = _QUOTED.fullmatch(text)
        if quoted:
            return quoted[1].strip()
    return text
