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

from .decode import decode, encoding_of
from .errors import BankFileError, Place
from .limits import MAX_MARKS

__all__ = [
    'Element', 'XMLError', 'parse', 'prepare', 'text', 'texts', 'wild']

# lxml has no types of its own
Element = Any

# '<!DOCTYPE' in an encoding of one byte or of two
_DOCTYPE = re.compile(
    rb'<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E', re.IGNORECASE)


_DECLARATION = re.compile(rb'<\?xml\b[^>]*\?>')
_ENCODING = re.compile(rb'encoding\s*=\s*["\']([\w.-]+)')
# Some banks and some users put several files one after the other
_SECOND = re.compile(
    rb'</[\w:.-]+>\s*(<\?xml\b[^>]*\?>\s*<|<(\w+:)?Document[\s>])')
# What may stand around the document without being part of it
_AROUND = b'\x00\x1a \t\r\n'


class XMLError(BankFileError):
    """XML that is not well-formed.

    :param column: in the line of the place, from 1
    """

    def __init__(
            self, detail: str, line: int | None, column: int | None) -> None:
        super().__init__('xml', {'detail': detail}, place=Place(line=line))
        self.column = column


def prepare(data: bytes) -> bytes:
    """Return a file as the parser takes it, whatever else is around it.

    Marks, blanks and filling around the document are cut off, an encoding
    that is not the one it says is read all the same, and several documents
    get a common root. Lines stay where they are.

    :raises BankFileError: encoding
    """
    if _is_mislabelled(data):
        data = _without(_DECLARATION, decode(data).encode())
    # lines at the beginning count
    lines = b'\n' * data[:len(data) - len(data.lstrip(_AROUND))].count(b'\n')
    data = data.strip(_AROUND)
    if _SECOND.search(data):
        root = b'<files>' + _without(_DECLARATION, data) + b'</files>'
        return lines + root
    if lines:
        # a declaration must come first
        return lines + _without(_DECLARATION, data) if _is_utf8(data) else data
    return data


def _is_mislabelled(data: bytes) -> bool:
    """Whether its declaration does not tell the encoding of a file."""
    if encoding_of(data):
        return True
    declared = _ENCODING.search(data[:200])
    name = declared[1].lower() if declared else b'utf-8'
    return name.startswith(b'utf-16') or (
        name == b'utf-8' and not _is_utf8(data))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _without(pattern: re.Pattern[bytes], data: bytes) -> bytes:
    return pattern.sub(lambda match: b'\n' * match[0].count(b'\n'), data)


def parse(data: bytes) -> Element:
    """Return the root of the tree.

    :param data: as prepared

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
