# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Many invoices are marked as paid in parts, and how far it is can be seen.

Where the server has workers the queue does it in the background. Elsewhere
the queue would keep the user waiting for all of them: the wizard does one
part after the other, and can be stopped between them."""
from trytond.i18n import gettext, ngettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.wizard import Button, StateTransition, StateView

from ..background import ProgressMixin, tasks_state


def names(invoices, size=10):
    "Return the names of the first invoices"
    result = ', '.join(i.rec_name for i in invoices[:size])
    if len(invoices) > size:
        result += '…'
    return result


def skipped_message(paid, skipped):
    return gettext(
        'medical_payment.msg_mark_as_paid_skipped',
        paid=paid, invoices=names(skipped))


class MarkAsPaidProgress(ProgressMixin, ModelView):
    __name__ = 'account.invoice.mark_as_paid.progress'

    invoices = fields.Integer("Invoices", readonly=True)
    done = fields.Integer(
        "Done", readonly=True,
        help="The number of invoices that were looked at.")
    skipped = fields.Many2Many(
        'account.invoice', None, None, "Skipped", readonly=True)

    def shown(self, message):
        "Return the values for the view"
        return {
            'message': gettext(
                message, done=self.done, invoices=self.invoices),
            'progress': round(self.done / self.invoices, 2),
            }


class PayManyMixin:
    "The part of the wizard that pays many invoices"
    __slots__ = ()

    step = StateView('account.invoice.mark_as_paid.progress',
        'medical_payment.mark_as_paid_progress_view_form', [
            Button("Stop", 'end', 'tryton-cancel'),
            Button("Continue", 'pay', 'tryton-forward', default=True),
            ])
    background = StateView('account.invoice.mark_as_paid.progress',
        'medical_payment.mark_as_paid_progress_view_form', [
            Button("Close", 'end', 'tryton-close'),
            Button("Refresh", 'refresh', 'tryton-refresh', default=True),
            ])
    interrupted = StateView('account.invoice.mark_as_paid.progress',
        'medical_payment.mark_as_paid_progress_view_form', [
            Button("Close", 'end', 'tryton-close'),
            Button("Continue", 'pay', 'tryton-forward', default=True),
            ])
    refresh = StateTransition()

    @property
    def _size(self):
        "Return how many are paid at once, or None for all of them"
        Configuration = Pool().get('account.configuration')
        return Configuration(1).get_multivalue(
            'payment_queue_size', company=self.records[0].company.id)

    def _pay_step(self, size):
        progress = self.step
        done = progress.done or 0
        invoices = self.records[done:done + size]
        _, skipped = self._pay(invoices, self._payment_values())
        progress.invoices = len(self.records)
        progress.done = done + len(invoices)
        progress.skipped = [*(progress.skipped or []), *skipped]
        if progress.done < progress.invoices:
            return 'step'
        return self._show_result(
            progress.done - len(progress.skipped), progress.skipped)

    def default_step(self, fields):
        return self.step.shown('medical_payment.msg_mark_as_paid_step')

    def _pay_in_background(self):
        Invoice = Pool().get('account.invoice')
        invoices = self._allowed()
        progress = self.background
        # Or it goes on where it was interrupted
        begins = not progress.tasks
        if not invoices:
            return (
                self._show_result(0, self.records) if begins
                else self.transition_refresh())
        progress.tasks = Invoice.pay_balance_later(
            invoices, self.start.method, self.start.date,
            **self._payment_values())
        if begins:
            progress.invoices = len(invoices)
            progress.done = 0
            allowed = set(invoices)
            progress.skipped = [i for i in self.records if i not in allowed]
        return 'background'

    def transition_refresh(self):
        progress = self.background
        left = self._allowed()
        # Nothing, for who comes without having been shown the progress
        progress.invoices = progress.invoices or len(left)
        progress.done = progress.invoices - len(left)
        running, interrupted, errors = tasks_state(progress.tasks)
        if left and running:
            return 'background'
        elif left and interrupted:
            return 'interrupted'
        return self._show_result(
            progress.done, progress.skipped, left=left, errors=errors)

    def default_background(self, fields):
        return self.background.shown(
            'medical_payment.msg_mark_as_paid_background')

    def default_interrupted(self, fields):
        return self.background.shown(
            'medical_payment.msg_mark_as_paid_interrupted')

    def _show_result(self, paid, skipped, left=(), errors=()):
        messages = [
            skipped_message(paid, skipped) if skipped else
            ngettext('medical_payment.msg_mark_as_paid_done', paid, paid=paid)]
        if left:
            messages.append(gettext(
                    'medical_payment.msg_mark_as_paid_failed',
                    invoices=names(left)))
        self.result.message = '\n'.join([*messages, *errors])
        return 'result'
