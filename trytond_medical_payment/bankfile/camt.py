# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""camt.052, camt.053 and camt.054 of ISO 20022, versions 01 to 10.

Elements are found by their local name, so the version in the namespace does
not matter; where versions put things in different places all are looked at.
"""
from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

from . import xml
from .camt_amount import currency_of, signed
from .camt_control import check_sums
from .camt_detail import OTHER_ACCOUNTS
from .camt_entry import is_booked, read_date, read_entry
from .camt_place import locate
from .errors import BankFileError
from .file import File
from .format import Format
from .keys import with_keys
from .model import Entry, Notice, Statement
from .values import compact, iso_date
from .xml import Element, text, wild

__all__ = ['FORMAT', 'MESSAGES']

# message → kind, element of a statement; version 01 says its number there
MESSAGES = {
    name + version: kind
    for name, kind in {
        'BkToCstmrAcctRpt': ('camt.052', 'Rpt'),
        'BkToCstmrStmt': ('camt.053', 'Stmt'),
        'BkToCstmrDbtCdtNtfctn': ('camt.054', 'Ntfctn'),
        }.items()
    for version in ['', 'V01']}


_LOOKS = re.compile(
    r'urn:iso:std:iso:20022:tech:xsd:camt\.05[234]|<(\w+:)?('
    + '|'.join(MESSAGES) + r')[\s/>]')


def looks_like(file: File) -> bool:
    """Whether the file is XML and names one of the messages."""
    return file.head.startswith('<') and bool(_LOOKS.search(file.head))


def read(file: File) -> tuple[Statement, ...]:
    """Read the statements of all messages in a file.

    :raises BankFileError: with statement and entry
    """
    if not file.head.startswith('<'):
        raise BankFileError('not_format', {'expected': "camt"})
    data = xml.prepare(file.data)
    try:
        root = xml.parse(data)
    except xml.XMLError as error:
        broken = locate(data, error.place.line, error.column)
        raise error.at(
            statement=broken.statement, entry=broken.entry) from None
    messages = list(root.iter(*map(wild, MESSAGES)))
    if not messages:
        raise BankFileError('not_format', {'expected': "camt"})
    statements: list[Statement] = []
    for message in messages:
        kind, name = MESSAGES[message.tag.rpartition('}')[2]]
        for element in message.iterfind(wild(name)):
            place = text(element, 'Id') or str(len(statements) + 1)
            try:
                statements.append(_statement(element, kind, message))
            except BankFileError as error:
                raise error.at(statement=place) from None
    if not statements:
        raise BankFileError('no_statement')
    return with_keys(statements)


def _statement(element: Element, kind: str, message: Element) -> Statement:
    account = (
        compact(text(element, 'Acct/Id/IBAN'))
        or text(element, *(
                f'Acct/Id/{name}' for name in OTHER_ACCOUNTS)))
    if not account:
        raise BankFileError('no_account')
    identification = text(element, 'Id') or ''
    stated = text(element, 'Acct/Ccy')
    currency = stated or _currency(element)
    date, unreadable = _date(element, message)
    entries: list[Entry] = []
    notices: list[Notice] = []
    not_booked = 0
    for index, child in enumerate(element.iterfind(wild('Ntry')), start=1):
        if not is_booked(child):
            not_booked += 1
            continue
        entry, entry_notices = read_entry(child, index, currency, date)
        entries.append(entry)
        notices.extend(entry_notices)
    if date is None:
        date = max((entry.date for entry in entries), default=None)
    if date is None:
        raise unreadable or BankFileError('date_missing')
    notices.extend(check_sums(element, entries))
    opening, closing = _balances(element, currency)
    return Statement(
        kind=kind,
        identification=identification,
        account=account,
        currency=currency,
        currency_stated=stated is not None,
        date=date,
        entries=tuple(entries),
        opening=opening,
        closing=closing,
        not_booked=not_booked,
        owner=text(element, 'Acct/Ownr/Nm'),
        notices=tuple(
            replace(notice, place=replace(
                    notice.place, statement=identification or None))
            for notice in notices))


def _currency(element: Element) -> str | None:
    """Return the currency of the entries, else of the balances."""
    for path in ['Ntry/Amt', 'Bal/Amt']:
        for amount in element.iterfind(wild(path)):
            currency = currency_of(amount)
            if currency:
                return currency
    return None


def _date(
        element: Element, message: Element,
        ) -> tuple[dt.date | None, BankFileError | None]:
    """Return the day of the statement: when it was made, as Tryton has it.

    A moment that cannot be read costs nothing where another date is known; it
    is returned to be raised where none is.
    """
    unreadable = None
    created = text(element, 'CreDtTm') or text(message, 'GrpHdr/CreDtTm')
    if created:
        try:
            return iso_date(created, 'CreDtTm'), None
        except BankFileError as error:
            unreadable = error
    return max(filter(None, (
                read_date(balance, 'Dt')
                for balance in element.iterfind(wild('Bal')))),
        default=None), unreadable


def _balances(
        element: Element,
        currency: str | None) -> tuple[Decimal | None, Decimal | None]:
    """Return the booked balances before and after the entries.

    The previous closing balance is an opening one.  An intraday report and
    the pages of a statement have interim balances: the last one closes if no
    other does, the first opens if no other does and it does not close.
    Available and forward balances are no booked ones.
    """
    balances: dict[str, list[Decimal]] = {}
    for balance in element.iterfind(wild('Bal')):
        code = text(balance, 'Tp/CdOrPrtry/Cd', 'Tp/Cd')
        if code not in {'OPBD', 'PRCD', 'CLBD', 'ITBD'}:
            continue
        amount = signed(balance, 'Bal', default=False)
        if currency_of(balance.find(wild('Amt'))) in {currency, None}:
            balances.setdefault(code, []).append(amount)
    interim = balances.get('ITBD', [])
    opening = (
        balances.get('OPBD') or balances.get('PRCD')
        or (interim if len(interim) > 1 or 'CLBD' in balances else []))
    closing = balances.get('CLBD') or interim
    return (
        opening[0] if opening else None,
        closing[-1] if closing else None)


FORMAT = Format('camt', "camt", looks_like, read)
