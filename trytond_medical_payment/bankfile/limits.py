# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How much of a file is read at once.

A practice's whole year in camt.053 is some 5 MB, and the records that come
out of a file take about ten times its size in memory.
"""
from __future__ import annotations

from .errors import BankFileError

__all__ = ['MAX_BYTES', 'MAX_MARKS', 'check_size']

# Several years of a practice with 50 receipts a day
MAX_BYTES = 16 * 1024 * 1024
# Opening and closing tags.  An element takes some 130 bytes of memory, so at
# most 220 MB whatever is in the file; the densest real files have one mark in
# ten bytes.
MAX_MARKS = 1_700_000


def check_size(data: bytes) -> None:
    """Refuse what is empty or too large to read.

    :raises BankFileError: empty, too_large
    """
    if not data.strip():
        raise BankFileError('empty')
    if len(data) > MAX_BYTES:
        megabyte = 1024 * 1024
        raise BankFileError('too_large', {
                'size': str(-(-len(data) // megabyte)),
                'limit': str(MAX_BYTES // megabyte)})
