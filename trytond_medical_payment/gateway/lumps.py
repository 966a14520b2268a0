# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What reaches the bank together."""
from collections import defaultdict
from decimal import Decimal

from trytond.pool import Pool

from ..matching import ItemKind, Lump, Method, OpenItem
from . import data
from .text import given

ZERO = Decimal(0)


class Lumps:
    "The part of the gateway that reads slips and acquirers"

    def _slips(self, promised):
        if not self.methods:
            return
        slips = defaultdict(list)
        for row in data.slips(self.company):
            slips[row.id].append(row)
        for id_, rows in slips.items():
            first = rows[0]
            key = 'deposit', id_
            amount, currency = self._waiting(rows)
            if not amount or promised[key]:
                continue
            self.names[key] = first.number or ''
            yield OpenItem(
                key=key,
                kind=ItemKind.SLIP,
                amount=amount,
                currency=self.codes[currency],
                date=first.date,
                numbers=given(first.number, first.reference),
                method=first.method)

    def _methods(self):
        "The methods whose payments reach the bank together"
        PaymentMethod = Pool().get('account.invoice.payment.method')
        methods = PaymentMethod.search([
                ('company', '=', self.company),
                ('deposit', '!=', None),
                ],
            order=[('id', 'ASC')])
        if not methods:
            return []
        names, accounts = defaultdict(set), defaultdict(set)
        for row in data.acquirers(self.company):
            if row.account:
                accounts[row.method].add(row.account)
            if row.name:
                names[row.method].add(row.name)
        return [
            Method(
                key=method.id,
                lump=Lump(method.deposit),
                name=method.name,
                rate=method.commission_rate or ZERO,
                digits=method.company.currency.digits,
                payers=tuple(sorted(names[method.id])),
                accounts=tuple(sorted(accounts[method.id])))
            for method in methods]
