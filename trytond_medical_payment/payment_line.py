# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A record for each line that pays an invoice, whichever way it came in."""
from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction


class InvoicePaymentLine(metaclass=PoolMeta):
    __name__ = 'account.invoice-account.move.line'

    @classmethod
    def on_modification(cls, mode, links, field_names=None):
        Payment = Pool().get('account.invoice.payment')
        super().on_modification(mode, links, field_names=field_names)
        if mode == 'create':
            Payment.record_links(links)
        elif mode == 'delete':
            Payment.release_links(links)


class Payment(metaclass=PoolMeta):
    __name__ = 'account.invoice.payment'

    @classmethod
    def record_links(cls, links):
        "Record the payments of the lines that were added to invoices"
        pool = Pool()
        Line = pool.get('account.move.line')
        lines = [l.line for l in links]
        known = cls.search([
                ('line', 'in', [l.id for l in lines]),
                ('state', '=', 'posted'),
                ])
        settled = {p.line for p in known if p.invoice}
        credits = {p.line: p for p in known if not p.invoice}
        of_invoices = cls._lines_of_invoices(lines)
        links = [
            l for l in links
            if l.line not in settled and l.line not in of_invoices]
        if not links:
            return
        payments = [cls._from_line(l.invoice, l.line) for l in links]
        for payment in payments:
            payment._set_credit(credits.get(payment.line))
        payments.extend(cls._from_overpaid(Line.browse(
                    [l.line for l in links if l.line not in credits])))
        cls.number_payments(payments)
        cls.save(payments)

    @classmethod
    def _lines_of_invoices(cls, lines):
        "Return which lines are claims themselves, those of credit notes"
        Invoice = Pool().get('account.invoice')
        moves = Invoice.of_moves(l.move for l in lines)
        return {l for l in lines if l.move in moves}

    @classmethod
    def _from_line(cls, invoice, line):
        "Return the record of the line that was posted"
        pool = Pool()
        StatementLine = pool.get('account.statement.line')
        context = Transaction().context
        payment = cls(
            company=line.move.company,
            invoice=invoice,
            party=line.party or (invoice.party if invoice else None),
            method=context.get('payment_method'),
            date=line.move.date,
            reference=line.move.description,
            move=line.move,
            line=line,
            state='posted')
        if invoice:
            payment.currency = invoice.currency
            payment.amount = -invoice.claim_balance(line)
        else:
            payment.currency = line.second_currency or line.currency
            payment.amount = -(
                line.amount_second_currency if line.second_currency
                else line.debit - line.credit)
        if isinstance(line.origin, StatementLine):
            payment.statement_line = line.origin
            payment.method = line.origin.statement.journal.payment_method
            payment.reference = line.origin.number or payment.reference
        return payment

    def _set_credit(self, credit):
        "Say which credit is used, if the line belongs to one"
        if credit is None and isinstance(self.line.origin, self.__class__):
            credit = self.line.origin
        if credit is None or credit.invoice:
            return
        self.credit = credit
        self.party = credit.party
        self.method = credit.method
        self.date = Transaction().context.get('payment_use_date', self.date)

    @classmethod
    def _from_overpaid(cls, lines):
        "Return the records of what was paid too much with the lines"
        Line = Pool().get('account.move.line')
        moves = {l.move.id: l for l in lines if l.credit > 0}
        others = Line.search([
                ('move', 'in', list(moves)),
                ('account.type.receivable', '=', True),
                ('credit', '>', 0),
                ('invoice_payment', '=', None),
                ('id', 'not in', [l.id for l in lines]),
                ])
        known = {p.line for p in cls.search([
                    ('line', 'in', [l.id for l in others]),
                    ('state', '=', 'posted'),
                    ])}
        return [
            cls._from_line(None, l) for l in others
            if l.party and l not in known
            # What splits a credit is no other receipt
            and not isinstance(l.origin, cls)]

    @classmethod
    def release_links(cls, links):
        """Cancel the records of the lines that no longer pay their invoice.

        The money that was received is on the account of the party then."""
        if Transaction().context.get('_payment_reversing'):
            return
        cls.release(cls.search([
                    ('line', 'in', [l.line.id for l in links]),
                    ('invoice', '!=', None),
                    ('state', '=', 'posted'),
                    ]))

    @classmethod
    def release(cls, payments, date=None, reason=None, on_account=True):
        """Take the payments off their invoices without touching the money,
        which is on the account of the party then"""
        if not payments:
            return
        if reason is None:
            reason = gettext('medical_payment.msg_payment_released')
        cls._write_cancelled(payments, date, reason)
        received = [
            p for p in payments
            if p.invoice and p.invoice.type == 'out' and p.amount > 0
            and not p.gives_away and not p.credit]
        if not on_account:
            return
        credits = []
        for payment in received:
            record = cls._from_line(None, payment.line)
            record.party = payment.party
            record.method = payment.method
            record.reference = payment.reference
            credits.append(record)
        cls.number_payments(credits)
        cls.save(credits)


class MoveLine(metaclass=PoolMeta):
    __name__ = 'account.move.line'

    @classmethod
    def on_modification(cls, mode, lines, field_names=None):
        Payment = Pool().get('account.invoice.payment')
        super().on_modification(mode, lines, field_names=field_names)
        if mode == 'delete':
            # The line of a draft or validated statement that is cancelled
            payments = Payment.search([
                    ('line', 'in', [l.id for l in lines]),
                    ('state', '=', 'posted'),
                    ])
            Payment.check_unused(payments)
            Payment.release(payments, on_account=False)


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    def pay_invoice(self, amount, payment_method, *args, **kwargs):
        # The line is added to the invoice inside, without the method
        with Transaction().set_context(payment_method=payment_method.id):
            return super().pay_invoice(
                amount, payment_method, *args, **kwargs)
