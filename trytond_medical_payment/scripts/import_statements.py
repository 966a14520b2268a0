#!/usr/bin/env python3
# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Import bank files, show the proposals and accept those that are sure."""
import sys
from decimal import Decimal

from proteus import Model, Wizard
from proteus import config as proteus_config

from trytond.exceptions import UserError

from ..bankfile.detect import detect
from . import session

PREFIX = 'msg_import_statements_'
# Proposals shown for one movement
SHOWN = 3
# What bankfile finds out → what the wizard offers
FORMATS = {'camt': 'camt_053_001'}


class Texts(session.Texts):
    "The labels of the database too"

    def __init__(self):
        super().__init__(PREFIX)
        self._definitions = {}

    def definition(self, model, field):
        key = model.__name__, field
        if key not in self._definitions:
            self._definitions.update(
                ((model.__name__, name), definition)
                for name, definition in model._proxy.fields_get(
                    [field], proteus_config.get_config().context).items())
        return self._definitions[key]

    def string(self, model, field):
        return self.definition(model, field)['string']

    def label(self, record, field):
        "The label of what is selected"
        selection = self.definition(record.__class__, field)['selection']
        return dict(selection).get(getattr(record, field)) or ''


def import_file(path):
    "Import the file by the wizard; return the statements and what it tells"
    content = path.read_bytes()
    wizard = Wizard('account.statement.import')
    wizard.form.file_ = content
    wizard.form.file_name = path.name
    wizard.form.file_format = FORMATS.get(detect(content), 'camt_053_001')
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


def invoices_of(matches):
    "The invoices that the matches name, each once, by number"
    Invoice = Model.get('account.invoice')
    ids = set()
    for match in matches:
        for line in match.lines:
            record = line.invoice or (line.payment and line.payment.invoice)
            if record:
                ids.add(record.id)
    return Invoice.find([('id', 'in', list(ids))], order=[('number', 'ASC')])


def locale(name, default):
    return proteus_config.get_config().context.get('locale', {}).get(
        name, default)


def number(amount):
    return f'{amount:.2f}'.replace('.', locale('decimal_point', '.'))


def money(amount, currency):
    return f'{number(amount)} {currency.code}'


def totals(records, amount):
    "The sums of an attribute by currency, as text"
    sums = {}
    for record in records:
        sums.setdefault(record.currency, Decimal(0))
        sums[record.currency] += getattr(record, amount)
    return ', '.join(
        sorted(money(amount, currency) for currency, amount in sums.items()))


def print_invoices(invoices, texts):
    if not invoices:
        return
    row = '  {:14.14} {:28.28} {:>16} {:>16}  {}'
    Invoice = invoices[0].__class__
    print(row.format(*(texts.string(Invoice, name) for name in [
                    'number', 'party', 'total_amount', 'amount_to_pay',
                    'payment_state'])))
    for invoice in invoices:
        print(row.format(
                invoice.number, invoice.party.rec_name,
                money(invoice.total_amount, invoice.currency),
                money(invoice.amount_to_pay, invoice.currency),
                texts.label(invoice, 'payment_state')))


def print_movements(statements, matches, texts):
    "Each movement with what it could settle, and why"
    by_origin = {}
    for match in matches:
        by_origin.setdefault(match.origin.id, []).append(match)
    for statement in statements:
        for origin in statement.origins:
            if not origin.pending_amount:
                continue
            proposals = sorted(
                by_origin.get(origin.id, []), key=lambda m: -m.score)
            print_movement(origin, proposals, texts)


def print_movement(origin, proposals, texts):
    who = origin.party.rec_name if origin.party else ''
    if proposals:
        who = proposals[0].payer or who
    who = who or ' '.join((origin.description or '').split())
    print(
        f'\n  {origin.date.strftime(locale("date", "%Y-%m-%d"))}'
        f' {money(origin.amount, origin.currency):>16}  {who:.60}')
    if not proposals:
        print(f'    {texts("nothing")}')
    for match in proposals[:SHOWN]:
        names = ', '.join(
            f'{line.rec_name} {number(line.amount)}' for line in match.lines)
        label = texts.label(match, 'confidence')
        print(f'    {label} ({match.score}): {names}'.rstrip(': '))
        if match.remainder:
            print('      ' + texts('remainder', amount=money(
                        match.remainder, origin.currency)))
        for reason in (match.reasons or '').splitlines():
            print(f'      - {reason}')


def reconcile(paths, accept=True):
    """Do it in the database that proteus is connected to.

    Return the number of files that are refused.
    """
    config = proteus_config.get_config()
    texts = Texts()
    # What is under way is open still
    with config.set_context(with_payment=False):
        invoices = open_invoices()
        print(texts('open', count=len(invoices), amount=totals(
                    invoices, 'amount_to_pay')))
        statements, refused = import_files(paths, texts)
        if statements:
            settle(statements, texts, accept)
        return refused


def import_files(paths, texts):
    "Return the statements and the number of files that are refused"
    statements, refused = [], 0
    for path in paths:
        print(texts('file', file=path.name))
        try:
            imported, messages = import_file(path)
        except UserError as error:
            print(f'  {error}')
            refused += 1
            continue
        for line in messages.splitlines():
            print(f'  {line}')
        for statement in imported:
            print('  ' + texts(
                    'statement', statement=statement.rec_name,
                    count=len(statement.origins),
                    amount=totals(statement.origins, 'amount')))
        statements.extend(imported)
    return statements, refused


def settle(statements, texts, accept):
    Statement = Model.get('account.statement')
    matches = propose(statements)
    named = invoices_of(matches)
    print('\n' + texts('before'))
    print_invoices(named, texts)
    print('\n' + texts('proposals'))
    print_movements(
        [Statement(s.id) for s in statements], matches, texts)
    if not accept:
        return
    accepted = accept_sure(statements)
    print('\n' + texts('accepted', count=len(accepted), amount=totals(
                accepted, 'amount')))
    print('\n' + texts('after'))
    for invoice in named:
        invoice.reload()
    print_invoices(named, texts)
    invoices = open_invoices()
    print('\n' + texts('open', count=len(invoices), amount=totals(
                invoices, 'amount_to_pay')))


def run(args=None):
    parser = session.get_parser('trytond_import_statements', __doc__)
    parser.add_argument(
        '--propose-only', dest='accept', action='store_false',
        help="accept nothing")
    args = session.parse(parser, args)
    session.connect(parser, args)
    if reconcile(args.files, accept=args.accept):
        sys.exit(1)


if __name__ == '__main__':
    run(sys.argv[1:])
