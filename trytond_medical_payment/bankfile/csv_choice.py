# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which profile a table is read by.

One that the user chose is taken with what it finds, and what is left over is
told.  Without a choice it has to know the file: all of its titles, and the
file all of the profile's.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .csv_header import PREAMBLE, Header, find_header, number_header
from .csv_profile import Profile
from .decode import decode
from .errors import BankFileError
from .table import Row, delimiters, head_rows, read_rows

__all__ = ['Choice', 'Sheets', 'Tables', 'Texts', 'choose', 'is_chosen']

# How many profiles a refusal names
_NAMED = 3


@dataclass(frozen=True)
class Choice:
    """A table and what it is read by."""
    profile: Profile
    header: Header
    rows: Sequence[Row]


class Tables(Protocol):
    """The tables that a file may be."""

    def heads(self, profile: Profile) -> list[tuple[str, list[Row]]]:
        """Return name and first rows of each table.

        :raises BankFileError: encoding
        """

    def rows(self, profile: Profile, name: str) -> list[Row]:
        """Return all rows of a table.

        :raises BankFileError: with the line
        """


class Sheets:
    """The tables of a spreadsheet."""

    def __init__(self, sheets: Mapping[str, list[Row]]) -> None:
        self._sheets = sheets

    def heads(self, profile: Profile) -> list[tuple[str, list[Row]]]:
        """Return name and first rows of each sheet."""
        return [
            (name, rows[:PREAMBLE]) for name, rows in self._sheets.items()]

    def rows(self, profile: Profile, name: str) -> list[Row]:
        """Return all rows of a sheet."""
        return self._sheets[name]


class Texts:
    """The tables that a CSV file may be, one for each delimiter."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._texts: dict[str | None, str] = {}
        self._heads: dict[tuple[str | None, str], list[Row]] = {}

    def heads(self, profile: Profile) -> list[tuple[str, list[Row]]]:
        """Return delimiter and first rows of each table.

        :raises BankFileError: encoding
        """
        text = self._text(profile.encoding)
        return [
            (name, self._head(profile.encoding, name))
            for name in delimiters(text, profile.delimiter)]

    def rows(self, profile: Profile, name: str) -> list[Row]:
        """Return all rows of a table.

        :raises BankFileError: with the line
        """
        return list(read_rows(self._text(profile.encoding), name))

    def _text(self, encoding: str | None) -> str:
        if encoding not in self._texts:
            self._texts[encoding] = decode(self.data, encoding)
        return self._texts[encoding]

    def _head(self, encoding: str | None, name: str) -> list[Row]:
        if (encoding, name) not in self._heads:
            self._heads[encoding, name] = head_rows(
                self._text(encoding), name, 2 * PREAMBLE)
        return self._heads[encoding, name]


@dataclass(frozen=True)
class _Fit:
    profile: Profile
    header: Header
    name: str


def is_chosen(profiles: Sequence[Profile]) -> bool:
    """Whether the only profile is the one that the user wants."""
    return len(profiles) == 1 and not profiles[0].exact


def choose(tables: Tables, profiles: Sequence[Profile]) -> list[Choice]:
    """Return what the file may be read by: one, unless several know it.

    :raises BankFileError: no_profile, no_header, profile
    """
    if is_chosen(profiles):
        fits = [_chosen(tables, profiles[0])]
    else:
        fits = _exact(tables, profiles)
    return [
        Choice(fit.profile, fit.header, tables.rows(
                fit.profile, fit.name))
        for fit in fits]


def _chosen(tables: Tables, profile: Profile) -> _Fit:
    profile.check()
    fits = _fits(tables, profile)
    if fits:
        return max(fits, key=lambda fit: fit.header.size)
    heads = tables.heads(profile)
    if profile.numbered and heads:
        # the delimiter that makes most columns of most rows
        name, _ = max(heads, key=lambda head: sum(
                sum(map(bool, row)) - 1 for _, row in head[1]))
        return _Fit(profile, number_header(profile), name)
    raise BankFileError('no_header', {'profile': profile.name})


def _exact(tables: Tables, profiles: Sequence[Profile]) -> list[_Fit]:
    fits = []
    for profile in profiles:
        if not profile.automatic:
            continue
        try:
            profile.check()
            fits.extend(_fits(tables, profile))
        except BankFileError:
            # among several it is just another one that does not fit
            continue
    exact = [fit for fit in fits if fit.header.exact]
    if exact:
        return exact
    raise BankFileError('no_profile', hints=_hints(fits))


def _fits(tables: Tables, profile: Profile) -> list[_Fit]:
    fits = []
    for name, rows in tables.heads(profile):
        header = find_header(profile, rows)
        if header:
            fits.append(_Fit(profile, header, name))
    return fits


def _hints(fits: Sequence[_Fit]) -> tuple[BankFileError, ...]:
    """Say which profiles nearly fit, and what they lack."""
    best: dict[str, _Fit] = {}
    for fit in fits:
        other = best.get(fit.profile.name)
        if other is None or _distance(fit) < _distance(other):
            best[fit.profile.name] = fit
    nearest = sorted(best.values(), key=_distance)[:_NAMED]
    hints = []
    for fit in nearest:
        for code, titles in [
                ('near_unread', fit.header.unread),
                ('near_missing', fit.header.missing)]:
            if titles:
                hints.append(BankFileError(code, {
                            'profile': fit.profile.name,
                            'columns': _quoted(titles)}))
    return tuple(hints)


def _distance(fit: _Fit) -> tuple[int, int, str]:
    header = fit.header
    return (
        len(header.unread) + len(header.missing), -header.size,
        fit.profile.name)


def _quoted(titles: Sequence[str]) -> str:
    return ', '.join(f'"{title[:40]}"' for title in titles[:10])
