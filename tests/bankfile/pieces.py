# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Files with one piece left out or written otherwise, and what is read then.

Of each file of `golden`, of each table of `tables` and of each report, every
piece is tried: an element, a line, a word, a cell.  What is read otherwise
than without the change, or why it is refused, stands in `golden/pieces`.

    python -m tests.bankfile.pieces

writes it anew: look at the difference before it is committed.
"""
import csv
import io
import re
from xml.etree import ElementTree

from trytond_medical_payment.bankfile import (
    BankFileError, acquirer_profile, camt, camt_detail, csv_amount, csv_date,
    csv_draft, csv_profile, draft, duplicates, evidence, keys, mt940_text,
    neighbours, ofx, read, read_report)

from .everything import GOLDEN, digest, golden_files, plain
from .profiles import ready
from .reports import REPORTS
from .tables import TABLES

PIECES = GOLDEN / 'pieces'
WORDS = {
    acquirer_profile: ['PROFILES'],
    camt: ['MESSAGES'],
    camt_detail: ['OTHER_ACCOUNTS', '_IDENTIFIERS', '_RETURN_FAMILIES'],
    csv_amount: ['_CURRENCIES', '_MARKS'],
    csv_date: ['FORMATS', '_MONTHS'],
    csv_draft: ['_WORDS'],
    csv_profile: ['COLUMNS', 'FEES', '_PENDING', '_DEBIT', '_CREDIT'],
    duplicates: ['IMPORTED'],
    evidence: ['_COMMON_WORDS', '_COUNTING'],
    keys: ['_NO_REFERENCE', '_OF_BATCH'],
    mt940_text: ['_RETURNS'],
    neighbours: ['NEIGHBOURS'],
    ofx: ['_FOLLOWING', '_SIGNS', '_STATEMENTS'],
    }
# More differences than these are told by a digest
SHOWN = 3
WORD = re.compile(r'[A-Za-z]+|\d+')
# Where a place in the line says what something is
FIXED = {'.cod', '.txt'}


def other(word):
    "Another word of the same form"
    if word.isdigit():
        return word[:-1] + str((int(word[-1]) + 1) % 10)
    return word[:-1] + ('Y' if word[-1] == 'Z' else 'Z')


def changed_elements(data):
    "Each element left out, and each attribute, and their texts otherwise"
    def local(element):
        return element.tag.rpartition('}')[2]

    def write():
        return ElementTree.tostring(root, encoding='utf-8')

    root = ElementTree.fromstring(data)
    counts = {}
    for parent in list(root.iter()):
        for index, child in enumerate(list(parent)):
            name = f'{local(parent)}/{local(child)}'
            counts[name] = counts.get(name, 0) + 1
            place = f'{name} {counts[name]}'
            parent.remove(child)
            yield f'without {place}', write()
            parent.insert(index, child)
            for key, value in list(child.attrib.items()):
                for title, new in [
                        ('without', None), ('other', other(value))]:
                    if new is None:
                        del child.attrib[key]
                    else:
                        child.attrib[key] = new
                    yield f'{title} {place}/@{key}', write()
                    child.attrib[key] = value
            if text := (child.text or '').strip():
                words = list(WORD.finditer(text))
                start, end = words[-1].span()
                child.text = text[:start] + other(words[-1][0]) + text[end:]
                yield f'other {place}', write()
                child.text = text


def changed_lines(text, fixed):
    "Each line left out or twice, each word of it left out or otherwise"
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        before, after = ''.join(lines[:number]), ''.join(lines[number + 1:])
        yield f'without line {number + 1}', before + after
        yield f'line {number + 1} twice', before + line * 2 + after
        for match in WORD.finditer(line):
            word, start, end = match[0], match.start(), match.end()
            for title, new in [
                    ('without', ' ' * len(word) if fixed else ''),
                    ('other', other(word))]:
                yield (
                    f'{title} {number + 1}:{start + 1} {word}',
                    before + line[:start] + new + line[end:] + after)


def changed_cells(text):
    "Each column and each row left out, each cell left out or otherwise"
    delimiter = max(';,\t', key=text.splitlines()[-1].count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))

    def write(rows):
        file = io.StringIO()
        csv.writer(file, delimiter=delimiter).writerows(rows)
        return file.getvalue()

    def changed(number, place, cell):
        new = list(rows)
        new[number] = [*rows[number]]
        new[number][place] = cell
        return write(new)

    width = max(map(len, rows))
    for place in range(width):
        yield f'without column {place + 1}', write([
                row[:place] + row[place + 1:]
                if len(row) == width else row for row in rows])
    for number, row in enumerate(rows):
        yield f'without row {number + 1}', write(
            rows[:number] + rows[number + 1:])
        for place, cell in enumerate(row):
            words = list(WORD.finditer(cell))
            if not words:
                continue
            where = f'{number + 1}:{place + 1} {cell[:30]!r}'
            yield f'without {where}', changed(number, place, '')
            start, end = words[-1].span()
            yield f'other {where}', changed(
                number, place, cell[:start] + other(words[-1][0])
                + cell[end:])


def read_plain(read, data, name):
    try:
        return plain(read(data, name))
    except BankFileError as error:
        return {'refused': str(error)}


def flat(value, path=''):
    "{path: value} of what is read"
    if isinstance(value, (dict, list)):
        pairs = (
            value.items() if isinstance(value, dict) else enumerate(value))
        found = {}
        for key, part in pairs:
            found.update(flat(part, f'{path}.{key}' if path else f'{key}'))
        return found
    return {path: value}


def difference(one, other):
    "What is otherwise, in a line for each"
    if 'refused' in other and 'refused' not in one:
        return ['refused: ' + other['refused']]
    one, other = flat(one), flat(other)
    lines = []
    for path in {**one, **other}:
        mine, his = one.get(path), other.get(path)
        if mine != his:
            if path.endswith('key'):
                # Of the digests the beginning is enough
                mine, his = (value and value[:9] for value in (mine, his))
            lines.append(f'{path}: {mine!r} → {his!r}')
    if len(lines) > SHOWN:
        return [*lines[:SHOWN], f'and {len(lines)}: {digest(lines)}']
    return lines


def page(data, name, changes, read=read):
    whole = read_plain(read, data, name)
    for title, changed in changes:
        lines = difference(whole, read_plain(read, changed, name))
        yield title + ('' if lines else ': the same')
        for line in lines:
            yield f'  {line}'


def of_file(path):
    data = path.read_bytes()
    if path.suffix == '.xml':
        changes = changed_elements(data)
    else:
        text = data.decode('latin-1')
        changes = (
            (title, changed.encode('latin-1'))
            for title, changed in changed_lines(text, path.suffix in FIXED))
    return page(data, path.name, changes)


def of_table(name, text, read):
    changes = (
        (title, changed.encode()) for title, changed in changed_cells(text))
    return page(text.encode(), name, changes, read)


def by_profile(name):
    "How the table of a bank is read, by the profile that was chosen"
    profile = ready()[name]
    return lambda data, name: read(data, name, None, [profile])


def of_drafts():
    "What is told of tables before there is a profile, with titles or not"
    profiles = tuple(ready().values())
    for name, (text, _) in TABLES.items():
        rows = text.splitlines(keepends=True)
        below = ''.join(
            rows[1 + max(
                range(len(rows)), key=lambda n: rows[n].count('a')):])
        for title, changed, known in [
                ('', text, profiles), (' without profiles', text, ()),
                (' without titles', below, profiles)]:
            yield f'{name}{title}'
            found = read_plain(
                lambda data, _: draft(data, known), changed.encode(), '')
            for column in found.pop('columns', ()):
                yield (
                    f'  {column.pop("number")}: {column.pop("column")}'
                    f' {column}')
            yield f'  {found}'


def of_words():
    "The words and codes by which something is known, so that none vanishes"
    for module, names in WORDS.items():
        for name in names:
            yield f'{module.__name__.rpartition(".")[2]}.{name}'
            value = getattr(module, name)
            if isinstance(value, (set, frozenset)):
                value = tuple(sorted(value))
            for path, word in flat(plain(value)).items():
                yield f'  {path}: {word!r}'


def pages():
    "For each file what makes its lines, by its name"
    return {
        **{path.name: lambda path=path: of_file(path)
            for path in golden_files()},
        **{f'{name}.csv': lambda name=name: of_table(
                name, TABLES[name][0], by_profile(name))
            for name in TABLES},
        **{f'{name}.report': lambda name=name: of_table(
                name, REPORTS[name][0], read_report)
            for name in REPORTS},
        'drafts': of_drafts,
        'words': of_words,
        }


def path_of(name):
    return PIECES / f'{name}.diff'


def write():
    PIECES.mkdir(exist_ok=True)
    for name, lines in pages().items():
        path_of(name).write_text(
            ''.join(f'{line}\n' for line in lines()), encoding='utf-8')


if __name__ == '__main__':
    write()
