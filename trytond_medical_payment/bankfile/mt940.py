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

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .account_number import national_ibans, split_iban
from .errors import BankFileError, Place
from .file import File
from .format import Format
from .keys import usable, with_keys
from .model import Entry, Identifiers, Notice, Party, Statement, Transaction
from .mt940_text import describe
from .values import compact

__all__ = ['FORMAT']

_FIELD = re.compile(r':(\d\d[A-Z]?):(.*)')
# Sum of debits or credits: their number and their amount
_SUM = re.compile(r'(?P<number>\d{1,5})(?P<currency>[A-Z]{3})(?P<amount>.+)')
# A message says its account and, before or after, its name or a balance
_LOOKS = re.compile(
    r'^(\{4:\s*)?(:20:[^§]{,2000}?^:25P?:|:25P?:[^§]{,2000}?^:60[FM]:)',
    re.MULTILINE)
_BALANCE = re.compile(
    r'(?P<sign>[CD])(?P<date>\d{6})(?P<currency>[A-Z]{3})(?P<amount>[\d,.]+)')
# RC and RD are reversals, EC and ED are expected and not booked yet. An amount
# has a comma: without, something else was cut off or damaged
_ENTRY = re.compile(r'''
    (?P<value>\d{6})
    (?P<booked>\d{4}|\ {4})?
    (?P<reversal>R|E)?(?P<sign>[CD])
    (?P<funds>[A-Z])?
    (?P<amount>\d{0,15}[,.]\d*)
    (?P<type>[A-Z][A-Z0-9\ ]{3})
    (?P<reference>.*)''', re.VERBOSE)
# A long number on the second line of a transaction is the bank's own
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
    transactions: list[tuple[_Field, _Field | None]] = field(
        default_factory=list)
    sums: list[_Field] = field(default_factory=list)


def looks_like(file: File) -> bool:
    """Whether the file has the first fields of MT940."""
    head = file.head[:4096].replace('\r', '\n')
    # MT942, the interim report, has floor limits instead of balances
    return bool(_LOOKS.search(head)) and (':60' in head or ':34F:' not in head)


def read(file: File) -> tuple[Statement, ...]:
    """Read the statements of a file, one for each message.

    :raises BankFileError: with statement and line
    """
    statements = []
    for page in _pages(_fields(file.text)):
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
        if field_.tag in {'25', '25P'} and (not pages or pages[-1].account):
            # some banks begin with the account, or give several at once
            name = pages[-1].reference if pages else ''
            pages.append(_Page(field_.line, name))
        if not pages:
            continue
        page = pages[-1]
        if field_.tag in {'25', '25P'}:
            page.account = field_.value
        elif field_.tag in {'28', '28C'}:
            page.number = field_.value
        elif field_.tag in {'60F', '60M'}:
            page.opening = field_
        elif field_.tag in {'62F', '62M'}:
            page.closing = field_
        elif field_.tag in {'90C', '90D'}:
            page.sums.append(field_)
        elif field_.tag == '61':
            page.transactions.append((field_, None))
        elif field_.tag == '86' and page.transactions and not page.closing:
            transaction, known = page.transactions[-1]
            page.transactions[-1] = (transaction, known or field_)
    return pages


def _statement(page: _Page, name: str) -> Statement:
    if not page.account:
        raise BankFileError('no_account')
    opening, currency, _ = _balance(page.opening, '60')
    # A file that was cut off has no closing balance
    closing, _, date = _balance(page.closing, '62')
    entries = []
    for index, (transaction, text) in enumerate(page.transactions, start=1):
        try:
            entry = _entry(transaction, text, index)
        except BankFileError as error:
            raise error.at(entry=index, line=transaction.line) from None
        if entry:
            entries.append(entry)
    iban, other = split_iban(page.account)
    # bank/account, where users know the account by its second part
    bank, _, short = page.account.rpartition('/')
    return Statement(
        kind='mt940',
        identification=name,
        account=iban or other or '',
        other_numbers=_other_numbers(bank, short) if bank else (),
        currency=currency,
        currency_stated=True,
        date=date,
        entries=tuple(entries),
        opening=opening,
        closing=closing,
        not_booked=len(page.transactions) - len(entries),
        notices=tuple(_sums(page, entries, name)))


def _other_numbers(bank: str, number: str) -> tuple[str, ...]:
    # the number may be followed by its currency
    bare = re.sub(r'(?<=\d)[A-Z]{3}$', '', number)
    return tuple(dict.fromkeys(
            [*national_ibans(bank, '', bare), number, bare]))


def _sums(
        page: _Page, entries: list[Entry], name: str) -> Iterator[Notice]:
    """Return what the sums of a page say otherwise than its transactions."""
    for field_ in page.sums:
        match = _SUM.fullmatch(field_.value)
        if not match:
            continue
        amounts = [
            abs(e.amount) for e in entries
            if (e.amount < 0) == (field_.tag == '90D')]
        where = Place(statement=name or None, line=field_.line)
        if int(match['number']) != len(amounts):
            yield Notice('count', {
                    'field': f':{field_.tag}:',
                    'expected': str(int(match['number'])),
                    'computed': str(len(amounts))}, where)
        expected = _amount(match['amount'])
        if expected != sum(amounts):
            yield Notice('sum', {
                    'field': f':{field_.tag}:', 'expected': str(expected),
                    'computed': str(sum(amounts, Decimal(0)))}, where)


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


def _entry(
        field_: _Field, text: _Field | None, index: int) -> Entry | None:
    """Return the entry of a transaction; None if it is only expected."""
    match = _ENTRY.fullmatch(field_.value)
    if not match:
        raise BankFileError('malformed', {
                'format': "MT940", 'detail': f':61:{field_.value[:40]}'})
    value_date = _value_date(match['value'])
    date = _booked(match['booked'], value_date)
    amount = _amount(match['amount'])
    if match['reversal'] == 'E':
        return None
    reversal = match['reversal'] == 'R'
    # the reversal of a credit takes money, that of a debit gives it
    if (match['sign'] == 'D') is not reversal:
        amount = -amount
    own, servicer, more = _references(match['reference'], field_.lines[1:])
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


def _value_date(text: str) -> dt.date:
    """Return a value date.

    Banks that count months of thirty days write days that February has not:
    its last one is meant.
    """
    if text[2:4] == '02' and text[4:] in {'29', '30'}:
        year, first = int(text[:2]), _date(f'{text[:4]}01', ':61:')
        _, last = calendar.monthrange(first.year, 2)
        text = f'{year:02}02{min(last, int(text[4:]))}'
    return _date(text, ':61:')


def _booked(text: str | None, value_date: dt.date) -> dt.date:
    """Return the day of the booking, the one nearest to the value date."""
    if not text or not text.strip():
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


FORMAT = Format('mt940', "MT940", looks_like, read)
