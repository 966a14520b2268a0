# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How draft payments become posted moves that settle invoices."""
from collections import defaultdict, namedtuple
from decimal import Decimal
from itertools import chain

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..batch import batches
from ..exceptions import (
    PaymentAccountError, PaymentAmountError, PaymentMethodError,
    PaymentReasonError)

# What a payment can do without
OPTIONAL = ['number', 'reference', 'reason', 'reason_category', 'refunded']

# What was decided, and goes on where a payment follows from another one
FOLLOWING = [
    'company', 'invoice', 'party', 'method', 'date', 'currency', 'reference',
    'reason', 'reason_category']

# What a payment settles and the party that owed it
Part = namedtuple('Part', 'payment party')


class SettlementMixin:
    __slots__ = ()

    @classmethod
    def settle(cls, payments):
        """Post the draft payments, one move for each, in batches.

        What exceeds the invoice becomes a payment on account of its own."""
        Invoice = Pool().get('account.invoice')
        if not payments:
            return
        cls.check_rights(payments)
        cls.lock([p for p in payments if p.id is not None])
        Invoice.lock(list({p.invoice for p in payments if p.invoice}))
        cls.check_decided(payments)
        # What settles the same invoice stays together
        by_invoice = defaultdict(list)
        for payment in payments:
            by_invoice[payment.invoice or id(payment)].append(payment)
        for batch in batches(by_invoice.values()):
            cls._settle_batch(list(chain(*batch)))

    @classmethod
    def _settle_batch(cls, payments):
        Invoice = Pool().get('account.invoice')
        invoices = Invoice.browse(
            list({p.invoice.id: None for p in payments if p.invoice}))
        receipts = cls._allocate(payments, Invoice.open_claims(invoices))
        claims = cls._get_claim_lines(receipts)
        counterparts = cls._get_counterparts(receipts, claims)
        cls._adjust_counterparts(receipts, counterparts)
        cls._post_moves(receipts, claims, counterparts)
        settled = cls._set_posted(receipts, claims)
        cls._link(settled)
        cls.number_documents(settled)
        Invoice.settle_due(invoices)

    @classmethod
    def check_decided(cls, payments):
        "Check what the user decided before anything is written"
        cls._fill_reasons(payments)
        cls._check_methods(payments)
        cls.check_limits(payments)

    @classmethod
    def _get_claim_lines(cls, receipts):
        "Return for each receipt the lines that settle, one for each part"
        return [
            [p.payment._get_claim_line(p.party) for p in parts]
            for parts in receipts]

    @classmethod
    def _post_moves(cls, receipts, claims, counterparts):
        "Save and post the moves of the receipts with their lines"
        pool = Pool()
        Move = pool.get('account.move')
        MoveLine = pool.get('account.move.line')
        moves = cls._get_moves(receipts)
        Move.save(moves)
        for move, *lines_of_move in zip(moves, claims, counterparts):
            for line in chain(*lines_of_move):
                line.move = move
        MoveLine.save(list(chain(*claims, *counterparts)))
        Move.post(moves)

    @classmethod
    def _set_posted(cls, receipts, claims):
        "Number and post the payments of the receipts, return them"
        settled = [p.payment for parts in receipts for p in parts]
        cls.number_payments(settled)
        for payment, line in zip(settled, chain(*claims)):
            payment.move = line.move
            payment.line = line
            payment.state = 'posted'
        cls.save(settled)
        cls.log(settled, 'transition', 'state:posted')
        return settled

    @classmethod
    def new(cls, **values):
        """Return a payment to settle, which needs no saving before.

        What is not given is empty."""
        payment = cls()
        for name in OPTIONAL:
            setattr(payment, name, None)
        for name, value in values.items():
            setattr(payment, name, value)
        return payment

    def follow(self, **values):
        """Return the payment that follows from this one: a part of it, what
        stays of it, or the same once more.

        What is not given is as it was here. The amount must be given."""
        kept = {name: getattr(self, name, None) for name in FOLLOWING}
        return self.new(**{**kept, **values})

    @property
    def _name(self):
        "How messages name the payment, saved or not"
        if self.id is not None:
            return self.rec_name
        return (self.invoice or self.party).rec_name

    @classmethod
    def number_payments(cls, payments):
        "Number the payments that have none"
        pool = Pool()
        Configuration = pool.get('account.configuration')
        configuration = Configuration(1)
        by_company = defaultdict(list)
        for payment in payments:
            if not getattr(payment, 'number', None):
                by_company[payment.company].append(payment)
        for company, c_payments in by_company.items():
            sequence = configuration.get_multivalue(
                'invoice_payment_sequence', company=company.id)
            for payment, number in zip(
                    c_payments, sequence.get_many(len(c_payments))):
                payment.number = number

    @classmethod
    def _check_methods(cls, payments):
        "Check the method, the reason and the account of the payments"
        for payment in payments:
            method = payment.method
            if not method:
                raise PaymentMethodError(gettext(
                        'medical_payment.msg_payment_method_missing',
                        payment=payment._name))
            if payment.gives_away:
                if not payment.invoice and not payment.refunded:
                    raise PaymentMethodError(gettext(
                            'medical_payment.msg_payment_method_on_account',
                            payment=payment._name,
                            method=method.rec_name))
                if not (payment.reason or '').strip():
                    raise PaymentReasonError(gettext(
                            'medical_payment.msg_payment_reason_missing',
                            payment=payment._name,
                            method=method.rec_name))
            account = method.account_for(payment.amount, date=payment.date)
            if not account or account.closed:
                raise PaymentAccountError(gettext(
                        'medical_payment.msg_payment_account_closed',
                        payment=payment._name,
                        method=method.rec_name))

    @classmethod
    def _allocate(cls, payments, claims):
        """Return the parts of each payment: one for each party that owes,
        the payer's own claim first, then what stays on account."""
        receipts = []
        for payment in payments:
            if payment.invoice:
                receipts.append(
                    payment._get_parts(claims[payment.invoice.id]))
            else:
                if (not payment.amount
                        or (payment.amount < 0) != bool(payment.refunded)):
                    payment._raise_amount(
                        'msg_payment_amount_on_account', Decimal(0))
                owner = payment.party
                if payment.refunded:
                    owner = payment.refunded.line.party
                receipts.append([Part(payment, owner.id)])
        return receipts

    def _get_parts(self, claims):
        "Take the amount from the open claims, by party"
        open_ = sum(claims.values())
        if not self.amount or not open_ or (self.amount > 0) != (open_ > 0):
            self._raise_amount('msg_payment_amount_wrong', open_)
        Invoice = Pool().get('account.invoice')
        taken = list(Invoice.spread(
                self.amount, claims, first=self.party.id))
        for party, amount in taken:
            claims[party] -= amount
        remaining = self.amount - sum(a for _, a in taken)
        if remaining:
            if (self.gives_away
                    or self.invoice.type != 'out' or remaining < 0):
                self._raise_amount('msg_payment_amount_exceeds', open_)
        parts = []
        for party, amount in taken:
            payment = self.follow() if parts else self
            payment.amount = amount
            parts.append(Part(payment, party))
        if remaining:
            payment = self.follow(
                invoice=None, reason=None, reason_category=None)
            payment.amount = remaining
            parts.append(Part(payment, self.invoice.party.id))
        return parts

    def _raise_amount(self, message, open_):
        Lang = Pool().get('ir.lang')
        lang = Lang.get()
        raise PaymentAmountError(gettext(
                f'medical_payment.{message}',
                payment=self._name,
                invoice=(self.invoice or self.party).rec_name,
                amount=lang.currency(self.amount, self.currency),
                open=lang.currency(open_, self.currency)))

    @classmethod
    def _get_moves(cls, receipts):
        pool = Pool()
        Move = pool.get('account.move')
        Period = pool.get('account.period')
        periods = {}
        moves = []
        for parts in receipts:
            payment = parts[0].payment
            key = payment.company, payment.date
            if key not in periods:
                periods[key] = Period.find(
                    payment.company, date=payment.date)
            moves.append(Move(
                    journal=payment.method.journal,
                    period=periods[key],
                    date=payment.date,
                    origin=payment.invoice or payment,
                    description=payment.reference,
                    company=payment.company))
        return moves

    @property
    def claim_account(self):
        "The account of the claim that is settled"
        if self.invoice:
            return self.invoice.account
        elif self.refunded:
            return self.refunded.line.account
        with Transaction().set_context(
                company=self.company.id, date=self.date):
            account = self.party.account_receivable_used
        if not account:
            raise PaymentAccountError(gettext(
                    'medical_payment.msg_payment_receivable_missing',
                    payment=self._name,
                    party=self.party.rec_name))
        return account

    def _get_claim_line(self, party):
        "Return the line that settles the claim"
        account = self.claim_account
        sign = 1 if not self.invoice or self.invoice.type == 'out' else -1
        line = self._get_line(
            account, -sign * self.company_amount, -sign * self.amount)
        if account.party_required:
            line.party = party
        return line

    @property
    def company_amount(self):
        """The amount in the currency of the company: at the rate of the date
        of a payment, at the rate of the claim when it is given away"""
        Currency = Pool().get('currency.currency')
        if self.gives_away and self.invoice:
            claimed = self.invoice.lines_to_pay
            balance = sum(map(self.invoice.claim_balance, claimed))
            company_balance = sum(l.debit - l.credit for l in claimed)
            return self.company.currency.round(
                self.amount * abs(company_balance / balance))
        with Transaction().set_context(date=self.date):
            return Currency.compute(
                self.currency, self.amount, self.company.currency)

    def _get_line(self, account, balance, amount_second_currency):
        Line = Pool().get('account.move.line')
        line = Line(account=account)
        line.debit = max(balance, Decimal(0))
        line.credit = max(-balance, Decimal(0))
        line.second_currency = line.amount_second_currency = None
        if self.currency != self.company.currency:
            line.second_currency = self.currency
            line.amount_second_currency = amount_second_currency
        return line

    @classmethod
    def _get_counterparts(cls, receipts, claims):
        "Return for each receipt the lines on the accounts of the method"
        return [
            [parts[0].payment._get_counterpart(lines)]
            for parts, lines in zip(receipts, claims)]

    def _get_counterpart(self, claims):
        balance = sum(c.credit - c.debit for c in claims)
        amount_second_currency = -sum(
            getattr(c, 'amount_second_currency', 0) or 0 for c in claims)
        account = self.method.account_for(balance, date=self.date)
        line = self._get_line(account, balance, amount_second_currency)
        if account.party_required:
            line.party = self.party
        return line

    @classmethod
    def _link(cls, payments):
        "Add the lines to the invoices, by date for the taxes on cash basis"
        Invoice = Pool().get('account.invoice')
        by_date = defaultdict(lambda: defaultdict(list))
        for payment in payments:
            if payment.invoice:
                by_date[payment.date][payment.invoice.id].append(payment.line)
        for date, linked in by_date.items():
            with Transaction().set_context(payment_date=date):
                Invoice.add_payment_lines(dict(zip(
                            Invoice.browse(linked), linked.values())))
