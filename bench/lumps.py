# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Receipts of what arrives together, and of what comes back of it.

In the usual mix there are none of them; `CARDS` is a practice where two
receipts in five come by card, TWINT, cheque or in cash.
"""
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from trytond_medical_payment.matching import Lump, Method

from .people import iban
from .receipts import kind
from .records import START, Receipt

CENT = Decimal('0.01')
METHODS = {
    'card': Method('card', Lump.PAYOUT, "Carte", Decimal('0.013')),
    'twint': Method('twint', Lump.PAYOUT, "TWINT"),
    'cheque': Method('cheque', Lump.SLIP, "Chèque"),
    'cash': Method('cash', Lump.SLIP, "Espèces"),
    }
ACQUIRERS = {
    'card': "Worldline Schweiz AG", 'twint': "TWINT Acquiring AG"}
CARDS = {
    'payout gross': 40, 'payout net': 40, 'payout of two days': 16,
    'payout with one missing': 6, 'slip': 10, 'cash brought': 6,
    'chargeback': 4, 'patient pays the same amount as a payout': 6}


def _account(source, method):
    "The acquirer pays from one account"
    accounts = source.__dict__.setdefault('acquirers', {})
    if method not in accounts:
        accounts[method] = iban(source.random)
    return accounts[method]


def _day(source, method, count):
    "The first of so many closing days of which nothing was paid yet"
    used = source.__dict__.setdefault('closed', {}).setdefault(method, set())
    days = [
        d for n in range(20, 330)
        if (d := START + dt.timedelta(n)).weekday() < 6 - count
        and not used & {d + dt.timedelta(m) for m in range(count)}]
    if not days:
        return None
    day = source.random.choice(days)
    used.update(day + dt.timedelta(n) for n in range(count))
    return day


def _taken(source, day, count):
    "Invoices of the last weeks, paid at the desk"
    free = [
        i for i in source.year.invoices
        if i not in source.taken and not i.credit
        and dt.timedelta(0) <= day - i.date <= dt.timedelta(40)]
    chosen = source.random.sample(free, min(count, len(free)))
    source.taken.update(chosen)
    return chosen


def _payout(source, method, days=1, missing=0, each=False):
    "The receipt, with the payments that were recorded on its days"
    random = source.random
    day = _day(source, method, days)
    if day is None:
        return
    recorded = {
        invoice.key: (invoice.amount, day + dt.timedelta(n), method)
        for n in range(days)
        for invoice in _taken(source, day + dt.timedelta(n), (
                random.randrange(2, 9)))}
    paid = list(recorded)[missing:]
    if not paid:
        return
    amounts = [recorded[k][0] for k in paid]
    kept = sum(
        (a * METHODS[method].rate).quantize(CENT, ROUND_HALF_UP)
        for a in (amounts if each else [sum(amounts)]))
    receipt = Receipt(
        day + dt.timedelta(days - 1 + random.choice([1, 1, 2, 3])),
        sum(amounts) - kept, {k: recorded[k][0] for k in paid},
        name=ACQUIRERS[method], account=_account(source, method),
        texts=(f'Payout {random.randrange(10 ** 8)}',), recorded=True,
        taken=recorded)
    source.__dict__.setdefault('payouts', []).append(receipt)
    yield receipt


@kind('payout gross', 0)
def _gross(source):
    yield from _payout(source, 'twint')


@kind('payout net', 0)
def _net(source):
    yield from _payout(source, 'card', each=source.random.random() < 0.5)


@kind('payout of two days', 0)
def _two_days(source):
    method = source.random.choice(['card', 'twint'])
    yield from _payout(source, method, days=2)


@kind('payout with one missing', 0)
def _missing(source):
    for receipt in _payout(source, 'twint', missing=1):
        receipt.hint = 'none'
        yield receipt


@kind('slip', 0)
def _slip(source):
    "With its number or without, by the bank's own words"
    random = source.random
    day = START + dt.timedelta(random.randrange(40, 330))
    cheques = _taken(source, day, random.randrange(2, 6))
    if not cheques:
        return
    number = f'{random.randrange(100, 10 ** 5):07}'
    yield Receipt(
        day + dt.timedelta(random.choice([1, 2, 3])),
        sum(i.amount for i in cheques),
        texts=(f'REMISE CHEQUES {number}'
            if random.random() < 0.6 else 'REMISE CHEQUES',),
        taken={i.key: (i.amount, day, 'cheque') for i in cheques},
        slip=(number, day, 'cheque'))


@kind('cash brought', 0)
def _cash(source):
    random = source.random
    day = START + dt.timedelta(random.randrange(20, 330))
    yield Receipt(
        day + dt.timedelta(random.choice([0, 1, 3])),
        Decimal(random.randrange(40, 400)) * 5,
        texts=(random.choice(['Versement', 'Bareinzahlung', '']),),
        slip=(f'{random.randrange(100, 10 ** 4):05}', day, 'cash'))


@kind('chargeback', 0)
def _chargeback(source):
    "Some weeks later, half of them with the number of the invoice"
    random = source.random
    payouts = source.__dict__.setdefault('payouts', [])
    if not payouts:
        return
    payout = random.choice(payouts)
    key, amount = random.choice(sorted(payout.truth.items()))
    invoice = next(i for i in source.year.invoices if i.key == key)
    text = random.choice([f'Chargeback {invoice.number}', 'Chargeback'])
    yield Receipt(
        payout.date + dt.timedelta(45), -amount, {key: -amount},
        hint='document' if invoice.number in text else 'none',
        name=payout.name, account=payout.account, texts=(text,), back=True)


@kind('patient pays the same amount as a payout', 0)
def _same(source):
    random = source.random
    payouts = source.__dict__.setdefault('payouts', [])
    if not payouts:
        return
    payout = random.choice(payouts)
    free = [
        i for i in source.year.invoices
        if i not in source.taken and not i.credit and not i.patient.payer
        and i.patient.account
        and dt.timedelta(0) <= payout.date - i.date <= dt.timedelta(60)]
    if not free:
        return
    invoice = random.choice(free)
    source.taken.add(invoice)
    invoice.amount = payout.amount
    receipt = source.receipt(
        [invoice], hint='payer', account=invoice.patient.account)
    receipt.date = payout.date
    if random.random() < 0.5:
        receipt.references, receipt.hint = (invoice.reference,), 'document'
    yield receipt
