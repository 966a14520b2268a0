# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How a bank writes its tables, as data that a user can define."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property

from .csv_amount import SIGNS
from .csv_date import is_format
from .errors import BankFileError
from .table import title

__all__ = ['AMOUNTS', 'COLUMNS', 'FEES', 'Profile', 'Titles']

# What a column may be, and whether several columns may be it
COLUMNS: dict[str, bool] = {
    'date': False,
    'value_date': False,
    'amount': False,
    'credit': False,
    'debit': False,
    'sign': False,
    'fee': False,
    'detail_amount': False,
    'balance': False,
    'currency': False,
    'credit_currency': False,
    'debit_currency': False,
    'account': False,
    'name': True,
    'counterparty_account': False,
    'reference': False,
    'text': True,
    'identification': False,
    'status': False,
    # known, and of no use
    'ignored': True,
    }
# Columns whose title may name the currency of the transactions
AMOUNTS = ('amount', 'credit', 'debit', 'fee', 'detail_amount')
# What the amount of a transaction is to its fee: what is left after the fee,
# what it was before it, or either, as the fee has a row of its own
FEES = ('after', 'before', 'apart')
# In a title this stands for the name of a currency: "Credit in {currency}"
_CURRENCY = '{currency}'
_CURRENCY_PATTERN = r'(?P<currency>euros?|[a-z]{3})'
# What apps and banks call what is not booked, or never will be
_PENDING = {
    'pending', 'reserved', 'authorised', 'authorized', 'processing',
    'declined', 'failed', 'reverted', 'rejected', 'cancelled', 'canceled',
    'en attente', 'en cours', 'a venir', 'reserve', 'refuse', 'annule',
    'vorgemerkt', 'ausstehend', 'reserviert', 'in bearbeitung', 'abgelehnt',
    'storniert', 'in attesa', 'in sospeso', 'in corso', 'rifiutato',
    'annullato', 'gereserveerd',
    }
# How banks call the side of a transaction, as titles are compared
_DEBIT = {
    'd', 'dr', 'db', 'dbit', 'debit', 'debito', 'addebito', 'dare', 's',
    'soll', 'belastung', 'lastschrift', 'ausgang', 'af', 'debet', 'out',
    'sortie', 'depense', 'uscita', 'withdrawal', '-'}
_CREDIT = {
    'c', 'cr', 'crdt', 'credit', 'credito', 'accredito', 'avere', 'h',
    'haben', 'gutschrift', 'eingang', 'bij', 'in', 'entree', 'recette',
    'entrata', 'deposit', '+'}


@dataclass(frozen=True)
class Profile:
    """The form of a table.

    :param columns: for each of COLUMNS the titles a bank gives it, in all
        languages, or the number of the column from 1; several columns of one
        file where COLUMNS says so
    :param date_format: of strptime; a time after the day does not matter;
        empty to find it out, and to refuse what leaves it open
    :param decimal_sign: the point or the comma; empty to find it out
    :param encoding: None for the usual ones
    :param delimiter: None to find it out
    :param invert: whether a positive amount is money spent (credit cards)
    :param booked: what the status of a booked transaction is, several
        separated by semicolons; empty for all but those that are called
        pending :param undated: whether what has no date is not booked yet
    :param fee: one of FEES; empty where the balance has to tell
    :param debit_words: what a column of signs calls a debit, beside the usual
    :param credit_words: the same for a credit
    :param account_labels: what stands before the number of the account, in
        the rows above the titles
    :param optional: those of COLUMNS that are not in every file
    :param automatic: whether it may be taken without being chosen
    :param exact: whether it is taken only where its titles are those of the
        file, as among several, though it is the only one
    """
    name: str
    columns: Mapping[str, Sequence[str | int]] = dataclass_field(hash=False)
    date_format: str = '%d.%m.%Y'
    decimal_sign: str = '.'
    encoding: str | None = None
    delimiter: str | None = None
    invert: bool = False
    booked: str = ''
    undated: bool = False
    fee: str = ''
    debit_words: tuple[str, ...] = ()
    credit_words: tuple[str, ...] = ()
    account_labels: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    automatic: bool = True
    exact: bool = False

    def check(self) -> None:
        """Refuse a profile that cannot give transactions.

        :raises BankFileError: profile
        """
        columns = {name for name, titles in self.columns.items() if titles}
        if unknown := columns - COLUMNS.keys():
            raise self.error('profile_column', column=min(unknown))
        if 'date' not in columns:
            raise self.error('profile_date')
        if 'amount' not in columns and not {'credit', 'debit'} <= columns:
            raise self.error('profile_amount')
        if 'sign' in columns and 'amount' not in columns:
            raise self.error('profile_sign')
        if self.decimal_sign not in {'', *SIGNS}:
            raise self.error('profile_decimal')
        if self.date_format and not is_format(self.date_format):
            raise self.error('profile_format')
        if self.fee not in {'', *FEES}:
            raise self.error('profile_fee')

    def error(self, detail: str, **parameters: str) -> BankFileError:
        """Return a refusal of the profile.

        :param detail: the code of what is wrong
        """
        return BankFileError(
            'profile', {'profile': self.name},
            hints=[BankFileError(detail, parameters)])

    @cached_property
    def titles(self) -> Titles:
        """The titles, ready to be looked for."""
        return Titles(self.columns)

    @property
    def numbered(self) -> bool:
        """Whether the file needs no titles: columns have numbers."""
        numbers = self.titles.numbers
        return 'date' in numbers and (
            'amount' in numbers or {'credit', 'debit'} <= numbers.keys())

    @cached_property
    def booked_words(self) -> frozenset[str]:
        """The statuses of booked transactions, as titles are compared."""
        return frozenset(filter(None, map(title, self.booked.split(';'))))

    def is_booked(self, status: str) -> bool:
        """Whether a transaction of the status is booked.

        Where the profile has no words for it, all are but those that banks
        call pending, or refused.
        """
        status = title(status)
        if self.booked_words:
            return status in self.booked_words
        return status not in _PENDING

    def is_debit(self, word: str) -> bool | None:
        """Whether the word of a column of signs is a debit.

        :return: None when it is neither debit nor credit
        """
        word = title(word)
        if word in {title(w) for w in self.debit_words}:
            return True
        if word in {title(w) for w in self.credit_words}:
            return False
        if word in _DEBIT | _CREDIT:
            return word in _DEBIT
        return None


class Titles:
    """The titles of a profile by how they are compared.

    :ivar numbers: the places of columns without titles, from 0, by what
        they are
    """

    def __init__(self, columns: Mapping[str, Sequence[str | int]]) -> None:
        self.numbers: dict[str, list[int]] = {}
        self._names: dict[str, list[str]] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        for name, titles in columns.items():
            for text in titles:
                if isinstance(text, int):
                    self.numbers.setdefault(name, []).append(text - 1)
                elif _CURRENCY in text:
                    self._patterns.append((_pattern(text), name))
                else:
                    self._names.setdefault(title(text), []).append(name)

    def find(self, cell: str) -> Iterable[tuple[str, str | None]]:
        """Return what a column may be by its title, and its currency.

        :param cell: as titles are compared
        """
        for name in self._names.get(cell, []):
            yield name, None
        for pattern, name in self._patterns:
            match = pattern.fullmatch(cell)
            if match:
                yield name, match['currency'].upper()[:3]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(title(text)).replace(
            re.escape(_CURRENCY), _CURRENCY_PATTERN))
