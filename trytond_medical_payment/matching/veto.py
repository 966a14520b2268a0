# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What speaks against a spread, or keeps it from being sure."""
import datetime as dt

from .codes import EvidenceCode, ItemKind
from .document_numbers import Strength
from .evidence import Dossier
from .payer import IDENTIFIED, LEARNT
from .sureness import Amount, Document, Facts, Payer


def add_vetoes(dossier: Dossier, facts: Facts) -> None:
    "Add what speaks against the spread, given what speaks for it"
    document, payer, amount = facts.document, facts.payer, facts.amount
    extract, points = dossier.extract, dossier.points
    if document < Document.REFERENCE:
        if extract.unknown:
            dossier.add(
                EvidenceCode.REFERENCE_UNKNOWN, points.reference_unknown,
                reference=extract.unknown)
        if extract.invalid:
            dossier.add(
                EvidenceCode.REFERENCE_INVALID,
                reference=extract.invalid)
    if extract.payers.methods and document == Document.NONE and not any(
            dossier.index.items[i].kind == ItemKind.ARRIVED
            for i in dossier.items):
        dossier.add(
            EvidenceCode.ACQUIRER_OTHER, points.acquirer_other,
            name=extract.transaction.payer_name)
    if document == Document.NUMBER:
        _against_number(dossier, payer, amount)
    if document == Document.NONE:
        _against_undocumented(dossier, payer)
    elif document < Document.REFERENCE and amount < Amount.EXACT:
        _against_unread(dossier)
    elif document == Document.REFERENCE:
        _against_reference(dossier, amount)


def _against_number(
        dossier: Dossier, payer: Payer, amount: Amount) -> None:
    """Who owes this very amount himself may have mistyped his number.

    So it is if the invoice has another amount (N6), or if the number is one
    slip away and the invoice a stranger's.
    """
    index, points = dossier.index, dossier.points
    others = [
        p for p in dossier.extract.payers.parties(IDENTIFIED)
        if p not in dossier.owners]
    own = any(dossier.owes_exactly(p) is not None for p in others)
    if amount < Amount.EXACT and (own or payer == Payer.OTHER):
        dossier.add(
            EvidenceCode.PAYER_CONTRADICTS, points.payer_contradicts)
    if not own:
        return
    cores = {
        h.core for i in dossier.items
        if (h := dossier.extract.numbered.get(i))}
    mistyped = payer == Payer.OTHER and any(
        index.owner[i] in others and dossier.is_exactly_open(i)
        for c in cores for i in index.numbers.alike(c))
    dossier.add(
        EvidenceCode.PAYER_OWES_SAME,
        points.payer_owes_same if mistyped else 0)


def _against_unread(dossier: Dossier) -> None:
    "Other numbers are cited: the difference may be theirs"
    numbers = dossier.extract.numbers
    others = [
        h.shown for h in numbers.hits
        if h.target not in dossier.items] + list(numbers.cited)
    if others:
        dossier.add(EvidenceCode.NUMBER_OTHER, number=others[0])


def _against_reference(dossier: Dossier, amount: Amount) -> None:
    """Another reference is cited as well, and not paid.

    Or an old slip was used for another invoice: the amount is its.
    """
    extract, index = dossier.extract, dossier.index
    for cited in extract.references:
        if not set(dossier.items) & set(index.of_document(cited.items)):
            dossier.add(
                EvidenceCode.REFERENCE_OTHER,
                reference=cited.shown)
            return
    if amount == Amount.EXACT:
        return
    concerned = set(dossier.owners)
    concerned.update(extract.payers.parties(IDENTIFIED))
    others = [
        i for p in concerned if p is not None
        and (i := dossier.owes_exactly(p)) is not None]
    others.extend(filter(dossier.is_exactly_open, extract.numbered))
    item = min((i for i in others if i not in dossier.items), default=None)
    if item is None:
        return
    if item in extract.numbered:
        dossier.add(EvidenceCode.REFERENCE_CONFLICT)
    else:
        dossier.add(
            EvidenceCode.AMOUNT_OF_OTHER,
            number=next(iter(index.items[item].numbers), ''))


def _against_undocumented(dossier: Dossier, payer: Payer) -> None:
    if payer == Payer.OTHER and dossier.extract.payers.parties(IDENTIFIED):
        dossier.add(
            EvidenceCode.PAYER_CONTRADICTS, dossier.points.payer_contradicts)
    extract, points = dossier.extract, dossier.points
    codes = {e.code for e in dossier.evidence}
    typed = codes & {EvidenceCode.NUMBER_TYPO, EvidenceCode.NUMBER_SHORT}
    others = [
        h for h in extract.numbers.hits if h.strength == Strength.STRONG]
    if extract.referred:
        dossier.add(
            EvidenceCode.REFERENCE_OTHER,
            reference=next(iter(extract.referred.values())).shown)
    if others or extract.numbers.cited and not typed:
        shown = (
            others[0].shown if others else extract.numbers.cited[0])
        dossier.add(
            EvidenceCode.NUMBER_OTHER,
            points.number_other_exact
            if dossier.exact_hit(of_stranger=True) and not typed
            else points.number_other,
            number=shown)
    if extract.payers.named and not dossier.owners & extract.payers.named:
        dossier.add(
            EvidenceCode.NAMED_OTHER, points.named_other)
    first = max(dossier.index.items[i].date for i in dossier.items)
    early = dt.timedelta(days=dossier.policy.days_before)
    if extract.transaction.date < first - early:
        dossier.add(
            EvidenceCode.DATE_BEFORE_INVOICE, points.date_before_invoice,
            date=first)


def veto_family(dossier: Dossier) -> None:
    """A relative without an account of his own owes the same amount.

    Or somebody for whom this payer is known to have paid.
    """
    index = dossier.index
    owner = index.owner[dossier.items[0]]
    if owner is None:
        return
    others = index.surnames.relatives(owner) - index.has_account
    others.update(dossier.extract.payers.parties(LEARNT))
    others.discard(owner)
    asking = dossier.ledger.asking(others, dossier.extract)
    if any(dossier.owes_exactly(o) is not None for o in asking):
        dossier.add(EvidenceCode.FAMILY)
