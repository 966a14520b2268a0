# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Every field of what is read, to compare with what was read before.

In `golden` each file of a bank that was made here has beside it what it is
read as, in JSON.  Of real files, which have licences of their own, and of the
field cases only a digest is kept.

    python -m tests.bankfile.everything

writes both anew: look at the difference before it is committed.
"""
import datetime as dt
import hashlib
import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path

from trytond_medical_payment.bankfile import BankFileError, read

from .files import CASES, ROOT

GOLDEN = Path(__file__).parent / 'golden'
DIGESTS = GOLDEN / 'digests.tsv'
# Tables are read by profiles, which change: their fields are compared apart
FOLDERS = ['camt', 'cfonb', 'coda', 'mt940', 'ofx']
SUFFIXES = {'.xml', '.sta', '.ofx', '.cod', '.txt', '.qfx', '.ofc'}


def plain(value):
    "Return a value of JSON; what is empty is left out of a record"
    if is_dataclass(value):
        found = {
            f.name: plain(getattr(value, f.name)) for f in fields(value)}
        return {
            name: part for name, part in found.items()
            if part not in (None, '', [], {}, False, 0)}
    if isinstance(value, dict):
        return {key: plain(part) for key, part in sorted(value.items())}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, (Decimal, dt.date)):
        return str(value)
    return value


def everything(data, name):
    "Return all that is read of a file, or why it is not"
    try:
        return plain(read(data, name))
    except BankFileError as error:
        return str(error)


def as_json(value):
    return json.dumps(value, indent=1, ensure_ascii=False) + '\n'


def digest(value):
    return hashlib.sha256(as_json(value).encode()).hexdigest()[:24]


def golden_files():
    return sorted(
        path for path in GOLDEN.iterdir() if path.suffix in SUFFIXES)


def shared_files():
    "The real files and the field cases, by a name to keep"
    if not ROOT.exists() or not CASES.exists():
        return {}
    return {
        **{f'{folder}/{path.name}': path
            for folder in FOLDERS
            for path in sorted((ROOT / folder).iterdir())},
        **{f'cases/{path.name}': path
            for path in sorted(CASES.iterdir()) if path.suffix in SUFFIXES},
        }


def digests():
    return dict(
        line.split('\t') for line in DIGESTS.read_text().splitlines())


def write():
    for path in golden_files():
        path.with_suffix('.json').write_text(
            as_json(everything(path.read_bytes(), path.name)))
    DIGESTS.write_text(''.join(
            f'{name}\t{digest(everything(path.read_bytes(), name))}\n'
            for name, path in shared_files().items()))


if __name__ == '__main__':
    write()
