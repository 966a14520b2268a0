# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The files of banks beside the project, and camt files made here."""
import csv
from decimal import Decimal
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / 'shared'
ROOT = SHARED / 'bank-files'
CASES = SHARED / 'field-cases' / 'files'

VERSIONS = {
    'camt.052': ('BkToCstmrAcctRpt', 'Rpt'),
    'camt.053': ('BkToCstmrStmt', 'Stmt'),
    'camt.054': ('BkToCstmrDbtCdtNtfctn', 'Ntfctn'),
    }
IBAN = 'CH9300762011623852957'


def expected():
    "The lines of EXPECTED.tsv, or one that skips visibly"
    path = ROOT / 'EXPECTED.tsv'
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(
                    reason="The bank files are not beside the project"))]
    with open(path, newline='') as file:
        return [
            pytest.param(line, id=line['file'])
            for line in csv.DictReader(file, delimiter='\t')]


def content(name):
    "The bytes of a bank file; skips where it is missing"
    path = ROOT / name
    if not path.exists():
        pytest.skip(f"The bank file {name} is missing")
    return path.read_bytes()


def camt(*entries, kind='camt.053', version='04', iban=IBAN, currency='CHF',
        identification='S1', created='2025-01-31T18:00:00', before=''):
    "A camt file with one statement"
    return camt_file(statement(
            *entries, kind=kind, iban=iban, currency=currency,
            identification=identification, created=created, before=before),
        kind=kind, version=version)


def camt_file(*statements, kind='camt.053', version='04'):
    message, _ = VERSIONS[kind]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns='
        f'"urn:iso:std:iso:20022:tech:xsd:{kind}.001.{version}">'
        f'<{message}><GrpHdr><MsgId>M1</MsgId></GrpHdr>'
        f'{"".join(statements)}</{message}></Document>').encode()


def statement(*entries, kind='camt.053', iban=IBAN, currency='CHF',
        identification='S1', created='2025-01-31T18:00:00', before=''):
    _, name = VERSIONS[kind]
    currency = f'<Ccy>{currency}</Ccy>' if currency else ''
    created = f'<CreDtTm>{created}</CreDtTm>' if created else ''
    return (
        f'<{name}><Id>{identification}</Id>{created}'
        f'<Acct><Id><IBAN>{iban}</IBAN></Id>{currency}</Acct>'
        f'{before}{"".join(entries)}</{name}>')


def balance(code, amount, sign='CRDT', currency='CHF', date='2025-01-31'):
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>'
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        f'<Dt><Dt>{date}</Dt></Dt></Bal>')


def entry(amount, *details, sign=None, currency='CHF', status='BOOK',
        date='2025-01-31', reference=None, servicer=None, more=''):
    "An entry; a signed amount gives the sign"
    sign = sign or ('DBIT' if str(amount).startswith('-') else 'CRDT')
    amount = str(amount).removeprefix('-')
    parts = [
        f'<NtryRef>{reference}</NtryRef>' if reference else '',
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>',
        f'<Sts>{status}</Sts>' if status else '',
        f'<BookgDt><Dt>{date}</Dt></BookgDt>' if date else '',
        f'<AcctSvcrRef>{servicer}</AcctSvcrRef>' if servicer else '',
        more,
        f'<NtryDtls>{"".join(details)}</NtryDtls>' if details else '',
        ]
    return f'<Ntry>{"".join(parts)}</Ntry>'


def detail(amount=None, *, sign=None, currency='CHF', where='Amt',
        reference=None, text=(), name=None, iban=None, end_to_end=None,
        servicer=None, more=''):
    "A detail; without an amount it says none"
    amounts = ''
    if amount is not None:
        number = str(amount).removeprefix('-')
        amounts = f'<Amt Ccy="{currency}">{number}</Amt>'
        for step in reversed(where.split('/')[:-1]):
            amounts = f'<{step}>{amounts}</{step}>'
        if sign is None and isinstance(amount, Decimal):
            sign = 'DBIT' if amount < 0 else 'CRDT'
    refs = ''.join(f'<{tag}>{value}</{tag}>' for tag, value in [
            ('AcctSvcrRef', servicer), ('EndToEndId', end_to_end)] if value)
    remittance = ''.join(f'<Ustrd>{line}</Ustrd>' for line in text)
    if reference:
        remittance += (
            '<Strd><CdtrRefInf><Tp><CdOrPrtry><Prtry>QRR</Prtry>'
            f'</CdOrPrtry></Tp><Ref>{reference}</Ref></CdtrRefInf></Strd>')
    parties = (
        (f'<Dbtr><Nm>{name}</Nm></Dbtr>' if name else '')
        + (f'<DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct>'
            if iban else ''))
    parts = [
        f'<Refs>{refs}</Refs>' if refs else '',
        amounts,
        f'<CdtDbtInd>{sign}</CdtDbtInd>' if sign else '',
        f'<RltdPties>{parties}</RltdPties>' if parties else '',
        f'<RmtInf>{remittance}</RmtInf>' if remittance else '',
        more,
        ]
    return f'<TxDtls>{"".join(parts)}</TxDtls>'


def content_of_case(name):
    "The bytes of a field case; skips where it is missing"
    path = CASES / name
    if not path.exists():
        pytest.skip(f"The field case {name} is missing")
    return path.read_bytes()
