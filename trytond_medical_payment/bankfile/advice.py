# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What to do next about a file that is refused.

Many reasons have one remedy.  A message that says its own has none here.
"""
from __future__ import annotations

__all__ = ['ADVICE', 'advice_for']

ADVICE: dict[str, str] = {
    'again': "download the file again; if it stays so, show this line to "
    "the bank",
    'ask': "ask the bank for camt.053",
    'report': "download the report again; if it stays so, show this line to "
    "the acquirer",
    'auto': "choose the automatic format",
    'encoding': "choose another encoding in the profile, or ask the bank for "
    "UTF-8",
    'account': "ask the bank for a file that names the account, or for "
    "camt.053",
    }

_CODES = {
    'again': [
        'empty', 'xml', 'doctype', 'amount_missing', 'amount_invalid',
        'sign_missing', 'sign_invalid', 'date_missing', 'date_invalid',
        'malformed', 'incomplete', 'decimals', 'total', 'archive_empty'],
    'ask': ['unknown_format', 'no_statement'],
    'auto': ['wrong_format', 'not_format', 'unknown_format_name'],
    'encoding': ['encoding'],
    'account': ['no_account'],
    'report': [
        'report_several', 'report_column_twice', 'report_kind',
        'report_difference', 'report_sign', 'report_total', 'report_twice'],
    }
_BY_CODE = {code: name for name, codes in _CODES.items() for code in codes}


def advice_for(code: str) -> str | None:
    """Return the key in ADVICE for the code of a refusal, if it has one."""
    return _BY_CODE.get(code)
