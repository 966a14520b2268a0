# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A year of a practice: patients, invoices, receipts and the truth.

Everything follows from the seed.  With `core`, numbers and references are
those that Tryton itself would make, so that its own rules can find them.
"""
import datetime as dt
import random as random_
from decimal import Decimal

from stdnum import iso11649
from stdnum.ch import esr
from stdnum.iso7064 import mod_97_10

from . import lumps  # noqa: F401, it has kinds of receipts, too
from .people import INSURERS, Patient, iban, make_patients
from .receipts import make_receipts
from .records import START, Invoice

FEES = [
    Decimal(f) for f in
    ('80', '80', '80', '120', '120', '150', '95.50', '60', '180', '45')]
NUMBERS = (
    lambda y, n: f'INV/{y}/{n:05}', lambda y, n: f'F{y}-{n:05}',
    lambda y, n: f'F-{n:05}', lambda y, n: f'{y}-{n:03}',
    lambda y, n: f'RG{y % 100}{n:03}', lambda y, n: f'{10000 + n}',
    lambda y, n: f'{y}{n:06}', lambda y, n: f'{n:04}/{y}')


class Year:

    def __init__(
            self, seed, patients=500, invoices=3000, receipts=1500,
            mix=None, equal=0.8, core=False):
        self.random = random = random_.Random(seed)
        self.equal = equal
        self.core = core
        self.number = NUMBERS[1] if core else random.choice(NUMBERS)
        self.style = random.choice(['qrr', 'qrr', 'scor', 'both'])
        self.base = random.randrange(10 ** 6)
        self.patients = make_patients(random, patients)
        self.insurers = [
            Patient(f'x{n}', name, *[iban(random)] * 2)
            for n, name in enumerate(INSURERS)]
        for patient in self.patients:
            if random.random() < 0.15:
                patient.insurer = random.choice(self.insurers)
        self.invoices = list(self._make_invoices(invoices))
        self.receipts = make_receipts(self, receipts, mix or {})

    def _make_invoices(self, count):
        random = self.random
        first = 1 if self.core else random.choice([1, 1, 97, 990, 9990])
        days = sorted(random.randrange(340) for _ in range(count))
        for n, day in enumerate(days):
            patient = random.choice(self.patients)
            date = START + dt.timedelta(day)
            if random.random() < self.equal:
                amount = random.choice(FEES)
            else:
                amount = Decimal(random.randrange(400, 9000)) / 20
            if random.random() < 0.01 and not self.core:
                amount = -amount
            number = self.number(date.year, first + n)
            invoice = Invoice(
                f'i{n:05}', patient, date, amount, number,
                self._reference(n, number))
            patient.invoices.append(invoice)
            yield invoice

    def _reference(self, n, number):
        if self.core:
            body = number.replace('-', '')
            return f'RF{mod_97_10.calc_check_digits(body + "RF")}{body}'
        body = f'{self.base:06}{n:07}'
        if self.style == 'scor' or self.style == 'both' and n % 2:
            check = 98 - int(body + '271500') % 97
            return iso11649.validate(f'RF{check:02}{body}')
        body = '21' + body.zfill(24)
        return body + esr.calc_check_digit(body)
