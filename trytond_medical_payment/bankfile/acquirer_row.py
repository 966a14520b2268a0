# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The rows of an acquirer's report to payouts."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .acquirer_model import Payout, Reported
from .acquirer_profile import AcquirerProfile, Titles
from .csv_amount import AmountError, decimal_signs, read_amount
from .csv_date import DateReader, date_formats
from .errors import BankFileError
from .table import Row, title

__all__ = ['ReportReader']

ZERO = Decimal(0)
_AMOUNTS = ('gross', 'fee', 'net')
# What the row of the payout says of the transaction
_SETTLED = ('payout', 'payout_date', 'fee', 'net')
# What a total and its transactions have in common
_GROUP = ('payout_date', 'payout', 'brand')


@dataclass
class _Line:
    """A row as it stands in the file.

    :param cells: by what the column is
    :param settled: whether another row told the payout of it
    """
    line: int
    kind: str
    cells: dict[str, str]
    currencies: list[str]
    settled: bool = False


class ReportReader:
    """Reads the rows below the titles.

    :ivar payouts: in the order of the file
    :ivar waiting: number of transactions that are not paid out yet
    :ivar refused: number of those that never will be
    """

    def __init__(
            self, profile: AcquirerProfile, titles: Titles,
            rows: Sequence[Row]) -> None:
        self.profile = profile
        self.titles = titles
        self.payouts: list[Payout] = []
        self.waiting = 0
        self.refused = 0
        self._rows = [
            (line, row) for line, row in rows[titles.row + 1:] if any(row)]
        self._sign = self._decimal_sign()
        self._dates = {
            name: DateReader(self._date_format(name))
            for name in ['date', 'payout_date']}

    def read(self) -> None:
        """Read all rows.

        :raises BankFileError: with line and column
        """
        payouts: dict[tuple[dt.date, str, str], list[Reported]] = {}
        totals: list[_Line] = []
        groups: dict[tuple[str, ...], list[Reported]] = {}
        for line in self._lines():
            try:
                if line.kind == 'total':
                    totals.append(line)
                elif not line.cells['payout_date']:
                    self.waiting += 1
                else:
                    transaction = self._transaction(line)
                    key = (
                        self._day(line, 'payout_date'),
                        line.cells['payout'], self._currency(line))
                    payouts.setdefault(key, []).append(transaction)
                    groups.setdefault(_group(line), []).append(transaction)
            except BankFileError as error:
                raise error.at(line=line.line) from None
        self._check_totals(totals, groups)
        self.payouts = [
            Payout(*key, tuple(transactions))
            for key, transactions in payouts.items()]

    # The form of the file

    def _decimal_sign(self) -> str:
        signs = decimal_signs(
            text for name in _AMOUNTS for text in self._column(name))
        if len(signs) > 1:
            raise BankFileError(
                'report_decimal', {'column': self.titles.text('gross')})
        return next(iter(signs), '.')

    def _date_format(self, name: str) -> str:
        texts = list(self._column(name))
        formats = date_formats(texts)
        if len(formats) > 1:
            raise BankFileError('report_date', {
                    'value': max(texts, key=len)[:40],
                    'column': self.titles.text(name)})
        # where they contradict each other the row is refused
        return next(iter(formats), '%Y-%m-%d')

    def _column(self, name: str) -> Iterator[str]:
        for _, row in self._rows:
            yield from self._cells(row, name)

    def _cells(self, row: Sequence[str], name: str) -> list[str]:
        return [
            row[place] for place in self.titles.places.get(name, ())
            if place < len(row) and row[place]]

    # Rows

    def _lines(self) -> list[_Line]:
        """Return the rows that count, one for each transaction or total.

        :raises BankFileError: with line and column
        """
        lines: list[_Line] = []
        known: dict[str, list[_Line]] = {}
        for number, row in self._rows:
            line = self._line(number, row)
            if line.kind == 'ignored':
                continue
            if not self._is_booked(line):
                self.refused += 1
                continue
            reference = line.cells['reference']
            if line.kind == 'settled':
                if self._settle(known.get(reference, ()), line):
                    continue
                self._alone(line)
            elif reference:
                known.setdefault(reference, []).append(line)
            lines.append(line)
        return lines

    def _line(self, number: int, row: Sequence[str]) -> _Line:
        cells = {
            name: next(iter(self._cells(row, name)), '')
            for name in [*self.profile.needed, *self.profile.optional,
                'payout', 'reference', 'concerns', 'brand', 'kind']}
        return _Line(
            number, self._kind(number, cells), cells,
            self._cells(row, 'currency'))

    def _kind(self, line: int, cells: dict[str, str]) -> str:
        """Return what a row is; empty where its amount has to tell."""
        word = cells['kind']
        if not word:
            return ''
        kind = self.profile.kinds.get(title(word))
        if kind is None:
            raise BankFileError('report_kind', {
                    'value': word[:40], 'field': self._title('kind'),
                    }).at(line=line)
        return kind

    def _is_booked(self, line: _Line) -> bool:
        status = line.cells.get('status', '')
        return not self.profile.statuses or (
            title(status) in self.profile.statuses)

    def _settle(self, lines: Sequence[_Line], payout: _Line) -> bool:
        """Tell one of the lines what the row of its payout says.

        A sale and its refund may have the same reference, so that the amount
        has to be the same where the row has it.
        """
        gross = self._amount_at(payout, 'gross')
        for line in lines:
            if not line.settled and (
                    not gross or self._amount_at(line, 'gross') == gross):
                line.settled = True
                for name in _SETTLED:
                    if payout.cells[name]:
                        line.cells[name] = payout.cells[name]
                return True
        return False

    def _alone(self, line: _Line) -> None:
        """Let the row of a payout stand for its transaction.

        That one is in the report of the days before, so that the day of the
        payout is the only one that is known.
        """
        line.kind = ''
        fee = self._amount_at(line, 'fee') or ZERO
        net = self._amount_at(line, 'net')
        if net is not None and not self._amount_at(line, 'gross'):
            line.cells['gross'] = format(net + abs(fee), 'f').replace(
                '.', self._sign)

    def _transaction(self, line: _Line) -> Reported:
        net = self._amount(line, 'net')
        gross = self._amount(line, 'gross')
        written = self._amount(line, 'fee') or ZERO
        if net is None:
            raise self._missing('net')
        if gross is None:
            if line.kind != 'fee':
                raise self._missing('gross')
            gross = ZERO
        fee = gross - net
        if abs(fee) != abs(written) and not (
                line.kind == 'fee' and not written and gross == net):
            raise BankFileError('report_difference', {
                    'gross': str(gross), 'fee': str(written),
                    'net': str(net), 'column': self.titles.text('net')})
        kind = line.kind or _kind_of(gross)
        self._check_sign(kind, gross, net)
        if kind == 'fee':
            gross, fee = ZERO, -net
        return Reported(
            line.line, kind, self._day(line, 'date'), gross, fee, net,
            line.cells['reference'], line.cells['concerns'])

    def _check_sign(self, kind: str, gross: Decimal, net: Decimal) -> None:
        """Refuse a kind and amounts that contradict each other.

        An acquirer never pays more than the customer did.
        """
        name, value = 'gross', gross
        if kind == 'payment':
            right = gross > 0
            if right and net > gross:
                name, value, right = 'net', net, False
        else:
            right = kind == 'fee' or gross < 0
        if not right:
            raise BankFileError('report_sign', {
                    'value': str(value), 'field': self._title(name)})

    def _check_totals(
            self, totals: Sequence[_Line],
            groups: dict[tuple[str, ...], list[Reported]]) -> None:
        """Compare what the report adds up itself, by payout and brand.

        There is a total for each place of business, so that those of the same
        payout and brand count together.
        """
        sums: dict[tuple[str, ...], dict[str, Decimal]] = {}
        for line in totals:
            found = sums.setdefault(_group(line), {})
            for name in ['gross', 'net']:
                found[name] = found.get(name, ZERO) + (
                    self._amount_at(line, name) or ZERO)
        for line in totals:
            transactions = groups.get(_group(line), [])
            for name, expected in sums[_group(line)].items():
                computed = sum((
                        t.gross if name == 'gross' else t.net
                        for t in transactions), ZERO)
                if computed != expected:
                    raise BankFileError('report_total', {
                            'computed': str(computed),
                            'expected': str(expected),
                            'column': self.titles.text(name),
                            }).at(line=line.line)

    # Cells

    def _amount_at(self, line: _Line, name: str) -> Decimal | None:
        try:
            return self._amount(line, name)
        except BankFileError as error:
            raise error.at(line=line.line) from None

    def _amount(self, line: _Line, name: str) -> Decimal | None:
        text = line.cells[name]
        try:
            found = read_amount(text, self._sign) if text else None
        except AmountError:
            raise BankFileError('amount_invalid', {
                    'value': text[:40], 'field': self._title(name),
                    }) from None
        if found is None:
            return None
        amount, currency = found
        if currency:
            line.currencies.append(currency)
        return amount

    def _day(self, line: _Line, name: str) -> dt.date:
        text = line.cells[name]
        if not text:
            raise BankFileError('date_missing')
        day = self._dates[name](text)
        if day is None:
            raise BankFileError('date_invalid', {
                    'value': text[:40], 'field': self._title(name)})
        return day

    def _currency(self, line: _Line) -> str:
        """Return the currency of a row, whose columns have to agree."""
        found = list(dict.fromkeys(c.upper() for c in line.currencies))
        if len(found) > 1:
            raise BankFileError('currencies', {
                    'currency': found[0][:40], 'other': found[1][:40]})
        return found[0] if found else ''

    def _missing(self, name: str) -> BankFileError:
        return BankFileError('amount_missing', {'field': self._title(name)})

    def _title(self, name: str) -> str:
        return f'"{self.titles.text(name)}"'


def _group(line: _Line) -> tuple[str, ...]:
    return tuple(line.cells[name] for name in _GROUP)


def _kind_of(gross: Decimal) -> str:
    """Return the kind that an amount tells, where no word does."""
    if not gross:
        return 'fee'
    return 'payment' if gross > 0 else 'refund'
