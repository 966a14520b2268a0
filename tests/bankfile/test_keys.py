# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which transactions of two files are the same (cases S4 and S5)."""
import datetime as dt
from dataclasses import fields
from decimal import Decimal

import pytest

from trytond_medical_payment.bankfile import read
from trytond_medical_payment.bankfile.keys import with_keys
from trytond_medical_payment.bankfile.model import (
    Entry, Identifiers, Party, Statement, Transaction)

from .files import camt, camt_file, detail, entry, statement


def entry_keys(*entries, **options):
    statement, = read(camt(*entries, **options))
    return [e.key for e in statement.entries]


def same(one, other):
    return entry_keys(one) == entry_keys(other, kind='camt.054')


def test_S4_two_identical_payments_are_two():
    payment = entry('50', detail('50', name="Ann", text=["Thanks"]))
    first, second = entry_keys(payment, payment)
    assert first != second


@pytest.mark.parametrize('one, other', [
        # another day, name, or number of details does not matter
        (dict(date='2025-01-31'), dict(date='2025-02-01')),
        (dict(reference='A'), dict(reference='B')),
        ])
def test_S5_the_reference_of_the_bank_decides(one, other):
    assert same(
        entry('50', servicer='7', **one), entry('50', servicer='7', **other))
    assert not same(
        entry('50', servicer='7', **one), entry('50', servicer='8', **one))


def test_S5_total_in_one_and_details_in_the_other():
    assert same(
        entry('50', servicer='7'),
        entry('50', detail('20'), detail('30'), servicer='7'))


def test_S5_same_reference_with_another_amount_is_another_booking():
    assert not same(entry('50', servicer='7'), entry('51', servicer='7'))
    assert not same(entry('50', servicer='7'), entry('-50', servicer='7'))


@pytest.mark.parametrize('reference', [
        'NOTPROVIDED', 'NONREF', '0000000', '-'])
def test_placeholders_are_no_references(reference):
    statement, = read(camt(
            entry('50', servicer=reference, date='2025-01-30'),
            entry('50', servicer=reference, date='2025-01-31')))
    assert not any(e.identified for e in statement.entries)
    assert all(e.key.endswith('-1') for e in statement.entries)


def test_without_a_reference_everything_counts():
    base = dict(name="Ann", text=["F-1"])
    assert same(
        entry('50', detail('50', **base)), entry('50', detail('50', **base)))
    for change in [dict(name="Bob"), dict(text=["F-2"]),
            dict(end_to_end='F')]:
        assert not same(
            entry('50', detail('50', **base)),
            entry('50', detail('50', **{**base, **change})))
    assert not same(
        entry('50', detail('50', **base)),
        entry('50', detail('50', **base), date='2025-02-01'))


@pytest.mark.parametrize('name', ['end_to_end', 'reference', 'servicer'])
def test_S5_one_message_tells_more_of_a_payment(name):
    one = {name: 'A1'}
    assert same(
        entry('50', detail('50', **one)),
        entry('50', detail('50', name="Ann", text=["F-1"], **one)))
    assert not same(
        entry('50', detail('50', **one)),
        entry('50', detail('50', **{name: 'A2'})))
    assert same(
        entry('50', detail('20', **one), detail('30', **{name: 'A2'})),
        entry('50', detail('30', **{name: 'A2'}),
            detail('20', name="Ann", **one)))


def test_S5_another_number_of_the_account():
    "QR-IBAN and IBAN: the account is compared by who knows its numbers"
    assert entry_keys(entry('50', servicer='7')) == entry_keys(
        entry('50', servicer='7'), iban='CH4431999123000889012')


def test_two_accounts_in_one_file_do_not_number_each_other():
    first, second = read(camt_file(
            statement(entry('50', servicer='7')),
            statement(entry('50', servicer='7'),
                iban='CH5604835012345678009')))
    assert first.entries[0].key == second.entries[0].key


def booked(**values):
    "A booking without a number of the bank, of one transaction"
    day, amount = dt.date(2025, 1, 31), Decimal(50)
    statement, = with_keys([Statement(
                'camt.053', 'S1', 'CH1', 'CHF', day, (Entry(
                        1, amount, day,
                        (Transaction(amount, day, **values),)),))])
    found, = statement.entries
    return found


@pytest.mark.parametrize('name', [f.name for f in fields(Identifiers)])
def test_what_identifies_a_batch_tells_no_payments_apart(name):
    "Each other identifier does, unless it is none"
    one, again, other, none, placeholder = (
        booked(identifiers=Identifiers(**{name: value})).key
        for value in ['A1', 'A1', 'B2', None, 'NOTPROVIDED'])
    of_batch = name in {
        'message_identification', 'payment_information_identification'}
    assert one == again
    assert (one == other) is of_batch
    assert (one == none) is of_batch
    assert none == placeholder


@pytest.mark.parametrize('values', [
        {'references': ('RF18539007547034',)}, {'remittance': ("Thanks",)},
        {'debtor': Party(name="Ann")}, {'creditor': Party(name="Ann")},
        {'ultimate_debtor': Party(name="Ann")},
        {'ultimate_creditor': Party(name="Ann")},
        {'debtor': Party(iban='CH9300762011623852957')},
        {'identifiers': Identifiers(end_to_end_identification='A1')}])
def test_a_mere_total_says_nothing(values):
    assert booked().bare
    assert booked(identifiers=Identifiers(
            end_to_end_identification='NOTPROVIDED',
            message_identification='M1')).bare
    assert not booked(**values).bare
