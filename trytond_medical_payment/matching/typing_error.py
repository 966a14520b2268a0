# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""One typing error in a number: a digit wrong, missing, doubled, exchanged."""
from rapidfuzz.distance import OSA

# Shorter cores that differ by one digit are simply others
MIN_LENGTH = 5


def is_mistyped(one: str, other: str) -> bool:
    "Whether two cores differ by one typing error, or by leading zeros"
    if one != other and one.lstrip('0') == other.lstrip('0'):
        return True
    return (
        one != other and min(len(one), len(other)) >= MIN_LENGTH
        and OSA.distance(one, other, score_cutoff=1) <= 1)


def typing_errors(core: str) -> set[str]:
    "One digit wrong, missing, too many, or two exchanged"
    errors: set[str] = set()
    for i in range(len(core) + 1):
        head, tail = core[:i], core[i:]
        errors.update(head + d + tail for d in '0123456789')
        if tail:
            errors.add(head + tail[1:])
            errors.update(head + d + tail[1:] for d in '0123456789')
        if len(tail) > 1:
            errors.add(head + tail[1] + tail[0] + tail[2:])
    errors.discard(core)
    return errors
