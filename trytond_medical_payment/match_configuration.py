# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from decimal import Decimal

from trytond.model import ModelSQL, fields
from trytond.modules.company.model import CompanyValueMixin
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval

FIELDS = {'match_tolerance', 'match_residue_method', 'match_accept_sure'}


def residue_method(company):
    return fields.Many2One(
        'account.invoice.payment.method', "Method for Residues",
        domain=[
            ('company', '=', company),
            ('kind', 'in', ['loss', 'discount']),
            ],
        help="The method that closes what a receipt leaves open, or brings "
        "too much, within the tolerance.")


tolerance = fields.Numeric(
    "Tolerance for Matches", digits=(16, 2),
    domain=[
        ('match_tolerance', '>=', 0),
        ],
    help="The difference up to which a receipt closes its invoice.\n"
    "Nothing is given away with zero.")
accept_sure = fields.Boolean(
    "Accept Sure Matches",
    help="Check to accept the sure proposals when a statement is imported.")


class Configuration(metaclass=PoolMeta):
    __name__ = 'account.configuration'

    match_tolerance = fields.MultiValue(tolerance)
    match_residue_method = fields.MultiValue(residue_method(
            Eval('context', {}).get('company', -1)))
    match_accept_sure = fields.MultiValue(accept_sure)

    @classmethod
    def multivalue_model(cls, field):
        pool = Pool()
        if field in FIELDS:
            return pool.get('account.configuration.match')
        return super().multivalue_model(field)

    @classmethod
    def default_match_tolerance(cls, **pattern):
        return cls.multivalue_model(
            'match_tolerance').default_match_tolerance()


class ConfigurationMatch(ModelSQL, CompanyValueMixin):
    __name__ = 'account.configuration.match'

    match_tolerance = tolerance
    match_residue_method = residue_method(Eval('company', -1))
    match_accept_sure = accept_sure

    @classmethod
    def default_match_tolerance(cls):
        return Decimal(0)

    @classmethod
    def default_match_accept_sure(cls):
        return False
