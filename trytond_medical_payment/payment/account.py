# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the models of accounting tell the payments."""
from collections import defaultdict

from sql import Literal
from sql.operators import Exists

from trytond.i18n import gettext
from trytond.model import Index, ModelView, dualmethod, fields
from trytond.pool import Pool, PoolMeta

from ..exceptions import DepositError, PaymentCancelError
from ..rights import check_group
from .attached import AttachedMixin
from .limit import LimitMixin


class Move(metaclass=PoolMeta):
    __name__ = 'account.move'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        # What a credit was split by is found by its origin
        cls._sql_indexes.add(Index(t, (t.origin, Index.Range())))

    @classmethod
    def _get_origin(cls):
        return super()._get_origin() + [
            'account.invoice.payment', 'account.invoice.payment.deposit',
            'account.invoice.payment.till_closing',
            'account.move.reconcile.write_off']

    @dualmethod
    @ModelView.button
    def post(cls, moves):
        Closing = Pool().get('account.invoice.payment.till_closing')
        # Whatever it is that puts cash into the till, or takes it out
        Closing.check_open(moves)
        super().post(moves)


class MoveLine(metaclass=PoolMeta):
    __name__ = 'account.move.line'

    @classmethod
    def _get_origin(cls):
        return super()._get_origin() + ['account.invoice.payment']

    @classmethod
    def domain_invoice_payments(cls, domain, tables):
        """Ask of each line whether an invoice has it.

        Core asks for all the lines that an invoice has, so that a payment
        would cost more with every invoice that was ever paid."""
        Link = Pool().get('account.invoice-account.move.line')
        name, operator, value = domain[:3]
        if (name != 'invoice_payments'
                or operator not in {'=', '!='} or value is not None):
            # As core does, without looking for this method again
            convert = fields.Many2Many.convert_domain.__wrapped__
            return convert(
                cls._fields['invoice_payments'], domain, tables, cls)
        table, _ = tables[None]
        link = Link.__table__()
        linked = Exists(link.select(
                Literal(1), where=link.line == table.id))
        return ~linked if operator == '=' else linked

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

    @classmethod
    def _get_writeoff_move(
            cls, reconcile_account, reconcile_party, amount, currency,
            writeoff, date=None, description=None):
        # The wizards of core let everybody who can reconcile write off
        if reconcile_account.type.receivable:
            check_group('group_give_away')
            writeoff.check_limit(
                amount, currency, date,
                (reconcile_party or reconcile_account).rec_name)
        move = super()._get_writeoff_move(
            reconcile_account, reconcile_party, amount, currency, writeoff,
            date=date, description=description)
        # So that it goes with the reconciliation that makes it
        move.origin = writeoff
        return move


class WriteOff(LimitMixin, metaclass=PoolMeta):
    __name__ = 'account.move.reconcile.write_off'


class InvoicePaymentLine(metaclass=PoolMeta):
    __name__ = 'account.invoice-account.move.line'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        # Core has none for the invoice: each payment would read all of them
        cls._sql_indexes.add(Index(t, (t.invoice, Index.Range())))

    @classmethod
    def on_modification(cls, mode, links, field_names=None):
        Payment = Pool().get('account.invoice.payment')
        super().on_modification(mode, links, field_names=field_names)
        if mode == 'create':
            Payment.record_links(links)
        elif mode == 'delete':
            Payment.release_links(links)


class InvoiceAlternativePayee(metaclass=PoolMeta):
    __name__ = 'account.invoice.alternative_payee'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.invoice, Index.Range())))


class InvoiceAdditionalMove(metaclass=PoolMeta):
    __name__ = 'account.invoice-additional-account.move'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.invoice, Index.Range())),
                Index(t, (t.move, Index.Range())),
                })


class Reconciliation(AttachedMixin, metaclass=PoolMeta):
    __name__ = 'account.move.reconciliation'

    @classmethod
    def create(cls, vlist):
        # One by one, a number costs seven statements of SQL
        configuration = Pool().get('account.configuration')(1)
        vlist = [v.copy() for v in vlist]
        missing = defaultdict(list)
        for values in vlist:
            company = values.get('company', cls.default_company())
            if not values.get('number') and company is not None:
                missing[company].append(values)
        for company, c_values in missing.items():
            sequence = configuration.get_multivalue(
                'reconciliation_sequence',
                company=getattr(company, 'id', company))
            if sequence:
                for values, number in zip(
                        c_values, sequence.get_many(len(c_values))):
                    values['number'] = number
        return super().create(vlist)

    @classmethod
    def on_modification(cls, mode, reconciliations, field_names=None):
        Payment = Pool().get('account.invoice.payment')
        super().on_modification(mode, reconciliations, field_names=field_names)
        if mode == 'create':
            Payment.record_reconciled(reconciliations)
            Payment.record_reversed(reconciliations)
        elif mode == 'delete':
            Payment.release_reconciled(reconciliations)

    @classmethod
    def check_modification(
            cls, mode, reconciliations, values=None, external=False):
        Match = Pool().get('account.statement.match')
        super().check_modification(
            mode, reconciliations, values=values, external=external)
        if mode == 'delete' and external:
            # The wizard asks itself, and ends what goes with it
            Match.check_reconciled(reconciliations)


class CancelMoves(metaclass=PoolMeta):
    __name__ = 'account.move.cancel'

    def transition_cancel(self):
        self._check_payments()
        return super().transition_cancel()

    def _check_payments(self):
        pool = Pool()
        Deposit = pool.get('account.invoice.payment.deposit')
        Payment = pool.get('account.invoice.payment')
        TillClosing = pool.get('account.invoice.payment.till_closing')
        moves = [m.id for m in self.records]
        settling = Payment.search([
                ('move', 'in', moves),
                ('state', '=', 'posted'),
                ('line.reconciliation', '!=', None),
                # Delegated lines are unreconciled first
                ('line.reconciliation.delegate_to', '=', None),
                ], limit=1)
        if settling:
            payment, = settling
            raise PaymentCancelError(gettext(
                    'medical_payment.msg_move_cancel_payment',
                    move=payment.move.rec_name,
                    payment=payment.rec_name))
        reversing = Payment.search([('cancel_move', 'in', moves)], limit=1)
        if reversing:
            payment, = reversing
            raise PaymentCancelError(gettext(
                    'medical_payment.msg_move_cancel_reversal',
                    move=payment.cancel_move.rec_name,
                    payment=payment.rec_name))
        Payment.check_deposits(Payment.search([
                    ('move', 'in', moves),
                    ('state', '=', 'posted'),
                    ]))
        brought = Deposit.search([
                ('move', 'in', moves),
                ('state', '!=', 'cancelled'),
                ], limit=1)
        if brought:
            deposit, = brought
            raise DepositError(gettext(
                    'medical_payment.msg_move_cancel_deposit',
                    move=deposit.move.rec_name,
                    deposit=deposit.rec_name))
        TillClosing.check_cancel(self.records)


class UnreconcileLines(metaclass=PoolMeta):
    __name__ = 'account.move.unreconcile_lines'

    @classmethod
    def make_unreconciliation(cls, lines):
        pool = Pool()
        Line = pool.get('account.move.line')
        Match = pool.get('account.statement.match')
        reconciliations = Match.end_unreconciled(
            [l.reconciliation for l in lines if l.reconciliation])
        lines = {
            l.reconciliation: l for r in reconciliations for l in r.lines}
        super().make_unreconciliation(Line.browse(lines.values()))
