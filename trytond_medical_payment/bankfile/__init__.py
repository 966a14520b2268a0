# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Files from banks: bytes in, statements as plain data out.

Pure: no Tryton, no clock, no input or output.  A file is read whole or
refused with a :class:`BankFileError` that names file and place.
"""
from .csv_profile import COLUMNS, Profile
from .errors import MESSAGES, BankFileError, Place, place_words
from .formats import CSV, FORMATS, read
from .model import (
    Charge, Entry, Identifiers, Money, Notice, Party, Statement, Transaction)

__all__ = [
    'BankFileError', 'COLUMNS', 'CSV', 'Charge', 'Entry', 'FORMATS',
    'Identifiers', 'MESSAGES', 'Money', 'Notice', 'Party', 'Place', 'Profile',
    'Statement', 'Transaction', 'place_words', 'read']
