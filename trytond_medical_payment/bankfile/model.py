# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Statements of a bank account as plain data, whatever file they came in.

Amounts are signed decimals in the currency of the account: what comes in is
positive, what goes out is negative.  What a file does not say is None or
empty; nothing is invented.
"""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from .errors import Place

__all__ = [
    'Charge', 'Entry', 'Identifiers', 'Money', 'Notice', 'Party', 'Statement',
    'Transaction']


@dataclass(frozen=True)
class Money:
    """An amount in a named currency (ISO 4217)."""
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Party:
    """Somebody who pays or is paid.

    :param name: as the bank writes it
    :param iban: compact (no blanks, upper case)
    :param account: number of an account that has no IBAN, as in the file
    """
    name: str | None = None
    iban: str | None = None
    account: str | None = None

    def __bool__(self) -> bool:
        return bool(self.name or self.iban or self.account)


@dataclass(frozen=True)
class Charge:
    """A fee of the bank.

    :param amount: positive: the bank takes it
    :param included: whether the amount of the transaction is after the fee;
        None when the file does not say
    """
    amount: Decimal
    currency: str
    included: bool | None = None


@dataclass(frozen=True)
class Identifiers:
    """What the parties and the banks call a payment (ISO 20022, Refs).

    The names are those of Tryton's own information on a transaction.
    """
    message_identification: str | None = None
    account_service_reference: str | None = None
    payment_information_identification: str | None = None
    instruction_identification: str | None = None
    end_to_end_identification: str | None = None
    transaction_identification: str | None = None
    mandate_identification: str | None = None
    cheque_number: str | None = None
    clearing_system_reference: str | None = None
    account_owner_transaction_identification: str | None = None
    account_servicer_transaction_identification: str | None = None
    market_infrastructure_transaction_identification: str | None = None
    processing_identification: str | None = None
    uetr: str | None = None


@dataclass(frozen=True)
class Transaction:
    """One transaction: an entry, or one of the payments booked with it.

    :param amount: signed, in the currency of the account
    :param date: of the booking
    :param value_date: from which the money bears interest
    :param references: structured references, as in the file
    :param remittance: every line of what the payer wrote
    :param additional: what the bank adds
    :param instructed: what the payer ordered, when the file says so
    :param reversal: the bank takes an earlier booking back (RvslInd)
    :param returned: code of the reason why the payment came back (RtrInf),
        empty when it came back without a code
    :param rejected: code of the rejection of an ISR record, 0 for none
    :param key: the same for the same transaction in another file, see keys
    """
    amount: Decimal
    date: dt.date
    value_date: dt.date | None = None
    debtor: Party = Party()
    creditor: Party = Party()
    ultimate_debtor: Party = Party()
    ultimate_creditor: Party = Party()
    references: tuple[str, ...] = ()
    remittance: tuple[str, ...] = ()
    additional: tuple[str, ...] = ()
    identifiers: Identifiers = Identifiers()
    charges: tuple[Charge, ...] = ()
    instructed: Money | None = None
    reversal: bool = False
    returned: str | None = None
    return_information: tuple[str, ...] = ()
    rejected: int = 0
    key: str = ''

    @property
    def counterparty(self) -> Party:
        """Who paid (a credit) or is paid (a debit)."""
        return self.debtor if self.amount >= 0 else self.creditor

    @property
    def ultimate_counterparty(self) -> Party:
        """On whose behalf the counterparty acts, if it is said."""
        return (self.ultimate_debtor if self.amount >= 0
            else self.ultimate_creditor)

    @property
    def is_receipt(self) -> bool:
        """Whether it is money received for something (case S8)."""
        return (self.amount > 0
            and not self.reversal
            and self.returned is None
            and not self.rejected)


@dataclass(frozen=True)
class Entry:
    """One booking on the account and the transactions it stands for.

    :param index: position among all entries of the statement, from 1
    :param amount: signed; the sum of the amounts of the transactions
    :param reference: the bank's name for the entry, not always unique
    :param servicer_reference: the bank's unique number of the booking
    :param key: the same for the same booking in another file, see keys
    :param identified: whether the key comes from such a number
    :param total_key: the same for payments and for their mere total, when
        neither is identified
    :param bare: whether it is such a mere total: nothing is said of it
    """
    index: int
    amount: Decimal
    date: dt.date
    transactions: tuple[Transaction, ...]
    reference: str | None = None
    servicer_reference: str | None = None
    key: str = ''
    identified: bool = False
    total_key: str = ''
    bare: bool = False


@dataclass(frozen=True)
class Notice:
    """Something the user should be told though the file is read.

    :param code: one of errors.NOTICES
    """
    code: str
    parameters: dict[str, str] = field(hash=False)
    place: Place


@dataclass(frozen=True)
class Statement:
    """What a file says of one account for one period.

    :param kind: the kind of message, like `camt.053`
    :param identification: the bank's name for it
    :param account: IBAN (compact) or other number; empty when the file names
        none
    :param currency: of the account, else of its entries; None when nothing
        says it
    :param currency_stated: whether it is said of the account
    :param other_numbers: by which the account may be known as well
    :param opening: balance before the entries; None when absent
    :param closing: balance after the entries; None when absent
    :param not_booked: number of entries left out as not booked
    """
    kind: str
    identification: str
    account: str
    currency: str | None
    date: dt.date
    entries: tuple[Entry, ...]
    currency_stated: bool = False
    other_numbers: tuple[str, ...] = ()
    opening: Decimal | None = None
    closing: Decimal | None = None
    not_booked: int = 0
    owner: str | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def transactions(self) -> tuple[Transaction, ...]:
        """All transactions, in the order of the file."""
        return tuple(t for e in self.entries for t in e.transactions)

    @property
    def net(self) -> Decimal:
        """The sum of the transactions."""
        return sum((e.amount for e in self.entries), Decimal(0))
