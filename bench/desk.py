# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The data of bench.engine as records: open invoices and a statement.

Patients and invoices are copied by SQL.
"""
from decimal import Decimal
from itertools import count

from stdnum.ch import esr

from tests.practice import create_bank_account
from tests.tools import create_invoice, create_statement
from trytond.pool import Pool

from .copies import Copies, Rows
from .engine import make
from .past import rows_of

AMOUNT = Decimal('123.45')
_templates = count()


def create_parties(parties):
    "Return the ids of the records by the keys of the parties"
    pool = Pool()
    Party = pool.get('party.party')
    names = pool.get('bank.account-party.party')
    template, = Party.create([{
                'name': "Template", 'addresses': [('create', [{}])]}])
    account = create_bank_account('CH5604835012345678009', template)
    party = Rows(Party, {template.id})
    Copies([
            party,
            Rows(pool.get('party.address'), {
                    a.id for a in template.addresses}),
            Rows(pool.get('bank.account'), {account.id}),
            Rows(pool.get('bank.account.number'), {
                    n.id for n in account.numbers}),
            Rows(names, {
                    r.id for r in names.search([('account', '=', account)])}),
            ],
        varied={
            'name': 'name', 'code': 'code',
            'number': 'iban', 'number_compact': 'iban'},
        variations=[{
                'name': p.names[0],
                'code': f'B{p.key}',
                'iban': p.accounts[0],
                } for p in parties]).add()
    first = party.first_copy(template.id)
    return {p.key: first + n for n, p in enumerate(parties)}


def create_open_invoices(practice, items, parties):
    "Create the open invoices, all of one line"
    body = f'219{next(_templates):023}'
    template = create_invoice(
        practice, AMOUNT,
        structured_reference=body + esr.calc_check_digit(body))
    Copies(
        rows_of(template),
        varied={
            'party': 'party', 'invoice_date': 'date', 'number': 'number',
            'number_alnum': 'alnum', 'maturity_date': 'due',
            'structured_reference': 'reference', AMOUNT: 'amount'},
        variations=[{
                'party': parties[i.party],
                'date': i.date,
                'number': i.numbers[0],
                'alnum': ''.join(filter(str.isalnum, i.numbers[0])),
                'due': i.due,
                'reference': i.references[0],
                'amount': i.amount,
                } for i in items]).add()
    return template


def fill(practice, transactions, items, parties):
    "Return a draft statement of the transactions, the items being open"
    create_open_invoices(practice, items, create_parties(parties))
    return add_statement(practice, transactions)


def add_statement(practice, transactions):
    return create_statement(practice, [{
                'amount': t.amount,
                'date': t.date,
                'description': ' '.join(t.texts),
                'camt_debtor_name': t.payer_name,
                'camt_debtor_iban': t.payer_account,
                'camt_structured_reference': ' '.join(t.references),
                } for t in transactions], journal=practice.amount_journal)


def create_open(practice, number):
    "Return so many open invoices, all with their own references"
    _, items, (party,) = make(number, True)
    template = create_open_invoices(
        practice, items[:number], {party.key: practice.patient.id})
    return template.__class__.search(
        [('id', '>', template.id), ('state', '=', 'posted')],
        order=[('id', 'ASC')])
