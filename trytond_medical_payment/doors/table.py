# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What clients may write, model by model: the only place that says it.

For trytond, readonly is a wish: it stores what a client sends for such a
field. Of a model of this module nothing is taken from a client but what
stands here; of a model of Tryton nothing is refused but what stands here.
Who may write at all is said by the access rights, in XML.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Door:
    "What a client may write of the records of a model"
    # Fields that may be written, as long as the record is in one of the states
    open: frozenset
    states: frozenset
    # The field of the record whose state counts, in place of its own
    of: str
    # Fields that are given when the record is created, and never again
    once: frozenset
    # What only the module fills in; None for all that is not open
    kept: frozenset


def door(open=(), states=(), of=None, once=(), kept=None):
    return Door(
        open=frozenset(open), states=frozenset(states), of=of,
        once=frozenset(once),
        kept=None if kept is None else frozenset(kept))


def settings(*names):
    "The door of settings of Tryton's, to which only those of accounting come"
    return door(open=names, kept=())


NOTHING = door()
# Reports: their rows are read from the accounts, and nobody writes them
ROWS = [
    'account.invoice.payment.cash_sheet',
    'account.invoice.payment.figure',
    'account.invoice.payment.given_away',
    'account.invoice.payment.given_away.party',
    'account.invoice.payment.given_away.period',
    'account.invoice.payment.given_away.reason',
    'account.invoice.payment.receipts_book',
    'account.invoice.payment.waiting',
    ]
INVOICE_PAYMENT = [
    'default_payment_method', 'invoice_payment_sequence',
    'payment_deposit_sequence', 'payment_queue_size',
    'structured_reference_prefix', 'structured_reference_type']
MATCH = [
    'match_accept_sure', 'match_days_before', 'match_days_recorded',
    'match_margin', 'match_party_code', 'match_residue_method',
    'match_tolerance']
PAYMENT_REPORT = ['given_away_sequence', 'payer_code']

DOORS = {
    # What is decided of a payment, as long as it is a draft
    'account.invoice.payment': door(
        open=[
            'amount', 'company', 'currency', 'date', 'invoice', 'method',
            'party', 'reason', 'reason_category', 'reference'],
        states=['draft']),
    # Slips and payouts are made by their buttons, wizards and matches
    'account.invoice.payment.deposit': NOTHING,
    'account.invoice.payment.cash_count': NOTHING,
    # The figures of a till come from the accounts, its count from who counts
    'account.invoice.payment.till_closing': door(
        open=['bulk', 'counts', 'date', 'method', 'reason'],
        states=['draft'], once=['company']),
    'account.invoice.payment.till_count': door(
        open=['number'], states=['draft'], of='closing',
        once=['closing', 'denomination']),
    'account.invoice.payment.reason': door(
        open=['active', 'kind', 'name', 'sequence']),

    # What a user may change of a proposal; what it is made for, and what
    # became of it, are the module's
    'account.statement.match': door(
        open=['lines', 'on_account'], states=['proposed'], once=['origin']),
    'account.statement.match.line': door(
        open=[
            'amount', 'invoice', 'party', 'payment', 'residue',
            'residue_method'],
        states=['proposed'], of='match', once=['match']),
    'account.statement.payer': NOTHING,

    'account.statement.import.profile': door(
        open=[
            'account_labels', 'active', 'automatic', 'booked', 'columns',
            'credit_words', 'date_format', 'debit_words', 'decimal_sign',
            'delimiter', 'encoding', 'fee', 'invert', 'name', 'undated']),
    'account.statement.import.profile.column': door(
        open=[
            'column', 'header', 'number', 'optional', 'profile', 'sequence']),

    'account.configuration.invoice_payment': door(
        open=['company', *INVOICE_PAYMENT]),
    'account.configuration.match': door(open=['company', *MATCH]),
    'account.configuration.payment_report': door(
        open=['company', *PAYMENT_REPORT]),

    **dict.fromkeys(ROWS, NOTHING),

    # Models of Tryton: what is ours there, and what we settle
    'account.configuration': settings(
        *INVOICE_PAYMENT, *MATCH, *PAYMENT_REPORT),
    'account.invoice': door(
        open=['structured_reference'],
        states=['draft', 'validated', 'posted'],
        kept=['payments', 'state']),
    'account.invoice.payment.method': settings(
        'adjust_taxes', 'commission_account', 'commission_rate', 'deposit',
        'deposit_account', 'kind', 'limit_amount', 'limit_group',
        'till', 'till_shortage_account', 'till_surplus_account'),
    'account.move.reconcile.write_off': settings(
        'limit_amount', 'limit_group'),
    'account.statement': door(
        kept=['amount_elsewhere', 'state', 'without_balance']),
    'account.statement.journal': settings('payment_method'),
    'account.statement.line': door(kept=['match', 'move']),
    'account.statement.origin': door(
        kept=[
            'bank_entry_key', 'bank_key', 'bank_total_key', 'information',
            'match_notes', 'matches', 'no_receipt']),
    }
