# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The reasons of a proposal, in the words of the user.

What is stored are codes and the values that fill the blanks of their texts.
There is one message for each code: msg_match_reason_… and msg_match_note_….
"""
import datetime as dt
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

# The blanks that the texts may have
BLANKS = [
    'reference', 'number', 'count', 'name', 'account', 'date', 'amount',
    'open', 'difference', 'item', 'other', 'method', 'party', 'days', 'until',
    'found', 'percent']


def render(evidence, currency):
    "Return a line for each note and each reason, the weightiest first"
    evidence = evidence or {}
    lines = [
        render_code('note', code, params, currency)
        for code, params in evidence.get('notes', [])]
    reasons = sorted(
        evidence.get('reasons', []), key=lambda r: -abs(r[1]))
    lines += [
        render_code('reason', code, params, currency)
        for code, _, params in reasons]
    return '\n'.join(dict.fromkeys(lines))


def render_code(kind, code, params, currency):
    blanks = dict.fromkeys(BLANKS, '')
    blanks.update(
        (name, _format(name, value, currency))
        for name, value in params.items())
    return gettext(f'medical_payment.msg_match_{kind}_{code}', **blanks)


def _format(name, value, currency):
    Lang = Pool().get('ir.lang')
    lang = Lang.get()
    if name == 'percent':
        return lang.format_number(value)
    elif isinstance(value, Decimal):
        return lang.currency(value, currency)
    elif isinstance(value, dt.date):
        return lang.strftime(value)
    return str(value)
