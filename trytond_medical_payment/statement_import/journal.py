# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The journal that a statement of a bank is for."""
from collections import defaultdict

from stdnum import iban

from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.modules.account_statement.exceptions import ImportStatementError
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..rights import check_readable


def _check_company(company):
    pool = Pool()
    User = pool.get('res.user')
    user = Transaction().user
    if user and company not in User(user).companies:
        raise AccessError(gettext(
                'medical_payment.msg_statement_import_company',
                company=company.rec_name))


def find_journals(company):
    """Return the statement journals of the company by numbers of accounts.

    Numbers compare by their letters and digits alone, so that a QR-IBAN or an
    old number that is stored as "other" is found however it is written.
    """
    pool = Pool()
    Journal = pool.get('account.statement.journal')
    _check_company(company)
    result = defaultdict(list)
    journals = Journal.search([('company', '=', company.id)])
    check_readable(journals)
    for journal in journals:
        account = journal.bank_account
        for number in account.numbers if account else []:
            result[_alphanumeric(number.number)].append(journal)
    return result


def _alphanumeric(text):
    return ''.join(filter(str.isalnum, text or '')).upper()


def _found(journals, statement):
    return list(dict.fromkeys(
            journal
            for number in [statement.account, *statement.other_numbers]
            for journal in journals.get(_alphanumeric(number), [])))


def is_other(journals, statement, chosen):
    """If a statement is of another account than the one of a journal.

    An IBAN says so where the journal has one too, and any number that is the
    one of another journal. Other numbers may be a part of the IBAN, or what a
    bank calls the account.
    """
    found = _found(journals, statement)
    if found:
        return chosen not in found
    return iban.is_valid(statement.account) and any(
        chosen in group and iban.is_valid(number)
        for number, group in journals.items())


def is_part(statement, journal):
    "If the number in the file may be one of the account of the journal"
    account = journal.bank_account
    known = [_alphanumeric(n.number) for n in account.numbers] if (
        account) else []
    named = [
        _alphanumeric(number).lstrip('0')
        for number in [statement.account, *statement.other_numbers]]
    return not known or not any(named) or any(
        part and part in number for number in known for part in named)


def choose_journal(journals, name, statement, chosen=None):
    found = _found(journals, statement)
    currency = statement.currency
    if chosen and (not found or chosen in found):
        found = [chosen]
    same = [
        j for j in found
        if currency in {j.currency.code, j.currency.numeric_code}]
    # The currency of the account decides. Where the file does not say it, the
    # one of the entries chooses among several journals, but a single journal
    # takes the amounts as they were booked.
    if same or statement.currency_stated:
        found = same
    if len(found) == 1 and chosen in {None, found[0]}:
        return found[0]
    refuse_journal(
        _journal_problem(found, statement, chosen), name, statement, chosen)


def refuse_journal(problem, name, statement, chosen):
    raise ImportStatementError(gettext(
            f'medical_payment.msg_statement_import_{problem}',
            file=name,
            statement=statement.identification,
            account=statement.account,
            currency=statement.currency or '',
            journal=chosen.rec_name if chosen else ''))


def _journal_problem(found, statement, chosen):
    if chosen:
        return 'journal_account' if found else 'journal_currency'
    elif found:
        return 'journals'
    elif statement.account:
        return 'no_journal'
    else:
        return 'choose_journal'
