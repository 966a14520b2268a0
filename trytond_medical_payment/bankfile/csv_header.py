# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The titles of a table: where they are, and what of a profile they have."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .csv_profile import AMOUNTS, COLUMNS, Profile
from .table import Row, title

__all__ = ['PREAMBLE', 'Header', 'find_header', 'number_header']

# Rows above the titles: they do not come later
PREAMBLE = 50


@dataclass(frozen=True)
class Header:
    """Where the columns of a profile are in a file.

    :param row: the number of the row of the titles, from 0; -1 for none
    :param places: for each of COLUMNS the places of its columns
    :param titles: of the file
    :param currency: the one named in a title of an amount, if there is one
    :param unread: titles of the file that the profile does not know
    :param missing: titles of the profile, one for each of COLUMNS that the
        file has not, though it is not optional
    """
    row: int
    places: dict[str, list[int]] = field(hash=False)
    titles: tuple[str, ...] = ()
    currency: str | None = None
    unread: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """The number of columns that are known."""
        return len({
                place for places in self.places.values() for place in places})

    @property
    def exact(self) -> bool:
        """Whether titles of file and profile are the same."""
        return self.row >= 0 and not self.unread and not self.missing

    def title(self, name: str) -> str:
        """Return the title of a column, for messages."""
        place = next(iter(self.places.get(name, [])), None)
        if place is None:
            return name
        if place < len(self.titles) and self.titles[place]:
            return self.titles[place]
        return f'#{place + 1}'


def find_header(profile: Profile, rows: Sequence[Row]) -> Header | None:
    """Return the titles of the profile among the first rows."""
    for number, (_, row) in enumerate(rows[:PREAMBLE]):
        header = _header(profile, number, row)
        if header:
            return header
    return None


def number_header(profile: Profile) -> Header:
    """Return where columns are that have numbers and no titles."""
    return Header(-1, {
            name: [*places] for name, places
            in profile.titles.numbers.items()})


def _header(
        profile: Profile, number: int, row: Sequence[str]) -> Header | None:
    numbers = profile.titles.numbers
    places = {name: [*places] for name, places in numbers.items()}
    known = {place for places in numbers.values() for place in places}
    currency = None
    for place, cell in enumerate(row):
        if not cell:
            continue
        for name, stated in profile.titles.find(title(cell)):
            known.add(place)
            if name in places and not COLUMNS[name]:
                continue
            places.setdefault(name, []).append(place)
            if name in AMOUNTS:
                currency = stated or currency
    if 'date' not in places or not (
            'amount' in places or {'credit', 'debit'} <= places.keys()):
        return None
    if known == {place for places in numbers.values() for place in places}:
        # numbers alone are in every row
        return None
    return Header(
        number, places, tuple(row), currency,
        unread=tuple(
            cell for place, cell in enumerate(row)
            if cell and place not in known),
        missing=tuple(
            str(titles[0]) for name, titles in profile.columns.items()
            if titles and name not in {'ignored', *places}
            and name not in profile.optional))
