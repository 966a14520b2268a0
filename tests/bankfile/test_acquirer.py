# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""D9: the reports of acquirers, read whole or refused with their place."""
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trytond_medical_payment.bankfile import BankFileError, read_report
from trytond_medical_payment.bankfile.acquirer_model import KINDS
from trytond_medical_payment.bankfile.acquirer_profile import PROFILES

from .reports import REPORTS, SUMUP, TWINT, WORLDLINE, workbook
from .test_archive import zip_
from .test_fuzz import change, damage


def plain(report):
    return [
        (p.date.isoformat(), p.reference, p.currency, p.gross, p.fee, p.net,
            [(t.kind, t.gross, t.fee) for t in p.transactions])
        for p in report.payouts]


def amounts(payouts):
    return [
        (*names, *map(Decimal, sums), [
                (kind, Decimal(gross), Decimal(fee))
                for kind, gross, fee in transactions])
        for *names, transactions in payouts
        for names, sums in [(names[:3], names[3:])]]


def refusal(data, **kwargs):
    if isinstance(data, str):
        data = data.encode()
    with pytest.raises(BankFileError) as caught:
        read_report(data, 'report.csv', **kwargs)
    assert caught.value.name.startswith('report.csv')
    assert '\n' not in str(caught.value)
    return caught.value


@pytest.mark.parametrize('name', REPORTS)
@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'windows-1252'])
def test_D9_what_is_read(name, encoding):
    text, (waiting, refused), payouts = REPORTS[name]
    report = read_report(text.encode(encoding))
    assert report.acquirer == name
    assert plain(report) == amounts(payouts)
    assert (report.waiting, report.refused) == (waiting, refused)


def test_names_of_the_profiles():
    assert [p.name for p in PROFILES] == list(REPORTS)
    for profile in PROFILES:
        assert {*profile.words} <= {*KINDS, '', 'settled', 'total', 'ignored'}
        assert not profile.needed.keys() & profile.optional.keys()
        # one title is one column
        titles = [
            t for c in [profile.needed, profile.optional]
            for texts in c.values() for t in texts]
        assert len({t.casefold() for t in titles}) == len(titles)


def test_D9_days_and_references():
    report = read_report(WORLDLINE.encode())
    refund, chargeback = report.payouts[1].transactions[1:3]
    assert refund.date == dt.date(2026, 11, 3)
    assert (refund.reference, refund.concerns) == ('W4', 'W2')
    assert (chargeback.reference, chargeback.concerns) == ('W5', 'W1')
    # the day of the customer, not that of the payout
    assert read_report(SUMUP.encode()).payouts[0].transactions[0].date == (
        dt.date(2026, 11, 2))


def test_D9_payout_of_a_sale_before_the_report():
    lines = SUMUP.splitlines(keepends=True)
    report = read_report(''.join(l for l in lines if 'a1,,80.0,80' not in l)
        .encode())
    first = report.payouts[0].transactions[-1]
    assert {(t.kind, t.gross) for t in report.payouts[0].transactions} == {
        ('payment', 80), ('payment', 120)}
    assert first.reference in {'TAAA1', 'TAAA2'}


SALE = (
    "Date,Transaction ID,Transaction type,Status,Total,Fee,Payout,Payout date,"
    "Payout ID\n2026-11-02,T1,Sale,Successful,80.0,,,,\n")


@pytest.mark.parametrize('rows, expected', [
        # a refund by the same reference, each with its payout
        (["03,T1,Refund,Successful,-30.0,,,,",
            "04,T1,Payout,Paid,80.0,1.2,78.8,2026-11-04,P1",
            "04,T1,Payout,Paid,-30.0,0.0,-30.0,2026-11-04,P1"],
            [('payment', 80, '1.2', 2), ('refund', -30, 0, 3)]),
        (["03,T1,Refund,Successful,-30.0,,,,",
            "04,T1,Payout,Paid,-30.0,0.0,-30.0,2026-11-04,P1",
            "04,T1,Payout,Paid,80.0,1.2,78.8,2026-11-04,P1"],
            [('payment', 80, '1.2', 2), ('refund', -30, 0, 3)]),
        # the row of the payout does not say what was paid
        (["04,T1,Payout,Paid,,1.2,78.8,2026-11-04,P1"],
            [('payment', 80, '1.2', 2)]),
        # nor is the sale in the report
        (["04,T2,Payout,Paid,,1.2,78.8,2026-11-04,P1"],
            [('payment', 80, '1.2', 4)]),
        ])
def test_D9_rows_of_their_own_for_payouts(rows, expected):
    report = read_report((SALE + ''.join(
                f'2026-11-{row}\n' for row in rows)).encode())
    payout, = report.payouts
    assert [(t.kind, t.gross, t.fee, t.date.day)
        for t in payout.transactions] == [
            (kind, gross, Decimal(fee), day)
            for kind, gross, fee, day in expected]


def test_D9_paid_out_twice():
    row = "2026-11-04,T1,Payout,Paid,80.0,1.2,78.8,2026-11-04,P1\n"
    assert refusal(SALE + 2 * row).code == 'report_twice'
    assert refusal(SALE + row.replace('78.8', '78.9')).code == (
        'report_difference')


def test_D9_payout_alone_that_contradicts_itself():
    row = "2026-11-04,T2,Payout,Paid,90.0,1.2,78.8,2026-11-04,P1\n"
    error = refusal(SALE + row)
    assert (error.code, error.place.line) == ('report_difference', 3)


def test_D9_fees():
    "In the column of fees, of amounts, or in both"
    titles = (
        "Payment date;Transaction date;Transaction type;Gross amount;"
        "Commission;Net amount\n2026-11-02;2026-11-01;Fee;")
    for row in ["-9.90;;-9.90", ";9.90;-9.90", "0.00;-9.90;-9.90"]:
        payout, = read_report((titles + row).encode()).payouts
        assert (payout.gross, payout.fee, payout.net) == (
            0, Decimal('9.90'), Decimal('-9.90'))
    for row in ["-9.90;9.90;-9.90", ";9.90;-9.80", "-9.90;;-9.80"]:
        assert refusal(titles + row).code == 'report_difference'


def test_D9_nothing_is_paid_out_so_far():
    report = read_report(SALE.encode())
    assert not report.payouts and report.waiting == 1


def test_D9_spreadsheet():
    "Days and numbers of a spreadsheet are what they are"
    data = workbook(
        ["Payments of", "Cabinet"],
        ["Payment date", "Transaction date", "Gross amount", "Commission",
            "Net amount", "Currency", "Transaction ID"],
        [dt.date(2026, 11, 4), dt.datetime(2026, 11, 2, 9, 12), 80, 1.04,
            78.96, 'CHF', 'W1'],
        [dt.date(2026, 11, 4), dt.datetime(2026, 11, 2, 9, 12), -0.3, 0,
            -0.3, 'CHF', 'W2'])
    payout, = read_report(data).payouts
    assert (payout.gross, payout.fee, payout.net) == tuple(
        map(Decimal, ['79.7', '1.04', '78.66']))
    assert [t.kind for t in payout.transactions] == ['payment', 'refund']


def test_D9_archive():
    "TWINT has a file for each payout; what is in two of them counts once"
    first, second = TWINT.splitlines(keepends=True)[:6], TWINT.splitlines(
        keepends=True)[:4] + TWINT.splitlines(keepends=True)[6:]
    data = zip_({
            'a.csv': ''.join(second).encode(),
            'b.csv': ''.join(first).encode(),
            'c.csv': ''.join(first).encode()})
    assert plain(read_report(data)) == amounts(REPORTS['twint'][2])
    mixed = zip_({'a.csv': TWINT.encode(), 'b.csv': SUMUP.encode()})
    assert refusal(mixed).code == 'report_mixed'
    broken = zip_({'a.csv': TWINT.replace('78.96', '79.96').encode()})
    error = refusal(broken)
    assert error.name.endswith('a.csv') and error.place.line == 5
    # another one of the same payout has the transaction as well
    twice = zip_({
            'a.csv': ''.join(first).encode(),
            'b.csv': ''.join(first[:5]).encode()})
    assert refusal(twice).code == 'report_twice'


@pytest.mark.parametrize('old, new, code, line, words', [
        ('"78.96"', '"79.96"', 'report_difference', 5,
            ["80.00", "1.04", "79.96", "Gutgeschriebener Betrag"]),
        ('"120.00"', '"120.10"', 'report_difference', 6, ["120.10"]),
        ('"1.04"', '"1.40"', 'report_difference', 5, ["1.40"]),
        ('"80.00"', '""', 'amount_missing', 5, ["Betrag Transaktion"]),
        ('"49.35"', '""', 'amount_missing', 7, ["Gutgeschriebener Betrag"]),
        ('"80.00"', '"8O.00"', 'amount_invalid', 5, ["8O.00"]),
        ('"0.65"', '"x"', 'amount_invalid', 7, ["Transaktionsgebühr"]),
        ('"0.65";"CHF";"49.35"', '"-0.65";"CHF";"50.65"', 'report_sign', 7,
            ["50.65", "Gutgeschriebener Betrag"]),
        ('"-30.00";"CHF";"03', '"30.00";"CHF";"03', 'report_difference', 8,
            []),
        ('"Product";"o3"', '"Rückerstattung";"o3"', 'report_sign', 7,
            ["50.00", "Betrag Transaktion"]),
        ('"Product";"o3"', '"Geschenk";"o3"', 'report_kind', 7,
            ["Geschenk", "Typ"]),
        ('"TW-0002"', '"TW-0001"', 'report_twice', 6, ["TW-0001"]),
        ('"02.11.2026";"09:12"', '"";"09:12"', 'date_missing', 5, []),
        ('"02.11.2026";"09:12"', '"32.11.2026";"09:12"', 'date_invalid', 5,
            ["32.11.2026", "Transaktionsdatum"]),
        ('"05.11.2026";"0.65"', '"x";"0.65"', 'date_invalid', 7,
            ["Überweisung am"]),
        ('"CHF";"49.35"', '"EUR";"49.35"', 'currencies', 7, ["EUR", "CHF"]),
        ('"Kennung Verkaufsstelle"', '"Transaktionsdatum"',
            'report_column_twice', 4, ["Transaktionsdatum"]),
        ('"Transaktions-ID"', '"Nummer"', 'report_unknown', None,
            ["TWINT", "SumUp"]),
        ])
def test_D9_what_is_refused(old, new, code, line, words):
    assert old in TWINT
    error = refusal(TWINT.replace(old, new, 1))
    assert (error.code, error.place.line) == (code, line)
    for word in words:
        assert word in str(error)


@pytest.mark.parametrize('old, new', [
        ("1'120.00;1.3;-14.56;1'105.44", "1'020.00;1.3;-14.56;1'005.44"),
        (";;;;1'200.00;;-15.60;1'184.40", ";;;;1'200.00;;-15.60;1'184.50"),
        ("77;Cabinet;Fee;05.11.2026;MC;CHF;03.11.2026;;;;;-24.74;-24.74\n",
            ""),
        # all of them together are right
        ("Trx;05.11.2026;MC;CHF;03.11.2026;W3",
            "Trx;04.11.2026;MC;CHF;03.11.2026;W3"),
        ("Trx;05.11.2026;MC;CHF;03.11.2026;W3",
            "Trx;05.11.2026;VI;CHF;03.11.2026;W3")])
def test_D9_totals(old, new):
    "What is missing from a report is seen by its totals"
    assert old in WORLDLINE
    error = refusal(WORLDLINE.replace(old, new, 1))
    assert error.code == 'report_total' and error.place.line in {2, 6}


WORDS = (
    "Payment date;Transaction date;Transaction type;Gross amount;"
    "Commission;Net amount\n")


def test_D9_without_references():
    "Two customers may pay the same"
    payout, = read_report((
            WORDS + 2 * "2026-11-02;2026-11-01;Sale;80.00;1.00;79.00\n"
            ).encode()).payouts
    assert payout.gross == 160


def test_D9_negative_payment():
    error = refusal(WORDS + "2026-11-02;2026-11-01;Sale;-9.00;1.00;-8.00\n")
    assert error.code == 'report_sign' and "Gross amount" in str(error)


def test_D9_titles_of_two():
    titles = SALE.partition('\n')[0] + ',' + WORDS.replace(';', ',').replace(
        'Transaction type,', '')
    error = refusal(titles)
    assert error.code == 'report_several'
    assert error.parameters == {'names': "SumUp, Worldline"}


def test_D9_open_forms():
    assert refusal(
        "Payment date;Transaction date;Gross amount;Commission;Net amount\n"
        "02/11/2026;01/11/2026;80.00;1.00;79.00\n").code == 'report_date'
    assert refusal(
        "Payment date;Transaction date;Gross amount;Commission;Net amount\n"
        "2026-11-02;2026-11-01;1.000;;1.000\n").code == 'report_decimal'


@pytest.mark.parametrize('data', [
        b'', b'\0', b'x', b'%PDF-1.4', b'\xff\xfe\0', b'a;b\n1;2\n',
        b'PK\x03\x04', b'\x1f\x8b', b'"', b'<Document/>'])
def test_D9_something_else(data):
    refusal(data)


@pytest.mark.parametrize('name', REPORTS)
@settings(max_examples=60)
@given(changes=st.lists(change, min_size=1, max_size=3))
def test_D9_damaged(name, changes):
    "Read or refused, and what is read adds up"
    try:
        report = read_report(
            damage(REPORTS[name][0].encode(), changes), 'x')
    except BankFileError as error:
        assert str(error).startswith('x') and '\n' not in str(error)
        return
    for payout in report.payouts:
        assert payout.transactions
        assert payout.gross - payout.fee == payout.net
        for transaction in payout.transactions:
            assert transaction.kind in KINDS
            assert transaction.gross - transaction.fee == transaction.net


# In any language

def cells(text):
    return [
        row.split(DELIMITERS[text]) for row in text.splitlines()]


def joined(text, rows):
    return '\n'.join(map(DELIMITERS[text].join, rows)).encode()


DELIMITERS = {TWINT: ';', SUMUP: ',', WORLDLINE: ';'}


def told(data):
    try:
        return read_report(data)
    except BankFileError as error:
        return error.code, error.place.line


@pytest.mark.parametrize('profile', PROFILES, ids=lambda p: p.name)
def test_every_title_of_a_column_is_known(profile):
    text, *_ = REPORTS[profile.name]
    expected = told(text.encode())
    for name, titles in [*profile.needed.items(), *profile.optional.items()]:
        results = []
        for title in titles:
            rows, quote = cells(text), '"' if text is TWINT else ''
            head = next(row for row in rows if len(row) > 9)
            wanted = [f'{quote}{t}{quote}' for t in titles]
            place = next(
                (n for n, cell in enumerate(head) if cell in wanted), None)
            if place is None:
                # a column that the file has not
                for row in rows[rows.index(head):]:
                    row.append('X1')
                place = len(head) - 1
            head[place] = f'{quote}{title}{quote}'
            results.append(told(joined(text, rows)))
        assert all(result == results[0] for result in results), name
        assert results[0] == expected or name not in profile.needed


@pytest.mark.parametrize('profile', PROFILES, ids=lambda p: p.name)
def test_every_word_of_a_kind_is_known(profile):
    "Each says the same as the others of its kind, and not what is no word"
    text, *_ = REPORTS[profile.name]
    rows = cells(text)
    known = [word for words in profile.words.values() for word in words]
    # a row of each word that the file has
    places = {
        cell.strip('"'): (number, place)
        for number, row in enumerate(rows) for place, cell in enumerate(row)
        if cell.strip('"') in known and number > 3 - (text is not TWINT)}

    def with_word(where, word):
        changed = cells(text)
        number, place = where
        old = changed[number][place].strip('"')
        changed[number][place] = changed[number][place].replace(old, word)
        return told(joined(text, changed))

    for where in places.values():
        none = with_word(where, 'Nothing')
        assert none[0] == 'report_kind'
        for words in profile.words.values():
            results = [with_word(where, word) for word in words]
            assert all(result == results[0] for result in results), words
            assert none not in results


def test_every_status_of_what_is_paid_is_known():
    profile = PROFILES[1]
    for word in profile.booked:
        assert told(SUMUP.replace('Erfolgreich', word).encode()) == told(
            SUMUP.encode())
    assert told(SUMUP.replace('Erfolgreich', 'Offen').encode()) != told(
        SUMUP.encode())
