# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The years that a practice has behind it: paid invoices."""
from trytond.pool import Pool

from .copies import Copies, Rows


def add_past(invoice, number):
    """Copy the paid invoice, with its moves, payments and reconciliations.

    Return how many rows were added."""
    return Copies(rows_of(invoice), number).add()


def rows_of(invoice):
    "The invoice with all that hangs on it"
    pool = Pool()
    Link = pool.get('account.invoice-account.move.line')
    Payment = pool.get('account.invoice.payment')
    payments = Payment.search([('invoice', '=', invoice.id)])
    moves = [invoice.move, *(p.move for p in payments)]
    lines = [l for m in moves for l in m.lines]
    links = Link.search([('invoice', '=', invoice.id)])
    for name, records in [
            ('account.invoice', [invoice]),
            ('account.invoice.line', invoice.lines),
            ('account.move', moves),
            ('account.move.line', lines),
            ('account.move.reconciliation', {
                    l.reconciliation for l in lines if l.reconciliation}),
            ('account.invoice.payment', payments),
            ('account.invoice-account.move.line', links),
            ]:
        if records:
            yield Rows(pool.get(name), {r.id for r in records})
