# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""CSV files of banks, by profiles."""
from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from .account_number import split_iban
from .csv_booking import Booking, booking_entry
from .csv_profile import PREAMBLE, Header, Profile, find_header, normal
from .decode import decode
from .errors import BankFileError, Place
from .keys import usable, with_keys
from .model import Party, Statement, Transaction

__all__ = ['read']

_DELIMITERS = ';,\t|'
# signs between groups of three digits, beside the one for decimals
_THOUSANDS = "'’ ,."
# a line as long as this is none of a bank
_LINE_LIMIT = 20_000


def read(
        data: bytes, profiles: Sequence[Profile]) -> tuple[Statement, ...]:
    """Read a file by the profile that knows most of its columns.

    :raises BankFileError: with the line
    """
    text, profile, header = _choose(data, profiles)
    reader = _Reader(profile, header)
    for line, row in _rows(text, profile):
        try:
            reader.add(row)
        except BankFileError as error:
            raise error.at(line=line) from None
    groups: dict[tuple[str, str | None], list[Booking]] = {}
    for booking in reader.bookings:
        key = (booking.account, booking.currency)
        groups.setdefault(key, []).append(booking)
    if not groups:
        raise BankFileError('no_statement')
    return with_keys(
        _statement(
            profile, account, currency, group,
            reader.not_booked if index == 0 else 0)
        for index, ((account, currency), group) in enumerate(groups.items()))


def _statement(
        profile: Profile, account: str, currency: str | None,
        bookings: list[Booking], not_booked: int) -> Statement:
    iban, other = split_iban(account)
    first = min(b.transaction.date for b in bookings)
    last = max(b.transaction.date for b in bookings)
    return Statement(
        kind='csv',
        identification=f'{profile.name} {first} {last}',
        account=iban or other or '',
        currency=currency,
        currency_stated=currency is not None,
        date=last,
        entries=tuple(
            booking_entry(booking, index)
            for index, booking in enumerate(bookings, start=1)),
        not_booked=not_booked)


def _choose(
        data: bytes,
        profiles: Sequence[Profile]) -> tuple[str, Profile, Header]:
    best = None
    for profile in profiles:
        try:
            profile.check()
            text = decode(data, profile.encoding)
            head = [row for _, row in islice(_rows(text, profile), PREAMBLE)]
        except BankFileError:
            # among several it is just another one that does not fit
            if len(profiles) == 1:
                raise
            continue
        header = find_header(profile, head)
        if header and (best is None or header.size > best[2].size):
            best = text, profile, header
    if best is None:
        if len(profiles) == 1:
            raise BankFileError('no_header', {'profile': profiles[0].name})
        raise BankFileError('no_profile')
    return best


def _rows(text: str, profile: Profile) -> Iterator[tuple[int, list[str]]]:
    """Return the rows, each with the line it begins with."""
    delimiter = profile.delimiter or max(
        _DELIMITERS, key=text[:20_000].count)
    reader = csv.reader(_lines(text), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            yield line, [' '.join(cell.split()) for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise BankFileError(
            'malformed', {'format': "CSV", 'detail': str(error)},
            place=Place(line=line)) from None


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=''):
        if len(line) > _LINE_LIMIT:
            raise BankFileError('not_format', {'expected': "CSV"})
        yield line


class _Reader:
    """Reads the rows under the header."""

    def __init__(self, profile: Profile, header: Header) -> None:
        self.profile = profile
        self.header = header
        self.account = ''
        self.bookings: list[Booking] = []
        self.not_booked = 0
        self.rows = 0
        self.labels = {normal(label) for label in profile.account_labels}
        self.last_amount = max(
            place for name in ['amount', 'credit', 'debit']
            for place in header.places.get(name, [0]))

    def add(self, row: list[str]) -> None:
        """Read the next row."""
        if self.rows < self.header.row:
            self._above(row)
        elif self.rows > self.header.row and any(row):
            self._row(row)
        self.rows += 1

    def _above(self, row: list[str]) -> None:
        """Find the number of the account in the rows above the header."""
        cells = [c.strip() for cell in row for c in cell.split(':')]
        cells = list(filter(None, cells))
        if len(cells) > 1 and normal(cells[0]) in self.labels:
            self.account = self.account or cells[1]

    def _row(self, row: list[str]) -> None:
        day = self.cell(row, 'date')
        amount = self._amount(row)
        if not day:
            if amount is not None:
                raise BankFileError('date_missing')
            if self.bookings:
                self._more(row, self.bookings[-1])
            return
        if amount is None:
            # a balance or a disclaimer, if the row was not cut off
            if self._is_date(day) and len(row) <= self.last_amount:
                raise BankFileError('amount_missing', {'field': "amount"})
            return
        status = self.cell(row, 'status')
        if self.profile.booked and status != self.profile.booked:
            self.not_booked += 1
            return
        self.bookings.append(self._booking(row, amount))

    def _booking(self, row: list[str], amount: Decimal) -> Booking:
        day = self._date(self.cell(row, 'date'), 'date')
        value = self.cell(row, 'value_date')
        identification = self.cell(row, 'identification')
        transaction = self._transaction(row, amount, day)
        if value:
            transaction = replace(
                transaction, value_date=self._date(value, 'value_date'))
        fee = self.cell(row, 'fee')
        return Booking(
            transaction=transaction,
            currency=(
                self.cell(row, 'currency') or self.header.currency or None),
            account=self.cell(row, 'account') or self.account,
            identification=(
                identification if usable(identification) else None),
            fee=abs(self._number(fee, 'fee')) if fee else Decimal(0))

    def _more(self, row: list[str], booking: Booking) -> None:
        """Read a row that adds to the movement above: a detail or text."""
        detail = self.cell(row, 'detail_amount')
        if detail:
            amount = self._number(detail, 'detail_amount')
            # some banks write the details of a debit without their sign
            if booking.transaction.amount < 0:
                amount = -abs(amount)
            booking.details.append(self._transaction(
                    row, amount, booking.transaction.date))
        else:
            booking.texts.extend(self.cells(row, 'text'))

    def _transaction(
            self, row: list[str], amount: Decimal,
            day: dt.date) -> Transaction:
        iban, other = split_iban(self.cell(row, 'counterparty_account'))
        party = Party(
            ' '.join(self.cells(row, 'name')) or None, iban, other)
        reference = self.cell(row, 'reference')
        return Transaction(
            amount=amount,
            date=day,
            debtor=party if amount >= 0 else Party(),
            creditor=party if amount < 0 else Party(),
            references=(reference,) if reference else (),
            remittance=tuple(dict.fromkeys(self.cells(row, 'text'))))

    def _amount(self, row: list[str]) -> Decimal | None:
        """Return the signed amount of a row; None when it has none."""
        text = self.cell(row, 'amount')
        if text:
            amount = self._number(text, 'amount')
            return -amount if self.profile.invert else amount
        credit, debit = self.cell(row, 'credit'), self.cell(row, 'debit')
        if not credit and not debit:
            return None
        # a debit is a debit, whether the bank writes its sign or not
        return (
            (self._number(credit, 'credit') if credit else Decimal(0))
            - (abs(self._number(debit, 'debit')) if debit else Decimal(0)))

    def _number(self, text: str, name: str) -> Decimal:
        sign = self.profile.decimal_sign
        point = re.escape(sign)
        thousands = '[%s]' % _THOUSANDS.replace(sign, '')
        if not re.fullmatch(
                rf"[+-]?(\d+|\d{{1,3}}({thousands}\d{{3}})+)({point}\d*)?",
                text):
            raise BankFileError(
                'amount_invalid', {'value': text[:40], 'field': name})
        digits = re.sub(thousands, '', text).replace(sign, '.')
        return Decimal(digits)

    def _date(self, text: str, name: str) -> dt.date:
        for part in [text, text.split()[0]]:
            try:
                return dt.datetime.strptime(
                    part, self.profile.date_format).date()
            except ValueError:
                continue
        raise BankFileError(
            'date_invalid', {'value': text[:40], 'field': name})

    def _is_date(self, text: str) -> bool:
        try:
            self._date(text, 'date')
        except BankFileError:
            return False
        return True

    def cell(self, row: list[str], name: str) -> str:
        return next(iter(self.cells(row, name)), '')

    def cells(self, row: list[str], name: str) -> list[str]:
        places = self.header.places.get(name, [])
        return [row[p] for p in places if p < len(row) and row[p]]
