# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Who has the same surname, where names do not say which word it is.

The surname is the first word or the last one, the same for all: those who
share an account show which.  Until they do, it may be either.
"""
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import combinations

# Among fewer names a common word means nothing
ENOUGH_NAMES = 50
# A word that every fifth bears is no surname (`Patient 17`), unless few do
COMMON_SHARE = 5
COMMON_FEW = 10
# An account of more parties is that of an insurer
HOUSEHOLD = 6
# So many couples of one household decide, if they are of one mind
WITNESSES = 5
MAJORITY = 4


class Surnames:
    """Surnames of parties.

    names: pairs of a party and the words of one of its names.
    households: parties that share an account.
    """

    def __init__(
            self, names: Iterable[tuple[int, tuple[str, ...]]],
            households: Iterable[Collection[int]]) -> None:
        ends: dict[int, list[tuple[str, str]]] = {}
        count = Counter[str]()
        for party, every in names:
            parts = [p for p in every if len(p) > 1]
            if len(parts) > 1:
                ends.setdefault(party, []).append((parts[0], parts[-1]))
                count.update(set(parts))
        self._of: dict[int, set[str]] = {}
        self._parties: dict[str, set[int]] = {}
        if len(ends) < ENOUGH_NAMES:
            return
        common = max(len(ends) // COMMON_SHARE, COMMON_FEW)
        sides = _sides(ends, households)
        for party, pairs in ends.items():
            for surname in {pair[s] for pair in pairs for s in sides}:
                if count[surname] <= common:
                    self._of.setdefault(party, set()).add(surname)
                    self._parties.setdefault(surname, set()).add(party)

    def parties(self, surnames: Iterable[str]) -> set[int]:
        "Those who have one of the surnames"
        found: set[int] = set()
        for surname in surnames:
            found |= self._parties.get(surname, set())
        return found

    def has(self, party: int, words: Collection[str]) -> bool:
        "Whether one of the words is a surname of the party"
        surnames = self._of.get(party)
        return surnames is not None and not surnames.isdisjoint(words)

    def relatives(self, party: int) -> set[int]:
        "Others with the same surname"
        return self.parties(self._of.get(party, ())) - {party}


def _sides(
        ends: dict[int, list[tuple[str, str]]],
        households: Iterable[Collection[int]]) -> tuple[int, ...]:
    "Where the surname is: 0 for first, 1 for last, or both"
    same = [0, 0]
    for household in households:
        if not 1 < len(household) <= HOUSEHOLD:
            continue
        for one, other in combinations(sorted(household), 2):
            for side in (0, 1):
                same[side] += bool(
                    {e[side] for e in ends.get(one, ())}
                    & {e[side] for e in ends.get(other, ())})
    for side in (0, 1):
        if same[side] >= WITNESSES and (
                same[side] >= MAJORITY * same[1 - side]):
            return (side,)
    return 0, 1
