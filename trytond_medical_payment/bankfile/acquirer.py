# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The reports of acquirers: bytes in, payouts and their transactions out.

One more kind of file beside the statements: CSV or XLSX, alone or in an
archive.  See acquirer_profile for whose, and for the source of their form.

Nothing is guessed.  In each row the gross less the fee is the net, whatever
the sign of the fee; kind and sign of a transaction agree; the totals of a
report are those of its transactions.  What contradicts itself is refused with
its line and its column.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .acquirer_model import Payout, Report, Reported
from .acquirer_profile import PROFILES, AcquirerProfile, Titles, find_titles
from .acquirer_row import ReportReader
from .archive import unpack
from .csv_header import PREAMBLE
from .decode import decode
from .errors import BankFileError
from .limits import check_size
from .table import Row, delimiters, head_rows, read_rows
from .xlsx import is_workbook, read_sheets

__all__ = ['read_report']


def read_report(data: bytes, name: str = '') -> Report:
    """Read a report, or all the reports of an archive as one.

    :param name: of the file, for the errors
    :raises BankFileError: with name, line and column, if it is not read whole
    """
    reports = [
        _read(content, member) for member, content in unpack(data, name)]
    labels = sorted({report.acquirer for report in reports})
    if len(labels) > 1:
        raise BankFileError(
            'report_mixed', {'names': ', '.join(labels)}, name=name)
    report = replace(
        reports[0],
        payouts=_join(p for report in reports for p in report.payouts),
        waiting=sum(report.waiting for report in reports),
        refused=sum(report.refused for report in reports))
    try:
        _check_once(report.payouts)
    except BankFileError as error:
        raise error.at(name=name) from None
    return report


def _read(data: bytes, name: str) -> Report:
    try:
        check_size(data)
        profile, titles, rows = _choose(data)
        reader = ReportReader(profile, titles, rows)
        reader.read()
    except BankFileError as error:
        raise error.at(name=name) from None
    return Report(
        profile.name, tuple(reader.payouts), reader.waiting, reader.refused)


def _choose(
        data: bytes) -> tuple[AcquirerProfile, Titles, Sequence[Row]]:
    """Return the only profile that knows the columns, with the rows.

    :raises BankFileError: report_unknown, several_profiles
    """
    text, sheets = '', {}
    if is_workbook(data):
        sheets = read_sheets(data)
    else:
        text = _text(data)
    tables = sheets or {
        d: head_rows(text, d, 2 * PREAMBLE) for d in delimiters(text)}
    found = [
        (profile, titles, name)
        for profile in PROFILES for name, rows in tables.items()
        if (titles := find_titles(profile, rows))]
    if not found:
        raise _unknown()
    if len(found) > 1:
        raise BankFileError('report_several', {
                'names': ', '.join(
                    dict.fromkeys(p.label for p, _, _ in found))})
    (profile, titles, name), = found
    rows = sheets[name] if sheets else list(read_rows(text, name))
    return profile, titles, rows


def _text(data: bytes) -> str:
    try:
        return decode(data)
    except BankFileError:
        # what is no text is no table either
        raise _unknown() from None


def _unknown() -> BankFileError:
    return BankFileError('report_unknown', {
            'names': ', '.join(p.label for p in PROFILES)})


def _join(payouts: Iterable[Payout]) -> tuple[Payout, ...]:
    """Put together what files tell of the same payout, each file once.

    A payout that is in two files of an archive alike is the same one.
    """
    parts: dict[tuple[dt.date, str, str], list[tuple[Reported, ...]]] = {}
    for payout in payouts:
        known = parts.setdefault(
            (payout.date, payout.reference, payout.currency), [])
        if payout.transactions not in known:
            known.append(payout.transactions)
    return tuple(
        Payout(*key, tuple(t for part in parts[key] for t in part))
        for key in sorted(parts))


def _check_once(payouts: Iterable[Payout]) -> None:
    """Refuse a transaction that is paid out twice.

    :raises BankFileError: report_twice, with the line
    """
    seen: set[tuple[str, str]] = set()
    for payout in payouts:
        for transaction in payout.transactions:
            key = transaction.kind, transaction.reference
            if transaction.reference and key in seen:
                raise BankFileError('report_twice', {
                        'reference': transaction.reference[:40],
                        }).at(line=transaction.line)
            seen.add(key)
