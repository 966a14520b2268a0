# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Damaged tables: read or refused, never anything else (case B4)."""
import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from trytond_medical_payment.bankfile import BankFileError, read

from .profiles import ready
from .tables import TABLES
from .test_fuzz import change, damage

READY = ready()
ALL = tuple(READY.values())
# What stands in cells, and what is between them
cell = st.sampled_from([
        "", "-", "1", "1,5", "1.5", "-2", "01.02.2026", "02/11/2026",
        "2026-11-02", "Total", "Solde au 30/11/2026", "x", "Date", "\"", "="])
rows = st.lists(st.lists(cell, max_size=8), max_size=8)


def is_sound(data, format, profiles):
    "What is read adds up; what is not says why in one line"
    try:
        statements = read(data, 'x', format, profiles)
    except BankFileError as error:
        message = str(error)
        assert message.startswith('x: ') and '\n' not in message
        return
    for statement in statements:
        for entry in statement.entries:
            assert entry.transactions
            assert entry.amount.is_finite()
            assert entry.amount == sum(t.amount for t in entry.transactions)
        if statement.closing is not None:
            assert statement.closing - statement.opening == statement.net


@pytest.mark.parametrize('name', TABLES)
@settings(
    max_examples=30, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(change, min_size=1, max_size=3), chosen=st.booleans())
def test_B4_damaged_tables(name, changes, chosen):
    data = damage(TABLES[name][0].encode(), changes)
    is_sound(
        data, 'csv' if chosen else None, [READY[name]] if chosen else ALL)


@pytest.mark.parametrize('name', TABLES)
@settings(
    max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows)
def test_B4_any_rows_under_the_titles(name, rows):
    text = TABLES[name][0] + '\n'.join(';'.join(row) for row in rows)
    is_sound(text.encode(), 'csv', [READY[name]])


@settings(max_examples=60, deadline=None)
@given(changes=st.lists(change, min_size=1, max_size=3))
def test_B4_damaged_workbooks(changes):
    is_sound(damage(WORKBOOK, changes), 'xlsx', [READY['neon']])


def workbook():
    book = Workbook()
    book.active.append(["Date", "Amount", "Description"])
    book.active.append([dt.date(2026, 11, 2), 50.5, "Anna"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


WORKBOOK = workbook()


def test_the_workbook_itself_is_read():
    statement, = read(WORKBOOK, 'x', 'xlsx', [READY['neon']])
    assert [str(t.amount) for t in statement.transactions] == ['50.5']
