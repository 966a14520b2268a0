#!/usr/bin/env python3
# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Import payments from CSV files: each line once, however often it comes.

The first line names the columns: invoice (number or structured reference),
date, amount, method, payer, reference, reason, key. A line without an invoice
is a payment on account of the payer."""
import sys
from collections import Counter

from proteus import Model
from proteus import config as proteus_config

from trytond.exceptions import UserError

from . import session
from .inbox import Outcome
from .output import Output
from .payment_file import FileError, read

PREFIX = 'msg_payment_import_'
STATES = ['done', 'known', 'refused', 'possible', 'held']
BATCH = 200
# Of the objects of JSON
VERSION = 1


class Texts(session.Texts):

    def __init__(self):
        super().__init__(PREFIX)

    def problem(self, code, about):
        if code == 'key':
            key, number = about
            return self('line_key', value=key, line=number)
        return self(f'line_{code}', value=about)


def result(line, state, message='', payment=None):
    return {
        'line': line.number, 'state': state, 'message': message,
        'payment': payment}


def import_lines(lines, dry_run, all_or_nothing):
    "One call for all; halves, where what is refused shows only on posting"
    Payment = Model.get('account.invoice.payment')
    if not lines:
        return []
    try:
        return Payment._proxy.import_payments([{
                    **line.texts,
                    'line': line.number,
                    'date': line.date,
                    'amount': line.amount,
                    'key': line.key,
                    } for line in lines],
            dry_run, all_or_nothing, proteus_config.get_config().context)
    except UserError as error:
        if len(lines) == 1:
            return [result(lines[0], 'refused', error.message)]
        if all_or_nothing:
            first, *others = lines
            return [
                result(first, 'held', error.message),
                *(result(line, 'held') for line in others)]
        half = len(lines) // 2
        return [
            *import_lines(lines[:half], dry_run, all_or_nothing),
            *import_lines(lines[half:], dry_run, all_or_nothing)]


def import_file(
        lines, texts, output, dry_run=False, all_or_nothing=False):
    "Return what became of each line"
    results = []
    right = []
    for line in lines:
        if line.problems:
            results.append(result(line, 'refused', ' '.join(
                        texts.problem(*p) for p in line.problems)))
        else:
            right.append(line)
    if all_or_nothing:
        checked = import_lines(right, dry_run or bool(results), True)
        if results and not dry_run:
            checked = [
                {**r, 'state': 'held'} if r['state'] == 'possible' else r
                for r in checked]
        results.extend(checked)
    else:
        for start in range(0, len(right), BATCH):
            batch = right[start:start + BATCH]
            results.extend(import_lines(batch, dry_run, False))
            output.advance(len(batch))
    return sorted(results, key=lambda r: r['line'])


def line_text(name, item, texts):
    return ' '.join(filter(None, [
                texts('line', file=name, line=item['line'],
                    state=texts(f'state_{item["state"]}')),
                item['payment'],
                (item['message'] or '').replace('\n', ' ')]))


def is_refused(item):
    return item['state'] in {'refused', 'held'}


class Report:
    "What became of the files"

    def __init__(self, output, texts):
        self.output = output
        self.texts = texts
        self.files = []
        # What is refused, as it is told
        self.refusals = []

    @property
    def complete(self):
        return not self.refusals

    def refused(self, name, message):
        self.refusals.append(message)
        self.output.refuse(message)
        self.files.append({
                'file': name, 'state': 'refused', 'message': message,
                'lines': []})

    def read(self, name, results):
        for item in results:
            text = line_text(name, item, self.texts)
            if is_refused(item):
                self.refusals.append(text)
                self.output.refuse(text)
            else:
                self.output.say(text)
        counts = Counter(item['state'] for item in results)
        self.output.say(self.texts(
                'total', file=name, **{s: counts[s] for s in STATES}))
        self.files.append({
                'file': name, 'state': 'read', 'message': None,
                'lines': [
                    {**item, 'message': item['message'] or None}
                    for item in results]})

    def end(self):
        self.output.object({'version': VERSION, 'files': self.files})


def import_files(paths, **options):
    """Do it in the database that proteus is connected to.

    Return whether everything could be done.
    """
    return report_files(paths, **options).complete


def report_files(
        paths, dry_run=False, all_or_nothing=False, output=None, **format_):
    "Do it, and return the report"
    output = output or Output()
    texts = Texts()
    report = Report(output, texts)
    for path in paths:
        name = session.name_of(path)
        try:
            lines = read(path.read_bytes(), **format_)
        except FileError as error:
            report.refused(name, texts(
                    f'file_{error.code}', file=name, detail=error.detail))
            continue
        except OSError as error:
            report.refused(name, str(error))
            continue
        with output.progress(len(lines), "lines"):
            output.doing(name)
            results = import_file(
                lines, texts, output, dry_run, all_or_nothing)
        report.read(name, results)
    report.end()
    return report


def get_parser():
    parser = session.get_parser('trytond_import_payments', __doc__)
    parser.add_argument(
        '--dry-run', dest='dry_run', action='store_true',
        help="check the lines and post nothing")
    parser.add_argument(
        '--all-or-nothing', dest='all_or_nothing', action='store_true',
        help="post nothing of a file of which a line is refused")
    parser.add_argument(
        '--separator', help="what separates the columns, else detected")
    parser.add_argument(
        '--encoding', help="else UTF-8, UTF-16 or Windows-1252")
    parser.add_argument(
        '--date-format', dest='date_format',
        help="like %%d.%%m.%%Y, else detected")
    parser.add_argument(
        '--decimal', choices=['.', ','],
        help="the mark before the decimals, else detected")
    return parser


def run(args=None):
    parser = get_parser()
    args = session.parse(parser, args)
    if args.separator == '\\t':
        args.separator = '\t'
    if args.separator and len(args.separator) != 1:
        parser.error("the separator is one character")
    if args.watch and args.dry_run:
        parser.error("--dry-run goes without --watch")
    session.connect(parser, args)
    options = {
        'dry_run': args.dry_run,
        'all_or_nothing': args.all_or_nothing,
        'output': Output(args.quiet, args.json),
        'separator': args.separator,
        'encoding': args.encoding,
        'date_format': args.date_format,
        'decimal': args.decimal,
        }

    def treat_files(paths):
        return import_files(paths, **options)

    def treat_file(path, left):
        # Lines that an earlier run imported are known
        report = report_files([path], **options)
        return Outcome(report.complete, '\n'.join(report.refusals))

    session.run(parser, args, treat_files, treat_file)


if __name__ == '__main__':
    run(sys.argv[1:])
