# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A practice on one day, and what the bank may show of it.

Everything that may be open is here once, and everything that a transaction
may say: `everything` writes down what is told of each.
"""
import datetime as dt
from itertools import product

from trytond_medical_payment.matching import Lump, Method, Policy

from .test_cases_many import references
from .tools import (
    DAY, IBAN, IBAN_2, arrived, credit_note, invoice, loss, money, paid, party,
    payment, slip, transaction)

IBAN_3 = 'DE89370400440532013000'
IBAN_4 = 'FR1420041010050500013M02606'
IBAN_5 = 'AT611904300234573201'
IBAN_6 = 'BE68539007547034'
CARDS = 'LU280019400644750000'
RF = 'RF18539007547034'
RF_ELSEWHERE = 'RF712348231'
REF = list(references(12))
WRONG = REF[0][:-1] + str((int(REF[0][-1]) + 1) % 10)


def on(days):
    return DAY + dt.timedelta(days)


PARTIES = [
    party('a', ''), party('b'),
    party('ella', 'Ella Jackson', iban=IBAN),
    party('tim', 'Tim Jackson'),
    party('otto', 'Otto Meier', iban=IBAN_2),
    party('anna', 'Anna Keller', iban=IBAN_3),
    party('beat', 'Beat Keller', iban=IBAN_3),
    party('rosa', 'Rosa Weber', learnt=[
            {'account': IBAN_4}, {'name': 'Max Payer'}]),
    party('hugo', 'Hugo Roth'), party('hugo2', 'Roth Hugo'),
    party('helsana', 'Helsana Versicherungen AG', iban=IBAN_5),
    party('post', 'Zurich'),
    party('ida', 'Ida Bosshard', iban=IBAN_6),
    # Among fewer names a word in common means nothing
    *(party(f'other{n}', f'First{n} Last{n}') for n in range(50))]
METHODS = [
    Method(
        'card', Lump.PAYOUT, 'Carte', money('0.013'), payers=('Worldline',),
        accounts=(CARDS,)),
    Method('twint', Lump.PAYOUT, 'TWINT', payers=('TWINT Acquiring',)),
    Method('cheque', Lump.SLIP, 'Chèque')]
ITEMS = [
    invoice('ella100', 100, 'F2025-00011', REF[0], 'ella', due=on(-3)),
    invoice('ella60', 60, 'F2025-00012', REF[1], 'ella', due=on(2)),
    invoice('ella33', 33, party='ella'),
    credit_note('ella-20', -20, 'A2025-00013', REF[2], 'ella'),
    invoice('tim75', 75, 'F2025-00021', party='tim', payers=('helsana',)),
    invoice('otto100', 100, 'F2025-00031', REF[3], 'otto', date=on(-9)),
    invoice('otto35', 35, '1204', party='otto', total=money(80)),
    paid('otto90', 90, 'F2025-00032', REF[4], 'otto'),
    invoice('anna80', 80, '10300', RF, 'anna', payers=('helsana',)),
    invoice('beat80', 80, '10653', party='beat', date=on(5)),
    invoice('rosa200', 200, 'RG-25-0041', REF[5], 'rosa', instalments=[
            (on(30), 70), (on(0), 50), (on(60), 80)]),
    invoice('hugo120', 120, 'F2025-00051', party='hugo'),
    invoice('hugo2-120', 120, 'F2025-00052', party='hugo2', date=on(9)),
    payment('post45', 45, party='post', invoice='postI', date=on(-4)),
    paid('postI', 45, 'F2025-00061', REF[6], 'post'),
    loss('post55', 55, party='post', invoice='postI', date=on(-200)),
    invoice('ida1000', 1000, 'F2025-00071', REF[7], 'ida'),
    invoice('ida40', 40, 'F2025-00072', party='ida', date=on(-60)),
    invoice('ida41', 41, 'F2025-00073', party='ida', date=on(-61)),
    invoice('euro100', 100, 'F2025-00081', REF[8], 'ella', currency='EUR'),
    invoice('nobody65', 65, 'F2025-00091', REF[9]),
    payment('card30', 30, party='ella', method='card', date=on(-4)),
    payment('card62', 62, party='otto', method='card', date=on(-3)),
    payment('card85', 85, party='tim', method='card', date=on(-3)),
    payment('twint25', 25, party='anna', method='twint', date=on(-2)),
    slip('slip310', 310, 'R-0000412', method='cheque', date=on(-1)),
    slip('slip65', 65, 'R-0000413', method='cheque', date=on(-1)),
    arrived(
        'back66', 66, 'F2025-00101', party='ida', invoice='idaI',
        date=on(-20)),
    arrived('back67', 67, party='otto', method='card', date=on(-30)),
    ]

PAYERS = {
    'nobody': {},
    'his account': {'iban': IBAN},
    'his name': {'name': 'Jackson Ella'},
    'account and name': {'iban': IBAN, 'name': 'ELLA JACKSON'},
    'his name with a slip': {'name': 'Ela Jackson'},
    'account of a couple': {'iban': IBAN_3},
    'one of a couple': {'iban': IBAN_3, 'name': 'Beat Keller'},
    'account with the name of another': {'iban': IBAN, 'name': 'Otto Meier'},
    'a relative': {'name': 'Tom Jackson'},
    'learnt account': {'iban': IBAN_4},
    'learnt name': {'name': 'Max Payer'},
    'one of two of a name': {'name': 'Hugo Roth'},
    'an insurer': {'iban': IBAN_5, 'name': 'Helsana'},
    'a firm': {'name': 'Zurich Schweiz'},
    'of several invoices': {'iban': IBAN_6},
    'an acquirer': {'name': 'WORLDLINE AG'},
    'an account of an acquirer': {'iban': CARDS},
    'a stranger': {'name': 'Nobody Known'},
    'on behalf of another': {
        'name': 'Otto Meier', 'other_names': ('Ella Jackson',)},
    'on behalf of nearly another': {
        'name': 'Otto Meier', 'other_names': ('Ela Jackson', 'Ida Bosshard')},
    }
DOCUMENTS = {
    'nothing': {},
    'a reference': {'reference': REF[0]},
    'a reference in the text': {'text': f'Merci {REF[0]}'},
    'a number': {'text': 'Facture F2025-00011'},
    'the number of another': {'text': 'F2025-00031'},
    'a number with a slip': {'text': 'Facture F2025-00101'},
    'a bare number': {'text': '10300'},
    'a short number': {'text': '1204'},
    'a bare number, and with a slip': {'text': '10300, 10301'},
    'number and name': {'text': 'Facture 00031, Ella Jackson'},
    'two numbers': {'text': 'F2025-00011, F2025-00031'},
    'two references': {'reference': (REF[0], REF[3])},
    'reference and number': {'reference': REF[0], 'text': 'F2025-00012'},
    'reference, number of another': {
        'reference': REF[0], 'text': 'F2025-00031'},
    'a reference of elsewhere': {'reference': RF_ELSEWHERE},
    'a wrong reference': {'reference': WRONG},
    'a number of elsewhere': {'text': 'Facture F2024-00700'},
    'what is paid': {'text': 'F2025-00032'},
    'a name': {'text': 'Behandlung Otto Meier'},
    'an invoice in euros': {'text': 'F2025-00081'},
    'a loss': {'reference': REF[6]},
    'of nobody': {'text': 'F2025-00091'},
    'a list': {'text': (
            'F2025-00011 F2025-00012 F2025-00021 F2025-00031'
            ' F2025-00051 F2025-00091')},
    }
AMOUNTS = [
    100, '99.95', 97, 60, 64, 103, '106.01', 160, 80, 200, 50, 75, 35, 55, 120,
    1035, 81, 65, 30, 147, '145.09', 310, 90, 520, -20, -66, -67]
# What was paid by whom and how is tried with these in each way
FEW = [100, 33]
WHAT = [
    # payer, document, amount, and the days from the day of the practice
    ('his account', 'nothing', 100, [-50, -36, -35, 0]),
    ('his account', 'a number', 100, [-50, -36, -35, 400]),
    ('of several invoices', 'nothing', 81, [-69, -68, -67]),
    ('one of two of a name', 'nothing', 120, [-50, -36, 1, 2, 15, 16]),
    ('a firm', 'nothing', 45, [-12, -11, -10, 26, 27]),
    ('nobody', 'nothing', 45, [-12, -11, 26, 27]),
    ('an acquirer', 'nothing', 147, [-4, -3, 0, 11, 12]),
    ('an acquirer', 'nothing', 92, [-3, -2, 1, 2, 3, 11]),
    ('nobody', 'nothing', 177, [-4, -3, 11, 12]),
    ('nobody', 'nothing', 310, [-9, -8, 29, 30]),
    ('of several invoices', 'nothing', -66, [-21, -20, 380, 381]),
    ]


def one(payer, document, amount, days=0):
    "What is told of one transaction, and of the practice as a whole"
    title = f'{amount} · {payer} · {document}'
    if days:
        title += f' · day {days}'
    return title, transaction(
        1, amount, day=on(days), **PAYERS[payer], **DOCUMENTS[document])


def single():
    """For each page the transactions that are looked at by themselves.

    Each page is (policy, [(title, whether all is told, transaction)]).
    """
    def page(cases, whole=lambda amount: False, **values):
        return Policy(**values), [
            (title, whole(transaction_.amount), transaction_)
            for title, transaction_ in (one(*case) for case in cases)]

    return {
        'payers': page(
            ((p, 'nothing', a) for p, a in product(PAYERS, AMOUNTS)),
            whole=lambda amount: amount == 100),
        'documents': page(
            (('nobody', d, a) for d, a in product(DOCUMENTS, AMOUNTS)),
            whole=lambda amount: amount == 100),
        'both': page(
            (p, d, a) for p, d, a in product(PAYERS, DOCUMENTS, FEW)
            if p != 'nobody' and d != 'nothing'),
        'days': page(
            (p, d, a, n) for p, d, a, days in WHAT for n in days),
        'tolerance': page(
            ((p, d, a) for p, d, a in product(
                    ['nobody', 'his account'],
                    ['nothing', 'a reference', 'two numbers'],
                    ['99', '98.99', '101', '101.01', '199', '201', '159'])),
            tolerance=money(1)),
        }


def stories():
    """Transactions that arrive together.

    Each is (title, transactions, items, what else).
    """
    ella = next(p for p in PARTIES if p.key == 'ella')
    a = invoice('a', 100, 'F2025-00011', REF[0], 'ella')
    b = invoice('b', 100, 'F2025-00012', REF[1], 'ella', date=on(-5))
    c = invoice('c', 100, 'F2025-00013', REF[2], 'otto')
    known = {'parties': PARTIES, 'methods': METHODS}
    return [
        ('Two want the same, and each is a stranger', [
                transaction(1, 100, name='Max One'),
                transaction(2, 100, name='Eva Two'),
                transaction(3, 77, day=on(-1))], [a], known),
        ('Strangers want the same credit note', [
                transaction(1, -30, name='Max One'),
                transaction(2, -30, name='Eva Two')], [
                credit_note('n', -30, party='ella')], known),
        ('A reference decides, whatever others want', [
                transaction(1, 100, reference=REF[0], name='Max One'),
                transaction(2, 100, 'F2025-00011', iban=IBAN)], [a], known),
        ('A reference decides, though one of two invoices wants as much', [
                transaction(1, 60, reference=REF[1]),
                transaction(2, 30, reference=REF[0])], [
                invoice('d', 100, '', (REF[0], REF[1]), 'ella'),
                invoice('e', 100, '', REF[0], 'otto')], known),
        ('Two want the same, and one of them more', [
                transaction(1, 100, name='Ella Jackson'),
                transaction(2, 100, iban=IBAN)], [a, c], known),
        ('The same account pays twice', [
                transaction(1, 100, iban=IBAN),
                transaction(2, 100, iban=IBAN, day=on(-1))], [a, c], known),
        ('The same account pays twice what it owes twice', [
                transaction(1, 100, iban=IBAN),
                transaction(2, 100, iban=IBAN)], [a, b], known),
        ('The same reference twice, and its number', [
                transaction(1, 100, reference=REF[0]),
                transaction(2, 100, reference=REF[0], day=on(-1)),
                transaction(3, 100, 'F2025-00011', day=on(-2))],
            [a, b], known),
        ('Halves by reference, number and account', [
                transaction(1, 40, reference=REF[0]),
                transaction(2, 30, 'F2025-00011'),
                transaction(3, 30, iban=IBAN)], [a], known),
        ('What another one leaves', [
                transaction(1, 100, iban=IBAN),
                transaction(2, 100, 'F2025-00011'),
                transaction(3, 100)], [a, b], known),
        ('What another one leaves of two items', [
                transaction(1, 160, iban=IBAN),
                transaction(2, 160, 'F2025-00012, F2025-00014')], [
                b, invoice('d', 60, 'F2025-00014', party='ella')], known),
        ('Two that are wanted, of which another one takes one', [
                transaction(1, 160, name='Ella Jackson'),
                transaction(2, 60, reference=REF[0], name='Max Other'),
                transaction(3, 100, name='Max Other')], [
                invoice('a', 60, '', REF[0], 'ella'),
                invoice('e', 100, '', '', 'ella')], known),
        ('Strangers want one of two', [
                transaction(1, 100, name='Max One'),
                transaction(2, 100, name='Eva Two'),
                transaction(3, 100, name='Eva Two'),
                transaction(4, 100, name='Ida Three')], [a, c], known),
        ('No amount', [transaction(1, 0, reference=REF[0])], [a], known),
        ('What was refused', [transaction(1, 100, iban=IBAN)], [a], {
                **known, 'refused': [(1, frozenset('a'))]}),
        ('What was refused, on account, too', [
                transaction(1, 100, iban=IBAN)], [a], {
                **known, 'refused': [
                    (1, frozenset('a')), (1, frozenset())]}),
        ('What was refused to another one', [
                transaction(1, 100, iban=IBAN)], [a], {
                **known, 'refused': [(2, frozenset('a'))]}),
        ('What was refused by reference', [
                transaction(1, 100, reference=REF[0])], [a, b], {
                **known, 'refused': [(1, frozenset('a'))]}),
        ('What was refused by reference is no payout', [
                transaction(1, 100, reference=REF[0])], [
                a, payment('p', 100, method='card', date=on(-1))], {
                **known, 'refused': [(1, frozenset('a'))]}),
        ('What comes back', [
                transaction(1, -66, reference=REF[0], returned=True),
                transaction(2, -66, returned=True),
                transaction(3, 66, returned=True),
                transaction(4, -66)], ITEMS + [a], known),
        ('Two that may have come back', [
                transaction(1, -66, returned=True),
                transaction(2, -66, returned=True)], ITEMS, known),
        ('Relatives owe the same', [
                transaction(1, 100, iban=IBAN)], [
                a, invoice('t', 100, party='tim')], known),
        ('Each wants the same, and one has something else nearly as good', [
                transaction(1, 100, iban=IBAN),
                transaction(2, 100, iban=IBAN_6)], [
                a, invoice('d', 97, party='ella')], {
                'parties': [party(
                        'ella', 'Ella Jackson', iban=(IBAN, IBAN_6))]}),
        ('One moves, and both have something', [
                transaction(1, 100, iban=IBAN),
                transaction(2, 100, name='Ella Jackson')], [
                a, invoice('t', 100, party='x')], {
                'parties': [ella, party(
                        'x', 'Eva Roth', learnt=[{'account': IBAN}])]}),
        ('His own account was learnt as well, of him and of another', [
                transaction(1, 100, iban=IBAN)], [
                a, invoice('t', 100, party='x')], {
                'parties': [
                    party(
                        'ella', 'Ella Jackson', iban=IBAN,
                        learnt=[{'account': IBAN}]),
                    party('x', 'Eva Roth', learnt=[{'account': IBAN}])]}),
        ('One of three is paid, and which of two the other pays is open', [
                transaction(1, 100, 'F2025-00011', iban=IBAN),
                transaction(2, 100, iban=IBAN)], [
                a, b, invoice('d', 100, party='ella')], known),
        ('A number of two, and a part of one is taken', [
                transaction(1, 40, 'Rechnung 2025-00011'),
                transaction(2, 60, 'F2025-00011')], [
                a, invoice('h', 100, 'H2025-00011', party='otto')], known),
        ('Two instalments, and nobody is known', [
                transaction(1, 60), transaction(2, 40)], [
                invoice('a', 100, party='ella', instalments=[
                        (on(20), 40), (on(-9), 60)])], known),
        ('A credit note in instalments', [
                transaction(1, -60, iban=IBAN),
                transaction(2, -40, 'A2025-00014')], [
                credit_note('n', -100, party='ella', instalments=[
                        (on(20), -40), (on(-9), -60)]),
                credit_note('m', -100, 'A2025-00014', party='otto',
                    instalments=[(on(20), -60), (on(-9), -40)])], known),
        ('A cent comes, and what is named may come back', [
                transaction(1, '0.01', 'F2025-00101')], ITEMS, known),
        ('The smallest amounts', [
                transaction(1, 100, iban=IBAN),
                transaction(2, '0.01', 'F2025-00031')], [
                invoice('d', '99.99', party='ella'),
                invoice('e', '0.01', party='ella'),
                invoice('f', '0.01', 'F2025-00031', party='otto')], known),
        ('He paid for somebody before, who owes the same', [
                transaction(1, 100, iban=IBAN)], [
                a, invoice('t', 100, party='x')], {
                'parties': [ella, party(
                        'x', 'Eva Roth', learnt=[{'account': IBAN}])]}),
        ('More sums than one', [transaction(1, 100, iban=IBAN)], [
                invoice(k, n, party='ella', date=on(-n))
                for k, n in zip('abcd', [40, 60, 30, 70])], known),
        ('More sums than are listed', [transaction(1, 100, iban=IBAN)], [
                invoice(k, n, party='ella', date=on(-n))
                for k, n in zip('abcdef', [40, 60, 30, 70, 20, 80])], known),
        ('A sum that is not searched', [transaction(1, 100, iban=IBAN)], [
                credit_note('n', -9, party='ella'), *(
                    invoice(k, n, party='ella', date=on(-n))
                    for k, n in zip('abcd', [41, 60, 33, 17]))], {
                **known, 'max_sum_bits': 10}),
        ('More open items than are looked at', [
                transaction(1, 100, iban=IBAN)], [
                invoice(k, n, party='ella', date=on(-n))
                for k, n in zip('abcd', [41, 59, 33, 17])], {
                **known, 'max_pool': 3}),
        ('More of an amount than are listed', [transaction(1, 100)], [
                invoice(f'{n}', 100, due=on(n - 4)) for n in range(9)], {
                **known, 'max_proposals': 3}),
        ('A payout of which one is missing, and two', [
                transaction(1, 200, name='Worldline'),
                transaction(2, 170, name='Worldline')], [
                payment(
                    k, amount, party='otto', method='card', date=on(-1))
                for k, amount in zip('abcd', [70, 55, 45, 75])], known),
        ('A payout of which two are missing', [
                transaction(1, 115, name='Worldline')], [
                payment(
                    k, amount, party='otto', method='card', date=on(-1))
                for k, amount in zip('abcd', [70, 55, 45, 60])], known),
        ('A payout of the last of the acquirers, of which one is missing', [
                transaction(1, 70, name='TWINT Acquiring')], [
                payment('x', 30, method='card', date=on(-1)),
                payment('e', 80, method='twint', date=on(-1), currency='EUR'),
                payment('y', 70, method='twint', date=on(-1)),
                payment('z', 80, method='twint', date=on(-1))], known),
        ('A payment by card, by its reference', [
                transaction(1, 100, reference=REF[0])], [
                paid('i', 100, reference=REF[0], party='ella'),
                payment(
                    'p', 100, party='ella', method='card', invoice='i')],
            known),
        ('The total of what was paid in part', [
                transaction(1, 100, reference=REF[0])], [
                invoice('a', 60, reference=REF[0], total=money(100))],
            known),
        ('Invoice, recorded payment and loss of one reference', [
                transaction(n, amount, reference=REF[0]) for n, amount
                in enumerate([40, 60, 100, 30, 25, 130], 1)], [
                invoice('a', 40, reference=REF[0], party='ella'),
                payment('p', 60, party='ella', invoice='a'),
                loss('l', 30, party='ella', invoice='a')], known),
        ('Who pays for another is nearly known by his name', [
                transaction(1, 100, name='Elle Jackson'),
                transaction(2, 100, name='Ottó Maier')], [a, c], known),
        ('A list of which one is paid already', [
                transaction(1, 210, ', '.join(
                        f'F2025-0001{n}' for n in range(1, 7)))], [
                a, paid('b', 50, 'F2025-00012', party='otto'),
                *(invoice(f'i{n}', 20 + n, f'F2025-0001{n}', party=f'x{n}')
                    for n in range(3, 7))], known),
        ('Credit notes of a party', [
                transaction(1, 70, iban=IBAN),
                transaction(2, -30, iban=IBAN_2),
                transaction(3, -10, 'A2025-00001')], [
                a, credit_note('n', -30, party='ella'),
                credit_note('m', -30, party='otto'),
                credit_note('o', -40, 'A2025-00001', party='tim')], known),
        ]
