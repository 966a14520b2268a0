# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Read payments from CSV: the first line names the columns.

Nothing here knows Tryton. What is wrong with the file as a whole raises
FileError; what is wrong with a line is an item of its problems."""
import csv
import datetime as dt
import hashlib
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

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
SEPARATORS = ';,\t|'
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
    if encoding:
        encodings = [encoding]
    elif content.startswith((b'\xff\xfe', b'\xfe\xff')):
        encodings = ['utf-16']
    else:
        encodings = ['utf-8-sig', 'cp1252']
    for name in encodings:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise FileError('encoding', encodings[0])


def plain(name):
    "Return the name of a column without case, accents and spaces around"
    name = unicodedata.normalize('NFKD', name.strip().casefold())
    return ''.join(c for c in name if not unicodedata.combining(c))


def column_of(name):
    for column, names in COLUMNS.items():
        if plain(name) in names:
            return column


def detect_separator(header):
    "Return the separator that gives the most columns of the header a name"
    def known(separator):
        return sum(
            1 for n in header.split(separator) if column_of(n.strip('" ')))
    return max(SEPARATORS, key=known)


def read(content, separator=None, encoding=None, date_format=None,
        decimal=None):
    """Return the lines of the content of a CSV file.

    The separator, the encoding and the format of dates are found out when
    they are not given; decimal is the mark before the decimals."""
    text = decode(content, encoding)
    if '\0' in text:
        raise FileError('broken', '\\0')
    if not text.strip():
        raise FileError('empty', '')
    separator = separator or detect_separator(text.splitlines()[0])
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        columns = read_header(next(reader))
        lines, start = [], reader.line_num + 1
        for cells in reader:
            if any(c.strip() for c in cells):
                lines.append(read_line(
                        start, columns, cells, date_format, decimal))
            start = reader.line_num + 1
    except csv.Error as error:
        raise FileError('broken', f'{reader.line_num}: {error}') from error
    give_keys(lines)
    return lines


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
        try:
            return dt.datetime.strptime(text, format_).date()
        except ValueError:
            continue


def parse_amount(text, decimal=None):
    """Return the amount; raise ValueError with 'amount' or 'ambiguous'.

    One mark with three digits after it may stand before the decimals or
    between the thousands: nobody guesses with money."""
    number = re.sub(r"[\s'’`]", '', text).replace('−', '-')
    if not re.fullmatch(r'[+-]?\d[\d.,]*', number):
        raise ValueError('amount')
    marks = [c for c in number if c in '.,']
    if decimal is None and marks:
        decimal = marks[-1]
        if len(set(marks)) == 1:
            if len(marks) > 1:
                decimal = '.' if decimal == ',' else ','
            elif re.search(r'[1-9]\d{0,2}[.,]\d{3}$', number):
                raise ValueError('ambiguous')
    if decimal:
        thousands = '.' if decimal == ',' else ','
        whole, *decimals = number.split(decimal)
        if len(decimals) > 1 or thousands in ''.join(decimals):
            raise ValueError('amount')
        if thousands in whole and not re.fullmatch(
                r'[+-]?\d{1,3}([.,]\d{3})+', whole):
            raise ValueError('amount')
        number = '.'.join([whole.replace(thousands, ''), *decimals])
    return Decimal(number)


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
