# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What tells whether two messages speak of the same payment.

Keys (see keys) find a booking that the bank numbered alike.  Some banks number
it in one of their messages, or in each otherwise, and some use a number again.
Then what else is said of the payment decides, by its strength:

1. The UETR is the payment's own all over the world: equal or not, it decides.
2. On the same day with the same amount, an end-to-end identification or a
   structured reference in common says that it is the same.
3. So does the payer, by account or name, unless what he wrote differs.

What contradicts on the way says that it is another: other identifications,
other references, another payer, and two numbers of the bank in messages of
the same kind.  Where nothing agrees but day and amount nobody can tell.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from .keys import usable
from .model import Entry, Transaction
from .values import compact

__all__ = ['Evidence', 'Verdict', 'compare', 'evidence_of', 'is_reused']

# Messages that are made from one list of bookings, where a number is counted
# anew in each file
_COUNTING = {'ofx', 'csv', 'xlsx'}
# Words in the place of the name that name nobody
_COMMON_WORDS = {
    'vir', 'virement', 'sepa', 'inst', 'gutschrift', 'vergütung', 'zahlung',
    'credit', 'transfer', 'from', 'herr', 'frau', 'familie', 'monsieur',
    'madame', 'mme', 'mlle', 'und', 'and'}


class Verdict(Enum):
    """Whether two payments are one."""
    SAME = 'same'
    OTHER = 'other'
    UNKNOWN = 'unknown'


@dataclass(frozen=True)
class Evidence:
    """What is known of a payment; what is not said is empty.

    :param amount: signed
    :param kind: of the message, like `camt.053`
    :param number: the bank's for the booking
    :param end_to_end: the identification that the payer gave
    :param references: structured ones
    :param account: of the payer or payee
    :param name: of the payer or payee
    :param text: what he wrote
    """
    amount: Decimal
    date: dt.date
    value_date: dt.date | None = None
    kind: str = ''
    number: str = ''
    uetr: str = ''
    end_to_end: str = ''
    references: frozenset[str] = frozenset()
    account: str = ''
    name: str = ''
    text: str = ''

    @classmethod
    def make(
            cls, amount: Decimal, date: dt.date, *,
            value_date: dt.date | None = None, kind: str = '',
            number: str | None = None, uetr: str | None = None,
            end_to_end: str | None = None, references: Iterable[str] = (),
            account: str | None = None, name: str | None = None,
            text: str = '') -> Evidence:
        """Return evidence from texts as they are in files."""
        return cls(
            amount=amount, date=date, value_date=value_date, kind=kind,
            number=_clean(number),
            uetr=_clean(uetr),
            end_to_end=_clean(end_to_end),
            references=frozenset(filter(None, map(_clean, references))),
            account=_clean(account),
            name=' '.join((name or '').casefold().split()),
            text=compact(text))


def _clean(value: str | None) -> str:
    return compact(value) if usable(value) else ''


def evidence_of(
        entry: Entry, transaction: Transaction, kind: str) -> Evidence:
    """Return what a file says of a payment."""
    identifiers = transaction.identifiers
    party = transaction.counterparty
    return Evidence.make(
        transaction.amount, transaction.date,
        value_date=transaction.value_date,
        kind=kind,
        number=(
            identifiers.account_service_reference
            or entry.servicer_reference),
        uetr=identifiers.uetr,
        end_to_end=identifiers.end_to_end_identification,
        references=transaction.references,
        account=party.iban or party.account,
        name=party.name,
        text=' '.join(transaction.remittance))


def compare(one: Evidence, other: Evidence) -> Verdict:
    """Say whether two payments of one account are the same."""
    if one.amount != other.amount:
        return Verdict.OTHER
    if one.uetr and other.uetr:
        return Verdict.SAME if one.uetr == other.uetr else Verdict.OTHER
    if not _same_day(one, other) or _contradict(one, other):
        return Verdict.OTHER
    if one.number and other.number and one.number != other.number:
        if one.kind == other.kind:
            # what wrote the message before modules told of its kind
            return Verdict.OTHER if one.kind else Verdict.UNKNOWN
    if one.end_to_end and one.end_to_end == other.end_to_end:
        return Verdict.SAME
    if one.references & other.references:
        return Verdict.SAME
    if _unlike_texts(one.text, other.text):
        return Verdict.OTHER
    if one.account and one.account == other.account:
        return Verdict.SAME
    if one.name and one.name == other.name:
        return Verdict.SAME
    return Verdict.UNKNOWN


def is_reused(one: Evidence, other: Evidence) -> bool:
    """Whether payments of one number and amount are two all the same.

    Tables and OFX often count anew in each file: there the day tells as well.
    """
    if one.uetr and other.uetr:
        return one.uetr != other.uetr
    if _contradict(one, other):
        return True
    if one.kind not in _COUNTING:
        return False
    names = bool(one.name and other.name and one.name != other.name)
    texts = _unlike_texts(one.text, other.text)
    if one.date != other.date:
        return names or texts
    return names and texts


def _same_day(one: Evidence, other: Evidence) -> bool:
    return one.date == other.date or (
        one.value_date is not None and one.value_date == other.value_date)


def _contradict(one: Evidence, other: Evidence) -> bool:
    for mine, theirs in [
            (one.end_to_end, other.end_to_end), (one.account, other.account)]:
        if mine and theirs and mine != theirs:
            return True
    if (one.references and other.references
            and not one.references & other.references):
        return True
    return not (one.account and one.account == other.account) and (
        _unlike_names(one.name, other.name))


def _unlike_names(one: str, other: str) -> bool:
    """Whether two names have no word in common; empty ones are not unlike."""
    return bool(one and other) and not set(_words(one)) & set(_words(other))


def _words(name: str) -> list[str]:
    words = ''.join(
        sign if sign.isalnum() else ' ' for sign in name).split()
    # of a word that is cut somewhere, its first letters
    return [
        word[:6] for word in words
        if len(word) > 2 and word not in _COMMON_WORDS] or words


def _unlike_texts(one: str, other: str) -> bool:
    """Whether neither text is a part of the other; empty ones are."""
    return bool(one and other) and one not in other and other not in one
