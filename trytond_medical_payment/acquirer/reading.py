# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A report that is read and compared with what is recorded."""
from collections import namedtuple
from functools import cached_property

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import without_check_access

from ..bankfile import BankFileError, read_report
from ..exceptions import AcquirerReportError
from ..gateway.reported import Line, compare_report
from ..rights import check_group, check_readable
from ..statement_import.message import refusal

# A transaction with the payout that it is in, the number of that one, and what
# it is known by
Entry = namedtuple('Entry', 'transaction payout place key')


class Reading:
    """A report beside the payments of a method.

    Made anew from the file whenever it is asked for: what a client sends back
    of what it was shown decides nothing."""

    def __init__(self, method, data, name=''):
        check_group('group_bank_reconciliation')
        if not method or not data:
            raise AcquirerReportError(gettext(
                    'medical_payment.msg_acquirer_report_start'))
        check_readable([method])
        if method.deposit != 'payout':
            raise AcquirerReportError(gettext(
                    'medical_payment.msg_acquirer_report_method',
                    method=method.rec_name))
        self.method = method
        self.company = method.company
        try:
            self.report = read_report(bytes(data), name or '')
        except BankFileError as error:
            raise AcquirerReportError(refusal(error)) from error
        self.entries = list(self._entries())
        # A fee is nobody's payment
        self.compared = [
            n for n, e in enumerate(self.entries)
            if e.transaction.kind != 'fee']
        lines = [self._line(self.entries[n]) for n in self.compared]
        Payment = Pool().get('account.invoice.payment')
        # Whether money waits is read from lines of accounts, which who
        # reconciles the bank need not see
        with without_check_access():
            self.result = compare_report(method, lines)
            self.waiting = Payment.get_waits_for_bank(
                list(self.result.pairs.values()), 'waits_for_bank')

    def _entries(self):
        "What has no reference is known by what it is, counted among equals"
        counts = {}
        for place, payout in enumerate(self.report.payouts):
            for transaction in payout.transactions:
                name = transaction.reference
                if not name:
                    alike = (
                        payout.date.isoformat(),
                        transaction.date.isoformat(),
                        format(transaction.gross.normalize(), 'f'))
                    counts[alike] = counts.get(alike, 0) + 1
                    name = ' '.join([*alike, str(counts[alike])])
                yield Entry(
                    transaction, payout, place,
                    f'{self.report.acquirer} {transaction.kind} {name}')

    def _line(self, entry):
        transaction = entry.transaction
        currency = self.currency_of(entry.payout)
        return Line(
            key=entry.key,
            amount=(
                currency.round(transaction.gross) if currency
                else transaction.gross),
            currency=entry.payout.currency or self.company.currency.code,
            date=transaction.date,
            reference=transaction.reference,
            concerns=transaction.concerns,
            taken_back=transaction.kind != 'payment')

    @cached_property
    def currencies(self):
        "The currencies of the payouts by their codes"
        Currency = Pool().get('currency.currency')
        codes = {
            p.currency or self.company.currency.code
            for p in self.report.payouts}
        return {
            c.code: c for c in Currency.search([('code', 'in', list(codes))])}

    def currency_of(self, payout):
        return self.currencies.get(
            payout.currency or self.company.currency.code)

    def _by_entry(self, found):
        "Turn what was found by line into what was found by entry"
        return {self.compared[n]: payment for n, payment in found.items()}

    @cached_property
    def pairs(self):
        return self._by_entry(self.result.pairs)

    @cached_property
    def concerned(self):
        return self._by_entry(self.result.concerned)

    @cached_property
    def cancelled(self):
        return self._by_entry(self.result.cancelled)

    @cached_property
    def unclear(self):
        return {self.compared[n] for n in self.result.unclear}

    @property
    def missing(self):
        "The numbers of the payments of the report that nobody recorded"
        return [
            n for n, entry in enumerate(self.entries)
            if entry.transaction.kind == 'payment' and n not in self.pairs]

    @property
    def deductions(self):
        "The numbers of what was taken back and is not recorded as such"
        return [
            n for n, entry in enumerate(self.entries)
            if entry.transaction.kind != 'payment' and n not in self.pairs]

    def remark(self, number):
        "Return why a transaction that is missing is not to be recorded"
        if number in self.cancelled:
            return 'cancelled'
        elif number in self.unclear:
            return 'unclear'
        elif not self.currency_of(self.entries[number].payout):
            return 'currency'

    @cached_property
    def paid_out(self):
        "The payments that were found, for each payout"
        found = [[] for _ in self.report.payouts]
        for number, payment in sorted(self.pairs.items()):
            found[self.entries[number].place].append(payment)
        return found

    def arrived(self, payments):
        "Return if the bank shows the payments"
        waiting = {self.waiting[p.id] for p in payments}
        if len(waiting) > 1:
            return 'partly'
        return {True: 'waiting', False: 'arrived'}[
            waiting.pop()] if waiting else None

    def record(self, parties):
        """Record what is missing on the account of the parties, by key.

        Return the payments. What was recorded meanwhile is none of them."""
        pool = Pool()
        Payment = pool.get('account.invoice.payment')
        check_group('group_payment')
        check_readable(list(set(parties.values())))
        with without_check_access():
            payments = Payment.create([
                    self._values(
                        self.entries[n], parties[self.entries[n].key])
                    for n in self.missing
                    if self.entries[n].key in parties and not self.remark(n)])
            Payment.settle(payments)
        return Payment.browse(payments)

    def _values(self, entry, party):
        line = self._line(entry)
        return {
            'company': self.company.id,
            'party': party.id,
            'method': self.method.id,
            'date': line.date,
            'amount': line.amount,
            'currency': self.currency_of(entry.payout).id,
            'reference': line.reference or None,
            'import_key': line.key,
            }
