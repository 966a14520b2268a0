# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""One day for the whole run, even if it lasts beyond midnight."""
import datetime as dt

TODAY = dt.date.today()


def install():
    "Let Tryton's today be the day on which the run began"
    from trytond.ir.date import Date
    Date.today = staticmethod(lambda timezone=None: TODAY)
