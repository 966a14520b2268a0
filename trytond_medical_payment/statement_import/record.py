# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""From the plain data of bankfile to the values of Tryton's records."""
from collections import Counter
from dataclasses import fields
from decimal import Decimal

from trytond.pool import Pool

from ..bankfile import Identifiers
from ..bankfile.evidence import Evidence
from ..bankfile.keys import usable


def new_statement(company, journal, statement):
    "A statement without its origins"
    pool = Pool()
    Statement = pool.get('account.statement')
    currency = journal.currency
    record = Statement(
        name=statement.identification or statement.date.isoformat(),
        company=company,
        journal=journal,
        date=statement.date,
        start_balance=in_digits(statement.opening, currency),
        end_balance=in_digits(statement.closing, currency))
    record.without_balance = None in {statement.opening, statement.closing}
    return record


def new_origins(pairs, kind, parties, currency, numbers=()):
    """Return origins for pairs of an entry and one of its transactions.

    kind is the one of the message that they are in.

    parties maps the numbers of bank accounts to the party who owns them.
    Origins of the same number, date and party would become one line in a
    move, so that the number is made unique, also among numbers.
    """
    pool = Pool()
    Origin = pool.get('account.statement.origin')
    used = Counter(numbers)
    origins = []
    for entry, transaction in pairs:
        counterparty = transaction.counterparty
        origins.append(Origin(
                number=_number(entry, transaction, used),
                date=transaction.date,
                amount=in_digits(transaction.amount, currency),
                party=parties.get(
                    counterparty.iban or counterparty.account),
                description=_description(transaction),
                information=information(entry, transaction, kind),
                bank_entry_key=entry.key,
                bank_total_key=entry.total_key or None,
                bank_key=transaction.key))
    return origins


def _number(entry, transaction, used):
    number = next(filter(usable, [
                transaction.identifiers.account_service_reference,
                entry.servicer_reference,
                entry.reference]), None)
    if number is None:
        return None
    base = number
    while number in used:
        used[base] += 1
        number = f'{base}/{used[base]}'
    used[number] = 1
    return number


def _description(transaction):
    return ' '.join(
        transaction.additional or transaction.remittance) or None


def information(entry, transaction, kind=None):
    "Return core's keys for a transaction, and some more; none is empty"
    values = {
        f'camt_{field.name}': getattr(transaction.identifiers, field.name)
        for field in fields(Identifiers)}
    for role in [
            'debtor', 'creditor', 'ultimate_debtor', 'ultimate_creditor']:
        party = getattr(transaction, role)
        values[f'camt_{role}_name'] = party.name
        if not role.startswith('ultimate'):
            values[f'camt_{role}_iban'] = party.iban
            values[f'camt_{role}_account'] = party.account
    instructed = transaction.instructed
    values.update(
        camt_message=kind,
        camt_structured_reference=' '.join(transaction.references),
        camt_remittance_information=' '.join(transaction.remittance),
        camt_additional_transaction_information=' '.join(
            transaction.additional),
        camt_entry_reference=entry.reference,
        camt_entry_account_service_reference=entry.servicer_reference,
        camt_value_date=transaction.value_date,
        camt_charges=', '.join(
            _money(c.amount, c.currency) for c in transaction.charges),
        camt_instructed_amount=(
            _money(instructed.amount, instructed.currency)
            if instructed else None),
        camt_reversal=transaction.reversal,
        camt_returned=transaction.returned is not None,
        camt_return_reason=transaction.returned,
        camt_return_information=' '.join(transaction.return_information),
        camt_rejection=transaction.rejected)
    return {key: value for key, value in values.items() if value}


def evidence(origin):
    "Return what tells if a transaction is told again by another message"
    information = origin.information or {}
    role = 'camt_debtor' if origin.amount >= 0 else 'camt_creditor'
    references = information.get('camt_structured_reference') or ''
    return Evidence.make(
        origin.amount, origin.date,
        value_date=information.get('camt_value_date'),
        kind=information.get('camt_message') or '',
        number=(
            information.get('camt_account_service_reference')
            or information.get('camt_entry_account_service_reference')),
        uetr=information.get('camt_uetr'),
        end_to_end=information.get('camt_end_to_end_identification'),
        # one that is written in groups, or several
        references=[references, *references.split()],
        account=(
            information.get(f'{role}_iban')
            or information.get(f'{role}_account')),
        name=information.get(f'{role}_name'),
        text=information.get('camt_remittance_information') or '')


# What tells what a transaction is for
_TELLING = [
    'camt_structured_reference', 'camt_remittance_information',
    'camt_debtor_name', 'camt_debtor_iban', 'camt_debtor_account',
    'camt_creditor_name', 'camt_creditor_iban', 'camt_creditor_account',
    'camt_ultimate_debtor_name', 'camt_ultimate_creditor_name']


def is_bare(information):
    "If the transaction is a mere total: nothing is said of it"
    information = information or {}
    return not (
        any(information.get(key) for key in _TELLING)
        or usable(information.get('camt_end_to_end_identification')))


def _money(amount, currency):
    return f'{amount} {currency}'.strip()


def fits(amount, currency):
    "If the currency has enough digits for the amount"
    return amount == in_digits(amount, currency)


def in_digits(amount, currency):
    "Return the amount with the digits of the currency, not more"
    if amount is not None:
        return amount.quantize(Decimal(10) ** -currency.digits)
