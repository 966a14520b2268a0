# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Bytes of text files to text."""
from __future__ import annotations

import codecs

from .errors import BankFileError

__all__ = ['decode', 'encoding_of', 'glance']

# The longer first: the one of UTF-16 begins the one of UTF-32
_BOMS = {
    codecs.BOM_UTF8: 'utf-8',
    codecs.BOM_UTF32_LE: 'utf-32-le',
    codecs.BOM_UTF32_BE: 'utf-32-be',
    codecs.BOM_UTF16_LE: 'utf-16-le',
    codecs.BOM_UTF16_BE: 'utf-16-be',
    }
# What the end of a file is filled with: blocks of NUL from mainframes, the
# end of a text in DOS
_FILLING = '\0\x1a'
_BOM = '\ufeff'
# Banks that do not say it write UTF-8 or this
_OTHER = 'windows-1252'


def encoding_of(data: bytes) -> str | None:
    """Return the encoding that the first bytes give away, for Python.

    By a byte order mark, or by the zeros of UTF-16: what banks write begins
    with signs of ASCII.
    """
    for bom, name in _BOMS.items():
        if data.startswith(bom):
            return name
    head = data[:64]
    if len(head) >= 4 and head[0] and not any(head[1::2]):
        return 'utf-16-le'
    if len(head) >= 4 and not any(head[::2]) and head[1]:
        return 'utf-16-be'
    return None


def decode(data: bytes, encoding: str | None = None) -> str:
    """Return the text of a file.

    :param encoding: its name for Python; None for the usual ones
    :raises BankFileError: encoding
    """
    encoding = encoding_of(data) or encoding
    if encoding is None:
        return _guess(data)
    try:
        return _text(data.decode(encoding), encoding)
    except (UnicodeDecodeError, LookupError):
        raise BankFileError('encoding', {'encoding': encoding}) from None


def _guess(data: bytes) -> str:
    """Return the text of a file that does not say its encoding.

    What is valid UTF-8 and no ASCII is hardly ever meant otherwise. Some
    programs cut a field within a sign, or copy one of another encoding: only
    that sign is replaced, and the others are read as most of them are.
    """
    text = data.decode('utf-8', 'replace')
    broken = text.count('\ufffd')
    whole = sum(sign > '\x7f' for sign in text) - broken
    if whole < broken:
        text = data.decode(_OTHER, 'replace')
    return _text(text, _OTHER)


def _text(text: str, encoding: str) -> str:
    text = text.removeprefix(_BOM).rstrip(_FILLING)
    # A text has no such signs: this is something else
    if '\0' in text:
        raise BankFileError('encoding', {'encoding': encoding})
    return text


def glance(data: bytes) -> str:
    """Return the text of the first bytes, whatever they are.

    Without what stands before the first sign: marks and blanks.
    """
    text = data.decode(encoding_of(data) or 'latin-1', 'replace')
    return text.lstrip(_BOM + _FILLING + ' \t\r\n')
