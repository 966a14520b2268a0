# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Short ways to write transactions, items and parties in tests."""
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

from trytond_medical_payment.matching import (
    Instalment, ItemKind, LearntPayer, OpenItem, Party, Policy, Transaction,
    propose)

DAY = dt.date(2025, 6, 30)
ISSUED = dt.date(2025, 6, 2)
IBAN = 'CH9300762011623852957'
IBAN_2 = 'CH5604835012345678009'
QRR = '210000000003139471430009017'
MESSAGES = Path(__file__).parents[2].joinpath(
    'trytond_medical_payment', 'message.xml')


def read_blanks():
    "What the words of each code have to be given"
    result = {}
    for record in ElementTree.parse(MESSAGES).iter('record'):
        if match := re.fullmatch(
                'msg_match_(note|reason)_(.*)', record.get('id')):
            text = record.findtext("field[@name='text']")
            result[match.groups()] = set(re.findall(r'%\((\w+)\)s', text))
    return result


BLANKS = read_blanks()


def money(value):
    return Decimal(str(value))


def transaction(key, amount, text='', reference=(), day=DAY, **values):
    texts = (text,) if isinstance(text, str) else tuple(text)
    references = (
        (reference,) if isinstance(reference, str) else tuple(reference))
    name = values.pop('name', '')
    return Transaction(
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


def slip(key, amount, *args, **values):
    return invoice(key, amount, *args, kind=ItemKind.SLIP, **values)


def arrived(key, amount, *args, **values):
    "A payment received, which may come back"
    return invoice(key, -amount, *args, kind=ItemKind.ARRIVED, **values)


def paid(key, amount, *args, **values):
    return invoice(key, amount, *args, kind=ItemKind.PAID, **values)


def party(key, *names, iban=(), learnt=()):
    accounts = (iban,) if isinstance(iban, str) else tuple(iban)
    return Party(key, names, accounts, tuple(
            LearntPayer(DAY, **payer) for payer in learnt))


def run(
        transactions, items, parties=(), refused=(), methods=(), **policy):
    if isinstance(transactions, Transaction):
        transactions = [transactions]
    result = propose(
        transactions, items, parties, Policy(**policy), refused, methods)
    for outcome in result:
        check_told(outcome)
        for proposal in outcome.proposals:
            # What may be accepted unseen is kept for the transaction
            assert proposal.confidence != 'sure' or proposal.promised
            assert proposal.confidence != 'ambiguous' or not proposal.promised
    return result


def check_told(outcome):
    "Its words have no empty blanks, and the score is the sum of its points"
    for note in outcome.notes:
        told = {n for n, _ in note.params}
        if note.item is not None:
            told.add('item')
        assert BLANKS['note', note.code.value] <= told, note
    for proposal in outcome.proposals:
        for evidence in proposal.evidence:
            assert BLANKS['reason', evidence.code.value] <= {
                n for n, _ in evidence.params}, evidence
    for best in outcome.proposals[:1]:
        # What goes on account as a whole is worth no more for who pays it
        if best.allocations:
            points = sum(e.points for e in best.evidence)
            assert best.score == max(0, min(points, 100))


def first(*args, **values):
    "The best proposal of the only transaction, None if there is none"
    outcome, = run(*args, **values)
    return outcome.proposals[0] if outcome.proposals else None


def paid_items(proposal):
    "Item → amount, as floats are read more easily than decimals"
    return {a.item: float(a.amount) for a in proposal.allocations}


def codes(proposal):
    return {e.code.value for e in proposal.evidence}


def notes(outcome):
    return {n.code.value for n in outcome.notes}
