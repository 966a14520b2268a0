# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Texts of bank files to values, strictly: what is doubtful is an error."""
from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from .errors import BankFileError

__all__ = ['compact', 'iso_date', 'iso_decimal', 'squeeze']

# xs:decimal has no exponent and no thousands; ISO 20022 allows 18 digits
_DECIMAL = re.compile(r'[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})')
# xs:date and xs:dateTime, with any fraction and time zone; some programs
# write a blank for the T and the time zone without a colon
_DATE = re.compile(
    r'(\d{4})-(\d\d)-(\d\d)'
    r'([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?)?'
    r'(Z|[+-]\d\d:?\d\d)?')


def iso_decimal(text: str | None, field: str) -> Decimal:
    """Read a decimal of XML.

    :param field: name for the error
    :raises BankFileError: amount_missing, amount_invalid
    """
    text = (text or '').strip()
    if not text:
        raise BankFileError('amount_missing', {'field': field})
    if not text.isascii() or not _DECIMAL.fullmatch(text):
        raise BankFileError(
            'amount_invalid', {'value': text[:40], 'field': field})
    return Decimal(text)


def iso_date(text: str, field: str) -> dt.date:
    """Read a date or the date of a moment, as it is on the bank's calendar.

    The time zone is the bank's own: the day is not moved to another one.

    :raises BankFileError: date_invalid
    """
    match = _DATE.fullmatch(text.strip())
    if match:
        year, month, day = map(int, match.group(1, 2, 3))
        try:
            return dt.date(year, month, day)
        except ValueError:
            pass
    raise BankFileError('date_invalid', {'value': text[:40], 'field': field})


def squeeze(text: str | None) -> str:
    """Return the text on one line, its blanks squeezed."""
    return ' '.join((text or '').split())


def compact(text: str | None) -> str:
    """Return the number of an account without blanks, in upper case."""
    return ''.join((text or '').split()).upper()
