# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Keys that find the same transaction again in another file.

The same file may be imported twice (case S4), and one booking is told by
several messages: the notification (camt.054), the intraday report (camt.052)
and the statement (camt.053) of the day (case S5).

The bank numbers its bookings: the reference of the account servicer on the
entry is the same in all messages, and the only thing all have in common.  The
day is not (an advice is often dated a day apart), nor is the number of
details (a statement may give the total and the notification the payments), nor
what the entry is called.  So the key of an entry is reference and amount.
Without such a reference it is what identifies its payments: the numbers the
bank gave them, else the day with their end-to-end identifications or
structured references, else with everything that is said of them.

A mere total, of which nothing is said, has nothing in common with its details
but day and amount.  These are a second key, which stands back behind the
first.

The account is no part of a key, as it may have several numbers (IBAN and
QR-IBAN): keys are to be compared among the transactions of one account.

Two bookings of one file are always two: equal keys are numbered in the order
of the file, for each account.  As the keys do not depend on the message, the
first of two equal bookings of a statement is the first of a notification.
"""
from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from decimal import Decimal
from operator import attrgetter

from .model import Entry, Identifiers, Statement, Transaction
from .values import compact

__all__ = ['usable', 'with_keys']

# What banks write where a number is required and they have none
_NO_REFERENCE = {
    '', '0', '-', 'NA', 'N/A', 'NONE', 'NONREF', 'NOREF', 'NOTPROVIDED',
    'NOTAVAILABLE', 'UNKNOWN'}
# What identifies a whole batch does not tell its payments apart
_OF_BATCH = {'message_identification', 'payment_information_identification'}
_NAMES = [field.name for field in fields(Identifiers)]
_identifiers = attrgetter(*_NAMES)


def usable(reference: str | None) -> bool:
    """Whether a reference identifies anything."""
    text = compact(reference)
    return text not in _NO_REFERENCE and text.strip('0') != ''


def with_keys(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements of one file, each transaction with its key."""
    seen: Counter[tuple[str, str]] = Counter()
    return tuple(
        replace(statement, entries=tuple(
                _entry_with_keys(statement, entry, seen)
                for entry in statement.entries))
        for statement in statements)


def _entry_with_keys(
        statement: Statement, entry: Entry,
        seen: Counter[tuple[str, str]]) -> Entry:
    account = compact(statement.account)

    def numbered(base: str) -> str:
        seen[account, base] += 1
        return f'{base}-{seen[account, base]}'

    details = [_details(transaction) for transaction in entry.transactions]
    identified, parts = _identity(entry, details)
    amount = _decimal(entry.amount)
    key = numbered(_digest([amount, *parts]))
    total_key = ''
    if not identified:
        total_key = numbered(
            _digest(['total', amount, entry.date.isoformat()]))
    within: Counter[str] = Counter()
    transactions = []
    for transaction, parts in zip(entry.transactions, details, strict=True):
        detail = _digest(parts)[:12]
        within[detail] += 1
        transactions.append(replace(
                transaction, key=f'{key}/{detail}-{within[detail]}'))
    return replace(
        entry, key=key, identified=identified, total_key=total_key,
        bare=len(transactions) == 1 and _says_nothing(transactions[0]),
        transactions=tuple(transactions))


def _says_nothing(transaction: Transaction) -> bool:
    """Whether a transaction is a mere total: nobody knows what it is for."""
    return not (
        transaction.references or transaction.remittance
        or transaction.debtor or transaction.creditor
        or transaction.ultimate_debtor or transaction.ultimate_creditor
        or usable(transaction.identifiers.end_to_end_identification))


def _identity(
        entry: Entry, details: list[list[str]]) -> tuple[bool, list[str]]:
    """Return what tells an entry from others, and if the bank numbered it.

    :param details: of its transactions
    """
    if usable(entry.servicer_reference):
        return True, ['servicer', compact(entry.servicer_reference)]
    references = [
        compact(t.identifiers.account_service_reference)
        for t in entry.transactions]
    # The numbers of the payments are as good as the one of their entry
    if references and all(map(usable, references)):
        return True, ['servicer', *sorted(references)]
    return False, [
        entry.date.isoformat(), *sorted('|'.join(parts) for parts in details)]


def _details(transaction: Transaction) -> list[str]:
    """Return what tells a payment from others.

    The strongest identifier stands alone, as one message may tell more of the
    payment than the other.
    """
    identifiers = transaction.identifiers
    amount = _decimal(transaction.amount)
    for value in [
            identifiers.account_service_reference, identifiers.uetr,
            identifiers.end_to_end_identification]:
        if usable(value):
            return [amount, compact(value)]
    if transaction.references:
        return [amount, *map(compact, transaction.references)]
    others = [
        compact(value)
        if value and name not in _OF_BATCH and usable(value) else ''
        for name, value in zip(
            _NAMES, _identifiers(identifiers), strict=True)]
    parties = [
        compact(value) for party in (
            transaction.debtor, transaction.creditor)
        for value in (party.iban or party.account, party.name)]
    return [
        amount, *others, *parties, compact(''.join(transaction.remittance))]


def _decimal(amount: Decimal) -> str:
    return format(amount.normalize(), 'f') if amount else '0'


def _digest(parts: Iterable[str]) -> str:
    data = '\x1f'.join(parts).encode()
    return hashlib.blake2b(data, digest_size=16).hexdigest()
