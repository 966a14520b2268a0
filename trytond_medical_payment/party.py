# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from decimal import Decimal

from trytond.cache import Cache
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .context import BY_CODE
from .payment.credit import credit_available


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'
    _by_code_cache = Cache('party.party.by_code', context=False)

    credit_available = credit_available()

    @classmethod
    def get_credit_available(cls, parties, name):
        pool = Pool()
        Company = pool.get('company.company')
        Currency = pool.get('currency.currency')
        Payment = pool.get('account.invoice.payment')
        amounts = {p.id: Decimal(0) for p in parties}
        company = Transaction().context.get('company')
        if company is None:
            return amounts
        company = Company(company)
        for party, credits in Payment.available_credits(
                parties, company).items():
            for credit in credits:
                if party and party.id in amounts:
                    amounts[party.id] += Currency.compute(
                        credit.currency, credit.amount_available,
                        company.currency)
        return amounts

    def get_rec_name(self, name):
        if self.code and self._is_by_code():
            return self.code
        return super().get_rec_name(name)

    @classmethod
    def _is_by_code(cls):
        context = Transaction().context
        company = context.get('company')
        if not context.get(BY_CODE) or company is None:
            return False
        by_code = cls._by_code_cache.get(company)
        if by_code is None:
            Configuration = Pool().get('account.configuration')
            by_code = bool(Configuration(1).get_multivalue(
                    'match_party_code', company=company))
            cls._by_code_cache.set(company, by_code)
        return by_code


class PartyReplace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [
            ('account.statement.payer', 'party'),
            ('account.statement.match', 'on_account'),
            ('account.statement.match.line', 'party'),
            ]
