# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from trytond.pool import Pool
from trytond.report import Report
from trytond.transaction import Transaction


class LetterReport(Report):
    "What is sent to a party, in the language of the party"

    @classmethod
    def execute(cls, ids, data):
        with Transaction().set_context(address_with_party=True):
            return super().execute(ids, data)

    @classmethod
    def get_letter_context(cls, company, party, user):
        Date = Pool().get('ir.date')
        with Transaction().set_context(company=company.id):
            today = Date.today()
        return {
            'company': company,
            'party': party,
            'lang': party.lang or user.language,
            'today': today,
            }
