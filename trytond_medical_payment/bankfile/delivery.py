# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a bank delivers at once: a file, or an archive of files."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .archive import unpack
from .csv_profile import Profile
from .errors import BankFileError
from .formats import read
from .model import Statement

__all__ = ['Content', 'Delivery', 'open_delivery']

# Beside statements an archive may hold them on paper, or a word on them
_OTHER = {'unknown_format', 'empty', 'no_profile'}


@dataclass(frozen=True)
class Content:
    """A file with statements.

    :param name: of the archives that it was in, and of the file
    :param data: its bytes
    """
    name: str
    data: bytes
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Delivery:
    """The files that were delivered at once, by name.

    :param left_out: why a file of an archive is none of a bank
    """
    contents: tuple[Content, ...]
    left_out: tuple[BankFileError, ...] = ()


def open_delivery(
        data: bytes, name: str = '', format: str | None = None,
        profiles: Sequence[Profile] = ()) -> Delivery:
    """Read a file or all files of an archive; see formats.read.

    :raises BankFileError: if a file is not read whole, or if none of an
        archive is one of a bank
    """
    contents, left_out = [], []
    for member, content in unpack(data, name):
        try:
            statements = read(content, member, format, profiles)
        except BankFileError as error:
            if content is data or not _is_other(error):
                raise
            left_out.append(error)
        else:
            contents.append(Content(member, content, statements))
    if not contents:
        raise left_out[0]
    return Delivery(tuple(contents), tuple(left_out))


def _is_other(error: BankFileError) -> bool:
    return error.code in _OTHER or error.code.startswith('neighbour_')
