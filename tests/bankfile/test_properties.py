# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Random entries against an oracle that is slow and obvious."""
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trytond_medical_payment.bankfile import read

from .files import camt, camt_file, detail, entry, statement

cents = st.integers(-10 ** 8, 10 ** 8).filter(bool).map(
    lambda n: Decimal(n).scaleb(-2))
places = st.sampled_from([
        'Amt', 'AmtDtls/TxAmt/Amt', 'AmtDtls/InstdAmt/Amt'])
# what a bank may write beside an amount: another one, elsewhere
noises = st.sampled_from(['', 'EUR', 'none'])


def xml_detail(amount, place, noise):
    more = ''
    if noise == 'EUR':
        more = ('<AmtDtls><CntrValAmt><Amt Ccy="EUR">999</Amt></CntrValAmt>'
            '</AmtDtls>')
    return detail(amount, where=place, more=more)


def oracle(total, parts):
    "B5 word by word"
    if len(parts) == 1:
        return [total]
    if sum(parts) == total:
        return parts
    return [total]


@given(
    st.lists(cents, min_size=1, max_size=6), places, noises,
    st.sampled_from([Decimal(0), Decimal('0.05'), Decimal(-1)]))
def test_B5_split(parts, place, noise, difference):
    total = sum(parts) + difference
    if not total:
        total = Decimal(1)
    result, = read(camt(entry(total, *(
                    xml_detail(part, place, noise) for part in parts))))
    assert [t.amount for t in result.transactions] == oracle(total, parts)
    assert result.net == total


@given(st.lists(st.tuples(
            st.lists(cents, max_size=4), st.sampled_from(['BOOK', 'PDNG'])),
        max_size=8))
def test_nothing_is_lost_or_invented(entries):
    "What is booked adds up to the entries, whatever their details"
    booked = Decimal(0)
    left_out = 0
    xml = []
    for parts, status in entries:
        total = sum(parts) or Decimal('-7.77')
        xml.append(entry(total, *map(detail, parts), status=status))
        if status == 'BOOK':
            booked += total
        else:
            left_out += 1
    result, = read(camt(*xml))
    assert result.net == booked
    assert result.not_booked == left_out


amounts = st.sampled_from([Decimal(50), Decimal(100), Decimal(-100)])
references = st.sampled_from([None, 'R1', 'R2'])


@given(st.lists(st.tuples(amounts, references), max_size=8))
def test_S4_keys(bookings):
    "Every booking has a key of its own, and the same one the next time"
    xml = [
        entry(amount, servicer=reference) for amount, reference in bookings]
    result, = read(camt(*xml))
    keys = [e.key for e in result.entries]
    assert len(set(keys)) == len(bookings)
    # as two statements of a notification, of another version
    half = len(xml) // 2
    again = [e.key for s in read(camt_file(
                statement(*xml[:half], kind='camt.054', identification='X'),
                statement(*xml[half:], kind='camt.054', identification='Y'),
                kind='camt.054', version='08')) for e in s.entries]
    assert again == keys
