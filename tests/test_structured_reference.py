# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The structured reference of an invoice: given, made, found."""
import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trytond.pool import Pool
from trytond_medical_payment.exceptions import StructuredReferenceError
from trytond_medical_payment.reference import (
    compact, is_valid, make_qrr, make_scor)

from .payment_tools import pay
from .tools import create_invoice, create_invoices, new_invoice, reload

QRR = '210000000003139471430009017'
SCOR = 'RF18539007547034'
VECTORS = (
    Path(__file__).parents[2] / 'shared' / 'bank-files' / 'vectors')


@pytest.mark.parametrize('reference, valid', [
        (QRR, True),
        (QRR[:-1] + '8', False),
        ('000000000000000000000000000', False),  # R7
        ('1878583', True),
        (SCOR, True),
        ('RF18539007547035', False),  # R5
        ('RF00', False),
        ('ABC', False),
        ])
def test_R4_check_digits(reference, valid):
    assert is_valid(reference) is valid


def _vectors(name):
    path = VECTORS / name
    if not path.exists():
        return [pytest.param(None, None, marks=pytest.mark.skip(
                    reason=f"{name} is not beside the project"))]
    with path.open(newline='') as file:
        return [
            (row['value'], row['expected'])
            for row in csv.DictReader(file, delimiter='\t')]


@pytest.mark.parametrize('value, expected', _vectors('iso11649_rf.tsv'))
def test_vectors_scor(value, expected):
    assert is_valid(compact(value)) is (expected == 'valid')


@pytest.mark.parametrize('value, expected', _vectors('qr_reference.tsv'))
def test_vectors_qrr(value, expected):
    assert is_valid(compact(value)) is (expected == 'valid')


def slow_check_digit(digits):
    "Modulo 10, recursive, by its table (Swiss payment standards, annex B)"
    table = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5]
    carry = 0
    for digit in digits:
        carry = table[(carry + int(digit)) % 10]
    return str((10 - carry) % 10)


@given(st.integers(1, 10 ** 26 - 1).map(str))
def test_made_qrr(body):
    reference = make_qrr(body)
    assert len(reference) == 27
    assert is_valid(reference)
    assert reference[-1] == slow_check_digit(body.zfill(26))


@given(st.text('ABCXYZ0189/-', min_size=1, max_size=21).filter(
        lambda t: any(c.isalnum() for c in t)))
def test_made_scor(body):
    reference = make_scor(body)
    assert is_valid(reference)
    number = int(''.join(
            str(int(c, 36)) for c in reference[4:] + reference[:4]))
    assert number % 97 == 1


def test_given_is_compact(practice):
    invoice = create_invoice(
        practice, '100', post=False,
        structured_reference='21 00000 00003 13947 14300 09017')
    assert invoice.structured_reference == QRR
    assert invoice.customer_payment_reference == (
        '21 00000 00003 13947 14300 09017')
    other = create_invoice(
        practice, '100', post=False,
        structured_reference='rf18 5390 0754 7034')
    assert other.structured_reference == SCOR
    assert other.customer_payment_reference == 'RF18 5390 0754 7034'


def test_without_one_core_stays(practice):
    invoice = create_invoice(practice, '100')
    assert invoice.structured_reference is None
    assert invoice.customer_payment_reference.startswith('RF')


def test_invalid_is_refused(practice):
    invoice = new_invoice(
        practice, '100', practice.patient, structured_reference=QRR[:-1] + '8')
    with pytest.raises(StructuredReferenceError) as error:
        invoice.save()
    assert QRR[:-1] + '8' in str(error.value)


def test_unique_among_open_invoices(practice):
    first = create_invoice(practice, '100', structured_reference=QRR)
    second = create_invoice(practice, '100')

    second.structured_reference = QRR
    with pytest.raises(StructuredReferenceError) as error:
        second.save()
    assert first.number in str(error.value)


def test_unique_when_posted(practice):
    Invoice = Pool().get('account.invoice')
    first, second = create_invoices(
        practice, ['100', '100'], post=False, structured_reference=QRR)
    Invoice.post([first])

    with pytest.raises(StructuredReferenceError):
        Invoice.post([second])


def test_not_when_a_paid_invoice_opens_again(practice):
    Payment = Pool().get('account.invoice.payment')
    first = create_invoice(practice, '100', structured_reference=QRR)
    payment = pay(practice, first, 'cash')
    create_invoice(practice, '100', structured_reference=QRR)

    Payment.cancel_payments([payment], reason="Mistake")

    assert reload(first).state == 'posted'


@pytest.mark.parametrize('type_', ['qrr', 'scor'])
def test_made_when_posted(practice, type_):
    configuration = Pool().get('account.configuration')(1)
    configuration.structured_reference_type = type_
    configuration.structured_reference_prefix = '210000'
    configuration.save()

    invoices = create_invoices(practice, ['100', '100', '-50', '0', '0.05'])

    references = [i.structured_reference for i in invoices]
    made = [references[i] for i in [0, 1, 4]]
    assert all(map(is_valid, made))
    assert len(set(made)) == 3
    # There is nothing to pay
    assert references[2:4] == [None, None]
    if type_ == 'qrr':
        assert references[0].startswith('210000')
        assert len(references[0]) == 27


@pytest.mark.parametrize('pasted', [
        QRR, '21 00000 00003 13947 14300 09017',
        '21\u00a000000 00003 13947 14300 09017', '3139471430009017'])
def test_found_by_its_reference(practice, pasted):
    Invoice = Pool().get('account.invoice')
    invoice = create_invoice(practice, '100', structured_reference=QRR)
    other = create_invoice(practice, '100', structured_reference=SCOR)

    def search(name, operator, value):
        return set(Invoice.search([(name, operator, value)]))
    for name in ['customer_payment_reference', 'rec_name']:
        assert search(name, 'ilike', f'%{pasted}%') == {invoice}
    name = 'customer_payment_reference'
    assert search(name, 'ilike', pasted) <= {invoice}
    if '3139471430009017' != pasted:
        # Leading zeros may be left out, other digits not
        assert search(name, '=', pasted) == {invoice}
        assert search(name, 'in', [pasted]) == {invoice}
        assert search(name, '!=', pasted) == {other}
    assert search(name, '=', 'rf18 5390 0754 7034') == {other}
    assert search(name, 'ilike', '%rf18 5390 0754 7034%') == {other}


def test_core_reference_is_found_as_well(practice):
    Invoice = Pool().get('account.invoice')
    invoice, _ = create_invoices(practice, ['100', '100'])
    reference = invoice.customer_payment_reference

    for operator, value in [
            ('=', reference), ('ilike', reference), ('ilike', f'%{reference}%')
            ]:
        assert Invoice.search(
            [('customer_payment_reference', operator, value)]) == [invoice]
