# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Where in a camt message broken XML breaks, for want of a tree."""
from __future__ import annotations

import re

from .errors import Place
from .values import squeeze

__all__ = ['locate']

_STATEMENT = re.compile(
    rb'<(?:\w+:)?(?:Stmt|Rpt|Ntfctn)>\s*<(?:\w+:)?Id>\s*([^<]{1,80})<')
_ENTRY = re.compile(rb'<(?:\w+:)?Ntry[\s>]')


def locate(data: bytes, line: int | None, column: int | None) -> Place:
    """Return the statement and entry that the file is in at a place.

    :param line: of the error, from 1
    :param column: in that line, from 1
    """
    if not line:
        return Place()
    end = 0
    for _ in range(line - 1):
        end = data.find(b'\n', end) + 1
        if not end:
            break
    before = data[:end + max(0, (column or 1) - 1)]
    statements = list(_STATEMENT.finditer(before))
    if not statements:
        return Place(line=line)
    last = statements[-1]
    entries = len(_ENTRY.findall(before, last.end()))
    return Place(
        statement=squeeze(last[1].decode('utf-8', 'replace')),
        entry=entries or None, line=line)
