# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the stories of both clients ask the served practice."""
from decimal import Decimal

from demo import setup

from . import served
from .rpc import Client as Wire

LATEST = (
    'SELECT m.name, CAST(p.amount AS VARCHAR), m.kind '
    'FROM account_invoice_payment p '
    'JOIN account_invoice i ON i.id = p.invoice '
    'JOIN account_invoice_payment_method m ON m.id = p.method '
    "WHERE i.number = ? AND p.state = 'posted' ORDER BY p.id")
RECEIPTS = (
    'SELECT i.number, CAST(p.amount AS VARCHAR) '
    'FROM account_invoice_payment p '
    'JOIN account_invoice i ON i.id = p.invoice '
    'JOIN account_invoice_payment_method m ON m.id = p.method '
    "WHERE p.state = 'posted' AND m.kind = 'payment' "
    "AND p.date >= ?")
OLDEST = (
    "SELECT number FROM account_invoice WHERE type = 'out' "
    "AND state = 'posted' ORDER BY invoice_date, id LIMIT 1")


def settled(server, number):
    "What settled the invoice: the means and the amounts, as they came"
    return [
        (name, Decimal(amount), kind)
        for name, amount, kind in served.query(server, LATEST, number)]


def receipts(server, begin):
    "The invoices and the amounts of the money since the date"
    return sorted(
        (number, Decimal(amount))
        for number, amount in served.query(server, RECEIPTS, begin))


def oldest(server):
    "The number of the oldest invoice that is to collect"
    (number,), = served.query(server, OLDEST)
    return number


def may_give_away(server, login):
    admin = Wire(server.address, served.DATABASE, 'admin', setup.PASSWORD)
    user, = admin.model('res.user', 'search', [('login', '=', login)])
    group = admin.model(
        'ir.model.data', 'get_id', 'medical_payment', 'group_give_away')
    admin.model(
        'res.user', 'write', [user], {'groups': [('add', [group])]})
