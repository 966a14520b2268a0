# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Numbers of accounts, as far as they can be made into IBANs."""
from __future__ import annotations

import re

from stdnum import iban

from .values import compact

__all__ = ['belgian_iban', 'french_iban', 'split_iban']

_RIB_LETTERS = str.maketrans(
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '12345678912345678923456789')


def split_iban(text: str) -> tuple[str | None, str | None]:
    """Return a number as IBAN or as another number.

    The name of a currency after an IBAN is cut off, as MT940 has it.
    """
    number = compact(text)
    for candidate in [number, number[:-3]]:
        if iban.is_valid(candidate):
            return candidate, None
    return None, ' '.join(text.split()) or None


def french_iban(bank: str, branch: str, account: str) -> str | None:
    """Return the IBAN of a French account (RIB without its key).

    The key is 97 less the remainder of 89, 15 and 3 times the parts, where
    letters stand for digits (Banque de France).
    """
    parts = [
        part.upper().translate(_RIB_LETTERS)
        for part in (bank, branch, account)]
    if not all(part.isdecimal() for part in parts):
        return None
    weights = (89, 15, 3)
    key = 97 - sum(
        weight * int(part)
        for weight, part in zip(weights, parts, strict=True)) % 97
    return _with_check('FR', f'{bank}{branch}{account}{key:02}'.upper())


def belgian_iban(number: str) -> str | None:
    """Return the IBAN of a Belgian account of twelve digits."""
    if not re.fullmatch(r'\d{12}', number):
        return None
    return _with_check('BE', number)


def _with_check(country: str, number: str) -> str:
    return country + iban.calc_check_digits(f'{country}00{number}') + number
