# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""OFX 1 (SGML), OFX 2 (XML) and QFX.

The libraries refuse what banks really send: ofxtools (tried: 1.1.1) whatever
is not in the schema, like a zero as date, a type in small letters or elements
in another order; ofxparse (0.21, of 2021) a header on one line and letters
beyond ASCII. And the mere tree of ofxtools puts each transaction into the one
before it where a mark is empty and has no end. What is needed is a tree of
marks and texts, in which a mark of SGML that holds a text has no end.
"""
from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from .account_number import national_ibans, split_iban
from .errors import BankFileError, Place
from .file import File
from .format import Format
from .keys import usable, with_keys
from .limits import MAX_MARKS
from .model import Entry, Identifiers, Notice, Party, Statement, Transaction
from .values import iso_decimal

__all__ = ['FORMAT']

_LOOKS = re.compile(r'OFXHEADER|<\?OFX\b|<OFX>', re.IGNORECASE)
_MARK = re.compile(r'<(/?)([A-Za-z][A-Za-z0-9_.]*)\s*/?>')
# Elements whose text may hold anything, signs of marks too, and what may
# follow them
_FREE = {'NAME', 'EXTDNAME', 'MEMO', 'MEMO2'}
_FOLLOWING = _FREE | {
    'TRNTYPE', 'DTPOSTED', 'DTUSER', 'DTAVAIL', 'TRNAMT', 'FITID',
    'CORRECTFITID', 'CORRECTACTION', 'SRVRTID', 'SRVRTID2', 'CHECKNUM',
    'REFNUM', 'SIC', 'PAYEEID', 'PAYEEID2', 'PAYEE', 'PAYEE2', 'ADDR1',
    'ADDR2', 'ADDR3', 'CITY', 'STATE', 'POSTALCODE', 'COUNTRY', 'PHONE',
    'BANKACCTTO', 'CCACCTTO', 'BANKID', 'BRANCHID', 'ACCTID', 'ACCTTYPE',
    'ACCTKEY', 'IMAGEDATA', 'CURRENCY', 'ORIGCURRENCY', 'CURRATE', 'CURSYM',
    'INV401KSOURCE', 'INV401KSOURCE2', 'STMTTRN', 'STMTTRNP'}
# What a type says of the sign; others may have either
_SIGNS = {
    'CREDIT': 1, 'DEP': 1, 'DIRECTDEP': 1, 'DEBIT': -1, 'CHECK': -1,
    'DIRECTDEBIT': -1}
_CDATA = re.compile(r'<!\[CDATA\[(.*?)\]\]>', re.DOTALL)
# bank account and credit card
_STATEMENTS = {'STMTRS': 'BANKACCTFROM', 'CCSTMTRS': 'CCACCTFROM'}


@dataclass
class _Node:
    name: str
    children: list[_Node] = field(default_factory=list)
    text: str = ''

    def walk(self, *names: str) -> Iterator[_Node]:
        """Return the nodes of these names below, in the order of the file."""
        stack = list(reversed(self.children))
        while stack:
            node = stack.pop()
            if node.name in names:
                yield node
            stack.extend(reversed(node.children))

    def first(self, *path: str) -> str | None:
        """Return the first text on a path of names."""
        node: _Node | None = self
        for name in path:
            if node is None:
                return None
            node = next(node.walk(name), None)
        return node.text or None if node else None


def looks_like(file: File) -> bool:
    """Whether the file begins like OFX."""
    return bool(_LOOKS.search(file.head[:4096]))


def read(file: File) -> tuple[Statement, ...]:
    """Read the statements of a file.

    :raises BankFileError: with statement and entry
    """
    root = _tree(file.text)
    statements = []
    for node in root.walk(*_STATEMENTS):
        account = node.first(_STATEMENTS[node.name], 'ACCTID')
        try:
            if not account:
                raise BankFileError('no_account')
            statements.append(_statement(node, account))
        except BankFileError as error:
            raise error.at(
                statement=account or str(len(statements) + 1)) from None
    if not statements:
        raise BankFileError('no_statement')
    return with_keys(statements)


def _tree(text: str) -> _Node:
    if '<OFX>' not in text.upper():
        raise BankFileError('not_format', {'expected': "OFX"})
    if '</OFX>' not in text.upper():
        raise BankFileError('incomplete', {'field': "</OFX>"})
    if text.count('<') > MAX_MARKS:
        raise BankFileError('too_complex', {'limit': f'{MAX_MARKS:,}'})
    text = _CDATA.sub(lambda match: html.escape(match[1]), text)
    root = _Node('')
    stack = [root]
    for end, name, value in _marks(text):
        if end:
            # the end of a text closes nothing, that of a group all within
            names = [node.name for node in stack]
            if name in names[1:]:
                del stack[len(names) - 1 - names[::-1].index(name):]
            continue
        node = _Node(name, text=' '.join(html.unescape(value).split()))
        stack[-1].children.append(node)
        if not node.text:
            stack.append(node)
    return root


def _marks(text: str) -> Iterator[tuple[bool, str, str]]:
    """Return the marks: whether it is an end, its name, and what follows.

    In the text of a payer `<` may stand for itself.
    """
    found: list[tuple[bool, str, int, int]] = []
    for match in _MARK.finditer(text):
        name = match[2].upper()
        end = bool(match[1])
        if found:
            before = found[-1]
            if (not before[0] and before[1] in _FREE
                    and not (name == before[1] if end else False)
                    and name not in _FOLLOWING and '.' not in name):
                continue
        found.append((end, name, match.start(), match.end()))
    starts = [start for _, _, start, _ in found[1:]] + [len(text)]
    for (end, name, _, after), start in zip(found, starts, strict=True):
        yield end, name, text[after:start]


def _statement(node: _Node, number: str) -> Statement:
    account = _STATEMENTS[node.name]
    bank = node.first(account, 'BANKID')
    branch = node.first(account, 'BRANCHID')
    iban, other = split_iban(number)
    currency = node.first('CURDEF')
    balance = node.first('LEDGERBAL', 'BALAMT')
    entries = []
    for index, transaction in enumerate(node.walk('STMTTRN'), start=1):
        try:
            entries.append(_entry(transaction, index))
        except BankFileError as error:
            raise error.at(
                entry=index, reference=transaction.first('FITID')) from None
    start = _date(node.first('BANKTRANLIST', 'DTSTART'), 'DTSTART')
    end = _date(node.first('BANKTRANLIST', 'DTEND'), 'DTEND')
    date = (
        end or _date(node.first('LEDGERBAL', 'DTASOF'), 'DTASOF')
        or max((e.date for e in entries), default=None))
    if date is None:
        raise BankFileError('date_missing')
    return Statement(
        kind='ofx',
        identification=' '.join(filter(None, [
                    number, (start or date).isoformat(),
                    date.isoformat() if start else None])),
        account=iban or other or '',
        other_numbers=(
            *national_ibans(bank or '', branch or '', number),
            *([f'{bank}{number}'] if bank else [])),
        currency=currency,
        currency_stated=currency is not None,
        date=date,
        entries=tuple(entries),
        # the balance of the day it was made, after all entries
        closing=_decimal(balance, 'LEDGERBAL') if balance else None,
        notices=tuple(
            notice for entry in entries for notice in _sign(entry, number)))


def _sign(entry: Entry, statement: str) -> Iterator[Notice]:
    """Return that the type of a transaction contradicts its sign."""
    transaction, = entry.transactions
    type_ = next(iter(transaction.additional), '').upper()
    if _SIGNS.get(type_, 0) * entry.amount < 0:
        yield Notice('type_sign', {
                'type': type_, 'amount': str(entry.amount)},
            Place(statement, entry.index, entry.reference))


def _entry(node: _Node, index: int) -> Entry:
    amount = _decimal(node.first('TRNAMT'), 'TRNAMT')
    date = (
        _date(node.first('DTPOSTED'), 'DTPOSTED')
        or _date(node.first('DTUSER'), 'DTUSER'))
    if date is None:
        raise BankFileError('date_missing')
    reference = node.first('FITID')
    cheque = node.first('CHECKNUM')
    iban, account = split_iban(
        node.first('BANKACCTTO', 'ACCTID')
        or node.first('CCACCTTO', 'ACCTID') or '')
    party = Party(
        node.first('EXTDNAME') or node.first('NAME')
        or node.first('PAYEE', 'NAME'), iban, account)
    memo = [node.first('MEMO'), node.first('MEMO2')]
    transaction = Transaction(
        amount=amount,
        date=date,
        value_date=_date(node.first('DTAVAIL'), 'DTAVAIL'),
        debtor=party if amount >= 0 else Party(),
        creditor=party if amount < 0 else Party(),
        remittance=tuple(filter(None, memo)),
        additional=tuple(filter(None, [node.first('TRNTYPE')])),
        identifiers=Identifiers(
            account_service_reference=reference,
            instruction_identification=node.first('REFNUM'),
            cheque_number=cheque if usable(cheque) else None))
    return Entry(
        index=index, amount=amount, date=date, transactions=(transaction,),
        reference=reference, servicer_reference=reference)


def _decimal(text: str | None, name: str) -> Decimal:
    if text and '.' not in text:
        text = text.replace(',', '.')
    return iso_decimal(text, name)


def _date(text: str | None, name: str) -> dt.date | None:
    """Return the day of a moment; banks write a zero for none."""
    digits = (text or '')[:8]
    if not digits.strip('0'):
        return None
    try:
        return dt.datetime.strptime(digits, '%Y%m%d').date()
    except ValueError:
        raise BankFileError(
            'date_invalid', {'value': (text or '')[:40], 'field': name},
            ) from None


FORMAT = Format('ofx', "OFX", looks_like, read)
