# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What can be told of a table before there is a profile for it.

Nothing is decided: what a column may be by its title or by what is in it is
proposed, and so are the formats of dates and amounts that the file leaves
open.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .account_number import split_iban
from .csv_amount import SIGNS, AmountError, decimal_signs, read_amount
from .csv_choice import Sheets, Tables, Texts
from .csv_date import FORMATS, DateReader, date_formats
from .csv_header import PREAMBLE
from .csv_profile import COLUMNS, Profile
from .csv_statement import read_tables
from .errors import BankFileError
from .file import File
from .limits import check_size
from .model import Statement
from .neighbours import check_neighbour
from .table import Row, title
from .xlsx import is_workbook, read_sheets

__all__ = ['Draft', 'DraftColumn', 'draft', 'try_profile']

# How many texts of a column are shown
_SAMPLES = 3
_DATES = [DateReader(format) for format in FORMATS]
# A profile without words of its own: the usual ones
_ANY = Profile(name='', columns={})
# What is called so by more banks than have a profile
_WORDS = {
    'sens': 'sign', 'soll/haben': 'sign', 'debit/credit': 'sign',
    'statut': 'status', 'etat': 'status', 'status': 'status',
    'state': 'status', 'frais': 'fee', 'commission': 'fee', 'gebuhr': 'fee',
    'fees': 'fee', 'fee': 'fee', 'iban': 'account'}
# What columns hold that are told by their texts
_AMOUNTS = {
    'amount', 'credit', 'debit', 'fee', 'detail_amount', 'balance'}


@dataclass(frozen=True)
class DraftColumn:
    """A column of a table.

    :param number: from 1
    :param title: empty where it has none
    :param column: what it may be, one of COLUMNS
    :param samples: some of its texts
    """
    number: int
    title: str
    column: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """What can be told of a table.

    :param delimiter: empty for a sheet
    :param titles: the row of the titles in the file, from 1; 0 for none
    :param columns: in the order of the file
    :param date_formats: those by which all dates are dates
    :param decimal_signs: those by which all amounts are amounts
    :param date: one that is open, or any
    """
    delimiter: str
    titles: int
    columns: tuple[DraftColumn, ...]
    date_formats: tuple[str, ...]
    decimal_signs: tuple[str, ...]
    date: str


def draft(data: bytes, profiles: Sequence[Profile] = ()) -> Draft:
    """Tell what can be told of the table of a file.

    :param profiles: from which it is known how banks call columns
    :raises BankFileError: encoding, no_table, what the file is instead, or
        what is wrong with its rows
    """
    if not is_workbook(data):
        check_neighbour(File(data))
    tables = _tables(data)
    words = _words(profiles)
    heads = tables.heads(_ANY)
    if not heads:
        raise BankFileError('no_table')
    name, head = max(heads, key=lambda pair: _likeness(pair[1], words))
    place = _title_place(head, words)
    rows = tables.rows(_ANY, name)
    body = [row for _, row in rows[place + 1:] if any(row)]
    if place < 0:
        body = body[_first_transaction(body):]
    if not body:
        raise BankFileError('no_table')
    titles = rows[place][1] if place >= 0 else []
    columns = _columns(titles, body, words)
    dates = [
        row[c.number - 1] for row in body for c in columns
        if c.column in {'date', 'value_date'} and c.number <= len(row)]
    formats = date_formats(filter(None, dates))
    return Draft(
        delimiter='' if is_workbook(data) else name,
        titles=rows[place][0] if place >= 0 else 0,
        columns=columns,
        date_formats=formats,
        decimal_signs=decimal_signs(
            row[c.number - 1] for row in body for c in columns
            if c.column in _AMOUNTS and c.number <= len(row)),
        date=next(
            (text for text in dates if DateReader(formats[0])(text)), '')
        if formats else '')


def try_profile(data: bytes, profile: Profile) -> tuple[Statement, ...]:
    """Read a file by a profile, as it would be imported.

    :raises BankFileError: with the line
    """
    return read_tables(_tables(data), [profile])


def _tables(data: bytes) -> Tables:
    check_size(data)
    if is_workbook(data):
        return Sheets(read_sheets(data))
    return Texts(data)


def _words(profiles: Sequence[Profile]) -> dict[str, str]:
    """Return what columns are by their titles, as most banks have it."""
    found: dict[str, Counter[str]] = {}
    for profile in profiles:
        for column, titles in profile.columns.items():
            for text in titles:
                if isinstance(text, str):
                    found.setdefault(
                        _plain(text), Counter())[column] += 1
    return {
        text: counts.most_common(1)[0][0]
        for text, counts in found.items()} | _WORDS


def _plain(text: str) -> str:
    """Return a title without the currency in it."""
    words = title(text.replace('{currency}', ' ')).split()
    return ' '.join(
        word for word in words
        if word.strip('()') not in {'', 'chf', 'eur', 'euro', 'euros'})


def _likeness(
        head: Sequence[Row], words: dict[str, str]) -> tuple[int, bool, int]:
    """Return how much the rows are those of a table, to compare.

    A delimiter may stand in the texts more often than between the columns.
    """
    known = max(_known(head, words), default=0)
    first = _first_transaction([row for _, row in head])
    return known, bool(first), _width(head)


def _known(head: Sequence[Row], words: dict[str, str]) -> list[int]:
    """Return for each row how many known titles it has."""
    return [
        sum(_plain(cell) in words for cell in row)
        for _, row in head[:PREAMBLE]]


def _width(head: Sequence[Row]) -> int:
    return sum(sum(map(bool, row)) - 1 for _, row in head if any(row))


def _title_place(head: Sequence[Row], words: dict[str, str]) -> int:
    """Return the place of the row of titles, -1 for none.

    It has most titles that are known; else it is the one before the first
    transaction, when nothing in it is a date or an amount.
    """
    known = _known(head, words)
    if max(known, default=0) > 1:
        return known.index(max(known))
    first = _first_transaction([row for _, row in head])
    above = [place for place in range(first) if any(head[place][1])]
    if not above or any(
            _is_date(cell) or _is_amount(cell) for cell in head[above[-1]][1]):
        return -1
    return above[-1]


def _first_transaction(rows: Sequence[Sequence[str]]) -> int:
    """Return the place of the first row with a date and an amount."""
    for place, row in enumerate(rows[:PREAMBLE]):
        if any(map(_is_date, row)) and any(map(_is_amount, row)):
            return place
    return 0


def _is_date(text: str) -> bool:
    return any(read(text) for read in _DATES) if text else False


def _is_amount(text: str) -> bool:
    for sign in SIGNS:
        try:
            if read_amount(text, sign):
                return True
        except AmountError:
            continue
    return False


def _columns(
        titles: Sequence[str], body: Sequence[Sequence[str]],
        words: dict[str, str]) -> tuple[DraftColumn, ...]:
    head = body[:PREAMBLE]
    width = max(len(titles), *map(len, head))
    columns: list[DraftColumn] = []
    taken: set[str] = set()
    for place in range(width):
        name = titles[place] if place < len(titles) else ''
        texts = [
            row[place] for row in head if place < len(row) and row[place]]
        if not name and not texts:
            continue
        column = words.get(_plain(name)) if name else None
        if column is None or (column in taken and not COLUMNS[column]):
            column = _by_content(texts, taken)
        taken.add(column)
        columns.append(DraftColumn(
                place + 1, name, column,
                tuple(dict.fromkeys(texts))[:_SAMPLES]))
    return tuple(columns)


def _by_content(texts: Sequence[str], taken: set[str]) -> str:
    if texts and 'sign' not in taken and all(
            _ANY.is_debit(text) is not None for text in texts):
        return 'sign'
    if texts and all(map(_is_date, texts)):
        return next(
            (c for c in ['date', 'value_date'] if c not in taken), 'ignored')
    if texts and all(split_iban(text)[0] for text in texts):
        return next((
                c for c in ['account', 'counterparty_account']
                if c not in taken and (
                    c != 'account' or len(set(texts)) == 1)), 'text')
    if texts and all(map(_is_amount, texts)):
        # which of several it is nobody knows
        return 'ignored' if taken & _AMOUNTS else 'amount'
    return 'text' if texts else 'ignored'
