# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The order of our own entries in ``tryton.cfg``, turned round.

With ORDER=reversed in the environment the tests run so. What extends our
models where another module is there comes after them all the same.
"""
import os

from trytond import modules
from trytond.pool import Pool

REVERSED = os.environ.get('ORDER') == 'reversed'
core_get_module_register = modules.get_module_register


def install(module):
    if not REVERSED:
        return

    def get_module_register(name, *args, **kwargs):
        entries = list(core_get_module_register(name, *args, **kwargs))
        if name == module:
            entries = sorted(
                ((classes[::-1], options)
                    for classes, options in reversed(entries)),
                key=lambda entry: bool(entry[1]['depends']))
        return entries

    modules.get_module_register = get_module_register
    # They were registered when Tryton's helpers were imported
    Pool.start()
