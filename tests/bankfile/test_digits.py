# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""One digit of an amount is changed: noticed wherever the file shows it.

Noticed is a refusal, or something that is told and was not before.
"""
import re

import pytest

from trytond_medical_payment.bankfile import BankFileError, read

from .everything import GOLDEN

# Where amounts are, and what each is: groups are named after it
CAMT = re.compile(
    r'<Bal>.*?<Amt[^>]*>(?P<balance>[\d.]+)<'
    r'|<Ntry>(?:(?!<Amt).)*?<Amt[^>]*>(?P<entry>[\d.]+)<'
    r'|<(?:Sum|TtlNetNtryAmt|TtlNetNtry><Amt)>(?P<sum>[\d.]+)<'
    r'|<NbOf(?:Ntries|Txs)>(?P<count>\d+)<'
    r'|<InstdAmt><Amt[^>]*>(?P<instructed>[\d.]+)<'
    r'|<Chrgs>.*?<Amt[^>]*>(?P<charge>[\d.]+)<'
    r'|<TtlAmt[^>]*>(?P<batch>[\d.]+)<'
    r'|<Amt[^>]*>(?P<detail>[\d.]+)<', re.DOTALL)
MT940 = re.compile(
    r':6[02][FM]:[CD]\d{6}[A-Z]{3}(?P<balance>[\d,]+)'
    r'|:61:\d{10}R?[CD]R?(?P<entry>[\d,]+)'
    r'|:61:\d{10}E[CD]R?(?P<expected>[\d,]+)'
    r'|:90[CD]:(?P<count>\d)[A-Z]{3}(?P<sum>[\d,]+)')
OFX = re.compile(
    r'<BALAMT>(?P<balance>[\d.]+)|<TRNAMT>[+-]?(?P<entry>[\d.,]+)')
CODA = re.compile(
    r'(?m)^1.{42}(?P<opening>\d{15})|^8.{41}(?P<closing>\d{15})'
    r'|^21.{8}.{21}.(?P<entry>\d{15})'
    r'|^9.{15}(?P<count>\d{6})(?P<sum>\d{30})')
CFONB = re.compile(
    r'(?m)^0[17].{88}(?P<balance>\d{13})|^04.{88}(?P<entry>\d{13})')

FILES = {
    'camt053.xml': CAMT, 'camt052_v01.xml': CAMT, 'mt940.sta': MT940,
    'ofx.ofx': OFX, 'coda.cod': CODA, 'cfonb.txt': CFONB}
# What nothing else in the file says: OFX has no balance before the
# transactions, what a payer ordered in another currency and what is not
# booked yet is in no sum, and a charge only explains a difference
NOT_SHOWN = {
    'camt053.xml': {'instructed', 'charge', 'entry'},
    'mt940.sta': {'expected'},
    'ofx.ofx': {'balance', 'entry'}}


def told(data, name):
    "Return what is told of a file, or that it is refused"
    try:
        return [s.notices for s in read(data, name)]
    except BankFileError as error:
        return error.code


def changed(text, pattern):
    "Return each text with one digit changed, and what it is of"
    for match in pattern.finditer(text):
        for what, part in match.groupdict().items():
            if part is None:
                continue
            for place in range(*match.span(what)):
                if text[place].isdigit():
                    digit = str((int(text[place]) + 1) % 10)
                    yield what, place, (
                        text[:place] + digit + text[place + 1:])


@pytest.mark.parametrize('name', FILES)
def test_one_digit(name):
    text = (GOLDEN / name).read_text()
    before = told(text.encode(), name)
    noticed, missed = set(), []
    for what, place, data in changed(text, FILES[name]):
        if told(data.encode(), name) == before:
            missed.append((what, text[place - 20:place + 10]))
        else:
            noticed.add(what)
    assert {what for what, _ in missed} <= NOT_SHOWN.get(name, set()), missed
    # each kind of amount was looked for
    assert noticed | {what for what, _ in missed} >= (
        {'entry'} if name != 'coda.cod' else {'entry', 'sum', 'opening'})


def test_which_entries_of_camt_are_not_shown():
    "The one that is not booked, and in no sum"
    text = (GOLDEN / 'camt053.xml').read_text()
    before = told(text.encode(), 'x')
    missed = {
        text[text.rindex('<Ntry>', 0, place):][:80]
        for what, place, data in changed(text, CAMT)
        if what == 'entry' and told(data.encode(), 'x') == before}
    assert len(missed) == 1
    assert '9.00' in missed.pop()
