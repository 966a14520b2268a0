# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The works that are measured, each with what core does of the same.

A work prepares what it needs, and gives the costs of itself and of its peer,
which may be none. ``python -m bench.works NAME SIZE PAST`` does one in this
process, and prints what it cost.
"""
import argparse
import json
import resource

from tests import cache
from tests.bankfile.files import balance, camt, entry
from tests.statement_import_tools import create_journal
from tests.tools import practice_transaction, reload, run_tasks
from trytond.pool import Pool
from trytond_medical_payment import bankfile

from .cost import measured
from .desk import (
    add_statement, create_open, create_open_invoices, create_parties, fill,
    make)
from .filled import filled_practice
from .mark_as_paid import core_with_lists, module

# A rule of core finds an invoice by its number
RULE = r'(?P<invoice>F[0-9]{4}-[0-9]{6})'
RULES = ['account_statement_rule']
ACCOUNT = 'CH3181239000001245689'
# With more than so many transactions the rules take some minutes
WITH_RULES = 2000


def propose(size, past, one_payer=False):
    "The button, to the records that it stores; core's rules beside it"
    with practice_transaction(RULES) as practice:
        data = make(size, one_payer)
        statement = fill(practice, *data)
        Statement = statement.__class__
        with measured() as cost:
            Statement.propose_matches([reload(statement)])
        yield cost
        if size > WITH_RULES:
            return
        other = add_statement(practice, data[0])
        Pool().get('account.statement.rule').create([{
                    'name': "Number", 'company': practice.company.id,
                    'description': RULE,
                    'lines': [('create', [{'amount': 'pending'}])],
                    }])
        with measured() as cost:
            Statement.apply_rules([reload(other)])
        yield cost


def propose_one_payer(size, past):
    "As before, where one party owes everything"
    return propose(size, past, one_payer=True)


def mark(size, past):
    "Mark as paid; core's methods called with lists beside it"
    with filled_practice(past) as practice:
        method = practice.method('cash')
        for way in [module, core_with_lists]:
            invoices = create_open(practice, size)
            with measured() as cost:
                way(practice, invoices, method)
            yield cost


def accept(size, past):
    """Accept what is sure; core's validating and posting of the same lines
    beside it, with what its worker does then"""
    with filled_practice(past) as practice:
        statement = _proposed(practice, size)
        with measured() as cost:
            statement.__class__.accept_sure([statement])
            run_tasks()
        yield cost
        invoices = create_open(practice, size)
        statement = _with_lines(practice, invoices)
        Statement = statement.__class__
        with measured() as cost:
            Statement.validate_statement([statement])
            Statement.post([reload(statement)])
            run_tasks()
        assert {i.state for i in map(reload, invoices)} == {'paid'}
        yield cost


def undo(size, past):
    "Undo what was accepted"
    Match = 'account.statement.match'
    with filled_practice(past) as practice:
        statement = _proposed(practice, size)
        statement.__class__.accept_sure([statement])
        run_tasks()
        Match = Pool().get(Match)
        matches = Match.search([('state', '=', 'accepted')])
        assert len(matches) == size
        with measured() as cost:
            Match.undo(matches)
            run_tasks()
        yield cost


def cancel(size, past):
    "Cancel payments"
    with filled_practice(past) as practice:
        Payment = Pool().get('account.invoice.payment')
        invoices = create_open(practice, size)
        module(practice, invoices, practice.method('cash'))
        payments = Payment.search([
                ('invoice', 'in', [i.id for i in invoices])])
        assert len(payments) == size
        with measured() as cost:
            Payment.cancel_payments(
                payments, date=practice.today, reason="Typing error")
            run_tasks()
        yield cost


def use_credit(size, past):
    "Use what is on account, one receipt an invoice"
    with filled_practice(past) as practice:
        Payment = Pool().get('account.invoice.payment')
        invoices = create_open(practice, size)
        credits = [Payment(
                company=practice.company, party=i.party,
                method=practice.method('cash'), date=practice.today,
                currency=i.currency, amount=i.total_amount)
            for i in invoices]
        Payment.save(credits)
        Payment.post(credits)
        credits = Payment.browse(credits)
        with measured() as cost:
            Payment.use_credits(
                [(c, i, c.amount) for c, i in zip(credits, invoices)],
                date=practice.today)
            run_tasks()
        yield cost


def import_camt(size, past):
    "Read a camt.053 and store what it tells; core's importer beside it"
    with practice_transaction() as practice:
        pool = Pool()
        Statement = pool.get('account.statement')
        Wizard = pool.get('account.statement.import', type='wizard')
        create_journal(practice, ACCOUNT)
        amounts = [50 + n % 97 for n in range(size)]
        data = camt(*(
                entry(f'{a}.00', servicer=f'R{n:09}')
                for n, a in enumerate(amounts)),
            before=(
                balance('OPBD', '0.00')
                + balance('CLBD', f'{sum(amounts)}.00')),
            iban=ACCOUNT)
        with measured() as cost:
            statements, _ = Statement.import_files(
                practice.company, [('bank.xml', data, None)])
        assert len(Statement.browse(statements)[0].origins) == size
        yield cost
        session, _, _ = Wizard.create()
        wizard = Wizard(session)
        wizard.start.company = practice.company
        wizard.start.file_ = data
        wizard.start.file_format = 'camt_053_001'
        with measured() as cost:
            statements = list(wizard.parse_camt_053_001())
            Statement.save(statements)
        assert len(statements[0].origins) == size
        yield cost


def read_csv(size, past):
    "Read a table of a bank, without storing it"
    rows = [
        f'2025-01-31;{50 + n % 97}.00;Rg F2025-{n:06}' for n in range(size)]
    data = '\n'.join(['Date;Amount;Text', *rows]).encode()
    profile = bankfile.Profile(
        "Table", columns={
            'date': ['Date'], 'amount': ['Amount'], 'text': ['Text']},
        date_format='%Y-%m-%d')
    # Without a database
    with practice_transaction(), measured() as cost:
        delivery = bankfile.open_delivery(data, 'bank.csv', None, [profile])
    content, = delivery.contents
    statement, = content.statements
    assert len(statement.entries) == size
    yield cost


def find(size, past):
    """Search the list of what is to collect for names, numbers, references
    and amounts, as a client asks; core's search of numbers beside it"""
    with filled_practice(past) as practice:
        Invoice = Pool().get('account.invoice')
        _, items, parties = make(size, one_payer=False)
        create_open_invoices(practice, items, create_parties(parties))
        names = {p.key: p.names[0] for p in parties}
        words = [
            [names[i.party].split()[-1], i.numbers[0], i.references[0],
                str(i.amount)][n % 4]
            for n, i in enumerate(items[:size])]
        for field, texts in [
                ('rec_name', words),
                ('number', [i.numbers[0] for i in items[:size]])]:
            with measured() as cost:
                for text in texts:
                    Invoice.search([
                            ('type', '=', 'out'),
                            (field, 'ilike', f'%{text}%')], limit=100)
            yield cost


def _proposed(practice, size):
    "A statement with so many transactions that are sure"
    invoices = create_open(practice, size)
    statement = _statement(practice, invoices)
    statement.__class__.propose_matches([statement])
    return reload(statement)


def _statement(practice, invoices):
    from tests.tools import create_statement
    return create_statement(practice, [{
                'amount': i.total_amount,
                'camt_structured_reference': i.structured_reference,
                } for i in invoices], journal=practice.amount_journal)


def _with_lines(practice, invoices):
    "A statement whose lines name the invoices, as core's users enter them"
    Line = Pool().get('account.statement.line')
    statement = _statement(practice, invoices)
    Line.save([
            Line(
                statement=statement, origin=origin, date=origin.date,
                number=origin.number, amount=origin.amount,
                party=invoice.party, account=invoice.account,
                related_to=invoice)
            for origin, invoice in zip(
                sorted(statement.origins, key=lambda o: o.id), invoices)])
    return reload(statement)


WORKS = {
    f.__name__: f for f in [
        propose, propose_one_payer, import_camt, read_csv, mark, accept, undo,
        cancel, use_credit, find]}


def run(name, size, past):
    "Return what it cost, for each of the size"
    costs = [c for c in WORKS[name](size, past)]
    return {
        'ms': [1000 * c.seconds / size for c in costs],
        'sql': [c.statements / size for c in costs],
        'memory': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('name', choices=WORKS)
    parser.add_argument('size', type=int)
    parser.add_argument('past', type=int, nargs='?', default=0)
    arguments = parser.parse_args()
    cache.install()
    print(json.dumps(run(arguments.name, arguments.size, arguments.past)))


if __name__ == '__main__':
    main()
