# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""From what the engine proposes to the records.

Thousands of them at once: what there is already is read as plain rows, and
what is new is created in batches.
"""
from collections import defaultdict, namedtuple

from trytond.model import fields
from trytond.pool import Pool
from trytond.tools import grouped_slice

from ..batch import batches
from ..context import FOUND, MATCHING
from ..gateway.data import fetch

in_ = fields.SQL_OPERATORS['in']
# Core looks at a list as often as it is long
AT_ONCE = 250
LINE = ['invoice', 'payment', 'deposit', 'party', 'amount', 'residue']
KEY = ['amount', 'on_account', 'close_remainder', 'method', 'commission']
# What of a proposal may be otherwise when it is made again
CHANGING = ['confidence', 'score', 'promised', 'evidence', 'state']

Looked = namedtuple('Looked', 'id company statement date no_receipt notes')


def looked_at(domain):
    "Return the transactions of the domain, in their order"
    pool = Pool()
    Origin = pool.get('account.statement.origin')
    ids = [row.id for row in fetch(
            Origin.search(domain, query=True), 'Id', 'id')]
    origin = Origin.__table__()
    statement = pool.get('account.statement').__table__()
    rows = {}
    for sub_ids in grouped_slice(ids, 1000):
        for row in fetch(
                origin.join(statement,
                    condition=origin.statement == statement.id)
                .select(
                    origin.id, statement.company, origin.statement,
                    origin.date, origin.no_receipt, origin.match_notes,
                    where=in_(origin.id, list(sub_ids))),
                'Looked', Looked._fields):
            rows[row.id] = row
    notes = _dicts(Origin.match_notes, Origin, rows.values(), 'notes')
    return [Looked(*rows[id_]._replace(notes=notes[id_])) for id_ in ids]


def _dicts(field, Model, rows, name):
    "The values of the field Dict, which rows have as they are stored"
    return field.get([r.id for r in rows], Model, field.name, [
            {'id': r.id, field.name: getattr(r, name)} for r in rows])


class StoreMixin:
    __slots__ = ()

    @classmethod
    def _store(cls, origins, result):
        "Bring the records in line with what is proposed now"
        existing = cls._existing([o.id for o in origins])
        to_create, changed = [], []
        for origin in origins:
            proposals, notes = result.get(origin.id, ([], []))
            for proposal in proposals:
                values = cls._proposal_values(origin, proposal, notes)
                row = existing.pop(_key(
                        origin.id, proposal, proposal['lines']), None)
                if row is None:
                    to_create.append((values, proposal['lines']))
                elif changes := _changes(row, values):
                    changed.append((row.id, changes))
        changed.extend(
            (row.id, {'state': 'withdrawn', 'promised': False})
            for row in existing.values()
            if row.state == 'proposed' and not row.by_hand)
        with MATCHING.set(), FOUND.set():
            _write(cls, changed)
            for created in grouped_slice(to_create, AT_ONCE):
                cls._create_found(list(created))
            cls._store_notes(origins, result)

    @classmethod
    def _create_found(cls, found):
        "The lines apart, as core compares those of one with all others"
        Line = Pool().get('account.statement.match.line')
        matches = cls.create([values for values, _ in found])
        Line.create([
                {**line, 'match': match.id}
                for match, (_, lines) in zip(matches, found)
                for line in lines])

    @classmethod
    def _existing(cls, origins):
        "The proposals there are, by what they propose"
        Line = Pool().get('account.statement.match.line')
        match, line = cls.__table__(), Line.__table__()
        rows, lines = [], defaultdict(list)
        for ids in grouped_slice(origins, 1000):
            where = (in_(match.origin, list(ids))
                & match.state.in_(['proposed', 'withdrawn']))
            columns = ['id', 'origin', 'by_hand', *KEY, *CHANGING]
            rows += fetch(match.select(
                    *(getattr(match, name) for name in columns),
                    where=where),
                'Existing', columns)
            for row in fetch(line
                    .join(match, condition=line.match == match.id)
                    .select(
                        line.match, *(getattr(line, name) for name in LINE),
                        where=where),
                    'Line', ['match', *LINE]):
                lines[row.match].append(row._asdict())
        evidence = _dicts(cls.evidence, cls, rows, 'evidence')
        # The last one wins: a proposed one before a withdrawn one
        rows.sort(key=lambda r: (r.state == 'proposed', r.id))
        return {
            _key(row.origin, row._asdict(), lines[row.id]):
            row._replace(evidence=evidence[row.id]) for row in rows}

    @classmethod
    def _proposal_values(cls, origin, proposal, notes):
        values = proposal.copy()
        reasons = values.pop('reasons')
        del values['lines']
        return {
            **values,
            'company': origin.company,
            'statement': origin.statement,
            'date': origin.date,
            'state': 'proposed',
            'by_hand': False,
            # Tuples, as it is read
            'evidence': {'reasons': tuple(reasons), 'notes': tuple(notes)},
            }

    @classmethod
    def _store_notes(cls, origins, result):
        Origin = Pool().get('account.statement.origin')
        changed = []
        for origin in origins:
            _, notes = result.get(origin.id, ([], []))
            notes = {'notes': tuple(notes)} if notes else None
            if (origin.notes or None) != notes:
                changed.append((origin.id, {'match_notes': notes}))
        _write(Origin, changed)


def _key(origin, values, lines):
    "What is the same proposal for the transaction"
    return (
        origin, *(values[name] or None for name in KEY),
        frozenset(
            tuple(line[name] or None for name in LINE) for line in lines))


def _changes(row, values):
    "What of the values is not so yet"
    return {
        name: values[name] for name in CHANGING
        if getattr(row, name) != values[name]}


def _write(Model, changed):
    "Write the changes, a list of id and values, those that are alike at once"
    alike = {}
    for id_, values in changed:
        alike.setdefault(repr(values), (values, []))[1].append(id_)
    arguments, size = [], 0
    for values, ids in alike.values():
        for sub_ids in batches(ids, AT_ONCE):
            arguments.extend((Model.browse(sub_ids), values))
            size += len(sub_ids)
            if size >= AT_ONCE:
                Model.write(*arguments)
                arguments, size = [], 0
    if arguments:
        Model.write(*arguments)


class FoundMixin:
    "What the search found follows from what is stored: it is not read again"
    __slots__ = ()

    @classmethod
    def _validate(cls, records, field_names=None):
        if not FOUND.get():
            super()._validate(records, field_names=field_names)
