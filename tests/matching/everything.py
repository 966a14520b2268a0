# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""All that is told of what may be told, to compare with what was told before.

In `golden` stands what the engine answers to the transactions of `practice`:
proposals with their reasons and points, and notes.

    python -m tests.matching.everything

writes it anew: look at the difference before it is committed.
"""
from functools import partial
from pathlib import Path

from trytond_medical_payment.matching import engine
from trytond_medical_payment.matching.index import Index
from trytond_medical_payment.matching.money import Scale

from .practice import ITEMS, METHODS, PARTIES, single, stories
from .tools import check_told, run

GOLDEN = Path(__file__).parent / 'golden'


def number(value):
    return f'{value.normalize():f}'


def params(values):
    "In brackets, what is told beside a code"
    told = ', '.join(
        f'{name} {value}' for name, value in values if value not in (None, ''))
    return f' ({told})' if told else ''


def allocation(one):
    more = [
        f'{name} {value}' for name, value in [
            ('left', number(one.left)), ('residue', number(one.residue)),
            ('instalment', one.instalment)] if value not in ('0', None)]
    return f'{one.item} {number(one.amount)}' + (
        f' ({", ".join(more)})' if more else '')


def told(proposal, whole):
    "A proposal in two lines"
    parts = [
        ', '.join(map(allocation, proposal.allocations)) or 'on account']
    for name, value in [
            ('rest', number(proposal.remainder)),
            ('of', proposal.on_account),
            ('closed', proposal.close_remainder),
            ('commission', number(proposal.commission)),
            ('method', proposal.method)]:
        if value not in ('0', None, False):
            parts.append(f'{name} {value}')
    reasons = ', '.join(
        f'{e.code.value} {e.points}' + (params(e.params) if whole else '')
        for e in proposal.evidence)
    return [
        f'  {proposal.rank} {proposal.confidence.value} {proposal.score}'
        f'{"" if proposal.promised else " free"}: {"; ".join(parts)}',
        f'      {reasons}']


def answer(outcome, whole):
    "What is told of a transaction, in lines"
    lines = []
    for proposal in outcome.proposals:
        lines += told(proposal, whole)
    lines += [
        f'  {note.code.value}' + params([
                ('item', note.item), ('transaction', note.transaction),
                *note.params])
        for note in outcome.notes]
    return lines


def one_by_one(policy, cases):
    """What is open is indexed once, and of each transaction nothing is kept

    It is what `propose` does, many times.
    """
    index = Index(ITEMS, PARTIES, Scale(), METHODS)
    for title, whole, transaction in cases:
        run_ = engine._Run(index, policy, frozenset())
        outcome, = run_.propose([transaction])
        check_told(outcome)
        yield title
        yield from answer(outcome, whole)


def together(cases):
    for title, transactions, items, values in cases:
        yield f'* {title}'
        for outcome in run(transactions, items, **values):
            yield f'{outcome.transaction}'
            yield from answer(outcome, True)


def pages():
    "For each file what makes its lines, by its name"
    return {
        **{name: partial(one_by_one, *page)
            for name, page in single().items()},
        'together': partial(together, stories()),
        }


def path(name):
    return GOLDEN / f'{name}.txt'


def write():
    for name, lines in pages().items():
        path(name).write_text(
            ''.join(f'{line}\n' for line in lines()), encoding='utf-8')


if __name__ == '__main__':
    write()
