# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The ready profiles for CSV files, from the data of the module."""
from pathlib import Path

from lxml import etree

from trytond_medical_payment.bankfile import Profile

DATA = (
    Path(__file__).parents[2] / 'trytond_medical_payment'
    / 'statement_import' / 'bank.xml')


def ready():
    profiles, columns = {}, {}
    for record in etree.parse(str(DATA)).iter('record'):
        values = {f.get('name'): f for f in record.iterfind('field')}
        if record.get('model').endswith('.column'):
            columns.setdefault(
                values['profile'].get('ref'), {}).setdefault(
                values['column'].text, []).append(values['header'].text)
        else:
            profiles[record.get('id')] = values
    return {
        id_.rpartition('_')[2]: Profile(
            name=values['name'].text,
            columns=columns[id_],
            date_format=values['date_format'].text,
            decimal_sign=values['decimal_sign'].text,
            invert='invert' in values,
            booked=values['booked'].text if 'booked' in values else '',
            account_labels=tuple(
                values['account_labels'].text.split('\n')
                if 'account_labels' in values else ()))
        for id_, values in profiles.items()}
