# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""S11: the till is closed while somebody takes cash."""
from decimal import Decimal

import pytest

from trytond.pool import Pool
from trytond_medical_payment.exceptions import TillError

from .postgresql import only_postgresql
from .test_match_concurrent import commit, press_together
from .till_tools import balance_at, count, set_till
from .tools import create_invoices, reload


@only_postgresql
@pytest.mark.parametrize('round_', range(4))
def test_S11_close_and_take_together(practice, round_):
    "Cash is in what was expected, or it is refused: never in between"
    Payment = Pool().get('account.invoice.payment')
    till = set_till(practice)
    payments = [
        Payment(
            company=practice.company, invoice=invoice, party=invoice.party,
            method=till, date=practice.today, currency=invoice.currency,
            amount=Decimal(100))
        for invoice in create_invoices(practice, ['100'] * 3)]
    Payment.save(payments)
    closing = count(till, '0', reason="Closed meanwhile")
    commit()

    errors = press_together(
        (closing.__name__, 'close', [closing.id]),
        *(('account.invoice.payment', 'post', [p.id]) for p in payments))
    assert errors[0] is None
    commit()
    taken = 0
    for payment, error in zip(payments, errors[1:]):
        posted = reload(payment).state == 'posted'
        assert posted != isinstance(error, TillError)
        taken += 100 * posted
    closing = reload(closing)
    assert (closing.state, closing.expected) == ('closed', taken)
    assert closing.taken == taken
    assert balance_at(till.debit_account, practice.today) == 0
