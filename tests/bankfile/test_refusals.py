# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What no real file shows: each refusal of each format, with its place."""
from decimal import Decimal

import pytest

from trytond_medical_payment.bankfile import BankFileError, Party, read

from .everything import GOLDEN
from .files import camt, detail, entry

MT940 = (GOLDEN / 'mt940.sta').read_text()
CFONB = (GOLDEN / 'cfonb.txt').read_text()
CODA = (GOLDEN / 'coda.cod').read_text()
OFX = (GOLDEN / 'ofx.ofx').read_text()
CAMT = (GOLDEN / 'camt053.xml').read_text()


def without(text, line):
    "Return the text without the first line that begins like this"
    lines = text.splitlines(keepends=True)
    index = next(i for i, l in enumerate(lines) if l.startswith(line))
    return ''.join(lines[:index] + lines[index + 1:])


@pytest.mark.parametrize('format, text, code, line', [
        ('mt940', MT940.replace(':25:12345678/0532013000EUR', ':25:', 1),
            'no_account', 1),
        ('mt940', without(MT940, ':60F:'), 'incomplete', 1),
        ('mt940', without(MT940, ':62M:'), 'incomplete', 1),
        ('mt940', MT940.replace(':60F:C261101EUR', ':60F:X261101EUR'),
            'amount_invalid', 4),
        ('mt940', MT940.replace('CR50,00', 'CR,'), 'amount_invalid', 5),
        ('mt940', MT940.replace('CR50,00', 'CR5000'), 'malformed', 5),
        ('mt940', MT940.replace(':61:2610311102', ':61:2613311102'),
            'date_invalid', 5),
        ('mt940', MT940.replace(':61:2610311102', ':61:2610311332'),
            'date_invalid', 5),
        ('mt940', MT940.replace(':61:1602300301', ':61:1602310301'),
            'date_invalid', 26),
        ('cfonb120', without(CFONB, '01'), 'malformed', 1),
        ('cfonb120', without(CFONB, '07'), 'incomplete', 1),
        ('cfonb120', CFONB + CFONB.splitlines()[0], 'incomplete', 17),
        ('cfonb120', CFONB.replace(
                '0530003    01234EUR2 00050123456',
                '0530003    01234EUR2 00050123457', 1), 'malformed', 3),
        ('cfonb120',
            CFONB.replace('0430003012301234EUR2', '0430003012301234CHF2', 1),
            'malformed', 2),
        ('cfonb120', CFONB.replace('EUR2', 'EUR3'), 'decimals', 1),
        ('cfonb120', CFONB.replace('021126', '021326', 1), 'date_invalid', 2),
        ('cfonb120', CFONB.replace('0000000000500{', '0000000000500x', 1),
            'amount_invalid', 2),
        ('cfonb120',
            CFONB.replace('0000000000500{', '0000000000501{', 1), 'total', 16),
        ('cfonb120', 'garbage of some length\n' + CFONB, 'malformed', 1),
        ('cfonb120', CFONB.replace(
                CFONB.splitlines()[1], CFONB.splitlines()[1][:47] + ' ' * 9),
            'malformed', 2),
        ('coda', without(CODA, '9'), 'incomplete', None),
        ('coda', without(CODA, '21'), 'malformed', None),
        ('coda', CODA.replace('2100030001', '2100990001'), 'malformed', 12),
        ('ofx',
            OFX.replace('<TRNAMT>-20.00', '<TRNAMT>'), 'amount_missing', None),
        ('ofx', OFX.replace('<DTUSER>20261104', ''), 'date_missing', None),
        ('ofx', OFX.replace('<ACCTID>00050123456', '', 1), 'no_account', None),
        ('ofx', OFX.replace('</OFX>', ''), 'incomplete', None),
        ('camt', CAMT.replace('BkToCstmrStmt', 'Other'), 'not_format', None),
        ('camt', CAMT.replace('<Stmt>', '<X>').replace('</Stmt>', '</X>'),
            'no_statement', None),
        ])
def test_refused(format, text, code, line):
    with pytest.raises(BankFileError) as caught:
        read(text.encode(), 'x', format)
    error = caught.value
    assert error.code == code, str(error)
    if line:
        assert error.place.line == line


@pytest.mark.parametrize('currency, decimals', [
        ('EUR', 2), ('CHF', 2), ('XXX', 2),
        *((code, 0) for code in ['JPY', 'KRW', 'XAF', 'XOF', 'XPF', 'VND']),
        *((code, 3) for code in ['BHD', 'JOD', 'KWD', 'OMR', 'TND'])])
def test_cfonb_decimals_of_each_currency(currency, decimals):
    "A file that says others would be read ten times as much, or less"
    for stated in range(5):
        data = CFONB.replace('EUR2', f'{currency}{stated}').encode()
        if stated == decimals:
            statement, = read(data)
            assert statement.opening == Decimal(10000).scaleb(-decimals)
        else:
            with pytest.raises(BankFileError) as caught:
                read(data)
            assert caught.value.code == 'decimals'


def test_cfonb_text_fills_its_place():
    "Seventy signs, and none of what is beside it"
    text = ''.join(chr(65 + n % 26) for n in range(70))
    line = next(li for li in CFONB.splitlines() if 'LCCFACTURE' in li)
    for after in ('  ', '99'):
        data = CFONB.replace(line, f'{line[:48]}{text}{after}')
        statement, = read(data.encode())
        assert statement.entries[0].transactions[0].remittance[0] == text


@pytest.mark.parametrize('value, included', [
        ('true', True), ('1', True), ('false', False), ('0', False),
        ('', None), ('x', None)])
def test_whether_a_fee_is_in_the_amount(value, included):
    "Of the second record, as the first has no amount and the third is zero"
    records = ''.join(
        f'<Rcrd>{amount}<ChrgInclInd>{value}</ChrgInclInd></Rcrd>'
        for amount in [
            '', '<Amt Ccy="CHF">1.20</Amt>', '<Amt Ccy="CHF">0</Amt>',
            '<Amt Ccy="CHF">2</Amt><CdtDbtInd>CRDT</CdtDbtInd>'])
    statement, = read(camt(entry('10', more=f'<Chrgs>{records}</Chrgs>')))
    transaction, = statement.transactions
    assert [(c.amount, c.included) for c in transaction.charges] == [
        (Decimal('1.20'), included), (-2, included)]


def test_a_credit_of_less_than_nothing():
    "Of a detail it takes from the others"
    statement, = read(camt(entry('10', detail('15'), detail('5').replace(
                    '>5<', '>-5<').replace(
                    '</Amt>', '</Amt><CdtDbtInd>CRDT</CdtDbtInd>'))))
    assert [t.amount for t in statement.transactions] == [15, -5]


@pytest.mark.parametrize('number, told', [
        ('2', False), ('3', True), ('0' * 14 + '3', True),
        ('0' * 15 + '3', False), ('x', False), ('', False)])
def test_how_many_payments_a_batch_says_to_have(number, told):
    "Of sixteen digits it is no number of them"
    data = camt(entry('30', detail('10'), detail('20'), more=(
                f'<NtryDtls><Btch><NbOfTxs>{number}</NbOfTxs></Btch>'
                '</NtryDtls>')))
    statement, = read(data)
    assert [n.code for n in statement.notices] == (['count'] if told else [])


@pytest.mark.parametrize('before', ['', '\n', '\n \n\n'])
def test_lines_before_the_xml_count(before):
    data = before.encode() + camt(entry('5')).replace(b'</Ntry>', b'</x>')
    with pytest.raises(BankFileError) as caught:
        read(data)
    assert caught.value.place.line == 2 + before.count('\n')


def test_broken_xml_is_told_in_a_line_that_is_not_too_long():
    data = camt(entry('5')).replace(b'</Ntry>', b'</' + b'x' * 300 + b'>')
    with pytest.raises(BankFileError) as caught:
        read(data)
    assert len(caught.value.parameters['detail']) == 200


ZERO = {
    'mt940': MT940.replace('CR50,00', 'CR0,00'),
    'cfonb120': CFONB.replace('0000000000500{', '0000000000000{', 1).replace(
        '0000000001300{', '0000000000800{'),
    'coda': CODA.replace('0000000000050000', '0000000000000000', 1).replace(
        '0000000000220000021126', '0000000000170000021126').replace(
        '000000000135000', '000000000085000'),
    'ofx': OFX.replace('<TRNAMT>+50,00', '<TRNAMT>0'),
    'camt': camt(entry('0', detail('0', name="KELLER EVA"))).decode(),
    }


@pytest.mark.parametrize('format', ZERO)
def test_who_pays_nothing_is_a_payer(format):
    first, *_ = read(ZERO[format].encode(), 'x', format)
    transaction = first.entries[0].transactions[0]
    assert transaction.amount == 0
    assert transaction.debtor.name.upper().startswith('KELLER EVA')
    assert transaction.creditor == Party()
    assert (transaction.ultimate_debtor.name or '').upper() == (
        'KELLER MAX' if format in {'mt940', 'cfonb120'} else '')


def test_a_debit_of_nothing():
    statement, = read(camt(entry(
                '-5', detail('0', sign='DBIT'), detail('5', sign='DBIT'))))
    assert [t.amount for t in statement.transactions] == [0, -5]


def test_mt940_lines_of_blanks_say_nothing():
    "Within a field, whichever it is"
    lines = MT940.splitlines(keepends=True)
    wide = ''.join(
        line if line.startswith(('-', ':20')) else f'{line}   \n'
        for line in lines)
    assert [s.entries for s in read(wide.encode())] == [
        s.entries for s in read(MT940.encode())]


@pytest.mark.parametrize('party, known', [
        (Party(), False), (Party(name="Ann"), True),
        (Party(iban='CH9300762011623852957'), True),
        (Party(account='4711'), True)])
def test_a_party_is_known_by_any_of_it(party, known):
    assert bool(party) is known


@pytest.mark.parametrize('amount, sign', [
        ('-50', 'DBIT'), ('-0.01', 'DBIT')])
def test_a_debit_of_less_than_nothing(amount, sign):
    data = camt(entry('1').replace('>1<', f'>{amount}<').replace(
            'CRDT', sign))
    with pytest.raises(BankFileError) as caught:
        read(data)
    assert caught.value.code == 'sign_twice'
    # of a detail too
    data = camt(entry('30', detail('10'), detail('20').replace(
                '>20<', '>-20<').replace(
                '</Amt>', '</Amt><CdtDbtInd>DBIT</CdtDbtInd>')))
    with pytest.raises(BankFileError) as caught:
        read(data)
    assert caught.value.code == 'sign_twice'


def test_coda_texts_belong_by_sequence_and_detail():
    "Though the references of the bank are blank, or another's"
    statement, = read(CODA.encode())
    first, second, *_ = statement.entries
    assert first.transactions[0].additional == (
        "hoort bij de eerste en meer",)
    assert second.transactions[0].additional == ()
    assert second.transactions[0].references == ('000003505158',)
    one, other = statement.entries[2].transactions
    assert one.additional == ("van de eerste",)
    assert other.additional == ("van de tweede",)


def test_coda_details_that_do_not_add_up():
    lines = CODA.splitlines()
    index = next(
        i for i, line in enumerate(lines) if line.startswith('2100030001'))
    lines[index] = lines[index].replace('20000', '21000', 1)
    statement, = read('\n'.join(lines).encode())
    assert [n.code for n in statement.notices] == ['not_split']
    assert [t.amount for t in statement.entries[2].transactions] == [60]
