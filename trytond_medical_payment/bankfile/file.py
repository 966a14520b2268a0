# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""A file as the formats see it, with what it is read with."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .archive import members
from .csv_profile import Profile
from .decode import decode, glance

__all__ = ['File']

# How much of the beginning tells what a file is
_HEAD = 64 * 1024


@dataclass(frozen=True)
class File:
    """A file as the formats see it.

    :param data: its bytes
    :param profiles: for tables (CSV): those among which its own is looked for
    """
    data: bytes
    profiles: Sequence[Profile] = ()

    @cached_property
    def head(self) -> str:
        """The beginning of its text, to tell its format.

        Byte order marks and what else stands before the first sign are taken
        away; what is no text is a string all the same.
        """
        return glance(self.data[:_HEAD])

    @cached_property
    def members(self) -> frozenset[str]:
        """The names in it if it is packed, as documents of Office are."""
        return members(self.data)

    @cached_property
    def text(self) -> str:
        """Its whole text.

        :raises BankFileError: encoding
        """
        return decode(self.data)
