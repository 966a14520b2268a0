# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What people, spreadsheets and banks write in tables."""
import datetime as dt
import io
import unicodedata
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from trytond_medical_payment.bankfile import (
    BankFileError, Profile, is_format, read, read_date, xlsx)
from trytond_medical_payment.bankfile.csv_amount import (
    AmountError, Cell, decimal_signs, read_amount)
from trytond_medical_payment.bankfile.csv_date import (
    DateReader, Day, date_formats)

D = Decimal


@pytest.mark.parametrize('text, sign, amount, currency', [
        ("1 234,56 €", ',', '1234.56', 'EUR'),
        ("-35,00 EUR", ',', '-35', 'EUR'),
        ("−35,00", ',', '-35', ''),
        ("35,00-", ',', '-35', ''),
        ("- 35,00", ',', '-35', ''),
        ("+ 35,00", ',', '35', ''),
        ("(35,00)", ',', '-35', ''),
        ('="50,00"', ',', '50', ''),
        ("'50,00", ',', '50', ''),
        (",50", ',', '0.5', ''),
        ("-,50", ',', '-0.5', ''),
        ("€ 50,00", ',', '50', 'EUR'),
        ("CHF 50,00", ',', '50', 'CHF'),
        ("-CHF 1'000.5", '.', '-1000.5', 'CHF'),
        ("Fr. 50.00", '.', '50', 'CHF'),
        ("$50.00", '.', '50', ''),
        ("50,00 CR", ',', '50', ''),
        ("50,00 DR", ',', '-50', ''),
        ("50,00 H", ',', '50', ''),
        ("50,00 S", ',', '-50', ''),
        ("1\u202f234,56", ',', '1234.56', ''),
        ("1\xa0234,56", ',', '1234.56', ''),
        ("1’234.56", '.', '1234.56', ''),
        ("1,234,567.5", '.', '1234567.5', ''),
        ("50", ',', '50', ''),
        ("50,", ',', '50', ''),
        ("0", '.', '0', ''),
        ])
def test_amount(text, sign, amount, currency):
    assert read_amount(text, sign) == (D(amount), currency)


@pytest.mark.parametrize('text, amount', [
        ("50", '50'), ("1.50", '1.50'), ("1,50", '1.50'), ("1.5", '1.5'),
        ("1.2345", '1.2345'), ("0.123", '0.123'), ("0,123", '0.123'),
        ("1.234,50", '1234.50'), ("1,234.50", '1234.50'),
        ("1.234.567", '1234567'), ("1,234,567", '1234567'),
        ("1.234.567,8", '1234567.8'), ("1'234", '1234'),
        ("1'234.567", '1234.567'), ("1234.567", '1234.567'), (".5", '0.5'),
        ("12.", '12'), ("1.234", None), ("12,345", None), ("123.456", None),
        ("1.23.4", None), ("1,2.3,4", None)])
def test_amount_of_which_the_sign_is_not_known(text, amount):
    "By the last mark; between thousands, if it is there twice"
    if amount is None:
        with pytest.raises(AmountError):
            read_amount(text)
    else:
        assert read_amount(text) == (D(amount), '')


def test_signs_that_look_alike():
    for minus in "-−–—‐‑﹣－":
        assert read_amount(f"{minus}5", '.') == (-5, '')
    for mark in "'’‘ʼ`´′":
        assert read_amount(f"1{mark}234", '.') == (1234, '')
    assert read_amount("\u200e5\u200f", '.') == (5, '')


@pytest.mark.parametrize('length, right', [(50, True), (51, False)])
def test_how_long_an_amount_is(length, right):
    text = '1' * length
    if right:
        assert read_amount(text, ',') == (D(text), '')
    else:
        with pytest.raises(AmountError):
            read_amount(text, ',')


@pytest.mark.parametrize('text', [
        "", "-", "–", "--", " - ", '=""', '=" - "', "'", "'-"])
def test_no_amount(text):
    assert read_amount(text, ',') is None


@pytest.mark.parametrize('text, sign', [
        ("15,50", '.'), ("1.234.50", '.'), ("1234.50", ','), ("abc", '.'),
        ("1'23.00", '.'), ("1e5", '.'), ("--1", '.'), ("(5", '.'),
        ("-(5)", '.'), ("()5", '.'), ("5()", '.'), (")5(", '.'), ("5)", '.'),
        ("5 CHF EUR", '.'), ("5 pieces", '.'),
        ("1,234'567", '.'), ("٣", '.'), (".", '.'), ("()", '.'),
        ("-5 DR", '.'), ("1 2 3", '.'),
        ("1.2.3", '.'), ("5\n6", '.'), ("²", '.'),
        # a debit, or 35.00 as in Switzerland
        ("35.-", '.'), ("35,–", ',')])
def test_amount_refused(text, sign):
    with pytest.raises(AmountError):
        read_amount(text, sign)


@given(
    st.decimals(-10 ** 12, 10 ** 12, places=2),
    st.sampled_from("' ’."), st.sampled_from(['-{}', '{}-', '({})', '- {}']),
    st.sampled_from(['{}', 'EUR {}', '{} €']))
def test_an_amount_is_what_was_written(value, mark, minus, money):
    text = f'{abs(value):,}'.replace('.', ';').replace(',', mark)
    text = text.replace(';', ',')
    text = money.format(text)
    if value < 0:
        text = minus.format(text)
    amount, currency = read_amount(text, ',')
    assert amount == value
    assert currency in {'', 'EUR'}


@given(st.text(max_size=12), st.sampled_from(['.', ',', None]))
def test_any_text_is_an_amount_or_none(text, sign):
    try:
        found = read_amount(text, sign)
    except AmountError as error:
        assert error.code in {'invalid', 'ambiguous'}
    else:
        assert found is None or found[0].is_finite()


@pytest.mark.parametrize('texts, signs', [
        (["1.50", "2"], ('.',)), (["1,50", "2"], (',',)),
        (["1", "2"], ('.',)), (["1.234", "2"], ('.', ',')),
        (["1.234", "2,5"], (',',)), (["1.50", "2,50"], ()), ([], ('.',))])
def test_decimal_sign_of_a_file(texts, signs):
    assert decimal_signs(texts) == signs


@pytest.mark.parametrize('text, format', [
        ("02/11/2026", '%d/%m/%Y'), ("02/11/26", '%d/%m/%Y'),
        ("02.11.2026", '%d.%m.%y'), ("2.11.2026", '%d.%m.%Y'),
        ("2026-11-02T10:11:12Z", '%Y-%m-%d'),
        ("2026-11-02T10:11:12+0100", '%Y-%m-%d'),
        ("2026-11-02 10:11:12.0", '%Y-%m-%d'),
        ("02/11/2026-10:11", '%d/%m/%Y'), ("02/11/2026 10h11", '%d/%m/%Y'),
        ("02-11-2026 10:11:12", '%d-%m-%Y'), ("20261102", '%Y%m%d'),
        ("2026.11.02 (00:00)", '%Y.%m.%d'),
        ("2 nov. 2026", '%d %b %Y'), ("2 novembre 2026", '%d %B %Y'),
        ("2. November 2026", '%d. %B %Y'), ("Nov 2, 2026", '%b %d, %Y'),
        ('="02/11/2026"', '%d/%m/%Y')])
def test_date(text, format):
    assert DateReader(format)(text) == dt.date(2026, 11, 2)


@pytest.mark.parametrize('text, format', [
        ("31.02.2026", '%d.%m.%Y'), ("2026-11-02", '%d.%m.%Y'),
        ("02.11.26", '%Y.%m.%d'), ("02.11.9999", '%d.%m.%Y'),
        ("01.01.0001", '%d.%m.%Y'), ("", '%d.%m.%Y'),
        ("02.11.2026 and more", '%d.%m.%Y')])
def test_date_refused(text, format):
    assert DateReader(format)(text) is None


@pytest.mark.parametrize('month, words', [
        (1, ["janv.", "Jan", "gen"]), (2, ["févr.", "Feb", "feb"]),
        (3, ["mars", "März", "mar"]), (4, ["avr.", "Apr", "aprile"]),
        (5, ["mai", "May", "mag"]), (6, ["juin", "Juni", "giu"]),
        (7, ["juil.", "Juli", "lug"]), (8, ["août", "Aug", "ago"]),
        (9, ["sept.", "Sep", "set"]), (10, ["oct.", "Okt", "ott"]),
        (11, ["nov.", "Nov"]), (12, ["déc.", "Dez", "dic"])])
def test_months_of_four_languages(month, words):
    for word in words:
        assert DateReader('%d %b %Y')(f"3 {word} 2026") == dt.date(
            2026, month, 3)


@pytest.mark.parametrize('texts, formats', [
        (["02/11/2026", "03/11/2026"], ('%d/%m/%Y', '%m/%d/%Y')),
        (["02/11/2026", "13/11/2026"], ('%d/%m/%Y',)),
        (["02/11/2026", "11/13/2026"], ('%m/%d/%Y',)),
        # it makes no difference
        (["02/02/2026"], ('%d/%m/%Y',)),
        # they contradict each other
        (["13/02/2026", "02/13/2026"], ()),
        (["Total", "02.11.2026"], ('%d.%m.%Y',)),
        (["2026-11-02"], ('%Y-%m-%d',)),
        (["02-11-2026 10:00", "03-11-2026"], ('%d-%m-%Y', '%m-%d-%Y'))])
def test_date_order_of_a_file(texts, formats):
    assert date_formats(texts) == formats


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)),
        min_size=1), st.sampled_from(['%d/%m/%Y', '%m/%d/%Y']))
def test_the_order_that_was_written_is_never_lost(days, format):
    texts = [day.strftime(format) for day in days]
    found = date_formats(texts)
    assert found
    if len(found) == 1:
        assert [DateReader(found[0])(text) for text in texts] == days
    else:
        assert format in found


COLUMNS = {
    'date': ["Date"], 'text': ["Libellé"], 'amount': ["Montant"]}
FRENCH = Profile(
    name="Fr", columns=COLUMNS, date_format='%d/%m/%Y', decimal_sign=',')
HEAD = "Date;Libellé;Montant\n"
ROW = "02/11/2026;VIR MARTIN F2026-00012;50,00\n"


def amounts(text, profile=FRENCH, encoding='utf-8'):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return [
        str(t.amount) for s in read(data, 'x', 'csv', [profile])
        for t in s.transactions]


def refused(text, profile=FRENCH):
    with pytest.raises(BankFileError) as caught:
        read(text.encode(), 'x', 'csv', [profile])
    message = str(caught.value)
    assert message.startswith('x: ') and '\n' not in message
    return caught.value


@pytest.mark.parametrize('text, expected', [
        # totals, balances and titles are no transactions
        (HEAD + ROW + "Total;;50,00\n", ['50.00']),
        (HEAD + ROW + "Total général;;50,00\n", ['50.00']),
        (HEAD + ROW + "Solde au 30/11/2026;;1 234,56\n", ['50.00']),
        (HEAD + ROW + "30/11/2026;Solde final;1 234,56\n", ['50.00']),
        (HEAD + "01/11/2026;Solde précédent au 31/10/2026;9,00\n" + ROW,
            ['50.00']),
        (HEAD + ROW + ";Total;50,00\n", ['50.00']),
        (HEAD + ROW + "***END OF FILE***\n", ['50.00']),
        (HEAD + ROW + HEAD + ROW.replace("50", "60"), ['50.00', '60.00']),
        ("Date;30/11/2026\nSolde;1234,56\n\n" + HEAD + ROW, ['50.00']),
        # a transaction all the same
        (HEAD + "02/11/2026;TOTAL ENERGIES;-50,00\n", ['-50.00']),
        (HEAD + ROW + "03/11/2026;x;-\n04/11/2026;y;--\n", ['50.00']),
        # delimiters and quotes
        (HEAD + "02/11/2026;VIR DE M. MARTIN, ANNE, 12, RUE X, PARIS;5,00\n",
            ['5.00']),
        ('Date,Libellé,Montant\n02/11/2026,VIR;a;b;c;d;e,"5,00"\n', ['5.00']),
        ("sep=;\n" + HEAD + ROW, ['50.00']),
        ('"sep=,"\nDate,Libellé,Montant\n02/11/2026,a;b;c,"5,00"\n', ['5.00']),
        (HEAD + '02/11/2026;SARL "DU" PONT;50,00\n' + ROW,
            ['50.00', '50.00']),
        (HEAD + '02/11/2026;"SARL ""DU"" PONT";50,00\n', ['50.00']),
        (HEAD + '02/11/2026;"VIR\nMARTIN; Anne\n2 rue";50,00\n' + ROW,
            ['50.00', '50.00']),
        # titles, however they are composed
        (unicodedata.normalize('NFD', HEAD) + ROW, ['50.00']),
        (HEAD.upper() + ROW, ['50.00']),
        (HEAD.replace("Libellé", " libelle ") + ROW, ['50.00']),
        # ends of lines and of files
        ((HEAD + ROW).replace('\n', '\r'), ['50.00']),
        ((HEAD + ROW).replace('\n', '\r\n'), ['50.00']),
        (HEAD + ROW + '\x1a', ['50.00']), (HEAD + ROW + '\x1a\n', ['50.00']),
        (HEAD + ROW + '\0\0', ['50.00']), ('\ufeff' + HEAD + ROW, ['50.00']),
        ])
def test_rows(text, expected):
    assert amounts(text) == expected


@pytest.mark.parametrize('encoding', [
        'utf-8', 'utf-8-sig', 'windows-1252', 'utf-16', 'utf-16-le',
        'utf-16-be'])
@pytest.mark.parametrize('delimiter', [';', '\t', '|'])
def test_encodings(encoding, delimiter):
    text = (HEAD + ROW).replace(';', delimiter)
    assert amounts(text, encoding=encoding) == ['50.00']


@pytest.mark.parametrize('text, code, line', [
        # rows would vanish in a text
        (HEAD + '02/11/2026;"SARL DU PONT;5,00\n' + ROW * 2, 'quote', 2),
        (HEAD + ROW + '02/11/2026;"SARL DU PONT;5,00\n' + ROW
            + '04/11/2026;VIR PAUL" X;7,00\n' + ROW, 'quote', 3),
        (HEAD + '02/11/2026;"SARL DU PONT;5,00\n' + ROW
            + '04/11/2026;VIR PAUL";7,00\n', 'quote', 2),
        (HEAD + '02/11/2026;"SARL DU PONT;5,00\n'
            '04/11/2026;VIR PAUL";7,00\n', 'quote', 2),
        # one of two, so that the line has as many as it should
        ('Date;Réf;Libellé;Montant\n02/11/2026;5" x;"SARL DU PONT;5,00\n'
            '04/11/2026;;VIR PAUL";7,00\n', 'quote', 2),
        (HEAD + ROW + "3l/11/2026;x;5,00\n", 'date_invalid', 3),
        (HEAD + ROW + ";x;5,00\n", 'date_missing', 3),
        (HEAD + ROW + "03/11/2026;x;5.00\n", 'amount_invalid', 3),
        (HEAD + "03/11/2026;x;-\n", 'no_statement', None),
        ])
def test_rows_refused(text, code, line):
    error = refused(text)
    assert (error.code, error.place.line) == (code, line)


def test_a_refusal_names_title_profile_and_form():
    message = str(refused(HEAD + "03/11/2026;x;5.00\n"))
    assert message == (
        'x: line 2: the amount "5.00" in "Montant" is no number; '
        'the profile "Fr" expects it like 1234,50; '
        'choose another one, or change it')
    message = str(refused(HEAD + "2026/11/03;x;5,00\n"))
    assert '"Date"' in message and "31/01/2026" in message


def test_what_is_left_out_is_told():
    statement, = read(
        (HEAD + ROW + "Total;;50,00\n").encode(), 'x', 'csv', [FRENCH])
    notice, = statement.notices
    assert (notice.code, notice.parameters) == ('left_out', {'lines': '3'})


@pytest.mark.parametrize('word, amount', [
        ("C", '9'), ("D", '-9'), ("Crédit", '9'), ("débit", '-9'),
        ("H", '9'), ("S", '-9'), ("Haben", '9'), ("Soll", '-9'),
        ("Bij", '9'), ("Af", '-9'), ("CRDT", '9'), ("DBIT", '-9'),
        ("Accredito", '9'), ("Addebito", '-9'), ("+", '9'), ("-", '-9'),
        ("", '9')])
def test_sign_column(word, amount):
    profile = Profile(
        name="S", columns={**COLUMNS, 'sign': ["Sens"]},
        date_format='%d/%m/%Y', decimal_sign=',')
    text = f"Date;Libellé;Montant;Sens\n02/11/2026;x;9;{word}\n"
    assert amounts(text, profile) == [amount]


DEBITS = [
    "D", "DR", "DB", "DBIT", "Debit", "Débit", "Debito", "Addebito", "Dare",
    "S", "Soll", "Belastung", "Lastschrift", "Ausgang", "Af", "Debet", "Out",
    "Sortie", "Dépense", "Uscita", "Withdrawal", "-"]
CREDITS = [
    "C", "CR", "CRDT", "Credit", "Crédit", "Credito", "Accredito", "Avere",
    "H", "Haben", "Gutschrift", "Eingang", "Bij", "In", "Entrée", "Recette",
    "Entrata", "Deposit", "+"]
NOT_BOOKED = [
    "Pending", "RESERVED", "Authorised", "authorized", "Processing",
    "declined", "failed", "reverted", "rejected", "cancelled", "canceled",
    "En attente", "en cours", "À venir", "réservé", "refusé", "annulé",
    "vorgemerkt", "ausstehend", "reserviert", "in Bearbeitung", "abgelehnt",
    "storniert", "in attesa", "in sospeso", "in corso", "rifiutato",
    "annullato", "gereserveerd"]


@pytest.mark.parametrize('words, debit', [(DEBITS, True), (CREDITS, False)])
def test_every_usual_word_of_a_side(words, debit):
    profile = Profile(name="S", columns=COLUMNS)
    for word in words:
        for written in [word, word.upper(), word.lower()]:
            assert profile.is_debit(written) is debit, word
    assert profile.is_debit("x") is None


def test_every_usual_word_of_what_is_not_booked():
    profile = Profile(name="S", columns=COLUMNS)
    for word in NOT_BOOKED:
        assert not profile.is_booked(word), word
    for word in ["", "Booked", "Comptabilisé", "gebucht", "completed"]:
        assert profile.is_booked(word), word
    named = replace(profile, booked="Done;Fini")
    assert named.is_booked("fini") and not named.is_booked("Booked")


@pytest.mark.parametrize('rows, found', [(0, True), (49, True), (50, False)])
def test_rows_above_the_titles(rows, found):
    text = "Relevé\n" * rows + HEAD + ROW
    if found:
        assert len(amounts(text)) == 1
    else:
        assert refused(text)


def test_words_of_a_bank_come_before_the_usual():
    profile = Profile(
        name="S", columns={**COLUMNS, 'sign': ["Sens"]},
        date_format='%d/%m/%Y', credit_words=("S",), debit_words=("E",))
    text = "Date;Libellé;Montant;Sens\n02/11/2026;x;9;{}\n"
    assert amounts(text.format("S"), profile) == ['9']
    assert amounts(text.format("e"), profile) == ['-9']
    error = refused(text.format("X"), profile)
    assert (error.code, error.place.line) == ('sign_invalid', 2)
    assert '"Sens"' in str(error)


FEES = {
    'date': ["Date"], 'text': ["Text"], 'amount': ["Amount"], 'fee': ["Fee"],
    'balance': ["Balance"]}


@pytest.mark.parametrize('stated, balances, expected', [
        ('after', ("", ""), [['51', '-1'], ['-9', '-1']]),
        ('before', ("", ""), [['50', '-1'], ['-10', '-1']]),
        ('apart', ("", ""), [['50'], ['-10']]),
        # the balances prove it
        ('', ("150", "140"), [['51', '-1'], ['-9', '-1']]),
        ('', ("149", "138"), [['50', '-1'], ['-10', '-1']])])
def test_fees(stated, balances, expected):
    profile = Profile(
        name="F", columns=FEES, date_format='%d.%m.%Y', fee=stated)
    first, second = balances
    statement, = read((
            "Date;Text;Amount;Fee;Balance\n"
            f"02.11.2026;a;50;1;{first}\n03.11.2026;b;-10;1;{second}\n"
            ).encode(), 'x', 'csv', [profile])
    assert [[str(t.amount) for t in e.transactions]
        for e in statement.entries] == expected
    assert all(
        e.amount == sum(t.amount for t in e.transactions)
        for e in statement.entries)


@pytest.mark.parametrize('stated, rows, code', [
        ('', ["02.11.2026;a;50;1;"], 'fee_open'),
        ('', ["02.11.2026;a;50;1;150", "03.11.2026;b;-10;1;9"], 'fee_open'),
        ('after', ["02.11.2026;a;50;1;149", "03.11.2026;b;-10;1;138"],
            'fee_wrong'),
        ('after', ["02.11.2026;a;50;1;", "03.11.2026;b;-10;-1;"],
            'fee_signs')])
def test_fees_refused(stated, rows, code):
    profile = Profile(
        name="F", columns=FEES, date_format='%d.%m.%Y', fee=stated)
    error = refused(
        '\n'.join(["Date;Text;Amount;Fee;Balance", *rows]), profile)
    assert error.code == code
    assert '"Fee"' in str(error)


@pytest.mark.parametrize('balances, opening', [
        (["110", "130", "160"], '100'),
        # newest first
        (["160", "150", "130"], '100'),
        # one a day, at its end or its beginning
        (["", "130", "160"], '100'),
        (["130", "", "160"], '100'),
        # nothing to prove
        (["", "", "160"], None), (["", "", ""], None)])
def test_balances(balances, opening):
    days = ["02", "02", "03"]
    rows = [
        f"{day}.11.2026;x;{amount};;{balance}"
        for day, amount, balance in zip(days, [10, 20, 30], balances)]
    profile = Profile(name="B", columns=FEES)
    statement, = read('\n'.join([
                "Date;Text;Amount;Fee;Balance", *rows]).encode(),
        'x', 'csv', [profile])
    assert not statement.notices
    assert statement.opening == (D(opening) if opening else None)
    if opening:
        assert statement.closing == D(opening) + 60


@pytest.mark.parametrize('columns, text, expected', [
        ({'date': [1], 'text': [2], 'amount': [3]}, ROW, ['50.00']),
        ({'date': [1], 'text': [2], 'credit': [4], 'debit': [3]},
            "02/11/2026;x;5,00;\n03/11/2026;y;;6,00\n", ['-5.00', '6.00']),
        # a number for what has no title
        ({'date': ["Date"], 'text': [2], 'amount': ["Montant"]},
            "Date;;Montant\n" + ROW, ['50.00']),
        # what stands above is no transaction
        ({'date': [1], 'text': [2], 'amount': [3]},
            "Compte 1234;;\nSolde;9;9,00\n" + ROW, ['50.00'])])
def test_columns_by_number(columns, text, expected):
    profile = Profile(
        name="N", columns=columns, date_format='%d/%m/%Y', decimal_sign=',')
    assert amounts(text, profile) == expected


def test_columns_by_number_are_never_automatic():
    profile = Profile(
        name="N", columns={'date': [1], 'text': [2], 'amount': [3]},
        date_format='%d/%m/%Y', decimal_sign=',')
    with pytest.raises(BankFileError) as caught:
        read(ROW.encode(), 'x', None, [profile, FRENCH])
    assert caught.value.code == 'no_profile'


def test_an_order_that_is_open_is_asked_for():
    profile = Profile(
        name="O", columns=COLUMNS, date_format='', decimal_sign='')
    assert refused(HEAD + ROW, profile).code == 'date_open'
    assert amounts(HEAD + ROW + ROW.replace("02/11", "13/11"), profile) == [
        '50.00', '50.00']
    assert refused(
        HEAD + "13/11/2026;x;1.234\n", profile).code == 'decimal_open'


@pytest.mark.parametrize('balance, amount', [
        ("9.000,50", '1234'), ("9,000.50", '1.234'), ("9.000", None)])
def test_an_order_that_a_balance_tells(balance, amount):
    profile = Profile(
        name="O", columns={**COLUMNS, 'balance': ["Solde"]},
        date_format='%d/%m/%Y', decimal_sign='')
    text = f"Date;Libellé;Montant;Solde\n02/11/2026;x;1.234;{balance}\n"
    if amount:
        assert amounts(text, profile) == [amount]
    else:
        assert refused(text, profile).code == 'decimal_open'


@pytest.mark.parametrize('text, day', [
        ("31.12.1969", None), ("01.01.1970", dt.date(1970, 1, 1)),
        ("31.12.2099", dt.date(2099, 12, 31)), ("01.01.2100", None)])
def test_years_of_a_bank_file(text, day):
    assert read_date(text, '%d.%m.%Y') == day
    iso = '-'.join(reversed(text.split('.')))
    assert read_date(Day(iso), '%d.%m.%Y') == day


@pytest.mark.parametrize('row, code', [
        ("{};x;5,00\n", 'date_invalid'), ("02/11/2026;x;{}\n",
            'amount_invalid')])
def test_what_is_told_of_a_cell_is_short(row, code):
    error = refused(HEAD + row.format('y' * 60))
    assert error.code == code
    assert error.parameters['value'] == 'y' * 40


def test_only_one_profile_is_exact_too():
    "The only one of the database is not the one that was chosen"
    profile = replace(FRENCH, exact=True)
    text = HEAD.strip() + ";Solde\n" + ROW.strip() + ";9\n"
    assert amounts(HEAD + ROW, profile) == ['50.00']
    assert refused(text, profile).code == 'no_profile'
    assert amounts(text) == ['50.00']


def test_several_profiles_that_read_differently():
    other = replace(FRENCH, name="Us", date_format='%m/%d/%Y')
    same = replace(FRENCH, name="Same")
    assert [
        s.identification for s in read(
            (HEAD + ROW).encode(), 'x', None, [FRENCH, same])] == [
        'Fr 2026-11-02 2026-11-02']
    with pytest.raises(BankFileError) as caught:
        read((HEAD + ROW).encode(), 'x', None, [FRENCH, other])
    assert caught.value.code == 'several_profiles'
    assert '"Fr", "Us"' in str(caught.value)


def test_status_before_date_and_details_of_what_is_not_booked():
    profile = Profile(
        name="St", columns={**COLUMNS, 'status': ["Etat"]},
        date_format='%d/%m/%Y', decimal_sign=',', booked="Terminé; settled")
    statement, = read((
            "Date;Libellé;Montant;État\n"
            "02/11/2026;a;5,00;TERMINÉ\n;more of a;;\n"
            ";b;6,00;en cours\n;more of b;;\n"
            "03/11/2026;c;7,00;Settled\n").encode(), 'x', 'csv', [profile])
    assert [t.remittance for t in statement.transactions] == [
        ("a", "more of a"), ("c",)]
    assert statement.not_booked == 1
    error = refused("Date;Libellé;Montant;État\n;b;6,00;en cours\n", profile)
    assert error.code == 'only_not_booked'


def workbook(rows):
    book = Workbook()
    book.active.append(["Conditions"])
    sheet = book.create_sheet("Mouvements")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_xlsx():
    "Days and numbers as the spreadsheet holds them, whatever the profile says"
    data = workbook([
            ["Compte", "CH93 0076"], [],
            ["Date", "Libellé", "Montant", None],
            [dt.date(2026, 11, 2), "VIR MARTIN", 0.1 + 0.2],
            [dt.datetime(2026, 11, 3, 10, 0), "LOYER", -1234.5],
            ["04/11/2026", "TEXTE", "1 000,50"],
            [dt.date(2026, 11, 5), "ENTIER", 7],
            ["Total", None, -225.95]])
    for format in [None, 'xlsx']:
        statement, = read(data, 'x.xlsx', format, [FRENCH])
        assert [(t.date.day, t.amount) for t in statement.transactions] == [
            (2, D('0.3')), (3, D('-1234.5')), (4, D('1000.50')), (5, D(7))]
    with pytest.raises(BankFileError) as caught:
        read(data, 'x.xlsx', 'csv', [FRENCH])
    assert caught.value.code == 'wrong_format'


@pytest.mark.parametrize('amount, payer', [
        ('0,00', True), ('0,01', True), ('-0,01', False)])
def test_the_other_side_of_a_row(amount, payer):
    profile = replace(FRENCH, columns={**COLUMNS, 'name': ["Nom"]})
    statement, = read((
            f"Date;Libellé;Montant;Nom\n02/11/2026;x;{amount};Ann\n"
            ).encode(), 'x', 'csv', [profile])
    transaction, = statement.transactions
    assert [p.name for p in (transaction.debtor, transaction.creditor)] == (
        ["Ann", None] if payer else [None, "Ann"])


@pytest.mark.parametrize('turned', [False, True])
def test_xlsx_of_two_sheets_that_fit(turned):
    "The one that has more of the profile, wherever it is"
    few = [["Date", "Montant"], [dt.date(2026, 11, 2), 5]]
    more = [["Date", "Libellé", "Montant"], [dt.date(2026, 11, 2), "x", 7]]
    book = Workbook()
    for rows in [more, few] if turned else [few, more]:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    statement, = read(file.getvalue(), 'x.xlsx', 'xlsx', [FRENCH])
    assert statement.net == 7


@pytest.mark.parametrize('amount, details, expected', [
        ('0', ['5', '-5'], ['5', '-5']), ('-8', ['5', '3'], ['-5', '-3']),
        ('8', ['5', '3'], ['5', '3']), ('8', ['9', '-1'], ['9', '-1'])])
def test_signs_of_details(amount, details, expected):
    "Those of a debit may stand without theirs, others have their own"
    profile = Profile(
        name="D", columns={**COLUMNS, 'detail_amount': ["Detail"]},
        date_format='%d/%m/%Y', decimal_sign=',')
    rows = [f"02/11/2026;x;{amount};"] + [f";y;;{d}" for d in details]
    assert amounts('\n'.join([
                "Date;Libellé;Montant;Detail", *rows]), profile) == expected


def test_xlsx_bounds(monkeypatch):
    "The last cell and the last byte that are read, and one more"
    data = workbook([["Date", "Libellé", "Montant"],
            [dt.date(2026, 11, 2), "x", 5]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(info.file_size for info in archive.infolist())
    for name, bound, parameters in [
            ('_MAX_CELLS', 7, {'size': '128', 'limit': '128'}),
            ('_MAX_BYTES', size, {'size': '1', 'limit': '0'})]:
        monkeypatch.setattr(xlsx, name, bound)
        statement, = read(data, 'x.xlsx', 'xlsx', [FRENCH])
        assert statement.net == 5
        monkeypatch.setattr(xlsx, name, bound - 1)
        with pytest.raises(BankFileError) as caught:
            read(data, 'x.xlsx', 'xlsx', [FRENCH])
        assert caught.value.code == 'too_large'
        assert caught.value.parameters == parameters
        monkeypatch.undo()
    monkeypatch.setattr(xlsx, '_MAX_SHEETS', 1)
    with pytest.raises(BankFileError) as caught:
        read(data, 'x.xlsx', 'xlsx', [FRENCH])
    assert caught.value.code == 'no_header'


@pytest.mark.parametrize('value, text, kind', [
        (None, '', str), (True, 'True', str), (7, '7', Cell),
        (-0.1, '-0.1', Cell), (0.1 + 0.2, '0.3', Cell),
        (1234567890123.45, '1234567890123.45', Cell), (1e20, '1' + '0' * 20,
            Cell), (D('1.50'), '1.50', Cell), (' a  b\n', 'a b', str),
        (dt.date(2026, 11, 2), '2026-11-02', Day),
        (dt.datetime(2026, 11, 2, 10), '2026-11-02 10:00:00', Day)])
def test_xlsx_cells(value, text, kind):
    found = xlsx._cell(value)
    assert (found, type(found)) == (text, kind)


@pytest.mark.parametrize('cut', [100, 1000, -200, -5])
def test_xlsx_damaged(cut):
    data = workbook([["Date", "Libellé", "Montant"],
            [dt.date(2026, 11, 2), "x", 5]])
    with pytest.raises(BankFileError) as caught:
        read(data[:cut], 'x.xlsx', 'xlsx', [FRENCH])
    assert str(caught.value).startswith('x.xlsx: ')


def test_xlsx_row_in_refusal():
    data = workbook([["Date", "Libellé", "Montant"],
            [dt.date(2026, 11, 2), "x", 5], ["soon", "y", 6]])
    with pytest.raises(BankFileError) as caught:
        read(data, 'x.xlsx', None, [FRENCH])
    assert (caught.value.code, caught.value.place.line) == ('date_invalid', 3)


@pytest.mark.parametrize('format, right', [
        ('%d.%m.%Y', True), ('%d %b %y', True), ('%B %d, %Y', True),
        ('%Y-%m-%d %H:%M:%S', True), ('%d.%m', False), ('%m/%Y', False),
        ('%d/%m/%Y%m/%d/%Y', False), ('%d%d%m%Y', False),
        ('%d.%m.%Y%Q', False), ('%d.%m.%Y%', False), ('%d %m %b %Y', False),
        ('%d.%m.%Y %y', False), ('', False)])
def test_format_of_dates(format, right):
    "What strptime makes an error of its own of is none"
    assert is_format(format) is right
    if right:
        assert read_date('x', format) is None


def near(text, *profiles):
    "What a refusal says of the profiles that nearly fit"
    with pytest.raises(BankFileError) as caught:
        read(text.encode(), 'x', None, profiles)
    assert caught.value.code == 'no_profile'
    return [
        (hint.code.removeprefix('near_'), hint.parameters['profile'],
            hint.parameters['columns']) for hint in caught.value.hints]


def test_which_profiles_nearly_fit():
    "The nearest first, three of them, by what either has and the other not"
    text = "Date;Libellé;Montant;Remise\n02/11/2026;x;5,00;1\n"
    one = replace(FRENCH, name="One")
    two = replace(one, name="Two", columns={**COLUMNS, 'balance': ["Solde"]})
    three = replace(two, name="Three", columns={
            **two.columns, 'currency': ["Devise"]})
    four = replace(three, name="Four", columns={
            **three.columns, 'account': ["Compte"]})
    hints = [
        [('unread', "One", '"Remise"')],
        [('unread', "Two", '"Remise"'), ('missing', "Two", '"Solde"')],
        [('unread', "Three", '"Remise"'),
            ('missing', "Three", '"Solde", "Devise"')]]
    assert near(text, four, three, two, one) == sum(hints, [])
    assert near(text, one, two) == sum(hints[:2], [])
    # what may be missing is not missed, what is never automatic is not named
    optional = replace(two, optional=frozenset({'balance'}))
    assert near(text, three, optional)[0] == ('unread', "Two", '"Remise"')
    assert near(text, two, replace(one, automatic=False)) == hints[1]
    # of equal ones the one that knows more columns, then by name
    less = replace(one, name="Less", columns={
            'date': ["Date"], 'amount': ["Montant"], 'ignored': ["Remise"]})
    assert [h[1] for h in near(text, less, one, replace(one, name="A"))] == [
        "A", "Less", "One"]
    # nothing of a file that is no table
    assert near("a;b\n1;2\n", one, two) == []


def test_titles_that_are_told_are_short():
    "Forty signs of ten columns"
    titles = [f"{n}{'x' * 60}" for n in range(12)]
    text = ';'.join(["Date", "Libellé", "Montant", *titles]) + (
        "\n02/11/2026;x;5,00\n")
    (_, _, told), _ = near(
        text, FRENCH, replace(FRENCH, name="Other"))
    assert told == ', '.join(f'"{title[:40]}"' for title in titles[:10])
