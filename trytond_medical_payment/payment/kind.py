# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The kind of a payment method drives everything."""

# What is not money
GIVEN_AWAY = ['loss', 'discount']
