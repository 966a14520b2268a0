# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What is told of the import of bank files, to a person or to a program."""
from decimal import Decimal

from proteus import Model
from proteus import config as proteus_config

from . import session

PREFIX = 'msg_import_statements_'
# Proposals shown for one transaction
SHOWN = 3
# Of the objects of JSON
VERSION = 1


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


def sums(records, amount):
    result = {}
    for record in records:
        result.setdefault(record.currency, Decimal(0))
        result[record.currency] += getattr(record, amount)
    return result


def totals(records, amount):
    "The sums of an attribute by currency, as text"
    return ', '.join(sorted(
            money(total, currency)
            for currency, total in sums(records, amount).items()))


def amounts(records, amount):
    "The sums of an attribute by currency, as JSON has them"
    return {
        currency.code: str(total)
        for currency, total in sorted(
            sums(records, amount).items(), key=lambda item: item[0].code)}


class Report:
    """What is refused, for who wants to hear nothing else.

    The others tell more at the same moments.

    :param open_invoices: a function that returns those to collect
    """

    def __init__(self, output, open_invoices):
        self.output = output
        self.open_invoices = open_invoices
        # By path: why it is refused, or what the import told
        self.refusals = {}
        self.notes = {}
        # What could not be proposed or accepted, once the files are in
        self.problem = ''

    @property
    def complete(self):
        return not (self.refusals or self.problem)

    def begin(self):
        pass

    def file(self, path):
        self.output.doing(session.name_of(path))

    def imported(self, path, statements, messages):
        self.notes[path] = messages

    def refused(self, path, message):
        self.refusals[path] = message
        self.say_refused(path, message)

    def say_refused(self, path, message):
        first, *others = message.splitlines()
        self.output.refuse('\n  '.join(
                [f'{session.name_of(path)}: {first}', *others]))

    def proposed(self, statements, matches):
        pass

    def accepted(self, matches):
        pass

    def failed(self, message):
        self.problem = message
        self.output.refuse(message)

    def end(self):
        pass


class TextReport(Report):
    "In full, for a person"

    def __init__(self, output, open_invoices):
        super().__init__(output, open_invoices)
        self.say = output.say
        self.texts = Texts()

    def begin(self):
        self._say_open()

    def _say_open(self):
        invoices = self.open_invoices()
        self.say(self.texts('open', count=len(invoices), amount=totals(
                    invoices, 'amount_to_pay')))

    def file(self, path):
        super().file(path)
        self.say(self.texts('file', file=session.name_of(path)))

    def imported(self, path, statements, messages):
        super().imported(path, statements, messages)
        self._say_lines(messages)
        for statement in statements:
            self.say('  ' + self.texts(
                    'statement', statement=statement.rec_name,
                    count=len(statement.origins),
                    amount=totals(statement.origins, 'amount')))

    def say_refused(self, path, message):
        self._say_lines(message)

    def _say_lines(self, text):
        for line in text.splitlines():
            self.say(f'  {line}')

    def proposed(self, statements, matches):
        self.named = invoices_of(matches)
        self.say('\n' + self.texts('before'))
        self._say_invoices(self.named)
        self.say('\n' + self.texts('proposals'))
        for origin, proposals in by_transaction(statements, matches):
            self._say_transaction(origin, proposals)

    def accepted(self, matches):
        self.say('\n' + self.texts(
                'accepted', count=len(matches),
                amount=totals(matches, 'amount')))
        self.say('\n' + self.texts('after'))
        for invoice in self.named:
            invoice.reload()
        self._say_invoices(self.named)
        self.say()
        self._say_open()

    def _say_invoices(self, invoices):
        if not invoices:
            return
        row = '  {:14.14} {:28.28} {:>16} {:>16}  {}'
        Invoice = invoices[0].__class__
        self.say(row.format(*(self.texts.string(Invoice, name) for name in [
                        'number', 'party', 'total_amount', 'amount_to_pay',
                        'payment_state'])))
        for invoice in invoices:
            self.say(row.format(
                    invoice.number, invoice.party.rec_name,
                    money(invoice.total_amount, invoice.currency),
                    money(invoice.amount_to_pay, invoice.currency),
                    self.texts.label(invoice, 'payment_state')))

    def _say_transaction(self, origin, proposals):
        who = origin.party.rec_name if origin.party else ''
        if proposals:
            who = proposals[0].payer or who
        who = who or ' '.join((origin.description or '').split())
        self.say(
            f'\n  {origin.date.strftime(locale("date", "%Y-%m-%d"))}'
            f' {money(origin.amount, origin.currency):>16}  {who:.60}')
        if not proposals:
            self.say(f'    {self.texts("nothing")}')
        for match in proposals[:SHOWN]:
            names = ', '.join(
                f'{line.rec_name} {number(line.amount)}'
                for line in match.lines)
            label = self.texts.label(match, 'confidence')
            self.say(f'    {label} ({match.score}): {names}'.rstrip(': '))
            if match.remainder:
                self.say('      ' + self.texts('remainder', amount=money(
                            match.remainder, origin.currency)))
            for reason in (match.reasons or '').splitlines():
                self.say(f'      - {reason}')


class JsonReport(Report):
    """In full, for a program: an object on one line.

    Amounts are texts with a point, dates are ISO 8601; what may be missing
    is null.
    """

    def begin(self):
        self.matches = []
        self.data = {
            'version': VERSION,
            'open_before': self._open(),
            'open_after': None,
            'files': [],
            'transactions': [],
            'accepted': 0,
            'problem': None,
            }

    def _open(self):
        invoices = self.open_invoices()
        return {
            'count': len(invoices),
            'amounts': amounts(invoices, 'amount_to_pay')}

    def imported(self, path, statements, messages):
        super().imported(path, statements, messages)
        self._add_file(path, 'imported', messages, statements)

    def say_refused(self, path, message):
        self._add_file(path, 'refused', message)

    def _add_file(self, path, state, message, statements=()):
        self.data['files'].append({
                'file': session.name_of(path),
                'state': state,
                'message': message or None,
                'statements': [{
                        'id': statement.id,
                        'name': statement.rec_name,
                        'transactions': len(statement.origins),
                        'amounts': amounts(statement.origins, 'amount'),
                        } for statement in statements],
                })

    def proposed(self, statements, matches):
        self.matches = matches
        self.data['transactions'] = [{
                'id': origin.id,
                'statement': origin.statement.id,
                'date': origin.date.isoformat(),
                'amount': str(origin.amount),
                'currency': origin.currency.code,
                'proposals': [self._match(match) for match in proposals],
                } for origin, proposals in by_transaction(
                    statements, matches)]

    @staticmethod
    def _match(match):
        return {
            'id': match.id,
            'confidence': match.confidence,
            'score': match.score,
            'state': match.state,
            'payer': match.payer or None,
            'amount': str(match.amount),
            'remainder': str(match.remainder or Decimal(0)),
            'reasons': (match.reasons or '').splitlines(),
            'lines': [{
                    'name': line.rec_name,
                    'invoice': line.invoice.number if line.invoice else None,
                    'payment': line.payment.number if line.payment else None,
                    'amount': str(line.amount),
                    } for line in match.lines],
            }

    def accepted(self, matches):
        self.data['accepted'] = len(matches)
        states = {}
        for match in self.matches:
            match.reload()
            states[match.id] = match.state
        for transaction in self.data['transactions']:
            for proposal in transaction['proposals']:
                proposal['state'] = states[proposal['id']]

    def failed(self, message):
        super().failed(message)
        self.data['problem'] = message

    def end(self):
        self.data['open_after'] = self._open()
        self.output.object(self.data)


def by_transaction(statements, matches):
    "Each transaction with what is left to settle, and its proposals"
    by_origin = {}
    for match in matches:
        by_origin.setdefault(match.origin.id, []).append(match)
    for statement in statements:
        for origin in statement.origins:
            if origin.pending_amount:
                yield origin, sorted(
                    by_origin.get(origin.id, []), key=lambda m: -m.score)


def report_for(output):
    "The class of the report that suits the output"
    if output.json:
        return JsonReport
    return Report if output.quiet else TextReport
