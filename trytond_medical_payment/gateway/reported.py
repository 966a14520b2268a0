# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The payments that an acquirer's report may speak of, for the comparison."""
import datetime as dt
from collections import namedtuple
from dataclasses import replace

from trytond.pool import Pool

from ..matching import Policy
from ..matching.reported import Sighting, compare, concerned

# A transaction of a report: its key is what a payment that was made of it is
# known by, and taken_back says if it is money that goes back to the customer
Line = namedtuple(
    'Line', 'key amount currency date reference concerns taken_back')
# What is recorded, by the number of the transaction in the list
Compared = namedtuple(
    'Compared', 'pairs concerned cancelled unclear missing unclear_payments')


def compare_report(method, lines, policy=Policy()):
    """Compare the transactions of a report with the payments of the method.

    pairs, concerned and cancelled are payments by the number of a line: what
    it is, what it takes back, and what was made of it and cancelled since.
    missing are the payments between the first and the last day of the report
    that it does not have, unclear the numbers and unclear_payments the
    payments that may belong to each other.
    """
    payments = _payments(method, lines, policy)
    posted = [p for p in payments if p.state == 'posted']
    by_id = {p.id: p for p in payments}
    sightings = {n: _of_line(n, line) for n, line in enumerate(lines)}
    result = compare(
        sightings.values(), _candidates(posted, lines, policy), policy)
    pairs = {n: by_id[id_] for n, id_ in result.pairs}
    return Compared(
        pairs=pairs,
        concerned=_concerned(lines, sightings, pairs, payments, policy),
        cancelled=_cancelled(lines, pairs, payments),
        unclear={n for side, n in result.unclear if side == 'transaction'},
        missing=_missing(
            [by_id[id_] for id_ in result.missing_there], lines),
        unclear_payments={
            by_id[id_] for side, id_ in result.unclear if side == 'payment'})


def _payments(method, lines, policy):
    """Return what the lines may be or take back: by day and amount, by key
    and reference.

    What is cancelled is told, so that nobody wonders why it is missing."""
    Payment = Pool().get('account.invoice.payment')
    if not lines:
        return []
    dates = [line.date for line in lines]
    near = dt.timedelta(policy.days_reported)
    back = dt.timedelta(policy.days_returned)
    keys = [line.key for line in lines]
    references = list(set(filter(None, [
                    text for line in lines
                    for text in [line.reference, line.concerns]])))
    return Payment.search([
            ('company', '=', method.company.id),
            ('method', '=', method.id),
            ('state', 'in', ['posted', 'cancelled']),
            ('credit', '=', None),
            ['OR',
                [
                    ('date', '>=', min(dates) - near),
                    ('date', '<=', max(dates) + near),
                    ],
                [
                    ('date', '>=', min(dates) - back),
                    ('date', '<=', max(dates)),
                    ('amount', 'in', [
                            -line.amount for line in lines
                            if line.taken_back]),
                    ],
                ('import_key', 'in', keys),
                ('reference', 'in', references),
                ],
            ],
        order=[('date', 'ASC'), ('id', 'ASC')])


def _candidates(payments, lines, policy):
    "What the lines may be, whether it waits or has arrived"
    if not lines:
        return []
    dates = [line.date for line in lines]
    known = {line.key for line in lines} | {line.reference for line in lines}
    near = dt.timedelta(policy.days_reported)
    return [
        _of_payment(p) for p in payments
        if min(dates) - near <= p.date <= max(dates) + near
        or p.import_key in known or (p.reference and p.reference in known)]


def _of_line(number, line):
    return Sighting(
        number, line.amount, line.currency, line.date,
        (line.key, line.reference), line.concerns)


def _of_payment(payment):
    return Sighting(
        payment.id, payment.amount, payment.currency.code, payment.date,
        (payment.import_key or '', payment.reference or ''))


def _concerned(lines, sightings, pairs, payments, policy):
    """Return what the lines take back: first what stands, then what is
    cancelled already"""
    # The acquirer names the payment by his own reference
    more = {p.id: lines[n].reference for n, p in pairs.items()}
    open_ = {
        n for n, line in enumerate(lines)
        if line.taken_back and n not in pairs}
    by_id = {p.id: p for p in payments}
    found = {}
    for state in ['posted', 'cancelled']:
        candidates = [
            replace(one, references=(
                    *one.references, more.get(one.key, '')))
            for one in (_of_payment(p) for p in payments if p.state == state)]
        found.update(concerned(
                [sightings[n] for n in sorted(open_ - found.keys())],
                candidates, policy))
    return {n: by_id[id_] for n, id_ in found.items()}


def _cancelled(lines, pairs, payments):
    by_key = {p.import_key: p for p in payments if p.state == 'cancelled'}
    return {
        n: by_key[line.key] for n, line in enumerate(lines)
        if n not in pairs and line.key in by_key}


def _missing(payments, lines):
    """Return the payments that wait between the first and the last day.

    What was taken before or after is in another report."""
    Payment = Pool().get('account.invoice.payment')
    dates = [line.date for line in lines if not line.taken_back]
    within = [
        p for p in payments
        if dates and min(dates) <= p.date <= max(dates)]
    waiting = Payment.get_waits_for_bank(within, 'waits_for_bank')
    return [p for p in within if waiting[p.id]]
