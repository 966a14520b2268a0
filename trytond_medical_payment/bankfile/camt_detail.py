# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A detail of an entry (TxDtls): parties, references, texts, flags."""
from __future__ import annotations

import re
from typing import TypedDict

from .camt_amount import amount_of, currency_of, is_debit
from .model import Charge, Identifiers, Money, Party
from .values import compact
from .xml import Element, text, texts, wild

__all__ = ['OTHER_ACCOUNTS', 'Description', 'charges', 'describe', 'is_return']

# Where the number of an account without an IBAN stands: in version 01 the
# national ones have marks of their own
OTHER_ACCOUNTS = ('Othr/Id', 'Prtry/Id', 'PrtryAcct/Id', 'BBAN', 'UPIC')

_IDENTIFIERS = {
    'message_identification': 'Refs/MsgId',
    'account_service_reference': 'Refs/AcctSvcrRef',
    'payment_information_identification': 'Refs/PmtInfId',
    'instruction_identification': 'Refs/InstrId',
    'end_to_end_identification': 'Refs/EndToEndId',
    'transaction_identification': 'Refs/TxId',
    'mandate_identification': 'Refs/MndtId',
    'cheque_number': 'Refs/ChqNb',
    'clearing_system_reference': 'Refs/ClrSysRef',
    'account_owner_transaction_identification': 'Refs/AcctOwnrTxId',
    'account_servicer_transaction_identification': 'Refs/AcctSvcrTxId',
    'market_infrastructure_transaction_identification':
        'Refs/MktInfrstrctrTxId',
    'processing_identification': 'Refs/PrcgId',
    'uetr': 'Refs/UETR',
    }

# Swiss banks add the state of an ISR record to the remittance information:
# ?REJECT?0 for none, another number for a record that was refused, and
# ?ERROR?nnn for the check of a QR bill (SIX, Swiss Payment Standards)
_TECHNICAL = re.compile(r'\?([A-Z]+)\?\s*(\w*)')
_REJECT = re.compile(r'\?REJECT\?\s*(\d+)')

# Sub-families of the bank transaction code (ISO 20022 external code set) that
# say that money came or went back
_RETURN_FAMILIES = {'RRTN', 'RPCR', 'PRDD', 'UPDD', 'UPCT', 'UPCQ'}


class Description(TypedDict):
    """What a detail says beside its amount, by field of a transaction."""
    debtor: Party
    creditor: Party
    ultimate_debtor: Party
    ultimate_creditor: Party
    references: tuple[str, ...]
    remittance: tuple[str, ...]
    additional: tuple[str, ...]
    identifiers: Identifiers
    charges: tuple[Charge, ...]
    instructed: Money | None
    returned: str | None
    return_information: tuple[str, ...]
    rejected: int


def describe(detail: Element) -> Description:
    """Read everything of a detail but its amount."""
    remittance, rejected = _remittance(detail)
    returned, return_information = _return(detail)
    return Description(
        debtor=_party(detail, 'Dbtr'),
        creditor=_party(detail, 'Cdtr'),
        ultimate_debtor=_party(detail, 'UltmtDbtr'),
        ultimate_creditor=_party(detail, 'UltmtCdtr'),
        references=tuple(
            texts(detail, 'RmtInf/Strd/CdtrRefInf/Ref')
            or texts(detail, 'RmtInf/Strd/CdtrRefInf/CdtrRef')),
        remittance=remittance,
        additional=tuple(texts(detail, 'AddtlTxInf')),
        identifiers=Identifiers(**{
                name: text(detail, path)
                for name, path in _IDENTIFIERS.items()}),
        charges=charges(detail),
        instructed=_instructed(detail),
        returned=returned,
        return_information=return_information,
        rejected=rejected)


def _party(detail: Element, role: str) -> Party:
    # From version 08 on a party is wrapped: Dbtr/Pty/Nm or Dbtr/Agt/...
    path = f'RltdPties/{role}'
    account = f'RltdPties/{role}Acct/Id'
    return Party(
        name=text(
            detail, f'{path}/Nm', f'{path}/Pty/Nm',
            f'{path}/Agt/FinInstnId/Nm'),
        iban=compact(text(detail, f'{account}/IBAN')) or None,
        account=text(
            detail, *(f'{account}/{name}' for name in OTHER_ACCOUNTS)))


def _remittance(detail: Element) -> tuple[tuple[str, ...], int]:
    lines = texts(detail, 'RmtInf/Ustrd')
    # numbers of the invoices a payment is for are as good as written out
    lines += (
        texts(detail, 'RmtInf/Strd/RfrdDocInf/Nb')
        or texts(detail, 'RmtInf/Strd/RfrdDocInf/RfrdDocNb'))
    rejected = 0
    for line in texts(detail, 'RmtInf/Strd/AddtlRmtInf'):
        for code in _REJECT.findall(line):
            rejected = rejected or int(code)
        if not _TECHNICAL.fullmatch(line):
            lines.append(line)
    return tuple(dict.fromkeys(lines)), rejected


def _return(detail: Element) -> tuple[str | None, tuple[str, ...]]:
    information = detail.find(wild('RtrInf'))
    if information is not None:
        reason = text(information, 'Rsn/Cd', 'Rsn/Prtry') or ''
        return reason, tuple(texts(information, 'AddtlInf'))
    return '' if is_return(detail) else None, ()


def is_return(element: Element) -> bool:
    """Whether the code of an entry or a detail says that money came back."""
    return text(element, 'BkTxCd/Domn/Fmly/SubFmlyCd') in _RETURN_FAMILIES


def _instructed(detail: Element) -> Money | None:
    element = detail.find(wild('AmtDtls/InstdAmt/Amt'))
    if element is None:
        return None
    return Money(amount_of(element, 'InstdAmt'), currency_of(element) or '')


def charges(element: Element) -> tuple[Charge, ...]:
    """Read the fees of an entry or a detail, in all versions.

    Until version 02 each Chrgs is a fee; later one Chrgs holds records, and
    a total that is used where there are no records.
    """
    found = []
    for block in element.iterfind(wild('Chrgs')):
        records = block.findall(wild('Rcrd')) or [block]
        for record in records:
            amount = record.find(wild('Amt'))
            if amount is None:
                amount = record.find(wild('TtlChrgsAndTaxAmt'))
            if amount is None:
                continue
            value = amount_of(amount, 'Chrgs')
            if not value:
                continue
            if is_debit(record, 'Chrgs', default=True) is False:
                value = -value
            found.append(Charge(
                    value, currency_of(amount) or '', _included(record)))
    return tuple(found)


def _included(record: Element) -> bool | None:
    return {'true': True, '1': True, 'false': False, '0': False}.get(
        text(record, 'ChrgInclInd') or '')
