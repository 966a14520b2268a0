# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..background import has_worker
from ..exceptions import PaymentError
from ..rights import check_group, check_readable, in_group
from .excess import ExcessMixin
from .progress import PayManyMixin, skipped_message


class MarkAsPaidResult(ModelView):
    __name__ = 'account.invoice.mark_as_paid.result'

    message = fields.Text("Message", readonly=True)


class MarkAsPaid(ExcessMixin, PayManyMixin, Wizard):
    __name__ = 'account.invoice.mark_as_paid'
    start = StateView('account.invoice.mark_as_paid.start',
        'medical_payment.mark_as_paid_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Pay", 'pay', 'tryton-ok', default=True),
            ])
    pay = StateTransition()
    result = StateView('account.invoice.mark_as_paid.result',
        'medical_payment.mark_as_paid_result_view_form', [
            Button("Close", 'end', 'tryton-close', default=True),
            ])

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['create'].fresh_session = True

    def check_start(self):
        if self.start.method and self.start.method.gives_away:
            check_group('group_give_away')

    def _allowed(self):
        check_readable(self.records)
        return [i for i in self.records if i.allow_mark_as_paid]

    def default_start(self, fields):
        if getattr(self.start, 'company', None):
            # The user comes back to change something
            return self._entered(fields)
        pool = Pool()
        Configuration = pool.get('account.configuration')
        Date = pool.get('ir.date')
        Invoice = pool.get('account.invoice')
        invoices = self._allowed()
        companies = {i.company for i in invoices or self.records}
        if len(companies) != 1:
            raise PaymentError(gettext(
                    'medical_payment.msg_mark_as_paid_companies'))
        company, = companies
        claims = Invoice.open_claims(invoices)
        total = sum(a for c in claims.values() for a in c.values())
        values = {
            'company': company.id,
            'invoices': len(invoices),
            'date': Date.today(),
            'may_give_away': in_group('group_give_away'),
            }
        method = Configuration(1).get_multivalue(
            'default_payment_method', company=company.id)
        if method:
            values['method'] = method.id
        currencies = {i.currency for i in invoices}
        if len(currencies) == 1:
            currency, = currencies
            values['currency'] = currency.id
            values['total_amount'] = total
        if len(self.records) == 1 and invoices:
            invoice, = invoices
            values.update(self._default_single(invoice, total))
        return values

    def _entered(self, fields):
        "Return what the user entered before"
        values = {}
        for name in fields:
            if '.' not in name:
                value = getattr(self.start, name, None)
                values[name] = getattr(value, 'id', value)
        return values

    def _default_single(self, invoice, total):
        "Return what is asked, and told, of a single invoice only"
        pool = Pool()
        Date = pool.get('ir.date')
        Payment = pool.get('account.invoice.payment')
        method, tolerance = Payment.residue_limits(invoice.company)
        return {
            'invoice': invoice.id,
            'amount': total,
            'party': invoice.payer_proposed.id,
            'age': (Date.today() - invoice.invoice_date).days,
            'reminders': invoice.reminders_sent,
            'earlier_losses': invoice.earlier_losses,
            'tolerance': tolerance if method else Decimal(0),
            'close_residue': True,
            }

    def _payment_values(self):
        "Return what the user decided of the payments"
        start = self.start
        values = {
            'reason': start.reason,
            'reason_category': start.reason_category,
            }
        if start.invoice:
            values.update({
                    'amount': start.amount,
                    'party': start.party,
                    'reference': start.reference,
                    })
        return values

    def _pay(self, invoices, values):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Payment = pool.get('account.invoice.payment')
        start = self.start
        payments, skipped = Invoice.pay_balance(
            invoices, start.method, start.date, **values)
        if start.invoice and start.is_residue and start.close_residue:
            Payment.close_residues(payments)
        return payments, skipped

    def transition_pay(self):
        size = self._size
        if self._ask_excess():
            return 'excess'
        elif not size or len(self.records) <= size:
            return self._pay_at_once()
        elif has_worker():
            return self._pay_in_background()
        else:
            return self._pay_step(size)

    def _pay_at_once(self):
        payments, skipped = self._pay(self.records, self._payment_values())
        self.result.message = self._get_message(payments, skipped)
        if self.result.message:
            return 'result'
        return 'end'

    def _get_message(self, payments, skipped):
        "Return what the user should know of"
        Lang = Pool().get('ir.lang')
        lang = Lang.get()
        messages = []
        if skipped:
            messages.append(skipped_message(len(payments), skipped))
        credit = self._get_credit(payments)
        if credit:
            messages.append(gettext(
                    'medical_payment.msg_mark_as_paid_on_account',
                    amount=lang.currency(
                        credit.amount_available, credit.currency),
                    party=credit.line.party.rec_name))
        return '\n'.join(messages)

    def _get_credit(self, payments):
        "Return what was paid too much and is still on account"
        Payment = Pool().get('account.invoice.payment')
        if self.start.invoice and payments:
            for credit in Payment.search([
                        ('move', '=', payments[0].move.id),
                        ('invoice', '=', None),
                        ]):
                if credit.amount_available:
                    return credit

    def default_result(self, fields):
        return {'message': self.result.message}

    def end(self):
        return 'reload'
