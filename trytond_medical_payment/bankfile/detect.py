# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Telling the format of a file from its bytes."""
from __future__ import annotations

from . import camt, xml

__all__ = ['detect', 'is_archive']

_ARCHIVES = (b'PK\x03\x04', b'\x1f\x8b', b'BZh', b'7z\xbc\xaf', b'Rar!')


def is_archive(data: bytes) -> bool:
    """Whether the file is a packed one, as some banks send them."""
    return data.startswith(_ARCHIVES)


def detect(data: bytes) -> str | None:
    """Return the format of a file, one of formats.FORMATS, or None.

    :raises BankFileError: when the file is XML that cannot be read
    """
    if xml.looks_like_xml(data):
        kind = camt.kind_of(xml.parse(data))
        return kind and 'camt'
    return None
