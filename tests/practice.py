# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The practice that most tests start from.

A company in CHF with a chart of accounts, three fiscal years (last, this
and next), patients, an insurer, cash and bank. Nothing of this module is
needed to create it: a test of the migration uses it without the module.
"""
import datetime as dt
from decimal import Decimal

from trytond.modules.account.tests import create_chart, get_fiscalyear
from trytond.modules.account_invoice.tests.test_module import (
    set_invoice_sequences)
from trytond.modules.company.tests import create_company
from trytond.pool import Pool
from trytond.transaction import Transaction

from .clock import TODAY

COMPANY = "Cabinet du Lac"
IBAN = 'CH93 0076 2011 6238 5295 7'
PATIENTS = [
    "Alice Aubert", "Bruno Berset", "Chloé Chevalley", "David Dubois",
    "Ella Jackson", "Fritz Müller"]
INSURER = "Assurance Helvetica"
# name: (code, name of the account, a name whose type is taken, fields)
ACCOUNTS = {
    'bank': ('1.1.1.2', "Bank", '1.1.1', {}),
    'transit': ('1.1.1.3', "Payments in transit", '1.1.1', {
            'reconcile': True}),
    'vat': ('2.2.3.1', "VAT due", '2.2.3', {}),
    'loss': ('5.2.3.1', "Losses on receivables", '5.2.3', {}),
    'discount': ('4.3.2.1', "Discounts", '4.3.2', {}),
    }
CHART = {
    'cash': '1.1.1',
    'receivable': '1.2.1',
    'payable': '2.1.1',
    'revenue': '4.1.2',
    'expense': '5.1.3',
    'exchange': '6.2.1',
    }
TAX_RATE = Decimal('0.077')


def create_practice():
    "Create it in the current transaction, without any company so far"
    pool = Pool()
    company = create_company(COMPANY, currency=create_currencies())
    use_company(company)
    with Transaction().set_context(company=company.id):
        create_chart(company)
        accounts = create_accounts(company)
        create_fiscalyears(company)
        create_tax(accounts)
        create_payment_terms()
        create_parties()
        create_journals(company, accounts)
        configuration = pool.get('account.configuration')(1)
        configuration.currency_exchange_debit_account = accounts['exchange']
        configuration.currency_exchange_credit_account = accounts['exchange']
        configuration.save()
    return company


def use_company(company, user=None):
    pool = Pool()
    User = pool.get('res.user')
    User.write([User(user or Transaction().user)], {
            'companies': [('add', [company.id])],
            'company': company.id,
            })


def create_currencies():
    pool = Pool()
    Currency = pool.get('currency.currency')
    Rate = pool.get('currency.currency.rate')
    currencies = {}
    for code, rate in [('CHF', '1'), ('EUR', '0.8')]:
        currency, = Currency.search([('code', '=', code)]) or [None]
        if currency is None:
            currency, = Currency.create([{
                        'name': code, 'code': code, 'symbol': code,
                        'rounding': Decimal('0.01'), 'digits': 2}])
        Rate.create([{
                    'currency': currency.id,
                    'date': dt.date(2000, 1, 1),
                    'rate': Decimal(rate)}])
        currencies[code] = currency
    return currencies['CHF']


def create_accounts(company):
    pool = Pool()
    Account = pool.get('account.account')
    by_code = {
        a.code: a for a in Account.search([('company', '=', company.id)])}
    accounts = {name: by_code[code] for name, code in CHART.items()}
    for name, (code, label, model, values) in ACCOUNTS.items():
        accounts[name], = Account.create([{
                    'name': label,
                    'code': code,
                    'company': company.id,
                    'type': by_code[model].type.id,
                    'parent': by_code[model].parent.id,
                    'party_required': False,
                    **values}])
    return accounts


def create_fiscalyears(company, years=None):
    "With their periods, and one sequence for all invoices of a year"
    pool = Pool()
    FiscalYear = pool.get('account.fiscalyear')
    result = []
    for year in years or [TODAY.year - 1, TODAY.year, TODAY.year + 1]:
        fiscalyear = set_invoice_sequences(
            get_fiscalyear(company, today=dt.date(year, 7, 1)))
        sequence = fiscalyear.invoice_sequences[0].out_invoice_sequence
        sequence.prefix, sequence.padding = f'F{year}-', 5
        sequence.save()
        fiscalyear.save()
        result.append(fiscalyear)
    FiscalYear.create_period(result)
    return result


def create_tax(accounts):
    pool = Pool()
    Tax = pool.get('account.tax')
    TaxCode = pool.get('account.tax.code')
    tax, = Tax.create([{
                'name': "VAT 7.7 %",
                'description': "VAT 7.7 %",
                'type': 'percentage',
                'rate': TAX_RATE,
                'invoice_account': accounts['vat'].id,
                'credit_note_account': accounts['vat'].id}])
    TaxCode.create([{
                'name': f"VAT 7.7 % {amount}",
                'lines': [('create', [{
                                'operator': operator,
                                'type': type_,
                                'amount': amount,
                                'tax': tax.id,
                                } for type_, operator in [
                                ('invoice', '+'), ('credit', '-')]])],
                } for amount in ['base', 'tax']])
    return tax


def create_payment_terms():
    pool = Pool()
    Term = pool.get('account.invoice.payment_term')
    delta = [('create', [{'days': 30}])]
    return Term.create([{
                'name': "30 days",
                'lines': [('create', [
                            {'type': 'remainder', 'relativedeltas': delta}])],
                }, {
                'name': "4 instalments",
                'lines': [('create', [
                            *({
                                    'sequence': month,
                                    'type': 'percent_on_total',
                                    'ratio': Decimal('0.25'),
                                    'divisor': Decimal(4),
                                    'relativedeltas': [
                                        ('create', [{'months': month}])],
                                    } for month in [1, 2, 3]),
                            {
                                'sequence': 4,
                                'type': 'remainder',
                                'relativedeltas': [
                                    ('create', [{'months': 3}])],
                                },
                            ])],
                }])


def create_parties(names=(*PATIENTS, INSURER)):
    pool = Pool()
    Party = pool.get('party.party')
    Term = pool.get('account.invoice.payment_term')
    term, = Term.search([('name', '=', "30 days")])
    return Party.create([{
                'name': name,
                'addresses': [('create', [{}])],
                'customer_payment_term': term.id,
                } for name in names])


def create_journals(company, accounts):
    pool = Pool()
    Journal = pool.get('account.journal')
    StatementJournal = pool.get('account.statement.journal')
    bank_account = create_bank_account(IBAN, company.party)
    Journal.create([{'name': "Losses and discounts", 'type': 'write-off'}])
    journals = {j.name: j for j in Journal.create([
                {'name': name, 'type': 'statement'}
                for name in ["Bank", "Bank notifications"]])}
    common = {
        'company': company.id,
        'currency': company.currency.id,
        'account': accounts['bank'].id,
        }
    return StatementJournal.create([{
                **common,
                'name': "Bank",
                'journal': journals["Bank"].id,
                'validation': 'balance',
                'bank_account': bank_account.id,
                }, {
                **common,
                'name': "Bank by amount",
                'journal': journals["Bank notifications"].id,
                'validation': 'amount',
                }])


def create_bank_account(iban, *owners):
    pool = Pool()
    BankAccount = pool.get('bank.account')
    bank_account, = BankAccount.create([{
                'owners': [('add', [o.id for o in owners])],
                'numbers': [('create', [{'type': 'iban', 'number': iban}])],
                }])
    return bank_account
