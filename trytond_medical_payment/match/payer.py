# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
from collections import defaultdict

from sql import Null

from trytond.model import Check, Index, ModelSQL, ModelView, fields
from trytond.pyson import Eval
from trytond.transaction import Transaction

from ..search import is_negative


class Payer(ModelSQL, ModelView):
    __name__ = 'account.statement.payer'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True,
        ondelete='CASCADE')
    account = fields.Char(
        "Account", readonly=True,
        help="The number of the bank account of the payer.")
    name = fields.Char(
        "Name", readonly=True,
        help="The name of the payer, as the bank writes it.")
    party = fields.Many2One(
        'party.party', "Party", readonly=True, ondelete='CASCADE',
        states={
            'required': ~Eval('method'),
            },
        context={
            'company': Eval('company', -1),
            },
        depends={'company'},
        help="For whom the payer paid.")
    method = fields.Many2One(
        'account.invoice.payment.method', "Method", readonly=True,
        ondelete='CASCADE',
        states={
            'invisible': ~Eval('method'),
            },
        help="The payments of which the acquirer paid out.")
    date = fields.Date(
        "Date", required=True, readonly=True,
        help="Of the last payment that was accepted.")
    times = fields.Integer(
        "Times", required=True, readonly=True,
        help="How many payments were accepted.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints = [
            ('account_or_name',
                Check(t, (t.account != Null) | (t.name != Null)),
                'medical_payment.msg_payer_account_or_name'),
            ]
        cls._sql_indexes.update({
                Index(t, (t.company, Index.Equality()),
                    (t.account, Index.Equality())),
                Index(t, (t.company, Index.Equality()),
                    (t.name, Index.Equality())),
                Index(t, (t.party, Index.Range())),
                })
        cls._order = [
            ('date', 'DESC'),
            ('id', 'DESC'),
            ]

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')

    @classmethod
    def default_times(cls):
        return 1

    def get_rec_name(self, name):
        whom = self.party or self.method
        return f'{self.name or self.account} - {whom.rec_name}'

    @classmethod
    def search_rec_name(cls, name, clause):
        return ['AND' if is_negative(clause[1]) else 'OR',
            ('account', *clause[1:]),
            ('name', *clause[1:]),
            ('party.rec_name', *clause[1:]),
            ('method.rec_name', *clause[1:]),
            ]

    @classmethod
    def learn(cls, payments):
        """Remember who paid for whom.

        payments is a list of (company, account, name, party, method, date):
        an acquirer pays for the payments of a method, others for a party.
        """
        payments = [p for p in map(cls._clean, payments) if p]
        known = cls._known(payments)
        to_create, to_save = {}, set()
        for *key, date in payments:
            key = tuple(key)
            payer = known.get(key) or to_create.get(key)
            if payer:
                payer.date = max(payer.date, date)
                payer.times += 1
            else:
                company, account, name, party, method = key
                payer = to_create[key] = cls(
                    company=company, account=account, name=name,
                    party=party, method=method, date=date, times=1)
            to_save.add(key)
        cls.save([known.get(k) or to_create[k] for k in sorted(
                    to_save, key=str)])

    @classmethod
    def unlearn(cls, payments):
        "Forget one payment each, what learn was told"
        payments = [p for p in map(cls._clean, payments) if p]
        known = cls._known(payments)
        to_save, to_delete = set(), set()
        for *key, date in payments:
            if payer := known.get(tuple(key)):
                payer.times -= 1
                (to_save if payer.times > 0 else to_delete).add(payer)
        cls.save(list(to_save - to_delete))
        cls.delete(list(to_delete))

    @classmethod
    def _clean(cls, payment):
        "The name counts only where the bank gives no account"
        company, account, name, party, method, date = payment
        account = ''.join((account or '').split()).upper() or None
        name = ' '.join((name or '').split()) if not account else None
        if account or name:
            return company, account, name, party, method, date

    @classmethod
    def _known(cls, payments):
        if not payments:
            return {}
        by_company = defaultdict(lambda: (set(), set()))
        for company, _, _, party, method, _ in payments:
            parties, methods = by_company[company]
            parties.add(party)
            methods.add(method)
        payers = cls.search(['OR', *(
                    [
                        ('company', '=', company),
                        ['OR',
                            ('party', 'in', list(parties - {None})),
                            ('method', 'in', list(methods - {None})),
                            ],
                        ] for company, (parties, methods)
                    in by_company.items())])
        return {
            (p.company.id, p.account, p.name,
                p.party.id if p.party else None,
                p.method.id if p.method else None): p
            for p in payers}
