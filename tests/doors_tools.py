# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A practice with what somebody would forge, for cases X1 to X8."""
from decimal import Decimal

from develop.server import Server
from trytond.pool import Pool
from trytond.transaction import Transaction

from .match_tools import record_payment
from .process import PASSWORD
from .rights_tools import DATABASE
from .rights_tools import prepare as prepare_rights
from .rights_tools import store
from .rpc import Client
from .tools import (
    TODAY, create_invoice, create_invoices, create_statement, create_user,
    practice_transaction, reload, run_tasks)

BANK = 'medical_payment.group_bank_reconciliation'
MATCH = 'account.statement.match'
LINE = f'{MATCH}.line'
STATEMENT = 'account.statement'
TOLERANCE = Decimal('0.05')
SPARE = 40


def doors_server(tmp_path_factory, prepare=None):
    "Yield the case, served; its login gives a client"
    folder = tmp_path_factory.mktemp('doors')
    with practice_transaction() as practice:
        case = prepare_doors(practice)
        if prepare:
            prepare(case)
            run_tasks()
        Transaction().commit()
    store(folder / f'{DATABASE}.sqlite')
    clients = {}

    def login(name):
        if name not in clients:
            clients[name] = Client(server.address, DATABASE, name, PASSWORD)
        return clients[name]

    with Server(folder, [DATABASE]) as server:
        case.login = login
        # A proposal that stays one
        bank = login('bank')
        case.proposed_statement, _ = case.spare.pop()
        case.proposed, case.proposed_line = proposal(
            bank, case.proposed_statement)
        yield case


def prepare_doors(practice):
    "A tolerance, a limit, invoices with their transactions, another company"
    case = prepare_rights(practice)
    _create_users(case)
    configuration = Pool().get('account.configuration')(1)
    configuration.match_tolerance = TOLERANCE
    configuration.match_residue_method = practice.method('discount')
    configuration.save()
    case.spare = _spare_statements(practice, SPARE)
    case.close = _spare_statements(practice, 4, '99.97')
    case.much = _spare_statements(practice, 4, '100.03')
    # Received by card, waiting for the bank
    case.waiting = record_payment(
        practice, create_invoice(practice, '60')).id
    case.credit_line = _credit_line(practice)
    other = case.other
    with Transaction().set_user(0), \
            Transaction().set_context(company=other.company.id):
        invoice = create_invoice(other, '60')
        case.other_payment = record_payment(other, invoice).id
        case.other_statement = create_statement(
            other, [{'amount': '60'}], journal=_other_journal(other)).id
    run_tasks()
    return case


def _create_users(case):
    User = Pool().get('res.user')
    practice = case.practice
    for login, groups in [
            ('accountant', [
                'account.group_account', 'account.group_account_admin',
                'account_statement.group_statement']),
            ('bankgiver', [BANK, 'medical_payment.group_give_away'])]:
        user = create_user(practice, login, *groups)
        User.write([user], {'password': PASSWORD})
    stranger = create_user(
        practice, 'stranger', 'account.group_account', BANK,
        'medical_payment.group_payment',
        'medical_payment.group_give_away_unlimited',
        'medical_payment.group_give_away',
        'medical_payment.group_payment_report',
        'account_statement.group_statement')
    User.write([stranger], {
            'password': PASSWORD,
            'companies': [
                ('add', [case.other_company]), ('remove', [case.company])],
            'company': case.other_company})


def _other_journal(other):
    Journal = Pool().get('account.statement.journal')
    journal = Journal(
        name="Other bank", company=other.company, currency=other.currency,
        journal=other.journal('statement'), validation='amount',
        account=other.accounts['bank'])
    journal.save()
    return journal


def _spare_statements(practice, number, amount='100'):
    """Statements of one transaction each, that names an open invoice of 100.

    Pairs of the ids of statement and invoice."""
    invoices = create_invoices(practice, ['100'] * number)
    return [
        (create_statement(practice, [{
                        'amount': amount, 'description': i.number}]).id, i.id)
        for i in invoices]


def _credit_line(practice):
    "A posted line on the account of the patient, received in cash"
    pool = Pool()
    Move = pool.get('account.move')
    Period = pool.get('account.period')
    Line = pool.get('account.move.line')
    move = Move(
        company=practice.company, date=TODAY,
        journal=practice.journal('cash'),
        period=Period.find(practice.company, date=TODAY),
        lines=[
            Line(account=practice.accounts['cash'], debit=Decimal(100),
                credit=Decimal(0)),
            Line(account=practice.accounts['receivable'],
                party=practice.patient, credit=Decimal(100),
                debit=Decimal(0))])
    move.save()
    Move.post([move])
    line, = [
        l for l in reload(move).lines
        if l.account == practice.accounts['receivable']]
    return line.id


def proposal(bank, statement):
    "Propose for the statement; return the ids of the match and of its line"
    bank.model(STATEMENT, 'propose_matches', [statement])
    match, = bank.model(
        MATCH, 'search_read', [
            ('statement', '=', statement), ('state', '=', 'proposed')],
        0, 1, None, ['lines'])
    return match['id'], match['lines'][0]


def accepted(bank, statement):
    "Accept what is proposed; return the ids of match and statement line"
    match, _ = proposal(bank, statement)
    bank.model(MATCH, 'accept', [match])
    record, = bank.model(MATCH, 'read', [match], ['statement_lines'])
    return match, record['statement_lines'][0]
