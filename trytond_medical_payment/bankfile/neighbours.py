# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Files that banks give as well, and that are no statements to be read.

Each is known by its first signs, so that the user is told what it is and what
to ask the bank for instead.
"""
from __future__ import annotations

import re

from .errors import BankFileError
from .file import File

__all__ = ['NEIGHBOURS', 'check_neighbour']

# What begins the bytes of a file, by the name of what it is
_BYTES = {
    'pdf': (b'%PDF-',),
    # the container of Microsoft Office until 2003
    'xls': (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',),
    'image': (b'\x89PNG', b'\xff\xd8\xff', b'II*\x00', b'MM\x00*', b'GIF8'),
    'packed': (b'BZh', b'7z\xbc\xaf', b'Rar!', b'\xfd7zXZ'),
    }
# The same for the text
_TEXTS = {
    # interim transactions: the same fields, but floor limits, no balances
    'mt942': re.compile(r'(?m):20:[^\n]*\n(?:.*\n){0,6}?:(?:34F|13D?):'),
    'qif': re.compile(r'!(Type|Account|Option|Clear):?', re.IGNORECASE),
    'ofc': re.compile(r'\s*<OFC>', re.IGNORECASE),
    # orders to pay and what banks answer to them (ISO 20022)
    'pain': re.compile(
        r'(?s).{0,2000}(urn:iso:std:iso:20022:tech:xsd:pain\.\d|<pain\.\d)'),
    'html': re.compile(r'(?s)(<!DOCTYPE html|<html)', re.IGNORECASE),
    'rtf': re.compile(r'\{\\rtf'),
    }
NEIGHBOURS = ('document', *_BYTES, *_TEXTS)


def check_neighbour(file: File) -> None:
    """Refuse what is known to be something else.

    :raises BankFileError: neighbour_ and one of NEIGHBOURS
    """
    if file.members:
        # an archive is taken apart before: this is packed, but a document
        raise BankFileError('neighbour_document')
    for name, beginnings in _BYTES.items():
        if file.data.startswith(beginnings):
            raise BankFileError(f'neighbour_{name}')
    for name, pattern in _TEXTS.items():
        if pattern.match(file.head):
            raise BankFileError(f'neighbour_{name}')
