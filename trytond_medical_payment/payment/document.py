# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The numbered document of a loss or discount that takes taxes back."""
from collections import defaultdict, namedtuple
from decimal import Decimal

from trytond.model import fields
from trytond.pool import Pool
from trytond.pyson import Eval

# What is taken back of one tax, in the currency of the company, and if the
# tax was due before
TaxBack = namedtuple('TaxBack', 'tax base amount due')


class DocumentMixin:
    __slots__ = ()

    document_number = fields.Char(
        "Document Number", readonly=True,
        states={
            'invisible': ~Eval('document_number'),
            },
        help="The number of the document that takes the taxes back.")

    @classmethod
    def number_documents(cls, payments):
        "Number what gives away with taxes, one document for each move"
        pool = Pool()
        Configuration = pool.get('account.configuration')
        configuration = Configuration(1)
        with_taxes = cls._moves_with_taxes([
                p.move for p in payments
                if p.gives_away and not p.document_number])
        by_company = defaultdict(lambda: defaultdict(list))
        for payment in payments:
            if payment.gives_away and payment.move.id in with_taxes:
                by_company[payment.company][payment.move.id].append(payment)
        for company, by_move in by_company.items():
            sequence = configuration.get_multivalue(
                'given_away_sequence', company=company.id)
            for payments_, number in zip(
                    by_move.values(), sequence.get_many(len(by_move))):
                for payment in payments_:
                    payment.document_number = number
                cls.save(payments_)

    @classmethod
    def _moves_with_taxes(cls, moves):
        "Return the ids of the moves that take back taxes that were due"
        TaxLine = Pool().get('account.tax.line')
        if not moves:
            return set()
        return {l.move_line.move.id for l in TaxLine.search([
                    ('move_line.move', 'in', [m.id for m in moves]),
                    ])
            if cls._was_due(l)}

    @classmethod
    def _was_due(cls, tax_line):
        return True

    @property
    def taxes_taken_back(self):
        "The taxes and bases that the move reverses, by tax"
        amounts = defaultdict(lambda: {'base': Decimal(0), 'tax': Decimal(0)})
        for line in self.move.lines:
            for tax_line in line.tax_lines:
                key = tax_line.tax, self._was_due(tax_line)
                amounts[key][tax_line.type] -= tax_line.amount
        return [
            TaxBack(tax, back['base'], back['tax'], due)
            for (tax, due), back in sorted(
                amounts.items(),
                key=lambda i: (i[0][0].sequence or 0, i[0][0].id, i[0][1]))]
