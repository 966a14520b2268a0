# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Opening reports and lists on n invoices, beside core's general ledger.

``python -m bench.reports [n …]`` prints for each number of invoices the
statements of SQL, the processor time, the ratio to that of the general
ledger of the same year, and how the time grows with n. A screen is what a
client reads when it opens the list: the first rows, and the counts of the
list or of its tabs.
"""
import sys
import time

from tests import cache
from tests.tools import count_statements, create_invoices, practice_transaction
from trytond.pool import Pool
from trytond.pyson import PYSONDecoder
from trytond.transaction import Transaction

NUMBERS = [250, 1000, 2000]
AT_ONCE = 250
ROWS = 80
INVOICES = 'account.invoice'
PEER = 'account.general_ledger.account'
SCREENS = [
    INVOICES,
    'account.invoice.payment.receipts_book',
    'account.invoice.payment.cash_sheet',
    'account.invoice.payment.given_away',
    'account.invoice.payment.given_away.period',
    'account.invoice.payment.given_away.party',
    ]


def take_payments(practice, number):
    "Invoices: one in ten is lost, one in ten is open, the others are paid"
    Invoice = Pool().get('account.invoice')
    for start in range(0, number, AT_ONCE):
        invoices = Invoice.browse(create_invoices(
                practice, ['100'] * min(AT_ONCE, number - start),
                party=lambda i: practice.patients[i % len(practice.patients)]))
        tenth = len(invoices) // 10
        Invoice.pay_balance(
            invoices[:tenth], practice.method('loss'), practice.today,
            reason="Hardship")
        Invoice.pay_balance(
            invoices[2 * tenth:], practice.method('cash'), practice.today)
        Transaction().tasks.clear()
        yield start + len(invoices)


def tabs(name):
    "The domains of the tabs of the list"
    if name != INVOICES:
        return [[]]
    Domain = Pool().get('ir.action.act_window.domain')
    return [
        PYSONDecoder().decode(d.domain) for d in Domain.search([
                ('act_window.res_model', '=', INVOICES),
                ['OR',
                    ('domain', 'like', '%payment_state%'),
                    ('domain', 'like', '%overdue%'),
                    ],
                ])]


def open_screen(name):
    Model = Pool().get(name)
    view = Model.fields_view_get(view_type='tree')
    for domain in tabs(name):
        Model.search_count(domain)
    Model.search_read([], limit=ROWS, fields_names=[
            f for f, values in view['fields'].items()
            if values['type'] not in {'one2many', 'many2many'}])


def measure(name, context):
    "Return the statements and the seconds"
    with Transaction().set_context(context), count_statements() as counter:
        # What is kept in memory is there
        open_screen(name)
        counter.clear()
        start = time.process_time()
        open_screen(name)
        return len(counter), time.process_time() - start


def context_of(practice):
    FiscalYear = Pool().get('account.fiscalyear')
    year, = FiscalYear.search([
            ('company', '=', practice.company.id),
            ('start_date', '<=', practice.today),
            ('end_date', '>=', practice.today),
            ])
    return {
        'company': practice.company.id,
        'fiscalyear': year.id,
        'from_date': year.start_date,
        'to_date': year.end_date,
        'start_date': year.start_date,
        'end_date': year.end_date,
        }


def main(numbers):
    cache.install()
    before = {}
    titles = "SQL", "ms", "ratio", "growth"
    print(f"{'invoices':>8}  {'':42}", *(f'{t:>7}' for t in titles))
    with practice_transaction() as practice:
        context = context_of(practice)
        for done in take_payments(practice, max(numbers)):
            if done not in numbers:
                continue
            _, peer = measure(PEER, context)
            for name in [PEER, *SCREENS]:
                statements, seconds = measure(name, context)
                growth = seconds / before.get(name, seconds)
                before[name] = seconds
                print(
                    f"{done:8}  {name:42} {statements:7}"
                    f" {seconds * 1000:7.1f} {seconds / peer:7.2f}"
                    f" {growth:7.2f}", flush=True)


if __name__ == '__main__':
    main([int(n) for n in sys.argv[1:]] or NUMBERS)
