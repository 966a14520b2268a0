# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Looking for what settles the transactions, and what users refuse of it."""
from collections import defaultdict

from trytond.model import ModelView
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..context import FOUND, MATCHING
from ..garbage import only_young_collected
from ..gateway.gateway import Gateway, Policy
from ..locking import unless_done
from ..rights import check_group, check_readable, in_group
from .configuration import THRESHOLDS
from .store import looked_at

OPEN_STATES = ['draft', 'validated']


class ProposeMixin:
    __slots__ = ()

    @classmethod
    def propose(cls, statements):
        """Propose what the pending transactions of the statements settle.

        The transactions of other statements that have proposals take part:
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
        "Test if the search for matches left something on the transactions"
        return any(o.matches or o.match_notes for o in statement.origins)

    @classmethod
    def _prepare(cls, statements):
        Statement = Pool().get('account.statement')
        statements = {s for s in statements if s.state in OPEN_STATES}
        if not statements:
            return
        Statement.apply_match_rules(list(statements))
        statements.update(Statement.search([
                    ('state', 'in', OPEN_STATES),
                    ('id', 'in', cls._with_proposals(
                            {s.company.id for s in statements})),
                    ]))
        cls._propose(cls._pending([
                    ('statement', 'in', sorted(s.id for s in statements))]))

    @classmethod
    def _with_proposals(cls, companies):
        "Return the query of the statements that have proposals"
        match = cls.__table__()
        return match.select(
            match.statement,
            where=match.company.in_(list(companies))
            & (match.state == 'proposed'))

    @classmethod
    def _pending(cls, domain):
        "Return the transactions, with or without something pending"
        return looked_at([domain, ('statement.state', 'in', OPEN_STATES)])

    @classmethod
    @only_young_collected()
    def _propose(cls, origins, alone=False):
        Company = Pool().get('company.company')
        by_company = defaultdict(list)
        for origin in origins:
            by_company[origin.company].append(origin)
        for company, c_origins in by_company.items():
            with Transaction().set_context(company=company):
                # What is no receipt has no proposals, and loses those it had
                result = Gateway(
                    company, [o.id for o in c_origins if not o.no_receipt],
                    cls._policy(Company(company)), alone=alone).propose()
                cls._store(c_origins, result)

    @classmethod
    def propose_for(cls, origins):
        "Propose for the transactions, the others left alone"
        cls._propose_again([], origins)

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
        # Only a proposal asks something of its transaction
        with MATCHING.set(), FOUND.set(state != 'proposed'):
            cls.write(matches, {'state': state, 'promised': False})

    @classmethod
    def _propose_again(cls, matches, origins=()):
        "Propose for the transactions of the matches, the others left alone"
        ids = {m.origin.id for m in matches}
        ids.update(map(int, origins))
        if ids:
            cls._propose(
                cls._pending([('id', 'in', sorted(ids))]), alone=True)
