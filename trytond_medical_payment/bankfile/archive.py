# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Archives in which banks deliver statements: ZIP, gz, tar and tar.gz.

Read in memory only, and bounded in the number of files, their size and the
depth of archives in archives, so that nothing small becomes large.
"""
from __future__ import annotations

import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from .errors import BankFileError
from .limits import MAX_BYTES

__all__ = ['is_archive', 'members', 'unpack']

# Daily messages of several accounts for a year
MAX_FILES = 2000
# All files of an archive together
MAX_TOTAL = 4 * MAX_BYTES
# An archive of a year of archives of a day, and one more for a gz within
MAX_DEPTH = 3
MAX_NAME = 120

# What operating systems leave in archives
_LITTER = ('__MACOSX', 'Thumbs.db', 'desktop.ini')
# Files that say that a ZIP is a document (Office Open XML, OpenDocument)
_DOCUMENT = {'[Content_Types].xml', 'mimetype'}
# What the libraries say of broken archives
_BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError,
    struct.error, OSError, EOFError, ValueError, RuntimeError,
    NotImplementedError, OverflowError)


def is_archive(data: bytes) -> bool:
    """Whether it is an archive, and no document that is packed as one."""
    if _is_zip(data):
        return not members(data) & _DOCUMENT
    return data.startswith(b'\x1f\x8b') or _is_tar(data)


def _is_zip(data: bytes) -> bool:
    return data.startswith((b'PK\x03\x04', b'PK\x05\x06'))


def _is_tar(data: bytes) -> bool:
    return data[257:262] == b'ustar'


def members(data: bytes) -> frozenset[str]:
    """Return the names in a ZIP; none if it is none or a broken one."""
    if not _is_zip(data):
        return frozenset()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except _BROKEN:
        return frozenset()


def unpack(data: bytes, name: str = '') -> list[tuple[str, bytes]]:
    """Return name and bytes of the files of an archive, by name.

    A name begins with the one of the archive. What is no archive is returned
    alone.

    :raises BankFileError: archive and what is wrong with it, with the name
    """
    files = list(_unpack(data, name, MAX_DEPTH, _Bounds()))
    if not files:
        raise BankFileError('archive_empty', name=name)
    return files


class _Bounds:
    """What was taken out of an archive so far."""

    def __init__(self) -> None:
        self.files = 0
        self.total = 0

    @property
    def left(self) -> int:
        return MAX_TOTAL - self.total

    def add(self, data: bytes) -> bytes:
        self.files += 1
        self.total += len(data)
        if self.files > MAX_FILES:
            raise BankFileError(
                'archive_files', {'limit': str(MAX_FILES)})
        if self.total > MAX_TOTAL:
            raise BankFileError('archive_size', {
                    'limit': str(MAX_TOTAL // (1024 * 1024))})
        return data


def _unpack(
        data: bytes, name: str, depth: int,
        bounds: _Bounds) -> Iterator[tuple[str, bytes]]:
    if not is_archive(data):
        yield name, data
        return
    if not depth:
        raise BankFileError(
            'archive_depth', {'limit': str(MAX_DEPTH)}, name=name)
    try:
        if _is_zip(data):
            files = sorted(_of_zip(data, bounds))
        elif _is_tar(data):
            files = sorted(_of_tar(data, bounds))
        else:
            files = [('', bounds.add(_of_gzip(data, bounds)))]
    except BankFileError as error:
        raise error.at(name=name) from None
    except _BROKEN:
        raise BankFileError('archive_broken', name=name) from None
    for member, content in files:
        yield from _unpack(
            content, '/'.join(filter(None, [name, _clean(member)])),
            depth - 1, bounds)


def _of_zip(data: bytes, bounds: _Bounds) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.is_dir() or _is_litter(info.filename):
                continue
            if info.flag_bits & 1:
                raise BankFileError('archive_encrypted')
            with archive.open(info) as file:
                yield info.filename, bounds.add(file.read(bounds.left + 1))


def _of_tar(data: bytes, bounds: _Bounds) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=BytesIO(data), mode='r:') as archive:
        for info in archive:
            if not info.isfile() or _is_litter(info.name):
                continue
            if file := archive.extractfile(info):
                yield info.name, bounds.add(file.read(bounds.left + 1))


def _of_gzip(data: bytes, bounds: _Bounds) -> bytes:
    with gzip.GzipFile(fileobj=BytesIO(data)) as file:
        return file.read(bounds.left + 1)


def _is_litter(name: str) -> bool:
    parts = name.split('/')
    return parts[-1].startswith('.') or any(p in _LITTER for p in parts)


def _clean(name: str) -> str:
    """Return a name on one line, its end if it is long."""
    name = ''.join(sign if sign.isprintable() else '_' for sign in name)
    return name[-MAX_NAME:]
