# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Files from banks: bytes in, statements as plain data out.

Pure: no Tryton, no clock, no input or output.  A file is read whole or
refused with a :class:`BankFileError` that names file and place.
"""
from .acquirer import read_report
from .acquirer_model import KINDS, Payout, Report, Reported
from .acquirer_profile import PROFILES
from .advice import ADVICE
from .check import DOUBTS
from .csv_date import is_format, read_date
from .csv_draft import draft, try_profile
from .csv_profile import COLUMNS, FEES, Profile
from .delivery import Content, Delivery, open_delivery
from .errors import MESSAGES, NOTICES, BankFileError, Place, place_words
from .file import File
from .format import Format
from .formats import FORMATS, read
from .model import (
    Charge, Entry, Identifiers, Money, Notice, Party, Statement, Transaction)

__all__ = [
    'ADVICE', 'BankFileError', 'COLUMNS', 'Charge', 'Content', 'DOUBTS',
    'Delivery', 'Entry', 'FEES', 'FORMATS', 'File', 'Format', 'Identifiers',
    'KINDS', 'MESSAGES', 'Money', 'NOTICES', 'Notice', 'PROFILES', 'Party',
    'Payout', 'Place', 'Profile', 'Report', 'Reported', 'Statement',
    'Transaction', 'draft', 'is_format', 'open_delivery', 'place_words',
    'read', 'read_date', 'read_report', 'try_profile']
