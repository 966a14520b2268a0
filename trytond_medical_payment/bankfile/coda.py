# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""CODA, the statement of Belgian banks (Febelfin), read by febelfin-coda.

The library tells what is wrong by assertions and by whatever its slices run
into; here that becomes an error with the line it was at.
"""
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from coda import CODA  # type: ignore[import-untyped]

from .account_number import belgian_iban, split_iban
from .decode import decode
from .errors import BankFileError, Place
from .keys import usable, with_keys
from .model import Entry, Identifiers, Party, Statement, Transaction

__all__ = ['looks_like', 'read']

_LOOKS = re.compile(rb'00000\d{6}\d{3}05')
_LENGTH = 128
# Movements that stand for their details: totals of the customer (1) and of
# the bank (2). The details of the others (3) only explain them.
_TOTALS = {'1', '2'}
# Structured communications that are a reference: 101 and 102 the Belgian one
# with or without its check digits, 100 the one of ISO 11649
_BELGIAN = {'101', '102'}
_ISO = '100'


def looks_like(data: bytes) -> bool:
    """Whether the file begins with the header of CODA."""
    return bool(_LOOKS.match(data.lstrip()))


class _Lines:
    """The lines of the file, and how far they were read."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for self.number, line in enumerate(self.lines, start=1):
            if line.strip():
                yield line.ljust(_LENGTH)


def read(data: bytes) -> tuple[Statement, ...]:
    """Read the statements of a file.

    :raises BankFileError: with the line
    """
    lines = _Lines(decode(data))
    if not any(line.startswith('9') for line in lines.lines[-3:]):
        raise BankFileError('incomplete', {'field': "9"})
    try:
        statements = CODA(lines).statements
    except AssertionError as error:
        raise BankFileError('malformed', {
                'format': "CODA", 'detail': _disagreement(error),
                }, place=Place(line=lines.number)) from None
    except (
            ValueError, InvalidOperation, AttributeError, IndexError,
            KeyError, TypeError) as error:
        raise BankFileError('malformed', {
                'format': "CODA", 'detail': ' '.join(str(error).split())[:80],
                }, place=Place(line=lines.number)) from None
    if not statements:
        raise BankFileError('no_statement')
    return with_keys(map(_statement, statements))


def _disagreement(error: AssertionError) -> str:
    """Say what an assertion of the library was about."""
    if error.args and isinstance(error.args[0], tuple):
        name, value, other, *_ = error.args[0]
        value, other = (' '.join(str(v).split()) for v in (value, other))
        return (f"{name.strip('_')} is {value} in one record "
            f"and {other} in another")
    return "the movements do not add up to the totals and balances"


def _statement(coda: Any) -> Statement:
    number = coda.account.strip()
    iban, other = split_iban(number)
    made = belgian_iban(other or '')
    currency = coda.account_currency.strip() or None
    name = ' '.join(filter(None, [
                coda.old_balance_date.isoformat() if coda.old_balance_date
                else None, str(coda)]))
    return Statement(
        kind='coda',
        identification=name,
        account=iban or made or other or '',
        other_numbers=(other,) if other and made else (),
        currency=currency,
        currency_stated=currency is not None,
        date=coda.new_balance_date or coda.creation_date,
        entries=tuple(
            _entry(move, coda, index)
            for index, move in enumerate(coda.moves, start=1)),
        opening=coda.old_balance,
        closing=coda.new_balance,
        owner=coda.account_holder_name or None)


def _entry(move: Any, coda: Any, index: int) -> Entry:
    parts = [move]
    if (move.transaction_type in _TOTALS and move.moves
            and sum(m.amount for m in move.moves) == move.amount):
        parts = move.moves
    transactions = tuple(_transaction(part, move, coda) for part in parts)
    return Entry(
        index=index,
        amount=sum((t.amount for t in transactions), Decimal(0)),
        date=transactions[0].date,
        transactions=transactions,
        reference=move.customer_reference or None,
        servicer_reference=move.bank_reference.strip() or None)


def _transaction(part: Any, move: Any, coda: Any) -> Transaction:
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
        additional=_informations(part, coda),
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


def _informations(part: Any, coda: Any) -> tuple[str, ...]:
    texts = []
    for information in coda.informations.get(part.bank_reference, []):
        if information.communication_type is None:
            texts.append(' '.join(information._communication[1:].split()))
    return tuple(dict.fromkeys(filter(None, texts)))
