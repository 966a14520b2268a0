# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Lines of real files whose matches were told by those who made them."""
import csv
import re
from pathlib import Path

import pytest

from .tools import DAY, invoice, paid_items, run, transaction

PATH = Path(__file__).parents[3] / 'shared' / 'bank-files' / 'GROUND_TRUTH.tsv'
NUMBERS = [
    ('511004_1_SO_S0337_200', '119.00', 'CHF'),
    ('ReferenceNo_metasfresh_S0337_200_2', '107.10', 'CHF'),
    ('IN2606-0001', '1234.56', 'CHF'), ('IN2606-0002', '210.00', 'EUR'),
    # Neighbours with the same amounts
    ('511004_1_SO_S0337_201', '119.00', 'CHF'),
    ('ReferenceNo_metasfresh_S0337_200_1', '107.10', 'CHF'),
    ('IN2606-0003', '1234.56', 'CHF'), ('IN2606-0004', '210.00', 'EUR'),
    ]


def test_lines_of_ground_truth():
    if not PATH.exists():
        pytest.skip(f"{PATH.name} is not beside the project")
    with PATH.open(encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file, delimiter='\t'))
    assert rows
    transactions, expected = [], {}
    for n, row in enumerate(rows):
        amount, currency = row['amount/date'].split()[:2]
        transactions.append(transaction(
                n, amount, row['remittance'].removeprefix('Ustrd: '),
                currency=currency, day=DAY))
        found = [k for k, *_ in NUMBERS if re.search(
                rf'{re.escape(k)}(?![0-9])', row['expected match'])]
        expected[n] = found if float(amount) > 0 else []
    result = run(transactions, [
            invoice(number, amount, number, currency=currency)
            for number, amount, currency in NUMBERS])
    assert sum(map(len, expected.values())) == 4
    for outcome in result:
        found = [list(paid_items(p)) for p in outcome.proposals]
        assert found == [k for k in [expected[outcome.transaction]] if k]
        for proposal in outcome.proposals:
            assert proposal.confidence == 'sure'
