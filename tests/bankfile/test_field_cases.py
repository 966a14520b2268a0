# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The field cases that are no tables: what of each is read, told, refused."""
import time
from decimal import Decimal

import pytest

from trytond_medical_payment.bankfile import (
    BankFileError, File, open_delivery, read)

from .everything import SUFFIXES
from .files import CASES, ROOT, content_of_case
from .profiles import ready

D = Decimal

# Most of the made camt files say that nothing came in
NOT = ['balance']
# file: the amounts of each statement, what is told; one that came back is
# marked
READ = {
    '01_merged_documents.xml': ([['50.00'], ['70.00']], NOT * 2),
    '01b_two_documents_under_root.xml': ([['50.00'], ['70.00']], NOT * 2),
    '03a_latin1_declared_utf8.xml': ([['50.00']], NOT),
    '03b_bom_then_newline.xml': ([['50.00']], NOT),
    '03d_utf16_declared_utf8.xml': ([['50.00']], NOT),
    '03e_utf16_declared.xml': ([['50.00']], NOT),
    '03f_utf16le_nobom.xml': ([['50.00']], NOT),
    '03j_trailing_nul.xml': ([['50.00']], NOT),
    '03l_cr_only.xml': ([['50.00']], NOT),
    '03m_declared_iso8859_15.xml': ([['50.00']], NOT),
    '04a_batch_charges_gross_details.xml': (
        [['297.60']], ['not_split', 'balance']),
    '04b_single_charges.xml': ([['98.80']], NOT),
    '04c_debit_fee_on_top.xml': ([['-1526.00']], NOT),
    '04d_batch_charge_on_entry.xml': (
        [['297.60']], ['not_split', 'balance']),
    '05a_return_code_on_entry.xml': ([['120.00 returned']], NOT),
    '05c_return_code_in_detail.xml': ([['120.00 returned']], NOT),
    '06a_tz_without_colon.xml': ([['50.00']], NOT),
    '06b_date_tz_colon.xml': ([['50.00']], NOT),
    '06c_date_is_datetime.xml': ([['50.00']], NOT),
    '06f_credttm_bad.xml': ([['50.00']], NOT),
    '07a_last_page_itbd_clbd.xml': ([['50.00']], []),
    '07b_first_page_opbd_itbd.xml': ([['50.00']], []),
    '08b_negative_amount.xml': ([['-50.00']], NOT),
    '08c_zero.xml': ([['0.00']], []),
    '09_bah_envelope.xml': ([['50.00']], NOT),
    **{f'09_v{n:02}.xml': ([['50.00']], NOT) for n in range(9, 14)},
    '20a_mt940_plain.sta': ([['50.00']], []),
    '20b_mt940_bom.sta': ([['50.00']], []),
    '20d_mt940_cr_only.sta': ([['50.00']], []),
    '20e_mt940_25P.sta': ([['50.00']], []),
    '20f_mt940_no20_abn.sta': ([['50.00']], []),
    '20g_mt940_NS.sta': ([['5000.00']], []),
    '20i_mt940_EC.sta': ([[]], NOT),
    '20j_mt940_one20_two25.sta': ([['50.00'], ['70.00']], []),
    '20k_mt940_missing_movement.sta': ([['50.00']], NOT),
    '20m_mt940_entrydate_blank.sta': ([['50.00']], []),
    '20n_mt940_wise.sta': ([['0.92']], []),
    '20o_mt940_ltgt.sta': ([['50.00']], []),
    '20p_mt940_rdr.sta': ([['50.00']], []),
    '20q_mt940_trailing_ctrlz.sta': ([['50.00']], []),
    '20s_mt940_no_dash_end_second86.sta': ([['50.00']], []),
    '20v_mt940_utf8_86_tag_lines.sta': ([['50.00']], []),
    '21a_ofx_french_account.ofx': ([['50.00']], []),
    '21b1_ofx_fitid_file1.ofx': ([['50.00', '50.00']], []),
    '21b2_ofx_fitid_file2.ofx': ([['50.00', '50.00']], []),
    '21c_ofx_utf8_cut.ofx': ([['50.00', '60.00']], []),
    '21e_ofx_debit_positive.ofx': ([['50.00']], ['type_sign']),
    '21h_ofx_utf16.ofx': ([['50.00']], []),
    '21i_ofx_bom.ofx': ([['50.00']], []),
    '21k_ofx_lt_in_memo.ofx': ([['50.00']], []),
    '21l_ofx_amp.ofx': ([['50.00']], []),
    '21m_ofx_latin1_81.ofx': ([['50.00']], []),
    '21n_ofx_no_curdef.ofx': ([['50.00']], []),
    '21o_ofx_correct.ofx': ([['50.00', '55.00']], []),
    '40c_day1_noref.xml': ([['50.00']], NOT),
    '40d_day2_noref.xml': ([['50.00']], NOT),
    '41a_c52_batch.xml': ([['100.00']], NOT),
    '41b_c52_details.xml': ([['30.00', '70.00']], NOT),
    '41c_c53_batch.xml': ([['100.00']], []),
    '42a_c52_noref.xml': ([['80.00']], NOT),
    '42b_c53_ref.xml': ([['80.00']], NOT),
    '42e_c53_total_ref.xml': ([['100.00']], NOT),
    '42f_c54_batch_noref.xml': ([['30.00', '70.00']], []),
    '42i_c52.xml': ([['82.00']], NOT),
    '42j_c53.xml': ([['82.00']], NOT),
    '43_two_accounts_one_unknown.xml': ([['50.00'], ['999.00']], NOT * 2),
    '44a_id_2025.xml': ([['50.00']], NOT),
    '44b_id_2026.xml': ([['50.00']], NOT),
    '45_zero.xml': ([['0.00', '10.00']], []),
    '46a_c54.xml': ([['30.00', '70.00']], []),
    '46b_c53.xml': ([['100.00']], []),
    '60a_cfonb_plain.txt': ([['50.00']], []),
    '60b_cfonb_bom.txt': ([['50.00']], []),
    '60d_cfonb_stream.txt': ([['50.00']], []),
    '60f_cfonb_cic_01_text.txt': ([['0.00', '0.00']], []),
    '60g_cfonb_utf8_accent_stream.txt': ([['50.00']], []),
    '60j_cfonb_two_days.txt': ([['50.00'], ['50.00']], []),
    '60l_cfonb_ebcdic_crlfpad.txt': ([['50.00']], []),
    '60m_cfonb_lower_label_nbsp.txt': ([['50.00']], []),
    '60n_cfonb_overdrawn.txt': ([['50.00']], []),
    '61b_ofx_no_ledgerbal.ofx': ([['50.00']], []),
    '61c_ofx_double_escaped.ofx': ([['50.00']], []),
    '61d_ofx_fitid_same_in_file.ofx': ([['50.00', '60.00', '50.00']], []),
    '61e_ofx_comment_header.ofx': ([['50.00']], []),
    '61g_ofx_investment_mixed.ofx': ([['50.00']], []),
    '62a_sfirm_reversal_debit.xml': ([['-50.00']], NOT),
    '62b_no_debtor_ultimate_only.xml': ([['50.00']], NOT),
    '62c_ustrd_special.xml': ([['50.00']], NOT),
    '62d_scor_iban_ref.xml': ([['50.00']], NOT),
    '62e_bank_with_text_in_addtlntryinf_only.xml': ([['50.00']], NOT),
    '62f_details_in_two_ntrydtls.xml': ([['30.00', '70.00']], NOT),
    '62g_batch_one_detail_of_two.xml': (
        [['100.00']], ['incomplete_details', 'balance']),
    '62h_pdng_cd_and_fwd.xml': ([['70.00']], NOT),
    '63a_rabo_iban_second_line.sta': ([['50.00']], []),
    '63b_long_reference.sta': ([['-20.00']], []),
    '63c_rdr_cash_cancel.sta': ([['-800.00', '800.00']], []),
    '63d_no_ref_type_blank.sta': ([['50.00']], []),
    '63e_closing_debit.sta': ([['-150.00']], []),
    '63f_ing_86_after_62F.sta': ([['50.00']], []),
    '64_same_iban_three_currencies.xml': (
        [['10.00'], ['20.00'], ['30.00']], []),
    **{f'65{name}.cod': ([['5.00', '25.00', '20.00', '30.00']], [])
        for name in [
            'a_coda_bom', 'b_coda_ctrlz', 'd_coda_cr', 'e_coda_plain',
            'f_coda_blank_first', 'g_coda_lower_accent_utf8']},
    }
# file: the code of the refusal
REFUSED = {
    '02d_old.xls': 'neighbour_xls',
    '02e_statement.pdf': 'neighbour_pdf',
    '02f_export.qif': 'neighbour_qif',
    '03g_control_char.xml': 'xml',
    '03h_charref_control.xml': 'xml',
    '03i_raw_ampersand.xml': 'xml',
    '03n_leading_junk_line.xml': 'unknown_format',
    '06d_date_ddmmyyyy.xml': 'date_invalid',
    '06e_compact_date.xml': 'date_invalid',
    '08a_comma_decimal.xml': 'amount_invalid',
    '08e_negative_amount_dbit.xml': 'sign_twice',
    '20h_mt942.sta': 'neighbour_mt942',
    '20u_mt940_long_amount_dot.sta': 'malformed',
    '21f_ofx_thousands.ofx': 'amount_invalid',
    '21g_ofx_thousands_fr.ofx': 'amount_invalid',
    '21j_ofx_no_end.ofx': 'incomplete',
    '21p_ofx_no_bankacct.ofx': 'no_account',
    '21q_ofx_intl_date.ofx': 'date_invalid',
    '60e_cfonb_cic_nomove.txt': 'malformed',
    '60i_cfonb_blank_decimals.txt': 'decimals',
    '61f_ofx_msmoney_ofc.ofc': 'neighbour_ofc',
    }


@pytest.mark.parametrize('name', READ)
def test_read(name):
    statements = read(content_of_case(name), name)
    amounts, told = READ[name]
    assert [[
            f'{t.amount:.2f}' + ' returned' * (t.returned is not None)
            for t in s.transactions] for s in statements] == amounts
    assert [n.code for s in statements for n in s.notices] == told


@pytest.mark.parametrize('name', REFUSED)
def test_refused(name):
    with pytest.raises(BankFileError) as caught:
        read(content_of_case(name), name)
    assert caught.value.code == REFUSED[name]
    assert str(caught.value).startswith(name)
    assert '\n' not in str(caught.value)


@pytest.mark.skipif(
    not CASES.exists(), reason="The field cases are not beside the project")
def test_every_case_is_expected():
    assert {
        path.name for path in CASES.iterdir() if path.suffix in SUFFIXES
        } <= READ.keys() | REFUSED.keys()


@pytest.mark.parametrize('name', ['02_two_camt.zip', '02b_camt.xml.gz'])
def test_archives(name):
    delivery = open_delivery(content_of_case(name), name)
    assert [
        t.amount for content in delivery.contents
        for s in content.statements for t in s.transactions] == {
        '02_two_camt.zip': [D(50), D(70)], '02b_camt.xml.gz': [D(50)]}[name]


def only(name):
    statement, = read(content_of_case(name), name)
    return statement


def test_what_else_is_right():
    "What amounts do not tell"
    latin, = only('03a_latin1_declared_utf8.xml').transactions
    assert latin.debtor.name == "Müller Chloé"
    assert only('07a_last_page_itbd_clbd.xml').opening == 100
    partial, = only('62g_batch_one_detail_of_two.xml').transactions
    assert not partial.debtor
    assert only('20i_mt940_EC.sta').not_booked == 1
    first, second = read(content_of_case('20j_mt940_one20_two25.sta'))
    assert [first.account, second.account] == [
        'CH9300762011623852957', 'CH5604835012345678009']
    assert (first.closing, second.closing) == (150, 70)
    memo, = only('21k_ofx_lt_in_memo.ofx').transactions
    assert memo.remittance == ("Fact <F2026-00012> solde < 60",)
    one, cut = only('21c_ofx_utf8_cut.ofx').transactions
    assert one.debtor.name == "VIR SEPA René Château"
    assert one.remittance == ("Réglé",)
    assert cut.debtor.name == "VIR SEPA MADAME CHLOÉ BÉRANG\ufffd"
    assert 'FR7630003012340005012345665' in only(
        '21a_ofx_french_account.ofx').other_numbers


def test_mt940_thirtieth_of_february():
    data = content_of_case('20a_mt940_plain.sta').replace(
        b':61:2611021102C50,00', b':61:1602300301DR6,00')
    (transaction,), = [s.transactions for s in read(data)]
    assert str(transaction.date) == '2016-03-01'
    assert str(transaction.value_date) == '2016-02-29'


def test_cfonb_blank_addition_of_full_length():
    lines = content_of_case('60a_cfonb_plain.txt').decode().splitlines()
    transaction = next(line for line in lines if line.startswith('04'))
    blank = ('05' + transaction[2:34]).ljust(120)
    lines.insert(lines.index(transaction) + 1, blank)
    statement, = read('\n'.join(lines).encode())
    assert statement.net == 50


def test_all_files_in_twenty_seconds():
    if not ROOT.exists() or not CASES.exists():
        pytest.skip("The bank files are not beside the project")
    profiles = tuple(ready().values())
    start = time.process_time()
    for folder in [*ROOT.iterdir(), CASES]:
        for path in folder.iterdir() if folder.is_dir() else []:
            try:
                open_delivery(path.read_bytes(), path.name, None, profiles)
            except BankFileError:
                pass
    assert time.process_time() - start < 20


def test_head_is_looked_at_without_an_error():
    for data in [b'', b'\0', b'\xff\xfe', b'\xff' * 9, b'\xef\xbb\xbf\0']:
        assert isinstance(File(data).head, str)
