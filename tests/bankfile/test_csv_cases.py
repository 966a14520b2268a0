# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The field cases that are tables.

Those of a bank that is known are read by its profile, which nobody chose.
The others are refused, and read by a profile that is made from the file as
the dialog makes it: what the columns are is proposed, what a file leaves open
is answered here.
"""
import pytest

from trytond_medical_payment.bankfile import (
    BankFileError, Profile, draft, open_delivery, try_profile)

from .files import CASES, content_of_case
from .profiles import ready

D2 = '02.11.26 50.00'
# file: what each statement has, by the profile of the bank
KNOWN = {
    '37a_revolut_fee.csv': [
        'EUR: 02.11.26 -100.00, 02.11.26 -1.00, 03.11.26 -9.00'],
    '52_pf.csv': [f'CHF: {D2}'],
    '70a_banque_postale.csv': [f'EUR: {D2}'],
    '70b_credit_agricole.csv': ['EUR: 02.11.26 1250.00, 03.11.26 -1000.00'],
    '70c_boursobank.csv': [': 02.11.26 1250.00'],
    '70d_societe_generale.csv': [f'EUR: {D2}, 03.11.26 -20.00'],
    '71a_yuh.csv': [
        f'CHF: {D2}, 04.11.26 -1000.00', 'EUR: 03.11.26 40.00'],
    '71b_neon.csv': [f': {D2}'],
    '71c_qonto.csv': [f'EUR: {D2}'],
    '71d_wise.csv': [f'EUR: 03.11.26 -100.00, 03.11.26 -1.00, {D2}'],
    }
# file: what the statement has, by the profile made from it; * for rows that
# are told, as they look like transactions and are none
MADE = {
    '30_00_amount.csv': 'EUR: 02.11.26 1234.56',
    '30_01_amount.csv': 'EUR: 02.11.26 -35.00',
    '30_02_amount.csv': ': 02.11.26 -35.00',
    '30_04_amount.csv': ': 02.11.26 -35.00',
    '30_06_amount.csv': ': 02.11.26 -35.00',
    '30_07_amount.csv': ': 02.11.26 1234.56',
    '30_09_amount.csv': f': {D2}',
    '30_10_amount.csv': ': 02.11.26 0.50',
    '30_12_amount.csv': f'EUR: {D2}',
    '30_14_amount.csv': ': 02.11.26 1234.56',
    '31a_total_in_date.csv': f': {D2} *',
    '31c_balance_row.csv': f': {D2} *',
    '31d_end_of_file.csv': f': {D2}',
    '32a_no_header.csv': f': {D2}',
    '32c_header_twice.csv': f': {D2}, 02.11.26 60.00',
    '32d_preamble_like_header.csv': f': {D2}',
    '33c_quote_inside.csv': f': {D2}, 03.11.26 60.00',
    '33d_backslash_quote.csv': f': {D2}, 03.11.26 60.00',
    '34a_delimiter_commas_in_text.csv': f': {D2}',
    '34b_pipe_in_text.csv': f': {D2}',
    **{name: f': {D2}' for name in [
        '35a_iso_T.csv', '35b_time.csv', '35c_slash_time.csv',
        '35d_month_name.csv', '35e_two_digit_year.csv', '36a_nfd_header.csv',
        '36b_cp1252.csv', '36e_utf16_tab.csv', '36f_utf16le_nobom.csv',
        '36h_cr_only.csv', '36i_sep_line.csv', '36j_ctrlz.csv',
        '36k_nul.csv']},
    '37c_status_case.csv': 'EUR: 02.11.26 100.00, 02.11.26 -3.40',
    '50b_fr_libelle_montant.csv': f': {D2}',
    '50c_unknown.csv': f': {D2}',
    '50d_sens_column.csv': f': {D2}, 03.11.26 -1000.00',
    '50e_date_amount_only.csv': f'EUR: {D2}, 03.11.26 -10.00',
    '50g_footer_total.csv': f': {D2} *',
    '50h_currency_in_amount.csv': f'CHF: {D2}',
    '51g_dkb.csv': 'EUR: 03.11.26 50.00',
    '70f_bnp_no_header.csv': f': {D2}',
    '71f_ing_nl.csv': f': {D2}, 03.11.26 -1000.00',
    '72_negative_in_debit_column.csv': (
        ': 02.11.26 -100.00, 03.11.26 20.00, 04.11.26 50.00'),
    }
# file: the refusal, whatever the profile
REFUSED = {
    '30_16_amount.csv': 'no_statement',
    '30_17_amount.csv': 'no_statement',
    '33a_unbalanced_quote.csv': 'quote',
    '33b_unbalanced_quote_closed_later.csv': 'quote',
    '50f_status_pending.csv': 'only_not_booked',
    }
# What is asked for
ANSWERS = {'37c_status_case.csv': {'fee': 'before'}}
PROFILES = list(ready().values())


def shown(statement):
    transactions = ', '.join(
        f'{t.date:%d.%m.%y} {t.amount:.2f}' for t in statement.transactions)
    told = ' *' if {n.code for n in statement.notices} else ''
    assert {n.code for n in statement.notices} <= {'left_out'}
    return f'{statement.currency or ""}: {transactions}{told}'


def automatic(name):
    delivery = open_delivery(content_of_case(name), name, None, PROFILES)
    content, = delivery.contents
    return content.statements


def made(name):
    "The profile as the dialog would make it, days before months"
    found = draft(content_of_case(name), PROFILES)
    columns = {}
    for column in found.columns:
        titled = found.titles and column.title
        if titled or column.column != 'ignored':
            columns.setdefault(column.column, []).append(
                column.title if titled else column.number)
    return Profile(
        name="Made", columns=columns, date_format=found.date_formats[0],
        decimal_sign=found.decimal_signs[0], delimiter=found.delimiter,
        **ANSWERS.get(name, {}))


@pytest.mark.parametrize('name', KNOWN)
def test_known(name):
    assert list(map(shown, automatic(name))) == KNOWN[name]


@pytest.mark.parametrize('name', MADE | REFUSED)
def test_nobody_chose(name):
    "No profile that nearly fits"
    with pytest.raises(BankFileError) as caught:
        automatic(name)
    assert caught.value.code == 'no_profile'
    assert str(caught.value).startswith(name)


@pytest.mark.parametrize('name', MADE)
def test_made(name):
    statement, = try_profile(content_of_case(name), made(name))
    assert shown(statement) == MADE[name]


@pytest.mark.parametrize('name', REFUSED)
def test_refused(name):
    with pytest.raises(BankFileError) as caught:
        try_profile(content_of_case(name), made(name))
    assert caught.value.code == REFUSED[name]
    assert '\n' not in str(caught.value)


@pytest.mark.parametrize('name, field', [
        ('30_00_amount.csv', 'date_format'), ('37c_status_case.csv', 'fee')])
def test_open(name, field):
    "What the file does not say is asked for, and not guessed"
    found = draft(content_of_case(name), PROFILES)
    assert len(found.date_formats) == 2
    profile = Profile(**{
            **vars(made(name)), field: ''})
    with pytest.raises(BankFileError):
        try_profile(content_of_case(name), profile)


@pytest.mark.parametrize('currency', ["CHF", "EUR", "(CHF)", "Euro", "euros"])
def test_titles_with_a_currency(currency):
    "They are known without it"
    text = (
        f"Datum;Text;Gutschrift {currency};Belastung {currency}\n"
        "02.11.2026;Miete;;1000,00\n03.11.2026;Martin;50,00;\n")
    found = draft(text.encode(), PROFILES)
    assert [c.column for c in found.columns][2:] == ['credit', 'debit']


@pytest.mark.skipif(
    not CASES.exists(), reason="The field cases are not beside the project")
def test_every_case_is_expected():
    assert {path.name for path in CASES.glob('*.csv')} == (
        KNOWN | MADE | REFUSED).keys()
