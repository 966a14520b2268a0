# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Two files of real banks through the script.

The invoices are written by hand, with the references of the files.
"""
import datetime as dt
from decimal import Decimal

import pytest
from proteus import Model
from proteus import config as proteus_config

from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME
from trytond.transaction import Transaction
from trytond_medical_payment.scripts import import_statements

from . import practice as practice_
from .cache import MODULE, ROOT, content_of, provide
from .tools import Practice, create_invoices

FOLDER = ROOT.parent / 'shared' / 'bank-files' / 'camt'
SLIPS = 'metasfresh__camt054_QRR.xml'
RENTS = 'cohiva__camt053_CH9100778208005522002_CHF_2024-01-23_2024-01-26.xml'
ACCOUNTS = ['CH0309000000250090342', 'CH9100778208005522002']
# date, amount, structured reference
SLIP_INVOICES = [
    (dt.date(2016, 5, 2), '100.00', '000000000002015110002913192'),
    (dt.date(2016, 5, 2), '50.00', '000000000002016030002820804'),
    (dt.date(2016, 5, 2), '200.00', '000000000002016030001581632'),
    (dt.date(2016, 5, 2), '50.00', '000000000002015110003015939'),
    # less arrives than is open
    (dt.date(2016, 5, 2), '120.00', '000000000002016030000535990'),
    (dt.date(2016, 5, 3), '200.00', '000000000002016030002463591'),
    (dt.date(2016, 5, 3), '50.00', '000000000002016030002780613'),
    (dt.date(2016, 5, 3), '100.00', '000000000002016030001554373'),
    (dt.date(2016, 5, 3), '50.00', '000000000002016030000985620'),
    (dt.date(2016, 5, 3), '100.00', '000000000002016030001593614'),
    # nobody pays this one
    (dt.date(2016, 5, 3), '100.00', '000000000002016030009999995'),
    ]
RENT_INVOICES = [
    (dt.date(2024, 1, 3), '30.00', '900000000001000000000300015'),
    # paid by three people, each a part
    (dt.date(2024, 1, 3), '2965.00', '900000000001000000000200016'),
    ]


def create():
    pool = Pool()
    practice_.create_practice()
    context = pool.get('res.user').get_preferences(context_only=True)
    with Transaction().set_context(context, _skip_warnings=True):
        practice = Practice()
        practice_.create_fiscalyears(practice.company, [2016, 2024])
        for number in ACCOUNTS:
            create_journal(practice, number)
        invoices = SLIP_INVOICES + RENT_INVOICES
        parties = practice_.create_parties(
            [f"Patient {chr(ord('A') + i)}" for i in range(len(invoices))])
        create_invoices(
            practice, [amount for _, amount, _ in invoices],
            party=parties.__getitem__,
            invoice_date=lambda i: invoices[i][0],
            structured_reference=lambda i: invoices[i][2])


def create_journal(practice, number):
    pool = Pool()
    BankAccount = pool.get('bank.account')
    Journal = pool.get('account.statement.journal')
    account, = BankAccount.create([{
                'owners': [('add', [practice.company.party.id])],
                'numbers': [
                    ('create', [{'type': 'iban', 'number': number}])],
                }])
    Journal.create([{
                'name': number,
                'journal': practice.statement_journal.journal.id,
                'company': practice.company.id,
                'currency': practice.currency.id,
                'account': practice.accounts['bank'].id,
                'validation': 'balance',
                'bank_account': account.id,
                }])


@pytest.fixture
def run():
    if not FOLDER.is_dir():
        pytest.skip("../shared/bank-files is not there")
    provide(
        {MODULE},
        'real files '
        + content_of('practice.py', 'tools.py', 'test_real_files.py'), create)
    proteus_config.set_trytond(DB_NAME)

    def run(name):
        assert not import_statements.reconcile([FOLDER / name])
        Invoice = Model.get('account.invoice')
        return {
            i.structured_reference: i
            for i in Invoice.find([('structured_reference', '!=', None)])}
    return run


def amounts(invoice):
    return sorted(p.amount for p in invoice.payments)


def test_slips(run):
    invoices = run(SLIPS)
    for _, amount, reference in SLIP_INVOICES[:-1]:
        invoice = invoices[reference]
        received, state = Decimal(amount), 'paid'
        if amount == '120.00':
            received, state = Decimal(100), 'partial'
        assert amounts(invoice) == [received]
        assert {p.state for p in invoice.payments} == {'posted'}
        assert invoice.payment_state == state
    assert not invoices[SLIP_INVOICES[-1][2]].payments


def test_rents(run):
    invoices = run(RENTS)
    single, shared = [invoices[r] for _, _, r in RENT_INVOICES]
    assert amounts(single) == [Decimal('30')]
    assert single.payment_state == 'paid'
    assert amounts(shared) == [
        Decimal('100'), Decimal('1265'), Decimal('1600')]
    assert shared.payment_state == 'paid'
