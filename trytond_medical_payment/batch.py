# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Lists of any length, treated in parts of a length that is fast.

Core compares each record with all others that are read with it, and asks for
what a domain wants of many records in one statement that names each of them:
the cost of a list of n grows with n².
"""
from trytond.tools import grouped_slice

# Batches of this size are twice as fast as one of three hundred
AT_ONCE = 100


def batches(records, size=None):
    "Return the list of the parts of the records, as lists"
    return [
        list(part) for part in grouped_slice(list(records), size or AT_ONCE)]


def browse(Model, records):
    "Return instances of the records that are read in batches"
    return [
        record for batch in batches(records)
        for record in Model.browse(batch)]
