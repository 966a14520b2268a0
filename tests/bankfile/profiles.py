# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The ready profiles for tables, from the data of the module."""
from pathlib import Path

from lxml import etree

from trytond_medical_payment.bankfile import Profile

DATA = (
    Path(__file__).parents[2] / 'trytond_medical_payment'
    / 'statement_import')


def ready():
    profiles, columns = {}, {}
    for path in sorted(DATA.glob('bank*.xml')):
        for record in etree.parse(str(path)).iter('record'):
            values = {
                field.get('name'): field.get('ref') or (
                    eval(field.get('eval')) if field.get('eval')
                    else field.text)
                for field in record.iterfind('field')}
            if record.get('model').endswith('.column'):
                columns.setdefault(values['profile'], []).append(values)
            else:
                profiles[record.get('id')] = values
    return {
        id_.removeprefix('statement_import_profile_'): profile(
            values, columns[id_])
        for id_, values in profiles.items()}


def profile(values, columns):
    titles = {}
    for column in columns:
        titles.setdefault(column['column'], []).extend(
            [column['number']] if 'number' in column
            else column['header'].split(' | '))
    return Profile(
        name=values['name'],
        columns=titles,
        date_format=values['date_format'],
        decimal_sign=values['decimal_sign'] or '',
        invert=values.get('invert', False),
        booked=values.get('booked', ''),
        undated=values.get('undated', False),
        fee=values.get('fee', ''),
        account_labels=tuple(
            values.get('account_labels', '').splitlines()),
        optional=frozenset(
            titles.keys() - {
                c['column'] for c in columns if not c.get('optional')}),
        automatic=values.get('automatic', True))
