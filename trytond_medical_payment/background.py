# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What takes long, and what its user is shown meanwhile."""
import trytond.config as config
from trytond.model import fields
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access


def has_worker():
    return config.getboolean('queue', 'worker', default=False)


@without_check_access
def tasks_state(tasks):
    """Return if some are still to do, if the worker of some died, and what
    the others complain of"""
    pool = Pool()
    Error = pool.get('ir.error')
    Queue = pool.get('ir.queue')
    # Those of others are not told to who names their ids
    tasks = Queue.search([
            ('id', 'in', [t.id for t in tasks or []]),
            ('create_uid', '=', Transaction().user),
            ])
    errors = Error.search([
            ('origin', 'in', [str(t) for t in tasks]),
            ])
    ended = {e.origin for e in errors}
    interrupted = set(Queue.interrupted(tasks)) - ended
    ended |= interrupted
    running = any(
        not t.finished_at and t not in ended for t in tasks)
    return running, bool(interrupted), sorted({e.message for e in errors})


class ProgressMixin:
    "What a dialog shows of how far it is"
    __slots__ = ()

    message = fields.Text("Message", readonly=True)
    progress = fields.Float("Progress", digits=(None, 2), readonly=True)
    tasks = fields.Many2Many('ir.queue', None, None, "Tasks", readonly=True)
