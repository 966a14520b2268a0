# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from decimal import Decimal

from trytond.model import ModelSQL, fields
from trytond.modules.company.model import CompanyValueMixin
from trytond.pool import Pool
from trytond.pyson import Eval

from ..gateway.gateway import Policy

# The thresholds of the policy that the practice may change
THRESHOLDS = ['margin', 'days_before', 'days_recorded']
FIELDS = {
    'match_tolerance', 'match_residue_method', 'match_accept_sure',
    'match_party_code', *(f'match_{name}' for name in THRESHOLDS)}


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
    help="The difference up to which a receipt closes its invoice, "
    "in the currency of the company.\n"
    "Nothing is given away with zero.")
accept_sure = fields.Boolean(
    "Accept Sure Matches",
    help="Check to accept the sure proposals when a statement is imported.")
party_code = fields.Boolean(
    "Party by Code",
    help="Check to show the codes of parties in place of their names where "
    "statements are matched.\n"
    "What the bank writes is shown as it is.")


def threshold(name, string, help):
    usual = getattr(Policy(), name)
    name = f'match_{name}'
    return fields.Integer(
        string,
        domain=['OR',
            (name, '=', None),
            (name, '>=', 0),
            ],
        help=f"{help}\nLeave empty for {usual}, the usual value.")


margin = threshold(
    'margin', "Margin between Matches",
    "Proposals whose points differ by less are ambiguous.")
days_before = threshold(
    'days_before', "Days before the Invoice",
    "How long before its date an invoice may be paid.")
days_recorded = threshold(
    'days_recorded', "Days after the Payment",
    "How long a recorded payment takes to arrive on the bank account.")


class MatchConfigurationMixin:
    __slots__ = ()

    match_tolerance = fields.MultiValue(tolerance)
    match_residue_method = fields.MultiValue(residue_method(
            Eval('context', {}).get('company', -1)))
    match_accept_sure = fields.MultiValue(accept_sure)
    match_party_code = fields.MultiValue(party_code)
    match_margin = fields.MultiValue(margin)
    match_days_before = fields.MultiValue(days_before)
    match_days_recorded = fields.MultiValue(days_recorded)

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
    match_party_code = party_code
    match_margin = margin
    match_days_before = days_before
    match_days_recorded = days_recorded

    @classmethod
    def default_match_tolerance(cls):
        return Decimal(0)

    @classmethod
    def default_match_accept_sure(cls):
        return False

    @classmethod
    def on_modification(cls, mode, records, field_names=None):
        Party = Pool().get('party.party')
        super().on_modification(mode, records, field_names=field_names)
        Party._by_code_cache.clear()
