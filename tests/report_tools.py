# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Helpers for the tests of reports.

REPORTS_FOLDER=… keeps what was printed there, to look at it.
"""
import os
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from trytond.pool import Pool
from trytond.report import Report
from trytond.transaction import Transaction

from .tools import TODAY

PREFIX = 'account.invoice.payment.'
BOOK = PREFIX + 'receipts_book'
SHEET = PREFIX + 'cash_sheet'
GIVEN_AWAY = PREFIX + 'given_away'


def rows_of(practice, name, from_date=None, to_date=None, **context):
    "The rows of the report, as the client would ask for them; all by default"
    Model = Pool().get(name)
    with Transaction().set_context(
            company=practice.company.id, from_date=from_date,
            to_date=to_date, **context):
        rows = Model.search([])
        # Read in this context
        for row in rows:
            for field in Model._fields:
                getattr(row, field)
        return rows


def total(rows, name='amount'):
    return sum((getattr(r, name) for r in rows), Decimal(0))


def book(practice, **context):
    "The lines of the receipts book: date, amount and if it is a reversal"
    return [
        (row.date, row.amount, row.reversal)
        for row in rows_of(practice, BOOK, **context)]


def rendered(monkeypatch, xml_id, records, data=None, **context):
    "The OpenDocument text that the action prints, before any conversion"
    pool = Pool()
    ActionReport = pool.get('ir.action.report')
    ModelData = pool.get('ir.model.data')
    action = ActionReport(ModelData.get_id('medical_payment', xml_id))
    Report_ = pool.get(action.report_name, type='report')
    monkeypatch.setattr(
        Report, 'convert',
        classmethod(lambda cls, action, data: ('odt', data)))
    with Transaction().set_context(**context):
        _, content, _, _ = Report_.execute([r.id for r in records], {
                'action_id': action.id,
                'model': action.model,
                **(data or {}),
                })
    if folder := os.environ.get('REPORTS_FOLDER'):
        Path(folder, f'{xml_id}.odt').write_bytes(content)
    return content


def period(practice):
    return {
        'company': practice.company.id,
        'from_date': TODAY.replace(month=1, day=1),
        'to_date': TODAY.replace(month=12, day=31),
        }


def print_text(monkeypatch, xml_id, *records, data=None, **context):
    "Print, and return the text line by line"
    content = rendered(monkeypatch, xml_id, records, data, **context)
    with ZipFile(BytesIO(content)) as odt:
        document = ElementTree.fromstring(odt.read('content.xml'))
    namespace = '{urn:oasis:names:tc:opendocument:xmlns:text:1.0}'
    body = document.find('.//{*}body')
    texts = [
        ' '.join(''.join(p.itertext()).split())
        for p in body.iter(namespace + 'p')]
    return [t.replace('\u202f', ' ') for t in texts if t]
