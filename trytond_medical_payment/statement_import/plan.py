# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What importing a file will do, found out before anything is saved."""
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.modules.account_statement.exceptions import ImportStatementError
from trytond.pool import Pool
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

from .. import bankfile
from ..bankfile.duplicates import Known, decide_all
from ..rights import check_readable
from .message import located, refusal
from .record import fits, is_bare

# How many values SQLite takes in one query: one is enough for most files
IN_MAX = 10000


@dataclass
class StatementPlan:
    "A statement of the file with what happens to each of its entries"
    statement: bankfile.Statement
    journal: object
    decisions: list = field(default_factory=list)

    def pairs(self, *actions):
        "Return entry and transaction for what is to be imported"
        return [
            (entry, transaction)
            for entry, decision in self.decisions
            if decision.action in actions
            for transaction in decision.transactions]

    @property
    def new(self):
        return self.pairs('new', 'rest')

    @property
    def splits(self):
        return [(e, d) for e, d in self.decisions if d.action == 'split']


@dataclass
class FilePlan:
    name: str
    data: bytes
    statements: list

    @property
    def empty(self):
        "If the file has no booked entry"
        return not any(p.decisions for p in self.statements)

    @property
    def nothing_new(self):
        return not any(p.new or p.splits for p in self.statements)


def read(files, profiles=None):
    """Return name, data and statements for each file.

    A file is a name, bytes and the format of bankfile (or None).
    """
    pool = Pool()
    Profile = pool.get('account.statement.import.profile')
    profiles = Profile.get_profiles(profiles)
    result = []
    for name, data, format in files:
        try:
            result.append((
                    name, data, bankfile.read(data, name, format, profiles)))
        except bankfile.BankFileError as error:
            raise ImportStatementError(refusal(error)) from error
    return result


def plan_file(company, name, data, statements, journal=None):
    """Return what importing the statements of a file will do.

    The journal is for files that do not name their account.
    """
    plans = []
    journals, chosen = None, journal
    for statement in statements:
        journal = None
        if statement.entries:
            if journals is None:
                journals = _journals(company)
            journal = _journal(journals, name, statement, chosen)
            _check_digits(name, statement, journal.currency)
        plans.append(StatementPlan(statement, journal))
    _decide(plans)
    return FilePlan(name, data, plans)


def _check_company(company):
    pool = Pool()
    User = pool.get('res.user')
    user = Transaction().user
    if user and company not in User(user).companies:
        raise AccessError(gettext(
                'medical_payment.msg_statement_import_company',
                company=company.rec_name))


def _journals(company):
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


def _journal(journals, name, statement, chosen=None):
    found = list(dict.fromkeys(
            journal
            for number in [statement.account, *statement.other_numbers]
            for journal in journals.get(_alphanumeric(number), [])))
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
    raise ImportStatementError(gettext(
            'medical_payment.msg_statement_import_%s' % (
                _journal_problem(found, statement, chosen)),
            file=name,
            statement=statement.identification,
            account=statement.account,
            currency=currency or '',
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


def _check_digits(name, statement, currency):
    amounts = [(None, statement.opening), (None, statement.closing)]
    amounts += [
        (e.index, t.amount) for e in statement.entries for t in e.transactions]
    for entry, amount in amounts:
        if amount is not None and not fits(amount, currency):
            where = bankfile.Place(statement.identification, entry)
            raise ImportStatementError(located(name, where, gettext(
                        'medical_payment.msg_statement_import_digits',
                        amount=amount,
                        currency=currency.rec_name)))


def _decide(plans):
    by_key, by_total = _known(plans)
    for plan in plans:
        if plan.journal:
            entries = plan.statement.entries
            plan.decisions = list(zip(entries, decide_all(
                        entries, by_key[plan.journal.id],
                        by_total[plan.journal.id])))


def _known(plans):
    """Return the movements imported before, by journal and key.

    Once by the key of the entry and once by the one of the total.
    """
    journals = {p.journal.id for p in plans if p.journal}
    by_key = {journal: defaultdict(list) for journal in journals}
    by_total = {journal: defaultdict(list) for journal in journals}
    entries = [e for p in plans for e in p.statement.entries]
    for origin in _search(
            journals, {e.key for e in entries},
            {e.total_key for e in entries if e.total_key}):
        journal = origin.statement.journal.id
        known = Known(
            origin.id, origin.bank_key or '', origin.amount, origin.date,
            free=_is_free(origin),
            bare=is_bare(origin.information))
        by_key[journal][origin.bank_entry_key].append(known)
        by_total[journal][origin.bank_total_key].append(known)
    return by_key, by_total


def _is_free(origin):
    "If nobody has worked on a movement"
    return (
        origin.statement.state == 'draft'
        and not origin.lines
        and not origin.account
        # nothing tells the party of a mere total
        and not (origin.party and is_bare(origin.information)))


def _search(journals, keys, total_keys):
    pool = Pool()
    Origin = pool.get('account.statement.origin')
    clauses = [('bank_entry_key', k) for k in sorted(keys)]
    clauses += [('bank_total_key', k) for k in sorted(total_keys)]
    found = {}
    for sub_clauses in grouped_slice(clauses, IN_MAX):
        domain = ['OR']
        for name, group in groupby(sub_clauses, key=itemgetter(0)):
            domain.append((name, 'in', [key for _, key in group]))
        for origin in Origin.search([
                    domain,
                    ('statement.journal', 'in', list(journals)),
                    ('statement.state', '!=', 'cancelled'),
                    ]):
            found[origin.id] = origin
    return Origin.browse(sorted(found))


def parties_of(plans):
    """Return the owners of the bank accounts that pay or are paid, by number.

    A number of several owners tells nobody.
    """
    pool = Pool()
    AccountNumber = pool.get('bank.account.number')
    numbers = {
        number
        for plan in plans
        for _, transaction in plan.pairs('new', 'rest', 'split')
        for number in [
            transaction.counterparty.iban or transaction.counterparty.account]
        if number}
    owners = defaultdict(set)
    for sub_numbers in grouped_slice(sorted(numbers), IN_MAX):
        sub_numbers = list(sub_numbers)
        for record in AccountNumber.search(['OR',
                    ('number', 'in', sub_numbers),
                    ('number_compact', 'in', sub_numbers),
                    ]):
            for number in {record.number, record.number_compact}:
                owners[number].update(record.account.owners)
    return {
        number: next(iter(parties)) for number, parties in owners.items()
        if len(parties) == 1}
