# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Write doc/sure.rst: the table of what may be sure, as the code has it.

Run it with ``python -m develop.sure`` when the table was changed; a test
says when the page is stale.
"""
import sys
from pathlib import Path

from trytond_medical_payment.matching.policy import Policy
from trytond_medical_payment.matching.sureness import (
    CONTESTS, SURE, VETOES, Amount, Document, Payer, Scope, Subject)

PAGE = Path(__file__).resolve().parent.parent / 'doc' / 'sure.rst'
SUBJECTS = {
    Subject.CLAIM: "invoices",
    Subject.PAYOUT: "a payout",
    Subject.SLIP: "a slip",
    }
DOCUMENTS = {
    Document.NONE: "none",
    Document.PART: "some of the items",
    Document.NUMBER: "number",
    Document.REFERENCE: "reference",
    }
PAYERS = {
    Payer.OTHER: "anybody",
    Payer.UNKNOWN: "not somebody else",
    Payer.AGREES: "known by name, account or from before",
    Payer.OWN: "his own account",
    }
AMOUNTS = {
    Amount.OFF: "much more",
    Amount.NEAR: "a bit more",
    Amount.SHORT: "less",
    Amount.EXACT: "exact",
    }
SCOPES = {
    Scope.ONE: "one item",
    Scope.ONE_PARTY: "several of one party",
    Scope.SEVERAL: "some of several parties",
    Scope.LIST: "{} or more",
    }
INTRODUCTION = """\
.. This page is written by develop/sure.py from the code: change it there.

What may be sure
================

A proposal is *sure* when a row of the first table allows it,
no veto of the second speaks against it, and it stands *free* in the third.
Everything else is *likely* or *ambiguous*.
Only what is sure is ticked beforehand and taken by *Accept all the sure ones*.
"""


def page():
    "Return the text of the page"
    return '\n'.join([
            INTRODUCTION,
            title("Facts that may be sure together"),
            *table(
                [
                    "Of", "Document", "Payer", "Amount", "Items", "Cases",
                    "Why"],
                (row_of(row) for row in SURE)),
            title("Vetoes"),
            *table(
                ["Evidence", "Why"],
                ([f'``{code.value}``', why] for code, why in VETOES.items())),
            title("Beside the other transactions"),
            *table(
                ["Stands", "What was sure", "What was likely", "Why"],
                ([
                        stands.value, contest.sure.value,
                        contest.likely.value, contest.reason]
                    for stands, contest in CONTESTS.items()))])


def title(text):
    return f'{text}\n{"-" * len(text)}\n'


def table(heads, rows):
    yield '.. list-table::'
    yield '   :header-rows: 1'
    yield ''
    for row in (heads, *rows):
        for n, cell in enumerate(row):
            yield f'   {" " if n else "*"} - {cell}'
    yield ''


def row_of(row):
    scopes = ', '.join(SCOPES[s] for s in row.scopes)
    return [
        SUBJECTS[row.subject], DOCUMENTS[row.document], PAYERS[row.payer],
        ', '.join(AMOUNTS[a] for a in row.amounts),
        "any" if set(row.scopes) == set(Scope)
        else scopes.format(Policy().machine_list),
        row.cases, row.reason]


def main():
    PAGE.write_text(page(), encoding='utf-8')


if __name__ == '__main__':
    sys.exit(main())
