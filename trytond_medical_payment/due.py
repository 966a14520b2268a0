# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Which dues are covered by which payments, the oldest first."""


def due_groups(dues, payments):
    """Return the groups of dues and payments that balance.

    dues and payments are sequences of (key, amount), in the order in which
    they are taken, all amounts positive and in the same currency.
    A group is the list of the keys; what does not balance is left out.
    So a payment goes to the oldest due, and a due is closed only by whole
    payments, as a line can not be reconciled by half.
    """
    groups, group, balance = [], [], 0
    dues, payments = iter(dues), iter(payments)
    while True:
        item = next(dues if balance <= 0 else payments, None)
        if item is None:
            return groups
        key, amount = item
        balance += amount if balance <= 0 else -amount
        group.append(key)
        if not balance:
            groups.append(group)
            group = []
