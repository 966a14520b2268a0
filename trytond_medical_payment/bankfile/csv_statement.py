# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Statements from the tables of a file, by profiles."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .account_number import split_iban
from .csv_booking import Booking, booking_entry
from .csv_choice import Choice, Tables, choose
from .csv_profile import Profile
from .csv_proof import fee_meaning, prove
from .csv_row import Reader
from .errors import BankFileError
from .keys import with_keys
from .model import Notice, Statement

__all__ = ['read_choice', 'read_tables']


def read_tables(
        tables: Tables, profiles: Sequence[Profile]) -> tuple[Statement, ...]:
    """Read a table of a file by the profile that knows it.

    :raises BankFileError: with the line
    """
    first, *others = choose(tables, profiles)
    statements = read_choice(first)
    different = [
        other.profile.name for other in others
        if _nameless(read_choice(other)) != _nameless(statements)]
    if different:
        raise BankFileError('several_profiles', {
                'profiles': ', '.join(
                    f'"{name}"' for name in [first.profile.name, *different])})
    return statements


def _nameless(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements without the names of their profiles."""
    return tuple(replace(s, identification='') for s in statements)


def read_choice(choice: Choice) -> tuple[Statement, ...]:
    """Read a table by a profile.

    :raises BankFileError: with the line
    """
    reader = Reader(choice)
    reader.read()
    groups: dict[tuple[str, str | None], list[Booking]] = {}
    for booking in reader.bookings:
        key = (booking.account, booking.currency)
        groups.setdefault(key, []).append(booking)
    if not groups:
        if reader.not_booked:
            raise BankFileError(
                'only_not_booked', {'number': str(reader.not_booked)})
        raise BankFileError('no_statement')
    fee = fee_meaning(
        list(groups.values()), choice.profile.fee, choice.header.title('fee'))
    statements = [
        _statement(choice.profile, account, currency, group, fee)
        for (account, currency), group in groups.items()]
    # what is told of the file is told with its first statement
    statements[0] = replace(
        statements[0], not_booked=reader.not_booked,
        notices=(*reader.notices, *statements[0].notices))
    return with_keys(statements)


def _statement(
        profile: Profile, account: str, currency: str | None,
        bookings: list[Booking], fee: str) -> Statement:
    iban, other = split_iban(account)
    first = min(b.transaction.date for b in bookings)
    last = max(b.transaction.date for b in bookings)
    proof = prove(bookings, fee)
    notices: tuple[Notice, ...] = ()
    if proof.contradiction:
        notices = (proof.contradiction,)
    return Statement(
        kind='csv',
        identification=f'{profile.name} {first} {last}',
        account=iban or other or '',
        currency=currency,
        currency_stated=currency is not None,
        date=last,
        opening=proof.opening,
        closing=proof.closing,
        entries=tuple(
            booking_entry(booking, index, fee)
            for index, booking in enumerate(bookings, start=1)),
        notices=notices)
