# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a movement says of documents and of its payer, read once."""
from dataclasses import dataclass, field, replace

from .book import Book
from .masks import blot
from .model import Movement
from .numbers import Hit, Numbers, Strength
from .payer import KNOWN, Payers, read_payers
from .policy import Policy
from .references import Found, find, is_meant, parse
from .text import clean, fold, join


@dataclass(frozen=True, slots=True)
class Cited:
    "A structured reference of the movement that leads to items"
    shown: str
    in_text: bool
    items: tuple[int, ...]


@dataclass(slots=True)
class Reading:
    """What one movement says, in the positions of the book.

    amount: minor units without sign; sign: 1 for a receipt, -1 for a debit.
    unknown, invalid: a reference that leads nowhere, or that is none.
    referred, numbered: the items that references and numbers lead to, with
        the recorded payments and the losses of the same invoices.
    """
    movement: Movement
    amount: int
    sign: int
    references: tuple[Cited, ...]
    unknown: str
    invalid: str
    numbers: Numbers
    payers: Payers
    referred: dict[int, Cited] = field(default_factory=dict)
    numbered: dict[int, Hit] = field(default_factory=dict)


def read(movement: Movement, book: Book, policy: Policy) -> Reading:
    "Read a movement with the documents and the parties of the book"
    amount = book.scale.minor(movement.amount)
    cited: dict[str, Cited] = {}
    unknown, invalid = [], []
    for text, in_text in (
            (join(movement.references, policy.max_text), False),
            (join(movement.texts, policy.max_text), True)):
        for found in find(text, book.references):
            if found.canonical is None:
                invalid.append(found.shown)
            elif found.canonical not in book.references:
                unknown.append(found.shown)
            else:
                _cite(cited, found.canonical, in_text, book)
    for value in movement.references:
        canonical = parse(value)
        if canonical in book.references:
            assert canonical is not None
            _cite(cited, canonical, False, book)
        elif canonical is None and is_meant(value) and not cited:
            invalid.append(clean(value).strip())
    reading = Reading(
        movement, abs(amount), -1 if amount < 0 else 1,
        tuple(cited.values()),
        unknown[0] if unknown else '', invalid[0] if invalid else '',
        _read_numbers(movement, book, policy),
        read_payers(movement, book, policy))
    for one in reading.references:
        for document in book.documents(one.items):
            reading.referred.update(dict.fromkeys(document, one))
    reading.numbers = replace(
        reading.numbers, hits=tuple(_hits(reading, book)))
    for hit in reading.numbers.hits:
        for document in book.documents((hit.target,)):
            for item in document:
                old = reading.numbered.get(item)
                if old is None or hit.strength > old.strength:
                    reading.numbered[item] = hit
    return reading


def _hits(reading: Reading, book: Book) -> list[Hit]:
    "A short number could be anything, but not if it is one of the payer's"
    known = set(reading.payers.parties(KNOWN))
    return [
        replace(h, strength=Strength.STRONG)
        if book.owner[h.target] in known else h
        for h in reading.numbers.hits]


def _cite(
        cited: dict[str, Cited], canonical: str, in_text: bool, book: Book
        ) -> None:
    cited.setdefault(canonical, Cited(
            canonical, in_text, tuple(book.references[canonical])))


def _read_numbers(movement: Movement, book: Book, policy: Policy) -> Numbers:
    "Some banks deliver a number in the field for references"
    text = fold(join(movement.references + movement.texts, policy.max_text))
    spans: list[Found] = find(text, book.references)
    return book.numbers.read(blot(text, ((f.start, f.end) for f in spans)))
