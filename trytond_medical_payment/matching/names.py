# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Names of people and firms: when two of them are the same."""
import re
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum

from rapidfuzz.distance import OSA

from .text import fold

# What stands before or after a name without being part of it
_TITLES = frozenset(
    'HERR HERRN FRAU MR MRS MS MISS MME MLLE MONSIEUR MADAME MADEMOISELLE'
    ' SIG SIGRA SIGNOR SIGNORA DR MED PROF DIPL ING FAM FAMILLE FAMILIE'
    ' AG SA GMBH SARL SAGL SRL SAS LTD INC CO CIE'
    ' UND ET OU ODER AND OR'.split())
# What is left out of long names only: Le and La are surnames, too
_PARTICLES = frozenset('VON DE DU LA LE DES VAN DER DEN DI'.split())
_WORD = re.compile(r'[^\W_]+')
_APOSTROPHES = str.maketrans('', '', "'’‘`´")
# An umlaut is written with an e or without (P2)
_UMLAUTS = re.compile(r'(?<=[AOU])E')
# From this length on a word may differ by one letter, or by two
ONE_TYPO = 4
TWO_TYPOS = 9
# How many parties of one word are compared; a word that more of them share
# (a frequent first name) finds nobody
POSTINGS = 400


class Likeness(IntEnum):
    CLOSE = 1
    FULL = 2


def words(name: str) -> tuple[str, ...]:
    "The words of a name that count, in its order, without accents"
    text = fold(name.translate(_APOSTROPHES))
    found = [w for w in _WORD.findall(text) if w not in _TITLES]
    long = [w for w in found if w not in _PARTICLES]
    return tuple(
        _UMLAUTS.sub('', w) for w in (long if len(long) > 1 else found))


def _core(parts: Iterable[str]) -> frozenset[str]:
    "Without initials (P2: `Jackson Ella W.`)"
    every = frozenset(parts)
    return frozenset(
        p for p in every if len(p) > 1 or p.isdigit()) or every


class NameIndex:
    """Where to look names up.

    names: pairs of what is found and the words of a name; one may have
        several.
    """

    def __init__(self, names: Iterable[tuple[int, tuple[str, ...]]]) -> None:
        self._names: list[tuple[int, frozenset[str]]] = []
        self._postings: dict[str, list[int]] = {}
        self._whole: dict[frozenset[str], set[int]] = {}
        for target, every in names:
            core = _core(every)
            if not core:
                continue
            self._whole.setdefault(frozenset(every), set()).add(target)
            for word in core:
                self._postings.setdefault(word, []).append(len(self._names))
            self._names.append((target, core))
        self._same: dict[frozenset[str], set[int]] = {}
        for target, core in self._names:
            self._same.setdefault(core, set()).add(target)
        self._homonyms = {
            t for same in self._same.values() if len(same) > 1 for t in same}

    def has_homonym(self, target: int) -> bool:
        "Whether another one has the same name (P4)"
        return target in self._homonyms

    def find(self, name: str) -> dict[int, Likeness]:
        """Who may be meant by a name, with the best likeness of each.

        A full one hides the close ones: siblings often have close names.
        """
        every = words(name)
        parts = _core(every)
        exact = self._whole.get(frozenset(every)) or self._same.get(parts)
        if exact:
            return dict.fromkeys(exact, Likeness.FULL)
        return self._compare(parts)

    def _compare(self, parts: frozenset[str]) -> dict[int, Likeness]:
        shared: Counter[int] = Counter()
        for part in sorted(parts):
            postings = self._postings.get(part, [])
            if len(postings) <= POSTINGS:
                shared.update(postings)
        names = [self._names[index] for index in shared]
        full = [
            target for target, core in names
            if core <= parts and (len(core) > 1 or _is_rare(core)) or (
                len(parts) > 1 and parts < core)]
        if full:
            return dict.fromkeys(full, Likeness.FULL)
        return {
            target: Likeness.CLOSE for target, core in names
            if is_close(core, parts)}

    def find_in_text(self, text: str) -> set[int]:
        """Whose whole name stands in a text, its words side by side.

        text: folded.
        """
        parts = words(text)
        places: dict[str, list[int]] = {}
        for position, part in enumerate(parts):
            places.setdefault(part, []).append(position)
        shared: Counter[int] = Counter()
        for part in places:
            postings = self._postings.get(part, [])
            if len(part) > 1 and len(postings) <= POSTINGS:
                shared.update(postings)
        found = set()
        for index, count in shared.items():
            target, core = self._names[index]
            if 1 < len(core) == count and _side_by_side(core, places):
                found.add(target)
        return found


def _is_rare(core: frozenset[str]) -> bool:
    "A name of one word stands for a firm when it is long enough"
    return all(len(c) >= 5 and not c.isdigit() for c in core)


def is_close(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether all words of the shorter name are in the other, but typos.

    At least one word is the same, and two are compared.
    """
    few, many = sorted((one, other), key=len)
    if len(few) < 2 or not few & many:
        return False
    rest = many - few
    return all(
        any(_is_typo(word, r) for r in rest) for word in few - many)


def _is_typo(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < ONE_TYPO or not (one + other).isalpha():
        return False
    allowed = 2 if shorter >= TWO_TYPOS else 1
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _side_by_side(
        core: frozenset[str], places: dict[str, list[int]]) -> bool:
    first = min(core, key=lambda w: (len(places[w]), w))
    reach = len(core)
    return any(
        all(any(abs(place - p) <= reach for p in places[word])
            for word in core)
        for place in places[first])
