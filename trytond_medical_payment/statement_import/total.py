# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Totals whose payments another file tells as entries of their own (S5).

Nothing but the day and the sum connects them, and receipts of other people
may have the same sum by chance: a receipt left out would be lost. So both are
imported, and the user is told.
"""
from collections import defaultdict
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from ..bankfile.duplicates import IMPORTED
from .record import is_bare

ZERO = Decimal(0)


def lines(plan):
    "Return what is to be told of the totals of a file"
    keys = {e.key for p in plan.statements for e in p.statement.entries}
    for statement in plan.statements:
        new = [e for e, d in statement.decisions if d.action in IMPORTED]
        if new:
            yield from _lines(statement, new, _known(statement, new, keys))


def _known(plan, entries, keys):
    "Return the transactions of the same days from other files"
    Origin = Pool().get('account.statement.origin')
    origins = Origin.search([
            ('statement.journal', '=', plan.journal.id),
            ('statement.state', '!=', 'cancelled'),
            ('date', 'in', list({e.date for e in entries})),
            ('bank_entry_key', '!=', None),
            ])
    return [o for o in origins if o.bank_entry_key not in keys]


def _lines(plan, new, known):
    payments = defaultdict(list)
    for origin in known:
        if not is_bare(origin.information):
            payments[origin.date, origin.statement].append(origin.amount)
    totals = {
        (o.date, o.amount): o.statement
        for o in known if is_bare(o.information)}
    for entry in new:
        for (date, statement), amounts in payments.items():
            if entry.bare and date == entry.date and _is_total(
                    entry.amount, amounts):
                yield _line('total', plan, entry, amounts, statement)
    payments = defaultdict(list)
    for entry in new:
        if not entry.bare:
            payments[entry.date].append(entry)
    for (date, amount), statement in totals.items():
        amounts = [t.amount for e in payments[date] for t in e.transactions]
        if _is_total(amount, amounts):
            yield _line(
                'payments', plan, payments[date][0], amounts, statement)


def _is_total(amount, amounts):
    return len(amounts) > 1 and sum(amounts, ZERO) == amount and all(
        (a > 0) == (amount > 0) for a in amounts)


def _line(name, plan, entry, amounts, other):
    Lang = Pool().get('ir.lang')
    lang = Lang.get()
    return gettext(
        f'medical_payment.msg_statement_import_like_{name}',
        statement=plan.statement.identification,
        other=other.rec_name,
        date=lang.strftime(entry.date),
        number=len(amounts),
        amount=lang.currency(sum(amounts, ZERO), plan.journal.currency))
