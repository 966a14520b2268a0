# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Bytes of text files to text."""
from __future__ import annotations

import codecs

from .errors import BankFileError

__all__ = ['decode']

# Banks that do not say it write one of these. What is valid UTF-8 and no
# ASCII is hardly ever meant otherwise; the other takes what is left.
_USUAL = ('utf-8-sig', 'windows-1252')


def decode(data: bytes, encoding: str | None = None) -> str:
    """Return the text of a file.

    :param encoding: its name for Python; None for the usual ones
    :raises BankFileError: encoding
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names: tuple[str, ...] = ('utf-16',)
    elif encoding:
        names = (encoding,)
    else:
        names = _USUAL
    for name in names:
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        # A text has no control characters: this is something else
        if '\0' not in text:
            return text.removeprefix('\ufeff')
    raise BankFileError('encoding', {'encoding': names[-1]})
