# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.i18n import gettext
from trytond.model import fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval, If
from trytond.transaction import Transaction

from ..context import SETTLED_LEFT_ALONE, UNDOING_SETTLEMENT
from .changes import changes

# What the move of a settled line was made of
SETTLED_FIELDS = {
    'statement', 'origin', 'date', 'amount', 'amount_second_currency',
    'second_currency', 'party', 'account', 'related_to'}


class StatementLine(metaclass=PoolMeta):
    __name__ = 'account.statement.line'

    match = fields.Many2One(
        'account.statement.match', "Match", readonly=True,
        ondelete='SET NULL',
        states={
            'invisible': ~Eval('match'),
            })

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # Core wants a posted invoice as long as the statement is draft; what
        # is settled has paid its invoice.
        cls.related_to.domain['account.invoice'] = [
            If(Bool(Eval('move', None)),
                [('company', '=', Eval('company', -1))],
                cls.related_to.domain['account.invoice']),
            ]
        for name in SETTLED_FIELDS - {'origin'}:
            states = getattr(cls, name).states
            states['readonly'] = (
                states.get('readonly', False) | Bool(Eval('move', None)))

    @classmethod
    def copy(cls, lines, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('match')
        return super().copy(lines, default=default)

    @classmethod
    def search(
            cls, domain, offset=0, limit=None, order=None, count=False,
            query=False):
        # The search of core for lines whose invoice was paid in the meantime
        # by another one: those that paid it are not meant.
        if (SETTLED_LEFT_ALONE.get()
                and ('statement.state', '=', 'draft') in domain):
            domain = [domain, ('move', '=', None)]
        return super().search(
            domain, offset=offset, limit=limit, order=order, count=count,
            query=query)

    @classmethod
    def reconcile(cls, move_lines):
        # Core reads one by one what it has just stored
        MoveLine = Pool().get('account.move.line')
        stored = MoveLine.browse([move_line for move_line, _ in move_lines])
        super().reconcile([
                (move_line, line)
                for move_line, (_, line) in zip(stored, move_lines)])

    @classmethod
    def delete_move(cls, lines):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        MoveLine = pool.get('account.move.line')

        lines = cls.browse(lines)
        move_lines = MoveLine.browse(
            [ml for l in cls._by_move(lines) for ml in l.move.lines])
        cls._unreconcile(move_lines)
        # The moves go away: tell the invoices first
        Invoice.remove_payment_lines(move_lines)
        cls._forget_paid(cls.browse(lines))
        super().delete_move(cls.browse(lines))

    @classmethod
    def _forget_paid(cls, lines):
        """Take off the invoices that something else has paid by now.

        As core does with the lines of a draft statement: it wants no other
        invoices there than open ones."""
        paid = [
            l for l in lines
            if l.statement.state == 'draft' and l.invoice
            and l.invoice.state != 'posted']
        if paid:
            with UNDOING_SETTLEMENT.set():
                cls.write(paid, {'related_to': None})

    @classmethod
    def _by_move(cls, lines):
        "Return one line for each move"
        return {l.move: l for l in lines if l.move}.values()

    @classmethod
    def _unreconcile(cls, move_lines):
        "Delete the reconciliations and open the invoices they paid now"
        pool = Pool()
        Invoice = pool.get('account.invoice')
        Reconciliation = pool.get('account.move.reconciliation')

        reconciliations = Reconciliation.browse(
            {ml.reconciliation.id for ml in move_lines if ml.reconciliation})
        if not reconciliations:
            return
        by_move = Invoice.of_moves(
            ml.move for r in reconciliations for ml in r.lines)
        invoices = {i.id for group in by_move.values() for i in group}
        with Transaction().set_context(_skip_warnings=True):
            Reconciliation.delete(reconciliations)
        Invoice.process(Invoice.browse(invoices))

    @classmethod
    def check_modification(cls, mode, lines, values=None, external=False):
        if mode == 'delete':
            for line in lines:
                cls._check_delete(line)
        elif mode == 'write' and values.keys() & SETTLED_FIELDS:
            values_ = {n: v for n, v in values.items() if n in SETTLED_FIELDS}
            for line in lines:
                if (line.move
                        and changes(line, values_)
                        and not UNDOING_SETTLEMENT.get()):
                    raise AccessError(gettext(
                            'medical_payment.msg_statement_line_settled',
                            line=line._settled_name,
                            statement=line.statement.rec_name))
        if mode == 'delete' and UNDOING_SETTLEMENT.get():
            # Core leaves the lines of a validated statement as they are
            return
        super().check_modification(
            mode, lines, values=values, external=external)

    @classmethod
    def _check_delete(cls, line):
        if line.move:
            raise AccessError(gettext(
                    'medical_payment.msg_statement_line_settled',
                    line=line._settled_name,
                    statement=line.statement.rec_name))
        if (line.statement.state not in {'draft', 'cancelled'}
                and not UNDOING_SETTLEMENT.get()):
            raise AccessError(gettext(
                    'medical_payment.msg_statement_line_delete',
                    line=line._settled_name,
                    statement=line.statement.rec_name))

    @property
    def _settled_name(self):
        pool = Pool()
        Lang = pool.get('ir.lang')
        lang = Lang.get()
        parts = [lang.strftime(self.date),
            lang.currency(self.amount, self.currency)]
        if self.party:
            parts.append(self.party.rec_name)
        if self.invoice:
            parts.append(self.invoice.rec_name)
        return ' '.join(parts)

    @classmethod
    def unsettle(cls, lines):
        """Delete the moves of the lines and the lines, open their invoices.

        For the lines of statements that are not posted.
        """
        if not lines:
            return
        cls.delete_move(lines)
        with UNDOING_SETTLEMENT.set():
            cls.delete(cls.browse(lines))

    @classmethod
    def release(cls, lines):
        """Take the lines off what they settled, their money stays.

        For the lines of posted statements: the money is on the account of
        the party then.
        """
        pool = Pool()
        Invoice = pool.get('account.invoice')
        MoveLine = pool.get('account.move.line')
        if not lines:
            return
        ids = {l.id for l in lines}
        move_lines = MoveLine.browse([
                ml for l in cls._by_move(cls.browse(lines))
                for ml in l.move.lines
                if isinstance(ml.origin, cls) and ml.origin.id in ids])
        cls._unreconcile(move_lines)
        Invoice.remove_payment_lines(move_lines)
        with UNDOING_SETTLEMENT.set():
            cls.write(cls.browse(lines), {'related_to': None})
