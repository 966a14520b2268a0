# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The words for what an import refuses or has to tell."""
from functools import reduce

from trytond.i18n import gettext, ngettext
from trytond.pool import Pool

from . import total
from .journal import is_part

# How many transactions are named one by one
NAMED = 5


def refusal(error):
    "Return the line for a file that bankfile refuses"
    problem = '; '.join(
        gettext(f'medical_payment.msg_bank_file_{e.code}', **e.parameters)
        for e in [error, *error.hints])
    if error.advice:
        problem = gettext(
            'medical_payment.msg_bank_file_advised',
            problem=problem,
            advice=gettext(
                f'medical_payment.msg_bank_file_advice_{error.advice}'))
    return located(error.name, error.place, problem)


def left_out(error):
    "Return the line for a file of an archive that is none of a bank"
    return gettext(
        'medical_payment.msg_statement_import_left_out',
        problem=refusal(error))


def located(file, where, problem):
    "Say of which file, if it has a name, and of which place in it it is"
    problem = _at(where, problem)
    if not file:
        return problem
    return gettext(
        'medical_payment.msg_bank_file_refused', file=file, problem=problem)


def _at(where, problem):
    if where := _place(where):
        return gettext(
            'medical_payment.msg_bank_file_at', place=where, problem=problem)
    return problem


def _place(place):
    "Return the words for a place in a file"
    words = []
    if place.statement:
        words.append(gettext(
                'medical_payment.msg_bank_file_place_statement',
                statement=place.statement))
    if place.entry:
        name = 'entry_reference' if place.reference else 'entry'
        words.append(gettext(
                f'medical_payment.msg_bank_file_place_{name}',
                entry=place.entry, reference=place.reference))
    if place.line:
        words.append(gettext(
                'medical_payment.msg_bank_file_place_line', line=place.line))
    return reduce(_within, words) if words else ''


def _within(outer, inner):
    return gettext(
        'medical_payment.msg_bank_file_place_within',
        outer=outer, inner=inner)


def nothing_new(plan):
    "Return the line for a file that was imported before"
    number = sum(len(p.statement.transactions) for p in plan.statements)
    if any(d.action == 'left' for p in plan.statements
            for _, d in p.decisions):
        return gettext(
            'medical_payment.msg_statement_import_nothing', file=plan.name)
    return ngettext(
        'medical_payment.msg_statement_import_known', number,
        file=plan.name,
        number=number,
        statements=', '.join(_known_statements(plan)))


def _known_statements(plan):
    pool = Pool()
    Origin = pool.get('account.statement.origin')
    origins = Origin.browse(list({
                k.id for p in plan.statements for _, d in p.decisions
                for k in d.known}))
    return sorted({o.statement.rec_name for o in origins})


def lines(plan):
    "Return what is to be told of a file that is imported"
    if plan.empty:
        yield gettext(
            'medical_payment.msg_statement_import_empty', file=plan.name)
    for statement in plan.statements:
        if number := statement.statement.not_booked:
            yield ngettext(
                'medical_payment.msg_statement_import_not_booked', number,
                statement=statement.statement.identification, number=number)
        for action in [
                'split', 'known', 'same', 'late', 'changed', 'like', 'reused']:
            if entries := [
                    e for e, d in statement.decisions if d.action == action]:
                yield _entries(statement, action, entries)
        if not statement.other:
            yield from map(notice, statement.statement.notices)
        yield from _account(statement, plan.chosen)
        yield from _currency(statement)
    yield from total.lines(plan)


def _entries(plan, action, entries):
    pool = Pool()
    Lang = pool.get('ir.lang')
    lang = Lang.get()
    names = [
        '%s %s' % (
            lang.strftime(e.date),
            lang.currency(e.amount, plan.journal.currency))
        for e in entries[:NAMED]]
    if len(entries) > NAMED:
        names.append('…')
    return ngettext(
        f'medical_payment.msg_statement_import_{action}_entries',
        len(entries),
        statement=plan.statement.identification,
        number=len(entries),
        entries=', '.join(names))


def notice(notice):
    "Return the line for a notice of bankfile"
    return _at(notice.place, gettext(
            f'medical_payment.msg_bank_file_notice_{notice.code}',
            **notice.parameters))


def doubts(plan):
    "Return the question about what is hardly right in a file"
    return '\n'.join([
            gettext(
                'medical_payment.msg_statement_import_doubt', file=plan.name),
            *(notice(doubt) for doubt in plan.doubts[:NAMED])])


def _account(plan, chosen):
    statement = plan.statement
    if plan.other:
        name = 'other_account'
    elif chosen and plan.journal and not is_part(statement, chosen):
        name = 'another_number'
    else:
        return
    yield gettext(
        f'medical_payment.msg_statement_import_{name}',
        statement=statement.identification,
        account=statement.account,
        journal=chosen.rec_name)


def _currency(plan):
    if (plan.journal and plan.statement.currency
            and plan.statement.currency not in {
                plan.journal.currency.code,
                plan.journal.currency.numeric_code}):
        yield gettext(
            'medical_payment.msg_statement_import_currency',
            statement=plan.statement.identification,
            currency=plan.statement.currency,
            journal=plan.journal.rec_name)
