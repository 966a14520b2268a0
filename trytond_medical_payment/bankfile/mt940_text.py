# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a bank writes in the field 86 of MT940: one of three ways.

* Subfields `?00` … `?63` after a code of three digits (German Banking
  Industry Committee, MT940 for DTA and SEPA).
* Tags between slashes, like `/EREF/…/NAME/…/REMI/…` (Rabobank, ING, ABN AMRO).
* Plain text.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from .account_number import split_iban
from .keys import usable
from .model import Party

__all__ = ['Text', 'describe']

# A line of a field has 65 characters: a full one is continued in the word
_WIDTH = 65
_SUBFIELD = re.compile(r'\?(\d\d)')
_SEPA = re.compile(
    r'(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC)\+|(MTLG):')
_SLASHES = re.compile(
    r'/(EREF|PREF|MARF|CSID|CNTP|REMI|BENM|ORDP|NAME|ID|ADDR|ISDT|TRTP|TRCD'
    r'|IBAN|BIC|RTRN|PURP|ULTC|ULTD|CDTRREF)/')
# Business transaction codes of returned payments: direct debits (108, 109)
# and credit transfers (159)
_RETURNS = {'108', '109', '159'}


@dataclass(frozen=True)
class Text:
    """What is known from the text of a transaction."""
    party: Party = Party()
    ultimate: Party = Party()
    references: tuple[str, ...] = ()
    remittance: tuple[str, ...] = ()
    additional: tuple[str, ...] = ()
    end_to_end: str | None = None
    mandate: str | None = None
    returned: str | None = None
    return_information: tuple[str, ...] = ()


def describe(lines: list[str], *, receipt: bool) -> Text:
    """Read the lines of field 86.

    :param receipt: whether the transaction is a credit
    """
    text = _unfold(lines)
    if re.match(r'\d{3}\?', text):
        return _subfields(''.join(lines), receipt)
    if _SLASHES.match(text):
        return _slashes(''.join(lines))
    return Text(remittance=_words(text))


def _unfold(lines: list[str]) -> str:
    text = ''
    for line in lines:
        text += line if len(line) >= _WIDTH else line + ' '
    return text.strip()


def _words(*texts: str) -> tuple[str, ...]:
    squeezed = (' '.join(text.split()) for text in texts)
    return tuple(dict.fromkeys(text for text in squeezed if text))


def _subfields(text: str, receipt: bool) -> Text:
    parts = _SUBFIELD.split(text)
    code = parts[0].strip()
    values: dict[int, str] = {}
    for number, value in zip(parts[1::2], parts[2::2], strict=True):
        values[int(number)] = values.get(int(number), '') + value
    purpose = ''.join(
        values.get(n, '') for n in [*range(20, 30), *range(60, 64)])
    before, *tagged = _SEPA.split(purpose)
    sepa = {
        tag or other: value for tag, other, value in zip(
            tagged[::3], tagged[1::3], tagged[2::3], strict=True)}
    iban, account = split_iban(sepa.get('IBAN', '') or values.get(31, ''))
    party = Party(
        name=' '.join(
            (values.get(32, '') + values.get(33, '')).split()) or None,
        iban=iban,
        account=account)
    returned = None
    reason = values.get(34, '').strip()
    if code in _RETURNS or reason.startswith('9'):
        returned = reason
    ultimate = sepa.get('ABWA' if receipt else 'ABWE', '')
    end_to_end = ' '.join((sepa.get('EREF') or '').split())
    return Text(
        party=party,
        ultimate=Party(name=' '.join(ultimate.split()) or None),
        remittance=_words(before, sepa.get('SVWZ', '')),
        additional=_words(values.get(0, '')),
        end_to_end=end_to_end if usable(end_to_end) else None,
        mandate=' '.join(sepa.get('MREF', '').split()) or None,
        returned=returned,
        return_information=_words(sepa.get('MTLG', '')))


def _slashes(text: str) -> Text:
    parts = _SLASHES.split(text)
    values: dict[str, str] = {}
    for tag, value in zip(parts[1::2], parts[2::2], strict=True):
        values.setdefault(tag, value.strip('/ '))
    account, name = values.get('IBAN', ''), values.get('NAME', '')
    if 'CNTP' in values:
        # account/BIC/name/city
        counterparty = [*values['CNTP'].split('/'), '', '']
        account, name = counterparty[0], counterparty[2]
    remittance, references = values.get('REMI', ''), []
    if 'CDTRREF' in values:
        references.append(values['CDTRREF'])
    kind, _, rest = remittance.partition('/')
    if kind == 'USTD':
        remittance = rest.strip('/')
    elif kind == 'STRD':
        references.append(rest.rpartition('/')[2])
        remittance = ''
    iban, other = split_iban(account)
    return Text(
        party=Party(
            name=' '.join(name.split()) or None, iban=iban, account=other),
        ultimate=Party(name=values.get('ULTD') or None),
        references=tuple(filter(None, references)),
        remittance=_words(remittance),
        additional=_words(values.get('TRTP', '')),
        end_to_end=values.get('EREF') if usable(values.get('EREF')) else None,
        mandate=values.get('MARF') or None,
        returned=values.get('RTRN'))
