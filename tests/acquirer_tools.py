# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Reports of an acquirer, compared by the wizard, for tests."""
import datetime as dt
from decimal import Decimal

from trytond.pool import Pool

from .rpc import without_names
from .tools import TODAY

REPORT = 'account.invoice.payment.acquirer_report'
TITLES = [
    "Payment date", "Payment reference", "Transaction date",
    "Transaction type", "Transaction ID", "Original transaction ID",
    "Currency", "Gross amount", "Commission", "Net amount"]
WORDS = {
    'payment': "Purchase", 'refund': "Refund", 'chargeback': "Chargeback",
    'fee': "Fee"}


def row(gross, fee='0', days=3, kind='payment', reference='', concerns='',
        payout='PO-1', paid=1, currency='CHF'):
    """A transaction of some days ago, and the payout of some days ago"""
    gross, fee = Decimal(gross), Decimal(fee)
    return [
        day(paid), payout, day(days), WORDS[kind], reference, concerns,
        currency, f'{gross:.2f}', f'{fee:.2f}', f'{gross - fee:.2f}']


def day(days):
    return (TODAY - dt.timedelta(days)).isoformat()


def report(*rows):
    return '\n'.join(map(';'.join, [TITLES, *rows])).encode()


class Dialog:
    "The wizard, as a client fills it in"

    def __init__(self, method, data, name="report.csv"):
        self.Wizard = Pool().get(REPORT, type='wizard')
        self.session, start, _ = self.Wizard.create()
        self.defaults = self.Wizard.execute(
            self.session, {}, start)['view']['defaults']
        self.start = {
            'method': getattr(method, 'id', method), 'file_': data,
            'file_name': name}
        self.execute('result', start=self.start)

    def execute(self, state, **data):
        result = self.Wizard.execute(self.session, data, state)
        self.values = result['view']['defaults']
        return result

    def record(self, parties, **values):
        "Enter who paid by reference, and record"
        shown = without_names({**self.values, **values})
        for line in shown['missing_here']:
            if party := parties.get(line['reference']):
                line['party'] = party.id
        self.execute('record', start=self.start, result=shown)

    def rows(self, page, *names):
        return [tuple(r[n] for n in names) for r in self.values[page]]


def recorded():
    Payment = Pool().get('account.invoice.payment')
    return Payment.search([('import_key', '!=', None)])
