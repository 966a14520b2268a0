# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Who reconciles the bank may not need the names of patients."""
from trytond.cache import Cache
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

# In the context of the actions of this folder
CONTEXT = 'party_by_code'


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'
    _by_code_cache = Cache('party.party.by_code', context=False)

    def get_rec_name(self, name):
        if self.code and self._is_by_code():
            return self.code
        return super().get_rec_name(name)

    @classmethod
    def _is_by_code(cls):
        context = Transaction().context
        company = context.get('company')
        if not context.get(CONTEXT) or company is None:
            return False
        by_code = cls._by_code_cache.get(company)
        if by_code is None:
            Configuration = Pool().get('account.configuration')
            by_code = bool(Configuration(1).get_multivalue(
                    'match_party_code', company=company))
            cls._by_code_cache.set(company, by_code)
        return by_code


class ConfigurationMatch(metaclass=PoolMeta):
    __name__ = 'account.configuration.match'

    @classmethod
    def on_modification(cls, mode, records, field_names=None):
        Party = Pool().get('party.party')
        super().on_modification(mode, records, field_names=field_names)
        Party._by_code_cache.clear()
