# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Structured references: what is one, and where one hides in a text.

Three standards: the QR reference (27 digits, modulo 10 recursive, Swiss
Payment Standards), the creditor reference (`RF`, ISO 11649) and the Belgian
structured communication (12 digits, modulo 97).  Two references are the
same when their canonical forms are: compact, upper case, without the zeros
that lead the number, as some banks cut these and others fill them in (R6).
"""
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache

from stdnum import iso11649
from stdnum.be import ogm_vcs
from stdnum.ch import esr

from .text import clean

QRR_LENGTH = 27
OGM_LENGTH = 12
# Fewer digits than this are no reference, whatever their check digit says:
# one number in ten has a right one.
MIN_DIGITS = 5
# From here on digits must be meant as a reference: nothing else that is
# written in a payment is as long.
MEANT_DIGITS = 20
# A number of fewer digits inside free text may be anything: a telephone,
# an order.  It is looked up only when it has as many.
MIN_TEXT_DIGITS = 10

_BLANKS = re.compile(r'\s+')
_RF = re.compile(r'RF[0-9]{2}[A-Z0-9]{1,21}')
_OGM = re.compile(
    r'[+*]{0,3}\s*([0-9]{3})\s*/\s*([0-9]{4})\s*/\s*([0-9]{5})\s*[+*]{0,3}')


def parse(value: str) -> str | None:
    """The canonical form of a reference, None if it is not one.

    Blanks and case do not matter; a wrong check digit, another character
    or nothing but zeros do (R4, R5, R7).
    """
    value = clean(value).strip()
    if match := _OGM.fullmatch(value):
        digits = ''.join(match.groups())
        return _number(digits) if ogm_vcs.is_valid(digits) else None
    value = _BLANKS.sub('', value)
    if value.startswith('RF'):
        return _creditor(value)
    return _number(value) if _is_checked(value) else None


def canonical(value: str) -> str | None:
    """The canonical form that a reference would have, its check left out.

    For what is known to the practice: it is compared with what was checked.
    """
    value = clean(value)
    if match := _OGM.fullmatch(value.strip()):
        return _number(''.join(match.groups()))
    value = _BLANKS.sub('', value)
    if _RF.fullmatch(value):
        return value[:4] + (value[4:].lstrip('0') or '0')
    return _number(value) if _is_long_enough(value) else None


def _is_long_enough(value: str) -> bool:
    return (
        value.isascii() and value.isdigit()
        and MIN_DIGITS <= len(value) <= QRR_LENGTH)


@lru_cache(maxsize=1000)
def _is_checked(value: str) -> bool:
    return _is_long_enough(value) and (
        esr.calc_check_digit(value[:-1]) == value[-1]
        or len(value) <= OGM_LENGTH
        and ogm_vcs.is_valid(value.zfill(OGM_LENGTH)))


def _number(digits: str) -> str | None:
    return digits.lstrip('0') or None


def _creditor(value: str) -> str | None:
    if not (_RF.fullmatch(value) and iso11649.is_valid(value)):
        return None
    return value[:4] + (value[4:].lstrip('0') or '0')


@dataclass(frozen=True, slots=True)
class Found:
    """A reference in a text, from `start` to `end`.

    canonical: None when its check digit is wrong.
    """
    canonical: str | None
    shown: str
    start: int
    end: int


def find(text: str, known: Container[str]) -> list[Found]:
    """The references in a cleaned text, in their order.

    Those `known` are found however they are grouped; others only in a form
    that is nothing else, so that a telephone number does not become one.
    """
    found = list(_find_creditor(text, known))
    found.extend(
        f for f in _find_ogm(text) if not _overlaps(f, found))
    found.extend(
        f for f in _find_digits(text, known) if not _overlaps(f, found))
    found.sort(key=lambda f: f.start)
    return found


def _overlaps(one: Found, others: list[Found]) -> bool:
    return any(one.start < o.end and o.start < one.end for o in others)


_RF_TEXT = re.compile(
    r'(?<![A-Z0-9])RF[\s.\-]{0,2}[0-9]\s?[0-9](?:[\s.\-]{0,2}[A-Z0-9]){1,21}')


def _find_creditor(text: str, known: Container[str]) -> Iterator[Found]:
    position = 0
    while match := _RF_TEXT.search(text, position):
        best = _best_creditor(match, known)
        if best is None:
            position = match.start() + 2
        else:
            yield best
            position = best.end


def _best_creditor(
        match: re.Match[str], known: Container[str]) -> Found | None:
    """The reference that starts at the match.

    Words may follow it that look like a part of it, so each end of a word
    is tried: a known one wins, else the longest with a right check.
    """
    text, start = match.string, match.start()
    right = None
    for end in range(match.end(), start + 4, -1):
        if not text[end - 1].isalnum() or text[end:end + 1].isalnum():
            continue
        shown = re.sub(r'[\s.\-]', '', text[start:end])
        reference = _creditor(shown)
        if reference is None:
            continue
        if reference in known:
            return Found(reference, shown, start, end)
        right = right or Found(reference, shown, start, end)
    if right:
        return right
    word = re.match(r'RF[0-9]{2}[A-Z0-9]{4,21}(?![A-Z0-9])', text[start:])
    if word:
        return Found(None, word.group(), start, start + word.end())
    return None


_OGM_TEXT = re.compile(
    r'[+*]{3}\s*[0-9]{3}\s*/\s*[0-9]{4}\s*/\s*[0-9]{5}\s*[+*]{3}'
    r'|(?<![0-9/])[0-9]{3}/[0-9]{4}/[0-9]{5}(?![0-9/])')


def _find_ogm(text: str) -> Iterator[Found]:
    for match in _OGM_TEXT.finditer(text):
        shown = _BLANKS.sub('', match.group())
        yield Found(parse(shown), shown, match.start(), match.end())


_GROUPS = re.compile(
    r'(?<![0-9])[0-9]+(?:[\s.\-]{1,3}[0-9]+)*(?![0-9])')
_GROUP = re.compile(r'[0-9]+')
_QRR_TEXT = re.compile(
    r'(?<![0-9])(?:[0-9]{27}'
    r'|[0-9]{2}(?:[\s.\-]{1,3}[0-9]{5}){5})(?![0-9])')


def _find_digits(text: str, known: Container[str]) -> Iterator[Found]:
    taken: list[Found] = []
    for groups in _GROUPS.finditer(text):
        if len(groups.group()) < MIN_TEXT_DIGITS:
            continue
        taken.extend(_known_windows(groups, known))
    yield from taken
    for match in _QRR_TEXT.finditer(text):
        digits = re.sub(r'[^0-9]', '', match.group())
        found = Found(parse(digits), digits, match.start(), match.end())
        if digits.strip('0') and not _overlaps(found, taken):
            yield found


def _known_windows(
        groups: re.Match[str], known: Container[str]) -> Iterator[Found]:
    "The longest runs of groups that are a known reference"
    spans = [
        (m.group(), m.start() + groups.start(), m.end() + groups.start())
        for m in _GROUP.finditer(groups.group())]
    first = 0
    while first < len(spans):
        digits, best, after = '', None, first + 1
        for last in range(first, len(spans)):
            digits += spans[last][0]
            if len(digits) > QRR_LENGTH:
                break
            if len(digits) < MIN_TEXT_DIGITS:
                continue
            number = digits.lstrip('0')
            if number in known and (
                    len(digits) == QRR_LENGTH
                    or len(number) >= MIN_TEXT_DIGITS
                    ) and _is_checked(digits):
                best = Found(
                    number, digits, spans[first][1], spans[last][2])
                after = last + 1
        if best:
            yield best
        first = after


def is_meant(value: str) -> bool:
    "Whether a value without a right check was meant as a reference (R4)"
    value = _BLANKS.sub('', clean(value))
    return bool(
        re.fullmatch(r'RF[0-9]{2}[A-Z0-9]{4,21}', value)
        or _OGM.fullmatch(value)
        or (value.isdigit() and len(value) >= MEANT_DIGITS
            and value.strip('0')))
