# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Reading XML that comes from outside.

No entity is expanded, no DTD read, nothing fetched, and the tree is bounded by
what is counted before it is built (case B4).
"""
from __future__ import annotations

import re
from typing import Any

from lxml import etree

from .errors import BankFileError, Place
from .limits import MAX_MARKS

__all__ = ['Element', 'XMLError', 'looks_like_xml', 'parse', 'text', 'texts']

# lxml has no types of its own
Element = Any

_BOMS = (b'\xef\xbb\xbf', b'\xff\xfe', b'\xfe\xff')
# '<!DOCTYPE' in an encoding of one byte or of two
_DOCTYPE = re.compile(
    rb'<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E', re.IGNORECASE)


class XMLError(BankFileError):
    """XML that is not well-formed.

    :param column: in the line of the place, from 1
    """

    def __init__(
            self, detail: str, line: int | None, column: int | None) -> None:
        super().__init__('xml', {'detail': detail}, place=Place(line=line))
        self.column = column


def looks_like_xml(data: bytes) -> bool:
    """Whether the first mark of the file opens an element or declaration."""
    head = data[:1000]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    return head.replace(b'\x00', b'').lstrip()[:1] == b'<'


def parse(data: bytes) -> Element:
    """Return the root of the tree.

    :raises BankFileError: doctype, too_complex
    :raises XMLError: with its line and column
    """
    if _DOCTYPE.search(data):
        raise BankFileError('doctype')
    if data.count(b'<') > MAX_MARKS:
        raise BankFileError('too_complex', {'limit': f'{MAX_MARKS:,}'})
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False,
        dtd_validation=False, attribute_defaults=False, huge_tree=False,
        remove_comments=True, remove_pis=True, recover=False)
    # An XML declaration must come first, yet some banks send blanks before
    if data[:1].isspace():
        data = data.lstrip()
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise XMLError(
            _one_line(error.msg), line or None, column or None) from None


def text(element: Element, *paths: str) -> str | None:
    """Return the first text that is not blank, squeezed, of several paths.

    A path is of local names (`Acct/Id/IBAN`), whatever their namespace.
    """
    for path in paths:
        for found in texts(element, path):
            return found
    return None


def texts(element: Element, path: str) -> list[str]:
    """Return the texts on a path that are not blank, blanks squeezed."""
    found = []
    for child in element.iterfind(wild(path)):
        value = ' '.join((child.text or '').split())
        if value:
            found.append(value)
    return found


def wild(path: str) -> str:
    """Return the path with any namespace at each step."""
    return '/'.join(
        step if step in {'.', '*'} else '{*}' + step
        for step in path.split('/'))


def _one_line(message: str | None) -> str:
    # the parser repeats the place, which is told apart
    message = (message or '').split(', line ')[0]
    return ' '.join(message.split())[:200]
