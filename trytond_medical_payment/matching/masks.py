# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What in a text is digits but no number of an invoice (N5).

Dates, times, amounts, telephones, accounts, insured persons and card
terminals are blotted out before numbers are looked for.
"""
import re
from collections.abc import Iterable

from stdnum import iban

BLOT = '\x00'

_DAY = r'(?:0?[1-9]|[12][0-9]|3[01])'
_MONTH = r'(?:0?[1-9]|1[0-2])'
_YEAR = r'(?:(?:19|20)[0-9]{2}|[0-9]{2})'
_FREE = r'(?<![A-Z0-9])'
_END = r'(?![0-9])'
_CARD = (
    r'MC|VISA|MASTERCARD|MAESTRO|AMEX|V[\s\-]?PAY|EC|GIROCARD|DEBIT|POSTCARD'
    r'|PFCARD|CB')
_TERMINAL = (
    r'TERMINAL|TERM|TID|MID|KARTE|KARTEN|CARTE|CARD|BELEG|TICKET|STAN|AUTH'
    r'|AID|MCC|TRX|TAN|BON|COMMERCANT')
_PHONE = r'TEL|TELEFON|TÉL|TÉLÉPHONE|PHONE|NATEL|MOBILE?|PORTABLE|HANDY|FAX'

_MASKS = re.compile('|'.join([
            # Dates: 27.10. | 27.10.2025 | 27/10/25 | 2025-10-27 | 27.10
            rf'{_FREE}{_DAY}\.{_MONTH}\.{_YEAR}{_END}',
            rf'{_FREE}{_DAY}\.{_MONTH}\.{_END}',
            rf'{_FREE}{_DAY}(?P<s>[/\-]){_MONTH}(?P=s){_YEAR}{_END}',
            rf'{_FREE}(?:19|20)[0-9]{{2}}(?P<t>[/\-.])(?:0[1-9]|1[0-2])(?P=t)'
            rf'(?:0[1-9]|[12][0-9]|3[01]){_END}',
            # Months: 10.2025 | 10/2025
            rf'{_FREE}(?:0?[1-9]|1[0-2])[./](?:19|20)[0-9]{{2}}{_END}',
            # Times
            rf'{_FREE}[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?{_END}',
            # Amounts: CHF 1'200.50 | 120.50 | 120,50 | 120.-
            r"(?:CHF|EUR|USD|SFR\.?|FR\.|€|\$)\s?[0-9][0-9'’]*"
            rf'(?:[.,][0-9]{{2}})?{_END}',
            rf"{_FREE}[0-9]{{1,3}}(?:['’ ]?[0-9]{{3}})*[.,](?:[0-9]{{2}}|--?)"
            r'(?![0-9A-Z.])',
            # Telephones
            rf'(?:{_PHONE})[\s.:]{{0,3}}\+?[0-9][0-9 ()/.\-]{{5,20}}',
            r'\+[0-9]{2}[0-9 ()/.\-]{8,16}',
            rf'{_FREE}00[0-9]{{2}}[ /]?[0-9]{{2}}[ /]?[0-9]{{3}}'
            rf'[ /.\-]?[0-9]{{2}}[ /.\-]?[0-9]{{2}}{_END}',
            rf'{_FREE}0[0-9]{{2}}[ /.\-][0-9]{{3}}[ .\-][0-9]{{2}}[ .\-]'
            rf'[0-9]{{2}}{_END}',
            rf'{_FREE}0[0-9](?:[ .\-]?[0-9]{{2}}){{4}}{_END}',
            # Insured persons (13 digits from 756)
            rf'{_FREE}756\.?[0-9]{{4}}\.?[0-9]{{4}}\.?[0-9]{{2}}{_END}',
            # Cards and their terminals: MC/000002916 | K002 | XXXX1234
            rf'{_FREE}(?:{_CARD})\s?[/:]\s?[0-9]+',
            rf'{_FREE}(?:{_TERMINAL})(?:[\s.:\-]*(?:NR|NO|N°|ID))?[\s.:]*'
            r'[0-9X*][0-9X*]+',
            rf'{_FREE}K[0-9]{{3}}(?=\s+[0-9])',
            r'[X*]{2,}\s?[0-9]{2,}',
            ]))
_ACCOUNT = re.compile(
    r'(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?'
    r'(?![A-Z0-9])')
_ACCOUNT_WORD = re.compile(
    r'IBAN[\s.:]{0,3}[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}'
    r'(?: ?[A-Z0-9]{1,4})?')


def blot(text: str, spans: Iterable[tuple[int, int]] = ()) -> str:
    """The cleaned text, as long as before, with no misleading digits.

    spans: further parts to blot out (the references found).
    """
    for start, end in spans:
        text = text[:start] + BLOT * (end - start) + text[end:]
    if 'IBAN' in text:
        text = _ACCOUNT_WORD.sub(_blot, text)
    text = _ACCOUNT.sub(_blot_account, text)
    return _MASKS.sub(_blot, text)


def _blot(match: re.Match[str]) -> str:
    return BLOT * len(match.group())


def _blot_account(match: re.Match[str]) -> str:
    if iban.is_valid(match.group(), check_country=False):
        return _blot(match)
    return match.group()
