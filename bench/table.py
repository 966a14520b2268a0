# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What was measured, on the screen and in the documentation."""
import os
import platform
import re
from dataclasses import dataclass

COLUMNS = [
    'database', 'work', 'at once', 'past', 'ms each', 'SQL each',
    "peer's ms", "peer's SQL", 'of the peer', 'growth', 'MiB']
WIDTHS = [11, 18, 8, 8, 8, 9, 10, 11, 12, 7, 5]
BEGIN, END = '.. measured', '.. end of what was measured'


@dataclass
class Row:
    """One measurement.

    before is that of the size or of the past before this one.
    """
    database: str
    work: str
    size: int
    past: int
    result: dict
    before: 'Row | None' = None

    @property
    def total(self):
        return self.result['ms'][0] * self.size

    @property
    def cells(self):
        own, *peer = self.result['ms']
        own_sql, *peer_sql = self.result['sql']
        growth = ''
        if self.before:
            growth = f'{self.total / self.before.total:.2f}'
        return [
            self.database, self.work.replace('_', ' '), str(self.size),
            str(self.past or ''), f'{own:.2f}', f'{own_sql:.2f}',
            *(f'{v:.2f}' for v in peer),
            *(f'{v:.2f}' for v in peer_sql),
            *([] if peer else ['', '']),
            f'{own / peer[0]:.2f}' if peer else '',
            growth, str(self.result['memory'])]


def show(row, first):
    if first:
        print(_line(COLUMNS))
    print(_line(row.cells), flush=True)


def _line(cells):
    return ' '.join(c.ljust(w) for c, w in zip(cells, WIDTHS)).rstrip()


def write(path, rows, date):
    "Put the table between the marks of the file"
    text = path.read_text()
    table = [
        BEGIN, '',
        f'Measured on {date} on a machine with {os.cpu_count()} processors '
        f'and {_memory()} GiB, Python {platform.python_version()}.', '',
        _line(['=' * w for w in WIDTHS]),
        _line(COLUMNS),
        _line(['=' * w for w in WIDTHS]),
        *(_line(row.cells) for row in rows),
        _line(['=' * w for w in WIDTHS]), '', END]
    path.write_text(re.sub(
            f'{re.escape(BEGIN)}.*{re.escape(END)}',
            lambda match: '\n'.join(table), text, flags=re.DOTALL))


def _memory():
    pages = os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE')
    return round(pages / 2 ** 30)
