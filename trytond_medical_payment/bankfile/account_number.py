# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Numbers of accounts, as far as they can be made into IBANs."""
from __future__ import annotations

import re

from stdnum import iban

from .values import compact

__all__ = ['belgian_iban', 'french_iban', 'national_ibans', 'split_iban']

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


def national_ibans(bank: str, branch: str, number: str) -> tuple[str, ...]:
    """Return the IBANs that the national number of an account may be.

    :param bank: code of the bank in its country
    :param branch: code of its branch, where the country has them
    :param number: of the account
    """
    bank, branch, number = map(compact, (bank, branch, number))
    found = []
    if len(bank) == len(branch) == 5 and len(number) == 11:
        found.append(french_iban(bank, branch, number))
    if re.fullmatch(r'\d{8}/\d{1,10}', f'{bank}/{number}'):
        found.append(_with_check('DE', f'{bank}{number:0>10}'))
    if re.fullmatch(r'\d{3,5}/[A-Z0-9]{5,12}', f'{bank}/{number}'):
        found.append(_with_check('CH', f'{bank:0>5}{number:0>12}'))
    found.append(belgian_iban(number))
    return tuple(filter(None, found))


def _with_check(country: str, number: str) -> str:
    return country + iban.calc_check_digits(f'{country}00{number}') + number
