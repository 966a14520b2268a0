# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .exceptions import PaymentError
from .rights import check_readable


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @property
    def allow_mark_as_paid(self):
        return self.payment_state in {'unpaid', 'partial'}

    @classmethod
    def pay_balance(cls, invoices, method, date, **values):
        """Pay what is open of the invoices: one payment each, one batch.

        Return the payments and the invoices that were skipped."""
        Payment = Pool().get('account.invoice.payment')
        check_readable(invoices)
        cls.lock(invoices)
        allowed = [i for i in invoices if i.allow_mark_as_paid]
        skipped = [i for i in invoices if not i.allow_mark_as_paid]
        open_ = cls.open_claims(allowed)
        payments = []
        for invoice in allowed:
            amount = sum(open_[invoice.id].values())
            if not amount:
                skipped.append(invoice)
                continue
            payment = Payment.new(
                company=invoice.company,
                invoice=invoice,
                currency=invoice.currency,
                party=invoice.payer_proposed,
                method=method,
                date=date,
                amount=amount)
            for name, value in values.items():
                if value is not None:
                    setattr(payment, name, value)
            payments.append(payment)
        Payment.settle(payments)
        return payments, skipped


def names(invoices, size=10):
    "Return the names of the first invoices"
    result = ', '.join(i.rec_name for i in invoices[:size])
    if len(invoices) > size:
        result += '…'
    return result


def skipped_message(paid, skipped):
    return gettext(
        'medical_payment.msg_mark_as_paid_skipped',
        paid=paid, invoices=names(skipped))


class MarkAsPaidStart(ModelView):
    __name__ = 'account.invoice.mark_as_paid.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    invoice = fields.Many2One(
        'account.invoice', "Invoice", readonly=True,
        states={
            'invisible': ~Eval('invoice'),
            })
    invoices = fields.Integer(
        "Invoices", readonly=True,
        states={
            'invisible': Bool(Eval('invoice')),
            },
        help="The number of invoices to mark as paid.")
    method = fields.Many2One(
        'account.invoice.payment.method', "Method", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ])
    kind = fields.Function(
        fields.Char("Kind"), 'on_change_with_kind')
    date = fields.Date("Date", required=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency',
        states={
            'invisible': ~Eval('invoice'),
            'required': Bool(Eval('invoice')),
            })
    total_amount = Monetary(
        "Total to Pay", currency='currency', digits='currency', readonly=True,
        states={
            'invisible': Bool(Eval('invoice')) | ~Eval('currency'),
            })
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    party = fields.Many2One(
        'party.party', "Party",
        states={
            'invisible': ~Eval('invoice'),
            'required': Bool(Eval('invoice')),
            },
        context={
            'company': Eval('company', -1),
            },
        depends={'company'},
        help="Who paid.")
    reference = fields.Char(
        "Reference",
        states={
            'invisible': ~Eval('invoice'),
            })
    reason = fields.Char(
        "Reason",
        states={
            'invisible': ~Eval('kind').in_(['loss', 'discount']),
            'required': Eval('kind').in_(['loss', 'discount']),
            },
        help="Why it is given away.")

    @fields.depends('method')
    def on_change_with_kind(self, name=None):
        return self.method.kind if self.method else None


class MarkAsPaidResult(ModelView):
    __name__ = 'account.invoice.mark_as_paid.result'

    message = fields.Text("Message", readonly=True)


class MarkAsPaid(Wizard):
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

    def _allowed(self):
        check_readable(self.records)
        return [i for i in self.records if i.allow_mark_as_paid]

    def default_start(self, fields):
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
            values.update({
                    'invoice': invoice.id,
                    'amount': total,
                    'party': invoice.payer_proposed.id,
                    })
        return values

    def _payment_values(self):
        "Return what the user decided of the payments"
        start = self.start
        values = {'reason': start.reason}
        if start.invoice:
            values.update({
                    'amount': start.amount,
                    'party': start.party,
                    'reference': start.reference,
                    })
        return values

    def _pay(self, invoices, values):
        Invoice = Pool().get('account.invoice')
        return Invoice.pay_balance(
            invoices, self.start.method, self.start.date, **values)

    def transition_pay(self):
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
