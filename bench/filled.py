# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The practice of the tests with a past: made once, and kept."""
from contextlib import contextmanager

from tests import practice as _practice
from tests.cache import MODULE, content_of, provide
from tests.payment_tools import pay
from tests.tools import TODAY, Practice, create_invoice, opened_practice
from trytond.pool import Pool
from trytond.transaction import Transaction

from .past import add_past


def fill(number):
    "Create the practice with so many invoices that were paid"
    company = _practice.create_practice()
    User = Pool().get('res.user')
    with Transaction().set_context(
            User.get_preferences(context_only=True), company=company.id):
        paid = create_invoice(Practice(), '100.00')
        pay(Practice(), paid, 'cash')
        add_past(paid, number)
    Transaction().tasks.clear()


@contextmanager
def filled_practice(number, modules=()):
    "A transaction on a practice that has such a past"
    provide(
        {MODULE, *modules},
        f'past {number} {content_of("practice.py")} {TODAY.year}',
        lambda: fill(number))
    with opened_practice() as practice:
        yield practice
