# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from collections import defaultdict

from trytond.model import fields
from trytond.pool import Pool, PoolMeta


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    reminders = fields.Function(
        fields.Integer("Reminders",
            help="The number of reminders that were sent."),
        'get_reminders')

    @classmethod
    def get_reminders(cls, invoices, name):
        Dunning = Pool().get('account.dunning')
        owners = {l.id: i.id for i in invoices for l in i.lines_to_pay}
        reminders = defaultdict(int)
        for dunning in Dunning.search([
                    ('line', 'in', list(owners)),
                    ('state', '!=', 'draft'),
                    ('level', '!=', None),
                    ]):
            # Each level that was reached was a reminder
            reminders[owners[dunning.line.id]] += (
                list(dunning.procedure.levels).index(dunning.level) + 1)
        return {i.id: reminders[i.id] for i in invoices}

    @property
    def reminders_sent(self):
        return self.reminders
