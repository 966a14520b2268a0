# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from collections import defaultdict
from itertools import chain, count, islice

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval

from ..batch import batches
from ..context import SETTLED_LEFT_ALONE
from ..exceptions import StatementSettleError
from ..statement_import.preview import PreviewFilesMixin
from ..statement_import.wizard import ImportFilesMixin
from .balance import BalanceMixin
from .changes import changes

DRAFT_LIKE = {'draft', 'validated'}


def _settled(lines):
    return [l for l in lines if l.id and l.id >= 0 and l.move]


def _unsettled(lines):
    return [l for l in lines if not (l.id and l.id >= 0 and l.move)]


class Statement(
        PreviewFilesMixin, ImportFilesMixin, BalanceMixin,
        metaclass=PoolMeta):
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
    @ModelView.button_action('medical_payment.wizard_statement_review')
    def propose_matches(cls, statements):
        "Propose what the pending transactions of the statements settle"
        Match = Pool().get('account.statement.match')
        Match.propose(statements)

    @classmethod
    def apply_match_rules(cls, statements):
        "A place for what comes before the search for matches"

    @classmethod
    @ModelView.button_action('medical_payment.wizard_statement_review')
    def accept_sure(cls, statements):
        "Accept all the proposals that are sure"
        Match = Pool().get('account.statement.match')
        Match.accept_sure(statements)

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
        for batch in batches(lines):
            Line.save(batch)
        groups, invoices = cls._groups(lines)
        Invoice.lock(Invoice.browse(invoices))
        for batch in batches(groups):
            cls.create_move(cls._parts(batch))
        # Not left to the queue, which may run later
        for batch in batches(invoices):
            Invoice.process(Invoice.browse(batch))
        return Line.browse(lines)

    @classmethod
    def create_move(cls, statements):
        Payment = Pool().get('account.invoice.payment')
        moves = super().create_move(statements)
        Payment.record_on_account([m for m, _, _ in moves])
        return moves

    def _get_move_line(self, amount, amount_second_currency, lines):
        line = super()._get_move_line(amount, amount_second_currency, lines)
        # Lines with the same columns are stored with one statement of SQL
        for name in ['origin', 'party']:
            if not hasattr(line, name):
                setattr(line, name, None)
        return line

    @classmethod
    def _check_settle(cls, statements):
        for statement in statements:
            if statement.state not in DRAFT_LIKE:
                raise StatementSettleError(gettext(
                        'medical_payment.msg_statement_settle_state',
                        statement=statement.rec_name))

    @classmethod
    def _groups(cls, lines):
        """Return the lines that get moves of their own, and their invoices.

        A group for each match of an origin and each line without origin.
        """
        Line = Pool().get('account.statement.line')
        alone = count(-1, -1)
        groups, invoices = defaultdict(list), set()
        for batch in batches(lines):
            for line in Line.browse(batch):
                key = line.origin.id if line.origin else next(alone)
                groups[line.statement.id, key, line.match].append(line)
                if line.invoice:
                    invoices.add(line.invoice.id)
        return groups.values(), invoices

    @classmethod
    def _parts(cls, groups):
        "Return instances of the statements with only the lines of a group"
        Line = Pool().get('account.statement.line')
        lines = iter(Line.browse(list(chain(*groups))))
        parts = cls.browse([group[0].statement for group in groups])
        for part, group in zip(parts, groups):
            part.lines = list(islice(lines, len(group)))
            # Core asks for the order of the origins
            part.origins = list({
                    l.origin.id: l.origin for l in group if l.origin}.values())
        return parts

    @classmethod
    @ModelView.button
    def validate_statement(cls, statements):
        # What is settled has its move and must not be settled again
        parts = cls.browse(statements)
        for part in parts:
            part.lines = _unsettled(part.lines)
        with SETTLED_LEFT_ALONE.set():
            super().validate_statement(parts)

    def validate_balance(self):
        super(Statement, self._whole()).validate_balance()

    def validate_amount(self):
        super(Statement, self._whole()).validate_amount()

    def validate_number_of_lines(self):
        super(Statement, self._whole()).validate_number_of_lines()

    def _whole(self):
        if SETTLED_LEFT_ALONE.get():
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
        cls._post_attached(statements)

    @classmethod
    def _post_attached(cls, statements):
        "Post the exchange differences of what was settled as a draft"
        pool = Pool()
        MoveLine = pool.get('account.move.line')
        Reconciliation = pool.get('account.move.reconciliation')
        lines = MoveLine.search([
                ('move.origin', 'in', [str(s) for s in statements]),
                ('second_currency', '!=', None),
                ('reconciliation', '!=', None),
                ])
        if lines:
            Reconciliation.post_attached({l.reconciliation for l in lines})

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
