# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The slip that goes to the bank with cheques or cash."""
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..exceptions import PaymentReportError
from .letter import LetterReport


class DepositSlip(LetterReport):
    __name__ = 'account.invoice.payment.deposit.slip'

    @classmethod
    def get_context(cls, records, header, data):
        Deposit = Pool().get('account.invoice.payment.deposit')
        report_context = super().get_context(records, header, data)
        deposit = Deposit(report_context['record'].id)
        if deposit.method.deposit != 'slip' or deposit.state == 'cancelled':
            raise PaymentReportError(gettext(
                    'medical_payment.msg_slip_print',
                    deposit=deposit.rec_name))
        company = deposit.company
        report_context.update(cls.get_letter_context(
                company, company.party, report_context['user']))
        lang = report_context['lang']
        with Transaction().set_context(
                language=lang.code if lang else Transaction().language):
            report_context.update(
                deposit=Deposit(deposit.id),
                payments=sorted(deposit.payments, key=lambda p: p.id),
                counts=list(deposit.counts),
                currency=deposit.currency,
                account=cls._get_account(company))
        return report_context

    @staticmethod
    def _get_account(company):
        "Return the number of the account of the bank, where there is but one"
        Journal = Pool().get('account.statement.journal')
        accounts = {
            j.bank_account for j in Journal.search([
                    ('company', '=', company.id),
                    ('bank_account', '!=', None),
                    ])}
        if len(accounts) == 1:
            account, = accounts
            return account.rec_name
