# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What an import will do, before anything is saved."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond.modules.account_statement.exceptions import ImportStatementError
from trytond.pool import Pool

from .bankfile.files import IBAN, camt, detail, entry
from .statement_import_tools import import_, origins, saved

D = Decimal


def preview(practice, data, then=None, **values):
    "Execute the wizard up to the preview, and another state from there"
    pool = Pool()
    Wizard = pool.get('account.statement.import', type='wizard')
    session_id, start, _ = Wizard.create()
    result = Wizard.execute(session_id, {}, start)
    assert [b['state'] for b in result['view']['buttons']] == [
        'end', 'preview', 'import_']
    result = Wizard.execute(session_id, {start: {
                'company': practice.company.id,
                'file_': data,
                'file_name': "file.xml",
                'file_format': 'bank_file',
                **values}}, 'preview')
    assert result['view']['state'] == 'preview'
    if then:
        return Wizard.execute(session_id, {}, then)
    return result['view']['defaults']


def test_preview(practice):
    import_(practice, camt(entry('1', servicer='A')))
    before = saved()
    values = preview(practice, camt(
            entry('1', servicer='A'), entry('2', date='2025-01-30'),
            entry('5', detail('3'), detail('2')),
            entry('9', status='PDNG'), identification='S2'))
    assert saved() == before
    line, = values['statements']
    assert line['statement'] == 'S2'
    assert line['account'] == IBAN
    assert line['journal'] == practice.statement_journal.id
    assert (line['start_date'], line['end_date']) == (
        dt.date(2025, 1, 30), dt.date(2025, 1, 31))
    assert (line['number'], line['amount']) == (3, 7)
    assert (line['known'], line['not_booked']) == (1, 1)
    assert len(values['messages'].splitlines()) == 2


def test_preview_of_what_is_known(practice):
    "It is told, and refused only when imported"
    data = camt(entry('1'), entry('2'))
    import_(practice, data)
    values = preview(practice, data)
    line, = values['statements']
    assert (line['number'], line['known']) == (0, 2)
    assert "already" in values['messages']


def test_preview_refuses(practice):
    with pytest.raises(ImportStatementError):
        preview(practice, camt(entry('x', sign='CRDT')))


def test_preview_then_import(practice):
    result = preview(practice, camt(entry('1')), then='import_')
    assert [o.amount for o in origins()] == [1]
    (_, data), = result['actions']
    assert len(data['res_id']) == 1


def test_preview_then_back(practice):
    data = camt(entry('1'))
    result = preview(practice, data, then='start')
    values = result['view']['defaults']
    assert values['files'] == [{'name': "file.xml", 'data': data}]
    assert values['file_format'] == 'bank_file'
    assert values['company'] == practice.company.id
