# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""How to judge: three facts about a filling, and what speaks against it.

Each fact is a level with its own evidence: the document (reference, number,
none), the payer (own, agrees, unknown, other), the amount (exact, near,
off).  A table of them says how far the proposal may be trusted; the points
of the evidence only order the proposals.
"""
from .book import Book
from .codes import Confidence
from .draft import Draft, Filling, Ledger
from .judgement import Judgement
from .levels import Document, may_be_sure
from .objections import object_family, object_to
from .payer import IDENTIFIED
from .policy import Policy
from .reading import Reading


def judge(
        reading: Reading, filling: Filling, ledger: Ledger, policy: Policy
        ) -> Draft:
    "What is to be thought of a filling with at least one claim"
    judgement = Judgement(reading, filling, ledger, policy)
    document = judgement.document()
    payer = judgement.payer(document)
    amount = judgement.amount(document)
    judgement.kind()
    object_to(judgement, document, payer, amount)
    sure = not judgement.capped and may_be_sure(
        document, payer, amount, len(judgement.items),
        len(judgement.owners), policy.machine_list)
    if sure and document == Document.NONE:
        object_family(judgement)
        sure = not judgement.capped
    return Draft(
        filling, account_of(reading, filling, judgement.book),
        tuple(judgement.evidence), sum(e.points for e in judgement.evidence),
        Confidence.SURE if sure else Confidence.LIKELY,
        document >= Document.NUMBER)


def account_of(
        reading: Reading, filling: Filling, book: Book) -> int | None:
    "On whose account the rest goes: the one who owed, else who paid"
    if not filling.rest or filling.close_rest:
        return None
    owners = {book.owner[c.item] for c in filling.claims}
    if len(owners) == 1:
        return owners.pop()
    payers = reading.payers.parties(IDENTIFIED)
    return payers[0] if len(payers) == 1 else None
