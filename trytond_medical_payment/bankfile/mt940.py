# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""MT940 of SWIFT, as banks give it to their customers.

The library mt-940 (tried: 5.1.1) is too kind for money: it reads a file that
was cut off as if it were whole, takes 1 where 149,5 was damaged to 1ABC, names
no line where it stops, and leaves the field 86 of Dutch banks as it is. What
Tryton's own module uses stops at intermediate balances (60M, 62M), at headers
between messages and at a second line of supplementary details.
"""
from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .account_number import split_iban
from .decode import decode
from .errors import BankFileError, Place
from .keys import usable, with_keys
from .model import Entry, Identifiers, Party, Statement, Transaction
from .mt940_text import describe
from .values import compact

__all__ = ['looks_like', 'read']

_FIELD = re.compile(r':(\d\d[A-Z]?):(.*)')
_START = re.compile(rb'^(\{4:\s*)?:20:', re.MULTILINE)
_BALANCE = re.compile(
    r'(?P<sign>[CD])(?P<date>\d{6})(?P<currency>[A-Z]{3})(?P<amount>[\d,.]+)')
# An amount has a comma: without, something else was cut off or damaged
_MOVEMENT = re.compile(r'''
    (?P<value>\d{6})
    (?P<booked>\d{4})?
    (?P<reversal>R|E)?(?P<sign>[CD])
    (?P<funds>[A-Z])?
    (?P<amount>\d{0,15}[,.]\d*)
    (?P<type>[A-Z][A-Z0-9]{3})
    (?P<reference>.*)''', re.VERBOSE)
# A long number on the second line of a movement is the bank's own
_SERVICER = re.compile(r'\d{20,34}')


@dataclass
class _Field:
    tag: str
    line: int
    lines: list[str]

    @property
    def value(self) -> str:
        return self.lines[0].strip()


@dataclass
class _Page:
    line: int
    reference: str
    account: str = ''
    number: str = ''
    opening: _Field | None = None
    closing: _Field | None = None
    movements: list[tuple[_Field, _Field | None]] = field(
        default_factory=list)


def looks_like(data: bytes) -> bool:
    """Whether the file has the first fields of MT940."""
    head = data[:4096]
    return bool(_START.search(head)) and b':25:' in head


def read(data: bytes) -> tuple[Statement, ...]:
    """Read the statements of a file, one for each message.

    :raises BankFileError: with statement and line
    """
    statements = []
    for page in _pages(_fields(decode(data))):
        name = ' '.join(filter(None, [page.reference, page.number]))
        try:
            statements.append(_statement(page, name))
        except BankFileError as error:
            raise error.at(statement=name, line=page.line) from None
    if not statements:
        raise BankFileError('not_format', {'expected': "MT940"})
    return with_keys(statements)


def _fields(text: str) -> list[_Field]:
    fields: list[_Field] = []
    open_ = False
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.removeprefix('{4:')
        match = _FIELD.match(line)
        if match:
            fields.append(_Field(match.group(1), number, [match.group(2)]))
            open_ = True
        elif line.strip() in {'-', '-}'} or line.startswith('{'):
            # the end of a message; what follows is no part of its last field
            open_ = False
        elif open_ and line.strip():
            fields[-1].lines.append(line)
    return fields


def _pages(fields: list[_Field]) -> list[_Page]:
    pages: list[_Page] = []
    for field_ in fields:
        if field_.tag == '20':
            pages.append(_Page(field_.line, field_.value))
            continue
        if not pages:
            continue
        page = pages[-1]
        if field_.tag == '25':
            page.account = field_.value
        elif field_.tag in {'28', '28C'}:
            page.number = field_.value
        elif field_.tag in {'60F', '60M'}:
            page.opening = field_
        elif field_.tag in {'62F', '62M'}:
            page.closing = field_
        elif field_.tag == '61':
            page.movements.append((field_, None))
        elif field_.tag == '86' and page.movements and not page.closing:
            movement, known = page.movements[-1]
            page.movements[-1] = (movement, known or field_)
    return pages


def _statement(page: _Page, name: str) -> Statement:
    if not page.account:
        raise BankFileError('no_account')
    opening, currency, _ = _balance(page.opening, '60')
    # A file that was cut off has no closing balance
    closing, _, date = _balance(page.closing, '62')
    entries = []
    for index, (movement, text) in enumerate(page.movements, start=1):
        try:
            entries.append(_entry(movement, text, index))
        except BankFileError as error:
            raise error.at(entry=index, line=movement.line) from None
    iban, other = split_iban(page.account)
    # bank/account, where users know the account by its second part
    _, _, short = page.account.rpartition('/')
    return Statement(
        kind='mt940',
        identification=name,
        account=iban or other or '',
        other_numbers=(short,) if short != page.account else (),
        currency=currency,
        currency_stated=True,
        date=date,
        entries=tuple(entries),
        opening=opening,
        closing=closing)


def _balance(
        field_: _Field | None, tag: str) -> tuple[Decimal, str, dt.date]:
    if field_ is None:
        raise BankFileError('incomplete', {'field': f':{tag}F:'})
    match = _BALANCE.fullmatch(field_.value)
    if not match:
        raise BankFileError(
            'amount_invalid',
            {'value': field_.value[:40], 'field': f':{field_.tag}:'},
            place=Place(line=field_.line))
    amount = _amount(match['amount'])
    return (
        -amount if match['sign'] == 'D' else amount, match['currency'],
        _date(match['date'], f':{field_.tag}:'))


def _entry(movement: _Field, text: _Field | None, index: int) -> Entry:
    match = _MOVEMENT.fullmatch(movement.value)
    if not match:
        raise BankFileError('malformed', {
                'format': "MT940", 'detail': f':61:{movement.value[:40]}'})
    value_date = _date(match['value'], ':61:')
    date = _booked(match['booked'], value_date)
    amount = _amount(match['amount'])
    reversal = match['reversal'] == 'R'
    # the reversal of a credit takes money, that of a debit gives it
    if (match['sign'] == 'D') is not reversal:
        amount = -amount
    own, servicer, more = _references(match['reference'], movement.lines[1:])
    description = describe(text.lines if text else [], receipt=amount >= 0)
    party = description.party
    if more and not (party.iban or party.account):
        # some banks give the other account in the supplementary details
        iban, _ = split_iban(more[0])
        party = replace(party, iban=iban)
    transaction = Transaction(
        amount=amount,
        date=date,
        value_date=value_date,
        debtor=party if amount >= 0 else Party(),
        creditor=party if amount < 0 else Party(),
        ultimate_debtor=description.ultimate,
        references=description.references,
        remittance=description.remittance,
        additional=(*description.additional, *more),
        identifiers=Identifiers(
            account_service_reference=servicer,
            instruction_identification=own,
            end_to_end_identification=description.end_to_end,
            mandate_identification=description.mandate),
        reversal=reversal,
        returned=description.returned,
        return_information=description.return_information)
    return Entry(
        index=index, amount=amount, date=date, transactions=(transaction,),
        reference=own, servicer_reference=servicer)


def _references(
        text: str,
        lines: list[str]) -> tuple[str | None, str | None, tuple[str, ...]]:
    own, _, servicer = (part.strip() for part in text.partition('//'))
    more = [' '.join(line.split()) for line in lines]
    if not usable(servicer) and more and _SERVICER.fullmatch(more[0]):
        servicer = more.pop(0)
    # EREF and the like say where the reference is, they are none
    if not usable(own) or own.rstrip('+') in {'EREF', 'KREF', 'PREF', 'MARF'}:
        own = ''
    return own or None, servicer if usable(servicer) else None, tuple(more)


def _amount(text: str) -> Decimal:
    match = re.fullmatch(r'(\d*)[,.]?(\d*)', text)
    if not match or not compact(text).strip(',.'):
        raise BankFileError(
            'amount_invalid', {'value': text[:40], 'field': ':61:'})
    return Decimal(f'{match[1] or 0}.{match[2] or 0}')


def _date(text: str, field_: str) -> dt.date:
    year = int(text[:2])
    try:
        return dt.date(
            year + (2000 if year < 80 else 1900), int(text[2:4]),
            int(text[4:]))
    except ValueError:
        raise BankFileError(
            'date_invalid', {'value': text, 'field': field_}) from None


def _booked(text: str | None, value_date: dt.date) -> dt.date:
    """Return the day of the booking, the one nearest to the value date."""
    if not text:
        return value_date
    days = []
    for year in [value_date.year - 1, value_date.year, value_date.year + 1]:
        try:
            days.append(dt.date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    if not days:
        raise BankFileError('date_invalid', {'value': text, 'field': ':61:'})
    return min(days, key=lambda day: abs(day - value_date))
