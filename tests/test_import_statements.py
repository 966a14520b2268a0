# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The script, on a bank file of the tests' own."""
import datetime as dt
from decimal import Decimal

import pytest
from proteus import Model
from proteus import config as proteus_config

from demo.camt import Account
from demo.camt import Transaction as BankTransaction
from demo.camt import notification, statement
from trytond.tests.test_tryton import DB_NAME
from trytond.transaction import Transaction
from trytond_medical_payment.scripts import import_statements, session

from . import practice as practice_
from .bankfile.files import content_of_case
from .cache import MODULE, content_of, provide
from .statement_import_tools import create_currency, create_journal
from .tools import Practice, create_invoices

TODAY = practice_.TODAY
REFERENCES = [
    '210000000003139471430009017',
    '210000000000000002019000148',
    '210000000000000002019000228',
    ]
ACCOUNT = Account(practice_.IBAN.replace(' ', ''), practice_.COMPANY)


def create():
    practice_.create_practice()
    with Transaction().set_context(company=Practice().company.id):
        practice = Practice()
        create_invoices(
            practice, ['100', '200', '300'],
            party=lambda index: practice.patients[index],
            invoice_date=TODAY - dt.timedelta(days=20),
            structured_reference=REFERENCES.__getitem__)
        create_journal(
            practice, 'FR7630003012340005012345665',
            currency=create_currency('EUR'))


@pytest.fixture
def invoices():
    "Three invoices of 100, 200 and 300, in a database proteus works on"
    provide(
        {MODULE},
        'import script '
        + content_of('practice.py', 'tools.py', 'test_import_statements.py')
        + f' {TODAY.isoformat()}', create)
    proteus_config.set_trytond(DB_NAME)
    return Model.get('account.invoice').find([], order=[('id', 'ASC')])


@pytest.fixture
def write(tmp_path):
    def write(transactions, name='bank.xml', **kwargs):
        path = tmp_path / name
        path.write_bytes(
            statement(ACCOUNT, transactions, Decimal(1000), 'S1'))
        return path
    return write


def states(invoices):
    for invoice in invoices:
        invoice.reload()
    return [(i.payment_state, i.amount_to_pay) for i in invoices]


def test_script(invoices, write, capsys):
    refused = import_statements.reconcile([write([
                    BankTransaction(
                        TODAY, Decimal('100'), "Alice Aubert",
                        reference=REFERENCES[0]),
                    BankTransaction(
                        TODAY, Decimal('50'), "Bruno Berset",
                        reference=REFERENCES[1]),
                    BankTransaction(
                        TODAY, Decimal('-20'), "Bank", text="Fees")])])

    assert not refused
    assert states(invoices) == [
        ('paid', Decimal(0)), ('partial', Decimal(150)),
        ('unpaid', Decimal(300))]
    output = capsys.readouterr().out
    assert "Invoices to collect: 3, 600.00 CHF" in output
    assert f"{REFERENCES[0]} is the one of the invoice" in output
    assert "Sure proposals accepted: 2" in output
    assert "Invoices to collect: 2, 450.00 CHF" in output


def test_every_format(invoices, tmp_path, capsys):
    "What the README says: whatever the wizard takes, folders and archives"
    for name in [
            '20a_mt940_plain.sta', '60a_cfonb_plain.txt',
            '21a_ofx_french_account.ofx', '02_two_camt.zip', '52_pf.csv',
            '02e_statement.pdf']:
        # the number of the bank is the one of a receipt in the archive
        (tmp_path / name).write_bytes(
            content_of_case(name).replace(b'//A1', b'//M1'))
    (tmp_path / '.hidden').write_bytes(b'x')
    files = session.files_of(tmp_path)
    assert len(files) == 6

    assert import_statements.reconcile(files, accept=False) == 1

    output = capsys.readouterr().out
    assert "02e_statement.pdf: this is a PDF" in output
    assert sorted(
        (s.journal.currency.code, o.amount)
        for s in Model.get('account.statement').find([]) for o in s.origins
        ) == [('CHF', 50)] * 3 + [('CHF', 70)] + [('EUR', 50)] * 2


def test_options(invoices, tmp_path, capsys):
    path = tmp_path / 'statement'
    path.write_bytes(content_of_case('20a_mt940_plain.sta').replace(
            b'CH9300762011623852957', b'62011623852957'))
    journal, = Model.get('account.statement.journal').find(
        [('currency.code', '=', 'CHF'), ('bank_account', '!=', None)])

    with pytest.raises(import_statements.UnknownName):
        import_statements.Options(journal="none of this name")
    assert import_statements.reconcile([path]) == 1
    options = import_statements.Options('mt940', journal.rec_name)
    assert import_statements.reconcile([path], options=options) == 0

    statement, = Model.get('account.statement').find([])
    assert statement.journal == journal
    assert import_statements.reconcile(
        [path], options=import_statements.Options('ofx')) == 1
    assert "not OFX" in capsys.readouterr().out


def test_doubts_are_not_taken(invoices, write, capsys):
    path = write([BankTransaction(
                dt.date(9999, 12, 31), Decimal('100'), "Alice")])

    assert import_statements.reconcile([path]) == 1

    assert not Model.get('account.statement').find([])
    assert "9999-12-31" in capsys.readouterr().out


def test_propose_only(invoices, write):
    import_statements.reconcile([write([BankTransaction(
                        TODAY, Decimal('100'), "Alice Aubert",
                        reference=REFERENCES[0])])], accept=False)

    assert states(invoices)[0] == ('unpaid', Decimal(100))
    match, = Model.get('account.statement.match').find([])
    assert match.state == 'proposed'


def test_notification(invoices, tmp_path):
    path = tmp_path / 'camt054.xml'
    path.write_bytes(notification(ACCOUNT, [BankTransaction(
                        TODAY, Decimal('300'), "Chloé Chevalley",
                        reference=REFERENCES[2])], 'N1'))

    import_statements.reconcile([path])

    assert states(invoices)[2] == ('paid', Decimal(0))


def test_S4_same_file_twice(invoices, write, capsys):
    path = write([BankTransaction(
                TODAY, Decimal('50'), "Bruno Berset",
                reference=REFERENCES[1])])
    assert not import_statements.reconcile([path])

    assert import_statements.reconcile([path]) == 1

    assert states(invoices)[1] == ('partial', Decimal(150))


def test_no_bank_file(invoices, tmp_path, capsys):
    path = tmp_path / 'notes.txt'
    path.write_text("Nothing of a bank.")

    assert import_statements.reconcile([path]) == 1

    assert not Model.get('account.statement').find([])
    error = capsys.readouterr().out.splitlines()[-1]
    assert 'notes.txt' in error
