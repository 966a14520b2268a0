# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""CODA, the statement of Belgian banks (Febelfin), read by febelfin-coda.

The library tells what is wrong by assertions and by whatever its slices run
into; here that becomes an error with the line it was at.
"""
from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from coda import CODA  # type: ignore[import-untyped]

from .account_number import belgian_iban, split_iban
from .errors import BankFileError, Place
from .file import File
from .format import Format
from .keys import usable, with_keys
from .model import Entry, Identifiers, Notice, Party, Statement, Transaction

__all__ = ['FORMAT']

_LOOKS = re.compile(r'00000\d{6}\d{3}05')
_LENGTH = 128
# Transactions that stand for their details: totals of the customer (1) and of
# the bank (2). The details of the others (3) only explain them.
_TOTALS = {'1', '2'}
# Structured communications that are a reference: 101 and 102 the Belgian one
# with or without its check digits, 100 the one of ISO 11649
_BELGIAN = {'101', '102'}
_ISO = '100'


def looks_like(file: File) -> bool:
    """Whether the file begins with the header of CODA."""
    return bool(_LOOKS.match(file.head))


# What the library runs into where a record is damaged
_DAMAGE = (
    ValueError, InvalidOperation, AttributeError, IndexError, KeyError,
    TypeError)


class _Lines:
    """The lines of the file, and how far they were read."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.number = 0

    @property
    def current(self) -> str:
        """The beginning of the line that was read last."""
        return ' '.join(self.lines[self.number - 1][:40].split())

    def error(self, detail: str) -> BankFileError:
        return BankFileError(
            'malformed', {'format': "CODA", 'detail': detail},
            place=Place(line=self.number or None))

    def __iter__(self) -> Iterator[str]:
        for self.number, line in enumerate(self.lines, start=1):
            if line.strip():
                yield line.ljust(_LENGTH)


def read(file: File) -> tuple[Statement, ...]:
    """Read the statements of a file.

    :raises BankFileError: with the line
    """
    lines = _Lines(file.text)
    if not any(line.startswith('9') for line in lines.lines[-3:]):
        raise BankFileError('incomplete', {'field': "9"})
    try:
        found = CODA(lines).statements
    except AssertionError as error:
        raise lines.error(_disagreement(error)) from None
    except _DAMAGE:
        raise lines.error(lines.current) from None
    try:
        statements = list(map(_statement, found))
    except _DAMAGE:
        # it is the end of the file, so that no line is the place
        lines.number = 0
        raise lines.error("a record of a statement is missing") from None
    if not statements:
        raise BankFileError('no_statement')
    return with_keys(statements)


def _disagreement(error: AssertionError) -> str:
    """Say what an assertion of the library was about."""
    if error.args and isinstance(error.args[0], tuple):
        name, value, other, *_ = error.args[0]
        value, other = (' '.join(str(v).split()) for v in (value, other))
        return (f"{name.strip('_')} is {value} in one record "
            f"and {other} in another")
    return "the transactions do not add up to the totals and balances"


def _statement(coda: Any) -> Statement:
    number = coda.account.strip()
    iban, other = split_iban(number)
    made = belgian_iban(other or '')
    currency = coda.account_currency.strip() or None
    name = ' '.join(filter(None, [
                coda.old_balance_date.isoformat() if coda.old_balance_date
                else None, str(coda)]))
    texts = _informations(coda)
    entries, notices = [], []
    for index, move in enumerate(coda.moves, start=1):
        entry = _entry(move, texts, index)
        entries.append(entry)
        if not _adds_up(move):
            code, parameters = 'not_split', {'count': str(len(move.moves))}
            if move.transaction_type not in _TOTALS:
                code, parameters = 'detail', {
                    'computed': str(sum(m.amount for m in move.moves)),
                    'expected': str(move.amount)}
            notices.append(Notice(
                    code, parameters, Place(name, index, entry.reference)))
    return Statement(
        kind='coda',
        identification=name,
        account=iban or made or other or '',
        other_numbers=(other,) if other and made else (),
        currency=currency,
        currency_stated=currency is not None,
        date=coda.new_balance_date or coda.creation_date,
        entries=tuple(entries),
        opening=coda.old_balance,
        closing=coda.new_balance,
        owner=coda.account_holder_name or None,
        notices=tuple(notices))


def _adds_up(move: Any) -> bool:
    """Whether the details of a transaction make it up, if it has some."""
    return not move.moves or bool(
        sum(m.amount for m in move.moves) == move.amount)


def _entry(
        move: Any, texts: dict[tuple[str, str], list[str]],
        index: int) -> Entry:
    parts = [move]
    if move.transaction_type in _TOTALS and move.moves and _adds_up(move):
        parts = move.moves
    if len(parts) == 1:
        # what is said of its details is said of the whole
        own = [[
                text for (sequence, _), found in texts.items()
                if sequence == move.sequence for text in found]]
    else:
        own = [texts[part.sequence, part.detail_sequence] for part in parts]
    transactions = tuple(
        _transaction(part, move, text)
        for part, text in zip(parts, own, strict=True))
    return Entry(
        index=index,
        amount=sum((t.amount for t in transactions), Decimal(0)),
        date=transactions[0].date,
        transactions=transactions,
        reference=move.customer_reference or None,
        servicer_reference=move.bank_reference.strip() or None)


def _transaction(part: Any, move: Any, texts: list[str]) -> Transaction:
    amount: Decimal = part.amount
    account = part.counterparty_account or ''
    # the number is followed by its currency
    iban, other = split_iban(account[:34])
    if not usable(other):
        other = None
    party = Party(part.counterparty_name or None, iban, other)
    references, remittance = _communication(part)
    end_to_end = (part.customer_reference or '').strip()
    date: dt.date = part.entry_date or move.entry_date
    return Transaction(
        amount=amount,
        date=date,
        value_date=part.value_date,
        debtor=party if amount >= 0 else Party(),
        creditor=party if amount < 0 else Party(),
        references=references,
        remittance=remittance,
        additional=tuple(dict.fromkeys(texts)),
        identifiers=Identifiers(
            account_service_reference=part.bank_reference.strip() or None,
            end_to_end_identification=(
                end_to_end if usable(end_to_end) else None)),
        returned=_returned(part))


def _returned(part: Any) -> str | None:
    """Return the reason of a reject, return, refund, reversal or cancellation.

    Before version 2.3 other things stood there; a reason is a code of
    ISO 20022, which begins with a letter.
    """
    reason: str = (part.r_reason or '').strip()
    if (part.r_transaction or '') in {'1', '2', '3', '4', '5'}:
        if not reason or reason[0].isalpha():
            return reason
    return None


def _communication(part: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    text = ' '.join((part.communication or '').split())
    kind = part.communication_type
    if not text:
        return (), ()
    if kind in _BELGIAN:
        return (text,), ()
    if kind == _ISO:
        return (text.split()[0],), tuple(filter(None, [
                    ' '.join(text.split()[1:])]))
    return (), (text,)


def _informations(coda: Any) -> dict[tuple[str, str], list[str]]:
    """Return the texts of the information records of each transaction.

    Records of a transaction and of its details have the same sequence; each
    information stands after the one it belongs to, and the numbers of details
    go on. The references of the bank tell less: they may be blank or the one
    of another detail.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    details = defaultdict(list)
    for move in coda.all_moves:
        details[move.sequence].append(move.detail_sequence)
    for informations in coda.informations.values():
        for information in sorted(informations, key=str):
            if information.communication_type is not None:
                continue
            text = ' '.join(information._communication[1:].split())
            owner = max((
                    detail for detail in details[information.sequence]
                    if detail <= information.detail_sequence), default=None)
            if text and owner is not None:
                found[information.sequence, owner].append(text)
    return found


FORMAT = Format('coda', "CODA", looks_like, read)
