# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The sheet of a till that was closed: figures, count, difference."""
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..exceptions import PaymentReportError
from ..report.letter import LetterReport


class TillSheet(LetterReport):
    __name__ = 'account.invoice.payment.till_closing.sheet'

    @classmethod
    def get_context(cls, records, header, data):
        Closing = Pool().get('account.invoice.payment.till_closing')
        report_context = super().get_context(records, header, data)
        closing = Closing(report_context['record'].id)
        if closing.state != 'closed':
            raise PaymentReportError(gettext(
                    'medical_payment.msg_till_print',
                    closing=closing.rec_name))
        company = closing.company
        report_context.update(cls.get_letter_context(
                company, company.party, report_context['user']))
        lang = report_context['lang']
        with Transaction().set_context(
                language=lang.code if lang else Transaction().language):
            closing = Closing(closing.id)
            report_context.update(
                closing=closing,
                figures=cls._get_figures(closing),
                counts=[c for c in closing.counts if c.number],
                currency=closing.currency)
        return report_context

    @staticmethod
    def _get_figures(closing):
        "Return pairs of text and amount, in the order of the form"
        names = ['opening', 'taken', 'paid_out', 'brought', 'other',
            'expected', 'counted', 'difference']
        definition = closing.fields_get(names)
        return [
            (definition[name]['string'], getattr(closing, name))
            for name in names
            if name != 'other' or closing.other]
