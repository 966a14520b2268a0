# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""CFONB 120, the statement of French banks: records of 120 characters.

01 opens an account for a period, 04 is a transaction, 05 adds to it, 07 closes
(Comité français d'organisation et de normalisation bancaires, "relevé de
compte sur support informatique").

The library python-cfonb (tried: 2.13, of 2021) makes a tenth of an amount
whose decimals are wrong, and stops at an empty line.
"""
from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from .account_number import french_iban
from .errors import BankFileError, Place
from .file import File
from .format import Format
from .keys import with_keys
from .model import Entry, Identifiers, Party, Statement, Transaction

__all__ = ['FORMAT']

_LENGTH = 120
_LOOKS = re.compile(r'01\d{5}.{4}\d{5}[A-Z]{3}[\d ]')
_AMOUNT = re.compile(r'(\d{13})([{}A-R])')
# the last character holds digit and sign
_LAST = {
    **{letter: (digit, 1) for digit, letter in enumerate('{ABCDEFGHI')},
    **{letter: (digit, -1) for digit, letter in enumerate('}JKLMNOPQR')}}
# ISO 4217: currencies that have not two decimals
_DECIMALS = {
    **dict.fromkeys(['JPY', 'KRW', 'XAF', 'XOF', 'XPF', 'VND'], '0'),
    **dict.fromkeys(['BHD', 'JOD', 'KWD', 'OMR', 'TND'], '3')}
# records that belong together have this in common: branch, currency,
# decimals, account; the bank of a transaction may be another one
_BANK = slice(2, 7)
_COMMON = (slice(11, 16), slice(16, 19), slice(19, 20), slice(21, 32))


@dataclass
class _Record:
    line: int
    text: str

    @property
    def type(self) -> str:
        return self.text[:2]

    @property
    def common(self) -> tuple[str, ...]:
        return tuple(self.text[part] for part in _COMMON)

    def day(self, part: slice) -> dt.date:
        value = self.text[part]
        try:
            return dt.datetime.strptime(value, '%d%m%y').date()
        except ValueError:
            raise self.error(
                'date_invalid', value=value.strip(),
                field=f"{part.start + 1}-{part.stop}") from None

    @property
    def amount(self) -> Decimal:
        match = _AMOUNT.fullmatch(self.text[90:104])
        decimals = self.text[19]
        if not match or not decimals.isdecimal():
            raise self.error(
                'amount_invalid', value=self.text[90:104].strip(),
                field="91-104")
        digit, sign = _LAST[match[2]]
        number = sign * int(f'{match[1]}{digit}')
        return Decimal(number).scaleb(-int(decimals))

    def error(self, code: str, **parameters: str) -> BankFileError:
        return BankFileError(code, parameters, place=Place(line=self.line))


@dataclass
class _Account:
    opening: _Record
    transactions: list[tuple[_Record, dict[str, list[str]]]] = field(
        default_factory=list)


def looks_like(file: File) -> bool:
    """Whether the file begins with the record of an opening balance."""
    return bool(_LOOKS.match(file.head))


def read(file: File) -> tuple[Statement, ...]:
    """Read the statements of a file: one for each account and period.

    :raises BankFileError: with the line
    """
    statements = []
    account: _Account | None = None
    for record in _records(file.text):
        if record.type == '01':
            if account:
                raise record.error('incomplete', field="07")
            account = _Account(record)
        elif account is None or record.common != account.opening.common:
            raise record.error(
                'malformed', format="CFONB 120",
                detail=f"record {record.type} belongs to no record 01")
        elif record.type == '04':
            account.transactions.append((record, defaultdict(list)))
        elif record.type == '05' and account.transactions:
            texts = account.transactions[-1][1]
            texts[record.text[45:48].strip()].append(record.text[48:118])
        elif record.type == '07':
            statements.append(_statement(account, record))
            account = None
    if account:
        raise account.opening.error('incomplete', field="07")
    if not statements:
        raise BankFileError('no_statement')
    return with_keys(statements)


def _records(text: str) -> list[_Record]:
    """Return the records, of lines or of a stream without line ends."""
    records = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if len(line) <= _LENGTH + 10:
            parts = [line]
        else:
            parts = [
                line[start:start + _LENGTH]
                for start in range(0, len(line), _LENGTH)]
        for part in parts:
            # some banks cut the blanks at the end
            if not part.strip():
                continue
            if (part[:2] not in {'01', '04', '05', '07'}
                    or len(part) < _LENGTH and len(part.rstrip()) < 48):
                raise BankFileError('malformed', {
                        'format': "CFONB 120", 'detail': part[:40].strip(),
                        }, place=Place(line=number))
            records.append(_Record(number, part.ljust(_LENGTH)))
    return records


def _statement(account: _Account, closing: _Record) -> Statement:
    opening = account.opening
    bank = opening.text[_BANK]
    branch, currency, decimals, number = opening.common
    if decimals != _DECIMALS.get(currency, '2'):
        raise opening.error('decimals', decimals=decimals, currency=currency)
    start, end = opening.day(slice(34, 40)), closing.day(slice(34, 40))
    entries = [
        _entry(record, texts, index)
        for index, (record, texts) in enumerate(account.transactions, start=1)]
    total = opening.amount + sum(e.amount for e in entries)
    if total != closing.amount:
        raise closing.error(
            'total', computed=str(total), expected=str(closing.amount))
    iban = french_iban(bank, branch, number.strip())
    return Statement(
        kind='cfonb120',
        identification=f'{number.strip()} {start} {end}',
        account=iban or f'{bank}{branch}{number.strip()}',
        other_numbers=(f'{bank}{branch}{number.strip()}', number.strip()),
        currency=currency,
        currency_stated=True,
        date=end,
        entries=tuple(entries),
        opening=opening.amount,
        closing=closing.amount)


def _entry(
        record: _Record, texts: dict[str, list[str]], index: int) -> Entry:
    amount = record.amount
    date = record.day(slice(34, 40))
    value_date = (
        record.day(slice(42, 48)) if record.text[42:48].strip() else None)
    reference = record.text[104:120].strip() or None
    returned = record.text[40:42].strip()

    def of(*names: str) -> tuple[str, ...]:
        return tuple(filter(None, (
                    ' '.join(text.split())
                    for name in names for text in texts.get(name, []))))

    def one(name: str) -> str | None:
        return next(iter(of(name)), None)

    transaction = Transaction(
        amount=amount,
        date=date,
        value_date=value_date,
        debtor=Party(one('NPY')),
        creditor=Party(one('NBE')),
        ultimate_debtor=Party(one('NPO')),
        ultimate_creditor=Party(one('NBU')),
        remittance=of('LCC', 'LC2', 'LCS', 'LIB', ''),
        additional=tuple(filter(None, [
                    ' '.join(record.text[48:79].split())])),
        identifiers=Identifiers(
            # the reference of the client fills the first 35 characters
            end_to_end_identification=next((
                    text[:35].strip() or None
                    for text in texts.get('RCN', [])), None),
            instruction_identification=reference,
            mandate_identification=one('RUM')),
        returned=returned or None)
    return Entry(
        index=index, amount=amount, date=date, transactions=(transaction,),
        reference=reference)


FORMAT = Format('cfonb120', "CFONB 120", looks_like, read)
