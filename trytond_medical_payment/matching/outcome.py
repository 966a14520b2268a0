# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""From the case of a movement to what is told about it."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .book import Book
from .case import Case
from .codes import Confidence, EvidenceCode, ItemKind, NoteCode
from .draft import Draft, Filling, Ledger
from .model import Allocation, Evidence, Note, Outcome, Proposal
from .payer import KNOWN
from .policy import Policy

Holders = Mapping[int, Sequence[Case]]


def outcome_of(
        case: Case, holders: Holders, ledger: Ledger, policy: Policy,
        ) -> Outcome:
    "Proposals, best first, and notes of one movement"
    key = case.movement.key
    if not case.is_active:
        return Outcome(key, notes=(_inactive(case, ledger.book),))
    alerts = list(_alerts(case, holders, ledger))
    twice = any(n.code == NoteCode.PAID_TWICE for n in alerts)
    drafts = list(_listed(case, holders, ledger, policy))
    if twice and not any(d.documented for d in case.drafts):
        drafts = []
    drafts = drafts[:policy.max_proposals]
    proposals = [
        _proposal(case, d, case.confidence(d), score, ledger)
        for d, score in zip(drafts, _scores(drafts), strict=True)]
    if not proposals:
        if account := _on_account(case, alerts, ledger.book, policy):
            proposals.append(_proposal(
                    case, account, account.ceiling, account.points, ledger))
    notes = alerts + case.notes
    if not drafts:
        notes.extend(_reasons(case, alerts, ledger))
    return Outcome(
        key,
        tuple(replace(p, rank=n) for n, p in enumerate(proposals)),
        tuple(dict.fromkeys(notes)))


def _inactive(case: Case, book: Book) -> Note:
    item = next(iter(case.reading.referred), None)
    return Note(
        NoteCode.RETURNED if case.movement.returned else NoteCode.NO_AMOUNT,
        item=None if item is None else book.items[item].key)


def _alerts(case: Case, holders: Holders, ledger: Ledger) -> Iterator[Note]:
    "Documents that are paid already, by whom"
    book = ledger.book
    wanted = case.wanted
    settled = list(case.settled)
    if wanted and not case.promised and not case.is_tied:
        settled.extend(
            c.item for c in wanted.claims
            if not ledger.open(c.item, case.reading))
    for item in dict.fromkeys(settled):
        holder = next((
                h for i in book.of_invoice[book.invoice(item)]
                for h in holders.get(i, ()) if h is not case), None)
        if holder and (
                item in case.settled or case.has_same_payer(holder)):
            yield Note(
                NoteCode.PAID_TWICE, book.items[item].key,
                holder.movement.key)
        elif item in case.settled and not holder:
            if book.items[item].kind == ItemKind.PAID:
                yield Note(NoteCode.ALREADY_PAID, book.items[item].key)


def _listed(
        case: Case, holders: Holders, ledger: Ledger, policy: Policy
        ) -> Iterator[Draft]:
    "What is promised, what is possible besides, and what is contested"
    if case.promised:
        yield case.promised
        ledger.take(case.promised, case.reading, -1)
    possible = [
        d for d in case.drafts
        if d is not case.promised and ledger.fits(d, case.reading)]
    if case.promised:
        ledger.take(case.promised, case.reading)
    yield from possible
    wanted = case.wanted
    if wanted and not case.promised and wanted not in possible and any(
            case.rivals(h, policy)
            for i in sorted(wanted.items) for h in holders.get(i, ())):
        yield wanted


def _scores(drafts: Sequence[Draft]) -> Iterator[int]:
    "From 0 to 100; a better one keeps ahead of those after it"
    last, score = None, 100
    for draft in drafts:
        if last is not None and draft.points != last:
            score -= 1
        last = draft.points
        score = max(0, min(score, draft.points))
        yield score


def _proposal(
        case: Case, draft: Draft, confidence: Confidence, score: int,
        ledger: Ledger) -> Proposal:
    book = ledger.book
    decimal, sign = book.scale.decimal, case.reading.sign
    before = list(_before(case, draft, ledger))
    allocations = tuple(
        Allocation(
            book.items[c.item].key,
            decimal(sign * c.amount),
            decimal(left - sign * (c.amount + c.residue)),
            decimal(sign * c.residue), c.instalment)
        for c, left in zip(draft.claims, before, strict=True))
    evidence = draft.evidence
    if case.is_tied and draft in case.tied:
        evidence += (Evidence(EvidenceCode.TIE, 0),)
    if draft is case.promised and case.rivalled:
        evidence += (Evidence(EvidenceCode.RIVAL, 0),)
    elif draft is case.promised and (
            case.wanted and draft.items != case.wanted.items):
        evidence += (Evidence(EvidenceCode.SECOND_CHOICE, 0),)
    return Proposal(
        case.movement.key, allocations, decimal(sign * draft.filling.rest),
        confidence, score, evidence,
        None if draft.account is None else book.parties[draft.account],
        draft.filling.close_rest,
        promised=draft is case.promised
        and confidence != Confidence.AMBIGUOUS)


def _before(case: Case, draft: Draft, ledger: Ledger) -> Iterator[int]:
    "What is open on the items before the draft takes its part, signed"
    sign = case.reading.sign
    own = {c.item: c for c in case.promised.claims} if case.promised else {}
    for claim in draft.claims:
        wanted = sign * (claim.amount + claim.residue)
        if draft is case.promised:
            yield case.left[claim.item] + wanted
            continue
        left = ledger.left[claim.item]
        if mine := own.get(claim.item):
            left += sign * (mine.amount + mine.residue)
        if abs(left) < abs(wanted):
            left = ledger.book.amounts[claim.item]
        yield left


def _on_account(
        case: Case, alerts: Sequence[Note], book: Book, policy: Policy
        ) -> Draft | None:
    "The whole receipt on the account of who paid too much, or who paid"
    if case.reading.sign < 0:
        return None
    if (case.movement.key, frozenset()) in case.refusals:
        return None
    if alerts:
        keys = {n.item for n in alerts}
        owners = {
            book.owner[i] for i in (
                *case.settled, *(case.wanted.items if case.wanted else ()))
            if book.items[i].key in keys}
    else:
        owners = {
            p for p in case.reading.payers.parties(
                frozenset({EvidenceCode.ACCOUNT}))}
        if case.wanted or case.reading.unknown:
            return None
    party = owners.pop() if len(owners) == 1 else None
    if party is None:
        return None
    evidence = [
        Evidence(EvidenceCode.ON_ACCOUNT, policy.points.on_account)]
    evidence.extend(
        e for e in case.reading.payers.evidence.get(party, ())
        if e.code in KNOWN)
    return Draft(
        Filling((), case.reading.amount), party, tuple(evidence),
        policy.points.on_account, Confidence.LIKELY, False)


def _reasons(
        case: Case, alerts: Sequence[Note], ledger: Ledger
        ) -> Iterator[Note]:
    "Why nothing is proposed"
    reading, book = case.reading, ledger.book
    foreign = [
        i for i in (*reading.referred, *reading.numbered)
        if book.items[i].currency != case.movement.currency]
    if foreign:
        yield Note(NoteCode.OTHER_CURRENCY, book.items[foreign[0]].key)
    if reading.unknown:
        yield Note(
            NoteCode.REFERENCE_UNKNOWN,
            params=(('reference', reading.unknown),))
    if reading.invalid:
        yield Note(
            NoteCode.REFERENCE_INVALID,
            params=(('reference', reading.invalid),))
    if alerts:
        return
    if case.refused:
        yield Note(NoteCode.REFUSED)
    elif case.wanted:
        yield Note(NoteCode.PROMISED, book.items[min(case.wanted.items)].key)
    elif reading.sign < 0:
        yield Note(NoteCode.DEBIT)
    elif reading.payers.parties(KNOWN):
        yield Note(NoteCode.NOTHING_OPEN)
    else:
        yield Note(NoteCode.NO_EVIDENCE)
