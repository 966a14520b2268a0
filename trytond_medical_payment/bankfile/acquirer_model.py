# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What an acquirer reports: payouts and the transactions that they pay.

Amounts are in major units of the currency beside them, and signed as the
merchant sees them: a payment is positive, what is taken back negative.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

__all__ = ['KINDS', 'Payout', 'Report', 'Reported']

# What a transaction may be: money of a customer, money given back to him, by
# the merchant or by the card's bank, and what the acquirer keeps by itself
KINDS = ('payment', 'refund', 'chargeback', 'fee')

ZERO = Decimal(0)


@dataclass(frozen=True)
class Reported:
    """A transaction of a terminal, an app or a shop.

    :param line: of the file from 1
    :param kind: one of KINDS
    :param date: on which the customer paid, or got the money back
    :param gross: what he paid; 0 for a fee
    :param fee: what the acquirer keeps of it; negative where it gives back
    :param net: gross less fee: what of it is in the payout
    :param reference: by which the acquirer knows it; may be empty
    :param concerns: the reference of the payment that is taken back, where
        the report says so
    """
    line: int
    kind: str
    date: dt.date
    gross: Decimal
    fee: Decimal
    net: Decimal
    reference: str = ''
    concerns: str = ''


@dataclass(frozen=True)
class Payout:
    """One sum that an acquirer pays to the bank.

    :param date: on which it is paid, as the acquirer says; the bank is later
    :param reference: what the acquirer calls it; may be empty
    :param currency: ISO 4217; empty where the report does not say
    """
    date: dt.date
    reference: str
    currency: str
    transactions: tuple[Reported, ...]

    @property
    def gross(self) -> Decimal:
        """What was paid, less what was taken back."""
        return _sum(t.gross for t in self.transactions)

    @property
    def fee(self) -> Decimal:
        """What the acquirer keeps."""
        return _sum(t.fee for t in self.transactions)

    @property
    def net(self) -> Decimal:
        """What arrives at the bank."""
        return _sum(t.net for t in self.transactions)


@dataclass(frozen=True)
class Report:
    """A report, or the reports of an archive together.

    :param acquirer: the name of its profile (see acquirer_profile)
    :param payouts: by date and reference
    :param waiting: number of transactions that are not paid out yet
    :param refused: number of those that never will be: declined, cancelled
    """
    acquirer: str
    payouts: tuple[Payout, ...]
    waiting: int = 0
    refused: int = 0


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
