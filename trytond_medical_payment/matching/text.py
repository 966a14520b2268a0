# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Texts of banks and people in one form that can be compared."""
import re
import unicodedata
from collections.abc import Iterable

# What is printed without being seen: soft hyphen, zero width, byte order
_INVISIBLE = dict.fromkeys(map(ord, '\u00ad\u200b\u200c\u200d\u2060\ufeff'))
# Letters that are more than a letter and an accent
_LETTERS = str.maketrans({
        'Æ': 'AE', 'Œ': 'OE', 'Ø': 'O', 'Ł': 'L', 'Đ': 'D', 'Ð': 'D',
        'Þ': 'TH', 'ẞ': 'SS', 'ı': 'I'})


def clean(text: str) -> str:
    """Upper case, with plain blanks and digits, and nothing invisible.

    Line breaks stay; no-break and thin blanks become blanks (R2).
    """
    if not text.isascii():
        text = unicodedata.normalize('NFKC', text).translate(_INVISIBLE)
    return text.upper()


def join(lines: Iterable[str], limit: int) -> str:
    "The cleaned lines as one text of at most `limit` characters"
    return clean('\n'.join(lines)[:limit])


def fold(text: str) -> str:
    "Upper case without accents: `Chloé` becomes `CHLOE` (P2)"
    text = text.upper()
    if not text.isascii():
        text = unicodedata.normalize('NFKD', text.translate(_LETTERS))
        text = ''.join(c for c in text if not unicodedata.combining(c))
    return text


_NOT_ALNUM = re.compile(r'[^A-Z0-9]+')


def compact(text: str) -> str:
    "Letters and digits alone, upper case: for accounts (P1)"
    return _NOT_ALNUM.sub('', clean(text))
