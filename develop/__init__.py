# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the commands for the demo and for the tests prepare by themselves.

Standard library only: they start with any Python from 3.10 on.
"""
