# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What speaks against a filling, or keeps it from being sure."""
import datetime as dt

from .codes import EvidenceCode
from .judgement import Judgement
from .levels import Amount, Document, Payer
from .numbers import Strength, is_slip
from .payer import IDENTIFIED, LEARNT


def object_to(
        judgement: Judgement, document: Document, payer: Payer,
        amount: Amount) -> None:
    "Add what speaks against the filling, given what speaks for it"
    reading, points = judgement.reading, judgement.points
    if document < Document.REFERENCE:
        if reading.unknown:
            judgement.add(
                EvidenceCode.REFERENCE_UNKNOWN, points.reference_unknown,
                cap=True, reference=reading.unknown)
        if reading.invalid:
            judgement.add(
                EvidenceCode.REFERENCE_INVALID, cap=True,
                reference=reading.invalid)
    if document == Document.NUMBER:
        _against_number(judgement, payer, amount)
    if document == Document.NONE:
        _against_undocumented(judgement, payer)
    elif document < Document.REFERENCE and amount < Amount.EXACT:
        _against_unread(judgement)
    elif document == Document.REFERENCE:
        _against_reference(judgement, amount)


def _against_number(
        judgement: Judgement, payer: Payer, amount: Amount) -> None:
    """Who owes this very amount himself may have mistyped his number.

    So it is if the invoice has another amount (N6), or if the number is one
    slip away and the invoice a stranger's.
    """
    book, points = judgement.book, judgement.points
    own = [
        i for p in judgement.reading.payers.parties(IDENTIFIED)
        if p not in judgement.owners
        for i in book.owned.get(p, ()) if judgement.is_exactly_open(i)]
    if amount < Amount.EXACT and (own or payer == Payer.OTHER):
        judgement.add(
            EvidenceCode.PAYER_CONTRADICTS, points.payer_contradicts,
            cap=True)
    if not own:
        return
    cores = {
        h.core for i in judgement.items
        if (h := judgement.reading.numbered.get(i))}
    slip = payer == Payer.OTHER and any(
        is_slip(c, p.core)
        for i in own for p in book.patterns[i] for c in cores)
    judgement.add(
        EvidenceCode.PAYER_OWES_SAME,
        points.payer_owes_same if slip else 0, cap=True)


def _against_unread(judgement: Judgement) -> None:
    "Other numbers are cited: the difference may be theirs"
    numbers = judgement.reading.numbers
    others = [
        h.shown for h in numbers.hits
        if h.target not in judgement.items] + list(numbers.cited)
    if others:
        judgement.add(EvidenceCode.NUMBER_OTHER, cap=True, number=others[0])


def _against_reference(judgement: Judgement, amount: Amount) -> None:
    """Another reference is cited as well, and not paid.

    Or an old slip was used for another invoice: the amount is its.
    """
    reading, book = judgement.reading, judgement.book
    for cited in reading.references:
        if not set(judgement.items) & set(book.of_document(cited.items)):
            judgement.add(
                EvidenceCode.REFERENCE_OTHER, cap=True,
                reference=cited.shown)
            return
    if amount == Amount.EXACT:
        return
    concerned = set(judgement.owners)
    concerned.update(reading.payers.parties(IDENTIFIED))
    owned = {
        i for p in concerned if p is not None for i in book.owned.get(p, ())}
    for item in sorted((owned | set(reading.numbered)) - set(judgement.items)):
        if not judgement.is_exactly_open(item):
            continue
        if item in reading.numbered:
            judgement.add(EvidenceCode.REFERENCE_CONFLICT, cap=True)
        else:
            judgement.add(
                EvidenceCode.AMOUNT_OF_OTHER, cap=True,
                number=next(iter(book.items[item].numbers), ''))
        return


def _against_undocumented(judgement: Judgement, payer: Payer) -> None:
    if payer == Payer.OTHER and judgement.reading.payers.parties(IDENTIFIED):
        judgement.add(
            EvidenceCode.PAYER_CONTRADICTS, judgement.points.payer_contradicts,
            cap=True)
    reading, points = judgement.reading, judgement.points
    codes = {e.code for e in judgement.evidence}
    typed = codes & {EvidenceCode.NUMBER_TYPO, EvidenceCode.NUMBER_SHORT}
    others = [
        h for h in reading.numbers.hits if h.strength == Strength.STRONG]
    if reading.referred:
        judgement.add(
            EvidenceCode.REFERENCE_OTHER, cap=True,
            reference=next(iter(reading.referred.values())).shown)
    if others or reading.numbers.cited and not typed:
        shown = (
            others[0].shown if others else reading.numbers.cited[0])
        judgement.add(
            EvidenceCode.NUMBER_OTHER,
            points.number_other_exact
            if judgement.exact_hit(of_stranger=True) and not typed
            else points.number_other,
            cap=True, number=shown)
    if reading.payers.named and not judgement.owners & reading.payers.named:
        judgement.add(
            EvidenceCode.NAMED_OTHER, points.named_other, cap=True)
    first = max(judgement.book.items[i].date for i in judgement.items)
    early = dt.timedelta(days=judgement.policy.days_before)
    if reading.movement.date < first - early:
        judgement.add(
            EvidenceCode.DATE_BEFORE_INVOICE, points.date_before_invoice,
            cap=True, date=first)


def object_family(judgement: Judgement) -> None:
    """A relative without an account of his own owes the same amount.

    Or somebody for whom this payer is known to have paid.
    """
    book = judgement.book
    owner = book.owner[judgement.items[0]]
    if owner is None:
        return
    others = book.surnames.relatives(owner) - book.has_account
    others.update(judgement.reading.payers.parties(LEARNT))
    others.discard(owner)
    for other in others:
        for item in book.owned.get(other, ()):
            if judgement.is_exactly_open(item):
                judgement.add(EvidenceCode.FAMILY, cap=True)
                return
