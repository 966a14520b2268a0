# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What a format is."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .file import File
from .model import Statement

__all__ = ['Format']


@dataclass(frozen=True)
class Format:
    """A kind of file that is read.

    :param name: what programs call it; it is stored nowhere, but users of
        the script and other modules know it
    :param label: what people call it, in any language
    :param looks_like: whether a file is of this kind, told from its
        beginning and without an error
    :param read: gives the statements of a file, with keys (see keys), or
        raises a BankFileError with the place; names of files are added by
        who calls
    """
    name: str
    label: str
    looks_like: Callable[[File], bool]
    read: Callable[[File], tuple[Statement, ...]]
