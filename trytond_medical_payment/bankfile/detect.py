# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Telling the format of a file from its bytes."""
from __future__ import annotations

import re

from . import camt, cfonb120, coda, mt940, ofx, xml

__all__ = ['detect', 'is_archive']

_ARCHIVES = (b'PK\x03\x04', b'\x1f\x8b', b'BZh', b'7z\xbc\xaf', b'Rar!')

# How much of the beginning is looked at
_HEAD = 64 * 1024
_CAMT = re.compile(
    rb'urn:iso:std:iso:20022:tech:xsd:camt\.05[234]|<(\w+:)?('
    + '|'.join(camt.MESSAGES).encode() + rb')[\s/>]')
# Formats of text, each of which tells itself
_TEXTS = {'ofx': ofx, 'mt940': mt940, 'coda': coda, 'cfonb120': cfonb120}


def is_archive(data: bytes) -> bool:
    """Whether the file is a packed one, as some banks send them."""
    return data.startswith(_ARCHIVES)


def detect(data: bytes) -> str | None:
    """Return the format of a file, one of formats.FORMATS, or None."""
    head = data[:_HEAD].replace(b'\x00', b'')
    if xml.looks_like_xml(data) and _CAMT.search(head):
        return 'camt'
    for name, module in _TEXTS.items():
        if module.looks_like(head):
            return name
    return None
