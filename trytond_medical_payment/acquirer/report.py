# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the user sees of an acquirer's report."""
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

_ARRIVED = [
    (None, ""),
    ('waiting', "Waiting for the Bank"),
    ('partly', "Partly Arrived"),
    ('arrived', "Arrived"),
    ]
_REMARKS = [
    (None, ""),
    ('unclear', "Unclear Which"),
    ('cancelled', "Recorded and Cancelled"),
    ('currency', "Unknown Currency"),
    ]


class AcquirerReportStart(ModelView):
    __name__ = 'account.invoice.payment.acquirer_report.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    method = fields.Many2One(
        'account.invoice.payment.method', "Method", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('deposit', '=', 'payout'),
            ],
        help="The method whose payments the acquirer pays out.")
    file_ = fields.Binary(
        "File", filename='file_name', required=True,
        help="The transactions with fee and payout, as CSV or XLSX, from the "
        "portal of TWINT, SumUp or Worldline.\n"
        "Several files may be packed as ZIP.")
    file_name = fields.Char("File Name")

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')

    @classmethod
    def default_method(cls):
        Method = Pool().get('account.invoice.payment.method')
        methods = Method.search([
                ('company', '=', cls.default_company()),
                ('deposit', '=', 'payout'),
                ], limit=2)
        if len(methods) == 1:
            method, = methods
            return method.id


class AcquirerReportResult(ModelView):
    __name__ = 'account.invoice.payment.acquirer_report.result'

    message = fields.Char("Message", readonly=True)
    notes = fields.Text(
        "Messages", readonly=True,
        states={
            'invisible': ~Eval('notes'),
            })
    may_record = fields.Boolean("May Record", readonly=True)
    payouts = fields.One2Many(
        'account.invoice.payment.acquirer_report.payout', None, "Payouts",
        readonly=True)
    matched = fields.One2Many(
        'account.invoice.payment.acquirer_report.transaction', None,
        "Matched", readonly=True)
    missing_here = fields.One2Many(
        'account.invoice.payment.acquirer_report.transaction', None,
        "Missing Here",
        # Clients offer no new line
        size=0,
        help="The acquirer has it, and nobody recorded it.\n"
        "Enter who paid to record it on account.")
    missing_there = fields.One2Many(
        'account.invoice.payment.acquirer_report.payment', None,
        "Missing in the Report", readonly=True,
        help="It was recorded and waits for the bank, and the acquirer does "
        "not have it.\n"
        "What was taken on the last day may be in the next report.")
    deductions = fields.One2Many(
        'account.invoice.payment.acquirer_report.transaction', None,
        "Deductions", readonly=True,
        help="Refunds, chargebacks and fees: what the acquirer took back or "
        "kept. Nothing is booked for them here.")

    @classmethod
    def view_attributes(cls):
        # What is empty is in nobody's way, but for the page to begin with
        return super().view_attributes() + [
            (f'/form/notebook/page[@name="{name}"]', 'states', {
                    'invisible': ~Eval(name, []),
                    })
            for name in ['missing_there', 'deductions', 'matched']]


class AcquirerReportPayout(ModelView):
    __name__ = 'account.invoice.payment.acquirer_report.payout'

    date = fields.Date(
        "Date", readonly=True,
        help="The day on which the acquirer pays; the bank may be later.")
    reference = fields.Char("Reference", readonly=True)
    number = fields.Integer("Transactions", readonly=True)
    gross = Monetary(
        "Gross", currency='currency', digits='currency', readonly=True)
    fee = Monetary(
        "Fee", currency='currency', digits='currency', readonly=True)
    net = Monetary(
        "To Arrive", currency='currency', digits='currency', readonly=True,
        help="The line of the bank to expect.")
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    arrived = fields.Selection(
        _ARRIVED, "Arrived", readonly=True, sort=False)
    deposit = fields.Many2One(
        'account.invoice.payment.deposit', "Deposit", readonly=True)


class AcquirerReportTransaction(ModelView):
    __name__ = 'account.invoice.payment.acquirer_report.transaction'

    key = fields.Char("Key", readonly=True)
    kind = fields.Selection([
            ('payment', "Payment"),
            ('refund', "Refund"),
            ('chargeback', "Chargeback"),
            ('fee', "Fee"),
            ], "Kind", readonly=True, sort=False)
    date = fields.Date("Date", readonly=True)
    reference = fields.Char("Reference", readonly=True)
    payout = fields.Char("Payout", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True,
        help="Gross, before what the acquirer keeps.")
    fee = Monetary(
        "Fee", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    payment = fields.Many2One(
        'account.invoice.payment', "Payment", readonly=True)
    payer = fields.Char("Payer", readonly=True)
    party = fields.Many2One(
        'party.party', "On Account of",
        states={
            'readonly': Bool(Eval('remark')),
            },
        help="The party that paid, on whose account the amount goes.")
    arrived = fields.Selection(
        _ARRIVED, "Arrived", readonly=True, sort=False)
    deposit = fields.Many2One(
        'account.invoice.payment.deposit', "Deposit", readonly=True)
    remark = fields.Selection(
        _REMARKS, "Remark", readonly=True, sort=False,
        help="Unclear Which: payments of the same amount were recorded on "
        "days nearby, and may be this one. Look at them first.\n"
        "Recorded and Cancelled: it was made of this report and cancelled "
        "since.")


class AcquirerReportPayment(ModelView):
    __name__ = 'account.invoice.payment.acquirer_report.payment'

    payment = fields.Many2One(
        'account.invoice.payment', "Payment", readonly=True)
    date = fields.Date("Date", readonly=True)
    payer = fields.Char("Payer", readonly=True)
    reference = fields.Char("Reference", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    remark = fields.Selection([
            (None, ""),
            ('unclear', "Unclear Which"),
            ], "Remark", readonly=True,
        help="Unclear Which: transactions of the same amount are in the "
        "report on days nearby, and may be this payment.")
