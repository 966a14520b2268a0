# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Patients and their invoices, and what was paid of them at the counter."""
import random
from datetime import timedelta
from decimal import Decimal

from proteus import Model

from . import data
from .words import word

# Posted in lots, to show that it goes on
LOT = 25


def create_parties():
    "Return the patients, and the insurer at the end"
    Party = Model.get('party.party')
    term = find_term(word("30 jours"))
    parties = []
    for patient in data.patients():
        party = Party(name=patient.name)
        address = (
            party.addresses[0] if party.addresses else party.addresses.new())
        address.street = patient.street
        address.postal_code = patient.postal_code
        address.city = patient.city
        parties.append(party)
    parties.append(Party(name=data.INSURER))
    for party in parties:
        party.customer_payment_term = term
    Party.save(parties)
    return parties


def find_term(name):
    Term = Model.get('account.invoice.payment_term')
    term, = Term.find([('name', '=', name)])
    return term


def create_invoices(parties, accounts, tell):
    "Return the posted invoices, the oldest first"
    Invoice = Model.get('account.invoice')
    Tax = Model.get('account.tax')
    tax, = Tax.find([])
    instalments = find_term(word("4 mensualités"))
    bills = data.bills()
    for start in range(0, len(bills), LOT):
        lot = []
        for bill in bills[start:start + LOT]:
            invoice = Invoice(type='out')
            invoice.party = parties[bill.patient]
            invoice.invoice_date = bill.date
            if bill.instalments:
                invoice.payment_term = instalments
            for description, price, with_tax in bill.acts:
                line = invoice.lines.new()
                line.description = word(description)
                line.account = accounts['revenue']
                line.quantity = 1
                line.unit_price = Decimal(price)
                if with_tax:
                    line.taxes.append(Tax(tax.id))
            lot.append(invoice)
        Invoice.save(lot)
        Invoice.click(lot, 'post')
        tell(start + len(lot), len(bills))
    return Invoice.find([('type', '=', 'out')], order=[('id', 'ASC')])


def take_payments(invoices):
    """What was paid at the counter, lost or given so far.

    Return the invoices that are left, whole or in part.
    """
    Payment = Model.get('account.invoice.payment')
    Method = Model.get('account.invoice.payment.method')
    methods = Method.find([('kind', '=', 'payment')], order=[('id', 'ASC')])
    loss, = Method.find([('kind', '=', 'loss')])
    discount, = Method.find([('kind', '=', 'discount')])
    chance = random.Random(data.SEED + 2)
    old = data.TODAY - timedelta(days=45)
    payments, left = [], []

    def pay(invoice, method, days, amount=None, **values):
        payment = Payment(invoice=invoice, method=method)
        payment.date = min(
            invoice.invoice_date + timedelta(days=days), data.TODAY)
        payment.amount = amount or invoice.amount_to_pay
        payment.party = invoice.party
        for name, value in values.items():
            setattr(payment, name, value)
        payments.append(payment)

    for index, invoice in enumerate(invoices):
        if len(invoice.lines_to_pay) > 1:
            pay(invoice, methods[0], 25, invoice.lines_to_pay[0].debit)
            left.append(invoice)
        elif invoice.invoice_date > old:
            left.append(invoice)
        elif index % 29 == 13:
            pay(
                invoice, loss, 120,
                reason=word("Parti sans laisser d'adresse"))
        elif index % 23 == 9:
            pay(
                invoice, discount, 10, Decimal(20),
                reason=word("Geste commercial"))
            pay(
                invoice, methods[0], 10, invoice.amount_to_pay - Decimal(20))
        elif index % 17 == 5:
            pay(invoice, methods[0], 15, Decimal(50))
            left.append(invoice)
        elif chance.random() < 0.93:
            pay(invoice, chance.choice(methods), chance.randint(0, 40))
        else:
            left.append(invoice)
    Payment.save(payments)
    Payment.click(payments, 'post')
    Invoice = Model.get('account.invoice')
    return [Invoice(i.id) for i in left]
