# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Names of people and firms: when two of them are the same."""
import re
from collections import Counter
from collections.abc import Iterable, Sequence
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
        self._whole: dict[frozenset[str], set[int]] = {}
        self._same: dict[frozenset[str], set[int]] = {}
        # Homonyms are compared once, and counted each
        self._cores: list[frozenset[str]] = []
        self._postings: dict[str, list[int]] = {}
        self._bearers: Counter[str] = Counter()
        for target, every in names:
            core = _core(every)
            if not core:
                continue
            self._whole.setdefault(frozenset(every), set()).add(target)
            self._bearers.update(core)
            if core not in self._same:
                for word in core:
                    self._postings.setdefault(word, []).append(
                        len(self._cores))
                self._cores.append(core)
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
        shared = set[int]().union(*map(self._sharing, parts))
        cores = [self._cores[index] for index in shared]
        alike = [
            core for core in cores
            if core <= parts and (len(core) > 1 or _is_rare(core)) or (
                len(parts) > 1 and parts < core)]
        likeness = Likeness.FULL
        if not alike:
            alike = [core for core in cores if is_close(core, parts)]
            likeness = Likeness.CLOSE
        return {
            target: likeness for core in alike for target in self._same[core]}

    def _sharing(self, word: str) -> Sequence[int]:
        "The names with the word, if it tells something"
        if self._bearers[word] > POSTINGS:
            return ()
        return self._postings.get(word, ())

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
            if len(part) > 1:
                shared.update(self._sharing(part))
        found = set[int]()
        for index, count in shared.items():
            core = self._cores[index]
            if 1 < len(core) == count and _side_by_side(core, places):
                found |= self._same[core]
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
