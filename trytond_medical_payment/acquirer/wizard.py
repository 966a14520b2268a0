# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.i18n import gettext, ngettext
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..context import BY_CODE
from ..defaults import with_names
from ..exceptions import AcquirerReportError
from ..rights import in_group
from .reading import Reading


class AcquirerReport(Wizard):
    __name__ = 'account.invoice.payment.acquirer_report'

    start = StateView(
        'account.invoice.payment.acquirer_report.start',
        'medical_payment.acquirer_report_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Compare", 'result', 'tryton-search', default=True),
            ])
    result = StateView(
        'account.invoice.payment.acquirer_report.result',
        'medical_payment.acquirer_report_result_view_form', [
            Button("Close", 'end', 'tryton-close', default=True),
            Button("Back", 'start', 'tryton-back', validate=False),
            Button(
                "Record on Account", 'record', 'tryton-ok',
                states={
                    'invisible': ~Bool(Eval('may_record')),
                    }),
            ])
    record = StateTransition()
    # The payments made by the button that was pressed
    recorded = None

    def default_start(self, fields):
        "Keep what was entered when the user comes back"
        start = self.start
        if not start.file_:
            return {}
        return {
            'method': start.method.id if start.method else None,
            'file_': start.file_,
            'file_name': start.file_name,
            }

    @property
    def _reading(self):
        start = self.start
        return Reading(start.method, start.file_, start.file_name)

    def transition_record(self):
        parties = {
            row.key: row.party for row in self.result.missing_here or []
            if getattr(row, 'key', None) and getattr(row, 'party', None)}
        if not parties:
            raise AcquirerReportError(gettext(
                    'medical_payment.msg_acquirer_report_party'))
        self.recorded = self._reading.record(parties)
        return 'result'

    def default_result(self, fields):
        # Who reconciles the bank may not need to know the patients
        with Transaction().set_context({BY_CODE: True}):
            reading = self._reading
            missing = [
                self._transaction(reading, n) for n in reading.missing]
            return {
                'message': gettext(
                    'medical_payment.msg_acquirer_report_found',
                    matched=len(reading.pairs),
                    here=len(missing),
                    there=len(reading.result.missing),
                    deductions=len(reading.deductions)),
                'notes': '\n'.join(self._notes(reading)),
                'may_record': in_group('group_payment') and not all(
                    row['remark'] for row in missing),
                'payouts': [
                    self._payout(reading, payout, payments)
                    for payout, payments in zip(
                        reading.report.payouts, reading.paid_out)],
                'matched': [
                    self._matched(reading, n) for n in sorted(reading.pairs)],
                'missing_here': missing,
                'missing_there': self._missing_there(reading),
                'deductions': [
                    self._deduction(reading, n) for n in reading.deductions],
                }

    def _notes(self, reading):
        "Say what was recorded, and what of the report is not compared"
        if self.recorded:
            yield ngettext(
                'medical_payment.msg_acquirer_report_recorded',
                len(self.recorded),
                number=len(self.recorded),
                payments=', '.join(p.number for p in self.recorded))
        elif self.recorded is not None:
            yield gettext('medical_payment.msg_acquirer_report_nothing')
        for name in ['waiting', 'refused']:
            if number := getattr(reading.report, name):
                yield ngettext(
                    f'medical_payment.msg_acquirer_report_{name}', number,
                    number=number)

    @staticmethod
    def _payout(reading, payout, payments):
        return {
            **with_names(
                currency=reading.currency_of(payout),
                deposit=_deposit(payments)),
            'date': payout.date,
            'reference': payout.reference or None,
            'number': len(payout.transactions),
            'gross': payout.gross,
            'fee': payout.fee,
            'net': payout.net,
            'arrived': reading.arrived(payments),
            }

    @classmethod
    def _transaction(cls, reading, number):
        "Return what the report says of a transaction"
        Lang = Pool().get('ir.lang')
        entry = reading.entries[number]
        transaction, payout = entry.transaction, entry.payout
        payments = reading.paid_out[entry.place]
        return {
            **with_names(
                currency=reading.currency_of(payout),
                deposit=_deposit(payments)),
            'key': entry.key,
            'kind': transaction.kind,
            'date': transaction.date,
            'reference': transaction.reference or None,
            'payout': ' '.join(filter(None, [
                        Lang.get().strftime(payout.date), payout.reference])),
            'amount': transaction.gross,
            'fee': transaction.fee,
            'arrived': reading.arrived(payments),
            'remark': reading.remark(number),
            }

    @classmethod
    def _matched(cls, reading, number):
        payment = reading.pairs[number]
        return {
            **cls._transaction(reading, number),
            **with_names(payment=payment, deposit=payment.deposit),
            'payer': payment.party.rec_name,
            'arrived': reading.arrived([payment]),
            'remark': None,
            }

    @classmethod
    def _deduction(cls, reading, number):
        payment = reading.concerned.get(number)
        return {
            **cls._transaction(reading, number),
            **with_names(payment=payment),
            'payer': payment.party.rec_name if payment else None,
            'remark': (
                'cancelled' if payment and payment.state == 'cancelled'
                else None),
            }

    @staticmethod
    def _missing_there(reading):
        return [{
                **with_names(payment=payment, currency=payment.currency),
                'date': payment.date,
                'payer': payment.party.rec_name,
                'reference': payment.reference,
                'amount': payment.amount,
                'remark': (
                    'unclear' if payment in reading.result.unclear_payments
                    else None),
                } for payment in reading.result.missing]


def _deposit(payments):
    "Return the deposit of payments that arrived together"
    deposits = {p.deposit for p in payments if p.deposit}
    return deposits.pop() if len(deposits) == 1 else None
