# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the importers tell of a transaction, whoever wrote it down.

Each importer fills the information of a transaction with keys of its own. Here
they become: who is on the other side, and what was written.
"""
import re
from dataclasses import dataclass
from itertools import chain

# By meaning, the best key first. A receipt has its debtor on the other side,
# a debit its creditor.
NAMES = {
    'debtor': ['camt_debtor_name', 'debtor_name'],
    'creditor': ['camt_creditor_name', 'creditor_name'],
    'other': ['coda_counterparty_name', 'counterparty_name'],
    }
ULTIMATE_NAMES = {
    'debtor': ['camt_ultimate_debtor_name', 'ultimate_debtor_name'],
    'creditor': ['camt_ultimate_creditor_name', 'ultimate_creditor_name'],
    'other': [],
    }
ACCOUNTS = {
    'debtor': [
        'camt_debtor_iban', 'camt_debtor_account', 'debtor_account_iban',
        'debtor_iban'],
    'creditor': [
        'camt_creditor_iban', 'camt_creditor_account',
        'creditor_account_iban', 'creditor_iban'],
    'other': ['coda_counterparty_account', 'counterparty_account'],
    }
REFERENCES = [
    'camt_structured_reference', 'structured_reference', 'reference_number']
TEXTS = [
    'camt_remittance_information', 'remittance_information',
    'camt_additional_transaction_information', 'additional_information',
    'camt_end_to_end_identification', 'mt940_reference', 'note']
# A value that is not empty tells a return or a reversal (case S8)
RETURNS = [
    'camt_reversal', 'camt_returned', 'camt_rejection', 'coda_r_transaction']
# Where a user looks for somebody or something
SEARCHED = [
    *chain(*NAMES.values(), *ULTIMATE_NAMES.values()), *REFERENCES, *TEXTS]
NOT_PROVIDED = {'NOTPROVIDED', 'NOTAVAILABLE', 'NONREF', '/', '-', ''}


@dataclass(frozen=True)
class Information:
    name: str = ''
    account: str = ''
    other_names: tuple = ()
    references: tuple = ()
    texts: tuple = ()
    returned: bool = False

    @property
    def text(self):
        "All that was written, in one line"
        return ' / '.join(dict.fromkeys(
                ' '.join(t.split()) for t in self.texts + self.references))


def read(information, receipt, description=None):
    "Return what a transaction tells"
    information = information or {}
    sides = ['debtor' if receipt else 'creditor', 'other']
    names = _values(information, NAMES, sides)
    ultimate = _values(information, ULTIMATE_NAMES, sides)
    texts = [description, *(information.get(key) for key in TEXTS)]
    return Information(
        name=(names or ultimate or [''])[0],
        account=(_values(information, ACCOUNTS, sides) or [''])[0],
        other_names=tuple(
            dict.fromkeys(n for n in names[1:] + ultimate
                if n != (names or ultimate)[0])),
        references=_references(information),
        texts=_distinct(texts),
        returned=any(information.get(key) for key in RETURNS))


def _values(information, keys, sides):
    values = (
        information.get(key) for side in sides for key in keys[side])
    return [v.strip() for v in values if isinstance(v, str) and v.strip()]


def _references(information):
    "Several references are joined by blanks; so may be the groups of one"
    result = []
    for key in REFERENCES:
        value = information.get(key)
        if not isinstance(value, str) or not value.strip():
            continue
        if all(len(part) >= 10 for part in value.split()):
            result.extend(value.split())
        else:
            result.append(' '.join(value.split()))
    return tuple(dict.fromkeys(result))


def _distinct(texts):
    "The lines of the texts that say something, each once"
    result = {}
    for text in texts:
        if not isinstance(text, str):
            continue
        for line in re.split(r'[\r\n]+', text):
            line = line.strip()
            if line.upper() not in NOT_PROVIDED:
                result.setdefault(line)
    return tuple(result)
