# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Receipts of all classes, one function for each."""
import datetime as dt
from decimal import Decimal

from stdnum.ch import esr

from .noise import make_noise
from .people import iban, mistype, write_name
from .records import Receipt

# Class → function, and how often it comes in the usual mix
KINDS = {}
MIX = {}


def kind(name, weight):
    def register(function):
        KINDS[name] = function
        MIX[name] = weight
        return function
    return register


def make_receipts(year, count, mix):
    source = _Source(year)
    names = list(KINDS)
    weights = [mix.get(n, MIX[n]) for n in names]
    receipts = []
    for name in year.random.choices(names, weights, k=count):
        for receipt in KINDS[name](source) or ():
            receipt.kind = receipt.kind or name
            receipts.append(receipt)
    year.random.shuffle(receipts)
    receipts.sort(key=lambda r: r.date)
    for n, receipt in enumerate(receipts):
        receipt.key = f'm{n:05}'
    return receipts


class _Source:
    "Gives out each invoice once"

    def __init__(self, year):
        self.year = year
        self.random = year.random
        self.taken = set()

    def invoice(self, invoices=None, **wanted):
        invoices = self.year.invoices if invoices is None else invoices
        free = [
            i for i in invoices if i not in self.taken
            and i.credit == wanted.get('credit', False)]
        if 'child' in wanted:
            free = [
                i for i in free
                if bool(i.patient.payer) == wanted['child']]
        if not free:
            return None
        invoice = self.random.choice(free)
        self.taken.add(invoice)
        return invoice

    def several(self, count, of):
        free = [
            i for i in of.invoices if i not in self.taken and not i.credit]
        if len(free) < count:
            return []
        chosen = self.random.sample(free, count)
        self.taken.update(chosen)
        return chosen

    def patient_with(self, count):
        patients = [
            p for p in self.year.patients
            if sum(
                i not in self.taken and not i.credit for i in p.invoices
                ) >= count]
        return self.random.choice(patients) if patients else None

    def receipt(self, invoices, payer=None, amount=None, **values):
        "By default all of the invoices, by who usually pays them"
        random = self.random
        total = sum(i.amount for i in invoices)
        amount = total if amount is None else amount
        patient = invoices[0].patient
        payer = payer or patient.payer or patient
        values.setdefault('name', write_name(random, payer.name))
        if random.random() < 0.6:
            values.setdefault('account', payer.bank)
        if 'truth' not in values:
            values['truth'], rest = {}, amount
            for invoice in sorted(invoices, key=lambda i: i.date):
                given = min(invoice.amount, rest)
                values['truth'][invoice.key] = given
                rest -= given
        date = max(i.date for i in invoices) + dt.timedelta(
            random.choice([1, 5, 9, 14, 20, 27, 30, 33, 45, 70]))
        return Receipt(date, amount, **values)

    def grouped(self, reference):
        random = self.random
        blank = random.choice([' ', ' ', '\u00a0', '\n', ''])
        if reference.startswith('RF'):
            parts = [reference[n:n + 4] for n in range(0, len(reference), 4)]
        else:
            parts = [reference[:2]] + [
                reference[n:n + 5] for n in range(2, 27, 5)]
        text = blank.join(parts)
        if random.random() < 0.3:
            text = f'{self.chatter()} {text} {self.chatter()}'
        return text.lower() if random.random() < 0.2 else text

    def chatter(self):
        random = self.random
        return random.choice([
                '', '', 'Danke', 'Merci beaucoup', 'E-Banking Auftrag', '/',
                f'Konsultation vom {random.randrange(1, 28)}.'
                f'{random.randrange(1, 12)}.2025',
                f'Tel 079 {random.randrange(100, 999)} 45 67',
                f'Kunde {random.randrange(1000, 99999)}',
                f'{random.randrange(1000, 9658)} Zürich',
                f'TWINT +4179{random.randrange(10 ** 7):07}',
                f'Ordre {random.randrange(10 ** 9)}'])

    def written(self, number):
        random = self.random
        bare = number.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ/-')
        word = random.choice([
                'Rechnung ', 'Facture ', 'Rg. ', 'Facture no ', 'Re-Nr. '])
        return random.choice([
                word + number, number if number != bare else word + number,
                word + number.lower(), word + bare,
                word + bare.replace('/', '-'), word + number.replace('/', ' '),
                f'{word}{number} {self.chatter()}',
                f'{self.chatter()}\n{word}{number}'])


def _one(source, **wanted):
    invoice = source.invoice(**wanted)
    return [invoice] if invoice else []


@kind('reference', 22)
def _reference(source):
    for invoice in _one(source):
        reference = invoice.reference
        if source.random.random() < 0.1 and reference.startswith('0'):
            reference = reference.lstrip('0')
        yield source.receipt([invoice], references=(reference,))


@kind('reference in text', 6)
def _reference_in_text(source):
    for invoice in _one(source):
        yield source.receipt(
            [invoice], texts=(source.grouped(invoice.reference),))


@kind('reference, stranger pays', 3)
def _reference_stranger(source):
    for invoice in _one(source):
        yield source.receipt(
            [invoice], payer=source.random.choice(source.year.patients),
            references=(invoice.reference,))


@kind('reference, part', 3)
def _reference_part(source):
    for invoice in _one(source):
        first = (invoice.amount / 2).quantize(Decimal(1))
        one = source.receipt(
            [invoice], amount=first, references=(invoice.reference,))
        yield one
        if source.random.random() < 0.5:
            two = source.receipt(
                [invoice], amount=invoice.amount - first,
                references=(invoice.reference,))
            two.date = one.date + dt.timedelta(20)
            yield two


@kind('reference, too much', 2)
def _reference_over(source):
    for invoice in _one(source):
        more = source.random.choice(['0.50', '5', '20', '31'])
        yield source.receipt(
            [invoice], amount=invoice.amount + Decimal(more),
            references=(invoice.reference,))


@kind('reference, fee', 2)
def _reference_fee(source):
    for invoice in _one(source):
        fee = source.random.choice(['0.05', '0.90', '2', '5'])
        yield source.receipt(
            [invoice], amount=invoice.amount - Decimal(fee),
            references=(invoice.reference,))


@kind('number', 10)
def _number(source):
    for invoice in _one(source):
        yield source.receipt(
            [invoice], name='', account='',
            texts=(source.written(invoice.number),))


@kind('number and name', 10)
def _number_and_name(source):
    for invoice in _one(source):
        yield source.receipt(
            [invoice], texts=(source.written(invoice.number),))


@kind('number, stranger pays', 2)
def _number_stranger(source):
    for invoice in _one(source):
        yield source.receipt(
            [invoice], payer=source.random.choice(source.year.patients),
            texts=(source.written(invoice.number),))


@kind('number mistyped', 5)
def _number_mistyped(source):
    for invoice in _one(source):
        text = 'Rechnung ' + mistype(source.random, invoice.number)
        yield source.receipt([invoice], texts=(text,), hint='payer')


@kind('number and name mistyped', 1)
def _both_mistyped(source):
    for invoice in _one(source):
        receipt = source.receipt(
            [invoice], account='', hint='none',
            texts=('Rg ' + mistype(source.random, invoice.number),))
        receipt.name = mistype(source.random, receipt.name)
        yield receipt


@kind('number, part', 2)
def _number_part(source):
    for invoice in _one(source):
        yield source.receipt(
            [invoice], amount=(invoice.amount / 2).quantize(Decimal(1)),
            texts=(source.written(invoice.number),))


@kind('two numbers', 3)
def _two_numbers(source):
    patient = source.patient_with(2)
    invoices = source.several(2, patient) if patient else []
    if invoices:
        between = source.random.choice([' + ', ', ', ' / ', ' et ', '\n'])
        text = between.join(i.number for i in invoices)
        yield source.receipt(invoices, texts=(f'Rechnungen {text}',))


@kind('two numbers, less', 1)
def _two_numbers_less(source):
    patient = source.patient_with(2)
    invoices = source.several(2, patient) if patient else []
    if invoices:
        invoices.sort(key=lambda i: i.date)
        amount = invoices[0].amount + 10
        if amount < sum(i.amount for i in invoices) and (
                amount != invoices[1].amount):
            yield source.receipt(
                invoices, amount=amount,
                texts=(', '.join(i.number for i in invoices),))


@kind('account and amount', 10)
def _account(source):
    for invoice in _one(source, child=False):
        if invoice.patient.account:
            yield source.receipt(
                [invoice], account=invoice.patient.bank, hint='payer',
                texts=(source.chatter(),))


@kind('name and amount', 8)
def _name(source):
    for invoice in _one(source, child=False):
        yield source.receipt(
            [invoice], account='', hint='payer', texts=(source.chatter(),))


@kind('name mistyped', 2)
def _name_mistyped(source):
    for invoice in _one(source, child=False):
        receipt = source.receipt([invoice], account='', hint='none')
        receipt.name = mistype(source.random, receipt.name)
        yield receipt


@kind('amount only', 3)
def _amount(source):
    for invoice in _one(source):
        yield source.receipt([invoice], name='', account='', hint='amount')


@kind('check digit wrong', 2)
def _check_digit(source):
    for invoice in _one(source):
        wrong = invoice.reference[:-1] + str(
            (int(invoice.reference[-1]) + source.random.randrange(1, 10))
            % 10)
        yield source.receipt(
            [invoice], references=(wrong,), hint='payer')


@kind('parent, reference', 3)
def _parent_reference(source):
    for invoice in _one(source, child=True):
        yield source.receipt([invoice], references=(invoice.reference,))


@kind('parent, number', 3)
def _parent_number(source):
    for invoice in _one(source, child=True):
        yield source.receipt(
            [invoice], texts=(source.written(invoice.number),))


@kind('parent, child named', 2)
def _parent_named(source):
    for invoice in _one(source, child=True):
        yield source.receipt(
            [invoice], texts=(f'Behandlung {invoice.patient.name}',),
            hint='none')


@kind('parent, nothing said', 2)
def _parent_silent(source):
    for invoice in _one(source, child=True):
        yield source.receipt([invoice], hint='none')


@kind('sum of one payer', 2)
def _sum(source):
    patient = source.patient_with(2)
    invoices = source.several(2, patient) if patient else []
    if invoices and not patient.payer:
        yield source.receipt(invoices, hint='none')


@kind('reference and number', 1)
def _reference_and_number(source):
    patient = source.patient_with(2)
    invoices = source.several(2, patient) if patient else []
    if invoices:
        yield source.receipt(
            invoices, references=(invoices[0].reference,),
            texts=(source.written(invoices[1].number),))


@kind('recorded payment', 3)
def _recorded(source):
    for invoice in _one(source):
        yield source.receipt(
            [invoice], references=(invoice.reference,), recorded=True)


@kind('paid twice', 3)
def _twice(source):
    for invoice in _one(source):
        by = source.random.choice(['reference', 'number', 'account'])
        values = {
            'reference': {'references': (invoice.reference,)},
            'number': {'texts': (f'Rechnung {invoice.number}',)},
            'account': {
                'account': (
                    invoice.patient.payer or invoice.patient).account}}[by]
        hint = 'none' if by == 'account' else 'document'
        one = source.receipt([invoice], hint=hint, **values)
        two = source.receipt(
            [invoice], truth={}, hint=hint, **{
                **values, 'name': one.name, 'account': one.account})
        two.date = one.date + dt.timedelta(source.random.choice([1, 3, 25]))
        one.kind = 'paid twice, first'
        yield one
        yield two


@kind('reference of elsewhere', 1)
def _elsewhere(source):
    for invoice in _one(source):
        source.taken.discard(invoice)
        body = f'{source.random.randrange(10 ** 26):026}'
        yield source.receipt(
            [invoice], truth={},
            references=(body + esr.calc_check_digit(body),))


@kind('returned', 1)
def _returned(source):
    "The bank takes back what it brought, days or weeks later"
    for invoice in _one(source):
        values = {'references': (invoice.reference,)}
        one = source.receipt([invoice], **values)
        two = source.receipt(
            [invoice], amount=-invoice.amount,
            truth={invoice.key: -invoice.amount}, returned=True, back=True,
            **{**values, 'name': one.name, 'account': one.account})
        two.date = one.date + dt.timedelta(source.random.choice([3, 20, 40]))
        one.kind = 'returned, first'
        yield one
        yield two


@kind('refund', 1)
def _refund(source):
    for invoice in _one(source, credit=True):
        yield source.receipt(
            [invoice], truth={invoice.key: invoice.amount},
            texts=(source.written(invoice.number),))


def _insurer(source, count):
    insurer = source.random.choice(source.year.insurers)
    start = source.random.randrange(len(source.year.invoices))
    invoices = [
        i for i in source.year.invoices[start:]
        if i.patient.insurer is insurer and i not in source.taken
        and not i.credit][:count]
    source.taken.update(invoices)
    return insurer, invoices


@kind('insurer, references', 1)
def _insurer_references(source):
    insurer, invoices = _insurer(source, source.random.randrange(5, 45))
    if invoices:
        yield source.receipt(
            invoices, payer=insurer, name=insurer.name,
            references=tuple(i.reference for i in invoices))


@kind('insurer, numbers', 1)
def _insurer_numbers(source):
    insurer, invoices = _insurer(source, source.random.randrange(5, 45))
    if invoices:
        yield source.receipt(
            invoices, payer=insurer, name=insurer.name,
            texts=tuple(f'Rg {i.number}' for i in invoices))


@kind('insurer, one', 2)
def _insurer_one(source):
    insurer, invoices = _insurer(source, 1)
    if invoices:
        yield source.receipt(
            invoices, payer=insurer, name=insurer.name,
            references=(invoices[0].reference,))


@kind('noise', 14)
def _noise(source):
    yield make_noise(source.year, iban(source.random))
