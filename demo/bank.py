# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""What the bank of the practice tells: a statement and a notification.

They belong to invoices of the practice, and tell every kind of story: most
payments carry their reference, some a number or only a name, and some must
not be settled without a look.
"""
import random
from datetime import timedelta
from decimal import Decimal
from itertools import count

from stdnum import iban as iban_

from . import data
from .camt import Account, Transaction, notification, statement
from .words import word

ACCOUNT = Account(data.IBAN, data.COMPANY)
START = Decimal('18452.35')
DAYS = 12
STATEMENT = 'releve-camt053.xml'
NOTIFICATION = 'avis-camt054.xml'


def iban_of(number):
    "The account of a payer, in a bank that does not exist"
    bban = f'09999{number:012}'
    check = iban_.calc_check_digits(f'CH00{bban}')
    return f'CH{check}{bban}'


class Story:
    "Turns open invoices into transactions, each invoice once"

    def __init__(self, left, paid):
        self.chance = random.Random(data.SEED + 3)
        self.insurer = [i for i in left if i.party.name == data.INSURER]
        self.open = [
            i for i in left
            if i.party.name != data.INSURER and len(i.lines_to_pay) == 1]
        self.instalments = [i for i in left if len(i.lines_to_pay) > 1]
        self.paid = paid
        # The latest first: those are the ones being paid
        self.open.reverse()
        self.accounts = {}
        self.numbers = count(1)
        self.today = []
        self.transactions = []

    def add(self, payer, amount, today=False, **values):
        date = data.TODAY
        if not today:
            date -= timedelta(days=self.chance.randint(1, DAYS))
        iban = ''
        if payer:
            if payer not in self.accounts:
                self.accounts[payer] = iban_of(next(self.numbers))
            iban = self.accounts[payer]
        transactions = self.today if today else self.transactions
        transactions.append(Transaction(date, amount, payer, iban, **values))

    def next(self):
        return self.open.pop(0)

    def by_reference(self, invoice, amount=None, payer=None, today=False):
        self.add(
            payer or invoice.party.name, amount or invoice.amount_to_pay,
            reference=invoice.structured_reference, today=today)

    def tell(self):
        self.same_amount()
        for _ in range(9):
            self.by_reference(self.next())
        for _ in range(6):
            self.by_reference(self.next(), today=True)
        self.less_and_more()
        self.without_reference()
        self.others_pay()
        self.recorded()
        self.nothing_to_settle()
        self.transactions.sort(key=lambda m: m.date)

    def less_and_more(self):
        invoice = self.next()
        self.by_reference(invoice, amount=Decimal(50))
        invoice = self.next()
        self.by_reference(invoice, amount=invoice.amount_to_pay + Decimal(10))
        if self.instalments:
            invoice = self.instalments[-1]
            self.by_reference(invoice, amount=invoice.lines_to_pay[1].debit)

    def without_reference(self):
        for prefix in ["Facture", "fact. no", "Paiement"]:
            invoice = self.next()
            self.add(
                invoice.party.name, invoice.amount_to_pay,
                text=f"{word(prefix)} {invoice.number}")
        for _ in range(2):
            invoice = self.next()
            self.add(
                invoice.party.name.upper(), invoice.amount_to_pay,
                text=word("Merci docteur"))

    def others_pay(self):
        "A parent, and the insurer for several invoices at once"
        invoice = self.next()
        family = invoice.party.name.split()[-1]
        self.by_reference(invoice, payer=f"Jean-Pierre {family}")
        invoices = self.insurer[:4]
        if invoices:
            self.add(
                data.INSURER, sum(i.amount_to_pay for i in invoices),
                text=' / '.join(i.number for i in invoices))

    def recorded(self):
        "What the reception marked as paid, and what was paid twice"
        for transit in [True, False]:
            invoice = next(
                i for i in reversed(self.paid)
                if len(i.payments) == 1 and i.party.name != data.INSURER
                and i.payments[0].amount == i.total_amount
                and i.payments[0].method.debit_account.reconcile == transit
                and i.payments[0].kind == 'payment')
            self.by_reference(invoice, amount=invoice.total_amount)

    def same_amount(self):
        "Two patients owe it, and the payer is neither"
        seen = {}
        for invoice in self.open:
            other = seen.setdefault(invoice.amount_to_pay, invoice)
            if other.party != invoice.party:
                self.open.remove(invoice)
                self.open.remove(other)
                self.add(
                    "Girard et fils", invoice.amount_to_pay,
                    text=word("avec nos remerciements"))
                break

    def nothing_to_settle(self):
        self.add("Régie du Port SA", Decimal('-2350.00'),
            text=word("Loyer du cabinet"))
        self.add("Caisse de compensation", Decimal('-1120.40'),
            text=word("Cotisations AVS"))
        self.add(
            "", Decimal('-8.50'), text=word("Frais de tenue de compte"))


def write_files(folder, left, paid):
    "The camt.053 and the camt.054"
    story = Story(left, paid)
    story.tell()
    day = data.TODAY.strftime('%Y%m%d')
    (folder / STATEMENT).write_bytes(statement(
            ACCOUNT, story.transactions, START, f'RELEVE{day}'))
    (folder / NOTIFICATION).write_bytes(notification(
            ACCOUNT, story.today, f'AVIS{day}'))
