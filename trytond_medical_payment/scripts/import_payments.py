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
from .payment_file import FileError, read

PREFIX = 'msg_payment_import_'
STATES = ['done', 'known', 'refused', 'possible', 'held']
BATCH = 200


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


def import_file(lines, texts, dry_run=False, all_or_nothing=False):
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
            results.extend(import_lines(
                    right[start:start + BATCH], dry_run, False))
    return sorted(results, key=lambda r: r['line'])


def report(name, results, texts):
    for item in results:
        print(' '.join(filter(None, [
                        texts('line', file=name, line=item['line'],
                            state=texts(f'state_{item["state"]}')),
                        item['payment'],
                        (item['message'] or '').replace('\n', ' ')])))
    counts = Counter(item['state'] for item in results)
    print(texts('total', file=name, **{s: counts[s] for s in STATES}))


def import_files(paths, dry_run=False, all_or_nothing=False, **format_):
    """Do it in the database that proteus is connected to.

    Return whether everything could be done."""
    texts = Texts()
    complete = True
    for path in paths:
        try:
            lines = read(path.read_bytes(), **format_)
        except FileError as error:
            print(texts(
                    f'file_{error.code}', file=path.name,
                    detail=error.detail))
            complete = False
            continue
        results = import_file(lines, texts, dry_run, all_or_nothing)
        report(path.name, results, texts)
        complete &= all(
            r['state'] not in {'refused', 'held'} for r in results)
    return complete


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
    session.connect(parser, args)
    try:
        complete = import_files(
            args.files, dry_run=args.dry_run,
            all_or_nothing=args.all_or_nothing, separator=args.separator,
            encoding=args.encoding, date_format=args.date_format,
            decimal=args.decimal)
    except UserError as error:
        # Of the user, not of a line: a missing group or company
        print(error.message, file=sys.stderr)
        complete = False
    if not complete:
        sys.exit(1)


if __name__ == '__main__':
    run(sys.argv[1:])
