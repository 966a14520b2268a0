# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A record for each line that pays an invoice, whichever way it came in."""
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..context import PAYMENT_METHOD, REVERSING, USE_DATE


class RecordingMixin:
    __slots__ = ()

    @classmethod
    def record_links(cls, links):
        "Record the payments of the lines that were added to invoices"
        Invoice = Pool().get('account.invoice')
        lines = [l.line for l in links]
        known = cls.search([
                ('line', 'in', [l.id for l in lines]),
                ('state', '=', 'posted'),
                ])
        settled = {p.line for p in known if p.invoice}
        credits = {p.line: p for p in known if not p.invoice}
        of_invoices = cls._lines_of_invoices(lines)
        noted = {l.invoice for l in links if l.line in of_invoices}
        links = [
            l for l in links
            if l.line not in settled and l.line not in of_invoices]
        if links:
            cls._record_links(links, credits)
        if noted:
            # Nobody but us reconciles an invoice with its credit notes
            Invoice.settle_due(Invoice.browse([i.id for i in noted]))

    @classmethod
    def _record_links(cls, links, credits):
        Line = Pool().get('account.move.line')
        payments = [cls._from_line(l.invoice, l.line) for l in links]
        for payment in payments:
            payment._set_credit(credits.get(payment.line))
        cls.number_payments(payments)
        cls.save(payments)
        cls.record_credits(cls._overpaid_lines(Line.browse(
                    [l.line for l in links if l.line not in credits])))

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
        payment = cls(
            company=line.move.company,
            invoice=invoice,
            party=line.party or (invoice.party if invoice else None),
            method=PAYMENT_METHOD.get(),
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
        self.date = USE_DATE.get(self.date)

    @classmethod
    def record_credits(cls, lines):
        """Record what the lines put on the account of their party, each once
        whoever tells of it first. Return the records."""
        if not lines:
            return []
        known = {p.line for p in cls.search([
                    ('line', 'in', [l.id for l in lines]),
                    ('state', '=', 'posted'),
                    ])}
        payments = [
            cls._from_line(None, l) for l in dict.fromkeys(lines)
            if l not in known]
        cls.number_payments(payments)
        cls.save(payments)
        return payments

    @classmethod
    def _overpaid_lines(cls, lines):
        "Return the lines of what was paid too much with the lines"
        pool = Pool()
        Line = pool.get('account.move.line')
        StatementLine = pool.get('account.statement.line')
        moves = {l.move.id: l for l in lines if l.credit > 0}
        others = Line.search([
                ('move', 'in', list(moves)),
                ('account.type.receivable', '=', True),
                ('credit', '>', 0),
                ('invoice_payment', '=', None),
                ('id', 'not in', [l.id for l in lines]),
                ])
        return [
            l for l in others
            if l.party
            # What splits a credit is no other receipt; what statements put
            # on account, or on another invoice, they tell themselves: with
            # the number of a transaction all its lines are in one move
            and not isinstance(l.origin, (cls, StatementLine))]

    @classmethod
    def release_links(cls, links):
        """Cancel the records of the lines that no longer pay their invoice.

        The money that was received is on the account of the party then."""
        if REVERSING.get():
            return
        cls._open_claims_of(links)
        cls.release(cls.search([
                    ('line', 'in', [l.line.id for l in links]),
                    ('invoice', '!=', None),
                    ('state', '=', 'posted'),
                    ]))

    @classmethod
    def _open_claims_of(cls, links):
        "Delete the reconciliations in which the lines settle their invoices"
        Reconciliation = Pool().get('account.move.reconciliation')
        settling = {
            link.line.reconciliation for link in links
            if link.line.reconciliation and any(
                l.reconciliation == link.line.reconciliation
                for l in link.invoice.lines_to_pay)}
        if settling:
            with Transaction().set_context(_skip_warnings=True):
                Reconciliation.delete(list(settling))

    @classmethod
    def release(cls, payments, date=None, reason=None, on_account=True):
        """Take the payments off their invoices without touching the money,
        which is on the account of the party then. What was given away is
        reversed: it is not given to anybody any more"""
        if not payments:
            return
        if reason is None:
            reason = gettext('medical_payment.msg_payment_released')
        given = [p for p in payments if p.gives_away]
        cls._reverse_given(given, date, reason)
        cls._write_cancelled(
            [p for p in payments if p not in given], date, reason)
        received = [
            p for p in payments
            if p.invoice and p.invoice.type == 'out' and p.amount > 0
            and not p.gives_away and not p.credit]
        if not on_account:
            return
        credits = [p._on_its_line(None) for p in received]
        cls.number_payments(credits)
        cls.save(credits)
        cls.bring_back([p for p in payments if p.credit], date)

    @classmethod
    def _reverse_given(cls, given, date, reason):
        "Their move ends as a whole: with what others owed and were let off"
        Invoice = Pool().get('account.invoice')
        if not given:
            return
        whole = cls._same_receipts(given)
        invoices = cls._detach([p for p in whole if p not in given])
        cls._post_reversals(cls.browse(whole), date, reason)
        Invoice.settle_due(invoices)

    def _on_its_line(self, invoice):
        "Return the record of the same money on the invoice, or on account"
        record = self.follow(
            invoice=invoice, reason=None, reason_category=None,
            move=self.move, line=self.line,
            statement_line=self.statement_line, state='posted')
        if not invoice:
            record.currency = self.line.second_currency or self.line.currency
            record.amount = self._credit_balance(self.line)
        else:
            record.amount = -invoice.claim_balance(self.line)
        return record
