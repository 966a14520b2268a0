# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Short ways to write movements, items and parties in tests."""
import datetime as dt
from decimal import Decimal

from trytond_medical_payment.matching import (
    Instalment, ItemKind, LearntPayer, Movement, OpenItem, Party, Policy,
    propose)

DAY = dt.date(2025, 6, 30)
ISSUED = dt.date(2025, 6, 2)
IBAN = 'CH9300762011623852957'
IBAN_2 = 'CH5604835012345678009'
QRR = '210000000003139471430009017'


def money(value):
    return Decimal(str(value))


def move(key, amount, text='', reference=(), day=DAY, **values):
    texts = (text,) if isinstance(text, str) else tuple(text)
    references = (
        (reference,) if isinstance(reference, str) else tuple(reference))
    name = values.pop('name', '')
    return Movement(
        key, money(amount), values.pop('currency', 'CHF'), day,
        payer_name=name, payer_account=values.pop('iban', ''),
        references=references, texts=texts, **values)


def invoice(key, amount, number='', reference=(), party=None, **values):
    references = (
        (reference,) if isinstance(reference, str) else tuple(reference))
    instalments = tuple(
        Instalment(d, money(a)) for d, a in values.pop('instalments', ()))
    return OpenItem(
        key, values.pop('kind', ItemKind.INVOICE), money(amount),
        values.pop('currency', 'CHF'), values.pop('date', ISSUED),
        numbers=(number,) if number else (), references=references,
        party=party, instalments=instalments, **values)


def credit_note(key, amount, *args, **values):
    return invoice(key, amount, *args, kind=ItemKind.CREDIT_NOTE, **values)


def payment(key, amount, *args, **values):
    return invoice(key, amount, *args, kind=ItemKind.PAYMENT, **values)


def loss(key, amount, *args, **values):
    return invoice(key, amount, *args, kind=ItemKind.LOSS, **values)


def paid(key, amount, *args, **values):
    return invoice(key, amount, *args, kind=ItemKind.PAID, **values)


def party(key, *names, iban=(), learnt=()):
    accounts = (iban,) if isinstance(iban, str) else tuple(iban)
    return Party(key, names, accounts, tuple(
            LearntPayer(DAY, **payer) for payer in learnt))


def run(movements, items, parties=(), refused=(), **policy):
    if isinstance(movements, Movement):
        movements = [movements]
    return propose(movements, items, parties, Policy(**policy), refused)


def first(*args, **values):
    "The best proposal of the only movement, None if there is none"
    outcome, = run(*args, **values)
    return outcome.proposals[0] if outcome.proposals else None


def paid_items(proposal):
    "Item → amount, as floats are read more easily than decimals"
    return {a.item: float(a.amount) for a in proposal.allocations}


def codes(proposal):
    return {e.code.value for e in proposal.evidence}


def notes(outcome):
    return {n.code.value for n in outcome.notes}
