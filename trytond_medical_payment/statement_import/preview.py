# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What an import will do, shown before anything is saved."""
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateView

from ..bankfile.duplicates import IMPORTED
from ..defaults import with_names
from . import message
from .plan import plan_file, read
from .record import in_digits

# Transactions shown of which nothing is to be decided
PLAIN = 500


class PreviewFilesMixin:
    __slots__ = ()

    @classmethod
    def preview_files(cls, company, files, journal=None, profiles=None):
        """Return what importing the files would do and would tell.

        That is the values for statements and for transactions, and the lines.

        The arguments are those of import_files. The files are taken one by
        one, without what another one of them would bring.
        """
        previews, transactions, lines = [], [], []
        for delivery in read(files, profiles):
            lines.extend(map(message.left_out, delivery.left_out))
            for content in delivery.contents:
                plan = plan_file(company, content, journal=journal)
                lines.extend(message.lines(plan))
                if not plan.empty and plan.nothing_new:
                    lines.append(message.nothing_new(plan))
                previews.extend(
                    cls._preview(statement) for statement in plan.statements)
                transactions.extend(cls._preview_transactions(plan))
        return previews, transactions, lines

    @classmethod
    def _preview(cls, plan):
        "Return the values of a line of the preview"
        statement = plan.statement
        new = plan.pairs(*IMPORTED, 'split')
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
                if not decision.transactions),
            'not_booked': statement.not_booked,
            }

    @classmethod
    def _preview_transactions(cls, plan):
        """Return the values of the transactions of a file.

        Of a long file those that there is something to decide about, and the
        first of the others.
        """
        plain = 0
        for statement, index, key in plan.entries:
            entry, decision = statement.decisions[index]
            if decision.action == 'new':
                plain += 1
                if plain > PLAIN:
                    continue
            yield cls._preview_transaction(statement, entry, decision, key)

    @classmethod
    def _preview_transaction(cls, plan, entry, decision, key):
        payers = {
            t.counterparty.name for t in entry.transactions
            if t.counterparty.name}
        texts = dict.fromkeys(
            text for t in entry.transactions
            for text in [*t.references, *t.remittance, *t.additional])
        return {
            'key': key,
            'import_': bool(decision.transactions),
            'statement': plan.statement.identification,
            'date': entry.date,
            **with_names(currency=plan.journal.currency),
            'amount': in_digits(entry.amount, plan.journal.currency),
            'payer': ', '.join(sorted(payers)),
            'text': ' '.join(texts),
            'action': decision.action,
            }


class StatementImportPreview(ModelView):
    __name__ = 'account.statement.import.preview'

    statements = fields.One2Many(
        'account.statement.import.preview.statement', None, "Statements",
        readonly=True)
    transactions = fields.One2Many(
        'account.statement.import.preview.transaction', None, "Transactions",
        # Clients offer no new line
        size=0,
        help="Uncheck what is not to be imported.\n"
        "Check what was left out and is another transaction all the same.")
    messages = fields.Text("Messages", readonly=True,
        states={
            'invisible': ~Eval('messages'),
            })


class StatementImportPreviewTransaction(ModelView):
    __name__ = 'account.statement.import.preview.transaction'

    key = fields.Char("Key", readonly=True)
    import_ = fields.Boolean("Import")
    statement = fields.Char("Statement", readonly=True)
    date = fields.Date("Date", readonly=True)
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True)
    payer = fields.Char("Payer or Payee", readonly=True)
    text = fields.Char("Text", readonly=True)
    action = fields.Selection([
            ('new', "New"),
            ('known', "Imported before"),
            ('same', "Imported before under another number"),
            ('split', "Details of a total imported before"),
            ('late', "Details of a total in use"),
            ('rest', "Partly imported before"),
            ('changed', "Imported before and changed"),
            ('like', "Like one imported before"),
            ('reused', "Number used again"),
            ], "What It Is", readonly=True, sort=False)


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
    number = fields.Integer("Transactions", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True)
    known = fields.Integer(
        "Imported Before", readonly=True,
        help="The transactions left out because they were imported before.")
    not_booked = fields.Integer("Not Booked", readonly=True)


class PreviewMixin:
    "The part of the wizard that shows what an import would do"
    __slots__ = ()

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
        if not getattr(start, 'file_format', None):
            # It is the first time
            return {}
        values = {'files': [
                {'name': name, 'data': data}
                for name, data in start.chosen]}
        for name in set(fields) - {'file_', 'file_name', *values}:
            value = getattr(start, name, None)
            if '.' in name or value is None:
                continue
            values[name] = value.id if hasattr(value, 'id') else value
        return values

    @property
    def _choices(self):
        "What the user changed in the preview, by the keys of the entries"
        return {
            transaction.key: bool(transaction.import_)
            for transaction in getattr(
                getattr(self, 'preview', None), 'transactions', None) or []}

    def default_preview(self, fields):
        pool = Pool()
        Statement = pool.get('account.statement')
        if not self.read_here:
            return {'messages': ""}
        previews, transactions, lines = Statement.preview_files(
            self.start.company, self._files, **self._options)
        return {
            'statements': previews,
            'transactions': transactions,
            'messages': '\n'.join(lines),
            }
