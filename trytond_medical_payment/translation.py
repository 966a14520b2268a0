# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from pathlib import Path

from trytond.pool import PoolMeta

# The module whose translations the files in locale/override change
OVERRIDDEN = 'account_invoice'


class Translation(metaclass=PoolMeta):
    __name__ = 'ir.translation'

    @classmethod
    def translation_import(cls, lang, module, po_path):
        # Core fails on what is not loaded. Once it is, with the language,
        # the modules that depend on it are updated as well.
        if module == 'medical_payment' and not cls.search([
                    ('module', '=', OVERRIDDEN),
                    ('lang', '=', lang),
                    ], limit=1):
            if isinstance(po_path, str):
                po_path = [po_path]
            po_path = [
                p for p in po_path if Path(p).parent.name != 'override']
        return super().translation_import(lang, module, po_path)
