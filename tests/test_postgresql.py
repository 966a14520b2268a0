# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What PostgreSQL may do otherwise than SQLite.

SQL of our own, the migration that is written in it, and several users at the
same moment.  One process has one kind of database, so these tests are run in
a process of their own; what goes through Tryton's models only is not
repeated.
"""
import pytest

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
AGAIN = {
    'tools': ['test_tools.py'],
    'migration': ['test_migration.py'],
    # Their queries: reports, the gateway to the matching, sums of invoices
    'sql': [
        'test_report_book.py', 'test_report_cash.py',
        'test_report_given_away.py', 'test_gateway.py',
        'test_payment.py::test_payment_state_as_searched',
        'test_payment.py::test_overdue',
        'test_payment.py::test_W5_cancel_in_any_order',
        'test_payment.py::test_core_write_off_is_a_loss',
        'test_payment.py::test_instalments_the_oldest_first',
        'test_on_account.py::test_larger_credit_is_split',
        'test_tax_adjustment.py::test_W3_everything_given_away',
        'test_tax_adjustment.py::test_second_currency_at_another_rate',
        'test_propose.py::test_A3_payer_by_iban',
        'test_propose.py::test_S2_recorded_payment',
        'test_propose.py::test_W6_recovery',
        'test_till.py::test_usual_method_is_a_till',
        ],
    'plans': ['test_plans.py'],
    # S11, in this process and over the wire, and a worker beside a server
    'together': [
        'test_match_concurrent.py', 'test_together_wire.py',
        'test_till_together.py', 'test_worker.py'],
    }


@pytest.fixture(scope='module')
def outcomes(postgresql):
    "What became of each file, after one run of them all"
    tests = [f'tests/{test}' for tests in AGAIN.values() for test in tests]
    # Statements of SQL are counted on SQLite
    return postgresql.run_tests(
        'again', '-k', 'not sql_statements', *tests)


@pytest.mark.parametrize('tests', AGAIN.values(), ids=list(AGAIN))
def test_again(outcomes, tests):
    for test in tests:
        found = [
            (name, outcome) for name, outcome in outcomes
            if name.startswith(f'tests/{test}')]
        assert found, test
        assert not [f for f in found if f[1] == 'failed']
        assert [f for f in found if f[1] == 'passed'], test
