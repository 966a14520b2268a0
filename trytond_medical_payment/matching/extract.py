# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a transaction says of documents and of its payer, read once."""
from dataclasses import dataclass, field, replace

from .document_numbers import Hit, Numbers, Strength
from .index import Index
from .masks import blot
from .model import Transaction
from .payer import IDENTIFIED, KNOWN, Payers, read_payers
from .policy import Policy
from .references import Found, find, is_meant, parse
from .text import clean, fold, join


@dataclass(frozen=True, slots=True)
class Cited:
    "A structured reference of the transaction that leads to items"
    shown: str
    in_text: bool
    items: tuple[int, ...]


@dataclass(slots=True)
class Extract:
    """What one transaction says, in the positions of the index.

    amount: minor units without sign; sign: 1 for a receipt, -1 for a debit.
    unknown, invalid: a reference that leads nowhere, or that is none.
    referred, numbered: the items that references and numbers lead to, with
        the recorded payments and the losses of the same invoices.
    """
    transaction: Transaction
    amount: int
    sign: int
    references: tuple[Cited, ...]
    unknown: str
    invalid: str
    numbers: Numbers
    payers: Payers
    referred: dict[int, Cited] = field(default_factory=dict)
    numbered: dict[int, Hit] = field(default_factory=dict)

    @property
    def is_documented(self) -> bool:
        "Whether a document is cited, here or of elsewhere"
        return bool(
            self.referred or self.unknown or self.numbers.cited
            or any(h.strength == Strength.STRONG for h in self.numbers.hits))

    @property
    def is_identified(self) -> bool:
        "Whether the payer is known as one of the parties"
        return bool(self.payers.parties(IDENTIFIED))


def read(transaction: Transaction, index: Index, policy: Policy) -> Extract:
    "Read a transaction with the documents and the parties of the index"
    amount = index.scale.minor(transaction.amount)
    cited: dict[str, Cited] = {}
    unknown, invalid = [], []
    for text, in_text in (
            (join(transaction.references, policy.max_text), False),
            (join(transaction.texts, policy.max_text), True)):
        for found in find(text, index.references):
            if found.canonical is None:
                invalid.append(found.shown)
            elif found.canonical not in index.references:
                unknown.append(found.shown)
            else:
                _cite(cited, found.canonical, in_text, index)
    for value in transaction.references:
        canonical = parse(value)
        if canonical in index.references:
            assert canonical is not None
            _cite(cited, canonical, False, index)
        elif canonical is None and is_meant(value) and not cited:
            invalid.append(clean(value).strip())
    extract = Extract(
        transaction, abs(amount), -1 if amount < 0 else 1,
        tuple(cited.values()),
        unknown[0] if unknown else '', invalid[0] if invalid else '',
        _read_numbers(transaction, index, policy),
        read_payers(transaction, index, policy))
    for one in extract.references:
        for document in index.documents(one.items):
            extract.referred.update(dict.fromkeys(document, one))
    extract.numbers = replace(
        extract.numbers, hits=tuple(_hits(extract, index)))
    for hit in extract.numbers.hits:
        for document in index.documents((hit.target,)):
            for item in document:
                old = extract.numbered.get(item)
                if old is None or hit.strength > old.strength:
                    extract.numbered[item] = hit
    return extract


def _hits(extract: Extract, index: Index) -> list[Hit]:
    "A short number could be anything, but not if it is one of the payer's"
    known = set(extract.payers.parties(KNOWN))
    return [
        replace(h, strength=Strength.STRONG)
        if index.owner[h.target] in known else h
        for h in extract.numbers.hits]


def _cite(
        cited: dict[str, Cited], canonical: str, in_text: bool, index: Index
        ) -> None:
    cited.setdefault(canonical, Cited(
            canonical, in_text, tuple(index.references[canonical])))


def _read_numbers(
        transaction: Transaction, index: Index, policy: Policy) -> Numbers:
    "Some banks deliver a number in the field for references"
    text = fold(join(
            transaction.references + transaction.texts, policy.max_text))
    spans: list[Found] = find(text, index.references)
    return index.numbers.read(blot(text, ((f.start, f.end) for f in spans)))
