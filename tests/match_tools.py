# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Helpers for the tests of proposals."""
from decimal import Decimal

from trytond.pool import Pool
from trytond_medical_payment.context import MATCHING

from .tools import create_invoice, create_statement, reload

REFERENCES = [
    '210000000003139471430009017',
    '210000000000000002019000148',
    '210000000000000002019000228']
IBAN = 'CH56 0483 5012 3456 7800 9'


def match_of(origin, *lines, **values):
    """A proposal as the engine would store it.

    A line is an invoice or a payment and an amount.
    """
    Match = Pool().get('account.statement.match')
    values = {'confidence': 'sure', 'promised': True, 'score': 90, **values}
    with MATCHING.set():
        match, = Match.create([{
                    'origin': origin.id,
                    'lines': [('create', [
                                _line(*line) for line in lines])],
                    'by_hand': False,
                    **values,
                    }])
    return Match(match.id)


def _line(record, amount):
    names = {
        'account.invoice': 'invoice',
        'account.invoice.payment': 'payment',
        'account.invoice.payment.deposit': 'deposit',
        'party.party': 'party',
        }
    values = {
        names[record.__name__]: record.id,
        'amount': Decimal(amount),
        }
    if not values.keys() & {'party', 'deposit'}:
        values['party'] = record.party.id
    return values


def accept(*matches):
    Pool().get('account.statement.match').accept(list(matches))


def undo(*matches):
    Pool().get('account.statement.match').undo(list(matches))


def states(*records):
    return [reload(r).state for r in records]


def propose(*statements):
    Statement = Pool().get('account.statement')
    Statement.propose_matches([reload(s) for s in statements])


def matches(origin, state='proposed'):
    Match = Pool().get('account.statement.match')
    return Match.search([
            ('origin', '=', origin.id), ('state', '=', state)])


def invoices_of(match):
    return [l.invoice for l in match.lines]


def statement_of(practice, *transactions, **values):
    return create_statement(practice, transactions, **values)


def configure(practice, **values):
    configuration = Pool().get('account.configuration')(1)
    for name, value in values.items():
        setattr(configuration, name, value)
    configuration.save()


def record_loss(practice, invoice):
    Payment = Pool().get('account.invoice.payment')
    payment = Payment(
        company=practice.company, invoice=invoice, party=invoice.party,
        method=practice.method('loss'), date=practice.today,
        currency=invoice.currency, reason="gone",
        amount=invoice.amount_to_pay)
    payment.save()
    Payment.post([payment])
    return reload(payment)


def bank_payment(practice, invoice):
    account = practice.accounts['bank']
    method = practice.method('cash')
    method.debit_account = method.credit_account = account
    method.save()
    return record_payment(practice, invoice, method='cash')


def record_payment(practice, invoice, amount=None, method='card'):
    Payment = Pool().get('account.invoice.payment')
    payment = Payment(
        company=practice.company, invoice=invoice, party=invoice.party,
        method=practice.method(method), date=practice.today,
        currency=invoice.currency,
        amount=amount or reload(invoice).amount_to_pay)
    payment.save()
    Payment.post([payment])
    return reload(payment)


def set_residue_method(practice):
    Configuration = Pool().get('account.configuration')
    configuration = Configuration(1)
    configuration.match_residue_method = practice.method('discount')
    configuration.save()


def with_transaction(practice):
    "An open invoice, and a statement whose first transaction is its amount"
    practice.invoice = create_invoice(practice, '100')
    practice.statement = create_statement(practice, [
            {'amount': '100', 'camt_debtor_name': "Alice Aubert"},
            {'amount': '-7'}])
    practice.origin, practice.other = practice.statement.origins
    return practice
