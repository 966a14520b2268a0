# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What importing a file will do, found out before anything is saved."""
import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from trytond.i18n import gettext
from trytond.modules.account_statement.exceptions import ImportStatementError
from trytond.pool import Pool
from trytond.tools import grouped_slice

from .. import bankfile
from ..bankfile.duplicates import IMPORTED, Decision, Known, decide_all
from .journal import choose_journal, find_journals, is_other, refuse_journal
from .message import located, refusal
from .record import evidence, fits, is_bare

# How many values SQLite takes in one query: one is enough for most files
IN_MAX = 10000
# Days by which messages of a bank date a payment apart
AROUND = 5


@dataclass
class StatementPlan:
    "A statement of the file with what happens to each of its entries"
    statement: bankfile.Statement
    journal: object
    decisions: list = field(default_factory=list)
    # it is of another account than the journal that was chosen
    other: bool = False

    def pairs(self, *actions):
        "Return entry and transaction for what is to be imported"
        return [
            (entry, transaction)
            for entry, decision in self.decisions
            if decision.action in actions
            for transaction in decision.transactions]

    @property
    def new(self):
        return self.pairs(*IMPORTED)

    @property
    def splits(self):
        return [(e, d) for e, d in self.decisions if d.action == 'split']


@dataclass
class FilePlan:
    name: str
    data: bytes
    statements: list
    # the journal that the user chose
    chosen: object = None

    @property
    def empty(self):
        "If the file has no booked entry"
        return not any(p.decisions for p in self.statements)

    @property
    def entries(self):
        "Return statement, index and key for each entry, to choose it by"
        file = hashlib.sha256(self.data).hexdigest()[:16]
        for number, statement in enumerate(self.statements):
            for index, (entry, _) in enumerate(statement.decisions):
                yield statement, index, f'{file}/{number}/{entry.index}'

    @property
    def doubts(self):
        "What is asked about before the statements are taken"
        return [
            notice for p in self.statements if p.journal
            for notice in p.statement.notices
            if notice.code in bankfile.DOUBTS]

    @property
    def nothing_new(self):
        return not any(p.new or p.splits for p in self.statements)


def read(files, profiles=None):
    """Return what is delivered with each file, which may be an archive.

    A file is a name, bytes and the format of bankfile (or None).
    """
    pool = Pool()
    Profile = pool.get('account.statement.import.profile')
    profiles = Profile.get_profiles(profiles)
    result = []
    for name, data, format in files:
        try:
            result.append(
                bankfile.open_delivery(data, name, format, profiles))
        except bankfile.BankFileError as error:
            raise ImportStatementError(refusal(error)) from error
    return result


def plan_file(company, content, journal=None, choices=None):
    """Return what importing the statements of a file will do.

    The journal is for files that do not name their account. By their keys
    (see FilePlan.entries) the choices say which entries to take in or not,
    whatever is known.
    """
    plans = []
    name = content.name
    journals, chosen = None, journal
    for statement in content.statements:
        journal, other = None, False
        if statement.entries:
            if journals is None:
                journals = find_journals(company)
            other = bool(chosen) and is_other(journals, statement, chosen)
            if not other:
                journal = choose_journal(journals, name, statement, chosen)
                _check_digits(name, statement, journal.currency)
        plans.append(StatementPlan(statement, journal, other=other))
    others = [p.statement for p in plans if p.other]
    if others and not any(p.journal for p in plans):
        refuse_journal('journal_account', name, others[0], chosen)
    _decide(plans)
    plan = FilePlan(name, content.data, plans, chosen)
    for statement, index, key in plan.entries:
        if key in (choices or {}):
            _choose(statement, index, choices[key])
    return plan


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


def _choose(plan, index, take):
    "Let what the user chose be done with an entry"
    entry, decision = plan.decisions[index]
    if take and not decision.transactions:
        decision = Decision('taken', entry.transactions, decision.known)
    elif not take and decision.transactions:
        decision = Decision('left', (), decision.known)
    plan.decisions[index] = entry, decision


def _decide(plans):
    by_key, by_total, around = _known(plans)
    for plan in plans:
        if plan.journal:
            entries, journal = plan.statement.entries, plan.journal.id
            plan.decisions = list(zip(entries, decide_all(
                        entries, by_key[journal], by_total[journal],
                        around[journal], plan.statement.kind)))


def _known(plans):
    """Return the transactions imported before, by journal.

    Once by the key of the entry, once by the one of the total, and all of the
    days of the entries.
    """
    Origin = Pool().get('account.statement.origin')
    journals = {p.journal.id for p in plans if p.journal}
    by_key = {journal: defaultdict(list) for journal in journals}
    by_total = {journal: defaultdict(list) for journal in journals}
    around = {journal: [] for journal in journals}
    entries = [e for p in plans if p.journal for e in p.statement.entries]
    origins = _search(
        journals, {e.key for e in entries},
        {e.total_key for e in entries if e.total_key})
    others = _search_around(
        journals, [t.date for e in entries for t in e.transactions])
    for origin in Origin.browse(sorted({*origins, *map(int, others)})):
        journal = origin.statement.journal.id
        known = Known(
            origin.id, origin.bank_key or '', origin.amount, origin.date,
            free=_is_free(origin),
            bare=is_bare(origin.information),
            evidence=evidence(origin))
        by_key[journal][origin.bank_entry_key].append(known)
        by_total[journal][origin.bank_total_key].append(known)
        around[journal].append(known)
    return by_key, by_total, around


def _is_free(origin):
    "If nobody has worked on a transaction"
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
    return list(found)


def _search_around(journals, dates):
    """Return the transactions of the days of a file.

    A payment that has a number of its own, all over the world, may be booked
    some days apart.
    """
    pool = Pool()
    Origin = pool.get('account.statement.origin')
    if not dates:
        return []
    margin = dt.timedelta(days=AROUND)
    first = max(min(dates), dt.date.min + margin) - margin
    last = min(max(dates), dt.date.max - margin) + margin
    return Origin.search([
            ('statement.journal', 'in', list(journals)),
            ('statement.state', '!=', 'cancelled'),
            ('date', '>=', first),
            ('date', '<=', last),
            ])


def parties_of(plans):
    """Return the owners of the bank accounts that pay or are paid, by number.

    A number of several owners tells nobody.
    """
    pool = Pool()
    AccountNumber = pool.get('bank.account.number')
    numbers = {
        number
        for plan in plans
        for _, transaction in plan.pairs(*IMPORTED, 'split')
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
