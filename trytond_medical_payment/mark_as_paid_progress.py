# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Many invoices are marked as paid in parts, and how far it is can be seen.

Where the server has workers the queue does it in the background. Elsewhere
the queue would keep the user waiting for all of them: the wizard does one
part after the other, and can be stopped between them."""
import trytond.config as config
from trytond.i18n import gettext, ngettext
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction, without_check_access
from trytond.wizard import Button, StateTransition, StateView

from .mark_as_paid import names, skipped_message

# How many invoices a task of the queue pays
PAID_AT_ONCE = 100


def has_worker():
    return config.getboolean('queue', 'worker', default=False)


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @classmethod
    def pay_balance_later(cls, invoices, method, date, **values):
        """Pay what is open of the invoices in the background, in parts.

        Return the tasks."""
        Queue = Pool().get('ir.queue')
        values = {
            name: getattr(value, 'id', value)
            for name, value in values.items() if value is not None}
        with Transaction().set_context(queue_batch=PAID_AT_ONCE):
            return Queue.browse(cls.__queue__.pay_balance_queued(
                    invoices, method.id, date, values))

    @classmethod
    def pay_balance_queued(cls, invoices, method, date, values):
        Method = Pool().get('account.invoice.payment.method')
        cls.pay_balance(invoices, Method(method), date, **values)


class MarkAsPaidProgress(ModelView):
    __name__ = 'account.invoice.mark_as_paid.progress'

    message = fields.Text("Message", readonly=True)
    progress = fields.Float("Progress", digits=(None, 2), readonly=True)
    invoices = fields.Integer("Invoices", readonly=True)
    done = fields.Integer(
        "Done", readonly=True,
        help="The number of invoices that were looked at.")
    skipped = fields.Many2Many(
        'account.invoice', None, None, "Skipped", readonly=True)
    tasks = fields.Many2Many('ir.queue', None, None, "Tasks", readonly=True)

    def shown(self, message):
        "Return the values for the view"
        return {
            'message': gettext(
                message, done=self.done, invoices=self.invoices),
            'progress': round(self.done / self.invoices, 2),
            }


class MarkAsPaid(metaclass=PoolMeta):
    __name__ = 'account.invoice.mark_as_paid'

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
    refresh = StateTransition()

    @property
    def _size(self):
        "Return how many are paid at once, or None for all of them"
        Configuration = Pool().get('account.configuration')
        return Configuration(1).get_multivalue(
            'payment_queue_size', company=self.records[0].company.id)

    def transition_pay(self):
        size = self._size
        if not size or len(self.records) <= size:
            return super().transition_pay()
        elif has_worker():
            return self._pay_in_background()
        else:
            return self._pay_step(size)

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
        if not invoices:
            return self._show_result(0, self.records)
        progress = self.background
        progress.tasks = Invoice.pay_balance_later(
            invoices, self.start.method, self.start.date,
            **self._payment_values())
        progress.invoices = len(invoices)
        progress.done = 0
        allowed = set(invoices)
        progress.skipped = [i for i in self.records if i not in allowed]
        return 'background'

    def transition_refresh(self):
        progress = self.background
        left = self._allowed()
        progress.done = progress.invoices - len(left)
        running, errors = self._tasks_state(progress.tasks)
        if left and running:
            return 'background'
        return self._show_result(
            progress.done, progress.skipped, left=left, errors=errors)

    @staticmethod
    @without_check_access
    def _tasks_state(tasks):
        "Return if some are still to do, and what the others complain of"
        Error = Pool().get('ir.error')
        errors = Error.search([
                ('origin', 'in', [str(t) for t in tasks]),
                ])
        failed = {e.origin for e in errors}
        running = any(
            not t.finished_at and t not in failed for t in tasks)
        return running, sorted({e.message for e in errors})

    def default_background(self, fields):
        return self.background.shown(
            'medical_payment.msg_mark_as_paid_background')

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
