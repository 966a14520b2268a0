# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Each transaction is imported once, whatever files tell of it."""
from decimal import Decimal

import pytest

from trytond.modules.account_statement.exceptions import StatementValidateError
from trytond.pool import Pool

from .bankfile.files import balance, camt, content, detail, entry
from .statement_import_tools import (
    amounts, create_journal, import_, origins, refused)

D = Decimal
DAY = '2025-01-31'


# S4: the same file

def test_S4_same_file_twice(practice):
    data = camt(entry('1'), entry('2', detail('1'), detail('1')))
    import_(practice, data)
    message = refused(practice, data)
    assert message.startswith("file.xml")
    assert "S1" in message


def test_S4_two_identical_payments_are_two(practice):
    payment = entry('50', detail('50', name="Ann", text=["Thanks"]))
    statement, = import_(practice, camt(payment, payment))[0]
    assert amounts(statement) == [50, 50]
    refused(practice, camt(payment, payment))


def test_S4_overlapping_file(practice):
    "What is new comes in, and what is left out is told"
    import_(practice, camt(entry('1'), entry('2')))
    (statement,), lines = import_(practice, camt(
            entry('2'), entry('3'), identification='S2'))
    assert amounts(statement) == [3]
    assert statement.number_of_lines == 1
    line, = lines
    assert "1 entry was" in line and "2.00" in line


def test_S4_cancelled_or_deleted_statement_comes_again(practice):
    Statement = Pool().get('account.statement')
    data = camt(entry('1'))
    statements, _ = import_(practice, data)
    Statement.cancel(statements)
    statements, _ = import_(practice, data)
    refused(practice, data)
    Statement.delete(statements)
    assert len(import_(practice, data)[0]) == 1


def test_S4_deleted_transaction_comes_again(practice):
    Origin = Pool().get('account.statement.origin')
    data = camt(entry('6', detail('1'), detail('2'), detail('3')))
    import_(practice, data)
    Origin.delete(origins(amount=2))
    statement, = import_(practice, data)[0]
    assert amounts(statement) == [2]
    assert statement.amount_elsewhere == 4
    assert sum(o.amount for o in origins()) == 6


def test_S4_changed_transaction_is_left_alone(practice):
    Origin = Pool().get('account.statement.origin')
    data = camt(entry('6', servicer='X'), entry('7'))
    import_(practice, data)
    Origin.write(origins(amount=6), {'amount': D(5)})
    (statement,), lines = import_(practice, data.replace(
            b'</Stmt>', entry('8').encode() + b'</Stmt>'))
    assert amounts(statement) == [8]
    assert any("changed" in line for line in lines)


def test_S4_old_reference_of_the_bank_is_used_again(practice):
    import_(practice, camt(entry('50', servicer='1', date='2025-01-31')))
    statement, = import_(practice, camt(
            entry('50', servicer='1', date='2025-06-30')))[0]
    assert amounts(statement) == [50]


def test_S4_copy_of_a_statement_is_no_import(practice):
    Statement = Pool().get('account.statement')
    data = camt(entry('1'))
    statements, _ = import_(practice, data)
    copies = Statement.copy(statements)
    Statement.delete(statements)
    assert len(import_(practice, data)[0]) == 1
    assert [o.bank_key for o in copies[0].origins] == [None]


# S5: the statement (camt.053) and the notification (camt.054) of a day

BATCH = entry('30', detail('10', reference='A'), detail('20', reference='B'),
    servicer='X', date=DAY)
TOTAL = entry('30', servicer='X', date=DAY)
OTHER = entry('7', servicer='Y', date=DAY)
BALANCES = balance('OPBD', '100') + balance('CLBD', '137')


def statement_of_day(*entries):
    return camt(*entries, before=BALANCES, identification='053')


def notification(*entries):
    return camt(*entries, kind='camt.054', identification='054', version='08')


def test_S5_notification_first(practice):
    import_(practice, notification(BATCH))
    (statement,), lines = import_(practice, statement_of_day(BATCH, OTHER))
    assert amounts(statement) == [7]
    assert statement.amount_elsewhere == 30
    assert sum(o.amount for o in origins()) == 37
    assert len(lines) == 1


def test_S5_details_first_then_their_total(practice):
    import_(practice, notification(BATCH))
    (statement,), lines = import_(practice, statement_of_day(TOTAL, OTHER))
    assert amounts(statement) == [7]
    assert sorted(o.amount for o in origins()) == [7, 10, 20]
    assert len(lines) == 1


def test_S5_balances_are_still_compared(practice):
    pool = Pool()
    Line = pool.get('account.statement.line')
    Statement = pool.get('account.statement')
    import_(practice, notification(BATCH))
    statement, = import_(practice, statement_of_day(TOTAL, OTHER))[0]

    def validate(amount):
        Line.delete(Line.search([]))
        Line.create([{
                    'statement': statement.id,
                    'origin': statement.origins[0].id,
                    'date': statement.origins[0].date,
                    'amount': D(amount),
                    'account': practice.accounts['revenue'].id}])
        Statement(statement.id).validate_balance()

    with pytest.raises(StatementValidateError) as caught:
        validate(6)
    assert "30" in caught.value.message
    validate(7)


def test_S5_statement_first(practice):
    import_(practice, statement_of_day(BATCH, OTHER))
    message = refused(practice, notification(BATCH))
    assert "053" in message
    assert sum(o.amount for o in origins()) == 37


def test_S5_total_first_then_its_details(practice):
    "The details take the place of the total, in the statement"
    statement, = import_(practice, statement_of_day(TOTAL, OTHER))[0]
    (changed,), lines = import_(practice, notification(BATCH))
    assert changed == statement
    assert amounts(changed) == [7, 10, 20]
    assert changed.number_of_lines == 3
    assert not changed.amount_elsewhere
    assert [o.information.get('camt_structured_reference')
        for o in origins()] == [None, 'A', 'B']
    assert len(lines) == 1
    # and once only
    refused(practice, notification(BATCH))
    refused(practice, statement_of_day(TOTAL, OTHER))


def test_S5_reference_comes_after_the_amount(practice):
    "The statement tells but the amount, the notification what it is for"
    lone = entry('30', detail('30', reference='A'), servicer='X', date=DAY)
    import_(practice, statement_of_day(TOTAL, OTHER))
    (changed,), lines = import_(practice, notification(lone))
    assert amounts(changed) == [7, 30]
    origin, = origins(amount=30)
    assert origin.information['camt_structured_reference'] == 'A'
    assert len(lines) == 1
    refused(practice, statement_of_day(TOTAL, OTHER))
    refused(practice, notification(lone))


def test_S5_total_without_a_number(practice):
    "Day and amount are all that the messages have in common"
    batch, total = (
        part.replace('<AcctSvcrRef>X</AcctSvcrRef>', '')
        for part in (BATCH, TOTAL))
    statement, = import_(practice, statement_of_day(total, OTHER))[0]
    (changed,), _ = import_(practice, notification(batch))
    assert changed == statement
    assert amounts(changed) == [7, 10, 20]
    refused(practice, notification(batch))
    refused(practice, statement_of_day(total, OTHER))


def test_S5_total_in_use_is_left_alone(practice):
    Line = Pool().get('account.statement.line')
    import_(practice, statement_of_day(TOTAL, OTHER))
    total, = origins(amount=30)
    Line.create([{
                'statement': total.statement.id,
                'origin': total.id,
                'date': total.date,
                'amount': D(30),
                'account': practice.accounts['revenue'].id}])
    message = refused(practice, notification(BATCH))
    assert "053" in message
    assert sum(o.amount for o in origins()) == 37
    # with something new beside it, it is told
    (statement,), lines = import_(
        practice, notification(BATCH, entry('1', date=DAY)))
    assert amounts(statement) == [1]
    assert any("its total" in line for line in lines)


# The notification tells the payments of the total as entries of their own

LONE = [
    entry(a, detail(a, reference=r), servicer=r, date=DAY)
    for a, r in [('10', 'A'), ('20', 'B')]]


def test_S5_payments_apart_first(practice):
    "No receipt is left out by a mere sum, and it is told"
    import_(practice, notification(*LONE))
    (statement,), lines = import_(practice, statement_of_day(TOTAL, OTHER))
    assert amounts(statement) == [30, 7]
    line, _ = lines
    assert "30.00" in line and "054" in line and "total" in line


def test_S5_payments_apart_after_their_total(practice):
    Statement = Pool().get('account.statement')
    import_(practice, statement_of_day(TOTAL, OTHER))
    _, _, previewed = Statement.preview_files(
        practice.company, [("054.xml", notification(*LONE), None)])
    (statement,), lines = import_(practice, notification(*LONE))
    assert amounts(statement) == [10, 20]
    assert previewed == ['\n'.join(lines)]
    assert "30.00" in lines[0] and "053" in lines[0]


@pytest.mark.parametrize('others', [
        # Another sum, another day, a single payment, a debit among them
        [LONE[0]], [*LONE, entry('1', detail('1', reference='C'), date=DAY)],
        [e.replace(DAY, '2025-01-30') for e in LONE],
        [entry('30', detail('30', reference='C'), date=DAY)],
        [entry('40', detail('40', reference='C'), date=DAY),
            entry('10', detail('10', reference='D'), sign='DBIT', date=DAY)],
        ])
def test_S5_no_total(practice, others):
    import_(practice, notification(*others))
    _, lines = import_(practice, statement_of_day(TOTAL, OTHER))
    assert not any("total" in line for line in lines)


def test_S5_real_files(practice):
    "PostFinance: the statement of a month-end and the advices of its batches"
    create_journal(practice, 'CH03 0900 0000 2500 9034 2')
    day = ('camt/dvbern__v04_camt.053_P_CH0309000000250090342_380000000'
        '_0_2016053100163801.xml')
    import_(practice, content('camt/metasfresh__camt054_QRR.xml'))
    (statement,), lines = import_(practice, content(day))
    assert len(statement.origins) == 22
    assert statement.amount_elsewhere == 1000
    assert sum(o.amount for o in origins()) == D('537.61')
    refused(practice, content(
            'camt/dvbern__v04_camt.054-ES_P_CH0309000000250090342_38000000'
            '_0_2016052723011813.xml'))


def test_files_of_one_call_know_each_other(practice):
    Statement = Pool().get('account.statement')
    statements, lines = Statement.import_files(practice.company, [
            ("053.xml", statement_of_day(TOTAL, OTHER), None),
            ("054.xml", notification(BATCH), 'camt')])
    assert len(statements) == 2
    assert sum(o.amount for o in origins()) == 37
