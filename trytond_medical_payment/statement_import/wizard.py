# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
import hashlib
from itertools import chain

from trytond.model import ModelView, fields
from trytond.modules.account_statement.exceptions import ImportStatementError
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateView

from .. import bankfile
from ..batch import batches
from ..doors.value import refuse_value
from ..exceptions import ImportStatementWarning
from . import message
from .plan import parties_of, plan_file, read
from .preview import PreviewMixin
from .progress import SearchApartMixin
from .record import in_digits, new_origins, new_statement

# Format of the wizard → format of bankfile. Those of core's modules are read
# here as well, whether the modules are active or not.
CORE_NAMES = {'camt': ['camt_052_001', 'camt_053_001', 'camt_054_001']}
FORMATS = {
    'bank_file': None,
    **{
        name: format for format in bankfile.FORMATS
        for name in CORE_NAMES.get(format, [format])},
    }
# Formats that are read by profiles
TABLES = ['csv', 'xlsx']
# Labels of the formats that no module of core may have added
LABELS = [
    ('bank_file', "Auto"),
    *sorted(
        (name, format.label) for name, format in bankfile.FORMATS.items()
        if name not in CORE_NAMES),
    ]


class ImportFilesMixin:
    __slots__ = ()

    @classmethod
    def import_files(
            cls, company, files, journal=None, profiles=None, choices=None):
        """Import files of banks, and propose what they settle.

        Return the statements and the lines to tell the user; see read_files.
        """
        statements, lines = cls.read_files(
            company, files, journal=journal, profiles=profiles,
            choices=choices)
        cls.prepare_matches(statements)
        return statements, lines

    @classmethod
    def prepare_matches(cls, statements):
        "Have proposals as soon as there is a statement"
        Match = Pool().get('account.statement.match')
        Match.prepare(statements)

    @classmethod
    def read_files(
            cls, company, files, journal=None, profiles=None, choices=None):
        """Save what files of banks bring.

        A file, or an archive of files, is its name, its bytes and a format of
        bankfile, None to find it out. The journal is for files that do not
        name their account, the profiles are those for CSV files, by default
        all. Return the statements and the lines to tell the user. What is not
        imported as a whole is refused, and nothing is saved. The choices say
        by the keys of the preview which entries to take in or to leave out.
        """
        statements, lines, known, contents = [], [], [], 0
        for delivery in read(files, profiles):
            lines.extend(map(message.left_out, delivery.left_out))
            contents += len(delivery.contents)
            for content in delivery.contents:
                # The next file must know what this one brings
                plan = plan_file(
                    company, content, journal=journal, choices=choices)
                if not plan.empty and plan.nothing_new:
                    known.append(message.nothing_new(plan))
                    continue
                cls._ask(plan)
                lines.extend(message.lines(plan))
                statements.extend(cls._import_plan(company, plan))
        if len(known) == contents:
            raise ImportStatementError('\n'.join(known))
        lines.extend(known)
        return cls.browse(statements), lines

    @classmethod
    def _ask(cls, plan):
        "Ask about years and amounts that are hardly right"
        pool = Pool()
        Warning = pool.get('res.user.warning')
        if not plan.doubts:
            return
        key = 'bank_file_doubt.' + hashlib.sha256(plan.data).hexdigest()
        if Warning.check(key):
            raise ImportStatementWarning(key, message.doubts(plan))

    @classmethod
    def _import_plan(cls, company, plan):
        "Save what is planned, return the statements created and changed"
        parties = parties_of(plan.statements)
        created, splits = [], []
        for statement_plan in plan.statements:
            splits.extend(
                (statement_plan.statement.kind, entry, decision)
                for entry, decision in statement_plan.splits)
            pairs = statement_plan.new
            if not pairs:
                continue
            statement = new_statement(
                company, statement_plan.journal, statement_plan.statement)
            origins = new_origins(
                pairs, statement_plan.statement.kind, parties,
                statement_plan.journal.currency)
            statement.number_of_lines = len(pairs)
            statement.total_amount = sum(o.amount for o in origins)
            statement.amount_elsewhere = in_digits(
                statement_plan.statement.net - statement.total_amount,
                statement_plan.journal.currency) or None
            statement.origin_file = fields.Binary.cast(plan.data)
            created.append((statement, origins))
        return (
            cls._save_with_origins(created)
            + cls._split_origins(splits, parties))

    @classmethod
    def _save_with_origins(cls, created):
        "Save the statements, then their origins, in batches"
        Origin = Pool().get('account.statement.origin')
        statements = [statement for statement, _ in created]
        cls.save(statements)
        for statement, origins in created:
            for origin in origins:
                origin.statement = statement
        for batch in batches(chain(*(origins for _, origins in created))):
            Origin.save(batch)
        return statements

    @classmethod
    def _split_origins(cls, splits, parties):
        """Replace the origin of a total by its details.

        They stay in its statement, as they are what its balances need.
        """
        pool = Pool()
        Origin = pool.get('account.statement.origin')
        totals = Origin.browse([d.known[0].id for _, _, d in splits])
        statements, details = {}, []
        for (kind, entry, decision), total in zip(splits, totals):
            statement = statements.setdefault(
                total.statement.id, total.statement)
            origins = new_origins(
                [(entry, t) for t in decision.transactions], kind, parties,
                statement.journal.currency,
                numbers=[o.number for o in statement.origins])
            for origin in origins:
                origin.statement = statement
                # the day of the statement counts, not that of the advice
                origin.date = total.date
            details.extend(origins)
            if statement.number_of_lines is not None:
                statement.number_of_lines += len(origins) - 1
        Origin.delete(totals)
        Origin.save(details)
        statements = list(statements.values())
        cls.save(statements)
        return cls.browse(statements)


class StatementImportStart(metaclass=PoolMeta):
    __name__ = 'account.statement.import.start'

    file_name = fields.Char("File Name")
    files = fields.One2Many(
        'account.statement.import.file', None, "Files to Import",
        # Clients offer no new line
        size=0,
        states={
            'invisible': ~Eval('files'),
            },
        help="What was chosen so far, to import at once.")
    journal = fields.Many2One(
        'account.statement.journal', "Journal",
        domain=[
            ('company', '=', Eval('company', -1)),
            ],
        states={
            'invisible': ~Eval('file_format').in_(list(FORMATS)),
            },
        help="Leave empty to find it by the account in the file.")
    profile = fields.Many2One(
        'account.statement.import.profile', "Profile",
        states={
            'invisible': ~Eval('file_format').in_(TABLES),
            },
        help="Leave empty to find it by the columns of the file.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.file_.filename = 'file_name'
        cls.file_.required = False
        cls.file_.states['required'] = ~Eval('files')
        selection = cls.file_format.selection
        names = {name for name, _ in selection}
        selection[1:1] = [
            (name, label) for name, label in LABELS if name not in names]

    @classmethod
    def default_file_format(cls):
        return 'bank_file'

    @fields.depends('file_', 'file_name', 'files')
    def on_change_file_name(self):
        """Put the file below, so that the next can be chosen.

        Clients give the name after the bytes. Of several files that are
        dropped at once, each takes the place of the one before.
        """
        pool = Pool()
        File = pool.get('account.statement.import.file')
        if self.file_ and self.file_name:
            self.files = [
                *(self.files or []),
                File(name=self.file_name, data=self.file_)]
            self.file_ = self.file_name = None

    @property
    def chosen(self):
        "Name and bytes of each file, in the order in which they were chosen"
        chosen = [f.content for f in getattr(self, 'files', None) or []]
        if getattr(self, 'file_', None) is not None:
            chosen.append(
                (getattr(self, 'file_name', None), bytes(self.file_)))
        return chosen


class StatementImportFile(ModelView):
    __name__ = 'account.statement.import.file'

    name = fields.Char("File Name", readonly=True)
    data = fields.Binary("File", filename='name', readonly=True)

    @property
    def content(self):
        "Its name and bytes; clients can send a line without"
        data = getattr(self, 'data', None)
        if data is None:
            refuse_value(self.__class__, 'data', message='required')
        return getattr(self, 'name', None), bytes(data)


class StatementImportResult(ModelView):
    __name__ = 'account.statement.import.result'

    messages = fields.Text("Messages", readonly=True)


class StatementImport(PreviewMixin, SearchApartMixin, metaclass=PoolMeta):
    __name__ = 'account.statement.import'

    result = StateView('account.statement.import.result',
        'medical_payment.statement_import_result_view_form', [
            Button("Close", 'end', 'tryton-close', default=True),
            ])

    def do_import_(self, action):
        pool = Pool()
        Statement = pool.get('account.statement')
        self.result.messages = None
        if not self.read_here:
            return self._import_elsewhere(action)
        statements, lines = Statement.read_files(
            self.start.company, self._files, choices=self._choices,
            **self._options)
        self.start.file_ = None
        self.start.files = []
        self.result.messages = '\n'.join(lines)
        if not statements:
            # nothing to show but the messages
            return None
        if self._is_long(statements):
            return None
        Statement.prepare_matches(statements)
        return self._action_of(statements, action)

    @staticmethod
    def _action_of(statements, action):
        """Return what opens after the import: the statements, or the review
        of their proposals where the menu of the desk began it"""
        pool = Pool()
        Action = pool.get('ir.action')
        ModelData = pool.get('ir.model.data')

        def action_id(name):
            return Action.get_action_id(
                ModelData.get_id('medical_payment', name))

        ids = [s.id for s in statements]
        if (Transaction().context.get('action_id')
                == action_id('wizard_statement_import_review')):
            review = Action(action_id('wizard_statement_review'))
            return review.get_action_value(), {
                'model': 'account.statement', 'id': ids[0], 'ids': ids}
        if len(ids) == 1:
            action['views'].reverse()
        return action, {'res_id': ids}

    def _import_elsewhere(self, action):
        "Propose what another importer knows nothing of"
        pool = Pool()
        Match = pool.get('account.statement.match')
        Statement = pool.get('account.statement')
        results = []
        for name, data in self.start.chosen:
            # It takes one file, and may turn the views round
            self.start.file_, self.start.file_name = data, name
            results.append(super().do_import_({
                        **action, 'views': list(action['views'])}))
        self.start.files = []
        ids = [
            i for result in results if result
            for i in result[1].get('res_id', [])]
        Match.prepare([
                s for s in Statement.browse(ids)
                if not Match.is_prepared(s)])
        return results[0] if len(results) == 1 else (action, {'res_id': ids})

    @property
    def read_here(self):
        "If the file is not left to another module"
        return self.start.file_format in FORMATS

    @property
    def _files(self):
        start = self.start
        label = dict(start.fields_get(['file_format'])['file_format'][
                'selection'])[start.file_format]
        return [
            (name or label, data, FORMATS[start.file_format])
            for name, data in start.chosen]

    @property
    def _options(self):
        "What the visible fields say beside the file"
        start = self.start
        profiles = None
        if start.file_format in TABLES and start.profile:
            profiles = [start.profile]
        return {'journal': start.journal, 'profiles': profiles}

    def transition_import_(self):
        if self.searching.statements:
            return self._search_apart()
        return self._told()

    def _told(self):
        return 'result' if self.result.messages else 'end'

    def value_result(self, fields):
        return {'messages': self.result.messages}
