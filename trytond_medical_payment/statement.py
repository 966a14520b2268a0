# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from itertools import count

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval, If
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

from .exceptions import StatementSettleError

# What the move of a settled line was made of
SETTLED_FIELDS = {
    'statement', 'origin', 'date', 'amount', 'amount_second_currency',
    'second_currency', 'party', 'account', 'related_to'}
# Core compares each record with all others that are read with it: batches of
# this size are twice as fast as one of three hundred.
SLICE = 100
DRAFT_LIKE = {'draft', 'validated'}


def _settled(lines):
    return [l for l in lines if l.id and l.id >= 0 and l.move]


def _unsettled(lines):
    return [l for l in lines if not (l.id and l.id >= 0 and l.move)]


def changes(record, values):
    "Test if one of the values differs from what is stored"
    for name, value in values.items():
        field = record._fields[name]
        current = getattr(record, name)
        if field._type == 'reference':
            current = str(current) if current else None
            value = str(value) if value else None
        elif field._type == 'many2one':
            current = current.id if current else None
        if current != value:
            return True
    return False


class Statement(metaclass=PoolMeta):
    __name__ = 'account.statement'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        open_ = Eval('state').in_(['draft', 'validated'])
        cls._buttons.update({
                'propose_matches': {
                    'invisible': ~open_,
                    'depends': ['state'],
                    },
                'accept_sure': {
                    'invisible': ~open_,
                    'depends': ['state'],
                    },
                })

    @classmethod
    @ModelView.button
    def propose_matches(cls, statements):
        "Propose what the pending movements of the statements settle"
        Match = Pool().get('account.statement.match')
        Match.propose(statements)
        return 'reload'

    @classmethod
    def apply_match_rules(cls, statements):
        "A place for what comes before the search for matches"

    @classmethod
    @ModelView.button
    def accept_sure(cls, statements):
        "Accept all the proposals that are sure"
        Match = Pool().get('account.statement.match')
        Match.accept_sure(statements)
        return 'reload'

    @classmethod
    def settle(cls, lines):
        """Save the lines, create their moves and pay their invoices now.

        Whatever else the statement waits for, be it draft or validated. The
        lines that already have a move are left alone. The lines of an origin
        get moves of their own, so that they can be undone on their own.
        Return the lines settled.
        """
        pool = Pool()
        Line = pool.get('account.statement.line')
        Invoice = pool.get('account.invoice')

        lines = _unsettled(lines)
        if not lines:
            return []
        cls._check_settle({l.statement for l in lines})
        Line.save(lines)
        lines = Line.browse(lines)
        invoices = {l.invoice.id for l in lines if l.invoice}
        Invoice.lock(Invoice.browse(invoices))
        for parts in grouped_slice(cls._parts(lines), SLICE):
            cls.create_move(list(parts))
        # Not left to the queue, which may run later
        Invoice.process(Invoice.browse(invoices))
        return Line.browse(lines)

    @classmethod
    def _check_settle(cls, statements):
        for statement in statements:
            if statement.state not in DRAFT_LIKE:
                raise StatementSettleError(gettext(
                        'medical_payment.msg_statement_settle_state',
                        statement=statement.rec_name))

    @classmethod
    def _parts(cls, lines):
        """Return instances of the statements with only these lines.

        A part for each match of an origin and each line without origin.
        """
        alone = count(-1, -1)
        groups = {}
        for line in lines:
            key = line.origin.id if line.origin else next(alone)
            groups.setdefault(
                (line.statement.id, key, line.match), []).append(line)
        parts = cls.browse([statement for statement, *_ in groups])
        for part, part_lines in zip(parts, groups.values()):
            part.lines = part_lines
        return parts

    @classmethod
    @ModelView.button
    def validate_statement(cls, statements):
        # What is settled has its move and must not be settled again
        parts = cls.browse(statements)
        for part in parts:
            part.lines = _unsettled(part.lines)
        with Transaction().set_context(settled_lines_left_alone=True):
            super().validate_statement(parts)

    def validate_balance(self):
        super(Statement, self._whole()).validate_balance()

    def validate_amount(self):
        super(Statement, self._whole()).validate_amount()

    def validate_number_of_lines(self):
        super(Statement, self._whole()).validate_number_of_lines()

    def _whole(self):
        if Transaction().context.get('settled_lines_left_alone'):
            return self.__class__(self.id)
        return self

    @classmethod
    @ModelView.button
    def cancel(cls, statements):
        Match = Pool().get('account.statement.match')
        Match.release([s for s in statements if s.state in DRAFT_LIKE])
        super().cancel(cls.browse(statements))

    @classmethod
    @ModelView.button
    def post(cls, statements):
        # Lines added to the origins of a validated statement have no move yet
        cls.settle([
                l for s in statements if s.state == 'validated'
                for l in s.lines])
        super().post(cls.browse(statements))

    @fields.depends('origins', 'lines')
    def on_change_origins(self):
        origins = list(self.origins)
        hidden = []
        for origin in origins:
            lines = list(origin.lines)
            hidden.append(_settled(lines))
            if hidden[-1]:
                origin.lines = _unsettled(lines)
        self.origins = origins
        super().on_change_origins()
        origins = list(self.origins)
        for origin, lines in zip(origins, hidden):
            if lines:
                origin.lines = lines + list(origin.lines)
        self.origins = origins

    @fields.depends('lines', 'origins')
    def on_change_lines(self):
        lines = list(self.lines or [])
        if hidden := _settled(lines):
            self.lines = _unsettled(lines)
        super().on_change_lines()
        if hidden:
            self.lines = hidden + list(self.lines)

    @classmethod
    def check_modification(cls, mode, statements, values=None, external=False):
        if (mode == 'delete'
                or (mode == 'write'
                    and values.keys() & {'company', 'journal'})):
            cls._check_settled(mode, statements, values)
        super().check_modification(
            mode, statements, values=values, external=external)

    @classmethod
    def _check_settled(cls, mode, statements, values):
        pool = Pool()
        Line = pool.get('account.statement.line')
        settled = {
            l.statement.id for l in Line.search([
                    ('statement', 'in', [s.id for s in statements]),
                    ('move', '!=', None),
                    ])}
        for statement in statements:
            if statement.id not in settled or statement.state == 'posted':
                continue
            if mode == 'write':
                values = {
                    n: v for n, v in values.items()
                    if n in {'company', 'journal'}}
                if not changes(statement, values):
                    continue
            raise AccessError(gettext(
                    'medical_payment.msg_statement_settled',
                    statement=statement.rec_name))


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
        if (Transaction().context.get('settled_lines_left_alone')
                and ('statement.state', '=', 'draft') in domain):
            domain = [domain, ('move', '=', None)]
        return super().search(
            domain, offset=offset, limit=limit, order=order, count=count,
            query=query)

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
            with Transaction().set_context(undo_settlement=True):
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
                        and not Transaction().context.get(
                            'undo_settlement')):
                    raise AccessError(gettext(
                            'medical_payment.msg_statement_line_settled',
                            line=line._settled_name,
                            statement=line.statement.rec_name))
        if mode == 'delete' and Transaction().context.get('undo_settlement'):
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
                and not Transaction().context.get('undo_settlement')):
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
        with Transaction().set_context(undo_settlement=True):
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
        with Transaction().set_context(undo_settlement=True):
            cls.write(cls.browse(lines), {'related_to': None})
