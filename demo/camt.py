# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Transactions written as camt.053 (statement) and camt.054 (notification)."""
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree as ET

NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.{}.001.08'


@dataclass(frozen=True)
class Transaction:
    "A transaction of the account; a negative amount leaves it"
    date: dt.date
    amount: Decimal
    payer: str
    iban: str = ''
    reference: str = ''  # QRR
    text: str = ''


@dataclass(frozen=True)
class Account:
    iban: str
    owner: str
    currency: str = 'CHF'


def statement(account, transactions, start, identifier):
    "camt.053: with balances, one entry a transaction"
    first, last = transactions[0].date, transactions[-1].date
    end = start + sum(m.amount for m in transactions)
    root, body = _document(
        '053', 'BkToCstmrStmt', 'Stmt', identifier, first, last, account)
    for code, amount, date in [('OPBD', start, first), ('CLBD', end, last)]:
        balance = ET.SubElement(body, 'Bal')
        _texts(balance, {'Tp/CdOrPrtry/Cd': code})
        _amount(balance, amount, account.currency)
        _texts(balance, {'Dt/Dt': date.isoformat()})
    _entries(body, account, transactions, identifier)
    return _bytes(root)


def notification(account, transactions, identifier):
    "camt.054: what arrived, before the statement of the day"
    root, body = _document(
        '054', 'BkToCstmrDbtCdtNtfctn', 'Ntfctn', identifier,
        transactions[0].date, transactions[-1].date, account)
    _entries(body, account, transactions, identifier)
    return _bytes(root)


def _document(version, message, part, identifier, first, last, account):
    root = ET.Element('Document', xmlns=NAMESPACE.format(version))
    message = ET.SubElement(root, message)
    created = f'{last.isoformat()}T23:00:00'
    _texts(message, {
            'GrpHdr/MsgId': f'{identifier}-MSG',
            'GrpHdr/CreDtTm': created,
            })
    body = ET.SubElement(message, part)
    _texts(body, {
            'Id': identifier,
            'CreDtTm': created,
            'FrToDt/FrDtTm': f'{first.isoformat()}T00:00:00',
            'FrToDt/ToDtTm': f'{last.isoformat()}T23:59:59',
            'Acct/Id/IBAN': account.iban,
            'Acct/Ccy': account.currency,
            'Acct/Ownr/Nm': account.owner,
            })
    return root, body


def _entries(body, account, transactions, identifier):
    for index, transaction in enumerate(transactions, 1):
        number = f'{identifier}-{index:03}'
        entry = ET.SubElement(body, 'Ntry')
        _texts(entry, {'NtryRef': number})
        _amount(entry, transaction.amount, account.currency)
        family = 'RCDT' if transaction.amount > 0 else 'ICDT'
        _texts(entry, {
                'Sts/Cd': 'BOOK',
                'BookgDt/Dt': transaction.date.isoformat(),
                'ValDt/Dt': transaction.date.isoformat(),
                'AcctSvcrRef': number,
                'BkTxCd/Domn/Cd': 'PMNT',
                'BkTxCd/Domn/Fmly/Cd': family,
                'BkTxCd/Domn/Fmly/SubFmlyCd': 'AUTT',
                })
        details = ET.SubElement(entry, 'NtryDtls')
        _detail(details, account, transaction, number)


def _detail(details, account, transaction, number):
    detail = ET.SubElement(details, 'TxDtls')
    _texts(detail, {'Refs/AcctSvcrRef': f'{number}-1'})
    _amount(detail, transaction.amount, account.currency)
    side = 'Dbtr' if transaction.amount > 0 else 'Cdtr'
    texts = {f'RltdPties/{side}/Pty/Nm': transaction.payer}
    if transaction.iban:
        texts[f'RltdPties/{side}Acct/Id/IBAN'] = transaction.iban
    if transaction.reference:
        reference = 'RmtInf/Strd/CdtrRefInf'
        texts[f'{reference}/Tp/CdOrPrtry/Prtry'] = 'QRR'
        texts[f'{reference}/Ref'] = transaction.reference
    if transaction.text:
        texts['RmtInf/Ustrd'] = transaction.text
    _texts(detail, texts)


def _amount(parent, amount, currency):
    ET.SubElement(parent, 'Amt', Ccy=currency).text = f'{abs(amount):.2f}'
    side = 'CRDT' if amount >= 0 else 'DBIT'
    ET.SubElement(parent, 'CdtDbtInd').text = side


def _texts(parent, texts):
    "Add the elements of the paths, in their order"
    for path, text in texts.items():
        element = parent
        *folders, name = path.split('/')
        for folder in folders:
            found = element.find(folder)
            if found is None:
                found = ET.SubElement(element, folder)
            element = found
        ET.SubElement(element, name).text = text


def _bytes(root):
    ET.indent(root)
    return ET.tostring(root, encoding='UTF-8', xml_declaration=True)
