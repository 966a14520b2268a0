# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The ready profiles on files made after what is told of them."""
import csv
import io

import pytest

from trytond_medical_payment.bankfile import BankFileError, read

from .everything import plain
from .profiles import ready
from .reports import workbook
from .tables import TABLES

READY = ready()
ALL = tuple(READY.values())


def told(statements):
    return [(
            s.account, s.currency, [str(t.amount) for t in s.transactions],
            tuple(
                None if balance is None else str(balance)
                for balance in (s.opening, s.closing)),
            s.not_booked) for s in statements]


@pytest.mark.parametrize('encoding', ['utf-8-sig', 'windows-1252', 'utf-16'])
@pytest.mark.parametrize('name', TABLES)
def test_made_files(name, encoding):
    text, expected = TABLES[name]
    data = text.encode(encoding)
    profile = READY[name]
    assert told(read(data, name, 'csv', [profile])) == expected
    if not profile.automatic:
        return
    statements = read(data, name, None, ALL)
    assert told(statements) == expected
    assert {s.identification.rsplit(' ', 2)[0] for s in statements} == {
        profile.name}
    assert not any(s.notices for s in statements)


@pytest.mark.parametrize('name', TABLES)
def test_the_same_table_as_a_spreadsheet(name):
    text, _ = TABLES[name]
    rows = [
        [cell or None for cell in row] for row in csv.reader(
            io.StringIO(text), delimiter=max(';,', key=text.count))]
    profiles = [READY[name]]
    assert plain(read(workbook(*rows), 'x.xlsx', 'xlsx', profiles)) == plain(
        read(text.encode(), 'x', 'csv', profiles))


def test_what_is_automatic():
    assert {name for name, p in READY.items() if not p.automatic} == {
        'generic', 'bnp'}


@pytest.mark.parametrize('name', TABLES)
def test_every_transaction_tells_what_it_is(name):
    text, _ = TABLES[name]
    for statement in read(text.encode(), name, 'csv', [READY[name]]):
        for transaction in statement.transactions:
            assert (transaction.remittance or transaction.additional
                or transaction.counterparty.name)


def test_payer_and_account():
    text, _ = TABLES['n26']
    statement, = read(text.encode(), 'x', None, ALL)
    receipt, payment = statement.transactions
    assert receipt.debtor.name == "Anne Martin"
    assert receipt.debtor.iban == 'FR7630003012340005012345665'
    assert payment.creditor.name == "Shop"
    assert receipt.remittance == ("F2026-00012",)


@pytest.mark.parametrize('name', [n for n in TABLES if READY[n].automatic])
def test_no_profile_leaves_a_column_unread(name):
    "Not even one more, whichever it is"
    text, _ = TABLES[name]
    lines = text.split('\n')
    delimiter = ',' if name in {
        'revolut', 'revolut_business', 'wise', 'qonto', 'n26'} else ';'
    for number, line in enumerate(lines):
        if line.count(delimiter) > 2 and not line[:2].isdigit() and (
                line[:2] != '="'):
            break
    lines[number] = line.rstrip(';') + f'{delimiter}Remise bancaire'
    data = '\n'.join(lines).encode()
    with pytest.raises(BankFileError) as caught:
        read(data, 'x', None, ALL)
    assert caught.value.code == 'no_profile'
    assert READY[name].name in str(caught.value)
    assert "Remise bancaire" in str(caught.value)
    # chosen, it is read and told
    statements = read(data, 'x', 'csv', [READY[name]])
    assert [n.code for n in statements[0].notices] == ['columns_unread']


@pytest.mark.parametrize('name', [n for n in TABLES if READY[n].automatic])
def test_no_profile_misses_a_column_of_its_own(name):
    text, _ = TABLES[name]
    profile = READY[name]
    kinds = profile.columns.keys() - profile.optional - {'ignored', 'date'}
    titles = profile.columns[max(kinds & {
                'text', 'identification', 'currency', 'value_date'})]
    present = [t for t in titles if t in text]
    for title in present:
        text = text.replace(title, '', 1)
    with pytest.raises(BankFileError) as caught:
        read(text.encode(), 'x', None, ALL)
    assert caught.value.code == 'no_profile'


# One digit of an amount, a fee or a balance. What came before the first
# balance cannot be told.
CHANGES = [
    ('bcge', ";;1'250.50;", ";;1'350.50;"),
    ('bcge', ";2'150.50", ";2'150.60"),
    ('bcge', ";900.00", ";901.00"),
    ('ubs', ";;176.35;", ";;176.36;"),
    ('ubs', ";1051.05;", ";2051.05;"),
    ('ubs', ";874.70;", ";874.71;"),
    ('ubs_account', ";1'000.00;", ";1'100.00;"),
    ('ubs_account', ";900.00\n", ";800.00\n"),
    ('revolut', "0.00,9.00,", "0.00,8.00,"),
    ('revolut', "Martin,50.00,", "Martin,50.01,"),
    ('revolut', ",899.00", ",889.00"),
    ('revolut', ",940.00", ",941.00"),
    ('revolut_business', ",,-100.00,", ",,-110.00,"),
    ('revolut_business', ",1039.00,", ",1139.00,"),
    ('wise', ",-101.00,", ",-102.00,"),
    ('wise', "1000.00,,", "1000.10,,"),
    ]


@pytest.mark.parametrize('name, old, new', CHANGES)
def test_a_changed_digit_is_noticed(name, old, new):
    text, _ = TABLES[name]
    assert text.count(old) == 1
    data = text.replace(old, new).encode()
    try:
        statements = read(data, 'x', None, ALL)
    except BankFileError as error:
        assert error.code in {'fee_open', 'fee_wrong'}
        return
    notice, = [n for s in statements for n in s.notices]
    assert notice.code == 'balance_row'
    assert notice.place.line
    assert not any(s.opening or s.closing for s in statements)
