# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""From the case of a transaction to what is told about it."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from . import model
from .candidate import Candidate, Ledger, Spread
from .case import Case
from .codes import Confidence, EvidenceCode, ItemKind, NoteCode
from .index import Index
from .model import Evidence, Note, Outcome, Proposal
from .payer import KNOWN
from .policy import Policy

Holders = Mapping[int, Sequence[Case]]


def outcome_of(
        case: Case, holders: Holders, ledger: Ledger, policy: Policy,
        ) -> Outcome:
    "Proposals, best first, and notes of one transaction"
    key = case.transaction.key
    if not case.is_active:
        return Outcome(key, notes=(Note(NoteCode.NO_AMOUNT),))
    if case.transaction.returned:
        return _returned(case, ledger, policy)
    alerts = list(_alerts(case, holders, ledger))
    twice = any(n.code == NoteCode.PAID_TWICE for n in alerts)
    candidates = list(_listed(case, holders, ledger, policy))
    if twice and not any(c.documented for c in case.candidates):
        candidates = []
    candidates = candidates[:policy.max_proposals]
    proposals = _proposals(case, candidates, ledger)
    if not proposals:
        if account := _on_account(case, alerts, ledger.index, policy):
            proposals = (_proposal(
                    case, account, account.confidence, account.points,
                    ledger),)
    notes = alerts + case.notes
    if not candidates:
        notes.extend(_reasons(case, alerts, ledger))
    return Outcome(key, proposals, tuple(dict.fromkeys(notes)))


def _proposals(
        case: Case, candidates: Sequence[Candidate], ledger: Ledger
        ) -> tuple[Proposal, ...]:
    return tuple(
        replace(
            _proposal(case, c, case.confidence(c), score, ledger), rank=rank)
        for rank, (c, score) in enumerate(
            zip(candidates, _scores(candidates), strict=True)))


def _returned(case: Case, ledger: Ledger, policy: Policy) -> Outcome:
    "What came back, told as what it is (S8), and the payment that it was"
    item = next(iter(case.extract.referred), None)
    note = Note(
        NoteCode.RETURNED,
        item=None if item is None else ledger.index.items[item].key)
    candidates = list(_listed(case, {}, ledger, policy))
    return Outcome(
        case.transaction.key,
        _proposals(case, candidates[:policy.max_proposals], ledger),
        (note,))


def _alerts(case: Case, holders: Holders, ledger: Ledger) -> Iterator[Note]:
    "Documents that are paid already, by whom"
    index = ledger.index
    wanted = case.wanted
    settled = list(case.settled)
    if wanted and not case.promised and not case.is_tied:
        settled.extend(
            c.item for c in wanted.allocations
            if not ledger.open(c.item, case.extract))
    for item in dict.fromkeys(settled):
        holder = next((
                h for i in index.of_invoice[index.invoice(item)]
                for h in holders.get(i, ()) if h is not case), None)
        if holder and (
                item in case.settled or case.has_same_payer(holder)):
            yield Note(
                NoteCode.PAID_TWICE, index.items[item].key,
                holder.transaction.key)
        elif item in case.settled and not holder:
            if index.items[item].kind == ItemKind.PAID:
                yield Note(NoteCode.ALREADY_PAID, index.items[item].key)


def _listed(
        case: Case, holders: Holders, ledger: Ledger, policy: Policy
        ) -> Iterator[Candidate]:
    "What is promised, what is possible besides, and what is contested"
    if case.promised:
        yield case.promised
        ledger.take(case.promised, case.extract, -1)
    possible = [
        c for c in case.candidates
        if c is not case.promised and ledger.fits(c, case.extract)]
    if case.promised:
        ledger.take(case.promised, case.extract)
    yield from possible
    wanted = case.wanted
    if wanted and not case.promised and wanted not in possible and any(
            case.rivals(h, policy)
            for i in sorted(wanted.items) for h in holders.get(i, ())):
        yield wanted


def _scores(candidates: Sequence[Candidate]) -> Iterator[int]:
    "From 0 to 100; a better one keeps ahead of those after it"
    last, score = None, 100
    for candidate in candidates:
        if last is not None and candidate.points != last:
            score -= 1
        last = candidate.points
        score = max(0, min(score, candidate.points))
        yield score


def _proposal(
        case: Case, candidate: Candidate, confidence: Confidence, score: int,
        ledger: Ledger) -> Proposal:
    index = ledger.index
    decimal, sign = index.scale.decimal, case.extract.sign
    before = list(_before(case, candidate, ledger))
    allocations = tuple(
        model.Allocation(
            index.items[a.item].key,
            decimal(sign * a.amount), decimal(left - sign * a.settled),
            decimal(sign * a.residue), a.instalment)
        for a, left in zip(candidate.allocations, before, strict=True))
    evidence = candidate.evidence
    if case.is_tied and candidate in case.tied:
        evidence += (Evidence(EvidenceCode.TIE, 0),)
    if candidate is case.promised and case.rivalled:
        evidence += (Evidence(EvidenceCode.RIVAL, 0),)
    elif candidate is case.promised and (
            case.wanted and candidate.items != case.wanted.items):
        evidence += (Evidence(EvidenceCode.SECOND_CHOICE, 0),)
    return Proposal(
        case.transaction.key, allocations,
        decimal(sign * candidate.spread.rest),
        confidence, score, evidence,
        None if candidate.account is None
        else index.parties[candidate.account],
        candidate.spread.close_rest,
        promised=candidate is case.promised
        and confidence != Confidence.AMBIGUOUS,
        commission=decimal(candidate.spread.commission),
        method=None if candidate.spread.method is None
        else index.methods[candidate.spread.method].key)


def _before(case: Case, candidate: Candidate, ledger: Ledger) -> Iterator[int]:
    "What is open on the items before the candidate takes its part, signed"
    sign = case.extract.sign
    promised = case.promised.allocations if case.promised else ()
    own = {a.item: a for a in promised}
    for allocation in candidate.allocations:
        wanted = sign * allocation.settled
        if candidate is case.promised:
            yield case.left[allocation.item] + wanted
            continue
        left = ledger.left[allocation.item]
        if mine := own.get(allocation.item):
            left += sign * mine.settled
        if abs(left) < abs(wanted):
            left = ledger.index.amounts[allocation.item]
        yield left


def _on_account(
        case: Case, alerts: Sequence[Note], index: Index, policy: Policy
        ) -> Candidate | None:
    "The whole receipt on the account of who paid too much, or who paid"
    if case.extract.sign < 0:
        return None
    if (case.transaction.key, frozenset()) in case.refusals:
        return None
    if case.wanted and case.wanted.spread.method is not None:
        # What an acquirer or a slip brings twice is no patient's
        return None
    if alerts:
        keys = {n.item for n in alerts}
        owners = {
            index.owner[i] for i in (
                *case.settled, *(case.wanted.items if case.wanted else ()))
            if index.items[i].key in keys}
    else:
        owners = {
            p for p in case.extract.payers.parties(
                frozenset({EvidenceCode.ACCOUNT}))}
        if case.wanted or case.extract.unknown:
            return None
    party = owners.pop() if len(owners) == 1 else None
    if party is None:
        return None
    evidence = [
        Evidence(EvidenceCode.ON_ACCOUNT, policy.points.on_account)]
    evidence.extend(
        e for e in case.extract.payers.evidence.get(party, ())
        if e.code in KNOWN)
    return Candidate(
        Spread((), case.extract.amount), party, tuple(evidence),
        policy.points.on_account, Confidence.LIKELY, False)


def _reasons(
        case: Case, alerts: Sequence[Note], ledger: Ledger
        ) -> Iterator[Note]:
    "Why nothing is proposed"
    extract, index = case.extract, ledger.index
    foreign = [
        i for i in (*extract.referred, *extract.numbered)
        if index.items[i].currency != case.transaction.currency]
    if foreign:
        yield Note(NoteCode.OTHER_CURRENCY, index.items[foreign[0]].key)
    if extract.unknown:
        yield Note(
            NoteCode.REFERENCE_UNKNOWN,
            params=(('reference', extract.unknown),))
    if extract.invalid:
        yield Note(
            NoteCode.REFERENCE_INVALID,
            params=(('reference', extract.invalid),))
    if alerts:
        return
    if case.refused:
        yield Note(NoteCode.REFUSED)
    elif case.wanted:
        yield Note(NoteCode.PROMISED, index.items[min(case.wanted.items)].key)
    elif extract.sign < 0:
        yield Note(NoteCode.DEBIT)
    elif extract.payers.parties(KNOWN):
        yield Note(NoteCode.NOTHING_OPEN)
    else:
        yield Note(NoteCode.NO_EVIDENCE)
