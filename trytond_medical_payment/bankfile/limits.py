# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How much of a file is read at once.

A practice's whole year in camt.053 is some 5 MB, and the records that come
out of a file take about ten times its size in memory.
"""
from __future__ import annotations

from .errors import BankFileError

__all__ = ['MAX_BYTES', 'MAX_MARKS', 'check_size']

# More than four years of a practice with 50 receipts a day
MAX_BYTES = 25 * 1024 * 1024
# Opening and closing tags: the tree takes some 100 bytes of memory for each,
# so at most some 200 MB, whatever is in the file.  Real files have one in 18
# bytes at most.
MAX_MARKS = 2_000_000


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
