# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How to judge: three facts about a spread, and what speaks against it.

Each fact is a level with its own evidence: the document (reference, number,
none), the payer (own, agrees, unknown, other), the amount (exact, near,
off).  The table of `sureness` says how far the candidate may be trusted; the
points of the evidence only order the candidates.
"""
from .candidate import Candidate, Ledger, Spread
from .codes import Confidence
from .evidence import Dossier
from .extract import Extract
from .index import Index
from .payer import IDENTIFIED
from .policy import Policy
from .sureness import Document, Facts, is_allowed
from .veto import add_vetoes, veto_family


def score(
        extract: Extract, spread: Spread, ledger: Ledger, policy: Policy
        ) -> Candidate:
    "What is to be thought of a spread with at least one allocation"
    dossier = Dossier(extract, spread, ledger, policy)
    document = dossier.document()
    facts = Facts(
        document, dossier.payer(document), dossier.amount(document),
        dossier.scope())
    dossier.kind()
    add_vetoes(dossier, facts)
    sure = is_allowed(facts, dossier.codes)
    if sure and document == Document.NONE:
        veto_family(dossier)
        sure = is_allowed(facts, dossier.codes)
    return Candidate(
        spread, account_of(extract, spread, dossier.index),
        tuple(dossier.evidence), sum(e.points for e in dossier.evidence),
        Confidence.SURE if sure else Confidence.LIKELY,
        document >= Document.NUMBER)


def account_of(
        extract: Extract, spread: Spread, index: Index) -> int | None:
    "On whose account the rest goes: the one who owed, else who paid"
    if not spread.rest or spread.close_rest:
        return None
    owners = {index.owner[a.item] for a in spread.allocations}
    if len(owners) == 1:
        return owners.pop()
    payers = extract.payers.parties(IDENTIFIED)
    return payers[0] if len(payers) == 1 else None
