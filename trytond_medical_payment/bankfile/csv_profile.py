# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How a bank writes its CSV files, as data that a user can define."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from .errors import BankFileError

__all__ = ['COLUMNS', 'Header', 'Profile', 'find_header', 'normal']

# What a column may be, and whether several columns may be it
COLUMNS: dict[str, bool] = {
    'date': False,
    'value_date': False,
    'amount': False,
    'credit': False,
    'debit': False,
    'fee': False,
    'detail_amount': False,
    'currency': False,
    'account': False,
    'name': True,
    'counterparty_account': False,
    'reference': False,
    'text': True,
    'identification': False,
    'status': False,
    }
# In a header this stands for the name of a currency: "Credit in {currency}"
_CURRENCY = '{currency}'
# Rows before the header: it does not come later
PREAMBLE = 50


@dataclass(frozen=True)
class Profile:
    """The form of a CSV file.

    :param columns: for each of COLUMNS the headers a bank gives it, in all
        languages; several columns of one file where COLUMNS says so
    :param date_format: of strptime; a time after the day does not matter
    :param decimal_sign: the point or the comma
    :param encoding: None for the usual ones
    :param delimiter: None to find it out
    :param invert: whether a positive amount is money spent (credit cards)
    :param booked: what the status of a booked movement is; empty for any
    :param account_labels: what stands before the number of the account, in
        the rows above the header
    """
    name: str
    columns: Mapping[str, Sequence[str]] = dataclass_field(hash=False)
    date_format: str = '%d.%m.%Y'
    decimal_sign: str = '.'
    encoding: str | None = None
    delimiter: str | None = None
    invert: bool = False
    booked: str = ''
    account_labels: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuse a profile that cannot give movements.

        :raises BankFileError: profile
        """
        columns = {name for name, headers in self.columns.items() if headers}
        if unknown := columns - COLUMNS.keys():
            raise self.error(f"unknown column {min(unknown)}")
        if 'date' not in columns:
            raise self.error("no column for the date")
        if 'amount' not in columns and not {'credit', 'debit'} <= columns:
            raise self.error(
                "neither a column for the amount nor for credit and debit")
        if self.decimal_sign not in {'.', ','}:
            raise self.error("the decimal sign is neither point nor comma")

    def error(self, detail: str) -> BankFileError:
        return BankFileError(
            'profile', {'profile': self.name, 'detail': detail})


@dataclass(frozen=True)
class Header:
    """Where the columns of a profile are in a file.

    :param row: the row of the header, from 0
    :param places: for each of COLUMNS the places of its columns
    :param currency: the one named in a header, if there is one
    """
    row: int
    places: dict[str, list[int]] = dataclass_field(hash=False)
    currency: str | None

    @property
    def size(self) -> int:
        """The number of columns that are known."""
        return sum(map(len, self.places.values()))


def normal(text: str) -> str:
    """Return a header as it is compared: blanks and case do not matter."""
    return ' '.join(text.split()).casefold()


def find_header(
        profile: Profile, rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the header of the profile among the first rows."""
    patterns = {
        name: [_pattern(header) for header in headers]
        for name, headers in profile.columns.items()}
    for number, row in enumerate(rows[:PREAMBLE]):
        header = _header(patterns, number, row)
        if header:
            return header
    return None


def _header(
        patterns: Mapping[str, Iterable[re.Pattern[str]]], number: int,
        row: Sequence[str]) -> Header | None:
    places: dict[str, list[int]] = {}
    currency = None
    cells = [normal(cell) for cell in row]
    for name, alternatives in patterns.items():
        for place, cell in enumerate(cells):
            for pattern in alternatives:
                match = pattern.fullmatch(cell)
                if match:
                    places.setdefault(name, []).append(place)
                    if 'currency' in pattern.groupindex:
                        currency = match['currency'].upper()
                    break
            if name in places and not COLUMNS[name]:
                break
    if 'date' in places and (
            'amount' in places or {'credit', 'debit'} <= places.keys()):
        return Header(number, places, currency)
    return None


def _pattern(header: str) -> re.Pattern[str]:
    pattern = re.escape(normal(header)).replace(
        re.escape(_CURRENCY), r'(?P<currency>[a-z]{3})')
    return re.compile(pattern)
