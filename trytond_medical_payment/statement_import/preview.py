# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What an import will do, shown before anything is saved."""
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.wizard import Button, StateView

from ..defaults import with_names
from . import message
from .plan import plan_file, read


class Statement(metaclass=PoolMeta):
    __name__ = 'account.statement'

    @classmethod
    def preview_files(cls, company, files, journal=None, profiles=None):
        """Return what importing the files would do and would tell.

        The arguments are those of import_files. The files are taken one by
        one, without what another one of them would bring.
        """
        previews, lines = [], []
        for name, data, contents in read(files, profiles):
            plan = plan_file(company, name, data, contents, journal=journal)
            lines.extend(message.lines(plan))
            if not plan.empty and plan.nothing_new:
                lines.append(message.nothing_new(plan))
            previews.extend(
                cls._preview(statement) for statement in plan.statements)
        return previews, lines

    @classmethod
    def _preview(cls, plan):
        "Return the values of a line of the preview"
        statement = plan.statement
        new = plan.pairs('new', 'rest', 'split')
        dates = [entry.date for entry in statement.entries]
        journal = plan.journal
        return {
            'statement': statement.identification,
            'account': statement.account,
            **with_names(
                journal=journal,
                currency=journal.currency if journal else None),
            'start_date': min(dates, default=None),
            'end_date': max(dates, default=None),
            'number': len(new),
            'amount': sum(t.amount for _, t in new) if journal else None,
            'known': sum(
                max(1, len(entry.transactions)) for entry, decision
                in plan.decisions
                if decision.action in {'known', 'late', 'changed'}),
            'not_booked': statement.not_booked,
            }


class StatementImportPreview(ModelView):
    __name__ = 'account.statement.import.preview'

    statements = fields.One2Many(
        'account.statement.import.preview.statement', None, "Statements",
        readonly=True)
    messages = fields.Text("Messages", readonly=True)


class StatementImportPreviewStatement(ModelView):
    __name__ = 'account.statement.import.preview.statement'

    statement = fields.Char("Statement", readonly=True)
    account = fields.Char("Account", readonly=True)
    journal = fields.Many2One(
        'account.statement.journal', "Journal", readonly=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    start_date = fields.Date("From", readonly=True)
    end_date = fields.Date("To", readonly=True)
    number = fields.Integer("Movements", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True)
    known = fields.Integer(
        "Imported Before", readonly=True,
        help="The movements left out because they were imported before.")
    not_booked = fields.Integer("Not Booked", readonly=True)


class StatementImport(metaclass=PoolMeta):
    __name__ = 'account.statement.import'

    preview = StateView('account.statement.import.preview',
        'medical_payment.statement_import_preview_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Back", 'start', 'tryton-back', validate=False),
            Button("Import", 'import_', 'tryton-ok', default=True),
            ])

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.start.buttons.insert(
            1, Button("Preview", 'preview', 'tryton-search'))

    def default_start(self, fields):
        "Keep what was entered when the user comes back"
        start = self.start
        if not getattr(start, 'file_', None):
            return {}
        values = {}
        for name in fields:
            value = getattr(start, name, None)
            if '.' in name or value is None:
                continue
            values[name] = value.id if hasattr(value, 'id') else value
        return values

    def default_preview(self, fields):
        pool = Pool()
        Statement = pool.get('account.statement')
        if not self.read_here:
            return {'messages': ""}
        previews, lines = Statement.preview_files(
            self.start.company, [self._file], **self._options)
        return {
            'statements': previews,
            'messages': '\n'.join(lines),
            }
