#!/usr/bin/env python3
# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Import bank files, show the proposals and accept those that are sure."""
import sys

from proteus import Model, Wizard
from proteus import config as proteus_config

from trytond.exceptions import UserError, UserWarning

from ..bankfile import FORMATS
from . import session
from .inbox import Outcome
from .output import Output
from .statement_report import Texts, report_for

# What the wizard calls the formats that core knows too
CORE_NAMES = {'camt': 'camt_053_001'}


class Options:
    """What a file is imported with, as the wizard takes it.

    :param format: one of bankfile.FORMATS; None to find it out
    :param journal: name of a statement journal; None to find it by the
        account in the file
    :param profile: name of a profile for tables; None to find it by the
        columns
    """

    def __init__(self, format=None, journal=None, profile=None):
        self.format = CORE_NAMES.get(format, format or 'bank_file')
        self.journal = _by_name('account.statement.journal', journal)
        self.profile = _by_name('account.statement.import.profile', profile)

    def set(self, form):
        "Fill the form of the wizard in"
        form.file_format = self.format
        if self.journal:
            form.journal = self.journal
        if self.profile:
            form.profile = self.profile


class UnknownName(ValueError):
    "A name that no record has, or several"


def _by_name(model, name):
    if name is None:
        return None
    records = Model.get(model).find([('rec_name', '=', name)])
    if len(records) != 1:
        raise UnknownName(name, sorted(
                r.rec_name for r in Model.get(model).find([])))
    return records[0]


def import_file(path, options=None):
    "Import the file by the wizard; return the statements and what it tells"
    options = options or Options()
    wizard = Wizard('account.statement.import')
    wizard.form.file_ = path.read_bytes()
    wizard.form.file_name = session.name_of(path)
    options.set(wizard.form)
    wizard.execute('import_')
    messages = ''
    if wizard.form_state == 'result':
        messages = wizard.form.messages or ''
    statements = [s for records in wizard.actions for s in records]
    if wizard.state != wizard.end_state:
        wizard.execute('end')
    return statements, messages


def propose(statements):
    Statement = Model.get('account.statement')
    Match = Model.get('account.statement.match')
    Statement.click(statements, 'propose_matches')
    return Match.find([
            ('statement', 'in', [s.id for s in statements]),
            ('state', '=', 'proposed'),
            ])


def accept_sure(statements):
    "Return what is accepted now"
    Statement = Model.get('account.statement')
    Match = Model.get('account.statement.match')
    domain = [
        ('statement', 'in', [s.id for s in statements]),
        ('state', '=', 'accepted'),
        ]
    before = {m.id for m in Match.find(domain)}
    Statement.click(statements, 'accept_sure')
    return [m for m in Match.find(domain) if m.id not in before]


def open_invoices():
    Invoice = Model.get('account.invoice')
    return Invoice.find([('type', '=', 'out'), ('state', '=', 'posted')])


def reconcile(paths, accept=True, options=None):
    """Do it in the database that proteus is connected to.

    A file is a path. Return the number of files that are refused.
    """
    return len(report_files(paths, accept, options, Output()).refusals)


def report_files(paths, accept, options, output):
    "Do it, and return the report"
    config = proteus_config.get_config()
    # What is under way is open still
    with config.set_context(with_payment=False), \
            output.progress(len(paths) + 2, "files"):
        report = report_for(output)(output, open_invoices)
        report.begin()
        statements = import_files(paths, report, options)
        if statements:
            try:
                settle(statements, report, accept)
            except (UserError, UserWarning) as error:
                # The files are in, whatever hinders what comes then
                report.failed(error.message)
        report.end()
    return report


def import_files(paths, report, options=None):
    "Return the statements"
    statements = []
    for path in paths:
        report.file(path)
        try:
            imported, messages = import_file(path, options)
        except (UserError, UserWarning) as error:
            report.refused(path, error.message)
        except OSError as error:
            report.refused(path, str(error))
        else:
            report.imported(path, imported, messages)
            statements.extend(imported)
        report.output.advance()
    return statements


def settle(statements, report, accept):
    Statement = Model.get('account.statement')
    matches = propose(statements)
    report.output.advance()
    report.proposed([Statement(s.id) for s in statements], matches)
    if accept:
        report.accepted(accept_sure(statements))
    report.output.advance()


def get_parser():
    parser = session.get_parser('trytond_import_statements', __doc__)
    parser.add_argument(
        '--propose-only', dest='accept', action='store_false',
        help="accept nothing")
    parser.add_argument(
        '--format', choices=sorted(FORMATS),
        help="the format of the files; by default each tells its own")
    parser.add_argument(
        '--journal', metavar='NAME',
        help="the statement journal of files that do not name their account")
    parser.add_argument(
        '--profile', metavar='NAME',
        help="the profile of CSV files; by default their columns tell it")
    parser.add_argument(
        '--doubtful', action='store_true',
        help="import also dates and amounts that are hardly right")
    return parser


def run(args=None):
    parser = get_parser()
    args = session.parse(parser, args)
    session.connect(parser, args)
    proteus_config.get_config().skip_warning = args.doubtful
    try:
        options = Options(args.format, args.journal, args.profile)
    except UnknownName as error:
        name, names = error.args
        parser.error(f"there is no {name!r} among {', '.join(names)}")
    output = Output(args.quiet, args.json)

    def treat_files(paths):
        return report_files(paths, args.accept, options, output).complete

    def treat_file(path, left):
        report = report_files([path], args.accept, options, output)
        if path not in report.refusals:
            return Outcome(True, '\n'.join(filter(None, [
                            report.notes.get(path), report.problem])),
                problem=bool(report.problem))
        reasons = [report.refusals[path]]
        if left:
            reasons.append(Texts()('left'))
        return Outcome(False, '\n'.join(reasons))

    session.run(parser, args, treat_files, treat_file)


if __name__ == '__main__':
    run(sys.argv[1:])
