# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a long import settles is searched in a step of its own.

Clients show nothing of a call but that it lasts. The transactions are there
before the search begins, and the user sees it. Where the server has workers
one of them searches. It is one step whatever its length: what is sure depends
on all the transactions together."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.wizard import Button, StateAction, StateTransition, StateView

from ..background import ProgressMixin, has_worker, tasks_state

# Above this number of transactions an import is long: a second or two
LONG = 1000


class StatementImportProgress(ProgressMixin, ModelView):
    __name__ = 'account.statement.import.progress'

    statements = fields.Many2Many(
        'account.statement', None, None, "Statements", readonly=True)

    @property
    def number(self):
        "How many transactions there are"
        Origin = Pool().get('account.statement.origin')
        return Origin.search([
                ('statement', 'in', [s.id for s in self.statements or []]),
                ], count=True)

    def shown(self, message, *lines):
        "Return the values for the view"
        return {
            'message': '\n'.join(
                [gettext(message, number=self.number), *lines]),
            # They are read, what they settle is not searched
            'progress': .5,
            }


class SearchApartMixin:
    "The part of the wizard that searches what a long import settles"
    __slots__ = ()

    searching = StateView('account.statement.import.progress',
        'medical_payment.statement_import_progress_view_form', [
            Button("Not Now", 'end', 'tryton-cancel'),
            Button("Continue", 'search', 'tryton-forward', default=True),
            ])
    search = StateAction('account_statement.act_statement_form')
    background = StateView('account.statement.import.progress',
        'medical_payment.statement_import_progress_view_form', [
            Button("Close", 'end', 'tryton-close'),
            Button("Refresh", 'refresh', 'tryton-refresh', default=True),
            ])
    refresh = StateTransition()
    found = StateAction('account_statement.act_statement_form')

    def _is_long(self, statements):
        "Test if what the statements settle is searched apart"
        progress = self.searching
        progress.statements = statements
        if progress.number <= LONG:
            progress.statements = []
        return bool(progress.statements)

    def _search_apart(self):
        "Return the view that shows how far it is"
        Statement = Pool().get('account.statement')
        if not has_worker():
            return 'searching'
        self.background.statements = self.searching.statements
        self.background.tasks = Statement.__queue__.prepare_matches(
            list(self.searching.statements))
        return 'background'

    def default_searching(self, fields):
        _, interrupted, errors = tasks_state(self.background.tasks)
        return self.searching.shown(
            'medical_payment.msg_statement_import_interrupted'
            if interrupted or errors
            else 'medical_payment.msg_statement_import_searching', *errors)

    def default_background(self, fields):
        return self.background.shown(
            'medical_payment.msg_statement_import_background')

    def transition_refresh(self):
        running, interrupted, errors = tasks_state(self.background.tasks)
        if running:
            return 'background'
        return 'searching' if interrupted or errors else 'found'

    def do_search(self, action):
        Statement = Pool().get('account.statement')
        Statement.prepare_matches(list(self.searching.statements or []))
        return self.do_found(action)

    def do_found(self, action):
        # None, for who comes without having imported any
        if statements := self.searching.statements:
            return self._action_of(list(statements), action)

    def transition_search(self):
        return self._told()

    def transition_found(self):
        return self._told()
