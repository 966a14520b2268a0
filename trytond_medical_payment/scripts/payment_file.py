# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Read payments from tables: the first line names the columns.

The tables are read as those of banks are. Nothing here knows Tryton. What is
wrong with the file as a whole raises FileError; what is wrong with a line is
an item of its problems."""
import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from ..bankfile import BankFileError
from ..bankfile.csv_amount import AmountError, read_amount
from ..bankfile.csv_date import DateReader
from ..bankfile.decode import decode as bankfile_decode
from ..bankfile.decode import encoding_of
from ..bankfile.table import (
    DELIMITERS, delimiters, head_rows, read_rows, title)
from ..bankfile.xlsx import is_workbook, read_sheets

# The names of the columns in English and in French
COLUMNS = {
    'invoice': {'invoice', 'number', 'facture', 'numero'},
    'date': {'date'},
    'amount': {'amount', 'montant'},
    'method': {'method', 'moyen', 'moyen de paiement'},
    'payer': {'payer', 'payeur'},
    'reference': {'reference'},
    'reason': {'reason', 'raison', 'motif'},
    'key': {'key', 'cle'},
    }
REQUIRED = ['date', 'amount', 'method']
DATE_FORMATS = ['%Y-%m-%d', '%d.%m.%Y', '%d/%m/%Y', '%d.%m.%y', '%Y%m%d']


class FileError(Exception):
    "A code and a detail"

    @property
    def code(self):
        return self.args[0]

    @property
    def detail(self):
        return self.args[1]


@dataclass
class Line:
    "number: of the line in the file, the first is 1"
    number: int
    texts: dict
    date: dt.date = None
    amount: Decimal = None
    key: str = None
    # codes, each with what it is about
    problems: list = field(default_factory=list)


def decode(content, encoding=None):
    "Return the text: in UTF-8 or, as spreadsheets write it, Windows-1252"
    if b'\0' in content and not (encoding or encoding_of(content)):
        raise FileError('broken', '\\0')
    try:
        return bankfile_decode(content, encoding)
    except BankFileError as error:
        raise FileError('encoding', error.parameters['encoding']) from error


def column_of(name):
    for column, names in COLUMNS.items():
        if title(name) in names:
            return column


def detect_separator(text):
    "Return the separator that gives the most columns of the header a name"
    def known(separator):
        return sum(
            1 for _, cells in head_rows(text, separator, 2)[:1]
            for cell in cells if column_of(cell))
    return max(delimiters(text) or DELIMITERS, key=known)


def read(content, separator=None, encoding=None, date_format=None,
        decimal=None):
    """Return the lines of the content of a CSV file or of a workbook.

    The separator, the encoding and the format of dates are found out when
    they are not given; decimal is the mark before the decimals."""
    rows = iter(read_table(content, separator, encoding))
    columns, lines = None, []
    for number, cells in rows:
        if not any(cells):
            continue
        elif columns is None:
            columns = read_header(cells)
        else:
            lines.append(read_line(
                    number, columns, cells, date_format, decimal))
    if columns is None:
        raise FileError('empty', '')
    give_keys(lines)
    return lines


def read_table(content, separator=None, encoding=None):
    "Return the rows of the content, each with its number"
    try:
        if is_workbook(content):
            return next(iter(read_sheets(content).values()), [])
        text = decode(content, encoding)
        if not text.strip():
            raise FileError('empty', '')
        return list(read_rows(text, separator or detect_separator(text)))
    except BankFileError as error:
        raise FileError('broken', str(error)) from error


def read_header(names):
    columns = []
    for name in names:
        column = column_of(name)
        if not column:
            raise FileError('column_unknown', name.strip())
        if column in columns:
            raise FileError('column_twice', name.strip())
        columns.append(column)
    for column in REQUIRED:
        if column not in columns:
            raise FileError('column_missing', column)
    if not {'invoice', 'payer'} & set(columns):
        raise FileError('column_missing', 'invoice')
    return columns


def read_line(number, columns, cells, date_format, decimal):
    texts = dict.fromkeys(COLUMNS, '')
    texts.update(
        (column, cell.strip()) for column, cell in zip(columns, cells))
    line = Line(number, texts)
    if any(c.strip() for c in cells[len(columns):]):
        line.problems.append(('cells', ''))
    line.problems.extend(
        ('missing', column) for column in REQUIRED if not texts[column])
    if texts['date']:
        line.date = parse_date(texts['date'], date_format)
        if line.date is None:
            line.problems.append(('date', texts['date']))
    if texts['amount']:
        try:
            line.amount = parse_amount(texts['amount'], decimal)
        except ValueError as error:
            line.problems.append((str(error), texts['amount']))
    return line


def parse_date(text, date_format=None):
    for format_ in [date_format] if date_format else DATE_FORMATS:
        if day := DateReader(format_)(text):
            return day


def parse_amount(text, decimal=None):
    """Return the amount; raise ValueError with 'amount' or 'ambiguous'.

    One mark with three digits after it may stand before the decimals or
    between the thousands: nobody guesses with money."""
    try:
        found = read_amount(text, decimal)
    except AmountError as error:
        raise ValueError(
            'ambiguous' if error.code == 'ambiguous' else 'amount') from error
    # the currency is the one of the invoice
    if found is None or found[1]:
        raise ValueError('amount')
    return found[0]


def give_keys(lines):
    """Give each line what it is known by when the file comes again.

    Without a key of its own it is what it says, and the how manieth line it
    is that says the same: two equal payments are two payments."""
    seen, counts = {}, Counter()
    for line in lines:
        if line.texts['key']:
            line.key = line.texts['key']
            if line.key in seen:
                line.problems.append(('key', (line.key, seen[line.key])))
            seen.setdefault(line.key, line.number)
        else:
            said = tuple(
                str(value) for value in [
                    line.date,
                    None if line.amount is None else line.amount.normalize(),
                    *(line.texts[name].casefold() for name in [
                            'invoice', 'method', 'payer', 'reference',
                            'reason'])])
            counts[said] += 1
            digest = hashlib.sha256(repr((said, counts[said])).encode())
            line.key = f'line-{digest.hexdigest()[:32]}'
