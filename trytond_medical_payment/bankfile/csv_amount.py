# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Amounts as people, spreadsheets and banks write them in tables.

Nobody guesses with money: what may be read in two ways is not read.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

__all__ = ['Cell', 'SIGNS', 'AmountError', 'decimal_signs', 'read_amount']

# The marks before the decimals
SIGNS = ('.', ',')
_NONE = {'', '-', '--'}
# Every sign that looks like a minus or an apostrophe, and what it is
_ALIKE = str.maketrans({
        **dict.fromkeys('−–—‐‑﹣－', '-'),
        **dict.fromkeys('’‘ʼ`´′', "'"),
        '\u200e': '', '\u200f': '',
        })
_PLAIN = re.compile(r'[+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?')
_PARTS = re.compile(
    r"((?:[A-Za-z]+\.|[^\d.,])*)([\d.,](?:[\d.,' ]*[\d.,])?)([^\d]*)")
# No amount is written longer
_LENGTH = 50
_TOKENS = re.compile(r'[+()-]|[A-Za-z]+\.?|[€£$]|\S')
_CURRENCIES = {
    '€': 'EUR', 'EURO': 'EUR', 'EUROS': 'EUR', '£': 'GBP',
    'FR': 'CHF', 'FR.': 'CHF', 'SFR': 'CHF', 'SFR.': 'CHF', 'FS': 'CHF',
    # a dollar of which country nobody says
    '$': '',
    }
# What stands behind an amount instead of a sign: credit and debit, Haben and
# Soll
_MARKS = {
    'CR': '+', 'CR.': '+', 'C': '+', 'H': '+',
    'DR': '-', 'DR.': '-', 'DB': '-', 'D': '-', 'S': '-'}
# With other marks between the thousands than the one before the decimals
_NUMBER = {
    sign: re.compile(
        r"(?:\d{1,3}(?:([' %s])\d{3})(?:\1\d{3})*|\d+)?(?:%s\d*)?" % (
            ',' if sign == '.' else '.', re.escape(sign)))
    for sign in SIGNS}
_OPEN = re.compile(r'[1-9]\d{0,2}[.,]\d{3}')


class AmountError(ValueError):
    """A text that is no amount, or one that may be two.

    :param code: invalid or ambiguous
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cell(str):
    """The text of a number that a spreadsheet holds as a number."""


def read_amount(
        text: str, sign: str | None = None) -> tuple[Decimal, str] | None:
    """Return an amount and its currency, empty when none stands with it.

    :param sign: the mark before the decimals; None to find it out
    :return: None where there is no amount
    :raises AmountError: for what is none, or may be two
    """
    if isinstance(text, Cell):
        return Decimal(text), ''
    if sign == '.' and _PLAIN.fullmatch(text):
        return Decimal(text), ''
    text = _bare(text)
    if text in _NONE:
        return None
    parts = len(text) <= _LENGTH and _PARTS.fullmatch(text)
    if not parts or not text.isprintable():
        raise AmountError('invalid')
    before, number, after = parts.groups()
    if number[-1] in SIGNS and after.startswith('-'):
        # 35.- is 35.00 in Switzerland, and a debit elsewhere
        raise AmountError('ambiguous')
    negative, currency = _around(before, after)
    value = _value(number, sign)
    return -value if negative else value, currency


def decimal_signs(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the signs before the decimals by which all texts are amounts.

    Several are left where nothing tells them apart; where they make no
    difference the first one is as good.
    """
    left, equal = set(SIGNS), True
    for text in texts:
        values = {}
        for sign in SIGNS:
            try:
                values[sign] = read_amount(text, sign)
            except AmountError:
                continue
        if values:
            left &= values.keys()
            equal &= len(set(values.values())) == 1
    found = tuple(sign for sign in SIGNS if sign in left)
    return found[:1] if equal else found


def _bare(text: str) -> str:
    """Return the text with one kind of blank, minus and apostrophe."""
    text = ' '.join(text.translate(_ALIKE).split())
    # what keeps a spreadsheet from taking a text for something else
    if text.startswith('='):
        text = text[1:].strip().strip('"').strip()
    return text.removeprefix("'")


def _around(before: str, after: str) -> tuple[bool, str]:
    """Return if an amount is negative and its currency, by its neighbours."""
    signs, currencies, brackets = [], [], []
    for where, text in enumerate([before, after]):
        for token in _TOKENS.findall(text):
            name = token.upper()
            if token in '+-':
                signs.append(token)
            elif token in '()' and token == '()'[where]:
                brackets.append(token)
            elif where and name in _MARKS:
                signs.append(_MARKS[name])
            elif name in _CURRENCIES:
                currencies.append(_CURRENCIES[name])
            elif re.fullmatch(r'[A-Z]{3}', token):
                currencies.append(token)
            else:
                raise AmountError('invalid')
    if (len(signs) + len(brackets) / 2 not in {0, 1}
            or brackets not in ([], ['(', ')'])
            or len(currencies) > 1):
        raise AmountError('invalid')
    return bool(brackets) or signs == ['-'], ''.join(currencies)


def _value(number: str, sign: str | None) -> Decimal:
    if sign is None:
        sign = _sign(number)
    if (not _NUMBER[sign].fullmatch(number)
            or not any(map(str.isdigit, number))
            or not number.isascii()):
        raise AmountError('invalid')
    whole, _, decimals = number.partition(sign)
    digits = ''.join(filter(str.isdigit, whole))
    return Decimal(f'{digits or 0}.{decimals}' if decimals else digits)


def _sign(number: str) -> str:
    """Find the mark before the decimals of one amount."""
    marks = [sign for sign in number if sign in SIGNS]
    if not marks:
        return '.'
    if len(set(marks)) == 1:
        if len(marks) > 1:
            # between the thousands
            return ',' if marks[0] == '.' else '.'
        if _OPEN.fullmatch(number):
            raise AmountError('ambiguous')
    return marks[-1]
