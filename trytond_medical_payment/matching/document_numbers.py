# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Numbers of invoices in free text.

A number is a prefix of letters, which people leave out or replace by a
word, and a core that starts with the first digit.  The core counts: with
any separators at its own places or with none, and with nothing that is a
letter or a digit right beside it, unless it is its own prefix (N1, N2).
"""
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from .text import fold
from .typing_error import MIN_LENGTH, typing_errors

_TOKEN = re.compile(r'[A-Z]+|[0-9]+')
_GAP = re.compile(r'[\s/\-_.:#°]{1,3}')
# Words that say that a number of an invoice follows, or just a number
_INVOICE_WORDS = frozenset(
    'INVOICE INVOICES INV BILL RECHNUNG RECHNUNGEN RECHNUNGSNUMMER RECHNUNGSNR'
    ' RG RGNR RE RENR HONORARNOTE NOTE FACTURE FACTURES FACT FAC FA F'
    ' FATTURA FATTURE FATT'.split())
_WORDS = _INVOICE_WORDS | frozenset(
    'NUMERO NUMMER NUMBER NUM NR NO N REF REFERENCE REFERENZ'.split())
# What stands between the numbers of a list
_AND = frozenset('ET UND AND E U Y SOWIE'.split())
_LIST = re.compile(r'[\s,;+&/]{1,5}')
MAX_TOKENS = 6
MAX_LENGTH = 30
# After `Rechnung` so many digits are a number of an invoice, right or not
MIN_CITED_LENGTH = 4


class Strength(IntEnum):
    # Could be anything: counts only beside other evidence
    SHORT = 1
    # Means this document
    STRONG = 2


@dataclass(frozen=True, slots=True)
class Pattern:
    """What identifies a number.

    cuts: the offsets in the core where a separator may stand.
    """
    prefix: str
    core: str
    cuts: frozenset[int]

    @classmethod
    def of(cls, number: str) -> 'Pattern | None':
        "None for a number without digits"
        tokens = _TOKEN.findall(fold(number))
        first = next(
            (i for i, t in enumerate(tokens) if t.isdigit()), None)
        if first is None:
            return None
        core = ''.join(tokens[first:])
        if len(core) > MAX_LENGTH:
            return None
        cuts, length = set(), 0
        for token in tokens[first:-1]:
            length += len(token)
            cuts.add(length)
        return cls(''.join(tokens[:first]), core, frozenset(cuts))


@dataclass(frozen=True, slots=True)
class Hit:
    "A number found: `target` is what the index holds for it"
    target: int
    core: str
    shown: str
    strength: Strength
    start: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Window:
    """Tokens that follow each other, as one candidate for a core.

    apart: blanks are between them.
    """
    core: str
    cuts: frozenset[int]
    before: '_Before'
    start: int
    end: int
    apart: bool


@dataclass(frozen=True, slots=True)
class _Before:
    """The letters before a window.

    glued: something touches the window.
    word, invoice: one of the two words before means a number, an invoice.
    """
    prefix: str = ''
    glued: bool = False
    word: bool = False
    invoice: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a text says of numbers.

    hits: the numbers of the index, in their order.
    cited: cores that are meant as a number of an invoice, and are none of
        the index.
    cores: whatever is long enough to be compared for a typing error.
    text: what was read, with all that is no number blotted out.
    """
    hits: tuple[Hit, ...] = ()
    cited: tuple[str, ...] = ()
    cores: frozenset[str] = frozenset()
    text: str = ''


class NumberIndex:
    """Where to look numbers up.

    targets: pairs of what a hit gives back and the number.
    """

    def __init__(self, targets: Iterable[tuple[int, Pattern]]) -> None:
        self._entries: dict[str, list[tuple[int, Pattern]]] = {}
        self._shapes: set[tuple[int, frozenset[int]]] = set()
        self._prefixes: set[str] = set()
        for target, pattern in targets:
            self._entries.setdefault(pattern.core, []).append(
                (target, pattern))
            self._prefixes.add(pattern.prefix)
            self._shapes.add((len(pattern.core), pattern.cuts))
        self._prefixes.discard('')
        self._near: dict[str, list[int]] = {}
        self._bare: dict[str, list[str]] = {}
        for core in self._entries:
            self._bare.setdefault(core.lstrip('0'), []).append(core)

    def read(self, text: str) -> 'Numbers':
        "What a folded, blotted text says"
        hits: dict[int, Hit] = {}
        cores: set[str] = set()
        parts: list[_Window] = []
        whole: list[tuple[int, int]] = []
        for window in _windows(text):
            if len(window.core) >= MIN_CITED_LENGTH:
                cores.add(window.core)
            entries = self._entries.get(window.core, [])
            found = list(self._fitting(window, entries, text))
            for target, shown, strength in found:
                old = hits.get(target)
                if old is None or strength > old.strength:
                    hits[target] = Hit(
                        target, window.core, shown, strength, window.start)
                if strength == Strength.STRONG:
                    whole.append((window.start, window.end))
            if found or self._is_shaped(window):
                parts.append(window)
        inner = _inner(parts, whole)
        known = {(h.start, h.core) for h in hits.values()}
        return Numbers(
            tuple(sorted(
                    (h for h in hits.values()
                        if (h.start, h.core) not in inner),
                    key=lambda h: (h.start, h.target))),
            tuple(
                w.core for w in parts
                if (w.start, w.core) not in inner | known),
            frozenset(cores), text)

    def _is_shaped(self, window: '_Window') -> bool:
        """After a word or a prefix, or separated as the numbers here are.

        Over a blank goes only what is separated like that: `Facture 1 Alice`
        says no number, nor does `Facture juin 2025 / 2 séances`.
        """
        length = len(window.core)
        if not window.apart and (
                window.before.invoice
                or window.before.prefix in self._prefixes):
            return length >= MIN_CITED_LENGTH and not is_date(
                window.core, window.cuts)
        return bool(window.cuts) and (length, window.cuts) in self._shapes

    def near(self, core: str) -> list[int]:
        "The targets whose core differs from this one by one slip"
        # Asked again for each party that may be the payer
        if core not in self._near:
            self._near[core] = sorted({
                    target for error in typing_errors(core)
                    for target, _ in self._entries.get(error, ())})
        return self._near[core]

    def alike(self, core: str) -> set[int]:
        "The targets whose core is this one but for a slip, see `is_mistyped`"
        found = {
            target for other in self._bare.get(core.lstrip('0'), ())
            if other != core for target, _ in self._entries[other]}
        if len(core) >= MIN_LENGTH:
            found.update(self.near(core))
        return found

    def _fitting(
            self, window: _Window, entries: list[tuple[int, Pattern]],
            text: str) -> list[tuple[int, str, Strength]]:
        fits, own = [], []
        for target, pattern in entries:
            if not window.cuts <= pattern.cuts:
                continue
            prefixed = bool(pattern.prefix) and _has_prefix(
                window, pattern.prefix, text)
            if window.before.glued and not prefixed:
                continue
            strength = _strength(window, pattern, prefixed)
            if strength:
                fits.append((target, window.core, strength))
                if prefixed:
                    own.append(
                        (target, pattern.prefix + window.core, strength))
        # With a prefix of this practice a number means no other sequence
        return own if window.before.prefix in self._prefixes else own or fits


def _inner(
        windows: Iterable[_Window], whole: Collection[tuple[int, int]]
        ) -> set[tuple[int, str]]:
    "Places and cores of what is a part of a whole number: none itself"
    return {
        (w.start, w.core) for w in windows
        if any(
            s <= w.start and w.end <= e and (s, e) != (w.start, w.end)
            for s, e in whole)}


def _windows(text: str) -> Iterator[_Window]:
    tokens = [
        _Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    listed = _Before()
    for i, token in enumerate(tokens):
        if not token.text.isdigit():
            continue
        before = _before(tokens, i, text)
        if not before.word and listed.word and _continues(tokens, i, text):
            before = replace(
                before, word=True, invoice=listed.invoice)
        listed = before
        core, cuts, apart = '', set(), False
        for j in range(i, min(len(tokens), i + MAX_TOKENS)):
            current = tokens[j]
            if j > i and not _joined(tokens[j - 1], current, text):
                break
            if core and tokens[j - 1].end != current.start:
                cuts.add(len(core))
                gap = text[tokens[j - 1].end:current.start]
                apart = apart or any(map(str.isspace, gap))
            core += current.text
            if len(core) > MAX_LENGTH:
                break
            if not _followed(current, text):
                yield _Window(
                    core, frozenset(cuts), before, token.start, current.end,
                    apart)


def _continues(tokens: list[_Token], index: int, text: str) -> bool:
    "Whether a list of numbers goes on: `Rechnungen 10300 und 10653`"
    last = index - 1
    while last >= 0 and tokens[last].text in _AND:
        last -= 1
    if last < 0 or not tokens[last].text.isdigit():
        return False
    return all(
        _LIST.fullmatch(text, tokens[n].end, tokens[n + 1].start)
        for n in range(last, index))


def _joined(one: _Token, other: _Token, text: str) -> bool:
    return one.end == other.start or bool(
        _GAP.fullmatch(text, one.end, other.start))


def _followed(token: _Token, text: str) -> bool:
    "Whether a letter or a digit follows at once"
    return token.end < len(text) and text[token.end].isalnum()


def _before(tokens: list[_Token], index: int, text: str) -> _Before:
    start = tokens[index].start
    glued = start > 0 and text[start - 1].isalnum()
    if index == 0:
        return _Before('', glued)
    before = tokens[index - 1]
    if before.text.isdigit() or not (
            glued or _GAP.fullmatch(text, before.end, start)):
        return _Before('', glued)
    words = {before.text}
    if index > 1 and _joined(tokens[index - 2], before, text):
        words.add(tokens[index - 2].text)
    return _Before(
        before.text, glued, not words.isdisjoint(_WORDS),
        not words.isdisjoint(_INVOICE_WORDS))


def _has_prefix(window: _Window, prefix: str, text: str) -> bool:
    """Whether the prefix stands before the core, and nothing touches it.

    It may be several words: `RG-A-2025-1`.
    """
    before = text[max(0, window.start - 2 * MAX_LENGTH):window.start]
    wanted, place = len(prefix), len(before)
    while wanted and place:
        place -= 1
        if not before[place].isalnum():
            continue
        wanted -= 1
        if before[place] != prefix[wanted]:
            return False
    return not wanted and not before[:place][-1:].isalnum()


def _strength(
        window: _Window, pattern: Pattern, prefixed: bool) -> Strength | None:
    """How much a number says by its length and by what stands before it.

    Two digits say nothing (N5); a year, a month or a day says nothing
    without a word; four digits may be a postcode, six hardly anything else.
    """
    core = pattern.core
    length = len(core)
    if prefixed:
        if length + len(pattern.prefix) >= 4:
            return Strength.STRONG
        return Strength.SHORT if length >= 2 else None
    if length < 3 or not core.strip('0'):
        return None
    if is_date(core, window.cuts):
        return Strength.SHORT if window.before.word and length > 4 else None
    if window.before.word:
        return Strength.STRONG if length >= 4 else Strength.SHORT
    if length >= 6:
        return Strength.STRONG
    return Strength.SHORT if length >= 4 else None


def is_date(core: str, cuts: Collection[int] = ()) -> bool:
    "Whether digits, separated at the cuts, read as a year, month or day"
    if not core.isdigit() or len(core) not in {4, 6, 8}:
        return False
    where = sorted(cuts)
    year_first = core[:2] in {'19', '20'}
    if len(core) == 4:
        return year_first and not where
    if len(core) == 6:
        if year_first and 1 <= int(core[4:]) <= 12:
            return where in ([], [4])
        return not where and _is_day(
            2000 + int(core[4:]), core[2:4], core[:2])
    if year_first and _is_day(int(core[:4]), core[4:6], core[6:]):
        return where in ([], [4, 6])
    return where in ([], [2, 4]) and core[4:6] in {'19', '20'} and _is_day(
        int(core[4:]), core[2:4], core[:2])


def _is_day(year: int, month: str, day: str) -> bool:
    try:
        dt.date(year, int(month), int(day))
    except ValueError:
        return False
    return True
