# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""CSV files of banks, by profiles."""
from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .account_number import split_iban
from .csv_profile import Header, Profile, find_header, normal
from .decode import decode
from .errors import BankFileError, Place
from .keys import usable, with_keys
from .model import Entry, Identifiers, Party, Statement, Transaction

__all__ = ['read']

_DELIMITERS = ';,\t|'
# signs between groups of three digits, beside the one for decimals
_THOUSANDS = "'’ ,."
# a field as long as this is no field of a bank
_FIELD_LIMIT = 20_000


@dataclass
class _Booking:
    """A movement while its following rows are read."""
    line: int
    transaction: Transaction
    currency: str | None
    account: str
    identification: str | None
    fee: Decimal
    details: list[Transaction] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def read(
        data: bytes, profiles: Sequence[Profile]) -> tuple[Statement, ...]:
    """Read a file by the profile that knows most of its columns.

    :raises BankFileError: with the line
    """
    profile, rows, lines, header = _choose(data, profiles)
    reader = _Reader(profile, header, rows, lines)
    bookings = reader.bookings()
    groups: dict[tuple[str, str | None], list[_Booking]] = {}
    for booking in bookings:
        key = (booking.account, booking.currency)
        groups.setdefault(key, []).append(booking)
    if not groups:
        raise BankFileError('no_statement')
    statements: list[Statement] = []
    for (account, currency), group in groups.items():
        iban, other = split_iban(account)
        first = min(b.transaction.date for b in group)
        last = max(b.transaction.date for b in group)
        statements.append(Statement(
                kind='csv',
                identification=f'{profile.name} {first} {last}',
                account=iban or other or '',
                currency=currency,
                currency_stated=currency is not None,
                date=last,
                entries=tuple(
                    _entry(booking, index)
                    for index, booking in enumerate(group, start=1)),
                not_booked=reader.not_booked if not statements else 0))
    return with_keys(statements)


def _choose(
        data: bytes, profiles: Sequence[Profile],
        ) -> tuple[Profile, list[list[str]], list[int], Header]:
    best = None
    for profile in profiles:
        try:
            profile.check()
            rows, lines = _rows(decode(data, profile.encoding), profile)
        except BankFileError:
            # among several it is just another one that does not fit
            if len(profiles) == 1:
                raise
            continue
        header = find_header(profile, rows)
        if header and (best is None or header.size > best[3].size):
            best = profile, rows, lines, header
    if best is None:
        if len(profiles) == 1:
            raise BankFileError('no_header', {'profile': profiles[0].name})
        raise BankFileError('no_profile')
    return best


def _rows(text: str, profile: Profile) -> tuple[list[list[str]], list[int]]:
    """Return the rows and the line each begins with."""
    delimiter = profile.delimiter or max(
        _DELIMITERS, key=text[:20_000].count)
    # the library's limit is one for all threads: look before it does
    if max(map(len, text.splitlines()), default=0) > _FIELD_LIMIT:
        raise BankFileError('not_format', {'expected': "CSV"})
    reader = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter)
    rows, lines, line = [], [], 1
    try:
        for row in reader:
            rows.append([' '.join(cell.split()) for cell in row])
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise BankFileError(
            'malformed', {'format': "CSV", 'detail': str(error)},
            place=Place(line=line)) from None
    return rows, lines


class _Reader:
    """Reads the rows under the header."""

    def __init__(
            self, profile: Profile, header: Header, rows: list[list[str]],
            lines: list[int]) -> None:
        self.profile = profile
        self.header = header
        self.rows = rows
        self.lines = lines
        self.account = self._account()
        self.not_booked = 0
        self.last_amount = max(
            place for name in ['amount', 'credit', 'debit']
            for place in header.places.get(name, [0]))

    def bookings(self) -> list[_Booking]:
        bookings: list[_Booking] = []
        for index in range(self.header.row + 1, len(self.rows)):
            row, line = self.rows[index], self.lines[index]
            try:
                self._row(row, line, bookings)
            except BankFileError as error:
                raise error.at(line=line) from None
        return bookings

    def _row(
            self, row: list[str], line: int,
            bookings: list[_Booking]) -> None:
        if not any(row):
            return
        day = self.cell(row, 'date')
        amount = self._amount(row)
        if not day:
            if amount is not None:
                raise BankFileError('date_missing')
            if bookings:
                self._more(row, bookings[-1])
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
        bookings.append(self._booking(row, line, amount))

    def _booking(
            self, row: list[str], line: int, amount: Decimal) -> _Booking:
        day = self._date(self.cell(row, 'date'), 'date')
        value = self.cell(row, 'value_date')
        identification = self.cell(row, 'identification')
        transaction = self._transaction(row, amount, day)
        if value:
            transaction = replace(
                transaction, value_date=self._date(value, 'value_date'))
        fee = self.cell(row, 'fee')
        return _Booking(
            line=line,
            transaction=transaction,
            currency=(
                self.cell(row, 'currency') or self.header.currency or None),
            account=self.cell(row, 'account') or self.account,
            identification=(
                identification if usable(identification) else None),
            fee=abs(self._number(fee, 'fee')) if fee else Decimal(0))

    def _more(self, row: list[str], booking: _Booking) -> None:
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

    def _account(self) -> str:
        """Return the number of the account from the rows above the header."""
        labels = {normal(label) for label in self.profile.account_labels}
        for row in self.rows[:self.header.row]:
            cells = [c.strip() for cell in row for c in cell.split(':')]
            cells = list(filter(None, cells))
            if len(cells) > 1 and normal(cells[0]) in labels:
                return cells[1]
        return ''

    def cell(self, row: list[str], name: str) -> str:
        return next(iter(self.cells(row, name)), '')

    def cells(self, row: list[str], name: str) -> list[str]:
        places = self.header.places.get(name, [])
        return [row[p] for p in places if p < len(row) and row[p]]


def _entry(booking: _Booking, index: int) -> Entry:
    transaction = replace(
        booking.transaction,
        remittance=(*booking.transaction.remittance, *booking.texts),
        identifiers=Identifiers(
            account_service_reference=booking.identification))
    transactions = [transaction]
    if booking.details and sum(
            d.amount for d in booking.details) == transaction.amount:
        transactions = [
            replace(detail, value_date=transaction.value_date)
            for detail in booking.details]
        if len(transactions) == 1:
            # a single detail only adds its text
            transactions = [_add(transaction, booking.details)]
    elif booking.details:
        transactions = [_add(transaction, booking.details)]
    if booking.fee:
        # what the payer paid is booked whole, and the fee beside it
        transactions = [
            replace(transaction, amount=transaction.amount + booking.fee),
            Transaction(
                amount=-booking.fee, date=transaction.date,
                value_date=transaction.value_date,
                additional=("fee",), identifiers=transaction.identifiers)]
    return Entry(
        index=index,
        amount=sum((t.amount for t in transactions), Decimal(0)),
        date=transaction.date,
        transactions=tuple(transactions),
        reference=booking.identification,
        servicer_reference=booking.identification)


def _add(transaction: Transaction, details: list[Transaction]) -> Transaction:
    texts = [*transaction.remittance]
    references = [*transaction.references]
    for detail in details:
        texts.extend(detail.remittance)
        references.extend(detail.references)
    return replace(
        transaction, remittance=tuple(dict.fromkeys(texts)),
        references=tuple(dict.fromkeys(references)))
