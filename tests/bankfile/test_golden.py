# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Case B1: every file of EXPECTED.tsv gives what is written there."""
from decimal import Decimal

import pytest

from trytond_medical_payment.bankfile import BankFileError, read

from .files import content, expected


@pytest.mark.parametrize('line', expected())
def test_B1_expected(line):
    data = content(line['file'])
    if line['verdict'] == 'refuse':
        with pytest.raises(BankFileError) as caught:
            read(data, line['file'])
        message = str(caught.value)
        assert message.startswith(line['file'] + ':')
        assert '\n' not in message
        return
    statements = read(data, line['file'])
    transactions = [t for s in statements for t in s.transactions]
    assert {
        'account': ' '.join(sorted({s.account for s in statements})),
        'booked': len(transactions),
        'net': sum((t.amount for t in transactions), Decimal(0)),
        'not booked': sum(s.not_booked for s in statements),
        'references': [r for t in transactions for r in t.references],
        } == {
        'account': line['account'],
        'booked': int(line['booked transactions']),
        'net': Decimal(line['net sum']),
        'not booked': int(line['entries not booked']),
        'references': list(filter(
                None, line['structured references'].split(' | '))),
        }
    keys = [t.key for t in transactions]
    assert len(set(keys)) == len(keys)


def test_B1_refusal_names_file_statement_and_entry():
    name = 'camt/hitobito__camt.054-without-amount.xml'
    with pytest.raises(BankFileError) as caught:
        read(content(name), "April.xml")
    error = caught.value
    assert error.name == "April.xml"
    assert error.place.statement == 'M/2094650161/CAM'
    assert error.place.entry == 1
    assert error.code == 'amount_missing'


def test_S8_flags_of_the_richest_file():
    name = ('camt/dvbern__v04_camt.053_P_CH0309000000250090342_380000000'
        '_0_2016053100163801.xml')
    statement, = read(content(name), name)
    flagged = [t for t in statement.transactions if not t.is_receipt]
    assert sum(t.reversal for t in flagged) == 2
    returned = [t for t in flagged if t.return_information]
    assert sorted(t.returned for t in returned) == ['MD06'] * 2 + ['NARR'] * 3
    assert not any(t.rejected for t in statement.transactions)


def test_S5_same_booking_in_two_messages():
    "The advice of a batch and the statement of the day, of the same bank"
    statement, = read(content(
            'camt/dvbern__v04_camt.053_P_CH0309000000250090342_380000000'
            '_0_2016053100163801.xml'))
    for name, size in [
            ('camt/metasfresh__camt054_QRR.xml', 10),
            ('camt/dvbern__v04_camt.054-ES_P_CH0309000000250090342_38000000'
                '_0_2016052723011813.xml', 8)]:
        advice, = read(content(name))
        entry, = advice.entries
        assert entry.identified
        twin, = [e for e in statement.entries if e.key == entry.key]
        assert len(twin.transactions) == len(entry.transactions) == size
