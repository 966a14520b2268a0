# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Accepting and undoing: from a proposal to accounts and back."""
from collections import defaultdict

from trytond.i18n import gettext
from trytond.model import ModelView
from trytond.modules.account.exceptions import PeriodNotFoundError
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from ..exceptions import MatchAcceptError, MatchUndoError
from ..locking import unless_done
from ..rights import check_group, check_readable
from .allocate import Allocator


class Match(metaclass=PoolMeta):
    __name__ = 'account.statement.match'

    @classmethod
    @unless_done('accepted')
    @ModelView.button
    def accept(cls, matches):
        "Settle what the matches propose, now; once is enough"
        check_group('group_bank_reconciliation')
        check_readable(matches)
        cls._lock(matches)
        matches = cls.browse(matches)
        for match in matches:
            if match.state not in {'proposed', 'accepted'}:
                raise MatchAcceptError(gettext(
                        'medical_payment.msg_match_accept_state',
                        match=match.rec_name))
        cls._accept([m for m in matches if m.state == 'proposed'])
        return 'reload'

    @classmethod
    def accept_sure(cls, statements, among=None):
        """Accept the proposals of the statements that are sure.

        All of them, or those among the given ones. What changed in the
        meantime is proposed again instead.
        """
        check_group('group_bank_reconciliation')
        check_readable(statements)
        if not statements:
            return
        domain = [
            ('statement', 'in', [s.id for s in statements]),
            ('statement.state', 'in', ['draft', 'validated']),
            ('state', '=', 'proposed'),
            ('confidence', '=', 'sure'),
            ('promised', '=', True),
            ]
        if among is not None:
            domain.append(('id', 'in', [m.id for m in among]))
        matches = cls.search(domain)
        cls._lock(matches)
        cls._accept(
            [m for m in cls.browse(matches) if m.state == 'proposed'],
            skip=True)

    @classmethod
    def _lock(cls, matches):
        """Lock what two users could settle at the same moment.

        The transaction starts again when it is not the first to ask, and
        then sees what the other did.
        """
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Origin = pool.get('account.statement.origin')
        Payment = pool.get('account.invoice.payment')
        cls.lock(matches)
        Origin.lock([m.origin for m in matches])
        lines = [l for m in matches for l in m.lines]
        Invoice.lock([l.invoice for l in lines if l.invoice])
        Payment.lock([l.payment for l in lines if l.payment])

    @classmethod
    def _accept(cls, matches, skip=False):
        pool = Pool()
        Statement = pool.get('account.statement')
        allocator = Allocator(matches)
        accepted, refused, lines = [], [], []
        for match in matches:
            try:
                lines.extend(allocator.get_lines(match))
            except MatchAcceptError:
                if not skip:
                    raise
                refused.append(match)
            except PeriodNotFoundError:
                # It waits until the period is open again
                if not skip:
                    raise
            else:
                accepted.append(match)
        allocator.open_invoices(accepted)
        Statement.settle(lines)
        allocator.clear()
        cls._close_residues(accepted)
        cls._learn(accepted)
        cls._set_state(accepted, 'accepted')
        cls._withdraw_rivals(accepted, refused)
        return accepted

    @classmethod
    def _learn(cls, matches, forget=False):
        "Remember for whom the payers paid"
        Payer = Pool().get('account.statement.payer')
        payments = []
        for match in matches:
            if match.amount <= 0:
                continue
            parties = {l.party for l in match.lines if l.party}
            if match.remainder and match.on_account:
                parties.add(match.on_account)
            payments.extend(
                (match.company.id, match.origin.payer_account,
                    match.origin.payer_name, p.id, match.date)
                for p in sorted(parties, key=lambda p: p.id))
        if forget:
            Payer.unlearn(payments)
        else:
            Payer.learn(payments)

    @classmethod
    def _withdraw_rivals(cls, accepted, refused):
        """Withdraw the other proposals for the same movements; propose
        again for other movements that wanted the same money"""
        Line = Pool().get('account.statement.match.line')
        if not accepted and not refused:
            return
        origins = {m.origin.id for m in accepted}
        cls._set_state(cls.search([
                    ('origin', 'in', list(origins)),
                    ('state', '=', 'proposed'),
                    ]), 'withdrawn')
        lines = [l for m in accepted + refused for l in m.lines]
        invoices = {l.invoice.id for l in lines if l.invoice}
        payments = {l.payment.id for l in lines if l.payment}
        rivals = Line.search([
                ('match.state', '=', 'proposed'),
                ['OR',
                    ('invoice', 'in', list(invoices)),
                    ('payment', 'in', list(payments)),
                    ],
                ])
        cls._withdraw_by_hand(rivals)
        pending = {
            m.origin.id for m in accepted
            if m.remainder and not m.on_account and not m.close_remainder}
        pending.update(l.match.origin.id for l in rivals)
        cls._propose_again(refused, pending)

    @classmethod
    def _withdraw_by_hand(cls, rivals):
        "What a user made is left alone, unless its money is gone"
        gone = set()
        for line in rivals:
            if not line.match.by_hand:
                continue
            if line.payment or (
                    line.amount_second_currency is None
                    and abs(line.open_amount) < abs(line.amount)):
                gone.add(line.match.id)
        cls._set_state(cls.browse(gone), 'withdrawn')

    @classmethod
    def _close_residues(cls, matches):
        """Close what the receipts leave open of their invoices.

        Within the tolerance (A6) the practice decided; what a user decided
        needs his right to give away.
        """
        by_tolerance, by_user = [], []
        for match in matches:
            for line in match.lines:
                if line.residue:
                    decided = match.by_hand or line.residue_method
                    (by_user if decided else by_tolerance).append(line)
        cls._give_away(by_user)
        with Transaction().set_user(0, set_context=True):
            cls._give_away(by_tolerance)

    @classmethod
    def _give_away(cls, lines):
        pool = Pool()
        Line = pool.get('account.statement.match.line')
        Payment = pool.get('account.invoice.payment')
        if not lines:
            return
        payments = [
            Payment(
                company=line.company,
                invoice=line.invoice,
                party=line.party or line.invoice.party,
                method=(
                    line.residue_method or line.match._residue_method()),
                date=line.match.date,
                currency=line.invoice.currency,
                amount=line.residue,
                reason=gettext('medical_payment.msg_match_residue_reason'))
            for line in lines]
        Payment.save(payments)
        Payment.post(payments)
        Line.write_internally([
                ([l], {'residue_payment': p.id})
                for l, p in zip(lines, payments)])

    def _residue_method(self):
        Configuration = Pool().get('account.configuration')
        method = Configuration(1).get_multivalue(
            'match_residue_method', company=self.company.id)
        if not method:
            raise MatchAcceptError(gettext(
                    'medical_payment.msg_match_residue_method_missing',
                    match=self.rec_name))
        return method

    @classmethod
    @unless_done('proposed', 'withdrawn')
    @ModelView.button
    def undo(cls, matches):
        """Take an acceptance back.

        As long as its statement is not posted the movement is pending again;
        after that the money stays on the account of the party.
        """
        check_group('group_bank_reconciliation')
        check_readable(matches)
        cls.lock(matches)
        cls.take_back(
            [m for m in cls.browse(matches) if m.state == 'accepted'])
        return 'reload'

    @classmethod
    def take_back(cls, matches):
        "Release what the matches settled, their movements are pending again"
        cls.release([], matches)
        # By hand or proposed again; else it stays withdrawn
        cls._set_state([
                m for m in matches
                if m.by_hand and m.statement.state != 'posted'], 'proposed')
        cls._propose_again([
                m for m in matches if m.statement.state != 'posted'])

    @classmethod
    def release(cls, statements, matches=None):
        "Undo the accepted matches, of the statements if none are given"
        StatementLine = Pool().get('account.statement.line')
        if matches is None:
            matches = cls.search([
                    ('statement', 'in', [s.id for s in statements]),
                    ('state', '=', 'accepted'),
                    ])
            cls._set_state(cls.search([
                        ('statement', 'in', [s.id for s in statements]),
                        ('state', '=', 'proposed'),
                        ]), 'withdrawn')
        if not matches:
            return
        lines = defaultdict(list)
        for match in matches:
            lines[match.statement.state == 'posted'].extend(
                match.statement_lines)
        cls._check_used([m for m in matches if m.statement.state != 'posted'])
        cls._cancel_residues(matches)
        StatementLine.unsettle(lines[False])
        StatementLine.release(lines[True])
        cls._put_on_account(matches)
        cls._take_again(matches)
        cls._learn(matches, forget=True)
        cls._set_state(matches, 'withdrawn')

    @classmethod
    def _cancel_residues(cls, matches):
        Payment = Pool().get('account.invoice.payment')
        payments = [
            l.residue_payment for m in matches for l in m.lines
            if l.residue_payment and l.residue_payment.state == 'posted']
        if payments:
            # Who may undo the acceptance may undo what came with it
            with Transaction().set_user(0, set_context=True):
                Payment.cancel_payments(
                    payments, reason=gettext(
                        'medical_payment.msg_match_undo_reason'))

    @classmethod
    def _take_again(cls, matches):
        """What the lines of the bank took the place of is there again:
        payments booked by hand on the bank, and losses"""
        pool = Pool()
        Line = pool.get('account.statement.match.line')
        Payment = pool.get('account.invoice.payment')
        lines = [
            l for m in matches if m.statement.state != 'posted'
            for l in m.lines if l.replaced]
        if not lines:
            return
        payments = [line._payment_again() for line in lines]
        with Transaction().set_user(0, set_context=True):
            Payment.save(payments)
            Payment.post(payments)
        Line.write_internally([
                ([l], {'payment': p.id, 'replaced': False})
                for l, p in zip(lines, payments)])

    @classmethod
    def _check_used(cls, matches):
        "The money on account may pay an invoice by now"
        Payment = Pool().get('account.invoice.payment')
        lines = {l.id: m for m in matches for l in m.statement_lines}
        uses = Payment.search([
                ('credit.statement_line', 'in', list(lines)),
                ('state', '=', 'posted'),
                ], limit=1)
        for use in uses:
            raise MatchUndoError(gettext(
                    'medical_payment.msg_match_undo_used',
                    match=lines[use.credit.statement_line.id].rec_name,
                    credit=use.credit.rec_name,
                    invoice=use.invoice.rec_name if use.invoice else ''))


class MatchLine(metaclass=PoolMeta):
    __name__ = 'account.statement.match.line'

    @classmethod
    def write_internally(cls, changes):
        "What follows from accepting and undoing, and is no user's change"
        with Transaction().set_context(match_internal=True):
            cls.write(*sum(changes, ()))

    def _payment_again(self):
        "Return the payment, or the loss, as it was before"
        Payment = Pool().get('account.invoice.payment')
        names = [
            'company', 'invoice', 'party', 'method', 'date', 'currency',
            'reference', 'reason']
        return Payment(
            amount=self.amount,
            **{name: getattr(self.payment, name) for name in names})
