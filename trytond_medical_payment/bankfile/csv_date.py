# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Days as people, spreadsheets and banks write them in tables.

Day and month are told apart by the format of who wrote the file, or by a date
that can be read in one way only; never by what is usual.
"""
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

__all__ = [
    'Day', 'FORMATS', 'DateReader', 'date_formats', 'is_format', 'read_date']

# Formats that are looked for, in strptime's words. With points the day comes
# before the month everywhere, so that nothing is open there; a year that comes
# first is whole.
FORMATS = (
    '%Y-%m-%d', '%d.%m.%Y', '%d/%m/%Y', '%m/%d/%Y', '%d-%m-%Y', '%m-%d-%Y',
    '%Y/%m/%d', '%Y.%m.%d', '%Y%m%d', '%d %b %Y', '%b %d %Y')
# No year that a bank file tells of is outside of these
_YEARS = range(1970, 2100)
# A moment: what follows the day does not matter
_TIME = re.compile(r'(?<=\d)(?:[T ,-]+)\(?\d{1,2}[:.h]\d\d.*', re.DOTALL)
# "2 nov. 2026", "2. November 2026", "Nov 2, 2026"
_WORD = re.compile(r'[^\W\d_]{3,}\.?')
_MONTHS = {
    beginning: month for month, beginnings in enumerate([
            ('jan', 'gen'), ('feb', 'fév', 'fev'), ('mar', 'mär', 'mrz'),
            ('apr', 'avr'), ('mai', 'may', 'mag'), ('jun', 'juin', 'giu'),
            ('jul', 'juil', 'lug'), ('aug', 'aoû', 'aou', 'ago'),
            ('sep', 'set'), ('oct', 'okt', 'ott'), ('nov',),
            ('dec', 'dez', 'déc', 'dic')], 1)
    for beginning in beginnings}
_ENGLISH = [
    'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct',
    'Nov', 'Dec']
_NAMED = ('%b', '%B')
_DIRECTIVE = re.compile('%(.?)', re.DOTALL)
# Another letter, or one twice, is an error of strptime or of its own making
_KNOWN = {*'dmbBYyHIMSpfaAzZ'}


class Day(str):
    """A day that a spreadsheet holds as one, in ISO 8601."""


class DateReader:
    """Reads days of one format; a file has few of them, so they are kept.

    :param format: of strptime
    """

    def __init__(self, format: str) -> None:
        self.format = format
        self._formats = [*map(_plain, [format, _other_year(format)])]
        self._timed = '%H' in format or '%I' in format
        self._known: dict[str, dt.date | None] = {}

    def __call__(self, text: str) -> dt.date | None:
        """Return the day; None when it is none of the format."""
        if isinstance(text, Day):
            day = dt.date.fromisoformat(text[:10])
            return day if day.year in _YEARS else None
        known = self._known
        if text not in known:
            # thousands of moments are some dozens of days
            part = text if self._timed else _TIME.sub('', text)
            if part not in known:
                known[part] = self._read(part)
            known[text] = known[part]
        return known[text]

    def _read(self, text: str) -> dt.date | None:
        if text.startswith('='):
            text = text[1:].strip('"')
        if any(name in self.format for name in _NAMED):
            text = _english(text, '%B' in self.format)
        for format in self._formats:
            for part in dict.fromkeys([text, _TIME.sub('', text)]):
                try:
                    day = dt.datetime.strptime(part, format).date()
                except ValueError:
                    continue
                return day if day.year in _YEARS else None
        return None


def read_date(text: str, format: str) -> dt.date | None:
    """Return the day of a text; None when it is none of the format."""
    return DateReader(format)(text)


def is_format(format: str) -> bool:
    """Whether a format says day, month and year, each once."""
    directives = _DIRECTIVE.findall(format)
    once = set(directives)
    return len(directives) == len(once) and once <= _KNOWN and (
        'd' in once
        and len(once & {'m', 'b', 'B'}) == 1
        and len(once & {'Y', 'y'}) == 1)


def date_formats(
        texts: Iterable[str],
        formats: Sequence[str] = FORMATS) -> tuple[str, ...]:
    """Return the formats by which all the texts are days.

    What is a day in no format does not count.  Several are left where the
    order of day and month is open; where all give the same days the first one
    is as good.  None is left where the texts contradict each other.
    """
    readers = [DateReader(format) for format in formats]
    left = set(formats)
    values: dict[str, list[dt.date | None]] = {f: [] for f in formats}
    for text in dict.fromkeys(
            _TIME.sub('', text) for text in texts
            if not isinstance(text, Day)):
        days = {r.format: r(text) for r in readers}
        if not any(days.values()):
            continue
        left -= {format for format, day in days.items() if day is None}
        for format, day in days.items():
            values[format].append(day)
    found = tuple(f for f in formats if f in left and values[f])
    if len({tuple(values[format]) for format in found}) == 1:
        return found[:1]
    return found


def _other_year(format: str) -> str:
    """Return the format with two digits of the year for four, or four for two.

    A year that comes first stays whole: 02.11.26 may be any day.
    """
    if format.lower().startswith('%y'):
        return format
    if '%Y' in format:
        return format.replace('%Y', '%y')
    return format.replace('%y', '%Y')


def _plain(format: str) -> str:
    """Return the format as _english leaves its texts."""
    if not any(name in format for name in _NAMED):
        return format
    for mark in ('.', ','):
        format = format.replace(mark, ' ')
    return ' '.join(format.split())


def _english(text: str, long: bool) -> str:
    """Name the month as strptime does without a language."""
    def name(match: re.Match[str]) -> str:
        word = match[0].casefold().rstrip('.')
        for beginning, month in _MONTHS.items():
            if word.startswith(beginning):
                return dt.date(2000, month, 1).strftime('%B') if long else (
                    _ENGLISH[month - 1])
        return match[0]
    text = _WORD.sub(name, text, count=1)
    return ' '.join(text.replace(',', ' ').replace('. ', ' ').split())
