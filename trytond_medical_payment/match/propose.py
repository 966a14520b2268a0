# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""From what the engine proposes to the records, the old ones included."""
from collections import defaultdict

from trytond.model import ModelView
from trytond.pool import Pool, PoolMeta
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

from ..gateway import Gateway, Policy
from ..locking import unless_done
from ..rights import check_group, check_readable, in_group
from .configuration import THRESHOLDS

OPEN_STATES = ['draft', 'validated']


class Match(metaclass=PoolMeta):
    __name__ = 'account.statement.match'

    @classmethod
    def propose(cls, statements):
        """Propose what the pending movements of the statements settle.

        The movements of other statements that have proposals take part:
        nothing is promised twice.
        """
        check_group('group_bank_reconciliation')
        check_readable(statements)
        cls._prepare(statements)

    @classmethod
    def prepare(cls, statements):
        """Propose for statements that were just imported.

        Who imports needs no right to reconcile; without it nothing is
        accepted, whatever the configuration says.
        """
        Configuration = Pool().get('account.configuration')
        configuration = Configuration(1)
        cls._prepare(statements)
        if in_group('group_bank_reconciliation'):
            cls.accept_sure([
                    s for s in statements if configuration.get_multivalue(
                        'match_accept_sure', company=s.company.id)])

    @classmethod
    def is_prepared(cls, statement):
        "Test if the search for matches left something on the movements"
        return any(o.matches or o.match_notes for o in statement.origins)

    @classmethod
    def _prepare(cls, statements):
        Statement = Pool().get('account.statement')
        statements = {s for s in statements if s.state in OPEN_STATES}
        if not statements:
            return
        Statement.apply_match_rules(list(statements))
        others = cls.search([
                ('company', 'in', list({s.company.id for s in statements})),
                ('state', '=', 'proposed'),
                ('statement.state', 'in', OPEN_STATES),
                ])
        statements.update(m.statement for m in others)
        cls._propose(cls._pending([('statement', 'in', [
                            s.id for s in sorted(
                                statements, key=lambda s: s.id)])]))

    @classmethod
    def _pending(cls, domain):
        "Return the movements, with or without something pending"
        Origin = Pool().get('account.statement.origin')
        return Origin.search([
                domain, ('statement.state', 'in', OPEN_STATES)])

    @classmethod
    def _propose(cls, origins, alone=False):
        by_company = defaultdict(list)
        for origin in origins:
            by_company[origin.statement.company].append(origin)
        for company, c_origins in by_company.items():
            with Transaction().set_context(company=company.id):
                result = Gateway(
                    company.id, c_origins, cls._policy(company),
                    alone=alone).propose()
                cls._store(c_origins, result)

    @classmethod
    def _policy(cls, company):
        "What the practice decided"
        configuration = Pool().get('account.configuration')(1)
        decided = {}
        for name in ['tolerance', *THRESHOLDS]:
            value = configuration.get_multivalue(
                f'match_{name}', company=company.id)
            if value is not None:
                decided[name] = value
        return Policy(**decided)

    @classmethod
    def _store(cls, origins, result):
        "Bring the records in line with what is proposed now"
        existing = cls._existing(origins)
        to_create, to_write, kept = [], [], set()
        for origin in origins:
            proposals, notes = result.get(origin.id, ([], []))
            for proposal in proposals:
                values = cls._proposal_values(origin, proposal, notes)
                record = existing.pop(cls._key(values), None)
                if record is None:
                    to_create.append(values)
                elif changes := record._changes(values):
                    to_write.extend(([record], changes))
        withdrawn = [
            m for m in existing.values()
            if m.state == 'proposed' and not m.by_hand and m not in kept]
        with Transaction().set_context(match_internal=True):
            if withdrawn:
                cls.write(withdrawn, {
                        'state': 'withdrawn', 'promised': False})
            if to_write:
                cls.write(*to_write)
            for values in grouped_slice(to_create, 1000):
                cls.create(list(values))
        cls._store_notes(origins, result)

    @classmethod
    def _existing(cls, origins):
        "The proposals there are, by what they propose"
        matches = []
        for sub_origins in grouped_slice(origins, 1000):
            matches += cls.search([
                    ('origin', 'in', [o.id for o in sub_origins]),
                    ('state', 'in', ['proposed', 'withdrawn']),
                    ],
                # The last one wins: a proposed one before a withdrawn one
                order=[('state', 'DESC'), ('id', 'ASC')])
        return {m._current_key: m for m in matches}

    @property
    def _current_key(self):
        return self._key({
                'origin': self.origin.id,
                'amount': self.amount,
                'on_account': self.on_account and self.on_account.id,
                'close_remainder': self.close_remainder,
                'lines': [('create', [{
                                'invoice': l.invoice and l.invoice.id,
                                'payment': l.payment and l.payment.id,
                                'party': l.party and l.party.id,
                                'amount': l.amount,
                                'residue': l.residue or None,
                                } for l in self.lines])],
                })

    @classmethod
    def _key(cls, values):
        (_, lines), = values['lines']
        return (
            values['origin'], values['amount'], values['on_account'],
            bool(values['close_remainder']),
            frozenset(
                (l['invoice'], l['payment'], l['party'], l['amount'],
                    l['residue'])
                for l in lines))

    @classmethod
    def _proposal_values(cls, origin, proposal, notes):
        values = proposal.copy()
        reasons, lines = values.pop('reasons'), values.pop('lines')
        return {
            **values,
            'company': origin.statement.company.id,
            'statement': origin.statement.id,
            'date': origin.date,
            'state': 'proposed',
            'by_hand': False,
            'evidence': {'reasons': reasons, 'notes': notes},
            'lines': [('create', lines)],
            }

    def _changes(self, values):
        "What of the values is not so yet"
        return {
            name: values[name] for name in [
                'confidence', 'score', 'promised', 'evidence', 'state']
            if getattr(self, name) != values[name]}

    @classmethod
    def _store_notes(cls, origins, result):
        Origin = Pool().get('account.statement.origin')
        to_write = []
        for origin in origins:
            proposals, notes = result.get(origin.id, ([], []))
            notes = {'notes': notes} if notes else None
            if (origin.match_notes or None) != notes:
                to_write.extend(([origin], {'match_notes': notes}))
        if to_write:
            Origin.write(*to_write)

    @classmethod
    @unless_done('refused')
    @ModelView.button
    def refuse(cls, matches):
        "Not this: it is remembered, and the next candidate moves up"
        check_group('group_bank_reconciliation')
        check_readable(matches)
        cls.lock(matches)
        matches = [m for m in cls.browse(matches) if m.state == 'proposed']
        cls._set_state(matches, 'refused')
        cls._propose_again(matches)
        return 'reload'

    @classmethod
    @unless_done('proposed')
    @ModelView.button
    def restore(cls, matches):
        "Take a refusal back"
        check_group('group_bank_reconciliation')
        check_readable(matches)
        cls.lock(matches)
        matches = [m for m in cls.browse(matches) if m.state == 'refused']
        cls._set_state(matches, 'proposed')
        cls._propose_again(matches)
        return 'reload'

    @classmethod
    def _set_state(cls, matches, state):
        with Transaction().set_context(match_internal=True):
            cls.write(matches, {'state': state, 'promised': False})

    @classmethod
    def _propose_again(cls, matches, origins=()):
        "Propose for the movements of the matches, the others left alone"
        ids = {m.origin.id for m in matches}
        ids.update(map(int, origins))
        if ids:
            cls._propose(
                cls._pending([('id', 'in', sorted(ids))]), alone=True)
