# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Payments that come as lines of a file: many in one call, each once."""
import datetime as dt
from collections import defaultdict
from decimal import Decimal

from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import Unique, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from ..doors.value import is_number
from ..exceptions import PaymentError, PaymentImportError
from ..reference import compact, is_valid, same_references
from ..rights import check_group

# What a line may hold beside its number
TEXTS = ['invoice', 'method', 'payer', 'reference', 'reason', 'key']


class ImportMixin:
    __slots__ = ()

    import_key = fields.Char(
        "Import Key", readonly=True,
        states={
            'invisible': ~Eval('import_key'),
            },
        help="What identifies the line of the file it was imported from, "
        "so that it is never imported again.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints.append(
            ('import_key_unique', Unique(t, t.company, t.import_key),
                'medical_payment.msg_payment_import_key_unique'))
        cls.__rpc__['import_payments'] = RPC(readonly=False)

    @classmethod
    def import_payments(cls, lines, dry_run=False, all_or_nothing=False):
        """Post the payments of the lines, as one batch.

        Each line is a dictionary: line (its number), date, amount and the
        texts invoice (number or structured reference; without it the payment
        is on account), method, payer, reference, reason and key, which is
        what the line is known by when it comes again.

        Return one dictionary for each line: line, state, payment (its
        number) and message. The state is done, known (imported before),
        refused, possible (in a dry run) or held (nothing else is wrong, but
        all or nothing was asked for and another line is refused).
        """
        check_group('group_payment')
        importer = Importer(lines)
        importer.decide()
        with without_check_access():
            importer.prepare()
            if dry_run:
                importer.drop('possible')
            elif all_or_nothing and importer.refused:
                importer.drop('held')
            else:
                importer.settle()
        return [importer.results[line['line']] for line in lines]


class Importer:
    "The lines of one call, on their way to payments"

    def __init__(self, lines):
        pool = Pool()
        Company = pool.get('company.company')
        self.Payment = pool.get('account.invoice.payment')
        company = Transaction().context.get('company')
        if company is None:
            raise PaymentImportError(gettext(
                    'medical_payment.msg_payment_import_company'))
        self.company = Company(company)
        self.lines = self._read(lines)
        self.results = {}
        self.drafts = {}

    @staticmethod
    def _read(lines):
        "Return the lines with all their texts, or refuse the call"
        result, numbers = [], set()
        for line in lines if isinstance(lines, (list, tuple)) else [None]:
            number = line.get('line') if isinstance(line, dict) else None
            if type(number) is not int or number in numbers or not all(
                    isinstance(line.get(n) or '', str) for n in TEXTS):
                raise PaymentImportError(gettext(
                        'medical_payment.msg_payment_import_call',
                        line=number or len(numbers) + 1))
            numbers.add(number)
            result.append({
                    **line, **{n: (line.get(n) or '').strip() for n in TEXTS}})
        return result

    @property
    def refused(self):
        return [
            r for r in self.results.values() if r['state'] == 'refused']

    def tell(self, line, state, message='', payment=None):
        self.results[line['line']] = {
            'line': line['line'],
            'state': state,
            'message': message,
            'payment': payment.number if payment else None,
            }

    def decide(self):
        "Find what the lines name: one query for each kind of name"
        self._find_known()
        self._find_methods()
        self._find_invoices()
        self._find_payers()
        self.decided = []
        for line in self.lines:
            if line['key'] in self.known:
                payment = self.known[line['key']]
                self.tell(line, 'known', payment=payment)
                continue
            try:
                self.decided.append((line, self._get_values(line)))
            except PaymentError as error:
                self.tell(line, 'refused', error.message)

    def _find_known(self):
        self.known = {
            p.import_key: p for p in self.Payment.search([
                    ('company', '=', self.company.id),
                    ('import_key', 'in', [
                            l['key'] for l in self.lines if l['key']]),
                    ])}

    def _find_methods(self):
        Method = Pool().get('account.invoice.payment.method')
        self.methods = defaultdict(list)
        for method in Method.search([('company', '=', self.company.id)]):
            self.methods[method.name.casefold()].append(method)

    def _find_invoices(self):
        Invoice = Pool().get('account.invoice')
        names = {l['invoice'] for l in self.lines if l['invoice']}
        references = {
            r for name in names for r in self._references(name)}
        self.invoices = defaultdict(list)
        self.payers_proposed = {}
        for invoice in Invoice.search([
                    ('company', '=', self.company.id),
                    ('type', '=', 'out'),
                    ['OR',
                        ('number', 'in', list(names)),
                        ('structured_reference', 'in', list(references)),
                        ],
                    ]):
            for name in {invoice.number, invoice.structured_reference}:
                self.invoices[name].append(invoice)
            # In the order of the search: what follows is read with it
            self.payers_proposed[invoice] = invoice.payer_proposed

    @staticmethod
    def _references(name):
        reference = compact(name)
        return same_references(reference) if is_valid(reference) else []

    def _find_payers(self):
        Party = Pool().get('party.party')
        names = list({l['payer'] for l in self.lines if l['payer']})
        self.payers = defaultdict(set)
        for party in Party.search(['OR',
                    ('code', 'in', names),
                    ('name', 'in', names),
                    ]):
            for name in [party.code, party.name]:
                self.payers[name].add(party)

    def _get_values(self, line):
        "Return the values of the payment, or refuse the line"
        date, amount = line.get('date'), line.get('amount')
        if type(date) is not dt.date:
            self._refuse('line_date', value=date or '')
        if not is_number(Decimal, amount):
            self._refuse(
                'line_amount', value='' if amount is None else amount)
        invoice = self._get_invoice(line)
        method = self._one(
            self.methods[line['method'].casefold()], 'method', line)
        payer = None
        if line['payer']:
            payer = self._one(self.payers[line['payer']], 'payer', line)
        elif invoice:
            payer = self.payers_proposed[invoice]
        else:
            self._refuse('nothing')
        currency = invoice.currency if invoice else self.company.currency
        if currency.round(line['amount']) != line['amount']:
            self._refuse('digits', currency=currency.rec_name)
        if method.gives_away:
            if not invoice:
                self._refuse('give_away_invoice', method=method.rec_name)
            elif not line['reason']:
                self._refuse('reason', method=method.rec_name)
        return {
            'company': self.company.id,
            'invoice': invoice.id if invoice else None,
            'party': payer.id,
            'method': method.id,
            'date': line['date'],
            'amount': line['amount'],
            'currency': currency.id,
            'reference': line['reference'] or None,
            'reason': line['reason'] or None,
            'import_key': line['key'] or None,
            }

    def _get_invoice(self, line):
        name = line['invoice']
        if not name:
            return
        found = {
            i for n in [name, *self._references(name)]
            for i in self.invoices.get(n, [])}
        # A reference may be used again once its invoice is paid
        open_ = [i for i in found if i.state == 'posted']
        invoice = self._one(open_ or found, 'invoice', line)
        if invoice.state != 'posted':
            self._refuse('not_open', invoice=invoice.rec_name)
        return invoice

    def _one(self, found, name, line):
        if len(found) != 1:
            number = 'several' if found else 'unknown'
            self._refuse(f'{name}_{number}', name=line[name])
        record, = found
        return record

    def _refuse(self, code, **blanks):
        raise PaymentImportError(gettext(
                f'medical_payment.msg_payment_import_{code}', **blanks))

    def prepare(self):
        "Save drafts and take those out again that could not be posted"
        Invoice = Pool().get('account.invoice')
        Invoice.lock(Invoice.browse(list({
                        v['invoice'] for _, v in self.decided
                        if v['invoice']})))
        drafts = self.Payment.create([v for _, v in self.decided])
        claims = Invoice.open_claims(
            list({p.invoice for p in drafts if p.invoice}))
        self.periods = {}
        all_right = self._are_right(drafts)
        refused = []
        for (line, _), payment in zip(self.decided, drafts):
            try:
                if not all_right:
                    self._check_right([payment])
                self._check_open(payment, claims)
            except UserError as error:
                self.tell(line, 'refused', error.message)
                refused.append(payment)
            else:
                self.drafts[line['line']] = line, payment
        self.Payment.delete(refused)

    def _are_right(self, payments):
        try:
            self._check_right(payments)
        except UserError:
            return False
        return True

    def _check_right(self, payments):
        Period = Pool().get('account.period')
        self.Payment.check_rights(payments)
        self.Payment.check_decided(payments)
        for date in {p.date for p in payments} - self.periods.keys():
            self.periods[date] = Period.find(self.company, date=date)

    def _check_open(self, payment, claims):
        "Check the amount against what the lines before leave open"
        before = None
        if payment.invoice:
            before = dict(claims[payment.invoice.id])
        try:
            # On a copy: the parts change the amount of the payment
            self.Payment._allocate([self.Payment(payment.id)], claims)
        except UserError:
            if before:
                claims[payment.invoice.id].update(before)
            raise

    def drop(self, state):
        "Leave nothing behind"
        for line, _ in self.drafts.values():
            self.tell(line, state)
        self.Payment.delete([p for _, p in self.drafts.values()])

    def settle(self):
        payments = self.Payment.browse(
            [p for _, p in self.drafts.values()])
        amounts = {p.id: p.amount for p in payments}
        self.Payment.settle(payments)
        posted = {p.id: p for p in self.Payment.browse(payments)}
        for line, draft in self.drafts.values():
            payment = posted[draft.id]
            message = self._told(payment, amounts[payment.id])
            self.tell(line, 'done', message, payment)

    def _told(self, payment, amount):
        "Return what the user should know of"
        Lang = Pool().get('ir.lang')
        if payment.amount == amount:
            return ''
        return gettext(
            'medical_payment.msg_payment_import_split',
            amount=Lang.get().currency(
                amount - payment.amount, payment.currency))
