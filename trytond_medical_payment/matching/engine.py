# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Movements + open items + parties + policy → proposals."""
from collections.abc import Collection, Iterable

from .model import Movement, OpenItem, Outcome, Party, Refusal, Result
from .policy import Policy


def propose(
        movements: Iterable[Movement],
        items: Iterable[OpenItem],
        parties: Iterable[Party] = (),
        policy: Policy = Policy(),
        refused: Collection[Refusal] = (),
        ) -> Result:
    """Propose for each movement what it may settle.

    The items are those of one company.  Neither the order of the
    collections nor the hash of the keys has any influence.
    """
    return Result(tuple(
            Outcome(m.key) for m in sorted(movements, key=lambda m: m.key)))
