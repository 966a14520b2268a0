# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Three facts about a proposal, and which of them together may be sure."""
from enum import IntEnum


class Document(IntEnum):
    NONE = 0
    PART = 1
    NUMBER = 2
    REFERENCE = 3


class Payer(IntEnum):
    OTHER = 0
    UNKNOWN = 1
    AGREES = 2
    OWN = 3


class Amount(IntEnum):
    OFF = 0
    NEAR = 1
    SHORT = 2
    EXACT = 3


# What may be sure, the amount being that of one item or of several:
# (document, payer at least, amounts, several items)
SURE = (
    # R1, R8, R11, M4: the reference is right, whoever pays it
    (Document.REFERENCE, Payer.OTHER, {Amount.EXACT}, True),
    # R8, M3: a part of what the reference says, or a bit too much
    (Document.REFERENCE, Payer.OTHER, {Amount.SHORT, Amount.NEAR}, False),
    # N1, N3: a number can be mistyped, the amount or the payer tells
    (Document.NUMBER, Payer.UNKNOWN, {Amount.EXACT}, True),
    (Document.NUMBER, Payer.OWN, {Amount.SHORT, Amount.NEAR}, False),
    # A3, A8: his own account and his only invoice of that amount
    (Document.NONE, Payer.OWN, {Amount.EXACT}, False),
    )


def may_be_sure(
        document: Document, payer: Payer, amount: Amount, items: int,
        parties: int, machine_list: int) -> bool:
    """Whether the facts allow a proposal for so many items of so many parties.

    machine_list: so many numbers are not written by hand.
    """
    several = items > 1
    if several and document == Document.NUMBER and amount == Amount.EXACT:
        # A list of an insurer was written by a machine (M4); by hand, a
        # mistyped number leads to another party (N3 is about one)
        if items >= machine_list:
            return True
        if payer < Payer.AGREES and parties > 1:
            return False
    return any(
        document == d and payer >= p and amount in a and (s or not several)
        for d, p, a, s in SURE)
