# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The company, its accounts and its users, by proteus."""
import datetime as dt
from decimal import Decimal

from proteus import Model, Wizard

from . import data, words
from .words import word

# name: (code, label, code of the account whose type and parent it takes)
ACCOUNTS = {
    'bank': ('1.1.1.2', "Banque", '1.1.1'),
    'transit': ('1.1.1.3', "Encaissements en transit", '1.1.1'),
    'vat': ('2.2.3.1', "TVA due", '2.2.3'),
    'loss': ('5.2.3.1', "Pertes sur créances", '5.2.3'),
    'discount': ('4.3.2.1', "Rabais accordés", '4.3.2'),
    'commission': ('5.2.3.2', "Commissions des cartes", '5.2.3'),
    }
CHART = {
    'cash': '1.1.1',
    'receivable': '1.2.1',
    'payable': '2.1.1',
    'revenue': '4.1.2',
    }
PASSWORD = 'demo-cabinet'
RECEPTIONIST = 'accueil'


def set_up(config):
    "Return the accounts by name"
    finish_wizards()
    company = create_company(config)
    accounts = create_accounts(company)
    create_fiscalyears(company)
    create_taxes(accounts)
    create_terms()
    create_methods(company, accounts)
    configure(company)
    create_bank(company, accounts)
    create_receptionist(company)
    return accounts


def finish_wizards():
    "Else the first login opens them instead of the menu"
    Item = Model.get('ir.module.config_wizard.item')
    items = Item.find([('state', '=', 'open')])
    for item in items:
        item.state = 'done'
    Item.save(items)


def create_company(config):
    Currency = Model.get('currency.currency')
    Party = Model.get('party.party')
    User = Model.get('res.user')
    currency = Currency(
        name=word("Franc suisse"), code='CHF', symbol='CHF',
        rounding=Decimal('0.01'), digits=2)
    currency.rates.new(date=dt.date(2000, 1, 1), rate=Decimal(1))
    currency.save()
    party = Party(name=data.COMPANY)
    address = party.addresses[0] if party.addresses else party.addresses.new()
    address.street = "Quai du Lac 12"
    address.postal_code, address.city = data.CITY
    party.save()
    wizard = Wizard('company.company.config')
    wizard.execute('company')
    wizard.form.party = party
    wizard.form.currency = currency
    wizard.form.timezone = 'Europe/Zurich'
    wizard.execute('add')
    config._context = User.get_preferences(True, {})
    company, = Model.get('company.company').find([])
    return company


def chart():
    "The language of the chart of accounts: core has none in Italian"
    language = words.chosen()
    return 'en' if language == 'it' else language


def create_accounts(company):
    Account = Model.get('account.account')
    Template = Model.get('account.account.template')
    ModelData = Model.get('ir.model.data')
    wizard = Wizard('account.create_chart')
    wizard.execute('account')
    wizard.form.account_template = Template(ModelData.get_id(
            'account', f'account_template_root_{chart()}', {}))
    wizard.form.company = company
    wizard.execute('create_account')
    by_code = {a.code: a for a in Account.find([])}
    accounts = {name: by_code[code] for name, code in CHART.items()}
    wizard.form.account_receivable = accounts['receivable']
    wizard.form.account_payable = accounts['payable']
    wizard.execute('create_properties')
    for name, (code, label, model) in ACCOUNTS.items():
        model = by_code[model]
        account = Account(
            name=word(label), code=code, company=company, type=model.type,
            parent=model.parent, reconcile=name == 'transit')
        account.save()
        accounts[name] = account
    return accounts


def create_fiscalyears(company):
    FiscalYear = Model.get('account.fiscalyear')
    Sequence = Model.get('ir.sequence.strict')
    SequenceType = Model.get('ir.sequence.type')
    ModelData = Model.get('ir.model.data')

    def sequence(xml_id, year, **values):
        record = Sequence(
            name=str(year), company=company,
            sequence_type=SequenceType(ModelData.get_id(*xml_id, {})),
            **values)
        record.save()
        return record

    for year in [data.TODAY.year - 1, data.TODAY.year, data.TODAY.year + 1]:
        fiscalyear = FiscalYear(name=str(year), company=company)
        fiscalyear.start_date = dt.date(year, 1, 1)
        fiscalyear.end_date = dt.date(year, 12, 31)
        fiscalyear.move_sequence = sequence(
            ('account', 'sequence_type_account_move'), year)
        numbers = sequence(
            ('account_invoice', 'sequence_type_account_invoice'), year,
            prefix=f'F{year}-', padding=4)
        line, = fiscalyear.invoice_sequences
        line.out_invoice_sequence = line.in_invoice_sequence = numbers
        line.out_credit_note_sequence = numbers
        line.in_credit_note_sequence = numbers
        fiscalyear.save()
        fiscalyear.click('create_period')


def create_taxes(accounts):
    Tax = Model.get('account.tax')
    TaxCode = Model.get('account.tax.code')
    tax = Tax(
        name=word("TVA 8,1 %"), description=word("TVA 8,1 %"),
        type='percentage',
        rate=Decimal('0.081'), invoice_account=accounts['vat'],
        credit_note_account=accounts['vat'])
    tax.save()
    for label, amount in [("Base", 'base'), ("Taxe", 'tax')]:
        code = TaxCode(
            name=f"{tax.name} {word(label)}", company=tax.company)
        for type_, operator in [('invoice', '+'), ('credit', '-')]:
            code.lines.new(
                operator=operator, tax=tax, amount=amount, type=type_)
        code.save()


def create_terms():
    Term = Model.get('account.invoice.payment_term')
    term = Term(name=word("30 jours"))
    line = term.lines.new(type='remainder')
    line.relativedeltas.new(days=30)
    term.save()
    term = Term(name=word("4 mensualités"))
    for month in [1, 2, 3]:
        line = term.lines.new(
            type='percent_on_total', ratio=Decimal('0.25'))
        line.relativedeltas.new(months=month)
    line = term.lines.new(type='remainder')
    line.relativedeltas.new(months=4)
    term.save()


def create_methods(company, accounts):
    "The usual ones, by the wizard of the module"
    wizard = Wizard('account.invoice.payment.method.create')
    for name in ['cash', 'transit', 'loss', 'discount', 'commission']:
        setattr(wizard.form, f'{name}_account', accounts[name])
    wizard.execute('create_')
    Method = Model.get('account.invoice.payment.method')
    methods = Method.find([('deposit', '=', 'payout')])
    for method in methods:
        method.commission_rate = data.RATE
    Method.save(methods)


def configure(company):
    Configuration = Model.get('account.configuration')
    configuration = Configuration(1)
    configuration.structured_reference_type = 'qrr'
    configuration.structured_reference_prefix = '210000'
    configuration.save()


def create_bank(company, accounts):
    Journal = Model.get('account.journal')
    BankAccount = Model.get('bank.account')
    StatementJournal = Model.get('account.statement.journal')
    bank_account = BankAccount()
    bank_account.owners.append(company.party)
    bank_account.numbers.new(type='iban', number=data.IBAN)
    bank_account.save()
    journal = Journal(name=word("Banque"), type='statement')
    journal.save()
    StatementJournal(
        name=word("Banque"), journal=journal, company=company,
        currency=company.currency, account=accounts['bank'],
        validation='balance', bank_account=bank_account).save()


def create_receptionist(company):
    Group = Model.get('res.group')
    ModelData = Model.get('ir.model.data')
    User = Model.get('res.user')
    admin, = User.find([('login', '=', 'admin')])
    user = User(
        name=word("Accueil"), login=RECEPTIONIST, password=PASSWORD,
        language=admin.language)
    user.companies.append(company)
    user.company = company
    user.groups.append(Group(
            ModelData.get_id('medical_payment', 'group_payment', {})))
    user.save()
