# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Accepting: from a proposal to accounts."""

from trytond.i18n import gettext
from trytond.model import ModelView
from trytond.modules.account.exceptions import PeriodNotFoundError
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..batch import browse
from ..exceptions import MatchAcceptError, PaymentAccessError
from ..garbage import only_young_collected
from ..locking import unless_done
from ..rights import check_group, check_readable
from .allocate import Allocator
from .rival import Rivals


class AcceptMixin:
    __slots__ = ()

    @classmethod
    @unless_done('accepted')
    @ModelView.button
    def accept(cls, matches):
        "Settle what the matches propose, now; once is enough"
        check_group('group_bank_reconciliation')
        check_readable(matches)
        cls._lock(matches)
        matches = browse(cls, matches)
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
        matches = browse(cls, cls.search(domain))
        cls._lock(matches)
        cls._accept(
            [m for m in browse(cls, matches) if m.state == 'proposed'],
            skip=True)

    @classmethod
    def _lock(cls, matches):
        """Lock what two users could settle at the same moment.

        The transaction starts again when it is not the first to ask, and
        then sees what the other did.
        """
        pool = Pool()
        Deposit = pool.get('account.invoice.payment.deposit')
        Invoice = pool.get('account.invoice')
        Origin = pool.get('account.statement.origin')
        Payment = pool.get('account.invoice.payment')
        cls.lock(matches)
        Origin.lock([m.origin for m in matches])
        lines = [l for m in matches for l in m.lines]
        Invoice.lock([l.invoice for l in lines if l.invoice])
        Deposit.lock([l.deposit for l in lines if l.deposit])
        Payment.lock([l.payment for l in lines if l.payment])

    @classmethod
    @only_young_collected()
    def _accept(cls, matches, skip=False):
        pool = Pool()
        Deposit = pool.get('account.invoice.payment.deposit')
        Payer = pool.get('account.statement.payer')
        Statement = pool.get('account.statement')
        allocator = Allocator(matches)
        accepted, refused, lines = [], [], []
        for match in matches:
            try:
                lines.extend(allocator.get_lines(match))
            except (MatchAcceptError, PaymentAccessError):
                if not skip:
                    raise
                refused.append(match)
            except PeriodNotFoundError:
                # It waits until the period is open again
                if not skip:
                    raise
            else:
                accepted.append(match)
        # Read now: what is written below has the matches read again
        rivals = Rivals(accepted, refused)
        payers = cls._payers(accepted)
        allocator.open_invoices(accepted)
        Statement.settle(lines)
        allocator.clear()
        cls._close_residues(accepted, allocator)
        Deposit.arrive(accepted)
        Payer.learn(payers)
        cls._set_state(accepted, 'accepted')
        rivals.withdraw()
        return accepted

    @classmethod
    def _payers(cls, matches):
        "Return for whom the payers paid, as the payers are taught it"
        payments = []
        for match in matches:
            if match.amount <= 0:
                continue
            payer = (
                match.company.id, match.origin.payer_account,
                match.origin.payer_name)
            if match.method:
                # An acquirer pays for none of the patients
                if match.method.deposit == 'payout':
                    payments.append(
                        (*payer, None, match.method.id, match.date))
                continue
            parties = {l.party for l in match.lines if l.party}
            if match.remainder and match.on_account:
                parties.add(match.on_account)
            payments.extend(
                (*payer, p.id, None, match.date)
                for p in sorted(parties, key=lambda p: p.id))
        return payments

    @classmethod
    def _close_residues(cls, matches, allocator):
        """Close what the receipts leave open of their invoices.

        Within the tolerance (A6) the practice decided; what a user decided
        needs his right to give away.
        """
        lines = [l for m in matches for l in m.lines if l.has_residue]
        tolerated = [l for l in lines if l in allocator.tolerated]
        cls._give_away([l for l in lines if l not in allocator.tolerated])
        with Transaction().set_user(0, set_context=True):
            cls._give_away(tolerated)

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
