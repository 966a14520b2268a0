# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The rows under the titles of a table to transactions."""
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from stdnum import iban

from .account_number import split_iban
from .csv_amount import AmountError, decimal_signs, read_amount
from .csv_booking import Booking
from .csv_choice import Choice
from .csv_date import DateReader, date_formats
from .csv_profile import AMOUNTS
from .errors import BankFileError, Place
from .keys import usable
from .model import Notice, Party, Transaction
from .table import title
from .values import compact

__all__ = ['Reader']

ZERO = Decimal(0)
# With what a row begins that is no transaction
_TOTALS = re.compile(
    r'\W*(sub-?|sous-)?(total|totaux|totale|summe|zwischensumme|somme|solde'
    r'|saldo|endsaldo|anfangssaldo|saldovortrag|kontostand|balance'
    r'|opening balance|closing balance|nouveau solde|ancien solde|end of'
    r'|fin de)\b')
# The whole text of a row with a day that is no transaction either
_BALANCE = re.compile(
    r'((opening|closing) balance|(ancien|nouveau) solde'
    r'|solde (initial|final|pr[eé]c[eé]dent|report[eé]|ant[eé]rieur'
    r'|[aà] nouveau)|saldo(vortrag| iniziale| finale| precedente)'
    r'|(anfangs|end|schluss)saldo|kontostand)( (au|am|per|al|on) [\d./-]+)?',
    re.IGNORECASE)
_IBAN = re.compile(r'\b[A-Z]{2}\d\d(?: ?[A-Z0-9]){11,30}')
_LINES = 5


class Reader:
    """Reads the rows of a table.

    :ivar bookings: the transactions, in the order of the file
    :ivar not_booked: number of transactions that are not booked yet
    :ivar left_out: lines of rows with amounts that are no transactions
    """

    def __init__(self, choice: Choice) -> None:
        self.profile = profile = choice.profile
        self.header = choice.header
        self.rows = choice.rows
        self.bookings: list[Booking] = []
        self.not_booked = 0
        self.left_out: list[int] = []
        self._places = self.header.places
        self._body = [
            (line, row) for line, row in self.rows[self.header.row + 1:]
            if any(row) and not self._is_titles(row)]
        self._account = self._find_account()
        self._sign = self._decimal_sign()
        self._date = DateReader(self._date_format())
        self._debit_signed = self._is_debit_signed()
        self._last_amount = max(
            place for name in ['amount', 'credit', 'debit']
            for place in self._places.get(name, [0]))
        self._invert = -1 if profile.invert else 1

    def read(self) -> None:
        """Read all rows.

        :raises BankFileError: with the line
        """
        # what the next row may add to: none after one that is left out
        last: list[Booking] = []
        for line, row in self._body:
            try:
                last = self._row(line, row, last)
            except BankFileError as error:
                raise error.at(line=line) from None
            self.bookings.extend(b for b in last if b.line == line)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is to be told of the file, though it is read."""
        notices = []
        for code, titles in [
                ('columns_missing', self.header.missing),
                ('columns_unread', self.header.unread)]:
            if titles:
                notices.append(Notice(code, {
                            'profile': self.profile.name,
                            'columns': ', '.join(
                                f'"{t[:40]}"' for t in titles)}, Place()))
        if self.left_out:
            lines = ', '.join(map(str, self.left_out[:_LINES]))
            if len(self.left_out) > _LINES:
                lines += ', …'
            notices.append(Notice('left_out', {'lines': lines}, Place()))
        return tuple(notices)

    # The form of the file

    def _is_titles(self, row: Sequence[str]) -> bool:
        """Whether the titles come again, as at the top of a page."""
        titles = self.header.titles
        day = self.cell(row, 'date')
        # most rows are told by their day
        return bool(titles and day) and (
            title(day) == title(self.header.title('date'))
            and [title(c) for c in row if c] == [
                title(t) for t in titles if t])

    def _find_account(self) -> str:
        """Find the number of the account in the rows above the titles."""
        labels = {title(label) for label in self.profile.account_labels}
        for _, row in self.rows[:max(self.header.row, 0)] if labels else []:
            cells = [c.strip() for cell in row for c in cell.split(':')]
            cells = list(filter(None, cells))
            if len(cells) > 1 and title(cells[0]) in labels:
                return _number_in(cells[1])
            for label in labels:
                if cells and title(cells[0]).startswith(f'{label} '):
                    return _number_in(cells[0][len(label):].strip())
        return ''

    def _decimal_sign(self) -> str:
        if self.profile.decimal_sign:
            return self.profile.decimal_sign
        signs = decimal_signs(
            text for name in [*AMOUNTS, 'balance']
            for text in self._column(name))
        if len(signs) > 1:
            raise BankFileError('decimal_open', {
                    'column': self.header.title('amount')})
        return next(iter(signs), '.')

    def _date_format(self) -> str:
        if self.profile.date_format:
            return self.profile.date_format
        texts = [
            text for name in ['date', 'value_date']
            for text in self._column(name)]
        formats = date_formats(texts)
        if len(formats) > 1:
            raise BankFileError('date_open', {
                    'value': max(texts, key=len)[:40],
                    'column': self.header.title('date')})
        # where they contradict each other the row is refused
        return next(iter(formats), '%Y-%m-%d')

    def _is_debit_signed(self) -> bool:
        """Whether the sign of a debit says something: both occur.

        Else it is a debit, whether the bank writes its sign or not.
        """
        found: set[bool] = set()
        if not {'debit', 'sign'} & self._places.keys():
            return False
        for _, row in self._body:
            if self.cell(row, 'debit'):
                text = self.cell(row, 'debit')
            elif self.profile.is_debit(self.cell(row, 'sign')):
                text = self.cell(row, 'amount')
            else:
                continue
            try:
                amount = read_amount(text, self._sign)
            except AmountError:
                continue
            if amount and amount[0]:
                found.add(amount[0] > 0)
        return len(found) > 1

    def _column(self, name: str) -> Iterator[str]:
        for _, row in self._body:
            if text := self.cell(row, name):
                yield text

    # Rows

    def _row(
            self, line: int, row: Sequence[str], last: list[Booking],
            ) -> list[Booking]:
        """Read a row; return what the next one may add to."""
        # without its column nothing is said of the status
        if 'status' in self._places and self._is_transaction(row) and (
                not self.profile.is_booked(self.cell(row, 'status'))):
            self.not_booked += 1
            return []
        day = self._date(self.cell(row, 'date'))
        if self._is_none(row, day):
            if self._is_transaction(row):
                self.left_out.append(line)
            return []
        amounts = self._amounts(row)
        if not self.cell(row, 'date'):
            return self._undated(row, last, bool(amounts))
        if not amounts:
            # a balance or a disclaimer, if the row was not cut off
            if day and len(row) <= self._last_amount:
                raise BankFileError('amount_missing', {
                        'field': self._title('amount')})
            return []
        if day is None:
            raise self._date_error(row, 'date')
        return [
            self._booking(line, row, day, amount, currency)
            for amount, currency in amounts]

    def _undated(
            self, row: Sequence[str], last: list[Booking], amounts: bool,
            ) -> list[Booking]:
        """Read a row without a date: a detail of the transaction above."""
        if not amounts:
            for booking in last:
                self._more(row, booking)
            return last
        if not self.profile.undated:
            raise BankFileError('date_missing')
        self.not_booked += 1
        return []

    def _is_transaction(self, row: Sequence[str]) -> bool:
        """Whether there is an amount, be it one or not."""
        return any(
            self.cell(row, name) for name in ['amount', 'credit', 'debit'])

    def _is_none(self, row: Sequence[str], day: dt.date | None) -> bool:
        """Whether a row is a total, a balance, or above the transactions."""
        if day:
            texts = self.cells(row, 'name') + self.cells(row, 'text')
            return bool(_BALANCE.fullmatch(' '.join(texts[:2])))
        if self.header.row < 0 and not self.bookings:
            return True
        first = next(filter(None, row), '')
        return any(
            _TOTALS.match(title(text))
            for text in [self.cell(row, 'date'), first] if text)

    def _booking(
            self, line: int, row: Sequence[str], day: dt.date, amount: Decimal,
            currency: str) -> Booking:
        identification = self.cell(row, 'identification')
        transaction = self._transaction(row, amount, day)
        value = self.cell(row, 'value_date')
        if value:
            value_day = self._date(value)
            if value_day is None:
                raise self._date_error(row, 'value_date')
            transaction = replace(transaction, value_date=value_day)
        return Booking(
            line=line,
            transaction=transaction,
            currency=currency or self.header.currency or None,
            account=self.cell(row, 'account') or self._account,
            identification=(
                identification if usable(identification) else None),
            fee=self._optional(row, 'fee') or ZERO,
            balance=self._optional(row, 'balance'))

    def _more(self, row: Sequence[str], booking: Booking) -> None:
        """Read a row that adds to the transaction above: a detail or text."""
        amount = self._optional(row, 'detail_amount')
        if amount is None:
            booking.texts.extend(self.cells(row, 'text'))
            return
        # some banks write the details of a debit without their sign
        if booking.transaction.amount < 0:
            amount = -abs(amount)
        booking.details.append(self._transaction(
                row, amount, booking.transaction.date))

    def _transaction(
            self, row: Sequence[str], amount: Decimal,
            day: dt.date) -> Transaction:
        number, other = None, None
        if account := self.cell(row, 'counterparty_account'):
            number, other = split_iban(account)
        names = self.cells(row, 'name')
        party = Party(' '.join(names) or None, number, other)
        reference = self.cell(row, 'reference')
        return Transaction(
            amount=amount,
            date=day,
            debtor=party if amount >= 0 else _NOBODY,
            creditor=party if amount < 0 else _NOBODY,
            references=(reference,) if reference else (),
            remittance=tuple(dict.fromkeys(self.cells(row, 'text'))))

    # Cells

    def _amounts(self, row: Sequence[str]) -> list[tuple[Decimal, str]]:
        """Return signed amounts and their currencies, of which few are two.

        A change of money is a debit in one currency and a credit in another.
        """
        found = self._number(row, 'amount')
        if found:
            amount, currency = found
            if sign := self.cell(row, 'sign'):
                amount = self._signed(amount, sign)
            return [(
                    amount * self._invert,
                    self._currency(row, currency, 'currency'))]
        credit = self._number(row, 'credit')
        debit = self._number(row, 'debit')
        sides = []
        if credit:
            sides.append((credit[0], self._currency(
                        row, credit[1], 'credit_currency', 'currency')))
        if debit:
            sides.append((self._debit(debit[0]), self._currency(
                        row, debit[1], 'debit_currency', 'currency')))
        if len({currency for _, currency in sides}) > 1:
            # an empty side may be written as a zero
            return [side for side in sides if side[0]] or sides[:1]
        if not sides:
            return []
        return [(sum((a for a, _ in sides), ZERO), sides[0][1])]

    def _debit(self, amount: Decimal) -> Decimal:
        return -amount if self._debit_signed else -abs(amount)

    def _signed(self, amount: Decimal, word: str) -> Decimal:
        is_debit = self.profile.is_debit(word)
        if is_debit is None:
            raise BankFileError('sign_invalid', {
                    'value': word[:40], 'field': self._title('sign')})
        return self._debit(amount) if is_debit else amount

    def _currency(self, row: Sequence[str], stated: str, *names: str) -> str:
        """Return the currency of an amount.

        :param stated: the one that stands with it
        :raises BankFileError: currencies, when the columns say another one
        """
        for name in names:
            if currency := self.cell(row, name).upper():
                if stated and stated != currency:
                    raise BankFileError('currencies', {
                            'currency': stated, 'other': currency[:40]})
                return currency
        return stated

    def _optional(self, row: Sequence[str], name: str) -> Decimal | None:
        found = self._number(row, name)
        return found[0] if found else None

    def _number(
            self, row: Sequence[str], name: str) -> tuple[Decimal, str] | None:
        text = self.cell(row, name)
        if not text:
            return None
        try:
            return read_amount(text, self._sign)
        except AmountError:
            raise BankFileError('amount_invalid', {
                    'value': text[:40], 'field': self._title(name),
                    }, hints=[self._hint(f"1234{self._sign}50")]) from None

    def _date_error(self, row: Sequence[str], name: str) -> BankFileError:
        return BankFileError('date_invalid', {
                'value': self.cell(row, name)[:40],
                'field': self._title(name),
                }, hints=[self._hint(
                    dt.date(2026, 1, 31).strftime(self._date.format))])

    def _hint(self, example: str) -> BankFileError:
        return BankFileError('profile_expects', {
                'profile': self.profile.name, 'example': example})

    def _title(self, name: str) -> str:
        return f'"{self.header.title(name)}"'

    def cell(self, row: Sequence[str], name: str) -> str:
        """Return the first text of what a column is; empty for none."""
        for place in self._places.get(name, ()):
            if place < len(row) and row[place]:
                return row[place]
        return ''

    def cells(self, row: Sequence[str], name: str) -> list[str]:
        """Return the texts of what columns are, without empty ones."""
        return [
            row[place] for place in self._places.get(name, ())
            if place < len(row) and row[place]]


_NOBODY = Party()


def _number_in(text: str) -> str:
    """Return the number of an account, if need be out of other words."""
    if split_iban(text)[0]:
        return text
    for match in _IBAN.finditer(text):
        number = compact(match[0])
        for length in range(len(number), 14, -1):
            if iban.is_valid(number[:length]):
                return number[:length]
    return text
