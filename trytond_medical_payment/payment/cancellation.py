# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Cancelling: a reversing move of its own date, nothing is deleted."""
from collections import defaultdict

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..context import END_DATE, REVERSING
from ..exceptions import PaymentCancelError, PaymentReasonError


class CancellationMixin:
    __slots__ = ()

    @classmethod
    def cancel_payments(cls, payments, date=None, reason=None):
        """Cancel the payments with a reversing move of the date.

        Those that came with a statement line are released from the invoice,
        the money is not taken from the bank."""
        if not (reason or '').strip():
            raise PaymentReasonError(gettext(
                    'medical_payment.msg_payment_cancel_reason_missing'))
        cls.check_rights(payments)
        cls.lock(payments)
        payments = [p for p in payments if p.state != 'cancelled']
        drafts = [p for p in payments if p.state == 'draft']
        cls._write_cancelled(drafts, date, reason)
        posted = cls._same_receipts(
            [p for p in payments if p.state == 'posted'])
        cls._check_cancel(posted)
        # The money of these stays where it is
        allocated = {p for p in posted if p.statement_line or p.credit}
        with END_DATE.set(date):
            cls._unsettle([p for p in posted if p in allocated], date, reason)
            cls._reverse(
                [p for p in posted if p not in allocated], date, reason)

    @classmethod
    def end_payments(cls, payments, reason):
        """End the payments because what they settle is no more: what was
        given away is reversed, the money is on account of the party."""
        given = [p for p in payments if p.gives_away]
        cls._unsettle([p for p in payments if p not in given], None, reason)
        cls._reverse(given, None, reason)

    @classmethod
    def _same_receipts(cls, payments):
        "Add what was received with them, what was paid too much say"
        return cls.search([
                ('state', '=', 'posted'),
                ['OR',
                    ('id', 'in', [p.id for p in payments]),
                    [
                        ('move', 'in', [
                                p.move.id for p in payments
                                if not p.statement_line and not p.credit]),
                        ('statement_line', '=', None),
                        ('credit', '=', None),
                        ],
                    ],
                ])

    @classmethod
    def check_unused(cls, payments):
        "Refuse to take away credits that were used or given back"
        ids = [p.id for p in payments]
        uses = cls.search([
                ('id', 'not in', ids),
                ('state', '=', 'posted'),
                ['OR',
                    ('credit', 'in', ids),
                    ('refunded', 'in', ids),
                    ],
                ], limit=1)
        if uses:
            use, = uses
            raise PaymentCancelError(gettext(
                    'medical_payment.msg_payment_cancel_used',
                    payment=(use.credit or use.refunded).rec_name,
                    use=use.rec_name))

    @classmethod
    def _check_cancel(cls, payments):
        cls.check_unused(payments)
        cls.check_deposits(payments)
        for payment in payments:
            for line in payment.move.lines:
                if (not payment.statement_line
                        and not payment.credit
                        and line.reconciliation
                        and line.account != payment.line.account):
                    raise PaymentCancelError(gettext(
                            'medical_payment.msg_payment_cancel_cleared',
                            payment=payment.rec_name,
                            account=line.account.rec_name))

    @classmethod
    def _write_cancelled(cls, payments, date, reason, moves=None):
        Date = Pool().get('ir.date')
        moves = moves or {}
        transaction = Transaction()
        user = transaction.user or transaction.context.get('user')
        for payment in payments:
            payment.state = 'cancelled'
            payment.cancel_date = date or Date.today()
            payment.cancel_reason = reason
            payment.cancelled_by = user
            payment.cancel_move = moves.get(payment.move)
        cls.save(payments)
        cls.log(payments, 'transition', 'state:cancelled')

    @classmethod
    def _detach(cls, payments):
        "Open the invoices and take the lines off them"
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Line = pool.get('account.move.line')
        Reconciliation = pool.get('account.move.reconciliation')
        invoices = Invoice.browse(
            list({p.invoice.id for p in payments if p.invoice}))
        Invoice.lock(invoices)
        reconciliations = {
            p.line.reconciliation for p in payments if p.line.reconciliation}
        with Transaction().set_context(_skip_warnings=True), REVERSING.set():
            Reconciliation.delete(list(reconciliations))
            Invoice.process(Invoice.browse(invoices))
            Invoice.remove_payment_lines(Line.browse(
                    [p.line for p in payments if p.invoice]))
        return invoices

    @classmethod
    def _reverse(cls, payments, date, reason):
        Invoice = Pool().get('account.invoice')
        if not payments:
            return
        invoices = cls._detach(payments)
        cls._post_reversals(payments, date, reason)
        cls._close_splits(payments)
        Invoice.settle_due(invoices)

    @classmethod
    def _post_reversals(cls, payments, date, reason):
        "Cancel the payments with moves that reverse theirs"
        pool = Pool()
        Line = pool.get('account.move.line')
        Move = pool.get('account.move')
        reversals = cls.reversals_of([p.move for p in payments], date)
        Move.post(list(reversals.values()))
        cls._write_cancelled(payments, date, reason, reversals)
        Line.reconcile(*cls.opposite_lines(reversals))

    @classmethod
    def _close_splits(cls, payments):
        "Reconcile the lines that split credits which are no more"
        Line = Pool().get('account.move.line')
        credits = [str(p) for p in payments if not p.invoice]
        if not credits:
            return
        by_move = defaultdict(list)
        for line in Line.search([
                    ('move.origin', 'in', credits),
                    ('move', 'not in', [p.move.id for p in payments]),
                    ('reconciliation', '=', None),
                    ]):
            by_move[line.move.origin, line.account, line.party].append(line)
        Line.reconcile(*(
                lines for lines in by_move.values()
                if not sum(l.debit - l.credit for l in lines)))

    @classmethod
    def reversals_of(cls, moves, date):
        "Return by move the draft move of the date that reverses it"
        pool = Pool()
        Date = pool.get('ir.date')
        Move = pool.get('account.move')
        Period = pool.get('account.period')
        reversals, periods = {}, {}
        for move in Move.browse(list({m.id: None for m in moves})):
            company = move.company
            with Transaction().set_context(company=company.id):
                move_date = date or Date.today()
            if company not in periods:
                periods[company] = Period.find(company, date=move_date)
            with Transaction().set_context(_skip_warnings=True):
                reversals[move] = move.cancel()
            reversals[move].date = move_date
            reversals[move].period = periods[company]
        # The date of a closed period would be today's for core
        Move.save(list(reversals.values()))
        return reversals

    @classmethod
    def opposite_lines(cls, reversals):
        "Return the pairs of lines to reconcile with each other"
        Line = Pool().get('account.move.line')
        pairs = []
        for move, reversal in reversals.items():
            by_origin = {l.origin: l for l in reversal.lines}
            pairs.extend(
                [line, by_origin[line]] for line in Line.browse(move.lines)
                if (line.account.reconcile and not line.reconciliation
                    and line in by_origin))
        return pairs

    @classmethod
    def _unsettle(cls, payments, date, reason):
        "Take what came with statement lines off the invoices"
        Match = Pool().get('account.statement.match')
        matches, matched = Match.ended_with(payments)
        payments = [p for p in payments if p not in matched]
        cls._check_released(payments)
        cls._release_lines(payments, date, reason)
        if matches:
            # The transactions are pending again, nothing is on account
            cls._detach(matched)
            cls.release(matched, date=date, reason=reason, on_account=False)
            # Who may cancel a payment need not be one who reconciles
            with Transaction().set_user(0, set_context=True):
                Match.take_back(Match.browse(matches))

    @classmethod
    def _check_released(cls, payments):
        "What is on account already has nothing to be taken off"
        for payment in payments:
            if not payment.invoice:
                raise PaymentCancelError(gettext(
                        'medical_payment.msg_payment_cancel_on_account',
                        payment=payment.rec_name,
                        party=payment.line.party.rec_name))

    @classmethod
    def _release_lines(cls, payments, date, reason):
        "Leave the money of the payments on the account of the party"
        pool = Pool()
        Invoice = pool.get('account.invoice')
        StatementLine = pool.get('account.statement.line')
        if not payments:
            return
        invoices = cls._detach(payments)
        cls.release(payments, date=date, reason=reason)
        StatementLine.release(
            [p.statement_line for p in payments if p.statement_line])
        Invoice.settle_due(invoices)
